// Cells that want to be markup, a script, a formula, another direction or a megabyte: all of them are text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { go, open, settled } from "./harness.mjs";

const MARKUP = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
const FORMULA = '=HYPERLINK("http://evil.example","x")';
const TURNED = "svc-\u202Efdp.exe";
const LONG = "n".repeat(1 << 20);

const HEADER = ["Identity ID", "Name", "Kind", "Owner", "Environment", "Status", "Purpose", "Last used", MARKUP];
const ROWS = [
  ["H1", MARKUP, "service_account", MARKUP, MARKUP, "active", FORMULA, "2019-01-01", "x"],
  ["H2", TURNED, "service_account", "", "production", "active", "", "2019-01-01", "x"],
  ["H3", FORMULA, "service_account", "`a`b`", "production", "active", "", "2019-01-01", "x"],
  ["H4", LONG, "service_account", LONG, "production", "active", "", "2019-01-01", "x"],
  [MARKUP, "svc", "service_account", "x", "production", "active", "", "2019-01-01", "x"],
];

const csv = [HEADER, ...ROWS].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")).join("\n");

test("hostile cells are shown as text on every screen", async (t) => {
  const tab = await open(t);
  const { page } = tab;
  const dialogs = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    dialog.dismiss();
  });
  await page.setInputFiles("#choose-input", {
    name: `${MARKUP}.csv`.replaceAll("/", ""),
    mimeType: "text/csv",
    buffer: Buffer.from(csv),
  });
  await page.waitForSelector("#see-results", { timeout: 60_000 });
  const screens = [
    "files",
    "files/1",
    "results",
    "findings?group=none&size=200",
    "owners",
    "owner/1",
    "rows/identity",
    "data",
    "notes",
    "controls",
    "policy",
  ];
  for (const screen of screens) {
    await go(page, `#${screen}`);
    await settled(page);
    assert.equal(
      await page.evaluate(
        () => document.querySelectorAll("main img, main script, main [onerror], main [style]").length,
      ),
      0,
      screen,
    );
    assert.equal(await page.evaluate(() => window.hit), undefined, screen);
    assert.ok(
      (await page.evaluate(() => document.querySelector("main").textContent.length)) < 400_000,
      `${screen} shows a megabyte`,
    );
  }
  await go(page, "#findings?group=none&size=200");
  const text = await page.textContent(".list");
  assert.ok(text.includes("<img src=x onerror="), "markup is read as it is");
  assert.ok(text.includes("U+202E"), "a turned direction is named");
  assert.ok(!text.includes("\u202E"), "and not obeyed");
  for (const row of await page.$$eval(".list [data-row]", (rows) =>
    rows.slice(0, 12).map((it) => it.getAttribute("href")),
  )) {
    await go(page, row);
    await page.waitForSelector(".panel h2");
    assert.equal(await page.evaluate(() => document.querySelectorAll("main img, main script").length), 0);
  }
  await go(page, "#report");
  await page.frameLocator("#preview").locator("h1").waitFor();
  assert.equal(await page.frameLocator("#preview").locator("img, script").count(), 0);
  assert.equal(await page.evaluate(() => window.hit), undefined);
  assert.deepEqual(dialogs, []);
  assert.deepEqual(tab.problems, []);
  assert.deepEqual(
    tab.requests.filter((url) => url.includes("evil.example")),
    [],
  );
});
