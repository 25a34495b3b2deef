/** The strip of days beneath the map: which days are put together, and how many incidents lie in each. */

import { DAY, day, dayInWords, startOfDay } from "../days";
import type { Item } from "./incidents";

export interface Strip {
  bins: Bin[];
  /** Incidents that began before the first bin: a few from long ago would make the rest too small. */
  earlier: number;
  undated: number;
  /** The first day of all incidents, also of those before the first bin. */
  first: number;
  /** What a bin is. */
  unit: Unit;
}

export interface Bin {
  begin: number;
  /** Last moment. */
  end: number;
  items: Item[];
}

export type Unit = "day" | "week" | "month" | "year";

/** Incidents by the day on which they began, in as many bins as `room` allows. */
export function strip(items: Item[], room: number): Strip {
  const dated = items.filter((item) => item.begin !== undefined).sort((a, b) => (a.begin ?? 0) - (b.begin ?? 0));
  const undated = items.length - dated.length;
  const begins = dated.map((item) => startOfDay(item.begin ?? 0));
  const [first, last] = [begins[0], begins[begins.length - 1]];
  if (first === undefined || last === undefined) return { bins: [], earlier: 0, undated, first: 0, unit: "day" };
  const from = start(begins);
  const unit = (["day", "week", "month"] as const).find((u) => count(from, last, u) <= room) ?? "year";
  const bins: Bin[] = [];
  for (let begin = floor(from, unit); begin <= last; begin = next(begin, unit)) {
    bins.push({ begin, end: next(begin, unit) - 1, items: [] });
  }
  let [earlier, at] = [0, 0];
  dated.forEach((item, i) => {
    const begin = begins[i] ?? 0;
    if (begin < (bins[0]?.begin ?? 0)) return void earlier++;
    while (begin > (bins[at]?.end ?? Infinity)) at++;
    bins[at]?.items.push(item);
  });
  return { bins, earlier, undated, first, unit };
}

/** Where the strip begins: at the first incident, or past the first tenth of them where those lie far back. */
function start(begins: number[]): number {
  const [first, last] = [begins[0] ?? 0, begins[begins.length - 1] ?? 0];
  const tenth = begins[Math.floor(begins.length / 10)] ?? first;
  const most = Math.max(last - tenth, 30 * DAY);
  if (last - first <= 4 * most) return first;
  return begins.find((begin) => begin >= last - most) ?? first;
}

/** The days chosen by two handles as `a/b`; empty where they choose all. */
export function chosen(strip: Strip, from: number, to: number): string {
  if (from <= 0 && to >= strip.bins.length - 1) return "";
  const begin = from <= 0 ? strip.first : (strip.bins[from]?.begin ?? strip.first);
  return `${day(begin)}/${day(strip.bins[to]?.end ?? begin)}`;
}

/** The bins in which days chosen elsewhere begin and end. */
export function handles(strip: Strip, dates: [number, number] | undefined): [number, number] {
  const last = Math.max(0, strip.bins.length - 1);
  if (dates === undefined) return [0, last];
  const from = strip.bins.findIndex((bin) => bin.end >= dates[0]);
  const to = strip.bins.findLastIndex((bin) => bin.begin <= dates[1]);
  return [from === -1 ? last : from, to === -1 ? 0 : to];
}

/** A bin in words: `12 Mar 2024`, `11 to 17 Mar 2024`. */
export function binInWords(bin: Bin, unit: Unit): string {
  const [begin, end] = [dayInWords(bin.begin), dayInWords(bin.end)];
  if (unit === "day") return begin;
  if (unit === "month") return begin.replace(/^\d+ /, "");
  if (unit === "year") return begin.slice(-4);
  return `${begin} to ${end}`;
}

function count(from: number, to: number, unit: "day" | "week" | "month"): number {
  const days = { day: 1, week: 7, month: 30.4 }[unit];
  return (to - floor(from, unit)) / (days * DAY) + 1;
}

/** The first day of the week (Monday), month or year. */
function floor(time: number, unit: Unit): number {
  const date = new Date(time);
  if (unit === "day") return startOfDay(time);
  if (unit === "week") return startOfDay(time) - ((date.getUTCDay() + 6) % 7) * DAY;
  date.setUTCHours(0, 0, 0, 0);
  if (unit === "year") date.setUTCMonth(0);
  return date.setUTCDate(1);
}

function next(begin: number, unit: Unit): number {
  if (unit === "day") return begin + DAY;
  if (unit === "week") return begin + 7 * DAY;
  const date = new Date(begin);
  return unit === "month" ? date.setUTCMonth(date.getUTCMonth() + 1) : date.setUTCFullYear(date.getUTCFullYear() + 1);
}
