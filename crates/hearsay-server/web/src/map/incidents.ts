/** Incidents as the map and its strip of days see them: where, when, and which are filtered out. */

import { DAY, moment } from "../days";

/** An incident as the API tells it, as far as it is drawn. */
export interface Incident {
  id: string;
  event: { type?: string; mode?: string };
  begin?: string;
  end?: string;
  place?: { name: string; lat?: number; lon?: number; feature?: string; radius_km?: number; country?: string };
}

/** An incident made ready to be drawn. */
export interface Item {
  id: string;
  name: string;
  place: string | undefined;
  /** Degrees east and north; absent for what has no place that can be drawn. */
  point: [number, number] | undefined;
  radiusKm: number;
  /** Whether it is known no closer than the country, and so is drawn as all of it. */
  isCountry: boolean;
  /** First and last moment of its days. */
  begin: number | undefined;
  end: number | undefined;
}

/** West, south, east, north in degrees; west of 180° and east of it where `west > east`. */
export type Box = [west: number, south: number, east: number, north: number];

export interface Filter {
  /** First and last moment, inclusive. */
  dates?: [number, number];
  box?: Box;
  /** Only these, by id. */
  only?: Set<string>;
}

/** Kilometers that stand for how far a place may reach where the gazetteer does not say. */
const RADIUS_KM: Record<string, number> = { country: 300, region: 75, water: 100, line: 50, city: 10, site: 5 };

export function item(incident: Incident): Item {
  const { place, event } = incident;
  const begin = moment(incident.begin);
  const end = moment(incident.end) ?? begin;
  const words = [event.type, event.mode].filter((word) => word !== undefined).join(", ");
  return {
    id: incident.id,
    name: words === "" ? "incident" : words.toLowerCase(),
    place: place?.name,
    point: place?.lat === undefined || place.lon === undefined ? undefined : [place.lon, place.lat],
    radiusKm: place?.radius_km ?? RADIUS_KM[place?.feature ?? ""] ?? 25,
    isCountry: place?.feature === "country",
    begin,
    end: end === undefined ? undefined : end + DAY - 1,
  };
}

/** Whether an incident passes. What has no day passes no choice of days, what has no place no box. */
export function passes(item: Item, filter: Filter): boolean {
  if (filter.only !== undefined && !filter.only.has(item.id)) return false;
  if (filter.dates !== undefined) {
    if (item.begin === undefined || item.end === undefined) return false;
    if (item.end < filter.dates[0] || item.begin > filter.dates[1]) return false;
  }
  return filter.box === undefined || (item.point !== undefined && within(item.point, filter.box));
}

/** Whether a point lies in a box, also one across the 180th meridian. */
export function within([lon, lat]: [number, number], [west, south, east, north]: Box): boolean {
  if (lat < south || lat > north) return false;
  return west <= east ? lon >= west && lon <= east : lon >= west || lon <= east;
}

/** The box of a filter form's `w,s,e,n`; `undefined` for what is none. */
export function readBox(written: string | null | undefined): Box | undefined {
  const numbers = (written ?? "").split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  return numbers.length === 4 && numbers.every(Number.isFinite) ? (numbers as Box) : undefined;
}

/** The moments of a filter form's `a/b` or `a`; `undefined` for what is none. */
export function readDates(written: string | null | undefined): [number, number] | undefined {
  const [first, last] = (written ?? "").split("/");
  const from = moment(first);
  const to = moment(last ?? first);
  return from === undefined || to === undefined ? undefined : [from, to + DAY - 1];
}

/** Incidents at one place: drawn as one disc of the place's precision, with their number. */
export interface Pile {
  items: Item[];
  point: [number, number];
  radiusKm: number;
  isCountry: boolean;
}

/** Incidents by place, the widest first, so that what is known closely lies on top. */
export function piles(items: Item[]): Pile[] {
  const found = new Map<string, Pile>();
  for (const item of items) {
    if (item.point === undefined) continue;
    const key = `${item.point.map((degrees) => degrees.toFixed(3)).join()} ${item.radiusKm} ${item.isCountry}`;
    const pile = found.get(key) ?? { items: [], point: item.point, radiusKm: item.radiusKm, isCountry: item.isCountry };
    pile.items.push(item);
    found.set(key, pile);
  }
  return [...found.values()].sort((a, b) => Number(b.isCountry) - Number(a.isCountry) || b.radiusKm - a.radiusKm);
}

/** Numbers to write on the map: piles whose numbers would hide each other are counted together. */
export function numbers(places: { x: number; y: number; count: number }[], apart: number): { x: number; y: number; count: number }[] {
  const labels: { x: number; y: number; count: number }[] = [];
  for (const { x, y, count } of [...places].sort((a, b) => b.count - a.count)) {
    const near = labels.find((label) => Math.hypot(label.x - x, label.y - y) < apart);
    if (near === undefined) labels.push({ x, y, count });
    else near.count += count;
  }
  return labels.filter(({ count }) => count > 1);
}
