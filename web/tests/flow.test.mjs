// A person who has never seen the page: files in, gaps out, one of them down to its cell, the report, and everything forgotten.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { choose, files, go, open, sample, saved, settled } from "./harness.mjs";

for (const single of [false, true]) {
  const edition = single ? "the single file" : "the site";
  describe(edition, () => {
    let tab;
    before(async () => {
      tab = await open(null, { single });
    });
    after(() => tab?.close());

    test(`from the sample to a cell and to the report`, async () => {
      const { page } = tab;
      await sample(page);
      assert.match(await page.textContent("h1"), /^\d+ of \d+ rows were read, from \d+ of \d+ files$/);
      await page.click("#see-results");
      assert.match(await page.textContent("h1"), /^The inventory shows gaps in \d+ of 10 OWASP NHI risks/);

      await page.click("[data-ref='owasp-nhi-2025:NHI7:2025']");
      assert.equal(await page.textContent(".panel h2"), "NHI7:2025 Long-Lived Secrets");
      assert.equal(await page.evaluate(() => document.activeElement.id), "panel-head");
      assert.match(await page.textContent(".panel"), /What is claimed.*What the rows show.*One row, down to its cell/s);

      await page.click(".panel .checks tbody td.num a");
      await settled(page);
      await page.click(".list [data-row]");
      await page.waitForSelector(".panel .path");
      assert.match(page.url(), /#finding\/F-[0-9a-f]{10}$/);
      await page.click(".path .cell-list a");
      await page.waitForSelector("[data-cell-open]");
      assert.match(page.url(), /#cell\/\d+\/[A-Z]+\d+\?finding=F-/);
      assert.match(await page.textContent("[data-cell-open]"), /row \d+, column/);

      await go(page, "#report");
      const frame = page.frameLocator("#preview");
      await frame.locator("h1").waitFor();
      assert.match(await frame.locator("h1").textContent(), /Harbour Mutual/);
      // The report's own style is there, although the page allows none that is written in a document.
      assert.equal(await frame.locator("main").evaluate((node) => getComputedStyle(node).maxWidth), "992px");
      assert.deepEqual(tab.problems, []);
    });

    test(`every document is handed out, and all in one archive`, async () => {
      const { page } = tab;
      const one = await saved(page, () => page.click("#save-json"));
      assert.equal(one.name, "assessment.json");
      assert.equal(JSON.parse(one.bytes).schema, "nhimap/assessment/1");
      const all = await saved(page, () => page.click("#all"));
      assert.match(all.name, /^nhimap-2026-11-20\.zip$/);
      const names = entries(all.bytes);
      for (const name of ["report.html", "report.md", "findings.csv", "findings.json", "assessment.json"]) {
        assert.ok(names.includes(name), `${name} in ${names}`);
      }
    });

    test(`forgetting leaves nothing`, async () => {
      const { page } = tab;
      await page.click("#forget");
      await page.click("#forget-no");
      await page.waitForFunction(() => document.querySelector("dialog") === null);
      await page.click("#forget");
      await page.click("#forget-yes");
      await page.waitForSelector("#forgotten");
      assert.match(
        await page.textContent("#forgotten"),
        /^Removed \d+ files and all results from this tab\. nhimap stores nothing\.$/,
      );
      await go(page, "#results");
      assert.match(await page.textContent("h1"), /not kept; drop them again/);
      assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length), 0);
      assert.deepEqual(tab.problems, []);
    });
  });
}

test("own files: what cannot be read is told, the rest is assessed", async (t) => {
  const tab = await open(t);
  const { page } = tab;
  const notATable = {
    name: "minutes.docx",
    mimeType: "application/octet-stream",
    buffer: Buffer.from("PK\u0003\u0004 not a table"),
  };
  await page.setInputFiles("#choose-input", [notATable]);
  await page.waitForSelector(".files .refused");
  assert.match(await page.textContent(".files tbody"), /minutes\.docx.*Not read\..*Nothing of it was kept\./s);
  await go(page, "#results");
  assert.match(await page.textContent("h1"), /No file could be read/);
  await go(page, "#files");
  await choose(page, files("fernhill", ["register.csv", "roster.csv"]));
  assert.match(await page.textContent("h1"), /rows were read, from 2 of 3 files/);
  // What only a person can say of a file changes results, is told, and can be taken back.
  await page.check("[id^=complete-][id$=-complete] >> nth=0");
  await page.waitForSelector(".told.moved");
  await settled(page);
  await page.click("#undo");
  await settled(page);
  assert.equal(await page.locator("[id^=complete-][id$=-undeclared]:checked").count(), 2);
  await page.click("[id^=remove-] >> nth=0");
  await settled(page);
  assert.match(await page.textContent("h1"), /rows were read, from 2 of 2 files/);
  assert.deepEqual(tab.problems, []);
});

