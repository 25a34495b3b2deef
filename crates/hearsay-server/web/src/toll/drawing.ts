/** A toll's panel as SVG, with its points to be pointed at and walked through by keyboard. */

import { symbol, symbolsFill } from "d3-shape";
import { dayInWords } from "../days";
import { html, svg } from "../elements";
import type { DrawnLine, DrawnPoint, Panel } from "./layout";
import { type Series, figureInWords, lineName, summary, totalName } from "./series";

let panels = 0;

/** The panel of one series. What was published after `end` is dimmed. */
export function draw(panel: Panel, series: Series, rows: Map<string, HTMLElement>, end: number | undefined): HTMLElement {
  const id = `toll-${++panels}`;
  const plot = svg(
    "svg",
    { width: panel.width, height: panel.height, viewBox: `0 0 ${panel.width} ${panel.height}`, class: "toll" },
    hatching(id, panel),
    svg(
      "g",
      { role: "img", "aria-label": summary(series) },
      axes(panel),
      ...panel.totals.map((total) =>
        svg("path", { class: "total", d: `M${panel.left},${total.from}H${panel.right}` }),
      ),
      ...panel.lines.map((line) => telling(line, id)),
      ...veil(panel, end),
      ...labels(panel, end),
    ),
  );
  const tip = html("div", { class: "tip", hidden: true });
  plot.append(points(panel, rows, tip, end));
  // The section has its name; a heading would have to guess its rank on the page.
  const heading = html("p", { class: "toll-kind", "aria-hidden": "true" }, capital(series.kind));
  return html(
    "section",
    { class: "toll-panel", "aria-label": capital(series.kind) },
    heading,
    html("div", { class: "toll-plot" }, plot, tip),
    ...key(panel, series),
    ...undated(panel, rows),
  );
}

function axes(panel: Panel): SVGGElement {
  return svg(
    "g",
    { class: "axes" },
    ...panel.rows.flatMap(({ y, text }) => [
      svg("path", { class: "grid", d: `M${panel.left},${y}H${panel.right}` }),
      svg("text", { x: panel.left - 8, y: y + 4, "text-anchor": "end" }, text),
    ]),
    ...panel.columns.flatMap(({ x, text }) => [
      svg("path", { class: "grid", d: `M${x},${panel.bottom}v5` }),
      svg("text", { x, y: panel.bottom + 19, "text-anchor": "middle" }, text),
    ]),
  );
}

/** Steps, ribbons, bands and whiskers of a line, without its points. */
function telling(line: DrawnLine, id: string): SVGGElement {
  return svg(
    "g",
    { class: `line series-${line.color}${line.line.who?.endsWith("in part") ? " part" : ""}` },
    ...line.ribbons.map((d) => svg("path", { class: "ribbon", d })),
    ...line.points.flatMap((point) => extent(point, `url(#${id}-${line.color})`)),
    svg("path", { class: "rest", d: line.rest }),
    svg("path", { class: "steps", d: line.steps, ...(line.dash === "" ? {} : { "stroke-dasharray": line.dash }) }),
  );
}

/** How far a figure reaches: caps for a range, an arrow for an open end, hatching for a vague word. */
function extent(point: DrawnPoint, hatch: string): SVGElement[] {
  const { x, y, low, high, until } = point;
  switch (point.meaning) {
    case "exact":
      return [];
    case "range":
      return [svg("path", { class: "whisker", d: `M${x - 4},${high}h8M${x},${high}V${low}M${x - 4},${low}h8` })];
    case "at least":
      return [svg("path", { class: "whisker", d: `M${x},${y}V${high}m-4,5l4,-5l4,5` })];
    case "at most":
      return [svg("path", { class: "whisker", d: `M${x},${y}V${low}m-4,-5l4,5l4,-5M${x - 4},${y}h8` })];
    case "vague":
      return [
        svg("path", { fill: hatch, d: `M${x},${high}H${until}V${low}H${x}Z` }),
        svg("path", { class: "whisker", d: `M${x},${low}H${until}${point.point.high === undefined ? "" : `M${x},${high}H${until}`}` }),
      ];
  }
}

