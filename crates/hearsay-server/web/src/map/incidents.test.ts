import { describe, expect, test } from "vitest";
import { type Incident, item, numbers, passes, piles, readBox, readDates, within } from "./incidents";

const incident = (id: string, more: Partial<Incident> = {}): Incident => ({ id, event: { type: "ASSAULT" }, ...more });
const at = (lon: number, lat: number, more: object = {}) => ({ place: { name: "Solkat", lon, lat, ...more } });

describe("an incident", () => {
  test("is as wide as its place is known", () => {
    expect(item(incident("a", at(45, 41, { radius_km: 8 }))).radiusKm).toBe(8);
    expect(item(incident("a", at(45, 41, { feature: "region" }))).radiusKm).toBe(75);
    expect(item(incident("a", at(45, 41, { feature: "country" }))).isCountry).toBe(true);
  });

  test("without coordinates has no point, although its place has a name", () => {
    expect(item(incident("a", { place: { name: "Hask" } }))).toMatchObject({ place: "Hask", point: undefined });
  });

  test("lasts to the end of its last day", () => {
    const { begin, end } = item(incident("a", { begin: "2024-03-12", end: "2024-03-13" }));
    expect([begin, end]).toEqual([Date.UTC(2024, 2, 12), Date.UTC(2024, 2, 14) - 1]);
  });
});

describe("the filter", () => {
  const days = readDates("2024-03-12/2024-03-13");
  test("lets overlapping days pass and keeps what has no day out", () => {
    const filter = days === undefined ? {} : { dates: days };
    expect(passes(item(incident("a", { begin: "2024-03-01", end: "2024-03-12" })), filter)).toBe(true);
    expect(passes(item(incident("a", { begin: "2024-03-14" })), filter)).toBe(false);
    expect(passes(item(incident("a")), filter)).toBe(false);
    expect(passes(item(incident("a")), {})).toBe(true);
  });

  test("keeps what has no place out of a box", () => {
    expect(passes(item(incident("a", at(45, 41))), { box: [44, 40, 46, 42] })).toBe(true);
    expect(passes(item(incident("a", at(47, 41))), { box: [44, 40, 46, 42] })).toBe(false);
    expect(passes(item(incident("a")), { box: [44, 40, 46, 42] })).toBe(false);
  });

  test("knows boxes across the 180th meridian", () => {
    expect(within([179, 0], [170, -10, -170, 10])).toBe(true);
    expect(within([-175, 0], [170, -10, -170, 10])).toBe(true);
    expect(within([0, 0], [170, -10, -170, 10])).toBe(false);
  });
});

test("what a form holds is read, and nonsense is nothing", () => {
  expect(readBox("44, 40,46,42")).toEqual([44, 40, 46, 42]);
  for (const written of [null, "", "1,2,3", "a,b,c,d", "1,,2,3"]) expect(readBox(written)).toBeUndefined();
  expect(readDates("2024-03-12")).toEqual([Date.UTC(2024, 2, 12), Date.UTC(2024, 2, 13) - 1]);
  for (const written of [null, "", "soon", "2024-03-12/later"]) expect(readDates(written)).toBeUndefined();
});

test("incidents at one place are one pile, the widest beneath", () => {
  const items = [
    incident("a", at(45, 41, { radius_km: 5 })),
    incident("b", at(45, 41, { radius_km: 5 })),
    incident("c", at(45, 41, { radius_km: 60 })),
    incident("d", at(47, 41, { feature: "country" })),
    incident("e"),
  ].map(item);
  expect(piles(items).map((pile) => pile.items.map(({ id }) => id).join(""))).toEqual(["d", "c", "ab"]);
});

test("numbers that would hide each other are added up, and a single incident has none", () => {
  const places = [
    { x: 0, y: 0, count: 1 },
    { x: 5, y: 0, count: 4 },
    { x: 90, y: 0, count: 1 },
  ];
  expect(numbers(places, 20)).toEqual([{ x: 5, y: 0, count: 5 }]);
});
