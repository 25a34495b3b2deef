/** Incidents in words: the page's own list, the tray of those without a place, the note beside a disc. */

import { dayInWords } from "../days";
import { html } from "../elements";
import type { Item, Pile } from "./incidents";

/** The server's rows, to be shown or hidden with the map. */
export interface Rows {
  /** Where an incident's page is: its row says, or the usual address. */
  href: (id: string) => string;
  words: (item: Item) => string;
  show: (ids: Set<string>) => void;
}

/** The rows `data-incident` of the page. Rows of incidents that the map does not hold stay as they are. */
export function list(items: Item[]): Rows {
  const known = new Set(items.map(({ id }) => id));
  const rows = new Map<string, HTMLElement>();
  for (const row of document.querySelectorAll<HTMLElement>("[data-incident]")) {
    const id = row.dataset["incident"] ?? "";
    if (known.has(id)) rows.set(id, row);
  }
  const link = (id: string) => rows.get(id)?.querySelector<HTMLAnchorElement>("a[href]");
  return {
    href: (id) => link(id)?.getAttribute("href") ?? `/incidents/${encodeURIComponent(id)}`,
    words: (item) => {
      const said = link(item.id)?.textContent?.replace(/\s+/g, " ").trim() ?? "";
      const when = item.begin === undefined ? "" : `, ${dayInWords(item.begin)}`;
      return said === "" ? `${item.name}${when}` : said;
    },
    show: (ids) => {
      for (const [id, row] of rows) row.hidden = !ids.has(id);
    },
  };
}

/** Incidents that cannot be drawn, counted, with their links. */
export function tray(items: Item[], rows: Rows): { element: HTMLElement; show: (ids: Set<string>) => void } {
  const title = html("summary");
  const unplaced = items.filter(({ point }) => point === undefined);
  const entries = unplaced.map((item) => {
    const where = item.place === undefined ? [] : [" ", html("bdi", { class: "quiet" }, item.place)];
    return { item, row: html("li", {}, html("a", { href: rows.href(item.id) }, rows.words(item)), ...where) };
  });
  const element = html("details", { class: "tray" }, title, html("ul", {}, ...entries.map(({ row }) => row)));
  return {
    element,
    show: (ids) => {
      const shown = entries.filter(({ item }) => ids.has(item.id));
      for (const { item, row } of entries) row.hidden = !ids.has(item.id);
      element.hidden = unplaced.length === 0;
      title.textContent = `${shown.length} ${shown.length === 1 ? "incident" : "incidents"} without a place on the map`;
    },
  };
}

/** What lies at a place, beside its disc. */
export function note(tip: HTMLElement, pile: Pile, rows: Rows, disc: Element, frame: HTMLElement): void {
  const most = 6;
  const reach = pile.isCountry ? "known by its country alone" : `known to within ${Math.round(pile.radiusKm)} km`;
  const more = pile.items.length - most;
  tip.replaceChildren(
    html("strong", {}, html("bdi", {}, pile.items[0]?.place ?? "")),
    html("span", { class: "quiet" }, ` ${reach}`),
    html("ul", {}, ...pile.items.slice(0, most).map((item) => html("li", {}, html("bdi", {}, rows.words(item))))),
    more > 0 ? html("p", {}, `and ${more} more`) : "",
  );
  tip.hidden = false;
  const [outer, inner] = [frame.getBoundingClientRect(), (disc.lastElementChild ?? disc).getBoundingClientRect()];
  const width = Math.min(300, outer.width - 8);
  const below = inner.bottom - outer.top + 6;
  tip.style.maxWidth = `${width}px`;
  tip.style.left = `${Math.max(4, Math.min(inner.left - outer.left, outer.width - width - 4))}px`;
  tip.style.top = `${Math.min(below, outer.height - 20)}px`;
}
