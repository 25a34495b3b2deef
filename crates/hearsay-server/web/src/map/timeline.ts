/** The strip of days with its two handles, for pointer and keyboard alike. */

import { html, onWidth, svg } from "../elements";
import type { Item } from "./incidents";
import { type Strip, binInWords, chosen, handles, strip } from "./strip";

const HEIGHT = 64;
/** Pixels that a handle is wide. */
const HANDLE = 14;
/** The most pixels an incident's tick is high. */
const TICK = 5;

/** The strip; `choose` is told the days as `a/b`, or nothing for all. */
export function timeline(items: Item[], dates: [number, number] | undefined, choose: (days: string) => void): HTMLElement {
  const plot = svg("svg", { class: "strip", height: HEIGHT, "aria-hidden": "true" });
  const handle = (id: string, label: string) =>
    html("input", { type: "range", id, "aria-label": label, min: 0, step: 1, class: "strip-handle" });
  const [from, to] = [handle("days-from", "First day"), handle("days-to", "Last day")];
  const said = html("output", { for: "days-from days-to" });
  const all = html("button", { type: "button" }, "All days");
  const rest = html("span", { class: "quiet" });
  const box = html(
    "div",
    { class: "timeline", role: "group", "aria-label": "Days" },
    html("div", { class: "strip-frame" }, plot, from, to),
    html("p", { class: "strip-words" }, said, " ", all, " ", rest),
  );

  let now: Strip = strip(items, 100);
  let width = 0;
  let wanted = dates;
  const positions = (): [number, number] => [Number(from.value), Number(to.value)];

  const draw = () => {
    const [a, b] = positions();
    const most = Math.max(1, ...now.bins.map((bin) => bin.items.length));
    const step = width / Math.max(1, now.bins.length);
    const tick = Math.min(TICK, (HEIGHT - 8) / most);
    plot.setAttribute("width", String(width));
    // A handle's middle stands on the edge of the first or last chosen bin.
    for (const [input, left] of [[from, 0], [to, step]] as const) {
      input.style.left = `${left - HANDLE / 2}px`;
      input.style.width = `${Math.max(0, now.bins.length - 1) * step + HANDLE}px`;
    }
    plot.replaceChildren(
      svg("rect", { class: "chosen", x: a * step, y: 0, width: Math.max(1, (b - a + 1) * step), height: HEIGHT - 4 }),
      ...now.bins.flatMap((bin, i) => {
        const name = i < a || i > b ? "tick out" : "tick";
        const w = Math.max(1, Math.min(step - 1, 14));
        const x = i * step + (step - w) / 2;
        const gap = tick >= 3 ? 1 : 0;
        return bin.items.map((_, n) =>
          svg("rect", { class: name, x, y: HEIGHT - 4 - (n + 1) * tick, width: w, height: Math.max(0.5, tick - gap) }),
        );
      }),
      svg("path", { class: "grid", d: `M0,${HEIGHT - 3.5}H${width}` }),
    );
    const [first, last] = [now.bins[a], now.bins[b]];
    const words = first === undefined || last === undefined ? "No days" : inWords(now, a, b);
    said.textContent = words;
    from.setAttribute("aria-valuetext", first === undefined ? "" : binInWords(first, now.unit));
    to.setAttribute("aria-valuetext", last === undefined ? "" : binInWords(last, now.unit));
    all.hidden = chosen(now, a, b) === "";
    rest.textContent = [
      now.earlier === 0 ? "" : `${now.earlier} earlier, not drawn.`,
      now.undated === 0 ? "" : `${now.undated} without a day.`,
    ]
      .filter((text) => text !== "")
      .join(" ");
  };
  const set = (a: number, b: number) => {
    from.value = String(Math.min(a, b));
    to.value = String(Math.max(a, b));
    draw();
    const days = chosen(now, ...positions());
    wanted = days === "" ? undefined : [now.bins[positions()[0]]?.begin ?? 0, now.bins[positions()[1]]?.end ?? 0];
    choose(days);
  };

  from.addEventListener("input", () => set(Number(from.value), Math.max(Number(from.value), Number(to.value))));
  to.addEventListener("input", () => set(Math.min(Number(from.value), Number(to.value)), Number(to.value)));
  all.addEventListener("click", () => set(0, now.bins.length - 1));
  brush(plot, (x) => Math.max(0, Math.min(now.bins.length - 1, Math.floor((x / width) * now.bins.length))), set);
  onWidth(plot.parentElement ?? box, (available) => {
    width = available;
    now = strip(items, Math.floor(width / 4));
    for (const input of [from, to]) input.max = String(Math.max(0, now.bins.length - 1));
    const [a, b] = handles(now, wanted);
    from.value = String(a);
    to.value = String(b);
    draw();
  });
  return box;
}

function inWords(now: Strip, a: number, b: number): string {
  const [first, last] = [now.bins[a], now.bins[b]];
  if (first === undefined || last === undefined) return "";
  if (chosen(now, a, b) === "") return "All days";
  const words = a === b ? binInWords(first, now.unit) : `${binInWords(first, now.unit)} to ${binInWords(last, now.unit)}`;
  return a === 0 && now.earlier > 0 ? `Until ${binInWords(last, now.unit)}` : words;
}

/** Dragging along the strip chooses the days passed over. */
function brush(plot: SVGSVGElement, bin: (x: number) => number, set: (a: number, b: number) => void): void {
  let anchor: number | undefined;
  const at = (event: PointerEvent) => bin(event.clientX - plot.getBoundingClientRect().left);
  plot.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    anchor = at(event);
    plot.setPointerCapture(event.pointerId);
    set(anchor, anchor);
  });
  plot.addEventListener("pointermove", (event) => {
    if (anchor !== undefined) set(anchor, at(event));
  });
  for (const end of ["pointerup", "pointercancel"] as const) plot.addEventListener(end, () => (anchor = undefined));
}
