import { expect, test } from "vitest";
import { align, claimsOf } from "./aligning";

test("cards with room stand where their sentences are", () => {
  expect(align([10, 100, 300], [50, 50, 50], 8)).toEqual([10, 100, 300]);
});

test("cards of one sentence stand around it, one under the other", () => {
  expect(align([200, 200], [40, 40], 10)).toEqual([175, 225]);
});

test("no card stands above the margin", () => {
  expect(align([5, 5, 5], [40, 40, 40], 10)).toEqual([0, 50, 100]);
});

test("cards never overlap and keep their order, whatever is wanted", () => {
  for (let seed = 1; seed < 200; seed++) {
    const wanted = Array.from({ length: seed % 17 }, (_, i) => ((seed * 31 * (i + 3)) % 400) - 20).sort((a, b) => a - b);
    const heights = wanted.map((_, i) => 20 + ((seed * (i + 1)) % 70));
    const tops = align(wanted, heights, 8);
    expect(tops).toHaveLength(wanted.length);
    tops.forEach((top, i) => {
      expect(top).toBeGreaterThanOrEqual(0);
      if (i > 0) expect(top - ((tops[i - 1] ?? 0) + (heights[i - 1] ?? 0))).toBeGreaterThan(8 - 1e-6);
    });
  }
});

test("claims are read from an attribute", () => {
  expect(claimsOf(" a  b ")).toEqual(["a", "b"]);
  expect(claimsOf(undefined)).toEqual([]);
});
