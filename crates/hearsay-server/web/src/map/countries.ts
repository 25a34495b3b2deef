/**
 * Countries, their shared borders, and which of these are contested.
 *
 * Outlines are Natural Earth's (public domain), as the package world-atlas carries them. They show
 * who is in control rather than who has a right to be, so borders in `contested.json` are dashed.
 */

import { geoContains } from "d3-geo";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import contested from "../contested.json";

type Properties = { name: string };
type Atlas = Topology<{ countries: GeometryCollection<Properties> }>;

export interface Contested {
  names: string[];
  why: string;
}

export interface Countries {
  land: GeoJSON.FeatureCollection<GeoJSON.Geometry, Properties>;
  coasts: GeoJSON.MultiLineString;
  borders: GeoJSON.MultiLineString;
  contested: { line: GeoJSON.MultiLineString; about: Contested }[];
}

/** A contested territory by a point and a rough radius; only named where the outlines already show it. */
export type Area = Contested & { lat: number; lon: number; radius_km: number; outlined?: boolean };

export const areas: Area[] = contested.areas;

/** Outlines: coarse for the world, finer for a closer view. Each is loaded when it is first wanted. */
export async function load(fine: boolean): Promise<Countries> {
  const atlas = fine ? await import("world-atlas/countries-50m.json") : await import("world-atlas/countries-110m.json");
  return countries(atlas.default as unknown as Atlas);
}

export function countries(atlas: Atlas): Countries {
  const all = atlas.objects.countries;
  const name = (country: object) => (country as { properties?: Properties }).properties?.name ?? "";
  const pairs = new Map(contested.borders.map((border) => [pair(...(border.between as [string, string])), border]));
  const isContested = (a: object, b: object) => pairs.has(pair(name(a), name(b)));
  return {
    land: feature(atlas, all),
    coasts: mesh(atlas, all, (a, b) => a === b),
    borders: mesh(atlas, all, (a, b) => a !== b && !isContested(a, b)),
    contested: contested.borders.flatMap((border) => {
      const key = pair(...(border.between as [string, string]));
      const line = mesh(atlas, all, (a, b) => a !== b && pair(name(a), name(b)) === key);
      return line.coordinates.length === 0 ? [] : [{ line, about: { names: border.names, why: border.why } }];
    }),
  };
}

/** The country in whose outline a point lies. */
export function countryAt(land: Countries["land"], point: [number, number]): GeoJSON.Feature | undefined {
  return land.features.find((country) => geoContains(country, point));
}

function pair(a: string, b: string): string {
  return [a, b].sort().join("|");
}
