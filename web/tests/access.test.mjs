// Every state, light and dark, wide and narrow, in both languages: a picture to look at, nothing for axe-core, nothing to
// move sideways.

import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { axe, choose, files, go, open, sample, settled, shot, sideways } from "./harness.mjs";

/** States that the sample has, by their place. */
const PLACES = {
  files: "#files",
  columns: "#files/2",
  results: "#results",
  reference: "#ref/nist-csf-2.0:PR.AA-05",
  findings: "#findings",
  rows: "#findings?group=none",
  unknown: "#findings?status=unknown&group=none",
  finding: null,
  check: "#check/credential-not-rotated",
  notes: "#notes",
  identities: "#rows/identity?sort=worst",
  owners: "#owners",
  owner: "#owner/1",
  controls: "#controls",
  exceptions: "#exceptions",
  launches: "#launches",
  split: "#split",
  responses: "#responses",
  data: "#data",
  policy: "#policy",
  checks: "#checks",
  frameworks: "#frameworks",
  framework: "#framework/nist-csf-2.0",
  crosswalk: "#crosswalk",
  relations: "#crosswalk?from=owasp-nhi-2025:NHI7:2025&to=nist-csf-2.0",
  citations: "#citations",
  report: "#report",
  sent: "#sent",
  keys: "#keys",
};

const HEIGHT = 1000;

/** Looks at a state in every dress. Colours are all that differs between light and dark, and only they are judged twice. */
async function look(page, problems, name) {
  const seen = (dress, found) => problems.push(...found.map((it) => `${name}, ${dress}: ${it}`));
  const fits = async (dress) => {
    const over = await sideways(page);
    seen(dress, over > 0 ? [`${over} px to move sideways`] : []);
  };
  seen("light", await axe(page));
  await fits("1440 px");
  await shot(page, `${name}-light-1440`);
  await page.emulateMedia({ colorScheme: "dark" });
  seen("dark", await axe(page, { rules: ["color-contrast"] }));
  await shot(page, `${name}-dark-1440`);
  await page.setViewportSize({ width: 768, height: HEIGHT });
  await fits("768 px");
  await page.setViewportSize({ width: 320, height: HEIGHT });
  seen("320 px", await axe(page, { contrast: false }));
  await fits("320 px");
  await page.emulateMedia({ colorScheme: "light" });
  await shot(page, `${name}-light-320`);
  // A window of 1440 by 1000 at 200 %.
  await page.setViewportSize({ width: 720, height: HEIGHT / 2 });
  await fits("200 %");
  await page.setViewportSize({ width: 1440, height: HEIGHT });
}

/** Goes to a state that the sample has. */
async function reach(page, place, settings = "") {
  if (place) {
    await go(page, `${place}${settings && (place.includes("?") ? "&" : "?")}${settings}`);
    return;
  }
  await go(page, `#findings?group=none${settings && `&${settings}`}`);
  await page.click(".list [data-row] >> nth=0");
  await page.waitForSelector(".panel .path");
}

test("every screen of the sample, from the start until it is forgotten", async (t) => {
  const tab = await open(t);
  const { page } = tab;
  const problems = [];
  await look(page, problems, "start");
  await go(page, "#results");
  await look(page, problems, "gone");
  await go(page, "#start");
  await sample(page);
  for (const [name, place] of Object.entries(PLACES)) {
    await reach(page, place);
    await look(page, problems, name);
  }
  await page.click("#more");
  await look(page, problems, "more");
  await go(page, "#findings?group=none");
  await page.fill("#filter-text", "nothing has this text");
  await page.waitForSelector("#none");
  await look(page, problems, "no-match");
  await page.click("#forget");
  await look(page, problems, "forget");
  await page.click("#forget-yes");
  await page.waitForSelector("#forgotten");
  await look(page, problems, "forgotten");
  assert.deepEqual(problems, []);
  assert.deepEqual(tab.problems, []);
});

test("every screen in German: its longer words fit too", async (t) => {
  const tab = await open(t);
  const { page } = tab;
  const problems = [];
  await sample(page);
  for (const [name, place] of Object.entries(PLACES)) {
    await reach(page, place, "lang=de");
    problems.push(...(await axe(page, { contrast: false })).map((it) => `${name}: ${it}`));
    await page.setViewportSize({ width: 320, height: HEIGHT });
    const over = await sideways(page);
    problems.push(...(over > 0 ? [`${name}: ${over} px to move sideways`] : []));
    await page.setViewportSize({ width: 1440, height: HEIGHT });
  }
  assert.deepEqual(problems, []);
  assert.deepEqual(tab.problems, []);
});

