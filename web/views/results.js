// Screen 3: the sentence, what would change it, three figures, and every framework down to the reference beside its list.

import { data, h, joined, official, prose, Region, said, table } from "../dom.js";
import { to } from "../route.js";
import { say, share, t } from "../words.js";
import { claimsSummary, contradictions } from "./claims.js";
import { heat, legend } from "./map.js";
import { ownersTable } from "./owners.js";
import {
  atReference,
  badge,
  cited,
  count,
  days,
  kinds,
  link,
  mapsOf,
  rank,
  RESULTS,
  rowsOf,
  severity,
  sign,
  SEVERITIES,
  word,
} from "./parts.js";
import { referencePanel } from "./reference.js";
import { qualitySummary } from "./quality.js";

/** Checks with findings that the overview names. */
const WORST = 10;
/** Days after which a file is called old. */
const OLD = 30;

class Results extends Region {
  draw(page) {
    const { assessment } = page.session;
    const frameworks = Object.fromEntries(assessment.frameworks.map((f) => [f.reading, f]));
    return h(
      "section",
      null,
      this.head(assessment),
      this.figures(assessment),
      this.contents(assessment, frameworks),
      this.frameworks(assessment),
      this.risks(page, frameworks),
      this.outcomes(page, frameworks.outcome),
      this.process(page, frameworks.process),
      this.layers(page, frameworks.layer),
      this.findings(assessment),
      h(
        "section",
        { id: "claims" },
        h("h2", null, t("claims.heading")),
        claimsSummary(assessment),
        contradictions(assessment),
      ),
      h("section", { id: "owners" }, h("h2", null, t("owners.heading")), ownersTable(page, WORST)),
      h("section", { id: "quality" }, h("h2", null, t("quality.heading")), qualitySummary(assessment)),
    );
  }

  head(assessment) {
    return h(
      "div.two",
      null,
      h(
        "header",
        null,
        h("h1", null, prose(assessment.conclusion.sentence)),
        h("p.lead", null, prose(assessment.conclusion.lead)),
        this.against(assessment),
      ),
      this.change(assessment),
    );
  }

  /** Whose thresholds these are. */
  against({ policy, as_of }) {
    const values = { day: h("time", null, as_of.date) };
    const who = policy.adopted
      ? say("results.adopted", { ...values, who: data(policy.adopted.by), on: policy.adopted.on })
      : say("results.default", values);
    return h(
      "p.note",
      null,
      who,
      " ",
      policy.deviations.length > 0
        ? link(to("policy"), t("results.deviations", { n: policy.deviations.length }))
        : null,
    );
  }

  change(assessment) {
    const undeclared = assessment.inputs.filter(
      (it) => it.complete === "undeclared" && ["register", "export", "roster"].includes(it.kind),
    );
    const old = assessment.inputs.filter((it) => it.extracted && days(it.extracted, assessment.as_of.date) > OLD);
    const unproven = new Set(
      assessment.frameworks
        .flatMap((f) => f.references)
        .filter((r) => r.result === "unproven")
        .flatMap((r) => r.claim?.controls.map((c) => c.control) ?? []),
    );
    const items = [
      ...old.map((it) =>
        h(
          "li",
          null,
          h("b", null, say("change.newer", { file: data(it.name, "code") })),
          " ",
          t("change.newerWhy", { n: days(it.extracted, assessment.as_of.date) }),
        ),
      ),
      undeclared.length > 0
        ? h(
            "li",
            null,
            h("b", null, link(to("files"), t("change.declare", { files: undeclared.length }))),
            " ",
            t("change.declareWhy"),
          )
        : null,
      unproven.size > 0
        ? h(
            "li",
            null,
            h("b", null, link(to("controls"), t("change.evidence", { n: unproven.size }))),
            " ",
            t("change.evidenceWhy", { from: assessment.period.from, to: assessment.period.to }),
          )
        : null,
      ...assessment.would_change.map((it) =>
        h(
          "li",
          null,
          h("b", null, said(it.what)),
          " ",
          said(it.unlocks),
          " ",
          h("span.soft", null, cited(assessment, it.references)),
        ),
      ),
    ].filter(Boolean);
    const [first, rest] = [items.slice(0, 5), items.slice(5)];
    return h(
      "section",
      { "aria-labelledby": "change-head" },
      h("h2", { id: "change-head" }, t("results.change")),
      items.length === 0 ? h("p.soft", null, t("results.noChange")) : h("ul.todo", null, first),
      rest.length > 0
        ? h("details", null, h("summary", null, t("results.moreChange", { n: rest.length })), h("ul.todo", null, rest))
        : null,
    );
  }

