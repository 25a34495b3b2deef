// The real program with a ledger of its own, and a real browser: for the walk and for the pictures.
// HEARSAY names the program, CHROMIUM the browser.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const hearsay = process.env.HEARSAY ?? join(root, "target/debug/hearsay");
const token = "a-token-for-looking-that-is-long-enough";

/** Opens a desk; `args` are added to `hearsay serve`. */
export async function desk(articles = ["clash", "autumn-2020"].map((name) => join(root, `examples/${name}.jsonl`)), args = [], prepare = () => {}) {
  const folder = mkdtempSync(join(tmpdir(), "hearsay-desk-"));
  const ledger = join(folder, "clash.db");
  const run = (...words) => execFileSync(hearsay, words, { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
  if (articles.length > 0) run("add", "--quiet", "--ledger", ledger, ...articles);
  prepare({ folder, ledger, run });
  const server = spawn(hearsay, ["serve", "--port", "0", "--ledger", ledger, "--by", "Ada", ...args].filter(Boolean), {
    cwd: folder,
    env: { ...process.env, HEARSAY_TOKEN: token },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(server.stdout, "data");
  const entrance = String(line).trim();
  return {
    entrance,
    home: new URL(entrance).origin,
    token,
    close() {
      server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function browser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** Asks the API of a desk. */
export async function ask(of, path) {
  const answer = await fetch(of.home + path, { headers: { authorization: `Bearer ${of.token}` } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** The pages of a desk, by name: one address each. */
export async function pages(of) {
  const incidents = (await ask(of, "/api/v1/incidents?limit=100")).items;
  const contested = incidents.find((it) => it.contradictions.some((one) => one.figures?.length)) ?? incidents[0];
  const claim = (await ask(of, "/api/v1/claims?text=shelled&limit=1")).items[0];
  const article = encodeURIComponent(claim.article.id);
  return {
    inbox: "/",
    "inbox-filtered": "/?text=soldiers&contested=true",
    incidents: "/incidents",
    sides: `/incidents/${contested.id}`,
    toll: `/incidents/${contested.id}/toll`,
    map: "/map",
    sources: "/sources",
    outlets: "/sources/outlets",
    reader: `/articles/${article}`,
    read: "/read",
    claim: `/claims/${claim.id}`,
    correct: `/claims/${claim.id}/edit`,
    new: "/new?after=0",
    export: "/export?form=csv",
    decisions: "/decisions",
    users: "/users",
    account: "/account",
    help: "/help",
    api: "/api/docs",
    failed: "/incidents/none",
  };
}
