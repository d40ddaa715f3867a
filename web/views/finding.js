// One finding beside the list, down to its cells; and one cell, larger than the others.

import { data, h, joined, prose, said } from "../dom.js";
import { to } from "../route.js";
import { say, t } from "../words.js";
import { address, day, link, mapsOf, severity, value, where } from "./parts.js";
import { inFile, path } from "./reference.js";

/** One finding: the sentence, whose it is, and its way down to the cells. */
export function findingPanel(page, trace) {
  const { assessment } = page.session;
  const { finding } = trace;
  const check = assessment.checks.find((it) => it.id === finding.check);
  const fact = (key, content) => [h("dt", null, t(`finding.${key}`)), h("dd", null, content)];
  return h(
    "article.panel",
    { "aria-labelledby": "panel-head" },
    h(
      "p.panel-top",
      null,
      severity(finding.severity),
      " ",
      h("code.soft", null, finding.id),
      h("a.close", { href: to("findings", "", page.session.list), id: "close" }, t("panel.close")),
    ),
    h("h2", { id: "panel-head" }, prose(finding.message)),
    h(
      "dl.about",
      null,
      fact("check", [
        link(to("check", finding.check), check ? prose(check.title) : finding.check),
        check ? h("span.under", null, said(check.severity_why)) : null,
      ]),
      finding.identity ? fact("identity", data(finding.identity)) : null,
      finding.key !== finding.identity
        ? fact("row", [t(`subjectOne.${finding.subject}`), " ", data(finding.key, "code")])
        : null,
      fact("owner", finding.owner ? data(finding.owner) : t("none.owner")),
      fact("environment", finding.environment ? data(finding.environment) : t("none.word")),
      finding.exception
        ? fact("exception", [
            link(to("exceptions"), data(finding.exception.exception)),
            " ",
            t(`exceptionState.${finding.exception.state}`),
            finding.exception.ends ? [", ", say("finding.until", { day: day(finding.exception.ends) })] : null,
            finding.exception.approver
              ? [", ", say("finding.approvedBy", { who: data(finding.exception.approver) })]
              : null,
          ])
        : null,
      finding.response ? fact("response", response(finding.response)) : null,
      finding.under
        ? fact("under", [
            link(to("finding", finding.under), h("code", null, finding.under)),
            " ",
            h("span.soft", null, t("finding.underWhy")),
          ])
        : null,
    ),
    h("h3", null, t("path.heading")),
    page.route.screen === "cell" ? cellOpen(page, trace) : null,
    path(assessment, trace),
    check?.why ? [h("h3", null, t("finding.why")), h("p.small", null, said(check.why))] : null,
    check?.limits ? [h("h3", null, t("finding.limits")), h("p.small", null, said(check.limits))] : null,
    check
      ? [
          h("h3", null, t("findings.relates")),
          h(
            "ul.maps",
            null,
            mapsOf(assessment, check).map((m) =>
              h(
                "li",
                null,
                h("span.id", null, link(to("ref", m.reference), m.cited)),
                " ",
                h("em", null, t(`how.${m.how}`)),
                ": ",
                prose(m.why),
              ),
            ),
          ),
        ]
      : null,
  );
}

function response(it) {
  const parts = [
    it.status ? t(`responseState.${it.status}`) : null,
    it.action ? data(it.action) : null,
    it.owner ? data(it.owner) : null,
    it.due ? say("finding.due", { day: day(it.due) }) : null,
    it.comment ? data(it.comment) : null,
  ].filter(Boolean);
  return [joined(parts, ", "), it.overdue ? [" ", h("mark", null, t("finding.overdue"))] : null];
}

/** The cell that was asked for, larger than the others. */
function cellOpen(page, trace) {
  const { assessment } = page.session;
  const [file, at] = page.route.id.split("/");
  const traced = trace.cells.find(({ cell }) => {
    const place = address(assessment, cell);
    return place && String(place.file) === file && place.at === at;
  });
  if (!traced) {
    return null;
  }
  const { cell } = traced;
  return h(
    "div.cell-open",
    { "data-cell-open": true, tabindex: -1 },
    h(
      "p.where",
      null,
      say("path.cell", {
        file: data(cell.file),
        row: String(cell.line),
        column: cell.column ? data(cell.column, "code") : "–",
      }),
      " ",
      h("code", null, at),
    ),
    h("p.big", null, traced.in_file === null ? value(cell.value) : inFile(traced.in_file)),
    h("p.where", null, ...say("path.readAs", { field: h("code", null, cell.field) }), ": ", value(cell.value)),
  );
}

/** A cell without the finding that led to it: where it stands, and what its column feeds. */
export function cellAlone(page) {
  const { assessment } = page.session;
  const [file, at = ""] = page.route.id.split("/");
  const input = assessment.inputs[Number(file) - 1];
  const [, letters = "", row = ""] = at.match(/^([A-Z]*)(\d+)$/) ?? [];
  const index = [...letters].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  const column = input?.columns[index];
  return h(
    "article.panel",
    null,
    h("h2", null, t("cell.heading", { at })),
    input
      ? h(
          "p",
          null,
          say("path.cell", { file: data(input.name), row, column: column ? data(column.heading, "code") : "–" }),
        )
      : h("p", null, t("cell.noFile")),
    column
      ? h(
          "p",
          null,
          t("cell.feeds"),
          " ",
          column.fields.length > 0
            ? joined(
                column.fields.map((f) => h("code", null, f)),
                ", ",
              )
            : t(`columns.how.${column.how.replace(" ", "")}`),
        )
      : null,
    h("p.soft.small", null, t("cell.contents")),
  );
}
