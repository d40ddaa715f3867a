// One reference: result, rule, claim, checks, the worst rows, and one row down to its cell.

import { data, h, joined, official, prose, said, table } from "../dom.js";
import { to } from "../route.js";
import { say, share, t } from "../words.js";
import { badge, cellLink, checkTitle, count, day, link, RESULTS, rowsOf, severity, value, where } from "./parts.js";

/** Worst rows shown in the panel, and checks before the others fold away. */
const SHOWN = 5;
const CHECKS = 6;

/** The panel. */
export function referencePanel(page, { framework, it }) {
  const { assessment } = page.session;
  const close =
    page.route.screen === "ref" ? h("a.close", { href: to("results"), id: "close" }, t("panel.close")) : null;
  return h(
    "article.panel",
    { "aria-labelledby": "panel-head", tabindex: -1 },
    h(
      "p.panel-top",
      null,
      it.result ? badge(it.result, it.accepted_until) : h("span.soft", null, t("panel.noResult")),
      " ",
      h("span.soft.small", null, `${framework.name} ${framework.edition}`),
      close,
    ),
    h("h2", { id: "panel-head" }, h("span.id", null, it.label), it.title ? [" ", official(it.title)] : null),
    h("p", null, said(it.says), it.identities > 0 ? [" ", t("panel.identities", { n: it.identities })] : null),
    h(
      "p.rule",
      null,
      it.result
        ? [
            h("span", null, t(`rule.${RESULTS[it.result]}`)),
            " ",
            h("span", null, say("panel.rule", { rule: prose(it.rule.says) })),
          ]
        : null,
      indicated(assessment, it),
    ),
    it.description ? h("p.rule", null, say("panel.asks", { asks: prose(it.description) })) : null,
    claim(assessment, it),
    rows(assessment, it),
    worst(assessment, it),
    related(page, it),
  );
}

function indicated(assessment, it) {
  const { indicated: by } = it.rule;
  return by
    ? [
        " ",
        say("panel.indicated", {
          check: link(to("check", by.check), checkTitle(assessment, by.check)),
          n: by.n,
          of: by.of,
          percent: share(by.n, by.of),
        }),
      ]
    : null;
}

/** What is claimed, quoted, with what proves it. */
function claim(assessment, it) {
  if (!it.claim) {
    return [
      h("h3", null, t("panel.claimed")),
      h("p.soft.small", null, assessment.claims.controls_supplied ? t("panel.nobodyClaims") : t("panel.noControls")),
    ];
  }
  const { controls, contradiction } = it.claim;
  return [
    h("h3", null, t("panel.claimed")),
    controls.map((control) => quoted(control, it.claim.contradiction?.control === control.control)),
    it.claim.controls_total > controls.length
      ? h(
          "p.small",
          null,
          link(to("controls"), t("panel.moreControls", { n: it.claim.controls_total - controls.length })),
        )
      : null,
    it.claim.evidence_alone.length > 0
      ? h(
          "p.small",
          null,
          t("panel.evidenceAlone", { n: it.claim.evidence_alone_total }),
          " ",
          joined(it.claim.evidence_alone.map(evidence), "; "),
        )
      : null,
    contradiction ? h("p.small", null, against(assessment, contradiction)) : null,
    it.claim.no_contradiction ? h("p.small.soft", null, said(it.claim.no_contradiction)) : null,
  ];
}

function quoted(control, contradicted) {
  const by = control.by
    ? say("panel.by", { who: data(control.by), function: control.function ? [", ", prose(control.function)] : "" })
    : null;
  const status = control.status_word ? [", ", data(control.status_word)] : null;
  const proof = control.evidence.length > 0 ? joined(control.evidence.map(evidence), "; ") : [t("panel.noEvidence")];
  return h(
    contradicted ? "blockquote.contradicted" : "blockquote",
    null,
    h("p", null, control.quote ? ["“", data(control.quote), "”"] : data(control.title ?? control.control)),
    h(
      "footer",
      null,
      link(to("controls", control.control), say("panel.control", { id: data(control.control) })),
      by ? [", ", by] : null,
      status,
      ". ",
      proof,
      ".",
    ),
  );
}

function evidence(it) {
  return h(
    "span",
    null,
    say("panel.evidence", { id: data(it.evidence), title: it.title ? data(it.title) : "", says: prose(it.says) }),
    it.until ? [", ", say("panel.until", { day: day(it.until) })] : null,
  );
}