test("refused, moved, nothing failed", async (t) => {
  const { page } = await open(t);
  const problems = [];
  await page.setInputFiles("#choose-input", [
    { name: "minutes.docx", mimeType: "application/octet-stream", buffer: Buffer.from("PK\u0003\u0004 no table") },
  ]);
  await page.waitForSelector(".files .refused");
  await look(page, problems, "refused");
  await go(page, "#results");
  await look(page, problems, "unread");
  await go(page, "#files");
  await choose(page, files("fernhill", ["register.csv", "roster.csv"]));
  await page.check("[id^=complete-][id$=-complete] >> nth=0");
  await page.waitForSelector(".told.moved");
  await look(page, problems, "moved");
  await go(page, "#results");
  await look(page, problems, "spotless");
  assert.deepEqual(problems, []);
});

test("working and stopped: what goes on is told, and a stop keeps what is there", async (t) => {
  const tab = await open(t, { edition: "endless" });
  const { page } = tab;
  const problems = [];
  await page.click("#sample");
  await page.waitForSelector(".working progress[max]");
  assert.match(await page.textContent("#working-says"), /^Reading register\.csv: 412/);
  await look(page, problems, "working");
  await page.click("#stop");
  await page.waitForSelector(".told.stopped");
  await look(page, problems, "stopped");
  assert.deepEqual(problems, []);
  assert.deepEqual(tab.problems, []);
});

test("failed: what went wrong is told without a cell, and the files are still here", async (t) => {
  const { page } = await open(t, { edition: "failing" });
  const problems = [];
  await page.click("#sample");
  await page.waitForSelector(".failed");
  await page.click(".failed summary");
  await look(page, problems, "failed");
  assert.match(await page.textContent(".failed"), /files are still here/);
  assert.match(await page.textContent(".failed pre"), /interpret\.rs:212: index out of bounds/);
  assert.equal(await page.locator(".files tbody tr").count(), 12);
  assert.deepEqual(problems, []);
});

test("a file that takes longer than a moment: its progress is that of its bytes", async (t) => {
  const { page } = await open(t);
  await page.setInputFiles("#choose-input", large());
  await page.waitForSelector(".working progress");
  await page.waitForFunction(() => document.querySelector(".working progress[max]")?.max === 37_577_880 || document.querySelector("#see-results"));
  await page.waitForSelector("#see-results");
  await settled(page);
  assert.match(await page.textContent("h1"), /^300,000 of 300,000 rows were read/);
});

test("forced colours and print show everything too", async (t) => {
  const { page } = await open(t);
  await sample(page);
  await go(page, "#results");
  await page.emulateMedia({ forcedColors: "active" });
  await shot(page, "results-forced-colours");
  const borders = await page.$$eval(".heat .c", (cells) =>
    cells.filter((cell) => getComputedStyle(cell).borderTopStyle === "none").map((cell) => cell.textContent),
  );
  assert.deepEqual(borders, []);
  await page.emulateMedia({ forcedColors: "none", colorScheme: "dark", media: "print" });
  await shot(page, "results-print");
  const [paper, controls] = await page.evaluate(() => [
    getComputedStyle(document.body).color,
    [...document.querySelectorAll("button, select, nav")].filter((it) => it.checkVisibility()).length,
  ]);
  assert.equal(paper, "rgb(28, 27, 25)");
  assert.equal(controls, 0);
});

/** A register that takes longer than a moment. */
function large() {
  const path = join(mkdtempSync(join(tmpdir(), "nhimap-")), "register.csv");
  const rows = ["Identity ID,Name,Kind,Owner,Environment,Status,Created,Last used,Key ID,Credential type,Last rotated"];
  for (let at = 0; at < 300_000; at += 1) {
    rows.push(
      `N${at},svc-${at},service_account,o${at % 400}@example.com,production,active,2020-01-01,2026-01-01,K${at},api_key,2025-01-01`,
    );
  }
  writeFileSync(path, rows.join("\n"));
  return path;
}
