/**
 * The inbox by keyboard: one claim a row, decided by single keys, without loading the page again.
 *
 * `<section data-island="inbox">` holds rows `<article class="row" data-claim="ID">`, each with
 * `input[name=claim]`, `a.open`, perhaps `a.edit`, `.state` and `<details class="passage">`, within
 * `<form data-decide>`. Beside it on the page: `#status`, `aside#passage`, `dialog#keys`.
 */

import { html, json } from "./elements";
import { type Act, type What, isWhat, meant, obstacle, report, stateAfter, step } from "./inbox/deciding";
import { onCommand } from "./keys";

const WIDE = "(min-width: 64rem)";

export function island(section: HTMLElement): void {
  const rows = [...section.querySelectorAll<HTMLElement>(".row[data-claim]")];
  const status = document.getElementById("status");
  const aside = document.getElementById("passage");
  const keys = document.querySelector<HTMLDialogElement>("dialog#keys");
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
    current = row;
    row.setAttribute("aria-current", "true");
    showPassage();
  };
  const showPassage = () => {
    if (aside === null) return;
    const passage = current?.querySelector("details.passage");
    aside.hidden = !wide.matches || !passage;
    if (passage && wide.matches) aside.replaceChildren(...copied(passage));
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

  const decide = async (what: What, claims: string[]) => {
    const why = obstacle(what, claims);
    if (why !== undefined) return say(why);
    const about = claims.flatMap((claim) => byClaim.get(claim) ?? []);
    busy(about, true);
    try {
      const { decisions } = await send({ what, claims });
      const before = new Map(about.map((row) => [claimOf(row), stateOf(row)]));
      done.push({ what, decisions: decisions.map(({ id }) => id), before });
      for (const row of about) {
        setState(row, stateAfter(what));
        const check = box(row);
        if (check) check.checked = false;
      }
      say(report(what, claims.length));
      if (claims.length === 1 && current !== undefined && claims[0] === claimOf(current)) go(1);
    } catch (error) {
      say(error instanceof Error ? error.message : "The decision could not be sent.");
    } finally {
      busy(about, false);
    }
  };
  const undo = async () => {
    const act = done.pop();
    if (act === undefined) return say("Nothing has been decided on this page yet.");
    try {
      await send({ what: "undo", decisions: act.decisions });
      for (const [claim, state] of act.before) {
        const row = byClaim.get(claim);
        if (row !== undefined) setState(row, state);
      }
      goTo(byClaim.get([...act.before.keys()][0] ?? ""));
      say("Undone.");
    } catch (error) {
      done.push(act);
      say(error instanceof Error ? error.message : "It could not be undone.");
    }
  };

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
      void decide(word, own ? [claimOf(own)] : meant(selected(), current && claimOf(current)));
    } else if (word === "undo" && done.length > 0) {
      event.preventDefault();
      void undo();
    }
  });

  onCommand((key, event) => {
    const chosen = () => meant(selected(), current && claimOf(current));
    const acts: Record<string, () => void> = {
      j: () => go(1),
      k: () => go(-1),
      Enter: () => current?.querySelector<HTMLElement>("a.open")?.click(),
      e: () => current?.querySelector<HTMLElement>("a.edit")?.click(),
      s: () => current && box(current)?.click(),
      " ": () => current && box(current)?.click(),
      a: () => void decide("accept", chosen()),
      x: () => void decide("reject", chosen()),
      m: () => void decide("merge", selected()),
      u: () => void undo(),
      "/": () => document.querySelector<HTMLInputElement>('input[type="search"]')?.focus(),
      "?": () => keys?.showModal(),
    };
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

function busy(rows: HTMLElement[], is: boolean): void {
  for (const row of rows) {
    if (is) row.setAttribute("aria-busy", "true");
    else row.removeAttribute("aria-busy");
  }
}

function stateOf(row: HTMLElement): string {
  return row.dataset["state"] ?? "";
}

/** What was decided about a row, as an attribute for its looks and as a word for its reader. */
function setState(row: HTMLElement, state: string): void {
  row.dataset["state"] = state;
  let word = row.querySelector<HTMLElement>(".state");
  if (word === null) {
    word = html("span", { class: "state" });
    row.append(word);
  }
  word.textContent = state;
}

/** The passage without its summary. Copies carry no ids, which a page has once. */
function copied(passage: Element): Node[] {
  const copy = passage.cloneNode(true) as Element;
  copy.querySelector("summary")?.remove();
  for (const element of copy.querySelectorAll("[id]")) element.removeAttribute("id");
  return [...copy.childNodes];
}
