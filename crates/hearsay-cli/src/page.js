"use strict";
// Claims and their words light up together. Without this the links between them still work.
(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let pinned = null;
  const claimsOf = (node) => {
    const hit = node.closest?.("[data-c], [data-n]");
    if (!hit) return null;
    const numbers = (hit.dataset.c ?? hit.dataset.n).split(" ");
    return { article: hit.closest("article"), numbers, card: "n" in hit.dataset };
  };
  const show = (claims) => {
    for (const node of document.querySelectorAll(".on")) node.classList.remove("on");
    if (!claims) return;
    for (const number of claims.numbers) {
      const same = `[data-n="${number}"], [data-c~="${number}"]`;
      for (const node of claims.article.querySelectorAll(same)) node.classList.add("on");
    }
  };
  const pin = (claims) => {
    pinned = claims;
    for (const node of document.querySelectorAll(".pinned")) node.classList.remove("pinned");
    show(claims);
    if (!claims) return;
    const number = claims.numbers[0];
    claims.article.querySelector(`[data-n="${number}"]`)?.classList.add("pinned");
    const there = claims.card ? `.t[data-c~="${number}"]` : `[data-n="${number}"]`;
    claims.article.querySelector(there)
      ?.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  };
  document.addEventListener("pointerover", (event) => show(claimsOf(event.target) ?? pinned));
  document.addEventListener("focusin", (event) => show(claimsOf(event.target) ?? pinned));
  document.addEventListener("click", (event) => {
    const claims = claimsOf(event.target);
    if (!claims || String(getSelection())) return;
    if (event.target.closest("a[href^='#']")) event.preventDefault();
    if (!claims.card) {
      // Of several claims in one place, the one that a link leads to comes first.
      const link = event.target.closest("a")?.hash.match(/-c(\d+)$/)?.[1];
      if (link) claims.numbers = [link, ...claims.numbers.filter((number) => number !== link)];
    }
    pin(claims);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") pin(null);
    if (event.key === "Enter" && event.target.matches(".card")) pin(claimsOf(event.target));
  });
})();
