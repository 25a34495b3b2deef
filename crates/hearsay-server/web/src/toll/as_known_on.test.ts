import { expect, test } from "vitest";
import { position } from "./as_known_on";

test("the slider begins at the last day not after the chosen one", () => {
  const days = ["2024-03-12", "2024-03-13", "2024-03-15"];
  expect(position(days, "2024-03-14")).toBe(1);
  expect(position(days, "2024-03-13T10:00:00")).toBe(1);
  expect(position(days, "2024-01-01")).toBe(0);
  expect(position(days, "2025-01-01")).toBe(2);
  expect(position(days, null)).toBe(2);
});
