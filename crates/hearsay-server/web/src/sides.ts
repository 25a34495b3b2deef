/**
 * The sides of an incident: joins cells that contradict each other by a bar with the reason.
 *
 * `<table data-island="sides">` whose cells carry `data-contested="1 3"`; the reasons stand on the
 * page as `<li id="reason-1">`. Buttons `data-copy="…"` put a citation on the clipboard.
 */

import { html, onWidth, svg } from "./elements";
import { type Contested, type Join, bar, beneath, joins } from "./sides/joins";

const HEIGHT = 9;
/** Pixels that a reason has at least. */
const LEAST = 240;

export function island(table: HTMLElement): void {
  if (!(table instanceof HTMLTableElement)) return;
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
  const contested: Contested[] = [];
  rows.forEach((row, r) =>
    [...row.cells].forEach((cell, column) => {
      const numbers = (cell.dataset["contested"] ?? "").split(/\s+/).filter((number) => number !== "");
      if (numbers.length > 0) contested.push({ row: r, column, numbers });
    }),
  );
  const cell = (at: { row: number; column: number }) => rows[at.row]?.cells[at.column];
  const columns = Math.max(1, ...rows.map((row) => row.cells.length));

  const bars: { join: Join; path: SVGPathElement; picture: SVGSVGElement; words: HTMLElement }[] = [];
  const last = new Map<number, HTMLTableRowElement>();
  for (const join of joins(contested)) {
    const path = svg("path", {});
    // One pixel wide and drawn beyond: a picture as wide as the table would widen it.
    const picture = svg("svg", { class: "join-bar", width: 1, height: HEIGHT + 1, overflow: "visible", "aria-hidden": "true" }, path);
    const words = html("p", { class: "join-reason" }, html("bdi", {}, reason(join, rows)));
    const row = html("tr", { class: "joins" }, html("td", { colspan: columns }, picture, words));
    (last.get(join.after) ?? rows[join.after])?.after(row);
    last.set(join.after, row);
    bars.push({ join, path, picture, words });
  }
  onWidth(table, () => {
    for (const { join, path, picture, words } of bars) {
      const { left, width } = words.getBoundingClientRect();
      const middles = join.cells.flatMap((at) => {
        const edge = cell(at)?.getBoundingClientRect();
        return edge === undefined ? [] : [edge.left + edge.width / 2 - left];
      });
      const d = bar(middles, HEIGHT);
      picture.toggleAttribute("hidden", d === "");
      path.setAttribute("d", d);
      const [start, end] = beneath(middles, width, LEAST);
      words.style.paddingLeft = `${start}px`;
      words.style.paddingRight = `${end}px`;
    }
  });
  copying(table);
}

/** The reason from the page's own list, with the row that it reaches back to where it is not this one. */
function reason(join: Join, rows: HTMLTableRowElement[]): string {
  const words = document.getElementById(`reason-${join.number}`)?.textContent?.replace(/\s+/g, " ").trim() ?? "";
  const others = new Set(join.cells.filter(({ row }) => row !== join.after).map(({ row }) => row));
  const names = [...others].map((row) => rows[row]?.cells[0]?.textContent?.trim() ?? "");
  return `${join.number}. ${words}${names.length === 0 ? "" : ` (with “${names.join("”, “")}” above)`}`;
}

/** Buttons that copy a citation; where the clipboard is closed to the page, the words are laid out to be copied. */
function copying(table: HTMLTableElement): void {
  table.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[data-copy]") : null;
    if (button === null) return;
    const text = button.dataset["copy"] ?? "";
    const words = (button.dataset["words"] ??= button.textContent ?? "");
    const copied = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
    copied.then(
      () => {
        button.textContent = "Copied";
        setTimeout(() => (button.textContent = words), 2000);
      },
      () => {
        const field = html("textarea", { readonly: true, rows: 3, "aria-label": "Citation to copy" });
        field.value = text;
        button.after(field);
        field.select();
        field.addEventListener("blur", () => field.remove());
      },
    );
  });
}
