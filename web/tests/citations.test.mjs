// Citations judged in place, and how frameworks relate: the page asks the same core as `nhimap lint` and `nhimap crosswalk`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { axe, go, open, saved, settled, sideways } from "./harness.mjs";

/** The command, built by `cargo xtask test` before these tests. */
const COMMAND = fileURLToPath(new URL("../../target/debug/nhimap", import.meta.url));

const TEXT = `# Alignment

NIST CSF 2.0 asks for access control in PR.AC-4 and for identities in PR.AA-01.

| OWASP NHI | What it is about |
|---|---|
| NHI07 | Long-lived secrets that never rotate |
| NHI99:2025 | Nobody knows |
`;

function command(...words) {
  // Something that it finds is no failure here.
  try {
    return execFileSync(COMMAND, words, { maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "ignore"] });
  } catch (error) {
    return error.stdout;
  }
}

describe("citations and the crosswalk", () => {
  let tab, page;
  before(async () => {
    tab = await open(null);
    page = tab.page;
  });
  after(() => tab?.close());

  test("a text that is pasted is judged where it stands, as the command does", async () => {
    await go(page, "#citations");
    await page.fill("#cite-text", TEXT);
    await page.click("#cite-judge");
    await page.waitForSelector("#cited table");
    const file = join(mkdtempSync(join(tmpdir(), "nhimap-")), "pasted.md");
    writeFileSync(file, TEXT);
    const [report] = JSON.parse(command("lint", "--format", "json", file));
    const rows = await page.$$eval("#cited table.citations tbody tr", (list) =>
      list.map((row) => [...row.children].map((cell) => cell.textContent)),
    );
    assert.ok(report.citations.length >= 4);
    assert.deepEqual(
      rows.map((row) => row.slice(0, 2)),
      report.citations.map((it) => [`line ${it.line}, column ${it.column}`, it.text]),
    );
    rows.forEach((row, at) => assert.ok(row[2].includes(report.citations[at].verdict.replaceAll("-", " ")), row[2]));
    assert.deepEqual(
      await page.$$eval(".document button.cited", (marks) => marks.map((mark) => mark.textContent)),
      report.citations.map((it) => it.text),
    );
    const whole = await page.$eval(".document", (node) => node.textContent);
    assert.equal(whole.replaceAll("U+000A", "\n"), TEXT);
    await page.click(".document button.cited >> nth=1");
    assert.equal(await page.evaluate(() => document.activeElement.id), "cite-row-1");
    assert.ok(!page.url().includes("PR.AC"), "what is pasted stays out of the address");
    assert.deepEqual(await axe(page), []);
  });

  test("what is certain is written into the text as the command writes it", async () => {
    const fixed = await saved(page, () => page.click("#cite-fixed"));
    const file = join(mkdtempSync(join(tmpdir(), "nhimap-")), "pasted.md");
    writeFileSync(file, TEXT);
    command("lint", "--fix", "--write", file);
    assert.equal(fixed.bytes.toString(), readFileSync(file, "utf8"));
    assert.notEqual(fixed.bytes.toString(), TEXT);
    const sarif = JSON.parse((await saved(page, () => page.click("#cite-sarif"))).bytes);
    assert.equal(sarif.version, "2.1.0");
  });

  test("a document that is dropped is judged, not assessed; what is no text is told", async () => {
    await go(page, "#citations");
    await page.setInputFiles("#cite-input", { name: "policy.txt", mimeType: "text/plain", buffer: Buffer.from("See NHI99:2025 and PR.AA-05.") });
    await page.waitForFunction(() => document.querySelector("#cited code")?.textContent === "policy.txt");
    assert.equal(await page.evaluate(() => document.querySelector("nhi-bar").page.session.files.length), 0);
    await page.setInputFiles("#cite-input", { name: "x.bin", mimeType: "application/octet-stream", buffer: Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]) });
    await page.waitForSelector(".refused");
    await page.setViewportSize({ width: 320, height: 800 });
    assert.ok((await sideways(page)) <= 0);
    await page.setViewportSize({ width: 1440, height: 1000 });
  });

  test("forgetting forgets the text too", async () => {
    await page.click("#forget");
    await page.click("#forget-yes");
    await page.waitForSelector("#forgotten");
    await go(page, "#citations");
    assert.equal(await page.inputValue("#cite-text"), "");
    assert.equal(await page.locator("#cited").count(), 0);
  });

  test("maps and relations are those of the command", async () => {
    await go(page, "#crosswalk");
    await settled(page);
    assert.ok((await page.locator("table.cross tbody tr").count()) > 5);
    assert.deepEqual(await axe(page), []);
    await go(page, "#crosswalk?from=owasp-nhi-2025:NHI7:2025&to=nist-csf-2.0");
    await settled(page);
    const answer = JSON.parse(command("crosswalk", "owasp-nhi-2025:NHI7:2025", "nist-csf-2.0", "--format", "json", "--hops", "3"));
    const [stated] = await page.$$("table.cross");
    const rows = await stated.$$eval("tbody tr", (list) => list.map((row) => [...row.children].map((cell) => cell.textContent)));
    assert.ok(answer.relations.length > 0);
    assert.equal(rows.length, answer.relations.length);
    rows.forEach((row, at) => {
      const edge = answer.relations[at];
      assert.ok(row[2].startsWith(answer.items[edge.to].cited), row[2]);
      assert.equal(row[1], edge.relation.replaceAll("-", " "));
    });
    assert.match(await page.textContent("#cross-says"), new RegExp(`^${answer.relations.length} relations?:`));
    assert.deepEqual(await axe(page), []);
    await page.setViewportSize({ width: 320, height: 800 });
    assert.ok((await sideways(page)) <= 0);
    await page.setViewportSize({ width: 1440, height: 1000 });
  });

  test("a reference is asked for as people write it; what means nothing is told", async () => {
    await page.fill("#cross-from", "NHI-07");
    await page.selectOption("#cross-to", "nist-csf-2.0");
    await page.click("#cross-ask");
    await page.waitForFunction(() => location.hash.includes("NHI-07"));
    await settled(page);
    assert.match(await page.textContent("#cross-says"), /relations?:/);
    await page.fill("#cross-from", "no such thing");
    await page.click("#cross-ask");
    await page.waitForSelector(".refused");
    assert.deepEqual(tab.problems, []);
  });
});
