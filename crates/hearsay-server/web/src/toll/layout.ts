/** Where everything of a toll's chart stands: arithmetic alone, no page. */

import { scaleLinear, scaleUtc } from "d3-scale";
import { DAY, mark, moment } from "../days";
import { type Line, type Meaning, type Point, type Series, type Total, lineName, meaning, totalName } from "./series";

/** Pixels between the lines of labels. */
const LABEL_HEIGHT = 15;
/** How far an open end reaches, and how wide a band without an end is drawn. */
const OPEN = 22;
const DASHES = ["", "6 3", "2 3", "9 3 2 3", "12 4", "4 2 1 2"];

export interface Panel {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Whether labels are numbers that a key below explains, for want of room. */
  numbered: boolean;
  columns: { x: number; text: string }[];
  rows: { y: number; text: string }[];
  lines: DrawnLine[];
  totals: DrawnLabel<Total>[];
  /** Figures of articles without a date. */
  undated: { line: Line; point: Point }[];
  /** Where a moment lies. */
  x: (time: number) => number;
}

export interface DrawnLabel<T> {
  of: T;
  name: string;
  /** What is written, shortened to the room there is. */
  text: string;
  /** Where the line ends, and where its label came to stand. */
  from: number;
  y: number;
}

export interface DrawnLine {
  line: Line;
  name: string;
  /** 1 to 8, the same for all lines of a claimant; so is the shape. */
  color: number;
  shape: number;
  dash: string;
  points: DrawnPoint[];
  /** Steps from statement to statement, with a gap after what was withdrawn. */
  steps: string;
  ribbons: string[];
  /** From the last statement on: nothing new was said. */
  rest: string;
  label: DrawnLabel<Line> | undefined;
}

export interface DrawnPoint {
  point: Point;
  time: number;
  meaning: Meaning;
  x: number;
  y: number;
  low: number;
  high: number;
  /** Where a vague figure's band ends to the right. */
  until: number;
}

/** Room for labels beside the plot. */
function labelRoom(width: number): number {
  return width < 640 ? 26 : Math.min(280, Math.round(width * 0.33));
}

/**
 * The panel of one series in `width` pixels. `order` numbers the claimants of all panels, so that
 * each keeps its color; room is kept for `kept` totals, so that a panel keeps its height.
 */
export function layout(
  series: Series,
  width: number,
  order: string[],
  span: [number, number],
  kept = series.totals.length,
): Panel {
  const numbered = width < 640;
  const dated = series.lines.map((line) => ({
    line,
    points: line.points.flatMap((point) => {
      const time = moment(point.created);
      return time === undefined ? [] : [{ point, time }];
    }),
  }));
  const undated = series.lines.flatMap((line) =>
    line.points.filter((point) => moment(point.created) === undefined).map((point) => ({ line, point })),
  );
  const labels = dated.filter(({ points }) => points.length > 0).length + (numbered ? 0 : kept);
  const plotHeight = Math.max(numbered ? 190 : 170, labels * LABEL_HEIGHT);
  const [top, left] = [28, 44];
  const [right, bottom] = [width - labelRoom(width), top + plotHeight];

  const x = scaleUtc(span, [left + 10, right - 10]);
  const highest = Math.max(1, ...series.lines.flatMap((l) => l.points.map((p) => Math.max(p.best, p.low ?? 0, p.high ?? 0))));
  const y = scaleLinear([0, highest], [bottom, top + OPEN]);
  const seen = new Map<string, number>();

  const lines = dated.map(({ line, points }): DrawnLine => {
    const claimant = Math.max(0, order.indexOf(line.claimant));
    const nth = seen.get(line.claimant) ?? 0;
    seen.set(line.claimant, nth + 1);
    const drawn = points.map(({ point, time }, i): DrawnPoint => {
      const means = meaning(point);
      const next = points[i + 1];
      const at = x(time);
      return {
        point,
        time,
        meaning: means,
        x: at,
        y: y(point.best),
        low: y(point.low ?? (means === "at most" ? Math.max(0, point.best - y.invert(bottom - OPEN)) : point.best)),
        high: point.high === undefined ? y(point.best) - OPEN : y(point.high),
        until: next === undefined ? Math.min(at + OPEN, right) : x(next.time),
      };
    });
    const name = lineName(line);
    const last = drawn[drawn.length - 1];
    return {
      line,
      name,
      color: (claimant % 8) + 1,
      shape: claimant % 7,
      dash: DASHES[nth % DASHES.length] ?? "",
      points: drawn,
      steps: steps(drawn),
      ribbons: ribbons(drawn),
      rest: last === undefined || last.point.status === "withdrawn" ? "" : `M${r(last.x)},${r(last.y)}H${r(right)}`,
      label: last === undefined ? undefined : { of: line, name, text: name, from: last.y, y: last.y },
    };
  });
  dodge(lines.flatMap((line) => line.points));

  const totals = (numbered ? [] : series.totals).map((total): DrawnLabel<Total> => {
    const name = totalName(total, series.policy);
    const from = y(Math.min(highest, total.best ?? total.low ?? total.high ?? 0));
    return { of: total, name, text: name, from, y: from };
  });
  const placed: { text: string; name: string; from: number; y: number }[] = [
    ...lines.flatMap((line) => (line.label === undefined ? [] : [line.label])),
    ...totals,
  ];
  const places = spread(placed.map((label) => label.from), LABEL_HEIGHT, top + 6, bottom - 2);
  const characters = Math.floor((labelRoom(width) - 34) / 6.3);
  let number = 0;
  placed.forEach((label, i) => {
    label.y = places[i] ?? label.from;
    label.text = numbered ? String(++number) : shorten(label.name, characters);
  });

  return {
    width,
    height: bottom + 26,
    left,
    right,
    top,
    bottom,
    numbered,
    columns: columns(x, right - left),
    rows: y
      .ticks(Math.min(5, highest))
      .filter(Number.isInteger)
      .map((n) => ({ y: y(n), text: n.toLocaleString("en") })),
    lines,
    totals,
    undated,
    x: (time) => Math.max(left, Math.min(right, x(time))),
  };
}

