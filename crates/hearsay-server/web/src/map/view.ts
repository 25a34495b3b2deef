/** What part of the world is seen: projections and their movement, no page. */

import { type GeoProjection, geoCircle, geoMercator, geoNaturalEarth1 } from "d3-geo";
import type { Box, Pile } from "./incidents";

const EARTH_KM = 6371;
/** The closest view shows this many kilometers across: closer, outlines of countries say nothing. */
const CLOSEST_KM = 150;

export interface View {
  projection: GeoProjection;
  width: number;
  height: number;
  /** Scale of the whole world in this projection, the farthest view. */
  farthest: number;
}

/** A view of all piles: the whole world where they lie far apart, else a conformal map around them. */
export function frame(piles: Pile[], width: number, height: number): View {
  const around = middle(piles.map(({ point }) => point[0]));
  const reach = Math.max(0, ...piles.map(({ point }) => Math.abs(difference(point[0], around))));
  const isWorld = piles.length === 0 || reach > 60;
  const projection = (isWorld ? geoNaturalEarth1() : geoMercator()).rotate([isWorld ? 0 : -around, 0]);
  projection.fitSize([width, height], { type: "Sphere" });
  const farthest = isWorld ? projection.scale() : width / (2 * Math.PI);
  const view = { projection, width, height, farthest };
  if (isWorld) return view;
  const pad = Math.min(width, height) * 0.12;
  // A country's radius is a guess, and must not make the rest small.
  const reachKm = (pile: Pile) => (pile.isCountry ? Math.min(pile.radiusKm, 100) : pile.radiusKm);
  const rims = piles.flatMap((pile) => circle(pile.point, reachKm(pile), 12).coordinates[0] ?? []);
  projection.fitExtent([[pad, pad], [width - pad, height - pad]], { type: "MultiPoint", coordinates: rims });
  return zoom(view, 1);
}

/** The view drawn larger or smaller around its middle, within limits. */
export function zoom(view: View, factor: number): View {
  const { projection, width, height, farthest } = view;
  const closest = (width * EARTH_KM) / CLOSEST_KM;
  const scale = Math.max(farthest, Math.min(closest, projection.scale() * factor));
  const by = scale / projection.scale();
  const [x, y] = projection.translate();
  projection.scale(scale).translate([width / 2 + (x - width / 2) * by, height / 2 + (y - height / 2) * by]);
  return view;
}

/** The view moved by pixels. */
export function pan(view: View, dx: number, dy: number): View {
  const [x, y] = view.projection.translate();
  view.projection.translate([x + dx, y + dy]);
  return view;
}

/** Whether a pile's disc is at least so many pixels from its middle to its rim. */
export function isWide(view: View, pile: Pile, pixels: number): boolean {
  const here = view.projection(pile.point);
  const north = view.projection([pile.point[0], Math.min(89, pile.point[1] + pile.radiusKm / 111.2)]);
  return here !== null && north !== null && Math.hypot(here[0] - north[0], here[1] - north[1]) >= pixels;
}

/** A circle on the ground. */
export function circle(point: [number, number], radiusKm: number, step = 6): GeoJSON.Polygon {
  return geoCircle().center(point).radius((radiusKm / EARTH_KM) * (180 / Math.PI)).precision(step)();
}

/** The box of degrees that holds a rectangle of pixels. */
export function boxOf(view: View, [x0, y0]: [number, number], [x1, y1]: [number, number]): Box | undefined {
  const invert = view.projection.invert;
  if (invert === undefined) return undefined;
  const sides = Array.from({ length: 9 }, (_, i) => i / 8);
  const rim = sides.flatMap((t): [number, number][] => [
    [x0 + t * (x1 - x0), y0],
    [x0 + t * (x1 - x0), y1],
    [x0, y0 + t * (y1 - y0)],
    [x1, y0 + t * (y1 - y0)],
  ]);
  const points = rim.map((pixel) => invert(pixel)).filter((p) => p !== null && p.every(Number.isFinite)) as [number, number][];
  if (points.length === 0) return undefined;
  const center = middle(points.map(([lon]) => lon));
  const east = points.map(([lon]) => difference(lon, center));
  const north = points.map(([, lat]) => Math.max(-90, Math.min(90, lat)));
  const [from, to] = [Math.min(...east), Math.max(...east)];
  const round = (degrees: number) => Math.round(degrees * 100) / 100;
  if (to - from > 350) return [-180, round(Math.min(...north)), 180, round(Math.max(...north))];
  return [round(wrap(center + from)), round(Math.min(...north)), round(wrap(center + to)), round(Math.max(...north))];
}

/** The rim of a box along its parallels and meridians, which are no straight lines on every map. */
export function rim([west, south, east, north]: Box): [number, number][] {
  const width = east >= west ? east - west : east - west + 360;
  const along = Array.from({ length: 17 }, (_, i) => i / 16);
  return [
    ...along.map((t): [number, number] => [wrap(west + t * width), north]),
    ...along.map((t): [number, number] => [wrap(west + width), north + t * (south - north)]),
    ...along.map((t): [number, number] => [wrap(west + (1 - t) * width), south]),
    ...along.map((t): [number, number] => [wrap(west), south + t * (north - south)]),
  ];
}

/** The longitude in the middle of others, also across the 180th meridian: opposite the widest gap. */
export function middle(longitudes: number[]): number {
  if (longitudes.length === 0) return 0;
  const sorted = [...longitudes].sort((a, b) => a - b);
  let [widest, after] = [-1, 0];
  sorted.forEach((lon, i) => {
    const next = i + 1 < sorted.length ? (sorted[i + 1] ?? lon) : (sorted[0] ?? lon) + 360;
    if (next - lon > widest) [widest, after] = [next - lon, next];
  });
  return wrap(after + (360 - widest) / 2);
}

/** Degrees from one longitude to another, -180 to 180. */
export function difference(lon: number, from: number): number {
  return wrap(lon - from);
}

function wrap(degrees: number): number {
  return degrees >= -180 && degrees <= 180 ? degrees : ((((degrees + 180) % 360) + 360) % 360) - 180;
}
