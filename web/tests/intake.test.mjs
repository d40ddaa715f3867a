// How files are understood, corrected and remembered; and workbooks, whose reader is loaded when the first one is dropped.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { axe, go, open, saved, settled, shot } from "./harness.mjs";

/** The page's own archives; its modules carry no package that would tell Node what they are. */
const { zip } = await import(`data:text/javascript,${encodeURIComponent(readFileSync(new URL("../zip.js", import.meta.url), "utf8"))}`);

const csv = (text, name = "register.csv") => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

/** Dates that nothing settles, and a heading that no field has. */
const REGISTER = [
  "Identity ID,Name,Kind,Responsible party,Environment,Status,Created,Last used",
  "N1,svc-a,service_account,a@example.com,production,active,03/04/2024,05/06/2026",
  "N2,svc-b,service_account,b@example.com,production,active,01/02/2024,07/08/2026",
].join("\n");

async function dropped(page, files) {
  await page.setInputFiles("input[type=file][multiple]", files);
  await page.waitForSelector("#see-results");
  await settled(page);
}

const columns = (page, at) =>
  page.$$eval(`#file-${at} table.columns tbody tr`, (rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));

test("each column tells how sure its reading is, and why; another choice holds at once and can be taken back", async (t) => {
  const tab = await open(t);
  const { page } = tab;
  await dropped(page, [csv(REGISTER)]);
  await go(page, "#files/1");
  await page.waitForSelector("#file-1 table.columns");
  const { columns: read } = await page.evaluate(() => document.querySelector("nhi-bar").page.session.assessment.inputs[0]);
  const shown = await columns(page, 1);
  for (const column of read.filter((it) => it.how === "read")) {
    const words = { certain: "sure", likely: "likely", guess: "assumed" }[column.confidence];
    assert.ok(shown[column.index][2].startsWith(`${words}: `), shown[column.index][2]);
    assert.ok(column.reason.length > 0, column.heading);
  }
  assert.match(await page.textContent("#file-1 .note"), /The heading is row 1/);
  const owner = (fields) => fields.find((it) => it.heading === "Responsible party").fields;
  const before = owner(read);
  const other = before.includes("identity.custodian") ? "identity.owner" : "identity.custodian";
  await page.selectOption("#field-1-3", other);
  await page.waitForSelector(".told.moved");
  await settled(page);
  const inputs = () => page.evaluate(() => document.querySelector("nhi-bar").page.session.assessment.inputs);
  assert.deepEqual(owner((await inputs())[0].columns), [other]);
  await page.click("#undo");
  await settled(page);
  assert.deepEqual(owner((await inputs())[0].columns), before);
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(tab.problems, []);
});

test("a rule for dates is chosen where the cells leave it open", async (t) => {
  const tab = await open(t);
  const { page } = tab;
  await dropped(page, [csv(REGISTER)]);
  const created = async () => {
    const row = await page.evaluate(() =>
      document.querySelector("nhi-bar").page.session.engine.row({ subject: "identity", key: "N1" }),
    );
    return JSON.stringify(row).match(/202[45]-\d\d-\d\d/)?.[0];
  };
  for (const [rule, day] of [["month-first", "2024-03-04"], ["day-first", "2024-04-03"]]) {
    await go(page, "#files/1");
    await page.waitForSelector("#dates-1-6");
    await page.selectOption("#dates-1-6", rule);
    await page.waitForSelector(".told.moved");
    await settled(page);
    assert.equal(await created(), day, rule);
    await page.click("#dismiss");
  }
  assert.deepEqual(tab.problems, []);
});

test("the understanding is saved, and loaded it holds again", async (t) => {
  const tab = await open(t);
  const { page } = tab;
  await dropped(page, [csv(REGISTER)]);
  await go(page, "#files/1");
  await page.waitForSelector("#field-1-3");
  await page.selectOption("#field-1-3", "identity.custodian");
  await page.waitForSelector(".told.moved");
  await settled(page);
  const { name, bytes } = await saved(page, () => page.click("#mapping-save"));
  assert.equal(name, "mapping.toml");
  assert.match(bytes.toString(), /heading = "Responsible party"\ncolumn = 4\nfields = \["identity.custodian"\]/);
  await page.click("#mapping-drop");
  await page.waitForSelector("#mapping-drop", { state: "detached" });
  await settled(page);
  await page.setInputFiles("#mapping-input", { name, mimeType: "text/plain", buffer: bytes });
  await page.waitForSelector("#mapping-drop");
  await settled(page);
  const fields = await page.evaluate(() => document.querySelector("nhi-bar").page.session.assessment.inputs[0].columns[3].fields);
  assert.deepEqual(fields, ["identity.custodian"]);
  await page.setInputFiles("#mapping-input", { name, mimeType: "text/plain", buffer: Buffer.from("[[table]]\nname = 1\n") });
  await page.waitForSelector(".failed");
  assert.match(await page.textContent(".failed"), /line 2/i);
  assert.deepEqual(tab.problems, []);
});