  figures(assessment) {
    const href = (figure) => (figure.check ? rowsOf(figure.check) : to("rows", "identity", { sort: "worst" }));
    return h(
      "dl.facts",
      null,
      assessment.conclusion.figures.map((figure) =>
        h(
          "div",
          null,
          h("dt", null, prose(figure.says)),
          h(
            "dd",
            null,
            count(figure.n, href(figure)),
            " ",
            h("small", null, t("share.of", { of: figure.of, percent: share(figure.n, figure.of) })),
          ),
        ),
      ),
    );
  }

  contents(assessment, frameworks) {
    const places = [
      "frameworks",
      "risks",
      "outcomes",
      frameworks.process && assessment.population.agents > 0 ? "process" : null,
      "layers",
      "findings",
      "claims",
      "owners",
      "quality",
    ].filter(Boolean);
    const jump = (id) => (event) => {
      event.preventDefault();
      const heading = document.getElementById(id).querySelector("h2");
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      heading.scrollIntoView();
    };
    return h(
      "nav.contents",
      { "aria-label": t("results.contents") },
      h(
        "ul",
        null,
        places.map((id) =>
          h("li", null, h("a", { href: to("results"), on: { click: jump(id) } }, t(`results.at.${id}`))),
        ),
      ),
    );
  }

  frameworks(assessment) {
    const used = Object.keys(RESULTS).filter((result) =>
      assessment.frameworks.some((f) => f.counts.some((c) => c.result === result && c.references > 0)),
    );
    const unused = Object.keys(RESULTS).filter((result) => !used.includes(result));
    const heads = used.map((result) => ({
      head: h(`span.r.${RESULTS[result]}`, null, sign(result), h("span", null, word(result))),
      num: true,
      label: word(result),
    }));
    const columns = [{ head: t("frameworks.columns") }, ...heads, { head: "N", num: true, label: "N" }];
    const rows = assessment.frameworks.map((f) => {
      const name = h(
        "span",
        null,
        link(to("framework", f.id), f.name),
        " ",
        h("span.soft", null, f.edition, " · ", t(`unit.${f.unit}`)),
      );
      if (f.counts.length === 0) {
        return [
          name,
          { span: used.length, of: h("span.soft", null, said(f.says)) },
          h("b", null, say("n", { n: f.references.length })),
        ];
      }
      const counts = new Map(f.counts.map((c) => [c.result, c.references]));
      const all = f.counts.reduce((n, c) => n + c.references, 0);
      return [
        name,
        ...used.map((result) => count(counts.get(result) ?? 0, to("framework", f.id, { result: RESULTS[result] }))),
        h("b", null, say("n", { n: all })),
      ];
    });
    const none =
      unused.length > 0
        ? [" ", t("frameworks.unused", { words: unused.map((result) => word(result)).join(", ") })]
        : null;
    return h(
      "section",
      { id: "frameworks", "aria-labelledby": "frameworks-head" },
      h("h2", { id: "frameworks-head" }, t("frameworks.heading", { n: assessment.frameworks.length })),
      table({
        caption: [t("frameworks.caption", { agents: assessment.population.agents }), none],
        columns,
        rows,
        name: ".fw",
      }),
      assessment.neighbours.length > 0
        ? h(
            "p.small",
            null,
            t("frameworks.neighbours"),
            " ",
            joined(
              assessment.neighbours.map((it) =>
                h(
                  "span",
                  null,
                  link(to("framework", it.id), it.short),
                  " ",
                  h("span.soft", null, t("frameworks.references", { n: it.references.length })),
                ),
              ),
              ", ",
            ),
          )
        : null,
    );
  }

  /** The reference that is open, where it belongs to one of these frameworks; on the overview the gravest stands there. */
  open(page, list, otherwise) {
    const { route } = page;
    if (route.screen === "ref") {
      return (
        list
          .flatMap((f) => f.references.map((it) => ({ framework: f, it })))
          .find(({ it }) => it.reference === route.id) ?? null
      );
    }
    if (!otherwise) {
      return null;
    }
    const framework = list[0];
    const gravest = framework.references.toSorted(
      (a, b) => rank(a.result) - rank(b.result) || b.identities - a.identities,
    )[0];
    return gravest && rank(gravest.result) < rank("no gap found") ? { framework, it: gravest } : null;
  }

