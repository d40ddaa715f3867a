// The built page in a real browser: a server that counts what is asked of it, a Chromium, and the state that a test starts from.

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { after } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Where the page is built; `cargo xtask web` makes it. */
const DIST = process.env.NHIMAP_DIST ?? join(ROOT, "web/dist");
/** Where screenshots are kept. */
const SHOTS = join(ROOT, "target/web-shots");
/** The samples of the project. */
const SAMPLES = join(ROOT, "samples");

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
};
const BROWSERS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];
/** Quiet: the browser itself asks for nothing. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Milliseconds that anything may take on a machine with other things to do. */
const PATIENCE = 60_000;

function executable() {
  const found = [process.env.CHROMIUM, ...BROWSERS].find((path) => path && existsSync(path));
  if (!found) {
    throw new Error("no Chromium was found; install it (Debian: `apt-get install chromium`) or name it in CHROMIUM");
  }
  return found;
}

/** Editions of the site in which the worker does what no file makes it do in a test's time, by the folder they are under. */
const EDITIONS = {
  // Stops as a panic of the module does.
  failing: `self.nhimapPanicked("index out of bounds", "crates/core/src/checks/interpret.rs:212"); throw new Error("x");`,
  // Tells how far it is, and comes no further until it is stopped.
  endless: `self.postMessage({ id, progress: { step: "reading", file: "register.csv", bytes: 412000, of: 1000000 } });
    for (;;);`,
};

function edited(path, body) {
  const edition = EDITIONS[path.split("/")[1]];
  if (!edition || !path.endsWith("/worker.js")) {
    return body;
  }
  const at = "const json = module.assess(";
  if (!String(body).includes(at)) {
    throw new Error(`worker.js holds no \`${at}\``);
  }
  return String(body).replace(at, `${edition}\n    ${at}`);
}

/** Serves the built site, and remembers every request. */
async function serve() {
  if (!existsSync(join(DIST, "index.html"))) {
    throw new Error(`${DIST} holds no page; build it with \`cargo xtask web\``);
  }
  const asked = [];
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, "http://x").pathname);
    asked.push(path);
    const own = path.replace(/^\/(failing|endless)\//, "/");
    try {
      const body = edited(path, await readFile(join(DIST, own === "/" ? "index.html" : own)));
      response.writeHead(200, {
        "content-type": own === "/" ? TYPES[".html"] : (TYPES[extname(own)] ?? "application/octet-stream"),
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { asked, url: `http://127.0.0.1:${server.address().port}/`, server };
}

let shared = null;

/** The one browser and the one server of all tests. */
async function machine() {
  shared ??= Promise.all([
    chromium.launch({ executablePath: executable(), headless: true, args: FLAGS }),
    serve(),
  ]).then(([browser, site]) => ({ browser, site }));
  return shared;
}

after(async () => {
  const { browser, site } = (await shared) ?? {};
  await browser?.close();
  site?.server.closeAllConnections();
  site?.server.close();
});

/**
 * A tab with the page, from the server or, with `single`, from the one file on disk; it shares nothing with other tabs.
 * It is closed when the test `t` is over; without one, whoever opened it closes it. `problems` gathers what the browser
 * complained of; a test that expects none looks there.
 */
export async function open(
  t,
  { single = false, theme = "light", width = 1440, height = 1000, motion = "reduce", forced = "none", edition = "" } = {},
) {
  const { browser, site } = await machine();
  const context = await browser.newContext({
    colorScheme: theme,
    reducedMotion: motion,
    forcedColors: forced,
    viewport: { width, height },
    acceptDownloads: true,
    // Words and numbers as an English reader has them; the language of the page is its own setting.
    locale: "en-GB",
  });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const problems = [];
  const requests = [];
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(String(error.stack)));
  context.on("request", (request) => requests.push(request.url()));
  const url = single ? pathToFileURL(join(DIST, "nhimap.html")).href : `${site.url}${edition && `${edition}/`}`;
  await page.goto(url);
  await page.waitForSelector("#sample");
  const close = () => context.close();
  t?.after(close);
  return { page, context, problems, requests, url, asked: site.asked, close };
}

/** Tries the sample and waits for its results. */
export async function sample(page) {
  await page.click("#sample");
  await page.waitForSelector("#see-results");
}

/** Goes to a place of the page and waits until it is drawn. */
export async function go(page, fragment) {
  await page.evaluate((to) => {
    location.hash = to;
  }, fragment);
  await settled(page);
}

/** Nothing is busy any more. */
export async function settled(page) {
  await page.waitForFunction(
    () => document.querySelector("[aria-busy=true]") === null && document.querySelector(".working") === null,
  );
}

/** Files for a file field. */
export function files(folder, names) {
  return names.map((name) => join(SAMPLES, folder, name));
}

/** Gives files to the page as a person does with the button. */
export async function choose(page, list) {
  await page.setInputFiles("input[type=file][multiple]", list);
  await page.waitForSelector("#see-results, .files tbody tr");
  await settled(page);
}

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core")), "utf8");
const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe-core finds wrong on the page as it is; with `rules` only what these find, without `contrast` all but that. */
export async function axe(page, { rules, contrast = true } = {}) {
  if (await page.evaluate(() => globalThis.axe === undefined)) {
    await page.evaluate(AXE);
  }
  const options = {
    runOnly: rules ? { type: "rule", values: rules } : { type: "tag", values: STANDARD },
    rules: contrast ? {} : { "color-contrast": { enabled: false } },
    resultTypes: ["violations"],
  };
  return page.evaluate(async (options) => {
    const found = await globalThis.axe.run(document, options);
    return found.violations.map(
      (it) =>
        `${it.id} (${it.impact}): ${it.nodes
          .slice(0, 3)
          .map((node) => `${node.target.join(" ")} ${node.failureSummary?.split("\n")[1] ?? ""}`)
          .join(" | ")}`,
    );
  }, options);
}

/** How far the page can be moved sideways. */
export function sideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Pixels of a long page that a picture shows. */
const TALLEST = 4000;

/** Keeps a picture. */
export async function shot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  const [width, height] = await page.evaluate(() => [innerWidth, document.documentElement.scrollHeight]);
  const clip = { x: 0, y: 0, width, height: Math.min(height, TALLEST) };
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true, clip });
}

/** A document that the page hands out, as bytes. */
export async function saved(page, press) {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}
