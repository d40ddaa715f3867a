// Workbooks dropped on the page: the same answer as for the table in them, as a site and as one file; refusals say what to do.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { files, open } from "./harness.mjs";

/** A package of these parts, as a spreadsheet program writes it. */
function pack(parts) {
  const bodies = [];
  const directory = [];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const bytes = Buffer.from(text);
    const packed = deflateRawSync(bytes);
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(8, 4);
    about.writeUInt32LE(crc32(bytes), 10);
    about.writeUInt32LE(packed.length, 14);
    about.writeUInt32LE(bytes.length, 18);
    about.writeUInt16LE(name.length, 22);
    const end = Buffer.alloc(14);
    end.writeUInt32LE(offset, 10);
    bodies.push(Buffer.from("PK\x03\x04"), about, Buffer.from(name), packed);
    directory.push(Buffer.from("PK\x01\x02\x14\x00"), about, end, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const last = Buffer.alloc(18);
  const count = Object.keys(parts).length;
  last.writeUInt16LE(count, 4);
  last.writeUInt16LE(count, 6);
  last.writeUInt32LE(listed.length, 8);
  last.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, listed, Buffer.from("PK\x05\x06"), last]);
}

/** The sum that a package keeps of each part; the node that this runs in may have none of its own. */
function crc32(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    }
  }
  return ~sum >>> 0;
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** The records of a table. */
function records(csv) {
  const out = [[]];
  const cell = /("(?:[^"]|"")*"|[^,\n\r]*)(,|\r?\n|$)/gy;
  for (let found = cell.exec(csv); found && cell.lastIndex <= csv.length; found = cell.exec(csv)) {
    const [, text, end] = found;
    out.at(-1).push(text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);
    if (end === "" || cell.lastIndex === csv.length) {
      break;
    }
    if (end !== ",") {
      out.push([]);
    }
  }
  return out;
}

/** A workbook whose one sheet holds the table as text. */
function workbook(csv) {
  const rows = records(csv).map(
    (row) =>
      `<row>${row.map((text) => `<c t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`).join("")}</row>`,
  );
  const relation = (type, target) =>
    `<Relationships><Relationship Id="r1" Type="http://x/${type}" Target="${target}"/></Relationships>`;
  return pack({
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
    "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/sheet1.xml"),
    "xl/workbook.xml": '<workbook><sheets><sheet name="Register" r:id="r1"/></sheets></workbook>',
    "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${rows.join("")}</sheetData></worksheet>`,
  });
}

/** Runs in the page: what its engine understands of files, and what it counts of those that it can read. */
async function counted({ list, site }) {
  const bytes = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const engine = site ? new (await import("./engine.js")).Engine() : document.querySelector("nhi-bar").page.session.engine;
  const told = await engine.add(list.map(({ name, base64 }) => new File([bytes(base64)], name)));
  const out = { told: told.map(({ name, kind, refused }) => ({ name, kind, refused })), checks: null };
  if (told.some(({ refused }) => !refused)) {
    const { checks, inputs } = await engine.assess({ today: "2026-11-20", as_of: "2026-11-20" });
    out.checks = checks.map(({ id, counts }) => [id, counts]);
    out.inputs = inputs.map(({ rows, sha256 }) => ({ rows, sha256 }));
  }
  await engine.clear();
  return out;
}

const given = (name, bytes) => ({ name, base64: Buffer.from(bytes).toString("base64") });
const table = readFileSync(files("fernhill", ["register.csv"])[0], "utf8");

for (const single of [false, true]) {
  test(`${single ? "the single file" : "the site"}: a workbook is assessed as the table in it`, async (t) => {
    const { page, asked } = await open(t, { single });
    const site = !single;
    const modules = () => asked.filter((path) => path === "/nhimap_workbook_bg.wasm").length;
    const before = modules();
    const ofTable = await page.evaluate(counted, { list: [given("register.csv", table)], site });
    assert.equal(modules(), before, "the module for workbooks is not asked for before there is one");
    // The name says nothing: what the file holds does.
    const ofWorkbook = await page.evaluate(counted, { list: [given("register.txt", workbook(table))], site });
    assert.equal(modules(), before + (site ? 1 : 0));
    assert.equal(ofWorkbook.told[0].refused, null);
    assert.equal(ofWorkbook.told[0].kind, ofTable.told[0].kind);
    assert.equal(ofWorkbook.inputs[0].rows, ofTable.inputs[0].rows);
    assert.match(ofWorkbook.inputs[0].sha256, /^[0-9a-f]{64}$/);
    assert.deepEqual(ofWorkbook.checks, ofTable.checks);
  });
}

test("what is no workbook is refused with what it is, and the next file is read", async (t) => {
  const { page } = await open(t);
  const relation = '<Relationships><Relationship Id="r" Type="x/officeDocument" Target="word/document.xml"/></Relationships>';
  const list = [
    given("plan.xlsx", pack({ "_rels/.rels": relation, "word/document.xml": "<x/>" })),
    given("old.xls", Buffer.from("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "latin1")),
    given("register.xlsx", workbook(table)),
  ];
  const { told, checks } = await page.evaluate(counted, { list, site: true });
  assert.deepEqual(
    told.map(({ refused }) => refused && [refused.kind, refused.place.file]),
    [["not-a-workbook", "plan.xlsx"], ["damaged", "old.xls"], null],
  );
  assert.match(told[0].refused.message, /a Word document/);
  assert.ok(told.slice(0, 2).every(({ refused }) => refused.remedy.length > 10));
  assert.ok(checks.length > 100);
});
