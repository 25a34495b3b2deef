// Pages as the desk renders them, as far as the islands see them. All that they tell is invented.
import { readFileSync } from "node:fs";

const data = (name) => JSON.parse(readFileSync(new URL(`./data/${name}.json`, import.meta.url)));
const page = (title, body) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/dev/dev.css"><link rel="stylesheet" href="/static/islands.css">
<script type="module" src="/static/islands/islands.js"></script></head>
<body><h1>${title}</h1>${body}</body></html>`;

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

export const pages = { "/map": map, "/toll": toll };

export const answers = {
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
