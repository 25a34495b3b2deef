import { expect, test } from "vitest";
import { isWhat, meant, obstacle, report, step, verdictAfter } from "./deciding";

test("a decision is about all that is selected, else about the current claim", () => {
  expect(meant(["a", "b"], "c")).toEqual(["a", "b"]);
  expect(meant([], "c")).toEqual(["c"]);
  expect(meant([], undefined)).toEqual([]);
});

test("merging needs two claims, anything needs one", () => {
  expect(obstacle("merge", [])).toMatch(/at least two/);
  expect(obstacle("merge", ["a"])).toMatch(/at least two/);
  expect(obstacle("merge", ["a", "b"])).toBeUndefined();
  expect(obstacle("accept", [])).toMatch(/No claim/);
  expect(obstacle("reject", ["a"])).toBeUndefined();
});

test("a report counts", () => {
  expect(report("accept", 1)).toBe("1 claim accepted. u undoes it.");
  expect(report("merge", 3)).toBe("3 claims merged. u undoes it.");
});

test("steps stay within the list and begin at its near end", () => {
  expect(step(3, -1, 1)).toBe(0);
  expect(step(3, -1, -1)).toBe(2);
  expect(step(3, 2, 1)).toBe(2);
  expect(step(3, 0, -1)).toBe(0);
  expect(step(0, -1, 1)).toBe(-1);
});

test("undo is no decision about claims", () => {
  expect(isWhat("accept")).toBe(true);
  expect(isWhat("undo")).toBe(false);
  expect(isWhat("toString")).toBe(false);
});

test("merging leaves a verdict as it is and says so beside it", () => {
  expect(verdictAfter("reject", { looks: "accepted", words: "accepted" })).toEqual({ looks: "rejected", words: "rejected" });
  expect(verdictAfter("merge", { looks: "accepted", words: "accepted" })).toEqual({ looks: "accepted", words: "accepted, merged" });
  expect(verdictAfter("merge", { looks: "", words: "" })).toEqual({ looks: "", words: "merged" });
});