/** The first and last moment of all series, at least a day apart. */
export function span(series: Series[]): [number, number] {
  const times = series.flatMap((s) => s.lines.flatMap((l) => l.points.flatMap((p) => moment(p.created) ?? [])));
  if (times.length === 0) return [0, DAY];
  const [first, last] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
  const missing = Math.max(0, DAY - (last - first)) / 2;
  return [first - missing, last + missing];
}

/** The claimants of all series in the order in which they first speak. */
export function claimants(series: Series[]): string[] {
  return [...new Set(series.flatMap((s) => s.lines.map((line) => line.claimant)))];
}

/** Steps from statement to statement. What was withdrawn holds no longer, so the line leaves a gap after it. */
export function steps(points: { x: number; y: number; point: { status: string } }[]): string {
  let path = "";
  points.forEach((here, i) => {
    const before = points[i - 1];
    if (before === undefined) return;
    if (before.point.status === "withdrawn") return;
    path += `M${r(before.x)},${r(before.y)}H${r(here.x)}V${r(here.y)}`;
  });
  return path;
}

/** From low to high while a figure stood, for figures with both; vague figures have bands of their own. */
function ribbons(points: DrawnPoint[]): string[] {
  return points.flatMap((here, i) => {
    const next = points[i + 1];
    if (next === undefined || here.meaning !== "range" || here.point.status === "withdrawn") return [];
    return [`M${r(here.x)},${r(here.high)}H${r(next.x)}V${r(here.low)}H${r(here.x)}Z`];
  });
}

/** Moves points apart that would hide each other: those of one moment and one figure stand side by side. */
export function dodge(points: { x: number; y: number }[], apart = 11): void {
  const placed: { x: number; y: number }[] = [];
  for (const point of points) {
    const at = point.x;
    for (let n = 1; placed.some((p) => Math.hypot(p.x - point.x, p.y - point.y) < apart - 0.5) && n < 40; n++) {
      const side = n % 2 === 1 ? 1 : -1;
      point.x = at + side * Math.ceil(n / 2) * apart;
    }
    placed.push(point);
  }
}

/**
 * Positions nearest to those wanted that lie at least `gap` apart between `low` and `high`.
 *
 * Neighbors that would overlap form a block around the middle of what they want; blocks that then
 * overlap join. Where there is no room for all, the gap shrinks.
 */
export function spread(wanted: number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((want, i) => ({ want, i })).sort((a, b) => a.want - b.want || a.i - b.i);
  if (order.length > 1) gap = Math.min(gap, (high - low) / (order.length - 1));
  const blocks: { start: number; wants: number[] }[] = [];
  const start = (wants: number[]) => {
    const middle = wants.reduce((sum, want, i) => sum + want - i * gap, 0) / wants.length;
    return Math.max(low, Math.min(middle, high - (wants.length - 1) * gap));
  };
  for (const { want } of order) {
    let block = { start: start([want]), wants: [want] };
    for (;;) {
      const before = blocks[blocks.length - 1];
      if (before === undefined || before.start + before.wants.length * gap <= block.start + 1e-9) break;
      blocks.pop();
      const wants = [...before.wants, ...block.wants];
      block = { start: start(wants), wants };
    }
    blocks.push(block);
  }
  const places = blocks.flatMap((block) => block.wants.map((_, i) => block.start + i * gap));
  const result: number[] = new Array<number>(wanted.length).fill(0);
  order.forEach(({ i }, nth) => (result[i] = places[nth] ?? 0));
  return result;
}

/** A text cut to so many characters, with an ellipsis where it was cut. */
export function shorten(text: string, characters: number): string {
  const all = [...text];
  return all.length <= characters ? text : `${all.slice(0, Math.max(1, characters - 1)).join("").trimEnd()}…`;
}

function columns(x: ReturnType<typeof scaleUtc<number>>, room: number): { x: number; text: string }[] {
  const ticks = x.ticks(Math.max(2, Math.floor(room / 110))).map(Number);
  const step = ticks.length > 1 ? (ticks[1] ?? 0) - (ticks[0] ?? 0) : DAY;
  return ticks.map((time, i) => ({ x: x(time), text: mark(time, step, ticks[i - 1]) }));
}

function r(n: number): number {
  return Math.round(n * 10) / 10;
}
