/**
 * The map with its strip of days, above the list of the same incidents.
 *
 * `<figure data-island="map" data-src="…">` with a `figcaption`; the list's rows carry
 * `data-incident="ID"` and a link, and stand anywhere on the page. What is chosen here goes into
 * the inputs `bbox` and `date` of `<form data-filters>` and into the address.
 */

import { html, json, onWidth, setParameter, svg } from "./elements";
import { type Countries, type Contested, load } from "./map/countries";
import { counts, disc, frameOf, ground, hatching } from "./map/drawing";
import { type Filter, type Incident, type Pile, item, passes, piles, readBox, readDates } from "./map/incidents";
import { brushBox } from "./map/brushing";
import { list, note, tray } from "./map/listing";
import { timeline } from "./map/timeline";
import { type View, frame, pan, zoom } from "./map/view";

/** As many as are drawn; more are to be narrowed down by the page's filters. */
const MOST = 2000;

export async function island(figure: HTMLElement): Promise<void> {
  const [{ incidents, more }, coarse] = await Promise.all([all(figure.dataset["src"] ?? ""), load(false)]);
  const items = incidents.map(item);
  const placed = items.filter(({ point }) => point !== undefined);
  const form = document.querySelector<HTMLFormElement>("form[data-filters]");
  const rows = list(items);

  const picture = svg("svg", { class: "map" });
  const tip = html("div", { class: "tip", hidden: true });
  const frameElement = html("div", { class: "map-frame", tabindex: 0, role: "group" }, picture, tip);
  frameElement.setAttribute("aria-label", "Map. Plus and minus zoom, arrows move, 0 shows all.");
  const button = (words: string, label?: string) => html("button", { type: "button", "aria-label": label }, words);
  const [nearer, farther, whole] = [button("+", "Zoom in"), button("−", "Zoom out"), button("Show all")];
  const [west, north, south, east] = [button("←", "Move west"), button("↑", "Move north"), button("↓", "Move south"), button("→", "Move east")];
  const [useView, clear] = [button("Only this view"), button("Anywhere")];
  const count = html("p", { class: "map-count", role: "status" });
  const aside = tray(items, rows);
  const borders = html("details", { class: "map-contested" });

  const filter: Filter = {};
  const field = (name: string) =>
    form?.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value || new URL(location.href).searchParams.get(name);
  const [box, dates] = [readBox(field("bbox")), readDates(field("date"))];
  if (box !== undefined) filter.box = box;
  if (dates !== undefined) filter.dates = dates;

  let countries: Countries = coarse;
  let fine: Countries | undefined;
  let view: View | undefined;
  let drawn: { key: string; of: Countries; parts: SVGElement[] } | undefined;
  let scheduled = false;

  const draw = () => {
    scheduled = false;
    if (view === undefined) return;
    const close = view.projection.scale() > view.width * 0.6;
    if (close && fine === undefined) {
      fine = coarse;
      void load(true).then((loaded) => {
        fine = loaded;
        redraw();
      });
    }
    countries = close && fine !== undefined ? fine : coarse;
    const shown = piles(placed.filter((one) => passes(one, daysOnly(filter))));
    const chosen = shown.filter((pile) => pile.items.some((one) => passes(one, filter)));
    // The ground is the costly part, and stays the same while only the filter changes.
    const key = [view.projection.scale(), ...view.projection.translate(), view.width].join();
    if (drawn?.key !== key || drawn.of !== countries) {
      const { parts, contested } = ground(view, countries, `Map with ${placed.length} incidents; the list tells the same.`);
      drawn = { key, of: countries, parts };
      tellContested(borders, contested);
    }
    const focused = picture.querySelector<SVGElement>(":focus")?.dataset["of"];
    tip.hidden = true;
    picture.setAttribute("width", String(view.width));
    picture.setAttribute("height", String(view.height));
    picture.replaceChildren(
      hatching("map-hatch"),
      ...drawn.parts,
      discs(view, shown, countries),
      svg("g", { class: "counts", "aria-hidden": "true" }, ...counts(view, chosen)),
      ...(filter.box === undefined ? [] : [frameOf(view, filter.box)]),
    );
    if (focused !== undefined) picture.querySelector<SVGElement>(`[data-of="${CSS.escape(focused)}"]`)?.focus();
  };
  const redraw = () => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(draw);
  };
  const discs = (view: View, shown: Pile[], countries: Countries): SVGGElement => {
    const group = svg("g", { class: "discs" });
    for (const pile of shown) {
      const parts = disc(view, pile, countries, "url(#map-hatch)");
      if (parts.length > 0) group.append(pileElement(pile, parts));
    }
    group.firstElementChild?.setAttribute("tabindex", "0");
    return group;
  };
  const pileElement = (pile: Pile, parts: SVGElement[]): SVGElement => {
    const [first] = pile.items;
    const of = first?.id ?? "";
    const single = pile.items.length === 1;
    const label = `${first?.place ?? "Place"}: ${single ? (first?.name ?? "") : `${pile.items.length} incidents`}`;
    const out = !pile.items.some((one) => passes(one, filter));
    const common = { class: out ? "pile out" : "pile", tabindex: -1, "data-of": of, "aria-label": label };
    const element = single
      ? svg("a", { ...common, href: rows.href(of) }, ...parts)
      : svg("g", { ...common, role: "button", "aria-pressed": filter.only?.has(of) === true ? "true" : "false" }, ...parts);
    const show = () => note(tip, pile, rows, element, frameElement);
    element.addEventListener("pointerenter", show);
    element.addEventListener("focus", show);
    element.addEventListener("pointerleave", () => (tip.hidden = true));
    element.addEventListener("blur", () => (tip.hidden = true));
    if (single) return element;
    const toggle = () => {
      if (filter.only === undefined) filter.only = new Set(pile.items.map(({ id }) => id));
      else delete filter.only;
      apply();
    };
    element.addEventListener("click", toggle);
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      toggle();
    });
    return element;
  };

  const apply = () => {
    const shown = items.filter((one) => passes(one, filter));
    const ids = new Set(shown.map(({ id }) => id));
    rows.show(ids);
    aside.show(new Set(items.filter((one) => passes(one, daysOnly(filter))).map(({ id }) => id)));
    clear.hidden = filter.box === undefined && filter.only === undefined;
    const total = more ? `the first ${items.length}` : String(items.length);
    count.textContent = shown.length === items.length ? `${total} incidents` : `${shown.length} of ${total} incidents`;
    redraw();
  };
  const remember = (name: string, value: string) => {
    const input = form?.querySelector<HTMLInputElement>(`[name="${name}"]`);
    if (input) input.value = value;
    setParameter(name, value);
  };
  const chooseBox = (chosen: Filter["box"]) => {
    if (chosen === undefined) delete filter.box;
    else filter.box = chosen;
    remember("bbox", chosen?.join(",") ?? "");
    apply();
  };
  const move = (change: (view: View) => View) => {
    if (view !== undefined) view = change(view);
    redraw();
  };
  const reset = () => move((now) => frame(piles(placed), now.width, now.height));

  const brushing = brushBox(frameElement, picture, () => view, chooseBox);
  nearer.addEventListener("click", () => move((now) => zoom(now, 1.5)));
  farther.addEventListener("click", () => move((now) => zoom(now, 1 / 1.5)));
  const by = (x: number, y: number) => () => move((now) => pan(now, (x * now.width) / 8, (y * now.height) / 8));
  west.addEventListener("click", by(1, 0));
  north.addEventListener("click", by(0, 1));
  south.addEventListener("click", by(0, -1));
  east.addEventListener("click", by(-1, 0));
  whole.addEventListener("click", reset);
  useView.addEventListener("click", () => chooseBox(brushing.wholeView()));
  clear.addEventListener("click", () => {
    delete filter.only;
    chooseBox(undefined);
  });
  frameElement.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target !== frameElement && walk(event, picture, frameElement)) return;
    const act = {
      "+": () => move((now) => zoom(now, 1.5)),
      "=": () => move((now) => zoom(now, 1.5)),
      "-": () => move((now) => zoom(now, 1 / 1.5)),
      "0": reset,
      ArrowLeft: by(1, 0),
      ArrowUp: by(0, 1),
      ArrowDown: by(0, -1),
      ArrowRight: by(-1, 0),
      Escape: () => (tip.hidden = true),
    }[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });

  const days = timeline(items, filter.dates, (chosen) => {
    const now = readDates(chosen);
    if (now === undefined) delete filter.dates;
    else filter.dates = now;
    remember("date", chosen);
    apply();
  });
  const tools = html("div", { class: "map-tools" }, nearer, farther, west, north, south, east, whole, useView, clear);
  figure.prepend(tools, frameElement, days, count, aside.element);
  const caption = figure.querySelector("figcaption") ?? figure.appendChild(html("figcaption"));
  caption.append(
    html(
      "p",
      { class: "map-basis" },
      "Each disc is as wide as the place is known; what is known by its country alone is hatched. Drag on the map to choose an area, or take the view as it is. " +
        "Borders are those of Natural Earth, which draws them by who holds an area in fact; drawing them so takes no side. Dashed: contested.",
    ),
    borders,
  );
  onWidth(frameElement, (width) => {
    const height = Math.round(Math.max(260, Math.min(width * 0.55, innerHeight * 0.6)));
    view = frame(piles(placed), width, height);
    redraw();
  });
  apply();
}

