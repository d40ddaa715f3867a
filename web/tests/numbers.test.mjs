// Every number on the page, counted again from the assessment and the findings that the page itself hands out.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { go, open, sample, saved } from "./harness.mjs";

describe("every number, counted again", () => {
  let tab, page, assessment, findings;
  before(async () => {
    tab = await open(null);
    page = tab.page;
    await sample(page);
    await go(page, "#report");
    assessment = JSON.parse((await saved(page, () => page.click("#save-json"))).bytes);
    findings = JSON.parse((await saved(page, () => page.click("#save-findings-json"))).bytes);
  });
  after(() => tab?.close());

  const n = (text) => Number(text.replaceAll(",", "").replace("−", "-").match(/-?\d+/)?.[0] ?? NaN);
  const cells = (selector) =>
    page.$$eval(`${selector} tbody tr`, (rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())),
    );
  const sum = (list, of) => list.reduce((all, it) => all + of(it), 0);

  test("files: rows in the file = read + set apart + refused, row by row and in the sum", async () => {
    await go(page, "#files");
    const rows = await cells("table.files");
    assert.equal(rows.length, assessment.inputs.length);
    rows.forEach((row, at) => {
      const input = assessment.inputs[at];
      const [all, read, apart, refused] = row.slice(2).map(n);
      assert.deepEqual(
        [all, read, apart, refused],
        [input.rows, input.read, sum(input.set_apart, (r) => r.rows), sum(input.refused, (r) => r.rows)],
        input.name,
      );
      assert.equal(all, read + apart + refused, input.name);
    });
    const foot = (await page.$$eval("table.files tfoot td", (list) => list.map((cell) => cell.textContent)))
      .slice(1)
      .map(n);
    assert.deepEqual(foot, [
      sum(assessment.inputs, (i) => i.rows),
      sum(assessment.inputs, (i) => i.read),
      sum(assessment.inputs, (i) => sum(i.set_apart, (r) => r.rows)),
      sum(assessment.inputs, (i) => sum(i.refused, (r) => r.rows)),
    ]);
    const heading = await page.textContent("h1");
    assert.ok(heading.startsWith(`${foot[1]} of ${foot[0]} rows`), heading);
  });

  test("results: figures, frameworks and references are those of the assessment", async () => {
    await go(page, "#results");
    const figures = await page.$$eval("dl.facts >> nth=0", ([list]) =>
      [...list.querySelectorAll("dd")].map((dd) =>
        dd.textContent
          .match(/[\d,]+/g)
          .slice(0, 2)
          .map((t) => Number(t.replaceAll(",", ""))),
      ),
    );
    assert.deepEqual(
      figures,
      assessment.conclusion.figures.map((f) => [f.n, f.of]),
    );

    const heads = await page.$$eval("table.fw thead th", (list) => list.slice(1, -1).map((th) => th.textContent));
    const rows = await cells("table.fw");
    assessment.frameworks.forEach((framework, at) => {
      if (framework.counts.length === 0) {
        return;
      }
      const counts = rows[at].slice(1).map(n);
      const words = framework.references
        .filter((it) => it.result)
        .map((it) => (it.result === "accepted until" ? "accepted" : it.result));
      assert.deepEqual(
        counts.slice(0, -1),
        heads.map((word) => words.filter((it) => it === word).length),
        framework.id,
      );
      assert.equal(counts.at(-1), words.length);
      assert.equal(
        sum(counts.slice(0, -1), (it) => it),
        counts.at(-1),
        `${framework.id} adds up`,
      );
    });

    const risks = await cells("table.risks");
    assessment.frameworks[0].references.forEach((it, at) => {
      assert.deepEqual(
        [risks[at][0].split(" ")[0], risks[at][1], n(risks[at][2]), n(risks[at][3])],
        [it.label, it.result, it.identities, it.findings],
      );
    });

    for (const framework of assessment.frameworks.filter((it) => it.groups.length > 0)) {
      for (const it of framework.references) {
        const shown = (await page.textContent(`[data-ref="${it.reference}"]`)).trim();
        assert.ok(
          shown.startsWith(it.label) && shown.includes(it.result.replace("accepted until", "accepted")),
          `${shown} for ${it.label} ${it.result}`,
        );
      }
    }
  });

  test("findings: the counts are those of the file of all findings, and severities add up", async () => {
    const open_ = findings.filter((f) => !f.accepted);
    assert.equal(assessment.findings.total + assessment.grouped, open_.length);
    assert.equal(findings.length - open_.length, assessment.accepted.total);
    await go(page, "#results");
    const ids = await page.$$eval("table.found .under code", (list) => list.map((code) => code.textContent));
    for (const [at, row] of (await cells("table.found")).entries()) {
      const id = ids[at];
      const check = assessment.checks.find((c) => c.id === id);
      const [fail, decided] = row[2].match(/\d+/g).map(Number);
      assert.equal(fail, open_.filter((f) => f.check === id).length, id);
      assert.equal(fail, check.counts.fail);
      assert.equal(decided, check.counts.fail + check.counts.pass + check.counts.accepted);
      assert.equal(n(row[3]), check.counts.unknown);
    }
  });

  test("checks: fail + unknown + accepted + pass = tested, on the page of each check with findings", async () => {
    for (const check of assessment.checks.filter((c) => c.counts.tested > 0)) {
      await go(page, `#check/${check.id}`);
      const shown = (await page.$$eval(".sums dd", (list) => list.map((dd) => dd.textContent))).map(n);
      const { fail, unknown, accepted, pass, tested, not_applicable: none } = check.counts;
      assert.deepEqual(shown, [fail, unknown, accepted, pass, tested, none], check.id);
      assert.equal(shown[0] + shown[1] + shown[2] + shown[3], shown[4], check.id);
      assert.equal(fail, findings.filter((f) => f.check === check.id && !f.accepted).length, check.id);
    }
  });

  test("a reference's checks, its contradiction and its findings are those of the assessment", async () => {
    for (const it of assessment.frameworks[0].references) {
      await go(page, `#ref/${it.reference}`);
      for (const row of await page.$$eval(".panel .checks tbody tr", (rows) =>
        rows.map((tr) => ({
          href: tr.querySelector("th a").getAttribute("href"),
          cells: [...tr.querySelectorAll("td")].map((td) => td.textContent),
        })),
      )) {
        const { counts } = it.checks.find((c) => `#check/${c.check}` === row.href);
        assert.deepEqual(
          row.cells.map(n),
          [counts.fail, counts.unknown, counts.accepted, counts.pass, counts.tested],
          `${it.label} ${row.href}`,
        );
      }
      const contradiction = it.claim?.contradiction;
      if (contradiction) {
        const text = await page.textContent(".panel");
        assert.ok(text.includes(`${contradiction.n} of ${contradiction.of} rows`), it.label);
        assert.ok(text.includes(contradiction.quote));
      }
    }
  });

  test("every count that is a link leads to as many rows", async () => {
    await go(page, "#results");
    const links = await page.$$eval("main a[href^='#findings?']", (list) =>
      [...new Map(list.map((a) => [a.getAttribute("href"), a.textContent.trim()]))].filter(([, text]) =>
        /^[\d,]+$/.test(text),
      ),
    );
    assert.ok(links.length > 20, `${links.length} links`);
    for (const [href, text] of links.slice(0, 60)) {
      await go(page, `${href}&group=none`);
      const caption = await page.textContent(".list caption");
      const found = n(caption.match(/of ([\d,]+):/)[1]);
      if (!href.includes("reference=")) {
        assert.equal(found, n(text), href);
        continue;
      }
      const reference = new URLSearchParams(href.split("?")[1]).get("reference");
      const it = assessment.frameworks.flatMap((f) => f.references).find((r) => r.reference === reference);
      // A reference counts a leaver's findings once; the list names the rows that stand under another finding too.
      assert.ok(found >= it.findings, `${href}: ${found} rows for ${it.findings}`);
    }
  });
});
