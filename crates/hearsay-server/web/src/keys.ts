/** Single keys as commands, which must never be taken from somebody who types or who means the browser. */

export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
}

/** What has the focus, as far as it claims keys for itself. */
export interface Focused {
  tag: string;
  type?: string;
  editable: boolean;
}

const WRITTEN_IN = new Set(["TEXTAREA", "SELECT"]);
const NOT_WRITTEN_IN = new Set(["button", "checkbox", "radio", "submit", "reset"]);
const PRESSED = new Set(["A", "BUTTON", "SUMMARY", "INPUT"]);

/** The key, where it may be a command; `undefined` where it belongs to a field, a button or the browser. */
export function command(press: Press, focused: Focused): string | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing) return undefined;
  if (focused.editable || WRITTEN_IN.has(focused.tag)) return undefined;
  if (focused.tag === "INPUT" && !NOT_WRITTEN_IN.has(focused.type ?? "text")) return undefined;
  if ((press.key === "Enter" || press.key === " ") && PRESSED.has(focused.tag)) return undefined;
  return press.key;
}

/** Listens for commands on the whole page, except while a dialog is open. */
export function onCommand(act: (key: string, event: KeyboardEvent) => void): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]") !== null) return;
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    const focused: Focused = { tag: target.tagName, editable: target.isContentEditable };
    if (target instanceof HTMLInputElement) focused.type = target.type;
    const key = command(event, focused);
    if (key !== undefined) act(key, event);
  });
}
