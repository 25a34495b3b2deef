// Takes the pictures of the pages for the documentation: `npm run pictures`, into docs/img.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { browser as launch, desk as open, pages as all } from "./program.mjs";

const out = process.argv[2] ?? fileURLToPath(new URL("../../../../docs/img", import.meta.url));
mkdirSync(out, { recursive: true });
const desk = await open();
const browser = await launch();
const pages = await all(desk);
for (const [look, width, height, colorScheme] of [
  ["wide", 1280, 860, "light"],
  ["wide-dark", 1280, 860, "dark"],
  ["phone", 390, 844, "light"],
  ["phone-dark", 390, 844, "dark"],
]) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(desk.entrance);
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(desk.home + path);
    await page.waitForTimeout(400);
    if (name === "inbox") for (const key of ["j", "j", "j"]) await page.keyboard.press(key);
    if (name === "inbox") await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: join(out, `${name}-${look}.png`) });
  }
  await context.close();
}
await browser.close();
desk.close();
