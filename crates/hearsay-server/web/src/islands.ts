/**
 * The entry: finds the parts of a page that scripts can improve and loads what improves them.
 *
 * Every page is whole without this file. An island that fails leaves its part as the server wrote
 * it, and never keeps another from starting.
 */

type Island = (element: HTMLElement) => void | Promise<void>;

const islands: Record<string, () => Promise<{ island: Island }>> = {
  inbox: () => import("./inbox"),
  map: () => import("./map"),
  news: () => import("./news"),
  reader: () => import("./reader"),
  sides: () => import("./sides"),
  toll: () => import("./toll"),
};

async function start(element: HTMLElement): Promise<void> {
  const name = element.dataset["island"] ?? "";
  const load = islands[name];
  if (load === undefined) return;
  try {
    const { island } = await load();
    await island(element);
    element.dataset["ready"] = "true";
  } catch (error) {
    element.dataset["ready"] = "failed";
    console.error(`The island “${name}” did not start; the page goes on without it.`, error);
  }
}

for (const element of document.querySelectorAll<HTMLElement>("[data-island]")) {
  void start(element);
}
