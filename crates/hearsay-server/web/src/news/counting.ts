/** How much has come since the page was made, in words. */

export type Kind = "incident" | "contradiction" | "toll";

export const KINDS: Kind[] = ["incident", "contradiction", "toll"];

const WORDS: Record<Kind, [one: string, many: string]> = {
  incident: ["new incident", "new incidents"],
  contradiction: ["contradiction", "contradictions"],
  toll: ["change of a toll", "changes of tolls"],
};

/** `3 new incidents, 1 contradiction`; empty where nothing came. */
export function inWords(counts: Record<Kind, number>): string {
  return KINDS.filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind].toLocaleString("en")} ${WORDS[kind][counts[kind] === 1 ? 0 : 1]}`)
    .join(", ");
}

/** Seconds to wait before asking again after so many failures: longer each time, a quarter of an hour at most. */
export function patience(failures: number): number {
  return Math.min(900, 5 * 2 ** Math.min(failures, 10));
}

/** The address to go on from the last event seen; the browser sends it itself only while a connection lives. */
export function goingOn(source: string, base: string, last: string): string {
  const address = new URL(source, base);
  if (last !== "") address.searchParams.set("last_event_id", last);
  return address.href;
}
