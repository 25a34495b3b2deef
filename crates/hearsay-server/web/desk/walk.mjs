// Walks through the real program in a real browser: every page and key, with and without scripts, wide
// and narrow, light and dark, each page looked at by axe: `npm run desk` after `npm run build` and
// `cargo build`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { createRequire } from "node:module";
import { ask, browser as launch, desk as open, pages as all } from "./program.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let desk;
let browser;
let pages;

before(async () => {
  desk = await open();
  browser = await launch();
  pages = await all(desk);
});

after(async () => {
  await browser?.close();
  desk?.close();
});

/** A page of somebody who has come in; the browser may have complained about nothing. */
async function visit(path, walk, { width = 1280, dark = false, scripts = true, complains = false } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? "dark" : "light",
    javaScriptEnabled: scripts,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  const outside = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(desk.home) && !request.url().startsWith("data:")) outside.push(request.url());
  });
  await page.goto(desk.entrance);
  await page.goto(desk.home + path);
  if (scripts) await page.waitForFunction(() => [...document.querySelectorAll("[data-island]")].every((it) => it.dataset.ready !== undefined));
  await walk(page, async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  });
  assert.deepEqual(outside, [], "nothing is fetched from outside");
  if (!complains) assert.deepEqual(complaints, []);
  await context.close();
}

/** What axe finds on a page. It is run in a world of its own, which the page's policy does not bind. */
async function faults(page) {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send("Page.getFrameTree");
  const { executionContextId } = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id });
  const run = (expression) =>
    session.send("Runtime.evaluate", { expression, contextId: executionContextId, awaitPromise: true, returnByValue: true });
  await run(axe);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { result } = await run(
    `axe.run(document, {runOnly: ${JSON.stringify(tags)}}).then((found) => JSON.stringify(found.violations.map((it) => [it.id, it.nodes.map((node) => node.html.slice(0, 160)).slice(0, 4)])))`,
  );
  return JSON.parse(result.value);
}

test("axe sees what is wrong", () =>
  visit("/help", async (page) => {
    await page.evaluate(() => document.querySelector("main").append(document.createElement("button")));
    assert.deepEqual((await faults(page)).map(([id]) => id), ["button-name"]);
  }));

/** Whether anything stands out to the right of the page. */
const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const [width, dark] of [[1280, false], [1280, true], [390, false], [390, true], [320, false]]) {
  test(`every page is clean to axe at ${width} px, ${dark ? "dark" : "light"}`, async (t) => {
    for (const [name, path] of Object.entries(pages)) {
      await t.test(name, () =>
        visit(path, async (page) => {
          assert.deepEqual(await faults(page), []);
          assert.ok((await overflow(page)) <= 0, "nothing stands out to the right");
          assert.equal(await page.locator("h1").count(), 1);
        }, { width, dark, complains: name === "failed" }));
    }
  });
}

test("every page is whole without scripts", async (t) => {
  for (const [name, path] of Object.entries(pages)) {
    await t.test(name, () =>
      visit(path, async (page) => {
        assert.deepEqual(await page.locator("[data-ready]").count(), 0);
        assert.ok((await page.textContent("main")).trim().length > 40);
      }, { scripts: false, complains: name === "failed" }));
  }
});

test("every link of every page leads somewhere", async () => {
  const seen = new Set();
  await visit("/", async (page) => {
    for (const path of Object.values(pages)) {
      await page.goto(desk.home + path);
      const links = await page.$$eval("a[href]", (found) => found.map((it) => new URL(it.getAttribute("href"), location.href).href));
      for (const link of links) {
        const url = new URL(link);
        if (url.origin !== desk.home || url.pathname.startsWith("/api/v1/exports/")) continue;
        seen.add(url.pathname + url.search);
      }
    }
  }, { complains: true });
  for (const path of [...seen].slice(0, 400)) {
    const answer = await fetch(desk.home + path, { headers: { authorization: `Bearer ${desk.token}`, accept: "text/html" } });
    await answer.arrayBuffer();
    assert.ok(answer.status < 400, `${path}: ${answer.status}`);
  }
});

