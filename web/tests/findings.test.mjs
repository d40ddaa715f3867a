// Filters, order, pages and groups of the findings, counted again from the file of all findings.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { go, open, sample, saved, settled } from "./harness.mjs";

describe("filters, order, pages and groups of the findings", () => {
  let tab, page, findings, assessment;
  before(async () => {
    tab = await open(null);
    page = tab.page;
    await sample(page);
    await go(page, "#report");
    findings = JSON.parse((await saved(page, () => page.click("#save-findings-json"))).bytes);
    assessment = JSON.parse((await saved(page, () => page.click("#save-json"))).bytes);
  });
  after(() => tab?.close());

  const caption = () => page.textContent(".list caption");
  /** Rows found, as the caption tells them. */
  const found = async () =>
    Number(
      (await caption())
        .match(/of ([\d,]+)[:.]|^([\d,]+) rows/)
        .slice(1)
        .find(Boolean)
        .replaceAll(",", ""),
    );
  const open_ = (f) => !f.accepted;

  async function choose(name, value) {
    await page.selectOption(`#filter-${name}`, value);
    await settled(page);
  }

  test("many rows are grouped by their cause; a cause leads to its rows", async () => {
    await go(page, "#findings");
    assert.match(await caption(), /grouped by their cause/);
    assert.equal(await found(), findings.filter(open_).length);
    const n = Number(await page.textContent(".groups [data-row] >> nth=0"));
    await page.click(".groups [data-row] >> nth=0");
    await settled(page);
    assert.equal(await found(), n);
  });

  test("each filter finds what a count of the file finds", async () => {
    await go(page, "#findings?group=none");
    for (const severity of ["critical", "high", "medium", "low"]) {
      await choose("severity", severity);
      const n = findings.filter((f) => open_(f) && f.severity === severity).length;
      assert.equal(await found(), n, severity);
      assert.match(await page.textContent(`#filter-severity option[value=${severity}]`), new RegExp(`: ${n}$`));
    }
    await page.click("#filter-clear");
    await settled(page);
    await go(page, "#findings?group=none");
    const check = assessment.checks.find((c) => c.counts.fail > 3 && c.counts.unknown > 0);
    await choose("check", check.id);
    assert.equal(await found(), check.counts.fail);
    await go(page, `#findings?check=${check.id}&status=unknown`);
    assert.equal(await found(), check.counts.unknown);
    await page.click("#filter-clear");
    await go(page, "#findings?group=none");
    const owner = findings.filter(open_).find((f) => f.owner).owner;
    await choose("owner", owner);
    assert.equal(await found(), findings.filter((f) => open_(f) && f.owner === owner).length);
    assert.ok(!page.url().includes(encodeURIComponent(owner)), "names never go into the address");
    await page.click("#filter-clear");
    await go(page, "#findings?group=none");
    await choose("environment", "production");
    assert.equal(await found(), findings.filter((f) => open_(f) && f.environment === "production").length);
    await page.click("#filter-clear");
  });

  test("text is looked for as it is typed, announced once, and stays out of the address", async () => {
    await go(page, "#findings?group=none");
    const identity = findings.find((f) => open_(f) && f.identity).identity;
    await page.fill("#filter-text", identity.toUpperCase());
    await page.waitForFunction(
      (all) => !document.querySelector(".list caption")?.textContent.includes(`of ${all}:`),
      findings.filter(open_).length,
    );
    await settled(page);
    assert.ok((await found()) >= findings.filter((f) => open_(f) && f.identity === identity).length);
    assert.match(await page.textContent("#announce"), /rows match/);
    assert.ok(!page.url().toLowerCase().includes(identity.toLowerCase()));
    await page.fill("#filter-text", "no such thing anywhere");
    await page.waitForSelector("#none");
    assert.match(await page.textContent("#none"), /No finding matches these filters\. \d+ without them\./);
    await page.click("#none-clear");
    await settled(page);
  });

  test("pages add up, the order is told, and a page has an address", async () => {
    await go(page, "#findings?group=none&sort=identity&size=50");
    assert.match(await caption(), /by identity/);
    const pages = Number((await page.textContent(".row-actions span")).match(/of (\d+)/)[1]);
    assert.equal(pages, Math.ceil(findings.filter(open_).length / 50));
    const seen = new Set();
    for (let at = 1; at <= pages; at += 1) {
      await go(page, `#findings?group=none&sort=identity&size=50&page=${at}`);
      for (const id of await page.$$eval(".list [data-row]", (rows) => rows.map((row) => row.id))) {
        seen.add(id.slice(4));
      }
    }
    assert.deepEqual(
      [...seen].sort(),
      findings
        .filter(open_)
        .map((f) => f.id)
        .sort(),
    );
    await page.fill("#page-jump", "2");
    await page.press("#page-jump", "Enter");
    await settled(page);
    assert.match(page.url(), /page=2/);
  });

  test("unknown, accepted and notes stand beside the findings with their own counts", async () => {
    await go(page, "#findings");
    const unknown = assessment.checks.reduce((n, c) => n + c.counts.unknown, 0);
    assert.deepEqual(await page.$$eval(".kinds a", (links) => links.map((a) => a.textContent)), [
      `${assessment.findings.total} findings`,
      `${unknown.toLocaleString("en-GB")} unknown`,
      `${assessment.accepted.total} accepted`,
      `${assessment.notes.reduce((n, note) => n + note.count, 0)} notes about cells`,
    ]);
    await page.click(".kinds a >> nth=2");
    await settled(page);
    assert.equal(await found(), findings.filter((f) => f.accepted).length);
  });
});