  risks(page, { risk, architecture }) {
    const list = [risk, architecture].filter(Boolean);
    const open = this.open(page, list, true);
    return h(
      "section",
      { id: "risks" },
      h(
        "div.two.beside",
        null,
        h("div", null, risk ? this.riskList(risk, open) : null, architecture ? this.tenets(architecture, open) : null),
        open ? referencePanel(page, open) : null,
      ),
    );
  }

  riskList(framework, open) {
    const columns = [
      { head: t(`unitOne.${framework.unit}`) },
      { head: t("risks.result"), label: t("risks.result") },
      { head: t("risks.identities"), num: true, label: t("risks.identities") },
      { head: t("risks.findings"), num: true, label: t("risks.findings") },
    ];
    const rows = framework.references.map((it) => [
      named(it, open),
      badge(it.result, it.accepted_until),
      count(it.identities, to("findings", "", { reference: it.reference })),
      count(it.findings, to("findings", "", { reference: it.reference })),
    ]);
    return [
      h("h2", null, `${framework.name} ${framework.edition}`),
      table({ caption: t("risks.caption"), columns, rows, name: ".risks" }),
    ];
  }

  tenets(framework, open) {
    const columns = [
      { head: t(`unitOne.${framework.unit}`) },
      { head: t("risks.result"), label: t("risks.result") },
      { head: t("risks.says"), label: t("risks.says") },
    ];
    const units = framework.references.filter((it) => it.result);
    const others = framework.references.filter((it) => !it.result && it.findings > 0);
    return [
      h("h2.gapped", null, framework.name),
      table({
        caption: t("tenets.caption"),
        columns,
        rows: units.map((it) => [
          named(it, open),
          badge(it.result, it.accepted_until),
          h("span.soft", null, said(it.says)),
        ]),
        name: ".tenets",
      }),
      others.length > 0
        ? h(
            "p.small",
            null,
            t("tenets.others"),
            " ",
            joined(
              others.map((it) =>
                h(
                  "span",
                  null,
                  link(atReference(it.reference), it.label),
                  " ",
                  h("span.soft", null, t("findings.nOf", { n: it.findings })),
                ),
              ),
              ", ",
            ),
          )
        : null,
    ];
  }

  outcomes(page, framework) {
    if (!framework) {
      return null;
    }
    const open = this.open(page, [framework]);
    const withResult = framework.references.filter((it) => rank(it.result) < rank("not applicable")).length;
    return h(
      "section",
      { id: "outcomes", "aria-labelledby": "outcomes-head" },
      h("h2", { id: "outcomes-head" }, `${framework.name} ${framework.edition}`),
      h(
        "p.note",
        null,
        t("outcomes.reach", { result: withResult, of: framework.references.length, testable: framework.testable }),
      ),
      legend(),
      h("div.two.beside.wide", null, heat(page, framework, open?.it), open ? referencePanel(page, open) : null),
    );
  }

  process(page, framework) {
    if (!framework) {
      return null;
    }
    const open = this.open(page, [framework]);
    const { agents } = page.session.assessment.population;
    return h(
      "section",
      { id: "process", "aria-labelledby": "process-head" },
      h("h2", { id: "process-head" }, `${framework.name} ${framework.edition}`),
      agents === 0
        ? h("p.note", null, t("process.noAgents"))
        : [
            h("p.note", null, said(framework.says)),
            h("div.two.beside.wide", null, heat(page, framework, open?.it), open ? referencePanel(page, open) : null),
          ],
    );
  }

  layers(page, framework) {
    if (!framework) {
      return null;
    }
    const { assessment } = page.session;
    const open = this.open(page, [framework]);
    const columns = [
      { head: t(`unitOne.${framework.unit}`) },
      { head: t("layers.findings"), num: true, label: t("layers.findings") },
      { head: t("layers.from"), label: t("layers.from") },
    ];
    const rows = framework.references.map((it) => [
      named(it, open),
      count(it.findings, to("findings", "", { reference: it.reference })),
      h(
        "span.soft",
        null,
        it.findings === 0
          ? t("layers.none")
          : joined(
              it.checks
                .filter((c) => c.counts.fail > 0)
                .map((c) => h("span", null, title(assessment, c.check), " ", count(c.counts.fail, rowsOf(c.check)))),
              "; ",
            ),
      ),
    ]);
    return h(
      "section",
      { id: "layers", "aria-labelledby": "layers-head" },
      h("h2", { id: "layers-head" }, framework.name),
      h(
        "div.two.beside",
        null,
        table({ caption: said(framework.says), columns, rows, name: ".layers" }),
        open ? referencePanel(page, open) : null,
      ),
    );
  }