/** All pages of incidents, up to `MOST`. */
async function all(source: string): Promise<{ incidents: Incident[]; more: boolean }> {
  const incidents: Incident[] = [];
  const address = new URL(source, location.href);
  if (!address.searchParams.has("limit")) address.searchParams.set("limit", "500");
  for (;;) {
    const page = await json<{ items: Incident[]; next?: string | null }>(address.href);
    incidents.push(...page.items);
    const more = page.next !== undefined && page.next !== null && page.items.length > 0;
    if (!more || incidents.length >= MOST) return { incidents: incidents.slice(0, MOST), more };
    address.searchParams.set("after", page.next ?? "");
  }
}

/** What is outside the chosen area stays on the map, dimmed, and what has no place stays in the tray. */
function daysOnly(filter: Filter): Filter {
  return filter.dates === undefined ? {} : { dates: filter.dates };
}

/** From disc to disc by arrow keys, back to the map by Escape; whether the key meant that. */
function walk(event: KeyboardEvent, picture: SVGSVGElement, frameElement: HTMLElement): boolean {
  const all = [...picture.querySelectorAll<SVGElement>(".pile")];
  const at = all.findIndex((pile) => pile === event.target);
  if (at === -1) return false;
  const goal = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (event.key === "Escape") frameElement.focus();
  else if (goal === undefined) return false;
  else if (all[goal] !== undefined) {
    all[at]?.setAttribute("tabindex", "-1");
    all[goal]?.setAttribute("tabindex", "0");
    all[goal]?.focus();
  }
  event.preventDefault();
  return true;
}

/** The contested borders and areas in view, with all names and what is contested. */
function tellContested(details: HTMLDetailsElement, contested: Contested[]): void {
  details.hidden = contested.length === 0;
  const items = contested.map(({ names, why }) => html("li", {}, html("bdi", {}, names.join(" / ")), `: ${why}`));
  const title = `${contested.length} contested ${contested.length === 1 ? "border or area" : "borders and areas"} in view`;
  details.replaceChildren(html("summary", {}, title), html("ul", {}, ...items));
}
