/**
 * Elements made without markup: text goes in as text, so nothing that an article says can become
 * part of the page.
 */

type Attributes = Record<string, string | number | boolean | null | undefined>;

function fill<E extends Element>(element: E, attributes: Attributes, children: (Node | string)[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/** An HTML element with attributes and children. */
export function html<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(name), attributes, children);
}

/** An SVG element with attributes and children. */
export function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

/** JSON from the server; a problem (RFC 9457) becomes an error with its detail as message. */
export async function json<T>(address: string, init: RequestInit = {}): Promise<T> {
  const headers = new Headers(init.headers);
  headers.set("accept", "application/json, application/problem+json");
  const answer = await fetch(address, { credentials: "same-origin", ...init, headers });
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) {
    const problem = (body ?? {}) as { detail?: string; title?: string };
    throw new Error(problem.detail ?? problem.title ?? `The server answered ${answer.status}.`);
  }
  return body as T;
}

/** Writes a parameter into the page's address without a new entry in the history; empty takes it out. */
export function setParameter(name: string, value: string): void {
  const address = new URL(location.href);
  if (value === "") address.searchParams.delete(name);
  else address.searchParams.set(name, value);
  history.replaceState(history.state, "", address);
}

/** Calls back with the width that an element has to draw in, now and whenever it changes. */
export function onWidth(element: Element, draw: (width: number) => void): void {
  let last = 0;
  new ResizeObserver((entries) => {
    const width = Math.floor(entries[entries.length - 1]?.contentRect.width ?? 0);
    if (width === last || width === 0) return;
    last = width;
    draw(width);
  }).observe(element);
}
