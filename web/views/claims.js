// What is claimed: controls, evidence, and where rows show otherwise, quoted.

import { data, h, joined, Region, said, table } from "../dom.js";
import { to } from "../route.js";
import { say, t } from "../words.js";
import { cited, day, link, place } from "./parts.js";
import { against } from "./reference.js";

/** One or two sentences over what was claimed. */
export function claimsSummary(assessment) {
  const { claims } = assessment;
  return h(
    "p.note",
    null,
    claims.says
      ? [
          said(claims.says),
          " ",
          link(to("controls"), t("claims.all", { controls: claims.controls_total, evidence: claims.evidence_total })),
        ]
      : t("claims.none"),
  );
}

/** Claims that rows stand against, each quoted once with the references that it decides. */
export function contradictions(assessment) {
  const found = new Map();
  for (const framework of assessment.frameworks) {
    for (const it of framework.references) {
      const contradiction = it.claim?.contradiction;
      if (contradiction) {
        const key = `${contradiction.control}\u0000${contradiction.check}`;
        const entry = found.get(key) ?? { contradiction, references: [] };
        entry.references.push({ framework, it });
        found.set(key, entry);
      }
    }
  }
  if (found.size === 0) {
    return null;
  }
  return h(
    "div.quotes",
    null,
    [...found.values()].map(({ contradiction, references }) =>
      h(
        "figure",
        null,
        h(
          "blockquote.contradicted",
          null,
          h("p", null, contradiction.quote ? ["“", data(contradiction.quote), "”"] : data(contradiction.control)),
        ),
        h(
          "figcaption",
          null,
          h(
            "p",
            null,
            link(to("controls", contradiction.control), say("panel.control", { id: data(contradiction.control) })),
            contradiction.by ? [", ", data(contradiction.by)] : null,
            ". ",
            ...against(assessment, contradiction, to("ref", references[0].it.reference)),
          ),
          h(
            "p.small",
            null,
            joined(
              references.map(({ framework, it }) =>
                h("span.id", null, link(to("ref", it.reference), `${framework.short} ${it.label}`)),
              ),
              ", ",
            ),
          ),
        ),
      ),
    ),
  );
}

class Controls extends Region {
  draw({ session, route }) {
    const { assessment } = session;
    const { claims } = assessment;
    return h(
      "section",
      null,
      h("h1", null, t("controls.heading")),
      h("p.lead", null, claims.says ? said(claims.says) : t("claims.none")),
      claims.controls.length > 0 ? controlTable(assessment, route.id) : null,
      claims.evidence.length > 0 ? evidenceTable(assessment) : null,
      contradictions(assessment)
        ? h("section", null, h("h2", null, t("claims.contradicted")), contradictions(assessment))
        : null,
    );
  }

  arrived() {
    const { id } = this.page.route;
    return id ? [...this.querySelectorAll("[data-control]")].find((it) => it.dataset.control === id) : null;
  }
}

function controlTable(assessment, open) {
  const { claims } = assessment;
  const columns = [
    { head: t("controls.control") },
    { head: t("controls.status"), label: t("controls.status") },
    { head: t("controls.owner"), label: t("controls.owner") },
    { head: t("controls.cites"), label: t("controls.cites") },
    { head: t("controls.evidence"), label: t("controls.evidence") },
  ];
  const rows = claims.controls.map((it) => ({
    attributes: it.key === open ? { "aria-current": "true" } : null,
    cells: [
      h(
        "span",
        { "data-control": it.key, tabindex: -1 },
        h("span.id", null, data(it.key)),
        " ",
        it.title ? data(it.title) : null,
        it.statement ? h("span.quote", null, "“", data(it.statement), "”") : null,
        place(it),
      ),
      h(
        "span",
        null,
        it.status_word ? data(it.status_word) : h("span.soft", null, t("none.word")),
        it.rationale ? h("span.under", null, data(it.rationale)) : null,
        it.threshold_days ? h("span.under", null, t("controls.promises", { n: it.threshold_days })) : null,
      ),
      h(
        "span",
        null,
        it.owner ? data(it.owner) : h("span.soft", null, t("none.owner")),
        it.operator ? h("span.under", null, say("controls.operator", { who: data(it.operator) })) : null,
      ),
      it.references.length > 0 ? cited(assessment, it.references) : h("span.soft", null, t("none.word")),
      h(
        "span",
        null,
        it.evidence.length > 0
          ? joined(
              it.evidence.map((key) => data(key)),
              ", ",
            )
          : h("span.soft", null, t("controls.noEvidence")),
        h(
          "span.under",
          null,
          it.evidence_state ? t(`evidence.${it.evidence_state}`) : t("evidence.unknown"),
          it.covers_share === null ? null : [", ", t("evidence.covers", { n: it.covers_share })],
        ),
      ),
    ],
  }));
  return h(
    "section",
    null,
    h("h2", null, t("controls.list", { n: claims.controls_total })),
    table({ caption: shownOf(claims.controls.length, claims.controls_total), columns, rows, name: ".controls" }),
  );
}

function evidenceTable(assessment) {
  const { claims } = assessment;
  const columns = [
    { head: t("evidence.item") },
    { head: t("evidence.for"), label: t("evidence.for") },
    { head: t("evidence.period"), label: t("evidence.period") },
    { head: t("evidence.collected"), label: t("evidence.collected") },
    { head: t("evidence.state"), label: t("evidence.state") },
  ];
  const rows = claims.evidence.map((it) => [
    h(
      "span",
      null,
      h("span.id", null, data(it.key)),
      " ",
      it.title ? data(it.title) : null,
      it.artefact ? h("span.under", null, data(it.artefact)) : null,
      place(it),
    ),
    it.control
      ? link(to("controls", it.control), data(it.control))
      : it.references.length > 0
        ? cited(assessment, it.references)
        : h("mark", null, t("value.empty")),
    it.covers_from || it.covers_to
      ? say("evidence.fromTo", { from: day(it.covers_from), to: day(it.covers_to) })
      : h("span.soft", null, t("none.day")),
    h("span", null, day(it.collected), it.collector ? h("span.under", null, data(it.collector)) : null),
    h(
      "span",
      null,
      said(it.says),
      it.result ? h("span.under", null, say("evidence.concludes", { result: data(it.result) })) : null,
    ),
  ]);
  return h(
    "section",
    null,
    h("h2", null, t("evidence.list", { n: claims.evidence_total })),
    table({ caption: t("evidence.caption"), columns, rows }),
  );
}

function shownOf(shown, total) {
  return shown < total ? t("controls.shown", { n: shown, of: total }) : t("controls.caption");
}

customElements.define("nhi-controls", Controls);