function hatching(id: string, panel: Panel): SVGDefsElement {
  const colors = new Set(panel.lines.filter((l) => l.points.some((p) => p.meaning === "vague")).map((l) => l.color));
  return svg(
    "defs",
    {},
    ...[...colors].map((color) =>
      svg(
        "pattern",
        { id: `${id}-${color}`, class: `series-${color}`, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        svg("path", { class: "hatch", d: "M0,0V6" }),
      ),
    ),
  );
}

/** Lies over what came after the chosen day. */
function veil(panel: Panel, end: number | undefined): SVGElement[] {
  if (end === undefined) return [];
  const x = panel.x(end);
  return [
    svg("rect", { class: "veil", x, y: 0, width: Math.max(0, panel.right - x), height: panel.bottom }),
    svg("path", { class: "known-until", d: `M${x},${panel.top - 8}V${panel.bottom}` }),
  ];
}

function labels(panel: Panel, end: number | undefined): SVGElement[] {
  const x = panel.right;
  const leader = (from: number, y: number) => svg("path", { class: "leader", d: `M${x},${from}L${x + 10},${y}h6` });
  const lines = panel.lines.flatMap((line) => {
    if (line.label === undefined) return [];
    const { from, y, text, name } = line.label;
    const later = end !== undefined && (line.points[0]?.time ?? 0) > end;
    return [
      svg(
        "g",
        { class: `label series-${line.color}${later ? " later" : ""}` },
        line.rest === "" ? "" : leader(from, y),
        panel.numbered ? "" : svg("path", { class: "mark", transform: `translate(${x + 23},${y})`, d: shape(line.shape, 40) }),
        svg("text", { x: x + (panel.numbered ? 18 : 32), y: y + 4 }, text, svg("title", {}, name)),
      ),
    ];
  });
  const totals = panel.totals.map(({ from, y, text, name }) =>
    svg(
      "g",
      { class: "label total" },
      leader(from, y),
      svg("text", { x: x + 19, y: y + 4 }, text, svg("title", {}, name)),
    ),
  );
  return [...lines, ...totals];
}

function points(panel: Panel, rows: Map<string, HTMLElement>, tip: HTMLElement, end: number | undefined): SVGGElement {
  const group = svg("g", { class: "points" });
  const walk: SVGAElement[][] = [];
  for (const line of panel.lines) {
    const links = line.points.map((point) => {
      const row = rows.get(point.point.figure);
      const goal = destination(row);
      const later = end !== undefined && point.time > end;
      const words = `${lineName(line.line)}: ${figureInWords(point.point)}, ${dayInWords(point.time)}, ${point.point.status}`;
      const anchor = svg(
        "a",
        {
          class: `point series-${line.color} ${point.point.status}${later ? " later" : ""}`,
          ...(goal === undefined ? { role: "img" } : { href: goal }),
          tabindex: -1,
          "data-of": point.point.figure,
          "aria-label": words,
        },
        svg("circle", { class: "target", cx: point.x, cy: point.y, r: 12 }),
        svg("path", {
          class: "mark",
          transform: `translate(${point.x},${point.y})`,
          d: shape(line.shape, point.point.status === "repeated" ? 26 : 56),
        }),
      );
      if (point.point.status === "withdrawn") {
        anchor.append(svg("path", { class: "strike", d: `M${point.x - 8},${point.y + 6}l16,-12` }));
      }
      const show = () => showTip(tip, anchor, point, line, row, panel.width);
      anchor.addEventListener("pointerenter", show);
      anchor.addEventListener("focus", show);
      anchor.addEventListener("pointerleave", () => (tip.hidden = true));
      anchor.addEventListener("blur", () => (tip.hidden = true));
      group.append(anchor);
      return anchor;
    });
    if (links.length > 0) walk.push(links);
  }
  walk[0]?.[0]?.setAttribute("tabindex", "0");
  group.addEventListener("keydown", (event) => step(event, walk, tip));
  return group;
}

/** Left and right go along a line, up and down from line to line, Escape puts the note away. */
function step(event: KeyboardEvent, walk: SVGAElement[][], tip: HTMLElement): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") tip.hidden = true;
  const line = walk.findIndex((links) => links.some((link) => link === document.activeElement));
  const links = walk[line];
  if (links === undefined) return;
  const at = links.findIndex((link) => link === document.activeElement);
  const goal = {
    ArrowLeft: links[at - 1],
    ArrowRight: links[at + 1],
    ArrowUp: walk[line - 1]?.[0],
    ArrowDown: walk[line + 1]?.[0],
    Home: walk[0]?.[0],
    End: walk[walk.length - 1]?.[0],
  }[event.key];
  if (goal === undefined) return;
  event.preventDefault();
  links[at]?.setAttribute("tabindex", "-1");
  goal.setAttribute("tabindex", "0");
  goal.focus();
}

