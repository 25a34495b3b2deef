/**
 * The toll over time: who gave which figure when, drawn above the table that says the same.
 *
 * `<figure data-island="toll" data-src="…">` with the table inside; its rows carry
 * `data-figure="FIGURE"` and, where a word makes the figure inexact, `data-hedge="dozens"`.
 */

import { moment } from "./days";
import { html, json, onWidth } from "./elements";
import { asKnownOn } from "./toll/as_known_on";
import { draw } from "./toll/drawing";
import { claimants, layout, span } from "./toll/layout";
import { type Series, type Toll, publicationDays } from "./toll/series";

export async function island(figure: HTMLElement): Promise<void> {
  const source = figure.dataset["src"] ?? "";
  const toll = await json<Toll>(source);
  const rows = new Map<string, HTMLElement>();
  for (const row of figure.querySelectorAll<HTMLElement>("[data-figure]")) {
    rows.set(row.dataset["figure"] ?? "", row);
  }
  const series = toll.series.filter((one) => one.lines.length > 0);
  if (series.length === 0) return;
  for (const point of series.flatMap((one) => one.lines.flatMap((line) => line.points))) {
    const hedge = point.hedge ?? rows.get(point.figure)?.dataset["hedge"];
    if (hedge !== undefined) point.hedge = hedge;
  }

  const charts = html("div", { class: "toll-charts" });
  const order = claimants(series);
  const whole = span(series);
  let width = 0;
  let known: { day: string; series: Series[] } | undefined;
  const redraw = () => {
    const focused = charts.querySelector<SVGElement>("a:focus")?.dataset["of"];
    const end = known === undefined ? undefined : (moment(`${known.day}T23:59:59.999`) ?? Infinity);
    const now = known?.series;
    charts.replaceChildren(
      ...series.map((one) => {
        const then = asKnown(one, now);
        return draw(layout(then, width, order, whole, one.totals.length), then, rows, end);
      }),
    );
    if (focused !== undefined) {
      charts.querySelector<SVGElement>(`a[data-of="${CSS.escape(focused)}"]`)?.focus();
    }
  };

  const days = publicationDays(series);
  const slider =
    days.length < 2
      ? undefined
      : asKnownOn(days, toll.as_of, source, (day, then) => {
          known = day === undefined ? undefined : { day, series: then };
          if (width > 0) redraw();
        });
  const before = figure.querySelector("table")?.closest("figure > *") ?? null;
  figure.insertBefore(charts, before);
  if (slider !== undefined) figure.insertBefore(slider, charts);
  onWidth(charts, (now) => {
    width = now;
    redraw();
  });
}

/** A series with what it came to on an earlier day: its totals then, and what had been revised by then. */
function asKnown(series: Series, then: Series[] | undefined): Series {
  if (then === undefined) return series;
  const same = then.find((one) => one.kind === series.kind);
  const status = new Map(same?.lines.flatMap((line) => line.points.map((point) => [point.figure, point.status])));
  return {
    ...series,
    totals: same?.totals ?? [],
    lines: series.lines.map((line) => ({
      ...line,
      points: line.points.map((point) => ({ ...point, status: status.get(point.figure) ?? point.status })),
    })),
  };
}
