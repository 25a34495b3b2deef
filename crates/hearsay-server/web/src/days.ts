/**
 * Days and moments as the ledger writes them: `2024-03-12`, `2024-03-12T14:40:00`, with or without
 * a zone. All arithmetic is in UTC, so that a page shows the same everywhere.
 */

export const DAY = 86_400_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Milliseconds since 1970; a moment without a zone counts as UTC. `undefined` for what is no date. */
export function moment(written: string | undefined): number | undefined {
  if (written === undefined || !/^-?\d{4,}-\d\d-\d\d/.test(written)) return undefined;
  const zoned = /T.*(Z|[+-]\d\d:?\d\d)$/.test(written);
  const time = Date.parse(zoned || !written.includes("T") ? written : `${written}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** The day of a moment: `2024-03-12`. */
export function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The first moment of the day in which a moment lies. */
export function startOfDay(time: number): number {
  return Math.floor(time / DAY) * DAY;
}

/** A day for people: `12 Mar 2024`. */
export function dayInWords(time: number): string {
  const date = new Date(time);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** A mark on an axis of time: as short as the marks beside it leave it clear. */
export function mark(time: number, step: number, before: number | undefined): string {
  const date = new Date(time);
  const month = MONTHS[date.getUTCMonth()] ?? "";
  const year = String(date.getUTCFullYear());
  const sameYear = before !== undefined && new Date(before).getUTCFullYear() === date.getUTCFullYear();
  if (step >= 360 * DAY) return year;
  if (step >= 28 * DAY) return sameYear ? month : `${month} ${year}`;
  const inDay = `${date.getUTCDate()} ${month}`;
  if (step >= DAY) return sameYear ? inDay : `${inDay} ${year}`;
  const clock = date.toISOString().slice(11, 16);
  if (before === undefined || startOfDay(before) !== startOfDay(time)) {
    return clock === "00:00" ? (sameYear ? inDay : `${inDay} ${year}`) : `${inDay}, ${clock}`;
  }
  return clock;
}