test("keys of the inbox: move, open, select, accept, reject, same incident, undo, search, help", () =>
  visit("/", async (page, press) => {
    const row = (number) => page.locator(".row").nth(number);
    await press("j");
    assert.match(await row(0).getAttribute("class"), /current/);
    await press("j", "k", "j");
    assert.match(await row(1).getAttribute("class"), /current/);
    assert.ok((await page.textContent("#passage")).includes(" "), "the passage stands beside it");
    await press("a");
    await page.waitForFunction(() => document.querySelectorAll(".row.accepted").length === 1);
    const id = await row(1).getAttribute("data-claim");
    assert.equal((await ask(desk, `/api/v1/claims/${id}`)).verdict, "accepted");
    await press("u");
    await page.waitForFunction(() => document.querySelectorAll(".row.accepted").length === 0);
    assert.equal((await ask(desk, `/api/v1/claims/${id}`)).verdict, undefined);
    await press("s", "j", "s", "x");
    await page.waitForFunction(() => document.querySelectorAll(".row.rejected").length === 2);
    await press("u");
    await page.waitForFunction(() => document.querySelectorAll(".row.rejected").length === 0);
    const incidents = new Map((await ask(desk, "/api/v1/claims?order=newest&limit=100")).items.map((it) => [it.id, it.incident]));
    const shown = await page.locator(".row").evaluateAll((rows) => rows.map((it) => it.dataset.claim));
    const other = shown.find((it) => incidents.get(it) !== undefined && incidents.get(it) !== incidents.get(shown[0]));
    for (const claim of [shown[0], other]) await page.locator(`.row[data-claim="${claim}"] input[type=checkbox]`).check();
    const merged = (count) =>
      page.waitForFunction((count) => [...document.querySelectorAll(".verdict")].filter((it) => /merged/.test(it.textContent)).length === count, count);
    await press("m");
    await merged(2);
    const now = async (claim) => (await ask(desk, `/api/v1/claims/${claim}`)).incident;
    assert.equal(await now(shown[0]), await now(other));
    await press("u");
    await merged(0);
    assert.notEqual(await now(shown[0]), await now(other));
    await press("?");
    assert.ok(await page.locator("dialog#keys").isVisible());
    await press("Escape", "/");
    assert.equal(await page.evaluate(() => document.activeElement.name), "text");
    await page.keyboard.type("ja?x");
    assert.equal(await page.locator("input[name=text]").inputValue(), "ja?x", "keys are not stolen from who types");
    await press("Escape");
    await page.locator(".row").first().focus();
    await press("j", "Enter");
    await page.waitForURL(/\/articles\//);
    await page.goBack();
    await page.locator(".row").first().waitFor();
    await page.waitForSelector("[data-island=inbox][data-ready=true]");
    await press("j", "e");
    await page.waitForURL(/\/claims\/.*\/edit/);
  }));

test("without scripts claims are decided by buttons, and the decision is taken back", () =>
  visit("/", async (page) => {
    const id = await page.locator(".row").first().getAttribute("data-claim");
    await page.locator(".row input[type=checkbox]").first().check();
    await page.getByRole("button", { name: "Reject" }).click();
    assert.equal((await ask(desk, `/api/v1/claims/${id}`)).verdict, "rejected");
    await page.goto(`${desk.home}/decisions`);
    await page.getByRole("button", { name: "Take back" }).first().click();
    assert.equal((await ask(desk, `/api/v1/claims/${id}`)).verdict, undefined);
  }, { scripts: false }));

test("filters stand in the address and in the fields", () =>
  visit("/?text=soldiers&event=assault", async (page) => {
    assert.equal(await page.locator("input[name=text]").inputValue(), "soldiers");
    assert.equal(await page.locator("input[name=event]").inputValue(), "assault");
    const shown = await page.locator(".row").count();
    const found = (await ask(desk, "/api/v1/claims?text=soldiers&event=assault&limit=50")).items.length;
    assert.equal(shown, found);
  }));

test("an article is corrected in a field, and says so", () =>
  visit(pages.correct, async (page) => {
    await page.getByRole("link", { name: /^Correct: / }).first().click();
    const form = page.locator("section.choice form").first();
    await form.locator("[name=note]").fill("seen in the walk");
    const value = form.locator("[name=value]");
    const chosen = await value.evaluate((it) => it.tagName);
    if (chosen === "SELECT") await value.selectOption({ index: 1 });
    else await value.fill("5");
    await form.getByRole("button", { name: "Correct it" }).click();
    await page.waitForURL(/\/claims\//);
    assert.match(await page.textContent("main"), /seen in the walk/);
  }));

test("sides: contradicting cells are joined with the reason, silence is told", () =>
  visit(pages.sides, async (page) => {
    assert.ok((await page.locator("[data-contested]").count()) >= 2);
    assert.ok((await page.locator("#reason-1").textContent()).length > 20);
    assert.ok((await page.locator("tr.joins").count()) >= 1, "a bar joins them");
  }));

test("toll: every figure is drawn and stands in the table", () =>
  visit(pages.toll, async (page) => {
    await page.waitForSelector("svg a.point");
    assert.ok((await page.locator("tr[data-figure]").count()) >= (await page.locator("a.point").count()));
  }));

test("toll: the slider asks for the totals of its day and keeps it in the address", () =>
  visit(pages.toll, async (page, press) => {
    await page.getByRole("slider", { name: "As known on" }).focus();
    await press("Home");
    await page.waitForSelector(".label.total");
    const day = new URL(page.url()).searchParams.get("as_of");
    assert.match(day, /^\d{4}-\d{2}-\d{2}$/);
    await page.reload();
    await page.waitForSelector("figure[data-ready=true]");
    assert.notEqual(await page.getByRole("slider", { name: "As known on" }).getAttribute("aria-valuetext"), "");
    assert.equal(new URL(page.url()).searchParams.get("as_of"), day);
  }));

test("map: a pile and the strip of days filter the list, what has no place is counted", () =>
  visit(pages.map, async (page, press) => {
    const listed = () => page.locator("tr[data-incident]:visible").count();
    await page.waitForSelector(".pile");
    assert.match(await page.locator(".tray summary").textContent(), /\d+ incidents? without a place on the map/);
    assert.ok(await page.locator(".map-basis").isVisible(), "whose borders these are is told");
    const all = await listed();
    const last = page.getByRole("slider", { name: "Last day" });
    await last.focus();
    await press("Home");
    assert.match(new URL(page.url()).searchParams.get("date"), /^\d{4}-\d{2}-\d{2}\//);
    assert.ok((await listed()) < all);
    await page.getByRole("button", { name: "All days" }).click();
    assert.equal(await listed(), all);
    await page.locator(".pile[role=button]").first().focus();
    await press("Enter");
    await page.waitForFunction(() => document.querySelectorAll(".pile.out").length > 0);
    assert.ok((await listed()) < all);
    await page.getByRole("button", { name: "Only this view" }).click();
    assert.equal(new URL(page.url()).searchParams.get("bbox").split(",").length, 4);
  }));

test("reader: n and p step through claims, layers are switched, why opens the explanation", () =>
  visit(pages.reader, async (page, press) => {
    const focused = () => page.evaluate(() => document.activeElement.dataset.claim);
    await press("n");
    const first = await focused();
    await press("n");
    assert.notEqual(await focused(), first);
    await press("p");
    assert.equal(await focused(), first);
    assert.ok((await page.locator("mark.lit").count()) > 0, "its words are lit");
    const event = page.locator("mark[data-layer~=event]").first();
    const look = () => event.evaluate((it) => JSON.stringify([getComputedStyle(it).backgroundColor, getComputedStyle(it).borderBottomStyle, getComputedStyle(it).textDecorationLine]));
    await page.mouse.move(0, 0);
    await page.evaluate(() => document.activeElement.blur());
    const shown = await look();
    await page.locator("#layer-event").uncheck();
    assert.notEqual(await look(), shown);
    await page.locator(".card").first().getByRole("link", { name: "why" }).click();
    await page.waitForURL(/\/claims\//);
    assert.ok((await page.textContent("main")).includes("Why"));
  }));

test("what was seen is not shown as new again", () =>
  visit("/new?after=0", async (page) => {
    assert.ok((await page.locator(".row").count()) > 0);
    await page.getByRole("button", { name: "I have seen this" }).click();
    await page.waitForURL(/\/new$/);
    assert.match(await page.textContent("main"), /Nothing new/);
  }));

test("an export tells what it cannot say, and comes with that report", () =>
  visit("/export", async (page) => {
    await page.getByRole("radio", { name: /^csv/ }).check();
    await page.getByRole("button", { name: "Look at what it would say" }).click();
    await page.waitForSelector("pre.report");
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download with its report" }).click();
    const download = await coming;
    assert.match(download.suggestedFilename(), /\.zip$/);
    assert.equal(await download.failure(), null);
    await page.getByRole("checkbox", { name: "without the names of private persons" }).check();
    await page.getByRole("button", { name: "Look at what it would say" }).click();
    await page.waitForURL(/private_persons=false/);
    assert.match(await page.textContent("pre.report"), /private persons \(\d+ articles?\)/);
    assert.match(await page.getByRole("link", { name: "Download", exact: true }).getAttribute("href"), /private_persons=false/);
  }));

test("an article is pasted and read at once, and kept nowhere", () =>
  visit("/read", async (page) => {
    const before = await ask(desk, "/api/v1/counts");
    await page.locator("textarea[name=text]").first().fill("The Orlan army said on Sunday that its guns had killed nine soldiers of Tarsk near Hask.");
    await page.getByRole("button", { name: /look|read/i }).first().click();
    await page.waitForSelector(".card");
    assert.match(await page.textContent("main"), /not in the ledger/i);
    assert.equal((await ask(desk, "/api/v1/counts")).articles, before.articles);
  }));

test("news appear while a page is open", () =>
  visit("/", async (page) => {
    const article = {
      id: "walk-news",
      created: "2024-05-02",
      publisher: "Walk Post",
      text: "The Orlan army said on Thursday that shelling had killed nine soldiers of Brask near the town of Velm.",
    };
    await fetch(`${desk.home}/api/v1/articles`, {
      method: "POST",
      headers: { authorization: `Bearer ${desk.token}`, "content-type": "application/json" },
      body: JSON.stringify(article),
    });
    await page.waitForFunction(() => /new incident/.test(document.querySelector("[data-island=news]")?.textContent ?? ""));
  }));

test("hostile text stays text", async () => {
  const evil = `"><script>document.title="taken"</script><img src=x onerror=alert(1)>\u202Egnihsilbup\u202C`;
  await fetch(`${desk.home}/api/v1/articles`, {
    method: "POST",
    headers: { authorization: `Bearer ${desk.token}`, "content-type": "application/json" },
    body: JSON.stringify({
      id: `evil/${evil}`,
      title: evil,
      publisher: evil,
      url: "javascript:alert(1)",
      created: "2030-01-01",
      text: `${evil} said on Tuesday that shelling by Tarsk had killed 3 soldiers near Hask. ${evil}`,
    }),
  });
  const article = `/articles/${encodeURIComponent(`evil/${evil}`)}`;
  let claim;
  // It is brought together with others a moment after it is acknowledged.
  for (let times = 0; times < 100 && claim?.incident === undefined; times++) {
    await new Promise((done) => setTimeout(done, 100));
    claim = (await ask(desk, `/api/v1/claims?order=newest&limit=1`)).items[0];
  }
  for (const path of ["/", "/incidents", article, `/claims/${claim.id}`, `/incidents/${claim.incident}`, `/incidents/${claim.incident}/toll`, "/sources/outlets", "/map", "/new?after=0", "/decisions", "/users"]) {
    await visit(path, async (page) => {
      assert.equal(await page.locator("main img, main script").count(), 0, path);
      assert.doesNotMatch(await page.title(), /^taken/);
      assert.equal(await page.locator("a[href^='javascript:']").count(), 0, path);
    });
  }
});

test("nobody comes in without the token, and a page elsewhere cannot post", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(desk.home + "/incidents");
  assert.match(page.url(), /\/login\?next=%2Fincidents/);
  await page.locator("input[name=password]").fill("wrong");
  await page.getByRole("button").click();
  assert.match(await page.textContent("main"), /not the token/);
  await page.locator("input[name=password]").fill(desk.token);
  await page.getByRole("button").click();
  await page.waitForURL(/\/incidents$/);
  for (const headers of [{ origin: "http://evil.example" }, { origin: "null" }, {}]) {
    const cookies = (await context.cookies()).map((it) => `${it.name}=${it.value}`).join("; ");
    const answer = await fetch(`${desk.home}/decisions`, {
      method: "POST",
      headers: { ...headers, cookie: cookies, "content-type": "application/x-www-form-urlencoded" },
      body: "what=accept&claim=x",
      redirect: "manual",
    });
    assert.equal(answer.status, 403);
  }
  await context.close();
});
