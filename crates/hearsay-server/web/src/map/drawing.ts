/** The map as SVG: land, borders, contested areas, and incidents as discs of their precision. */

import { type GeoPermissibleObjects, geoPath } from "d3-geo";
import { svg } from "../elements";
import { type Area, type Contested, type Countries, areas, countryAt } from "./countries";
import { type Box, type Pile, numbers } from "./incidents";
import { type View, circle, isWide, rim } from "./view";

/** Pixels: a disc smaller than this could not be seen or met. */
const LEAST = 5;

export interface Drawn {
  parts: SVGElement[];
  /** Contested borders and areas in view, to be told in words as well. */
  contested: Contested[];
}

/** Land and borders. Nothing here can be pointed at, so it is one picture with one description. */
export function ground(view: View, countries: Countries, description: string): Drawn {
  view.projection.clipExtent([[-20, -20], [view.width + 20, view.height + 20]]);
  const path = geoPath(view.projection).digits(1);
  const shape = (name: string, what: GeoPermissibleObjects) => svg("path", { class: name, d: path(what) ?? "" });
  const told = new Map<string, Contested>();
  const tell = (about: Contested) => told.set(`${about.names.join()} ${about.why}`, about);

  const dashed = countries.contested.flatMap(({ line, about }) => {
    const d = path(line);
    if (d === null) return [];
    tell(about);
    return [svg("path", { class: "contested", d })];
  });
  const around = areas.flatMap((area) => {
    const d = path(circle([area.lon, area.lat], area.radius_km));
    if (d === null || !isWide(view, asPile(area), 9)) return [];
    tell(area);
    return [
      ...(area.outlined === true ? [] : [svg("path", { class: "contested area", d })]),
      ...(isWide(view, asPile(area), 26) ? names(view, area) : []),
    ];
  });
  const parts = [
    svg(
      "g",
      { role: "img", "aria-label": description, class: "ground" },
      shape("land", countries.land),
      shape("coast", countries.coasts),
      shape("border", countries.borders),
      ...dashed,
      ...around,
    ),
  ];
  return { parts, contested: [...told.values()] };
}

/** All names that the sides use, one beneath the other; none where not all of them would be seen. */
function names(view: View, area: Area): SVGElement[] {
  const at = view.projection([area.lon, area.lat]);
  if (at === null) return [];
  const [x, y] = at;
  const top = y - (area.names.length - 1) * 6;
  const half = Math.max(...area.names.map((name) => name.length)) * 3;
  const tall = area.names.length * 7;
  if (x < half || x > view.width - half || y < tall || y > view.height - tall) return [];
  return [
    svg(
      "text",
      { class: "area-name", "text-anchor": "middle" },
      ...area.names.map((name, i) => svg("tspan", { x, y: top + i * 12 }, name)),
    ),
  ];
}

/** One pile of incidents: a disc as wide as its place is known, or all of its country hatched. */
export function disc(view: View, pile: Pile, countries: Countries, hatch: string): SVGElement[] {
  const path = geoPath(view.projection).digits(1);
  const at = view.projection(pile.point);
  if (at === null) return [];
  const outside = at[0] < -50 || at[1] < -50 || at[0] > view.width + 50 || at[1] > view.height + 50;
  const country = pile.isCountry ? countryAt(countries.land, pile.point) : undefined;
  if (country !== undefined) {
    const d = path(country);
    if (d === null) return [];
    return [svg("path", { class: "whole", d, fill: hatch }), svg("circle", { class: "handle", cx: at[0], cy: at[1], r: LEAST })];
  }
  if (outside) return [];
  if (!isWide(view, pile, LEAST)) return [svg("circle", { class: "disc", cx: at[0], cy: at[1], r: LEAST })];
  return [svg("path", { class: "disc", d: path(circle(pile.point, pile.radiusKm)) ?? "" })];
}

/** How many incidents lie at a place, where it is more than one. */
export function counts(view: View, piles: Pile[]): SVGElement[] {
  const places = piles.flatMap((pile) => {
    const at = view.projection(pile.point);
    return at === null ? [] : [{ x: at[0], y: at[1], count: pile.items.length }];
  });
  return numbers(places, 24).map(({ x, y, count }) =>
    svg("text", { class: "count", x, y: y + 4, "text-anchor": "middle" }, String(count)),
  );
}

/** The rim of a chosen box. */
export function frameOf(view: View, box: Box): SVGElement {
  const points = rim(box).flatMap((point) => {
    const at = view.projection(point);
    return at === null ? [] : [`${Math.round(at[0])},${Math.round(at[1])}`];
  });
  return svg("path", { class: "box", d: `M${points.join("L")}Z` });
}

/** Hatching for what is known no closer than its country. */
export function hatching(id: string): SVGDefsElement {
  return svg(
    "defs",
    {},
    svg(
      "pattern",
      { id, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("path", { class: "hatch", d: "M0,0V7" }),
    ),
  );
}

function asPile(area: Area): Pile {
  return { items: [], point: [area.lon, area.lat], radiusKm: area.radius_km, isCountry: false };
}
