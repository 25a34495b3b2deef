import { expect, test } from "vitest";
import { bar, beneath, joins } from "./joins";

test("cells of one number are joined after the last row that has one", () => {
  const found = joins([
    { row: 0, column: 1, numbers: ["2"] },
    { row: 3, column: 1, numbers: ["1", "2"] },
    { row: 3, column: 2, numbers: ["1"] },
  ]);
  expect(found).toEqual([
    { number: "1", after: 3, cells: [{ row: 3, column: 1 }, { row: 3, column: 2 }] },
    { number: "2", after: 3, cells: [{ row: 0, column: 1 }, { row: 3, column: 1 }] },
  ]);
});

test("a number with one cell joins nothing", () => {
  expect(joins([{ row: 0, column: 1, numbers: ["7"] }])).toEqual([]);
});

test("a bar has a foot at every cell and none where all are one column", () => {
  expect(bar([300, 100, 200], 8)).toBe("M100,8H300M100,0V8M200,0V8M300,0V8");
  expect(bar([100.2, 100.4], 8)).toBe("");
  expect(bar([], 8)).toBe("");
});

test("words stand beneath the middle of their bar and keep some width", () => {
  expect(beneath([100, 300], 1000, 200)).toEqual([0, 600]);
  expect(beneath([700, 900], 1000, 200)).toEqual([600, 0]);
  expect(beneath([900, 990], 1000, 200)).toEqual([800, 0]);
  expect(beneath([100, 150], 180, 240)).toEqual([0, 0]);
});
