import { expect, test } from "vitest";
import { type Focused, type Press, command } from "./keys";

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  ...more,
});
const on = (tag: string, type?: string): Focused => ({ tag, editable: false, ...(type === undefined ? {} : { type }) });

test("a key on the page is a command", () => {
  expect(command(press("a"), on("BODY"))).toBe("a");
  expect(command(press("?"), on("ARTICLE"))).toBe("?");
});

test("keys with modifiers are the browser's", () => {
  for (const modifier of ["ctrlKey", "metaKey", "altKey"] as const) {
    expect(command(press("a", { [modifier]: true }), on("BODY"))).toBeUndefined();
  }
});

test("keys typed into a field stay there", () => {
  for (const type of ["text", "search", "date", undefined]) expect(command(press("x"), on("INPUT", type))).toBeUndefined();
  expect(command(press("x"), on("TEXTAREA"))).toBeUndefined();
  expect(command(press("x"), on("SELECT"))).toBeUndefined();
  expect(command(press("x"), { tag: "DIV", editable: true })).toBeUndefined();
  expect(command(press("k", { isComposing: true }), on("BODY"))).toBeUndefined();
});

test("a checkbox keeps the space bar and lets letters through", () => {
  expect(command(press(" "), on("INPUT", "checkbox"))).toBeUndefined();
  expect(command(press("j"), on("INPUT", "checkbox"))).toBe("j");
});

test("Enter on a link or button is its own", () => {
  for (const tag of ["A", "BUTTON", "SUMMARY"]) expect(command(press("Enter"), on(tag))).toBeUndefined();
  expect(command(press("Enter"), on("ARTICLE"))).toBe("Enter");
});
