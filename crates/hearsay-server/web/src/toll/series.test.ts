import { expect, test } from "vitest";
import { type Line, type Point, figureInWords, isolated, lineName, meaning, publicationDays, summary, totalName } from "./series";

const point = (more: Partial<Point>): Point => ({ article: "a", figure: "f", best: 1, status: "stands", ...more });

test("bounds tell how a figure is meant", () => {
  expect(meaning(point({ low: 16, high: 16 }))).toBe("exact");
  expect(meaning(point({ low: 16, high: 30 }))).toBe("range");
  expect(meaning(point({ low: 16, hedge: "at least" }))).toBe("at least");
  expect(meaning(point({ high: 12, hedge: "up to" }))).toBe("at most");
});

test("dozens stay vague although their lowest number is known", () => {
  expect(meaning(point({ low: 24, best: 24, hedge: "Dozens" }))).toBe("vague");
  expect(meaning(point({ low: 20, high: 60, hedge: "several dozen" }))).toBe("vague");
  expect(figureInWords(point({ low: 24, best: 24, hedge: "Dozens" }))).toBe("dozens");
});

test("an open end is said", () => {
  expect(figureInWords({ low: 16, best: 16 })).toBe("at least 16");
  expect(figureInWords({ best: 12, high: 12 })).toBe("at most 12");
  expect(figureInWords({ low: 1200, high: 1500 })).toBe("1,200 to 1,500");
  expect(figureInWords({ low: 0, high: 0 })).toBe("0");
  expect(figureInWords({})).toBe("no figure");
});

test("a line is named for who says it and whose losses", () => {
  const line: Line = { claimant: "Oravia", side: "Oravia", who: "soldiers", own_losses: true, points: [] };
  expect(lineName(line)).toBe("Oravia †, soldiers of Oravia");
  expect(lineName({ claimant: "Tarsk", side: "Oravia", points: [] })).toBe("Tarsk, losses of Oravia");
  expect(lineName({ claimant: "doctors", points: [] })).toBe("doctors");
  expect(lineName({ claimant: "doctors", who: "everyone in part", points: [] })).toBe("doctors, in part");
  expect(lineName({ claimant: "Oravia", side: "Oravia", who: "teacher in part", points: [] })).toBe("Oravia, teacher of Oravia, in part");
  expect(totalName({ kind: "killed", best: 7 }, "median")).toBe("median: 7");
});

test("the summary keeps what was withdrawn and says whose losses are own", () => {
  const text = summary({
    kind: "killed",
    policy: "min",
    lines: [{ claimant: "Oravia", own_losses: true, points: [point({ low: 4, high: 4, status: "withdrawn" }), point({ low: 5 })] }],
    totals: [{ kind: "killed", best: 4 }],
  });
  expect(text).toContain("Oravia (own losses): 4 (withdrawn), then at least 5.");
  expect(text).toContain("Totals by policy: min: 4.");
});

test("days of publication come once and in order", () => {
  const line = (...created: string[]): Line => ({ claimant: "x", points: created.map((c) => point({ created: c })) });
  const series = { kind: "killed", policy: "min", totals: [], lines: [line("2024-03-13T10:00:00", "2024-03-12"), line("2024-03-13")] };
  expect(publicationDays([series])).toEqual(["2024-03-12", "2024-03-13"]);
});

test("a name of the other direction is isolated, and none directs its neighbors", () => {
  expect(isolated("Unity Watch")).toBe("Unity Watch");
  expect(isolated("وزارة الدفاع")).toBe("\u2068وزارة الدفاع\u2069");
  expect(isolated("Tarsk\u202e yrtsiniM")).toBe("Tarsk yrtsiniM");
});
