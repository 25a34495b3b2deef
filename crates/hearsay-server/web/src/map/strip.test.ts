import { describe, expect, test } from "vitest";
import { item } from "./incidents";
import { binInWords, chosen, handles, strip } from "./strip";

const on = (...days: (string | undefined)[]) =>
  days.map((begin, i) => item({ id: String(i), event: {}, ...(begin === undefined ? {} : { begin }) }));

describe("bins", () => {
  test("are days where there is room, empty days with them", () => {
    const { bins, unit } = strip(on("2024-03-12", "2024-03-14", "2024-03-12"), 100);
    expect([unit, bins.map((bin) => bin.items.length)]).toEqual(["day", [2, 0, 1]]);
  });

  test("are weeks, months, years where there is less", () => {
    const items = on("2024-01-01", "2024-12-31");
    expect(strip(items, 60).unit).toBe("week");
    expect(strip(items, 20).unit).toBe("month");
    expect(strip(items, 5).unit).toBe("year");
    expect(strip(items, 20).bins).toHaveLength(12);
  });

  test("hold every incident once, with those earlier and those without a day", () => {
    const items = on("1989-02-01", undefined, ...Array.from({ length: 20 }, (_, i) => `2024-03-${10 + i}`));
    const { bins, earlier, undated } = strip(items, 100);
    expect(bins.reduce((sum, bin) => sum + bin.items.length, 0) + earlier + undated).toBe(items.length);
    expect([earlier, undated]).toEqual([1, 1]);
    expect(bins[0]?.items).toHaveLength(1);
  });

  test("are none where there is no day", () => {
    expect(strip(on(undefined), 100)).toMatchObject({ bins: [], undated: 1 });
  });
});

test("two handles choose days, all of them choose nothing", () => {
  const days = strip(on("2024-03-10", "2024-03-20"), 100);
  expect(chosen(days, 0, 10)).toBe("");
  expect(chosen(days, 2, 4)).toBe("2024-03-12/2024-03-14");
  const months = strip(on("2024-01-15", "2024-12-31"), 20);
  expect(chosen(months, 1, 1)).toBe("2024-02-01/2024-02-29");
});

test("handles stand where days chosen elsewhere begin and end", () => {
  const days = strip(on("2024-03-10", "2024-03-20"), 100);
  expect(handles(days, undefined)).toEqual([0, 10]);
  expect(handles(days, [Date.UTC(2024, 2, 12), Date.UTC(2024, 2, 15) - 1])).toEqual([2, 4]);
});

test("earlier incidents are chosen with the first bin", () => {
  const days = strip(on("1989-02-01", ...Array.from({ length: 20 }, (_, i) => `2024-03-${10 + i}`)), 100);
  expect(chosen(days, 0, 3)).toBe("1989-02-01/2024-03-13");
});

test("a bin is told in words", () => {
  const week = strip(on("2024-01-01", "2024-12-31"), 60);
  expect(binInWords(week.bins[0]!, "week")).toBe("1 Jan 2024 to 7 Jan 2024");
  expect(binInWords({ begin: Date.UTC(2024, 2, 1), end: 0, items: [] }, "month")).toBe("Mar 2024");
});
