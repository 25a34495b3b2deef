import { expect, test } from "vitest";
import { DAY, day, dayInWords, mark, moment, startOfDay } from "./days";

test("a moment without a zone counts as UTC", () => {
  expect(moment("2024-03-12T14:40:00")).toBe(Date.UTC(2024, 2, 12, 14, 40));
  expect(moment("2024-03-12")).toBe(Date.UTC(2024, 2, 12));
  expect(moment("2024-03-12T14:40:00+04:00")).toBe(Date.UTC(2024, 2, 12, 10, 40));
});

test("what is no date is no moment", () => {
  for (const written of [undefined, "", "March", "2024", "2024-13-45"]) expect(moment(written)).toBeUndefined();
});

test("days go to text and back", () => {
  const time = Date.UTC(2024, 2, 12, 23, 59);
  expect(day(time)).toBe("2024-03-12");
  expect(startOfDay(time)).toBe(Date.UTC(2024, 2, 12));
  expect(dayInWords(time)).toBe("12 Mar 2024");
});

test("a year stands where it changes, a day where clocks begin", () => {
  const [a, b] = [Date.UTC(2023, 11, 31), Date.UTC(2024, 0, 1)];
  expect(mark(a, DAY, undefined)).toBe("31 Dec 2023");
  expect(mark(b, DAY, a)).toBe("1 Jan 2024");
  expect(mark(b + DAY, DAY, b)).toBe("2 Jan");
  expect(mark(b + DAY / 2, DAY / 2, b)).toBe("12:00");
  expect(mark(b, 31 * DAY, a)).toBe("Jan 2024");
  expect(mark(b, 366 * DAY, a)).toBe("2024");
});
