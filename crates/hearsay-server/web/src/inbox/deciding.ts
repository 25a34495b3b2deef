/** What a decision is asked of the server, what it does to rows, and how it is taken back. */

export type What = "accept" | "reject" | "merge";

/** What is said of claims after a decision. */
const DONE: Record<What, string> = { accept: "accepted", reject: "rejected", merge: "merged" };

/** What a row shows of what was decided about its claim. */
export interface Verdict {
  looks: "" | "accepted" | "rejected";
  words: string;
}

/** One act of deciding, with what it takes to undo it. */
export interface Act {
  what: What;
  decisions: string[];
  /** What each row showed before. */
  before: Map<string, Verdict>;
}

/** Merging says nothing about whether a claim was read rightly, so it leaves that verdict and adds to its words. */
export function verdictAfter(what: What, before: Verdict): Verdict {
  if (what !== "merge") return { looks: what === "accept" ? "accepted" : "rejected", words: DONE[what] };
  return { ...before, words: [before.words, DONE.merge].filter((words) => words !== "").join(", ") };
}

/** Whether a word of a form's button is a decision about claims. */
export function isWhat(word: string): word is What {
  return Object.hasOwn(DONE, word);
}

/** The claims that a key or button is about: all that are selected, else the current one. */
export function meant(selected: string[], current: string | undefined): string[] {
  if (selected.length > 0) return selected;
  return current === undefined ? [] : [current];
}

/** Why a decision cannot be made about these claims; `undefined` where it can. */
export function obstacle(what: What, claims: string[]): string | undefined {
  if (what === "merge" && claims.length < 2) return "Select at least two claims to merge.";
  if (claims.length === 0) return "No claim is chosen.";
  return undefined;
}

/** What was done, for the line of news beneath the heading. */
export function report(what: What, count: number): string {
  return `${count} ${count === 1 ? "claim" : "claims"} ${DONE[what]}. u undoes it.`;
}

/** The row to go to: `by` further from where one is, staying within the list. */
export function step(count: number, at: number, by: number): number {
  if (count === 0) return -1;
  return at === -1 ? (by > 0 ? 0 : count - 1) : Math.max(0, Math.min(count - 1, at + by));
}
