/** Choosing an area: by dragging a box over the map, or by taking the view as it is. */

import { svg } from "../elements";
import type { Box } from "./incidents";
import { type View, boxOf } from "./view";

/** Pixels: less is a click. */
const DRAG = 6;

export function brushBox(
  frame: HTMLElement,
  picture: SVGSVGElement,
  view: () => View | undefined,
  choose: (box: Box | undefined) => void,
): { wholeView: () => Box | undefined } {
  const drawn = svg("rect", { class: "brush" });
  let anchor: [number, number] | undefined;
  let dragged = false;
  const at = (event: PointerEvent): [number, number] => {
    const edge = picture.getBoundingClientRect();
    return [event.clientX - edge.left, event.clientY - edge.top];
  };
  const rectangle = (a: [number, number], b: [number, number]) => {
    drawn.setAttribute("x", String(Math.min(a[0], b[0])));
    drawn.setAttribute("y", String(Math.min(a[1], b[1])));
    drawn.setAttribute("width", String(Math.abs(a[0] - b[0])));
    drawn.setAttribute("height", String(Math.abs(a[1] - b[1])));
  };

  // A finger scrolls the page; who has no mouse zooms with the buttons and takes the view.
  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    anchor = at(event);
    dragged = false;
  });
  frame.addEventListener("pointermove", (event) => {
    if (anchor === undefined) return;
    const here = at(event);
    if (!dragged && Math.hypot(here[0] - anchor[0], here[1] - anchor[1]) < DRAG) return;
    if (!dragged) {
      dragged = true;
      frame.setPointerCapture(event.pointerId);
      picture.append(drawn);
    }
    rectangle(anchor, here);
  });
  frame.addEventListener("pointerup", (event) => {
    const now = view();
    if (anchor !== undefined && dragged && now !== undefined) choose(boxOf(now, anchor, at(event)));
    anchor = undefined;
    drawn.remove();
  });
  frame.addEventListener("pointercancel", () => {
    anchor = undefined;
    drawn.remove();
  });
  // The click that ends a drag is not meant for the disc beneath it.
  frame.addEventListener(
    "click",
    (event) => {
      if (!dragged) return;
      dragged = false;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  frame.addEventListener("dragstart", (event) => event.preventDefault());
  return {
    wholeView: () => {
      const now = view();
      return now === undefined ? undefined : boxOf(now, [0, 0], [now.width, now.height]);
    },
  };
}
