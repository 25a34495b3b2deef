// Serves the islands on invented data, under the headers that the desk sends: `npm run look`.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { answers, pages } from "./pages.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const port = Number(process.argv[2] ?? 8199);
const types = { ".js": "text/javascript", ".css": "text/css", ".json": "application/json" };
const headers = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  "x-content-type-options": "nosniff",
};

const folders = { "/static/islands/": "../dist", "/static/": "../../static", "/dev/": "." };

async function file(path) {
  for (const [prefix, folder] of Object.entries(folders)) {
    if (!path.startsWith(prefix)) continue;
    const inside = normalize(path.slice(prefix.length));
    if (inside.startsWith("..")) return undefined;
    const body = await readFile(join(here, folder, inside)).catch(() => undefined);
    if (body !== undefined) return { body, type: types[extname(inside)] ?? "application/octet-stream" };
  }
  return undefined;
}

createServer(async (request, response) => {
  const address = new URL(request.url, `http://127.0.0.1:${port}`);
  const answer = answers[`${request.method} ${address.pathname}`];
  if (answer !== undefined) return answer(request, response, address);
  const page = pages[address.pathname];
  if (page !== undefined) {
    response.writeHead(200, { ...headers, "content-type": "text/html; charset=utf-8" });
    return response.end(page(address));
  }
  const found = await file(address.pathname);
  response.writeHead(found === undefined ? 404 : 200, { ...headers, "content-type": found?.type ?? "text/plain" });
  response.end(found?.body ?? "Nothing is here.");
}).listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/toll`));
