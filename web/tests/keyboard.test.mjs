// Everything by keyboard: the order of the tab key, the map, the list, and where the focus goes back to.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { go, open, sample, settled } from "./harness.mjs";

describe("everything by keyboard", () => {
  let tab, page;
  before(async () => {
    tab = await open(null);
    page = tab.page;
  });
  after(() => tab?.close());

  const focus = () =>
    page.evaluate(
      () =>
        document.activeElement.id ||
        document.activeElement.dataset.ref ||
        document.activeElement.textContent.slice(0, 40),
    );

  test("the first stop skips to the content, and the sample starts with Enter", async () => {
    await page.keyboard.press("Tab");
    assert.equal(await focus(), "skip");
    await page.focus("#sample");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#see-results");
    // After a step to another place its heading has the focus.
    assert.equal(await page.evaluate(() => document.activeElement.localName), "h1");
  });

  test("arrow keys walk the map; a row of cells is one stop", async () => {
    await go(page, "#results");
    await page.focus("[data-ref='nist-csf-2.0:PR.AA-01']");
    await page.keyboard.press("ArrowRight");
    assert.equal(await focus(), "nist-csf-2.0:PR.AA-02");
    await page.keyboard.press("End");
    assert.equal(await focus(), "nist-csf-2.0:PR.AA-06");
    await page.keyboard.press("ArrowDown");
    assert.match(await focus(), /^nist-csf-2\.0:PR\.AT-/);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Home");
    assert.equal(await focus(), "nist-csf-2.0:PR.AA-01");
    const stops = await page.$$eval(".heat .cells", (rows) =>
      rows.map((row) => [...row.children].filter((cell) => cell.tabIndex === 0).length),
    );
    assert.ok(
      stops.every((n) => n === 1),
      String(stops),
    );
  });

  test("Escape closes the open reference, and the focus is where it came from", async () => {
    await go(page, "#results");
    await page.focus("[data-ref='nist-csf-2.0:PR.AA-05']");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.id === "panel-head");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement.dataset.ref === "nist-csf-2.0:PR.AA-05");
    assert.match(page.url(), /#results$/);
  });

  test("j and k walk the findings, / reaches the text, ? lists the keys", async () => {
    await go(page, "#findings?group=none");
    await page.keyboard.press("j");
    const first = await focus();
    await page.keyboard.press("j");
    assert.notEqual(await focus(), first);
    await page.keyboard.press("k");
    assert.equal(await focus(), first);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".panel h2");
    const id = page.url().split("/").at(-1);
    await page.keyboard.press("j");
    await page.waitForFunction((before) => !location.hash.endsWith(before), id);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => location.hash.startsWith("#findings"));
    await settled(page);
    await page.keyboard.press("/");
    assert.equal(await focus(), "filter-text");
    await page.keyboard.type("?");
    assert.equal(await page.inputValue("#filter-text"), "?");
    await page.fill("#filter-text", "");
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("?");
    await page.waitForFunction(() => location.hash === "#keys");
  });

  test("single letters can be switched off", async () => {
    await go(page, "#keys");
    await page.uncheck("#letters");
    await go(page, "#findings?group=none");
    const before = await focus();
    await page.keyboard.press("j");
    assert.equal(await focus(), before);
    await go(page, "#keys");
    await page.check("#letters");
  });

  test("the dialog keeps the focus and gives it back", async () => {
    await go(page, "#files");
    await page.focus("#forget");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open]");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.querySelector("dialog") === null);
    assert.equal(await focus(), "forget");
    assert.deepEqual(tab.problems, []);
  });
});
