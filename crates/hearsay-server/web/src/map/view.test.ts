import { describe, expect, test } from "vitest";
import type { Pile } from "./incidents";
import { boxOf, difference, frame, isWide, middle, pan, rim, zoom } from "./view";

const pile = (lon: number, lat: number, radiusKm = 10): Pile => ({ items: [], point: [lon, lat], radiusKm, isCountry: false });
const seen = (view: ReturnType<typeof frame>, { point }: Pile) => {
  const [x, y] = view.projection(point) ?? [NaN, NaN];
  return x >= 0 && y >= 0 && x <= view.width && y <= view.height;
};

test.each([
  ["a region", [pile(45, 41), pile(46, 40), pile(44, 42)]],
  ["one village", [pile(45, 41, 2)]],
  ["both sides of the 180th meridian", [pile(178, -17), pile(-179, -16)]],
  ["all the world", [pile(-100, 40), pile(30, 50), pile(140, -30)]],
  ["nothing", []],
])("%s is framed whole", (_, piles) => {
  const view = frame(piles, 900, 500);
  for (const one of piles) expect(seen(view, one)).toBe(true);
});

test("a single village is not drawn closer than the outlines allow", () => {
  const view = frame([pile(45, 41, 1)], 900, 500);
  const [west, , east] = boxOf(view, [0, 0], [900, 500]) ?? [0, 0, 0, 0];
  expect((east - west) * 111 * Math.cos((41 * Math.PI) / 180)).toBeGreaterThan(100);
});

test("zooming keeps the middle and stops at the whole world", () => {
  const view = frame([pile(45, 41), pile(46, 40)], 900, 500);
  const before = view.projection.invert?.([450, 250]) ?? [NaN, NaN];
  zoom(view, 0.5);
  const after = view.projection.invert?.([450, 250]) ?? [NaN, NaN];
  expect(after[0]).toBeCloseTo(before[0], 6);
  expect(after[1]).toBeCloseTo(before[1], 6);
  for (let i = 0; i < 60; i++) zoom(view, 0.5);
  expect(view.projection.scale()).toBeCloseTo(view.farthest, 6);
});

test("panning moves by pixels", () => {
  const view = frame([pile(45, 41), pile(46, 40)], 900, 500);
  const [x = 0, y = 0] = view.projection([45, 41]) ?? [];
  pan(view, 30, -10);
  const [movedX = 0, movedY = 0] = view.projection([45, 41]) ?? [];
  expect([movedX - x, movedY - y].map((n) => Math.round(n))).toEqual([30, -10]);
});

describe("a box of pixels", () => {
  test("is the box of degrees around it", () => {
    const view = frame([pile(45, 41), pile(46, 40)], 900, 500);
    const [x0 = 0, y0 = 0] = view.projection([45.2, 40.8]) ?? [];
    const [x1 = 0, y1 = 0] = view.projection([45.9, 40.1]) ?? [];
    expect(boxOf(view, [x0, y0], [x1, y1])).toEqual([45.2, 40.1, 45.9, 40.8]);
    expect(boxOf(view, [x1, y1], [x0, y0])).toEqual([45.2, 40.1, 45.9, 40.8]);
  });

  test("across the 180th meridian has its west east of its east", () => {
    const view = frame([pile(178, -17), pile(-179, -16)], 900, 500);
    const [west, , east] = boxOf(view, [0, 0], [900, 500]) ?? [0, 0, 0, 0];
    expect(west).toBeGreaterThan(170);
    expect(east).toBeLessThan(-170);
  });
});

test("the rim of a box goes around it and comes back", () => {
  const points = rim([170, -10, -170, 10]);
  expect(points[0]).toEqual([170, 10]);
  expect(points.at(-1)).toEqual([170, 10]);
  expect(points.every(([lon]) => Math.abs(lon) >= 170)).toBe(true);
});

test("the middle of longitudes lies opposite the widest gap", () => {
  expect(middle([])).toBe(0);
  expect(middle([10, 20])).toBeCloseTo(15);
  expect(Math.abs(middle([175, -175]))).toBeCloseTo(180);
  expect(difference(-175, 175)).toBe(10);
});

test("a disc is wide enough to be drawn as itself only when it has the pixels", () => {
  const view = frame([pile(45, 41), pile(55, 45)], 900, 500);
  expect(isWide(view, pile(45, 41, 1), 5)).toBe(false);
  expect(isWide(view, pile(45, 41, 200), 5)).toBe(true);
});