/** Who, what, when and the words, from the figure's row in the table. */
function showTip(
  tip: HTMLElement,
  anchor: SVGAElement,
  point: DrawnPoint,
  line: DrawnLine,
  row: HTMLElement | undefined,
  width: number,
): void {
  const heads = [...(row?.closest("table")?.querySelectorAll("thead th") ?? [])].map((th) => th.textContent?.trim() ?? "");
  const cells = [...(row?.children ?? [])].map((cell) => (isLink(cell) ? "" : inOneLine(cell)));
  const told =
    row === undefined
      ? [["Who", lineName(line.line)], ["Published", dayInWords(point.time)]]
      : cells.map((text, i) => [heads[i] ?? "", text]);
  tip.replaceChildren(
    html("strong", {}, figureInWords(point.point), point.point.status === "stands" ? "" : `, ${point.point.status}`),
    html("dl", {}, ...told.filter(([, text]) => text !== "").flatMap(([head, text]) => [html("dt", {}, head ?? ""), html("dd", {}, html("bdi", {}, text ?? ""))])),
  );
  tip.hidden = false;
  const room = Math.min(320, width - 8);
  tip.style.maxWidth = `${room}px`;
  tip.style.left = `${Math.max(4, Math.min(point.x + 14, width - room - 4))}px`;
  tip.style.top = `${point.y + 14}px`;
  anchor.setAttribute("aria-description", cells.filter((text) => text !== "").join(", "));
}

/** Whether a cell only leads elsewhere, and so tells nothing of the figure. */
function isLink(cell: Element): boolean {
  const link = cell.querySelector("a");
  return link !== null && inOneLine(link) === inOneLine(cell);
}

function inOneLine(element: Element): string {
  return (element.textContent ?? "").replace(/\s+/g, " ").trim();
}

/** What the numbers at the lines' ends mean, where there was no room for names; and the totals. */
function key(panel: Panel, series: Series): HTMLElement[] {
  if (!panel.numbered) return [];
  const named = panel.lines.filter((line) => line.label !== undefined);
  const lines = named.map((line) =>
    html(
      "li",
      { class: `series-${line.color}` },
      svg("svg", { width: 14, height: 14, viewBox: "-7 -7 14 14", "aria-hidden": "true" }, svg("path", { class: "mark", d: shape(line.shape, 44) })),
      " ",
      html("bdi", {}, line.name),
    ),
  );
  const totals = series.totals.map((total) => html("li", {}, totalName(total, series.policy)));
  return [
    html("ol", { class: "toll-key" }, ...lines),
    ...(totals.length === 0 ? [] : [html("ul", { class: "toll-totals" }, ...totals)]),
  ];
}

/** Figures of articles without a date: counted, and each to be reached. */
function undated(panel: Panel, rows: Map<string, HTMLElement>): HTMLElement[] {
  const count = panel.undated.length;
  if (count === 0) return [];
  const items = panel.undated.map(({ line, point }) => {
    const words = `${lineName(line)}: ${figureInWords(point)}`;
    const goal = destination(rows.get(point.figure));
    return html("li", {}, goal === undefined ? words : html("a", { href: goal }, words));
  });
  const title = `${count} ${count === 1 ? "figure" : "figures"} without a date`;
  return [html("details", { class: "tray" }, html("summary", {}, title), html("ul", {}, ...items))];
}

/** Where a figure leads: to the link of its row, else to the row itself. */
function destination(row: HTMLElement | undefined): string | undefined {
  if (row === undefined) return undefined;
  row.id ||= `figure-${row.dataset["figure"] ?? ""}`;
  return row.querySelector<HTMLAnchorElement>("a[href]")?.getAttribute("href") ?? `#${row.id}`;
}

function shape(number: number, size: number): string {
  const type = symbolsFill[number % symbolsFill.length] ?? symbolsFill[0]!;
  return symbol(type, size)() ?? "";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
