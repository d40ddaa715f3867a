// `node bench.mjs REGISTER.csv QUERY.sql RUNS`: the register dropped on the built page, and the same file asked of DuckDB
// compiled for browsers, in turns, each in a browser of its own. `cargo xtask bench --web` runs it.
//
// Time is from the first byte of the page until the results are drawn or the counts are there. Memory is the peak of the
// process that holds the page, its workers and its files' slices, as Linux counts it, beside what it held before the drop.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const [register, queryFile, runs] = process.argv.slice(2);
const HERE = fileURLToPath(new URL(".", import.meta.url));
const DIST = join(HERE, "../dist");
const AS_OF = "2026-11-01";
const LONG = 600_000;
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const QUERY = readFileSync(queryFile, "utf8").replace("$path", "'register.csv'");

/** Where the packages of the peer are, for the browser. */
const IMPORTS = {
  "@duckdb/duckdb-wasm": "/peer/@duckdb/duckdb-wasm/dist/duckdb-browser.mjs",
  "apache-arrow": "/peer/apache-arrow/Arrow.dom.mjs",
  flatbuffers: "/peer/flatbuffers/mjs/flatbuffers.js",
  tslib: "/peer/tslib/tslib.es6.mjs",
};

const PEER = `<!doctype html><meta charset="utf-8"><input type="file" id="choose-input">
<script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>
<script type="module">
import * as duckdb from "@duckdb/duckdb-wasm";
const folder = "/peer/@duckdb/duckdb-wasm/dist/";
const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), new Worker(folder + "duckdb-browser-eh.worker.js"));
await db.instantiate(new URL(folder + "duckdb-eh.wasm", location).href);
const input = document.getElementById("choose-input");
input.onchange = async () => {
  try {
    await db.registerFileHandle("register.csv", input.files[0], duckdb.DuckDBDataProtocol.BROWSER_FILEREADER, true);
    const connection = await db.connect();
    const table = await connection.query(${JSON.stringify(QUERY)});
    const row = table.toArray()[0].toJSON();
    globalThis.counts = Object.fromEntries(Object.entries(row).map(([check, n]) => [check, Number(n)]));
  } catch (error) {
    globalThis.counts = { error: String(error) };
  }
};
globalThis.ready = true;
</script>`;

/** The built page, and beside it the peer's packages. */
async function serve() {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, "http://x").pathname);
    try {
      const body =
        path === "/peer.html"
          ? PEER
          : await readFile(
              path.startsWith("/peer/")
                ? join(HERE, "node_modules", path.slice(6))
                : join(DIST, path === "/" ? "index.html" : path),
            );
      response.writeHead(200, { "content-type": TYPES[path === "/" ? ".html" : extname(path)] ?? "application/octet-stream" });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => (server.closeAllConnections(), server.close()) };
}

/** Memory of the largest process of pages below this one, in MB: `VmRSS` now, or `VmHWM`, its peak. */
function memory(what) {
  const parents = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      parents.set(Number(pid), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // It has ended.
    }
  }
  const ours = (pid) => pid === process.pid || (parents.has(pid) && ours(parents.get(pid)));
  const sizes = [...parents.keys()].filter(ours).map((pid) => {
    try {
      const renders = readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=renderer");
      const line = readFileSync(`/proc/${pid}/status`, "utf8").match(new RegExp(`${what}:\\s+(\\d+) kB`));
      return renders ? (Number(line?.[1] ?? 0) * 1024) / 1e6 : 0;
    } catch {
      return 0;
    }
  });
  return Math.max(...sizes);
}

const ours = {
  path: "",
  ready: (page) =>
    page.waitForFunction(() => document.getElementById("sent-count") !== null && document.getElementById("choose-input") !== null),
  before: (page, day) =>
    page.evaluate((day) => {
      document.querySelector("nhi-bar").page.session.ask = { as_of: day };
    }, day),
  async counts(page) {
    await page.waitForSelector("#see-results", { timeout: LONG });
    return page.evaluate(() => {
      const { checks } = document.querySelector("nhi-bar").page.session.assessment;
      return Object.fromEntries(checks.flatMap((it) => [[it.id, it.counts.fail], [`${it.id}?`, it.counts.unknown]]));
    });
  },
};

const peer = {
  path: "peer.html",
  ready: (page) => page.waitForFunction(() => globalThis.ready, null, { timeout: LONG }),
  before: () => null,
  async counts(page) {
    await page.waitForFunction(() => globalThis.counts, null, { timeout: LONG });
    return page.evaluate(() => globalThis.counts);
  },
};

/** One run in a browser of its own. */
async function measure(url, who) {
  const executablePath = [process.env.CHROMIUM, ...BROWSERS].find((path) => path && existsSync(path));
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
  const page = await browser.newPage();
  const start = performance.now();
  await page.goto(url + who.path);
  await who.ready(page);
  const ready = performance.now();
  await who.before(page, AS_OF);
  const held = memory("VmRSS");
  const drop = performance.now();
  await page.setInputFiles("#choose-input", register);
  const counts = await who.counts(page);
  const end = performance.now();
  const peak = memory("VmHWM");
  await browser.close();
  if (counts.error) {
    throw new Error(counts.error);
  }
  return { start: (ready - start) / 1000, work: (end - drop) / 1000, held, peak, counts };
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

const site = await serve();
const [own, theirs] = [[], []];
for (let run = 0; run < Number(runs); run += 1) {
  own.push(await measure(site.url, ours));
  theirs.push(await measure(site.url, peer));
}
site.close();

const of = (list, what) => median(list.map(what));
const line = (name, list) => {
  const [start, work, held, peak] = ["start", "work", "held", "peak"].map((key) => of(list, (run) => run[key]));
  console.log(
    `  ${name.padEnd(12)} ${start.toFixed(2).padStart(7)} ${work.toFixed(2).padStart(8)} ${(start + work).toFixed(2).padStart(8)} ${held.toFixed(0).padStart(8)} ${peak.toFixed(0).padStart(8)}`,
  );
};
const load = readFileSync("/proc/loadavg", "utf8").split(" ")[0];
console.log(`${register.split("/").at(-1)}, ${(statSync(register).size / 1e6).toFixed(0)} MB, in Chromium; ${runs} runs in turns, medians; load of the machine ${load}`);
console.log(`  ${"".padEnd(12)} ${"start s".padStart(7)} ${"work s".padStart(8)} ${"both s".padStart(8)} ${"held MB".padStart(8)} ${"peak MB".padStart(8)}`);
line("nhimap", own);
line("duckdb-wasm", theirs);
const ratio = median(own.map((run, at) => (run.start + run.work) / (theirs[at].start + theirs[at].work)));
const asked = Object.entries(theirs[0].counts);
console.log(`  nhimap with all checks takes ${ratio.toFixed(2)} of the time in which duckdb-wasm answers ${asked.length} of the same conditions`);
const different = asked.filter(([check, n]) => own[0].counts[check] !== n);
assert.deepEqual(different.map(([check, n]) => `${check}: duckdb-wasm ${n}, nhimap ${own[0].counts[check]}`), []);
console.log(`  the ${asked.length} counts are equal`);