test("the list of what to mend names each cell that could not be understood", async (t) => {
  const { page } = await open(t);
  await dropped(page, [csv(REGISTER.replace("07/08/2026", "the other day"))]);
  const { name, bytes } = await saved(page, () => page.click("#fix-list"));
  assert.equal(name, "fix-list.csv");
  const rows = bytes.toString().trim().split(/\r?\n/);
  assert.ok(rows.slice(1).some((row) => row.includes("register.csv") && row.includes("Last used")), bytes.toString());
});

test("a file of several tables has a line for each", async (t) => {
  const tab = await open(t);
  const { page } = tab;
  const export_ = fileURLToPath(new URL("../../tests/fixtures/exports/entra-applications/graph-first-page.json", import.meta.url));
  await dropped(page, [csv(REGISTER), { name: "applications.json", mimeType: "application/json", buffer: readFileSync(export_) }]);
  const inputs = await page.evaluate(() => document.querySelector("nhi-bar").page.session.assessment.inputs.map((it) => it.name));
  const names = await page.$$eval("table.files tbody tr a.tall", (links) => links.map((a) => a.textContent));
  assert.deepEqual([...names].sort(), [...inputs].sort());
  assert.ok(inputs.length > 2, String(inputs));
  assert.equal(await page.locator("table.files tbody button").count(), 2);
  assert.deepEqual(tab.problems, []);
});

/** A workbook with one sheet, whose cells are texts. */
async function workbook(rows) {
  const xml = (text) => new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>${text}`);
  const cell = (text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const sheet = rows.map((row) => `<row>${row.split(",").map(cell).join("")}</row>`).join("");
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const packages = "http://schemas.openxmlformats.org/package/2006";
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const parts = {
    "[Content_Types].xml": `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/></Types>`,
    "_rels/.rels": `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Accounts" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": `<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`,
  };
  const made = Object.entries(parts).map(([name, text]) => ({ name, bytes: xml(text) }));
  const packed = await zip(made, "2026-11-20");
  return Buffer.from(packed instanceof Blob ? await packed.arrayBuffer() : packed);
}

for (const single of [false, true]) {
  const edition = single ? "the single file" : "the site";
  test(`${edition}: a workbook is read by a module that is loaded for it, and by no other request`, async (t) => {
    const tab = await open(t, { single });
    const { page } = tab;
    await page.waitForLoadState("networkidle");
    await dropped(page, [csv(REGISTER)]);
    const asked = tab.asked.length;
    const buffer = await workbook(REGISTER.split("\n"));
    await dropped(page, [{ name: "estate.xlsx", mimeType: "application/octet-stream", buffer }]);
    await page.waitForFunction(() => document.querySelectorAll("table.files tbody tr").length === 2);
    await settled(page);
    const inputs = await page.evaluate(() => document.querySelector("nhi-bar").page.session.assessment.inputs);
    const [own, book] = ["register.csv", "estate.xlsx"].map((name) => inputs.find((input) => input.name === name));
    assert.deepEqual([book.rows, book.read, book.kind], [own.rows, own.read, own.kind]);
    assert.match(book.container, /Accounts/);
    const requests = single ? [] : ["/nhimap_workbook.js", "/nhimap_workbook_bg.wasm", "/workbook.js"];
    assert.deepEqual([...new Set(single ? [] : tab.asked.slice(asked))].sort(), requests);
    assert.match(await page.textContent("#sent-count"), /^sent: nothing/);
    await dropped(page, [{ name: "notes.docx", mimeType: "application/octet-stream", buffer: Buffer.from("PK\u0003\u0004 no workbook") }]);
    await page.waitForSelector(".files .refused");
    await shot(page, `workbook-${single ? "single" : "site"}`);
    assert.deepEqual(tab.problems, []);
  });
}
