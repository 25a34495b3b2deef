// Walks through the islands in a real browser, on the invented pages: `npm run walk` after a build.
// Needs Chromium (Debian's package; CHROMIUM names another).
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const port = 8198;
const home = `http://127.0.0.1:${port}`;
let server;
let browser;

before(async () => {
  server = spawn(process.execPath, [fileURLToPath(new URL("serve.mjs", import.meta.url)), String(port)]);
  await once(server.stdout, "data");
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
});

after(async () => {
  await browser?.close();
  server?.kill();
});

/** A page with its islands ready; the browser may have complained about nothing. */
async function visit(path, walk, options = {}) {
  const page = await browser.newPage({ viewport: { width: options.width ?? 1280, height: 900 } });
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await options.prepare?.(page);
  await page.goto(home + path);
  await page.waitForSelector("[data-ready]", { state: "attached" });
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const parameter = (name) => new URL(page.url()).searchParams.get(name);
  await walk(page, press, parameter);
  if (options.complains !== true) assert.deepEqual(complaints, []);
  await page.close();
}

test("every dated figure is a point that leads to its row, undated ones are counted", () =>
  visit("/toll", async (page, press) => {
    await page.waitForSelector("a.point");
    const rows = await page.locator("tr[data-figure]").count();
    assert.equal((await page.locator("a.point").count()) + 1, rows);
    assert.equal(await page.textContent(".tray summary"), "1 figure without a date");
    await page.locator("a.point").first().focus();
    await press("ArrowDown", "ArrowRight");
    const focused = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
    assert.equal(focused, "Tarsk, soldiers of Oravia: 14, 14 Mar 2024, stands");
    assert.match(await page.locator(".tip:visible").textContent(), /the words of the article/);
    assert.equal(await page.locator("form[data-as-of]").isVisible(), false);
  }));

test("the slider dims what came later, asks for the totals of that day and keeps it in the address", () =>
  visit("/toll", async (page, press, parameter) => {
    const slider = page.getByRole("slider", { name: "As known on" });
    await slider.focus();
    await press("ArrowLeft", "ArrowLeft");
    assert.equal(parameter("as_of"), "2024-03-15");
    await page.waitForSelector(".label.total");
    assert.ok((await page.locator("a.point.later").count()) > 0);
    assert.match(await page.locator(".label.total text").first().textContent(), /^median: 7/);
    await press("End");
    assert.equal(parameter("as_of"), null);
    assert.equal(await page.locator("a.point.later").count(), 0);
  }));

test("a narrow toll has numbers for names and explains them", () =>
  visit(
    "/toll",
    async (page) => {
      await page.waitForSelector(".toll-key li");
      const label = page.locator("svg.toll").first().locator(".label text").first();
      assert.equal(await label.evaluate((text) => text.firstChild.textContent), "1");
      assert.equal(await page.locator(".toll-key").first().locator("li").first().textContent(), " Tarsk");
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    },
    { width: 390 },
  ));

test("an island without its data leaves the page as it was", () =>
  visit(
    "/toll",
    async (page) => {
      await page.waitForSelector('[data-ready="failed"]');
      assert.ok(await page.locator("table").isVisible());
      assert.ok(await page.locator("form[data-as-of]").isVisible());
    },
    { complains: true, prepare: (page) => page.route("**/toll.json*", (route) => route.fulfill({ status: 500, body: "{}" })) },
  ));

test("a box and days filter map, list and tray, and stand in form and address", () =>
  visit("/map", async (page, press, parameter) => {
    const listed = () => page.locator("li[data-incident]:visible").count();
    await page.waitForSelector(".pile");
    assert.equal(await listed(), 29);
    const { x, y, width, height } = await page.locator("svg.map").boundingBox();
    await page.mouse.move(x + width * 0.4, y + height * 0.2);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.6, y + height * 0.5, { steps: 4 });
    await page.mouse.up();
    assert.equal(await page.textContent(".map-count"), "15 of 29 incidents");
    assert.equal(await listed(), 15);
    assert.equal(parameter("bbox"), await page.inputValue('[name="bbox"]'));
    await page.getByRole("slider", { name: "First day" }).focus();
    await press("ArrowRight", "ArrowRight");
    assert.equal(parameter("date"), "2024-03-12/2024-03-20");
    assert.equal(await listed(), 13);
    assert.equal(await page.locator(".tray summary").textContent(), "2 incidents without a place on the map");
    await page.getByRole("button", { name: "Anywhere" }).click();
    await page.getByRole("button", { name: "All days" }).click();
    assert.equal(await listed(), 29);
    assert.deepEqual([parameter("bbox"), parameter("date")], [null, null]);
  }));

