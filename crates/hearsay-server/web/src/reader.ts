/**
 * An article beside its claims: `<main data-island="reader">` with `<mark data-claims="ID ID">` in
 * the text and cards `<article class="card" data-claim="ID">`, in one element that is the margin or
 * below one that says so (`data-margin`). A card of a claim without marks may name the element it
 * belongs to: `data-at="ID OF AN ELEMENT"`.
 */

import { onCommand } from "./keys";
import { align, claimsOf } from "./reader/aligning";

const WIDE = "(min-width: 60rem)";
/** Pixels between cards. */
const GAP = 8;

export function island(main: HTMLElement): void {
  const marks = [...main.querySelectorAll<HTMLElement>("mark[data-claims]")];
  const cards = [...main.querySelectorAll<HTMLElement>(".card[data-claim]")];
  const marksOf = new Map<string, HTMLElement[]>();
  for (const mark of marks) {
    for (const claim of claimsOf(mark.dataset["claims"])) marksOf.set(claim, [...(marksOf.get(claim) ?? []), mark]);
  }
  const cardOf = new Map(cards.map((card) => [card.dataset["claim"] ?? "", card]));

  // What is pointed at lights up in place of what has the focus, and gives way to it again.
  let kept: string[] = [];
  const light = (claims: string[]) => {
    for (const lit of main.querySelectorAll(".lit")) lit.classList.remove("lit");
    for (const claim of claims) {
      cardOf.get(claim)?.classList.add("lit");
      for (const mark of marksOf.get(claim) ?? []) mark.classList.add("lit");
    }
  };
  const keep = (claims: string[]) => light((kept = claims));
  for (const card of cards) {
    const claims = [card.dataset["claim"] ?? ""];
    card.tabIndex = -1;
    card.addEventListener("pointerenter", () => light(claims));
    card.addEventListener("pointerleave", () => light(kept));
    card.addEventListener("focusin", () => keep(claims));
    card.addEventListener("focusout", () => keep([]));
  }
  for (const mark of marks) {
    const claims = claimsOf(mark.dataset["claims"]);
    mark.addEventListener("pointerenter", () => light(claims));
    mark.addEventListener("pointerleave", () => light(kept));
    mark.addEventListener("focusin", () => keep(claims));
    mark.addEventListener("focusout", () => keep([]));
    mark.addEventListener("click", () => {
      if (getSelection()?.isCollapsed !== false) cardOf.get(claims[0] ?? "")?.focus({ preventScroll: true });
    });
  }

  place(main, cards, marksOf);
  onCommand((key, event) => {
    if (key !== "n" && key !== "p") return;
    const at = cards.findIndex((card) => card.contains(document.activeElement));
    const goal = at === -1 ? (key === "n" ? 0 : cards.length - 1) : at + (key === "n" ? 1 : -1);
    const card = cards[goal];
    if (card === undefined) return;
    event.preventDefault();
    card.focus({ preventScroll: true });
    const seen = marksOf.get(card.dataset["claim"] ?? "")?.[0] ?? card;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    seen.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  });
}

/** Puts each card beside its words on wide screens, and again whenever text or cards change their size. */
function place(main: HTMLElement, cards: HTMLElement[], marksOf: Map<string, HTMLElement[]>): void {
  const margin = cards[0]?.closest<HTMLElement>("[data-margin]") ?? cards[0]?.parentElement;
  if (!margin) return;
  const wide = matchMedia(WIDE);
  const anchor = (card: HTMLElement) =>
    marksOf.get(card.dataset["claim"] ?? "")?.[0] ?? document.getElementById(card.dataset["at"] ?? "");
  const arrange = () => {
    margin.classList.toggle("placed", wide.matches);
    if (!wide.matches) {
      margin.style.minHeight = "";
      for (const card of cards) card.style.top = "";
      return;
    }
    const edge = margin.getBoundingClientRect().top;
    let above = 0;
    const wanted = cards
      .map((card) => {
        const words = anchor(card);
        // A card without words in sight stays beneath the card before it.
        above = words === null ? above : words.getBoundingClientRect().top - edge;
        return { card, top: above };
      })
      .sort((a, b) => a.top - b.top);
    const heights = wanted.map(({ card }) => card.offsetHeight);
    const tops = align(wanted.map(({ top }) => top), heights, GAP);
    wanted.forEach(({ card }, i) => (card.style.top = `${Math.round(tops[i] ?? 0)}px`));
    margin.style.minHeight = `${Math.ceil((tops.at(-1) ?? 0) + (heights.at(-1) ?? 0))}px`;
  };
  const sizes = new ResizeObserver(() => requestAnimationFrame(arrange));
  for (const element of [main, ...cards]) sizes.observe(element);
  wide.addEventListener("change", arrange);
  arrange();
}