/** A contradiction in one sentence: how many rows, beyond which tolerance, since when. `href` leads to the worst of them. */
export function against(assessment, it, href) {
  const n = h("span", null, count(it.n, href));
  return [
    ...say("contradiction.rows", {
      n,
      of: it.of,
      percent: share(it.n, it.of),
      check: link(to("check", it.check), checkTitle(assessment, it.check)),
    }),
    " ",
    t(it.tolerance_stated ? "contradiction.own" : "contradiction.policy", { percent: it.tolerance }),
    it.own_threshold
      ? [
          " ",
          t("contradiction.threshold", {
            n: it.own_threshold,
            policy: (it.policy_threshold ?? "–").replace(/ \([^()]*\)$/, ""),
          }),
        ]
      : null,
    " ",
    ...say("contradiction.since", { day: day(it.since) }),
    " ",
    t("contradiction.neither"),
  ];
}

/** The checks that speak to it: those that test it, then those that support it; the others only place a finding. */
function rows(assessment, it) {
  const [speak, context] = [it.checks.filter((c) => c.how !== "context"), it.checks.filter((c) => c.how === "context")];
  if (it.checks.length === 0) {
    return [
      h("h3", null, t("panel.rows")),
      h(
        "p.soft.small",
        null,
        it.speaks_why ? [t(`panel.speaks.${it.speaks}`), " ", said(it.speaks_why)] : t("panel.noChecks"),
      ),
    ];
  }
  const told = speak.filter((c) => c.counts.tested > 0);
  const silent = speak.length - told.length;
  return [
    h("h3", null, t("panel.rows")),
    told.length > 0 ? checkTable(assessment, told, t("panel.rowsCaption")) : null,
    silent > 0 ? h("p.small.soft", null, t("panel.silent", { n: silent })) : null,
    context.length > 0
      ? h(
          "details",
          null,
          h("summary", null, t("panel.context", { n: context.length })),
          checkTable(assessment, context, t("panel.contextCaption")),
        )
      : null,
  ];
}

function checkTable(assessment, checks, caption) {
  const num = (key) => ({ head: t(`verdict.${key}`), num: true, label: t(`verdict.${key}`) });
  const columns = [
    { head: t("panel.check") },
    num("fail"),
    num("unknown"),
    num("accepted"),
    num("pass"),
    num("tested"),
  ];
  const order = { tests: 0, supports: 1, context: 2 };
  const list = checks.toSorted((a, b) => order[a.how] - order[b.how] || b.counts.fail - a.counts.fail);
  const row = ({ check, how, why, counts }) => [
    h(
      "span",
      null,
      link(to("check", check), checkTitle(assessment, check)),
      h("span.under", null, t(`how.${how}`), how === "tests" ? [": ", prose(why)] : null),
    ),
    count(counts.fail, rowsOf(check)),
    count(counts.unknown, rowsOf(check, "unknown")),
    count(counts.accepted, rowsOf(check, "accepted")),
    say("n", { n: counts.pass }),
    say("n", { n: counts.tested }),
  ];
  const [first, rest] = [list.slice(0, CHECKS), list.slice(CHECKS)];
  return h(
    "div",
    null,
    table({ caption, columns, rows: first.map(row), name: ".checks" }),
    rest.length > 0
      ? h(
          "details",
          null,
          h("summary", null, t("panel.moreChecks", { n: rest.length })),
          table({ columns, rows: rest.map(row), name: ".checks" }),
        )
      : null,
  );
}

/** What it relates to in other editions, with who says so; asked for when somebody wants to see it. */
function related(page, it) {
  const body = h("div");
  const load = async () => {
    if (!details.open || body.childElementCount > 0) {
      return;
    }
    const { references } = await page.session.engine.explain(it.reference);
    const list = references[0]?.relates ?? [];
    const line = ({ cited: name, title, edge }) =>
      h(
        "li",
        null,
        h("span.id", null, data(name)),
        title ? [" ", official(title)] : null,
        h(
          "span.under",
          null,
          t(`relation.${edge.relation}`),
          edge.publisher ? [", ", data(edge.publisher)] : null,
          edge.rationale ? [": ", prose(edge.rationale)] : null,
        ),
      );
    body.append(list.length > 0 ? h("ul.maps", null, list.map(line)) : h("p.small.soft", null, t("relation.none")));
  };
  const details = h("details", { on: { toggle: load } }, h("summary", null, t("relation.heading")), body);
  return details;
}

