/**
 * What has come since the page was made: `<p data-island="news" data-src="/api/v1/events">`.
 *
 * The page never changes under its reader. It says what came and offers to show it.
 */

import { html } from "./elements";
import { KINDS, type Kind, goingOn, inWords, patience } from "./news/counting";

/** Milliseconds in the background after which the connection is given up until the page is seen again. */
const HIDDEN = 120_000;

export function island(line: HTMLElement): void {
  const source = line.dataset["src"] ?? "";
  const counts: Record<Kind, number> = { incident: 0, contradiction: 0, toll: 0 };
  const words = html("span");
  const link = html("a", { href: location.href }, "show them");
  line.setAttribute("aria-live", "polite");
  line.hidden = true;
  line.replaceChildren(words, " · ", link);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.reload();
  });

  let events: EventSource | undefined;
  let last = "";
  let failures = 0;
  let waiting = 0;

  const count = (kind: Kind) => (event: MessageEvent) => {
    last = event.lastEventId || last;
    counts[kind]++;
    words.textContent = inWords(counts);
    line.hidden = false;
  };
  const close = () => {
    clearTimeout(waiting);
    events?.close();
    events = undefined;
  };
  const open = () => {
    close();
    const opened = new EventSource(goingOn(source, location.href, last));
    events = opened;
    for (const kind of KINDS) opened.addEventListener(kind, count(kind));
    opened.addEventListener("open", () => (failures = 0));
    opened.addEventListener("error", () => {
      // Lost connections are taken up again by the browser; refused ones are not.
      if (opened.readyState !== EventSource.CLOSED || events !== opened) return;
      waiting = window.setTimeout(open, patience(failures++) * 1000);
    });
  };

  let hidden = 0;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hidden);
    if (document.hidden) hidden = window.setTimeout(close, HIDDEN);
    else if (events === undefined) open();
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => {
    if (event.persisted) open();
  });
  open();
}
