// Every state, light and dark, on three widths: a picture to look at, nothing for axe-core, nothing to move sideways.

import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { axe, choose, files, go, open, sample, settled, shot, sideways } from "./harness.mjs";

const WIDTHS = [1440, 768, 320];

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
  report: "#report",
  sent: "#sent",
  keys: "#keys",
};

async function look(page, problems, name) {
  await shot(page, name);
  const found = await axe(page);
  const moved = await sideways(page);
  problems.push(
    ...found.map((it) => `${name}: ${it}`),
    ...(moved > 0 ? [`${name}: ${moved} px to move sideways`] : []),
  );
}

for (const theme of ["light", "dark"]) {
  for (const width of WIDTHS) {
    const at = `${theme}-${width}`;
    test(`${at}: every screen`, async (t) => {
      const tab = await open(t, { theme, width });
      const { page } = tab;
      const problems = [];
      await look(page, problems, `start-${at}`);
      await go(page, "#results");
      await look(page, problems, `gone-${at}`);
      await go(page, "#start");
      await sample(page);
      for (const [name, place] of Object.entries(PLACES)) {
        if (place) {
          await go(page, place);
        } else {
          await go(page, "#findings?group=none");
          await page.click(".list [data-row] >> nth=0");
          await page.waitForSelector(".panel .path");
        }
        await look(page, problems, `${name}-${at}`);
      }
      await page.click("#more");
      await look(page, problems, `more-${at}`);
      await go(page, "#findings?group=none");
      await page.fill("#filter-text", "nothing has this text");
      await page.waitForSelector("#none");
      await look(page, problems, `no-match-${at}`);
      await page.click("#forget");
      await look(page, problems, `forget-${at}`);
      await page.click("#forget-yes");
      await page.waitForSelector("#forgotten");
      await look(page, problems, `forgotten-${at}`);
      assert.deepEqual(problems, []);
      assert.deepEqual(tab.problems, []);
    });

    test(`${at}: refused, moved, nothing failed`, async (t) => {
      const tab = await open(t, { theme, width });
      const { page } = tab;
      const problems = [];
      await page.setInputFiles("#choose-input", [
        { name: "minutes.docx", mimeType: "application/octet-stream", buffer: Buffer.from("PK\u0003\u0004 no table") },
      ]);
      await page.waitForSelector(".files .refused");
      await look(page, problems, `refused-${at}`);
      await go(page, "#results");
      await look(page, problems, `unread-${at}`);
      await go(page, "#files");
      await choose(page, files("fernhill", ["register.csv", "roster.csv"]));
      await page.check("[id^=complete-][id$=-complete] >> nth=0");
      await page.waitForSelector(".told.moved");
      await look(page, problems, `moved-${at}`);
      await go(page, "#results");
      await look(page, problems, `spotless-${at}`);
      assert.deepEqual(problems, []);
    });

    test(`${at}: working and stopped`, async (t) => {
      const tab = await open(t, { theme, width });
      const { page } = tab;
      const problems = [];
      await page.setInputFiles("#choose-input", large());
      await page.waitForSelector(".working progress", { timeout: 20_000 });
      await page.click("#stop");
      await page.waitForSelector(".told.stopped");
      await look(page, problems, `stopped-${at}`);
      await page.click("#again");
      await page.waitForSelector(".working progress", { timeout: 20_000 });
      await shot(page, `working-${at}`);
      await page.waitForSelector("#see-results", { timeout: 120_000 });
      await settled(page);
      assert.deepEqual(problems, []);
    });

    test(`${at}: failed`, async (t) => {
      const tab = await open(t, { theme, width });
      const { page } = tab;
      const problems = [];
      // The worker is made to fail as a panic of the module does.
      await tab.context.route(/worker\.js$/, async (route) => {
        const response = await route.fetch();
        const body = (await response.text()).replace(
          "return module.assess(",
          'self.nhimapPanicked("index out of bounds", "crates/core/src/checks/interpret.rs:212"); throw new Error("x"); return module.assess(',
        );
        await route.fulfill({ response, body });
      });
      await page.reload();
      await page.waitForSelector("#sample");
      await page.click("#sample");
      await page.waitForSelector(".failed");
      await page.click(".failed summary");
      await look(page, problems, `failed-${at}`);
      assert.match(await page.textContent(".failed"), /files are still here/);
      assert.deepEqual(problems, []);
    });
  }
}

test("200 % zoom, forced colours and print show everything too", async (t) => {
  const zoomed = await open(t, { width: 720, height: 500 });
  await sample(zoomed.page);
  for (const place of ["#files", "#results", "#findings?group=none", "#report"]) {
    await go(zoomed.page, place);
    assert.ok((await sideways(zoomed.page)) <= 0, place);
  }

  const forced = await open(t, { forced: "active" });
  await sample(forced.page);
  await go(forced.page, "#results");
  await shot(forced.page, "results-forced-colours");
  const borders = await forced.page.$$eval(".heat .c", (cells) =>
    cells.every((cell) => getComputedStyle(cell).borderTopStyle === "solid"),
  );
  assert.ok(borders);

  const printed = await open(t, { theme: "dark" });
  await sample(printed.page);
  await go(printed.page, "#results");
  await printed.page.emulateMedia({ media: "print" });
  await shot(printed.page, "results-print");
  const [paper, controls] = await printed.page.evaluate(() => [
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
