// What the page sends: every request of a full session is counted at the server and in the browser. After load there is none.

import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, files, go, open, sample, saved, settled } from "./harness.mjs";

const SCREENS = [
  "files",
  "results",
  "ref/nist-csf-2.0:PR.AA-05",
  "findings",
  "findings?group=none&sort=age",
  "check/credential-not-rotated",
  "owners",
  "owner/1",
  "controls",
  "exceptions",
  "launches",
  "split",
  "responses",
  "data",
  "notes",
  "rows/identity",
  "policy",
  "checks",
  "frameworks",
  "framework/nist-csf-2.0",
  "crosswalk",
  "crosswalk?from=nist-csf-1.1&to=nist-csf-2.0",
  "citations",
  "sent",
  "keys",
];

/** Everything that a person may do in one sitting. */
async function session(page) {
  await sample(page);
  for (const screen of SCREENS) {
    await go(page, `#${screen}`);
  }
  await go(page, "#policy");
  await page.fill("#set-rotation_days", "30");
  await page.waitForSelector("#effect table");
  await page.click("#policy-keep");
  await page.waitForSelector(".told.moved");
  await go(page, "#citations");
  await page.fill("#cite-text", "NIST CSF 2.0 PR.AC-4");
  await page.click("#cite-judge");
  await page.waitForSelector("#cited table");
  await go(page, "#report");
  await page.frameLocator("#preview").locator("h1").waitFor();
  await saved(page, () => page.click("#all"));
  await go(page, "#files");
  await choose(page, files("fernhill", ["register.csv"]));
  await page.click("#forget");
  await page.click("#forget-yes");
  await page.waitForSelector("#forgotten");
  await sample(page);
  await settled(page);
}

const onTheNet = (url) => !/^(blob|data|about|file):/.test(url);

test("the site: after load nothing is asked for, and the page's own count says so", async (t) => {
  const tab = await open(t);
  const { page } = tab;
  // The module is there when the page can tell what it is.
  await page.waitForFunction(() => document.getElementById("sent-count") !== null);
  await page.waitForLoadState("networkidle");
  const atServer = tab.asked.length;
  const inBrowser = tab.requests.filter(onTheNet).length;
  await session(page);
  assert.deepEqual(tab.asked.slice(atServer), [], "requests at the server after load");
  assert.deepEqual(tab.requests.filter(onTheNet).slice(inBrowser), [], "requests in the browser after load");
  assert.match(await page.textContent("#sent-count"), /sent: nothing, 0 requests/);
  assert.deepEqual(tab.problems, []);
});

test("the site: whatever the page tried to send would be refused", async (t) => {
  const tab = await open(t);
  const policy = await tab.page.getAttribute("meta[http-equiv='Content-Security-Policy']", "content");
  for (const rule of [
    "default-src 'none'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types nhimap",
  ]) {
    assert.ok(policy.includes(rule), rule);
  }
  assert.ok(!policy.includes("unsafe-inline") && !policy.includes("'unsafe-eval'") && !policy.includes("http"));
  const refused = await tab.page.evaluate(async () => {
    const tries = {
      fetch: () => fetch("https://example.org/").then(() => "sent"),
      picture: () =>
        new Promise((resolve) =>
          Object.assign(new Image(), {
            onload: () => resolve("sent"),
            onerror: () => resolve("refused"),
            src: "https://example.org/x.png",
          }),
        ),
      markup: () => {
        document.createElement("div").innerHTML = "<b>x</b>";
        return "sent";
      },
    };
    const out = {};
    for (const [name, attempt] of Object.entries(tries)) {
      try {
        out[name] = await attempt();
      } catch {
        out[name] = "refused";
      }
    }
    return out;
  });
  assert.deepEqual(refused, { fetch: "refused", picture: "refused", markup: "refused" });
});

test("the single file: nothing is asked for at all, and the policy names no place to ask", async (t) => {
  const tab = await open(t, { single: true });
  await session(tab.page);
  assert.deepEqual(tab.requests.filter(onTheNet), []);
  const policy = await tab.page.getAttribute("meta[http-equiv='Content-Security-Policy']", "content");
  assert.ok(policy.includes("default-src 'none'") && !policy.includes("connect-src"));
  assert.match(await tab.page.textContent("#sent-count"), /sent: nothing, 0 requests/);
  assert.deepEqual(tab.problems, []);
});
