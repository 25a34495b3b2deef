// Pages as the desk renders them, as far as the islands see them. All that they tell is invented.
import { readFileSync } from "node:fs";

const data = (name) => JSON.parse(readFileSync(new URL(`./data/${name}.json`, import.meta.url)));
const page = (title, body) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/desk.css"><link rel="stylesheet" href="/dev/dev.css"><link rel="stylesheet" href="/static/islands.css">
<script type="module" src="/static/islands/islands.js"></script></head>
<body><main${attributes(title)}><h1>${title}</h1>${body}</main></body></html>`;
const attributes = (title) => ({ Inbox: ' class="two"', Reader: ' data-island="reader"' })[title] ?? "";

const send = (response, value, status = 200) => {
  const type = status === 200 ? "application/json" : "application/problem+json";
  response.writeHead(status, { "content-type": type });
  response.end(JSON.stringify(value));
};

function toll() {
  const rows = data("toll").series.flatMap((series) =>
    series.lines.flatMap((line) =>
      line.points.map(
        (point) => `<tr data-figure="${point.figure}"${point.hedge ? ` data-hedge="${point.hedge}"` : ""}>
<td>${point.created ?? ""}</td><td>${line.claimant}${line.own_losses ? " †" : ""}</td><td>${series.kind}</td>
<td>${point.hedge ?? ""} ${point.best}</td><td><q>the words of the article</q></td>
<td>${point.status}</td><td><a href="/claims/${point.figure}">Why</a></td></tr>`,
      ),
    ),
  );
  return page(
    "Toll",
    `<form data-as-of><label>As known on <input type="date" name="as_of"></label> <button>Show</button></form>
<figure data-island="toll" data-src="/incidents/one/toll.json"><div class="scroll"><table><thead><tr><th>Published</th><th>Who says so</th>
<th>What</th><th>Figure</th><th>Words</th><th>Status</th><th>More</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>
<figcaption>† tells of its own side's losses. Totals are chosen by the policy named beside them.</figcaption></figure>`,
  );
}

function map() {
  const rows = data("incidents").map(
    ({ id, event, place, begin }) =>
      `<li data-incident="${id}"><a href="/incidents/${id}">${event.type.toLowerCase()}${place ? ` at ${place.name}` : ""}</a> ${begin ?? ""}</li>`,
  );
  return page(
    "Map",
    `<form data-filters action="/map"><label>Area <input name="bbox"></label> <label>Days <input name="date"></label> <button>Show</button></form>
<figure data-island="map" data-src="/api/v1/incidents?limit=12"><figcaption></figcaption></figure><ol>${rows.join("")}</ol>`,
  );
}

function inbox() {
  const claims = [
    ["Tarsk ← TarskAgency", "Oravian gunners shelled Solkat", "no fewer than 14 killed"],
    ["Oravia ← The Oravian Herald", "Tarsk forces attacked Hask with drones", "4 killed"],
    ["Meridian Wire", "Both sides blame each other for the shelling of Solkat", ""],
    ["Petra Quillon ← Maret Courier", "The Maret hospital took in the wounded", "23 wounded"],
    ["Unity Watch", "Tarsk troops denied entering the Maret district", "denied"],
  ];
  const rows = claims.map(
    ([who, what, figure], i) => `<article class="row" data-claim="c${i}" id="c-c${i}">
<input type="checkbox" name="claim" value="c${i}" aria-label="Select the claim c${i}"><div class="body">
<p><span class="chip">${who}</span> <span class="verdict"></span></p><h2><a class="open" href="/claims/c${i}">${what}</a></h2><p>${figure}</p>
<details class="passage"><summary>${what}</summary><p id="p${i}">… on Tuesday, <mark>${what}</mark>, according to ${who.split(" ")[0]}. The other side said otherwise.</p></details>
<p class="source"><a class="edit" href="/claims/c${i}/edit">correct</a></p></div></article>`,
  );
  return page(
    "Inbox",
    `<div><p data-island="news" data-src="/api/v1/events" hidden></p><form><input type="search" name="text" aria-label="Search"></form>
<p id="status" role="status"></p><section data-island="inbox"><form method="post" action="/decisions" data-decide>
<p><button name="what" value="accept">Accept</button> <button name="what" value="reject">Reject</button>
<button name="what" value="merge">Same incident</button> <button name="what" value="undo">Undo</button></p>${rows.join("")}</form></section></div>
<aside id="passage" aria-label="The passage" aria-live="polite"></aside>
<dialog id="keys"><h2>Keys</h2><p>j and k move, a accepts, x rejects.</p><form method="dialog"><button>Close</button></form></dialog>`,
  );
}

