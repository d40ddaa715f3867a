// The page writes the same bytes as the command, in a real browser: as a site with every sample, as one file with its own.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { open } from "./harness.mjs";

/** What the command wrote; `cargo xtask test` makes it. */
const DOCUMENTS = fileURLToPath(new URL("../../target/parity", import.meta.url));

const tabs = [];
after(() => Promise.all(tabs.map((tab) => tab.close())));

async function tab(options) {
  const opened = await open(null, options);
  tabs.push(opened);
  return opened;
}

function* within(folder) {
  for (const name of readdirSync(folder).filter((name) => !name.startsWith(".")).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      yield* within(path);
    } else if (name !== "made.json") {
      yield path;
    }
  }
}

function word(name) {
  const known = { "calendar.ics": "calendar", "owners/index.html": "owners" };
  return known[name] ?? (name.startsWith("owners/") ? `owner/${name.slice("owners/".length)}` : name);
}

/** What the command wrote, by the words that the engine knows the documents by. */
function expected(sample) {
  const folder = join(DOCUMENTS, sample);
  return [...within(folder)].map((path) => [word(relative(folder, path)), createHash("sha256").update(readFileSync(path)).digest("hex")]);
}

/** Runs in the page: what its engine writes, as hashes. */
async function written({ files, ask, words }) {
  const engine = files ? new (await import("./engine.js")).Engine() : document.querySelector("nhi-bar").page.session.engine;
  let asked = ask;
  if (files) {
    const bytes = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const told = await engine.add(files.map(({ name, base64 }) => new File([bytes(base64)], name)));
    await Promise.all(told.map(({ id }, at) => engine.settings(id, { extracted: files[at].extracted, complete: files[at].complete })));
  } else {
    asked = { ...(await engine.sample()).ask, ...ask };
  }
  await engine.assess(asked);
  const out = [];
  for (const name of words) {
    const { bytes } = await engine.report(name);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    out.push([name, Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("")]);
  }
  return out;
}

const samples = existsSync(DOCUMENTS) ? readdirSync(DOCUMENTS) : [];

test("there is something to compare with", () => {
  assert.ok(samples.length > 1, "`cargo xtask test` writes target/parity before it runs these tests");
});

for (const sample of samples) {
  test(`${sample}: every document of the site is that of the command`, async () => {
    const { page } = await tab();
    const made = JSON.parse(readFileSync(join(DOCUMENTS, sample, "made.json"), "utf8"));
    const files = made.files.map((file) => ({ ...file, base64: readFileSync(join(DOCUMENTS, "../..", file.path)).toString("base64") }));
    const documents = expected(sample);
    assert.deepEqual(await page.evaluate(written, { files, ask: made.ask, words: documents.map(([name]) => name) }), documents);
  });
}

test("harbour-mutual: every document of the single file is that of the command", async () => {
  const { page, problems } = await tab({ single: true });
  const made = JSON.parse(readFileSync(join(DOCUMENTS, "harbour-mutual", "made.json"), "utf8"));
  const documents = expected("harbour-mutual");
  const ask = { header: made.ask.header };
  assert.deepEqual(await page.evaluate(written, { ask, words: documents.map(([name]) => name) }), documents);
  assert.deepEqual(problems, []);
});
