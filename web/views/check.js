// One check: its question, its counts, what it speaks to.

import { data, h, joined, prose, Region, said, table } from "../dom.js";
import { to } from "../route.js";
import { number, t } from "../words.js";
import { cited, count, link, rowsOf, severity, where } from "./parts.js";

/** One check: its question, its counts, what it speaks to. */
class Check extends Region {
  draw({ session, route }) {
    const { assessment } = session;
    const check = assessment.checks.find((it) => it.id === route.id);
    if (!check) {
      return h(
        "section",
        null,
        h("h1", null, t("check.unknown")),
        h("p", null, link(to("findings"), t("findings.all", { n: assessment.findings.total }))),
      );
    }
    const { counts } = check;
    const cell = (key, href) =>
      h(
        "div",
        null,
        h("dt", null, t(`verdict.${key}`)),
        h("dd", null, href ? count(counts[key], href) : number(counts[key])),
      );
    const about = (key, content) => (content ? [h("dt", null, t(`check.${key}`)), h("dd", null, content)] : null);
    return h(
      "section.check",
      null,
      h("p.panel-top", null, severity(check.severity), " ", h("code.soft", null, check.id)),
      h("h1", null, prose(check.title)),
      check.not_evaluated ? h("p.lead", null, t("check.notEvaluated"), " ", said(check.not_evaluated)) : null,
      h(
        "dl.facts.sums",
        { "aria-label": t("check.sums") },
        cell("fail", rowsOf(check.id)),
        cell("unknown", rowsOf(check.id, "unknown")),
        cell("accepted", rowsOf(check.id, "accepted")),
        cell("pass"),
        cell("tested"),
        cell("not_applicable"),
      ),
      h("p.note", null, t("check.sum")),
      h(
        "dl.about.wide",
        null,
        about("why", said(check.why)),
        about("remedy", said(check.remedy)),
        about("limits", said(check.limits)),
        about("severity", [severity(check.severity), " ", said(check.severity_why)]),
        about(
          "thresholds",
          check.thresholds.length > 0
            ? [
                joined(
                  check.thresholds.map((it) => h("span", null, prose(it))),
                  "; ",
                ),
                " ",
                link(to("policy"), t("check.change")),
              ]
            : null,
        ),
        about(
          "missing",
          check.missing.length > 0
            ? joined(
                check.missing.map((it) =>
                  h(
                    "span",
                    null,
                    h("code", null, it.field),
                    " ",
                    t(it.no_column ? "check.noColumn" : "check.blank", { n: it.rows }),
                  ),
                ),
                "; ",
              )
            : null,
        ),
      ),
      check.worst.length > 0
        ? h(
            "section",
            null,
            h("h2", null, t("check.worst", { n: check.worst.length, of: counts.fail })),
            rowsTable(check.worst),
          )
        : null,
      check.accepted.length > 0
        ? h(
            "section",
            null,
            h("h2", null, t("check.accepted", { n: check.accepted.length, of: counts.accepted })),
            rowsTable(check.accepted),
          )
        : null,
      check.unknown_examples.length > 0
        ? h(
            "section",
            null,
            h("h2", null, t("check.unknownRows", { n: check.unknown_examples.length, of: counts.unknown })),
            rowsTable(check.unknown_examples),
          )
        : null,
      h(
        "section",
        null,
        h("h2", null, t("check.maps", { n: check.maps.length })),
        h("ul.maps.two-columns", null, mapLines(assessment, check)),
      ),
    );
  }
}

function mapLines(assessment, check) {
  const order = { tests: 0, supports: 1, context: 2 };
  return check.maps
    .toSorted((a, b) => order[a.how] - order[b.how])
    .map((m) => h("li", null, cited(assessment, [m.cited]), " ", h("em", null, t(`how.${m.how}`)), ": ", prose(m.why)));
}

function rowsTable(list) {
  const columns = [
    { head: t("findings.severity"), label: t("findings.severity") },
    { head: t("findings.shows"), row: true },
    { head: t("findings.owner"), label: t("findings.owner") },
    { head: t("findings.where"), label: t("findings.where") },
  ];
  const rows = list.map((it) => [
    severity(it.severity),
    link(to("finding", it.id), prose(it.message)),
    it.owner ? data(it.owner) : h("span.soft", null, t("none.owner")),
    h("span.where", null, where(it)),
  ]);
  return table({ columns, rows, name: ".finds" });
}

customElements.define("nhi-check", Check);