  findings(assessment) {
    const open = assessment.checks.filter((c) => c.counts.fail > 0).toSorted(byWeight);
    const unknown = assessment.checks.reduce((n, c) => n + c.counts.unknown, 0);
    const tested = assessment.checks.filter((c) => !c.not_evaluated && c.counts.tested > 0).length;
    return h(
      "section",
      { id: "findings", "aria-labelledby": "findings-head" },
      h("h2", { id: "findings-head" }, t("findings.heading")),
      kinds(assessment, unknown),
      open.length === 0
        ? h(
            "p",
            null,
            t("findings.none", { checks: tested, identities: assessment.population.rows.identity ?? 0, unknown }),
          )
        : this.worst(assessment, open),
    );
  }

  worst(assessment, open) {
    const columns = [
      { head: t("findings.severity"), label: t("findings.severity") },
      { head: t("findings.shows"), row: true },
      { head: t("findings.rows"), num: true, label: t("findings.rows") },
      { head: t("findings.unknown"), num: true, label: t("findings.unknown") },
      { head: t("findings.relates"), label: t("findings.relates") },
    ];
    const rows = open.slice(0, WORST).map((check) => {
      const decided = check.counts.fail + check.counts.pass + check.counts.accepted;
      const maps = mapsOf(assessment, check).filter((m) => m.how === "tests");
      const shown = maps.slice(0, 3);
      return [
        severity(worstOf(check)),
        h(
          "span",
          null,
          link(to("check", check.id), prose(check.title)),
          h("span.under", null, h("code", null, check.id)),
        ),
        say("findings.nOfN", { n: h("span", null, count(check.counts.fail, rowsOf(check.id))), of: decided }),
        count(check.counts.unknown, rowsOf(check.id, "unknown")),
        [
          joined(
            shown.map((m) => h("span.id", null, link(atReference(m.reference), m.cited))),
            ", ",
          ),
          maps.length > shown.length
            ? h("span.soft", null, " ", t("findings.more", { n: maps.length - shown.length }))
            : null,
        ],
      ];
    });
    const by = SEVERITIES.filter((s) => assessment.findings[s] > 0)
      .map((s) => t("findings.ofSeverity", { n: assessment.findings[s], severity: t(`severity.${s}`) }))
      .join(", ");
    return [
      table({
        caption: t("findings.worst", { checks: open.length, shown: Math.min(WORST, open.length), by }),
        columns,
        rows,
        name: ".found",
      }),
      h("p", null, link(to("findings"), t("findings.all", { n: assessment.findings.total }))),
    ];
  }

  /** An open reference takes the focus, and what opened it gets it back. */
  arrived(before) {
    const { route } = this.page;
    if (route.screen === "ref") {
      return this.querySelector(".panel h2");
    }
    if (before.screen === "ref") {
      return this.querySelector(`[data-ref="${CSS.escape(before.id)}"]`);
    }
    return null;
  }

  key(name, event) {
    if (event.ctrlKey || event.metaKey) {
      return false;
    }
    if (name === "Escape" && this.page.route.screen === "ref") {
      this.page.go(to("results"));
      return true;
    }
    return false;
  }
}

/** A reference in a list: the link that opens it beside. */
function named(it, open) {
  return h(
    "span",
    null,
    h(
      "a",
      {
        href: atReference(it.reference),
        "data-ref": it.reference,
        "aria-current": open?.it.reference === it.reference ? "true" : null,
      },
      it.label,
    ),
    it.title ? [" ", official(it.title)] : null,
  );
}

function title(assessment, id) {
  return prose(assessment.checks.find((it) => it.id === id)?.title ?? id);
}

/** The worst severity of a check's open findings. */
function worstOf(check) {
  return SEVERITIES.find((s) => check.severities[s] > 0) ?? check.severity;
}

/** The worst severity first, then the most rows. */
function byWeight(a, b) {
  const order = SEVERITIES.indexOf(worstOf(a)) - SEVERITIES.indexOf(worstOf(b));
  return order || b.severities[worstOf(b)] - a.severities[worstOf(a)] || b.counts.fail - a.counts.fail;
}

customElements.define("nhi-results", Results);
