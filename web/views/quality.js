// How far the data can be trusted: what was assumed, what could not be read, what no file says.

import { data, h, joined, prose, Region, said, table } from "../dom.js";
import { to } from "../route.js";
import { number, say, share, t } from "../words.js";
import { kinds, link, rowsOf } from "./parts.js";

/** The figures that decide how far the rest holds. */
export function qualitySummary(assessment) {
  const rows = assessment.inputs.reduce((n, it) => n + it.rows, 0);
  const read = assessment.inputs.reduce((n, it) => n + it.read, 0);
  const notes = assessment.notes.reduce((n, it) => n + it.count, 0);
  const unknown = assessment.checks.reduce((n, it) => n + it.counts.unknown, 0);
  const tested = assessment.checks.reduce((n, it) => n + it.counts.tested, 0);
  const silent = assessment.checks.filter((it) => it.not_evaluated).length;
  const fact = (n, of, words, href) =>
    h(
      "div",
      null,
      h("dt", null, words),
      h(
        "dd",
        null,
        link(href, number(n)),
        " ",
        h("small", null, of === null ? null : t("share.of", { of, percent: share(n, of) })),
      ),
    );
  return h(
    "dl.facts",
    null,
    fact(read, rows, t("quality.read"), to("files")),
    fact(unknown, tested, t("quality.unknown"), to("findings", "", { status: "unknown" })),
    fact(notes, null, t("quality.notes"), to("notes")),
    fact(silent, assessment.checks.length, t("quality.silent"), to("data")),
  );
}

class Quality extends Region {
  draw({ session }) {
    const { assessment } = session;
    return h(
      "section",
      null,
      h("h1", null, t("quality.heading")),
      h("p.lead", null, t("quality.lead")),
      qualitySummary(assessment),
      assumptions(assessment),
      missing(assessment),
      notEvaluated(assessment),
      dictionary(assessment),
    );
  }
}

function assumptions({ policy }) {
  const columns = [
    { head: t("quality.assumption") },
    { head: t("quality.assumed"), label: t("quality.assumed") },
    { head: t("quality.decided"), num: true, label: t("quality.decided") },
  ];
  const rows = policy.assumptions.map((it) => [
    h("code", null, it.name),
    data(it.value),
    say("share.nOf", { n: it.rows, of: it.of, percent: share(it.rows, it.of) }),
  ]);
  return rows.length === 0
    ? null
    : h(
        "section",
        null,
        h("h2", null, t("quality.assumptions")),
        table({ caption: t("quality.assumptionsCaption"), columns, rows }),
      );
}

/** Fields that left rows unknown: one line per field, with the checks that asked for it. */
function missing(assessment) {
  const fields = new Map();
  for (const check of assessment.checks) {
    for (const it of check.missing) {
      const entry = fields.get(it.field) ?? { rows: 0, no_column: it.no_column, checks: [] };
      entry.rows = Math.max(entry.rows, it.rows);
      entry.checks.push({ id: check.id, rows: it.rows });
      fields.set(it.field, entry);
    }
  }
  const list = [...fields].toSorted(([, a], [, b]) => b.rows - a.rows);
  if (list.length === 0) {
    return null;
  }
  const columns = [
    { head: t("quality.field") },
    { head: t("quality.how"), label: t("quality.how") },
    { head: t("quality.rows"), num: true, label: t("quality.rows") },
    { head: t("quality.checks"), label: t("quality.checks") },
  ];
  const rows = list.map(([field, it]) => [
    h("code", null, field),
    t(it.no_column ? "quality.noColumn" : "quality.blank"),
    number(it.rows),
    h(
      "span.small",
      null,
      joined(
        it.checks.map((c) =>
          h("span", null, link(rowsOf(c.id, "unknown"), h("code", null, c.id)), ` ${number(c.rows)}`),
        ),
        ", ",
      ),
    ),
  ]);
  return h(
    "section",
    null,
    h("h2", null, t("quality.missing")),
    table({ caption: t("quality.missingCaption"), columns, rows }),
  );
}

function notEvaluated({ checks }) {
  const list = checks.filter((it) => it.not_evaluated);
  if (list.length === 0) {
    return h("p.note", null, t("quality.allEvaluated", { n: checks.length }));
  }
  const columns = [{ head: t("quality.check") }, { head: t("quality.why"), label: t("quality.why") }];
  return h(
    "section",
    null,
    h("h2", null, t("quality.notEvaluated", { n: list.length, of: checks.length })),
    table({
      caption: t("quality.notEvaluatedCaption"),
      columns,
      rows: list.map((it) => [link(to("check", it.id), prose(it.title)), said(it.not_evaluated)]),
    }),
  );
}

function dictionary(assessment) {
  const columns = [
    { head: t("quality.field") },
    { head: t("quality.says"), label: t("quality.says") },
    { head: t("quality.from"), label: t("quality.from") },
  ];
  const rows = () =>
    assessment.dictionary.map((it) => [
      h("span", null, prose(it.label), " ", h("code.soft", null, it.field)),
      said(it.says),
      joined(
        it.from.map((from) => h("span", null, prose(from))),
        "; ",
      ),
    ]);
  const body = h("div");
  const details = h(
    "details",
    {
      on: {
        toggle: () =>
          details.open &&
          body.childElementCount === 0 &&
          body.append(table({ caption: t("quality.dictionaryCaption"), columns, rows: rows() })),
      },
    },
    h("summary", null, t("quality.dictionary", { n: assessment.dictionary.length })),
    body,
  );
  return h("section", null, h("h2", null, t("quality.fields")), details);
}

/** Notes: what is odd about the input. Never a finding, never the content of a cell. */
class Notes extends Region {
  draw({ session }) {
    const { assessment } = session;
    const columns = [
      { head: t("notes.note") },
      { head: t("notes.in"), label: t("notes.in") },
      { head: t("notes.count"), num: true, label: t("notes.count") },
      { head: t("notes.where"), label: t("notes.where") },
    ];
    const rows = assessment.notes.map((it) => [
      h("span", null, said(it.says), h("span.under", null, h("code", null, it.kind))),
      it.file
        ? h(
            "span",
            null,
            data(it.file),
            it.column ? [", ", say("notes.column", { column: data(it.column, "code") })] : null,
          )
        : t("notes.all"),
      number(it.count),
      h(
        "span.where",
        null,
        it.lines.length > 0
          ? t(it.count > it.lines.length ? "refused.linesMore" : "refused.lines", {
              lines: it.lines.join(", "),
              n: it.count > it.lines.length ? it.count - it.lines.length : it.lines.length,
            })
          : t("notes.nowhere"),
      ),
    ]);
    const unknown = assessment.checks.reduce((n, c) => n + c.counts.unknown, 0);
    return h(
      "section",
      null,
      h("h1", null, t("notes.heading")),
      kinds(assessment, unknown, "notes"),
      h("p.note", null, t("notes.lead")),
      rows.length === 0
        ? h("p", null, t("notes.none"))
        : table({ caption: t("notes.caption", { n: assessment.notes.length }), columns, rows }),
    );
  }
}

customElements.define("nhi-quality", Quality);
customElements.define("nhi-notes", Notes);
