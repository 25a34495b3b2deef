import { expect, test } from "vitest";
import contested from "../contested.json";
import { areas, countryAt, load } from "./countries";

const [coarse, fine] = await Promise.all([load(false), load(true)]);

test("every contested border is one of the fine map", () => {
  const told = new Set(fine.contested.map(({ about }) => about.why));
  for (const border of contested.borders) expect(told, border.between.join("–")).toContain(border.why);
  expect(fine.contested).toHaveLength(contested.borders.length);
});

test("a contested border is not drawn a second time as a settled one", () => {
  const settled = new Set(fine.borders.coordinates.map((line) => JSON.stringify(line)));
  for (const { line } of fine.contested) {
    for (const part of line.coordinates) expect(settled.has(JSON.stringify(part))).toBe(false);
  }
  expect(fine.borders.coordinates.length).toBeGreaterThan(100);
});

test("each contested border and area has its reason and a name", () => {
  for (const { names, why } of [...contested.borders, ...areas]) {
    expect(names.length).toBeGreaterThan(0);
    expect(why).toMatch(/^[A-Z].*\.$/);
  }
});

test("the map is as the reasons say it is", () => {
  expect(countryAt(coarse.land, [34.4, 45.3])?.properties?.["name"]).toBe("Russia");
});

test("a point finds its country, the sea none", () => {
  expect(countryAt(coarse.land, [2.5, 47])?.properties?.["name"]).toBe("France");
  expect(countryAt(coarse.land, [-40, 30])).toBeUndefined();
});
