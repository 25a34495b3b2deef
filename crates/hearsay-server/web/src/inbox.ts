/**
 * The inbox by keyboard: one claim a row, decided by single keys, without loading the page again.
 *
 * `<section data-island="inbox">` holds rows `<article class="row" data-claim="ID">`, each with
 * `input[name=claim]`, `a.open`, perhaps `a.edit`, `.verdict` and `<details class="passage">`, within
 * `<form data-decide>`, which has no buttons for those who may only read. Beside it on the page:
 * `#status`, `aside#passage`, `dialog#keys`.
 */

import { json } from "./elements";
import { type Act, type Verdict, type What, isWhat, meant, obstacle, report, step, verdictAfter } from "./inbox/deciding";
import { onCommand } from "./keys";

const WIDE = "(min-width: 72rem)";

export function island(section: HTMLElement): void {
  const rows = [...section.querySelectorAll<HTMLElement>(".row[data-claim]")];
  const status = document.getElementById("status");
  const aside = document.getElementById("passage");
  const keys = document.querySelector<HTMLDialogElement>("dialog#keys");
  const mayDecide = section.querySelector('button[name="what"]') !== null;
  const wide = matchMedia(WIDE);
  const done: Act[] = [];
  let current: HTMLElement | undefined;

  const say = (words: string) => {
    if (status !== null) status.textContent = words;
  };
  const claimOf = (row: HTMLElement) => row.dataset["claim"] ?? "";
  const box = (row: HTMLElement) => row.querySelector<HTMLInputElement>('input[name="claim"]');
  const selected = () => rows.filter((row) => box(row)?.checked).map(claimOf);
  const byClaim = new Map(rows.map((row) => [claimOf(row), row]));

  const setCurrent = (row: HTMLElement) => {
    if (row === current) return;
    current?.removeAttribute("aria-current");
    current?.classList.remove("current");
    current = row;
    row.setAttribute("aria-current", "true");
    row.classList.add("current");
    showPassage();
  };
  const showPassage = () => {
    if (aside === null) return;
    const passage = current?.querySelector("details.passage");
    aside.replaceChildren(...(passage && wide.matches ? copied(passage) : []));
  };
  const go = (by: number) => {
    const shown = rows.filter((row) => !row.hidden);
    goTo(shown[step(shown.length, current === undefined ? -1 : shown.indexOf(current), by)]);
  };
  const goTo = (row: HTMLElement | undefined) => {
    if (row === undefined) return;
    setCurrent(row);
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };

  // One after the other, so that what is undone is what was decided last, however slow the answers.
  let queue = Promise.resolve();
  const inTurn = (act: () => Promise<void>) => {
    queue = queue.then(act).catch((error: unknown) => say(error instanceof Error ? error.message : "It could not be sent."));
  };
  const decide = (what: What, claims: string[]) => {
    const why = obstacle(what, claims);
    if (why !== undefined) return say(why);
    const about = claims.flatMap((claim) => byClaim.get(claim) ?? []);
    // On to the next at once: the answer may take a moment, and the next key is for the next claim.
    if (current !== undefined && claims.length === 1 && claims[0] === claimOf(current)) go(1);
    const checks = about.flatMap((row) => box(row) ?? []).filter((check) => check.checked);
    for (const row of about) row.setAttribute("aria-busy", "true");
    for (const check of checks) check.checked = false;
    inTurn(async () => {
      try {
        const { decisions } = await send({ what, claims });
        const before = new Map(about.map((row) => [claimOf(row), verdictOf(row)]));
        done.push({ what, decisions: decisions.map(({ id }) => id), before });
        for (const row of about) setVerdict(row, verdictAfter(what, verdictOf(row)));
        say(report(what, claims.length));
      } catch (error) {
        for (const check of checks) check.checked = true;
        goTo(about[0]);
        throw error;
      } finally {
        for (const row of about) row.removeAttribute("aria-busy");
      }
    });
  };
  const undo = () =>
    inTurn(async () => {
      const act = done.at(-1);
      if (act === undefined) return say("Nothing has been decided on this page yet.");
      await send({ what: "undo", decisions: act.decisions });
      done.pop();
      for (const [claim, verdict] of act.before) {
        const row = byClaim.get(claim);
        if (row !== undefined) setVerdict(row, verdict);
      }
      goTo(byClaim.get([...act.before.keys()][0] ?? ""));
      say("Undone.");
    });

  for (const row of rows) {
    row.tabIndex = -1;
    row.addEventListener("focusin", () => setCurrent(row));
    row.addEventListener("click", () => setCurrent(row));
  }
  wide.addEventListener("change", showPassage);
  document.querySelector<HTMLFormElement>("form[data-decide]")?.addEventListener("submit", (event) => {
    const button = event.submitter;
    const word = button instanceof HTMLButtonElement ? button.value : "";
    const own = button?.closest<HTMLElement>(".row[data-claim]");
    if (isWhat(word)) {
      event.preventDefault();
      decide(word, own ? [claimOf(own)] : meant(selected(), current && claimOf(current)));
    } else if (word === "undo" && done.length > 0) {
      event.preventDefault();
      undo();
    }
  });

  onCommand((key, event) => {
    const chosen = () => meant(selected(), current && claimOf(current));
    const reading: Record<string, () => void> = {
      j: () => go(1),
      k: () => go(-1),
      Enter: () => current?.querySelector<HTMLElement>("a.open")?.click(),
      "/": () => document.querySelector<HTMLInputElement>('input[type="search"]')?.focus(),
      "?": () => keys?.showModal(),
    };
    const deciding: Record<string, () => void> = {
      e: () => current?.querySelector<HTMLElement>("a.edit")?.click(),
      s: () => current && box(current)?.click(),
      " ": () => current && box(current)?.click(),
      a: () => decide("accept", chosen()),
      x: () => decide("reject", chosen()),
      m: () => decide("merge", selected()),
      u: () => undo(),
    };
    const acts = mayDecide ? { ...reading, ...deciding } : reading;
    if (!Object.hasOwn(acts, key)) return;
    // With nothing current, Enter and the space bar are the page's own.
    if ((key === " " || key === "Enter") && current === undefined) return;
    event.preventDefault();
    acts[key]?.();
  });
}

async function send(decision: object): Promise<{ decisions: { id: string }[] }> {
  return json("/api/v1/decisions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(decision),
  });
}

function verdictOf(row: HTMLElement): Verdict {
  const looks = row.classList.contains("accepted") ? "accepted" : row.classList.contains("rejected") ? "rejected" : "";
  return { looks, words: row.querySelector(".verdict")?.textContent ?? "" };
}

/** What was decided about a row, as a class for its looks and as words for its reader. */
function setVerdict(row: HTMLElement, { looks, words }: Verdict): void {
  row.classList.toggle("accepted", looks === "accepted");
  row.classList.toggle("rejected", looks === "rejected");
  const said = row.querySelector(".verdict");
  if (said !== null) said.textContent = words;
}

/** The passage without its summary. Copies carry no ids, which a page has once. */
function copied(passage: Element): Node[] {
  const copy = passage.cloneNode(true) as Element;
  copy.querySelector("summary")?.remove();
  for (const element of copy.querySelectorAll("[id]")) element.removeAttribute("id");
  return [...copy.childNodes];
}
