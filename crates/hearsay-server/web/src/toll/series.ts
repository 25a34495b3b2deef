/** Tolls over time, as `hearsay toll --json` prints them, and how each figure is meant. */

import { moment } from "../days";

/** What the island's address answers. */
export interface Toll {
  incident: string;
  /** The day as of which the page shows the toll; absent for all that is known. */
  as_of?: string;
  series: Series[];
}

/** The toll of one kind over time. */
export interface Series {
  kind: string;
  policy: string;
  lines: Line[];
  totals: Total[];
}

/** What one source said over time about the same victims. */
export interface Line {
  claimant: string;
  speaks_for?: string;
  side?: string;
  who?: string;
  own_losses?: boolean;
  points: Point[];
}

/** One figure. */
export interface Point {
  created?: string;
  article: string;
  figure: string;
  claim?: string;
  low?: number;
  best: number;
  high?: number;
  /** The words that make the figure inexact: `at least`, `dozens`. */
  hedge?: string;
  status: string;
}

/** What the figures come to under the policy. */
export interface Total {
  kind: string;
  side?: string;
  who?: string;
  low?: number;
  best?: number;
  high?: number;
}

/** How a figure is meant, and so how it is drawn. */
export type Meaning = "exact" | "range" | "at least" | "at most" | "vague";

const VAGUE =
  /\b(dozens?|scores?|tens|hundreds|thousands|millions|several|many|some|few|handful|numerous|countless|multiple|various|number of)\b/i;

/** How a figure is meant. A word such as “dozens” is vague however its bounds were written down. */
export function meaning(point: Point): Meaning {
  if (point.hedge !== undefined && VAGUE.test(point.hedge)) return "vague";
  if (point.low !== undefined && point.high !== undefined) {
    return point.low === point.high ? "exact" : "range";
  }
  if (point.low !== undefined) return "at least";
  if (point.high !== undefined) return "at most";
  return "vague";
}

/** The figure in words: `at least 16`, `30 to 40`, `dozens`. */
export function figureInWords(figure: { low?: number; best?: number; high?: number; hedge?: string }): string {
  const count = (n: number) => n.toLocaleString("en");
  if (figure.hedge !== undefined && VAGUE.test(figure.hedge)) return figure.hedge.toLowerCase();
  const { low, high, best } = figure;
  if (low !== undefined && high !== undefined) return low === high ? count(low) : `${count(low)} to ${count(high)}`;
  if (low !== undefined) return `at least ${count(low)}`;
  if (high !== undefined) return `at most ${count(high)}`;
  return best === undefined ? "no figure" : `about ${count(best)}`;
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const DIRECTING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A name that keeps its direction to itself, so that an Arabic or Hebrew one does not turn the words around it.
 * SVG has no `bdi`. Characters that direct text are taken out: a name has no business with its neighbors.
 */
export function isolated(name: string): string {
  const plain = name.replace(DIRECTING, "");
  return RIGHT_TO_LEFT.test(plain) ? `\u2068${plain}\u2069` : plain;
}

/** Who is counted: `soldiers of Oravia`, `losses of Tarsk`, `teachers, in part`; empty where it is everyone. */
export function counted(of: { side?: string; who?: string }): string {
  const isPart = of.who?.endsWith(" in part") === true;
  const whole = isPart ? of.who?.slice(0, -" in part".length) : of.who;
  const who = whole === "everyone" ? undefined : whole;
  const all = of.side === undefined ? (who ?? "") : `${who ?? "losses"} of ${isolated(of.side)}`;
  if (!isPart) return all;
  return all === "" ? "in part" : `${all}, in part`;
}

/** A line by name; † where its source tells of its own side's losses. */
export function lineName(line: Line): string {
  const who = counted(line);
  return `${isolated(line.claimant)}${line.own_losses ? " †" : ""}${who === "" ? "" : `, ${who}`}`;
}

/** A total by name, the policy first: `median, soldiers of Oravia: 14`. */
export function totalName(total: Total, policy: string): string {
  const who = counted(total);
  const best = total.best ?? total.low ?? total.high;
  return `${policy}${who === "" ? "" : `, ${who}`}: ${best === undefined ? "no figure" : best.toLocaleString("en")}`;
}

/** The days on which figures were published, first to last, each once. */
export function publicationDays(series: Series[]): string[] {
  const days = new Set<string>();
  for (const { lines } of series) {
    for (const { points } of lines) {
      for (const point of points) {
        if (moment(point.created) !== undefined) days.add((point.created ?? "").slice(0, 10));
      }
    }
  }
  return [...days].sort();
}

/** The chart in a paragraph, for those who do not see it. */
export function summary(series: Series): string {
  const figures = series.lines.reduce((sum, line) => sum + line.points.length, 0);
  const parts = series.lines.map((line) => {
    const told = line.points.map(
      (point) => figureInWords(point) + (point.status === "withdrawn" ? " (withdrawn)" : ""),
    );
    return `${lineName(line).replace(" †", " (own losses)")}: ${told.join(", then ")}`;
  });
  const totals = series.totals.map((total) => totalName(total, series.policy));
  const noun = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
  return [
    `${noun(figures, "figure", "figures")} of ${series.kind} by ${noun(series.lines.length, "line", "lines")} of telling.`,
    `${parts.join(". ")}.`,
    totals.length === 0 ? "" : `Totals by policy: ${totals.join("; ")}.`,
  ]
    .join(" ")
    .trim();
}