test("the map is moved by keys, and a pile filters by Enter", () =>
  visit("/map", async (page, press, parameter) => {
    await page.waitForSelector(".pile");
    await page.locator(".map-frame").focus();
    await press("+", "+", "ArrowLeft", "0");
    const pile = page.getByRole("button", { name: "Maret: 3 incidents" });
    await pile.focus();
    await press("Enter");
    await page.waitForFunction(() => document.querySelectorAll(".pile.out").length > 0);
    assert.equal(await page.textContent(".map-count"), "3 of 29 incidents");
    await page.getByRole("button", { name: "Only this view" }).click();
    assert.equal(parameter("bbox").split(",").length, 4);
  }));

test("a day and a box in the address are where the map begins", () =>
  visit("/map?bbox=44,40,46,41.3&date=2024-03-12/2024-03-13", async (page) => {
    await page.waitForSelector(".box");
    assert.equal(await page.textContent(".map-count"), "7 of 29 incidents");
  }));

test("claims are decided, merged and undone by keys", () =>
  visit("/inbox", async (page, press) => {
    const verdicts = (expected) =>
      page.waitForFunction(
        (words) => [...document.querySelectorAll(".verdict")].map((e) => e.textContent).join("|") === words,
        expected,
      );
    await press("j", "a", "x", " ", "j", "s");
    await verdicts("accepted|rejected|||");
    await press("m");
    await verdicts("accepted|rejected|merged|merged|");
    await press("u", "u");
    await verdicts("accepted||||");
    assert.match(await page.textContent("#passage"), /Tarsk forces attacked Hask/);
    assert.equal(await page.locator("[id]").evaluateAll((all) => new Set(all.map((e) => e.id)).size === all.length), true);
  }));

test("a refused decision says why and changes nothing", () =>
  visit(
    "/inbox",
    async (page, press) => {
      await press("k", "a");
      await page.waitForFunction(() => document.getElementById("status").textContent.startsWith("This claim was read anew"));
      assert.equal(await page.locator(".verdict").last().textContent(), "");
    },
    { complains: true },
  ));

test("what is typed is typed, and a dialog has the keys to itself", () =>
  visit("/inbox", async (page, press) => {
    await press("j", "/");
    await page.keyboard.type("axj?");
    assert.equal(await page.inputValue('[type="search"]'), "axj?");
    await page.locator(".row").first().focus();
    await press("?");
    assert.ok(await page.locator("dialog").isVisible());
    await press("a", "Escape");
    assert.equal(await page.locator("dialog").isVisible(), false);
    assert.equal(await page.textContent("#status"), "");
  }));

test("news is counted and nothing moves", () =>
  visit("/inbox", async (page) => {
    await page.waitForFunction(() => document.querySelector('[data-island="news"]').textContent.startsWith("2 new incidents, 1 contradiction"));
  }));

test("a card lights its words and stands beside them", () =>
  visit("/reader", async (page, press) => {
    await press("n", "n");
    assert.deepEqual(await page.locator("mark.lit").allTextContents(), ["its guns had fired first", "said Mirel Andosh"]);
    await page.locator("mark").nth(2).hover();
    assert.equal(await page.locator(".card.lit").count(), 2);
    const boxes = await page.locator(".card").evaluateAll((cards) => cards.map((card) => card.getBoundingClientRect()));
    boxes.slice(1).forEach((box, i) => assert.ok(box.top >= boxes[i].bottom));
  }));

test("contradicting cells are joined with the reason, and a citation is copied", () =>
  visit("/sides", async (page) => {
    assert.equal(await page.locator("tr.joins").count(), 3);
    assert.match(await page.locator("tr.joins").nth(1).textContent(), /^2\. Same incident, same victims: 4 and 14 or more/);
    assert.equal(await page.locator("tr.joins").nth(1).evaluate((row) => row.previousElementSibling.cells[0].textContent), "Killed");
    await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
    await page.locator("[data-copy]").first().click();
    await page.waitForSelector("textarea");
    assert.equal(await page.inputValue("textarea"), "Tarsk attacked Hask with drones (Meridian Wire, 13 March 2024)");
  }));
