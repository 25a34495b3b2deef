import { describe, expect, test } from "vitest";
import { dodge, layout, shorten, span, spread, steps } from "./layout";
import type { Line, Series } from "./series";

const line = (claimant: string, ...points: [string | undefined, number, string?][]): Line => ({
  claimant,
  points: points.map(([created, best, status], i) => ({
    ...(created === undefined ? {} : { created }),
    article: "a",
    figure: `${claimant}${i}`,
    low: best,
    best,
    high: best,
    status: status ?? "stands",
  })),
});
const series = (...lines: Line[]): Series => ({ kind: "killed", policy: "median", lines, totals: [] });

describe("spread", () => {
  test("leaves alone what has room", () => {
    expect(spread([10, 50, 90], 15, 0, 100)).toEqual([10, 50, 90]);
  });

  test("keeps labels apart, in order and within bounds, whatever is wanted", () => {
    for (let seed = 1; seed < 200; seed++) {
      const wanted = Array.from({ length: seed % 13 }, (_, i) => (seed * 7919 * (i + 1)) % 203);
      const places = spread(wanted, 12, 0, 200);
      const sorted = wanted.map((want, i) => ({ want, at: places[i] ?? NaN })).sort((a, b) => a.want - b.want || a.at - b.at);
      sorted.forEach(({ at }, i) => {
        expect(at).toBeGreaterThanOrEqual(-1e-9);
        expect(at).toBeLessThanOrEqual(200 + 1e-9);
        const before = sorted[i - 1];
        if (before !== undefined) expect(at - before.at).toBeGreaterThanOrEqual(12 - 1e-6);
      });
    }
  });

  test("a crowd stands around the middle of what it wants", () => {
    expect(spread([50, 50, 50], 10, 0, 100)).toEqual([40, 50, 60]);
  });

  test("where there is no room for all the gap shrinks", () => {
    expect(spread([5, 5, 5], 15, 0, 10)).toEqual([0, 5, 10]);
  });
});

test("steps leave a gap after what was withdrawn", () => {
  const at = (x: number, y: number, status: string) => ({ x, y, point: { status } });
  expect(steps([at(0, 10, "revised"), at(5, 8, "withdrawn"), at(9, 4, "stands")])).toBe("M0,10H5V8");
});

test("points of one moment and figure stand side by side", () => {
  const points = [1, 2, 3].map(() => ({ x: 100, y: 50 }));
  dodge(points);
  expect(new Set(points.map(({ x }) => x)).size).toBe(3);
  expect(points[0]?.x).toBe(100);
});

test("a claimant keeps color and shape in all its lines, dashes tell them apart", () => {
  const one = series(line("A", ["2024-03-12", 3]), line("B", ["2024-03-12", 5]), line("A", ["2024-03-13", 1]));
  const [a, b, again] = layout(one, 1000, ["A", "B"], span([one])).lines;
  expect([again?.color, again?.shape]).toEqual([a?.color, a?.shape]);
  expect(again?.dash).not.toBe(a?.dash);
  expect(b?.color).not.toBe(a?.color);
});

test("figures without a date are kept in the tray", () => {
  const one = series(line("A", [undefined, 3], ["2024-03-12", 4]));
  const panel = layout(one, 1000, ["A"], span([one]));
  expect(panel.undated.map(({ point }) => point.best)).toEqual([3]);
  expect(panel.lines[0]?.points).toHaveLength(1);
});

test("everything lies within the plot, the later to the right, the higher above", () => {
  const one = series(line("A", ["2024-03-12", 3], ["2024-03-15", 40]), line("B", ["2024-03-13", 0]));
  const panel = layout(one, 800, ["A", "B"], span([one]));
  const [first, second] = panel.lines[0]?.points ?? [];
  expect(first!.x).toBeLessThan(second!.x);
  expect(first!.y).toBeGreaterThan(second!.y);
  for (const { x, y } of panel.lines.flatMap((l) => l.points)) {
    expect(x).toBeGreaterThanOrEqual(panel.left);
    expect(x).toBeLessThanOrEqual(panel.right);
    expect(y).toBeGreaterThanOrEqual(panel.top);
    expect(y).toBeLessThanOrEqual(panel.bottom);
  }
});

test("a panel grows with its labels, and has numbers for labels where it is narrow", () => {
  const many = series(...Array.from({ length: 30 }, (_, i) => line(`Source ${i}`, ["2024-03-12", i])));
  const order = many.lines.map((l) => l.claimant);
  const wide = layout(many, 1000, order, span([many]));
  const ys = wide.lines.map((l) => l.label?.y ?? NaN).sort((a, b) => a - b);
  ys.forEach((y, i) => i > 0 && expect(y - (ys[i - 1] ?? 0)).toBeGreaterThan(14));
  expect(layout(many, 360, order, span([many])).lines[4]?.label?.text).toBe("5");
});

test("a line whose last figure was withdrawn goes on no further", () => {
  const one = series(line("A", ["2024-03-12", 3, "withdrawn"]), line("B", ["2024-03-12", 3]));
  const panel = layout(one, 800, ["A", "B"], span([one]));
  expect(panel.lines[0]?.rest).toBe("");
  expect(panel.lines[1]?.rest).not.toBe("");
});

test("long names are cut with an ellipsis, by characters rather than bytes", () => {
  expect(shorten("Unity Watch", 20)).toBe("Unity Watch");
  expect(shorten("Комитет наблюдателей", 8)).toBe("Комитет…");
});

test("a span is at least a day", () => {
  const [from, to] = span([series(line("A", ["2024-03-12T10:00:00", 1]))]);
  expect(to - from).toBe(86_400_000);
});
