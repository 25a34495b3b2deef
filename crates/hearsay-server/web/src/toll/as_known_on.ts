/**
 * The slider “as known on”: the toll as it stood at the end of a day on which figures came out.
 *
 * It takes the place of the server's form, `<form data-as-of>`, and keeps the day in the address.
 */

import { dayInWords, moment } from "../days";
import { html, json, setParameter } from "../elements";
import type { Series, Toll } from "./series";

/** The slider; `show` is told the day and the series as they stood then, or nothing for all that is known. */
export function asKnownOn(
  days: string[],
  chosen: string | undefined,
  source: string,
  show: (day: string | undefined, series: Series[]) => void,
): HTMLElement {
  const last = days.length - 1;
  const range = html("input", { type: "range", min: 0, max: last, step: 1, id: "as-known-on" });
  const said = html("output", { for: "as-known-on" });
  const box = html("div", { class: "toll-as-of" }, html("label", { for: "as-known-on" }, "As known on"), range, said);
  const answers = new Map<string, Promise<Series[]>>();

  const asked = (day: string): Promise<Series[]> => {
    const address = new URL(source, location.href);
    address.searchParams.set("as_of", day);
    const answer = answers.get(day) ?? json<Toll>(address.href).then((toll) => toll.series);
    answers.set(day, answer);
    // A day that could not be fetched is asked for again when it is next chosen.
    answer.catch(() => answers.delete(day));
    return answer;
  };

  let waiting = 0;
  const choose = () => {
    const position = Number(range.value);
    const day = days[position] ?? "";
    const words = position === last ? `${inWords(day)}, all that is known` : inWords(day);
    said.textContent = words;
    range.setAttribute("aria-valuetext", words);
    setParameter("as_of", position === last ? "" : day);
    clearTimeout(waiting);
    if (position === last) return show(undefined, []);
    // Points are dimmed at once; totals and what was revised by then come with the answer.
    show(day, []);
    waiting = window.setTimeout(() => {
      asked(day).then(
        (series) => {
          if (days[Number(range.value)] === day) show(day, series);
        },
        () => (said.textContent = `${words}; the totals of that day could not be loaded`),
      );
    }, 150);
  };

  range.value = String(position(days, chosen ?? new URL(location.href).searchParams.get("as_of")));
  range.addEventListener("input", choose);
  choose();
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-as-of]")) form.hidden = true;
  return box;
}

/** The last day not after the chosen one; the last of all where none is chosen. */
export function position(days: string[], chosen: string | null | undefined): number {
  if (chosen === null || chosen === undefined || chosen === "") return days.length - 1;
  const after = days.findIndex((day) => day > chosen.slice(0, 10));
  return after === -1 ? days.length - 1 : Math.max(0, after - 1);
}

function inWords(day: string): string {
  const time = moment(day);
  return time === undefined ? day : dayInWords(time);
}