/** The rows that weigh most: those that contradict a claim, else the worst of the checks that test it. */
function worst(assessment, it) {
  const tests = new Set(it.checks.filter((c) => c.how === "tests").map((c) => c.check));
  const order = ["critical", "high", "medium", "low"];
  const list =
    it.claim?.contradiction?.worst ??
    assessment.checks
      .filter((c) => tests.has(c.id))
      .flatMap((c) => c.worst)
      .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  if (list.length === 0) {
    return null;
  }
  const columns = [
    { head: t("findings.shows") },
    { head: t("findings.severity"), label: t("findings.severity") },
    { head: t("findings.where"), label: t("findings.where") },
  ];
  const rowsShown = list
    .slice(0, SHOWN)
    .map((f) => [link(to("finding", f.id), prose(f.message)), severity(f.severity), h("span.where", null, where(f))]);
  return [
    table({
      caption: [
        t("panel.worst", { n: rowsShown.length }),
        " ",
        link(to("findings", "", { reference: it.reference }), t("panel.allFindings", { n: it.findings })),
      ],
      columns,
      rows: rowsShown,
    }),
    h("h3", null, t("path.heading")),
    path(assessment, untraced(assessment, list[0])),
  ];
}

/** What the assessment itself says of a finding's way; the finding's own page has the files' texts too. */
function untraced(assessment, finding) {
  const check = assessment.checks.find((it) => it.id === finding.check);
  return { finding, cells: finding.cells.map((cell) => ({ cell })), remedy: check?.remedy };
}

/** One finding down to its cells: in the file, read as, applies because, compared with, what to do. */
export function path(assessment, trace) {
  const { finding } = trace;
  const step = (key, ...content) => h("li", null, h("span", null, t(`path.${key}`)), h("div", null, content));
  const rows = Map.groupBy(
    trace.cells.filter(({ cell }) => cell.file),
    ({ cell }) => `${cell.file}\u0000${cell.line}`,
  );
  const derived = trace.cells.filter(({ cell }) => !cell.file);
  return h(
    "ol.path",
    null,
    [...rows.values()].map((cells, at) => step(at === 0 ? "inFile" : "and", fileRow(assessment, finding, cells))),
    derived.length > 0
      ? step(
          "derived",
          h(
            "ul.cell-list",
            null,
            derived.map(({ cell }) => h("li", null, h("code.soft", null, cell.field), " ", value(cell.value))),
          ),
        )
      : null,
    trace.applies ? step("applies", h("code", null, trace.applies)) : null,
    trace.fails ? step("fails", h("code", null, trace.fails)) : null,
    trace.limits?.length > 0
      ? step(
          "compared",
          h(
            "ul.cell-list",
            null,
            trace.limits.map((it) => limit(assessment, it)),
          ),
        )
      : null,
    step("shows", prose(finding.message)),
    trace.remedy ? step("remedy", said(trace.remedy)) : null,
  );
}

/** A threshold as it is for the row, and whose number it is. */
function limit(assessment, it) {
  const whose = assessment.policy.adopted
    ? say("path.adopted", { who: data(assessment.policy.adopted.by) })
    : t("path.default");
  return h(
    "li",
    null,
    h("code.soft", null, it.key),
    " ",
    prose(it.value),
    h(
      "span.under.block",
      null,
      said(it.says),
      " ",
      whose,
      it.value === it.default ? null : [" ", say("path.otherwise", { value: prose(it.default) })],
    ),
  );
}

/** One row of a file, and the cells of it that decided the finding: as they stand there, and as they were read. */
function fileRow(assessment, finding, cells) {
  const [{ cell: first }] = cells;
  return [
    h("p", null, say("cell.fileRow", { file: data(first.file), row: String(first.line) })),
    h(
      "ul.cell-list",
      null,
      cells.map(({ cell, in_file: text }) =>
        h(
          "li",
          null,
          cellLink(assessment, finding, cell),
          " ",
          cell.column ? data(cell.column) : h("span.soft", null, t("cell.several")),
          " ",
          text === null || text === undefined ? value(cell.value) : inFile(text),
          h("span.under", null, say("path.readAs", { field: h("code", null, cell.field) }), ": ", value(cell.value)),
        ),
      ),
    ),
  ];
}

/** The text of a cell as it stands in its file. */
export function inFile(text) {
  return text === "" ? h("mark", null, t("value.empty")) : h("mark", null, data(text, "code"));
}