test("the day and the period can be set, and a day that is none is not taken", async (t) => {
  const tab = await open(t);
  const { page } = tab;
  await sample(page);
  await page.fill("#as-of", "2026-02-31");
  await page.press("#as-of", "Tab");
  assert.equal(await page.getAttribute("#as-of", "aria-invalid"), "true");
  await page.fill("#as-of", "2027-01-31");
  await page.press("#as-of", "Tab");
  await page.waitForSelector(".told.moved");
  assert.match(await page.textContent(".still"), /As of 2027-01-31/);
  await page.click("#undo");
  await settled(page);
  assert.match(await page.textContent(".still"), /As of 2026-11-20/);
  await page.fill("#period-from", "2026-01-01");
  await page.press("#period-from", "Tab");
  await page.waitForSelector("#period-default");
  await settled(page);
  assert.deepEqual(tab.problems, []);
});

test("the address holds the place: back works, and a reload keeps it", async (t) => {
  const tab = await open(t);
  const { page } = tab;
  await sample(page);
  await go(page, "#results");
  await page.click("[data-ref='owasp-nhi-2025:NHI2:2025']");
  await page.goBack();
  assert.match(page.url(), /#results$/);
  await go(page, "#ref/nist-csf-2.0:PR.AA-05");
  await page.reload();
  assert.match(await page.textContent("h1"), /not kept; drop them again/);
  await page.click("#sample");
  await page.waitForSelector(".panel h2");
  assert.match(await page.textContent(".panel h2"), /^PR\.AA-05/);
  assert.deepEqual(tab.problems, []);
});

test("a policy is tried before it is kept, and its problems have a place", async (t) => {
  const tab = await open(t);
  const { page } = tab;
  await sample(page);
  await go(page, "#policy");
  await page.fill("#policy-text", "rotation_days = \n");
  await page.waitForSelector(".problems");
  assert.match(await page.textContent(".problems"), /line 1, column \d+/);
  assert.ok(await page.isDisabled("#policy-keep"));
  await page.fill("#set-rotation_days", "10");
  await page.fill("#policy-text", "");
  await page.fill("#set-rotation_days", "10");
  await page.waitForSelector("#effect table");
  assert.match(await page.textContent("#effect"), /Nothing is kept yet/);
  await page.click("#policy-keep");
  await page.waitForSelector(".told.moved");
  await settled(page);
  assert.match(await page.inputValue("#policy-text"), /^rotation_days = 10$/m);
  await go(page, "#results");
  assert.match(await page.textContent(".note"), /default policy|differences? from the default/);
  assert.deepEqual(tab.problems, []);
});

test("a check of one's own is told what is wrong, then counts like the others", async (t) => {
  const tab = await open(t);
  const { page } = tab;
  await sample(page);
  await go(page, "#checks");
  await page.waitForFunction(() => !document.getElementById("check-use").disabled);
  const right = await page.inputValue("#check-text");
  await page.fill("#check-text", right.replace("identity.team", "identity.teem"));
  await page.waitForSelector(".problems");
  assert.match(await page.textContent(".problems"), /line \d+, column \d+/);
  await page.fill("#check-text", right);
  await page.waitForFunction(() => !document.getElementById("check-use").disabled);
  await page.click("#check-use");
  await page.waitForSelector(".told.moved");
  await settled(page);
  await go(page, "#check/identity-without-team");
  assert.equal(await page.textContent("h1"), "Identity without a team");
  assert.deepEqual(tab.problems, []);
});

test("German is spoken on every screen, ids and official titles stay", async (t) => {
  const tab = await open(t);
  const { page } = tab;
  await sample(page);
  await page.click("#language");
  assert.equal(await page.getAttribute("html", "lang"), "de");
  assert.match(page.url(), /lang=de/);
  assert.match(await page.textContent("h1"), /Zeilen wurden gelesen/);
  for (const screen of [
    "results",
    "findings",
    "report",
    "owners",
    "controls",
    "exceptions",
    "launches",
    "split",
    "responses",
    "data",
    "notes",
    "policy",
    "checks",
    "frameworks",
    "crosswalk",
    "citations",
    "sent",
    "keys",
    "files",
    "start",
  ]) {
    await go(page, `#${screen}?lang=de`);
    assert.ok((await page.textContent("h1")).length > 0, screen);
  }
  await go(page, "#results?lang=de");
  assert.match(await page.textContent("#outcomes"), /PR\.AA.*Identity Management, Authentication, and Access Control/s);
  await page.click("#language");
  assert.equal(await page.getAttribute("html", "lang"), "en");
  assert.deepEqual(tab.problems, []);
});

/** The names in an archive, read from its directory. */
function entries(bytes) {
  const names = [];
  for (
    let at = bytes.indexOf("PK\u0001\u0002", 0, "latin1");
    at >= 0;
    at = bytes.indexOf("PK\u0001\u0002", at + 4, "latin1")
  ) {
    const length = bytes.readUInt16LE(at + 28);
    names.push(bytes.toString("utf8", at + 46, at + 46 + length));
  }
  return names;
}