function reader() {
  const sentences = [
    ["a", "The Tarsk defence ministry said", "no fewer than fourteen persons were killed", "when Oravian guns opened fire on Solkat."],
    ["b", "Oravia's general staff denied that", "its guns had fired first", "and spoke of an attack with drones on Hask."],
    ["c", "“We buried four of ours,”", "said Mirel Andosh", "a district official, on Wednesday."],
    ["d", "A monitor of Unity Watch counted", "thirty-one wounded", "in the hospital of Maret."],
  ];
  const text = sentences.map(
    ([id, before, marked, after], i) =>
      `<p>${before} <mark data-claims="${id}${i === 2 ? " b" : ""}" data-layer="${["figure", "event", "claimant", "figure"][i]}">${marked}</mark> ${after} ${"Roads were closed and the market stayed empty. ".repeat(i === 1 ? 9 : 1)}</p>`,
  );
  const cards = sentences.map(
    ([id, before, marked]) => `<article class="card" data-claim="${id}"><strong>${before}</strong><p>${marked}</p><a href="/claims/${id}">Why</a></article>`,
  );
  return page("Reader", `<div class="text">${text.join("")}</div><aside aria-label="Claims">${cards.join("")}</aside>`);
}

function sides() {
  const cell = (contested, words) =>
    `<td${contested ? ` data-contested="${contested}"` : ""}>${words} <button data-copy="${words} (Meridian Wire, 13 March 2024)">Copy</button></td>`;
  return page(
    "Sides",
    `<table data-island="sides"><thead><tr><th>Question</th><th>Oravia</th><th>Tarsk</th><th>Third parties</th></tr></thead><tbody>
<tr><th>Who began</th>${cell("1", "Tarsk attacked Hask with drones")}${cell("1", "Oravian guns opened fire first")}<td>silent</td></tr>
<tr><th>Killed</th>${cell("2", "4 soldiers †")}${cell("2 3", "at least 14")}${cell("3", "10")}</tr>
<tr><th>Wounded</th><td>silent</td>${cell("", "5 †")}${cell("", "31")}</tr></tbody></table>
<h2>Why both cannot hold</h2><ol><li id="reason-1">Each side says that the other began.</li>
<li id="reason-2">Same incident, same victims: 4 and 14 or more do not meet.</li>
<li id="reason-3">Same incident, same victims: 14 or more and 10 do not meet.</li></ol>`,
  );
}

export const pages = { "/inbox": inbox, "/map": map, "/reader": reader, "/sides": sides, "/toll": toll };

let decisions = 0;

export const answers = {
  "POST /api/v1/decisions": async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const { what, claims } = JSON.parse(body);
    if (claims?.includes("c4")) return send(response, { title: "Conflict", detail: "This claim was read anew; load the page again." }, 409);
    send(response, { decisions: [{ id: `d${++decisions}`, what }] });
  },
  "GET /api/v1/events": (request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    let id = 0;
    const timer = setInterval(() => response.write(`id: ${++id}\nevent: ${id % 3 ? "incident" : "contradiction"}\ndata: {}\n\n`), 400);
    request.on("close", () => clearInterval(timer));
  },
  "GET /api/v1/incidents": (_, response, address) => {
    const from = Number(address.searchParams.get("after") ?? 0);
    const to = from + Number(address.searchParams.get("limit"));
    const all = data("incidents");
    send(response, { items: all.slice(from, to), ...(to < all.length ? { next: String(to) } : {}) });
  },
  "GET /incidents/one/toll.json": (_, response, address) => {
    const whole = data("toll");
    const end = address.searchParams.get("as_of");
    if (end === null) return send(response, whole);
    for (const series of whole.series) {
      for (const line of series.lines) {
        line.points = line.points.filter((point) => (point.created ?? "9").slice(0, 10) <= end);
        const last = line.points.at(-1);
        if (last !== undefined) last.status = "stands";
      }
      series.lines = series.lines.filter((line) => line.points.length > 0);
      series.totals = series.totals.slice(0, 1).map((total) => ({ ...total, best: total.low }));
    }
    send(response, { ...whole, as_of: end });
  },
};
