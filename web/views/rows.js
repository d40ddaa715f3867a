// The rows behind a number: identities and what else the files became, and one row with every cell of it.

import { data, h, prose, Region, table } from "../dom.js";
import { to } from "../route.js";
import { say, t } from "../words.js";
import { count, link, pager, severity, value } from "./parts.js";

/** What a list of rows shows of each subject; all that the files gave, where nothing is said here. */
const FIELDS = {
  identity: ["identity.name", "identity.kind", "identity.platform", "identity.environment", "identity.status"],
  credential: ["credential.name", "credential.kind", "credential.status", "credential.set", "credential.expires"],
  exposure: ["exposure.detector", "exposure.location_kind", "exposure.status", "exposure.found"],
};
const SIZE = 50;

class Rows extends Region {
  draw(page) {
    const { route, session } = page;
    const subject = route.id in FIELDS ? route.id : "identity";
    const body = h("div", { "aria-busy": "true" });
    this.load(page, subject, body);
    const n = session.assessment.population.rows[subject] ?? 0;
    return h(
      "section",
      null,
      h("h1", null, t(`subject.${subject}`, { n })),
      h("p.note", null, t(route.params.sort === "worst" ? "rows.worst" : "rows.file")),
      this.filtered(page, subject),
      body,
    );
  }

  /** One cell can be asked for in the address: a field and a word of ours, never a name. */
  filtered({ route }, subject) {
    const where = asked(route.params.where);
    return where
      ? h(
          "p.filtered",
          null,
          say("rows.where", { field: h("code", null, where.field), value: h("code", null, where.value) }),
          " ",
          link(to("rows", subject, { sort: route.params.sort }), t("filter.drop")),
        )
      : null;
  }

  async load({ session, route, go }, subject, body) {
    const where = asked(route.params.where);
    const { params } = route;
    const found = await session.engine.rows({
      subject,
      cells: where ? { [where.field]: where.value } : {},
      fields: FIELDS[subject],
      sort: params.sort === "worst" ? "worst" : "file",
      page: Math.max(1, Number(params.page) || 1),
      size: SIZE,
    });
    if (!body.isConnected) {
      return;
    }
    body.setAttribute("aria-busy", "false");
    const open = (row) => () => {
      session.openRow = { subject, key: row.key };
    };
    const columns = [
      { head: t("rows.key") },
      ...found.fields.map((field) => ({ head: prose(field.label), label: field.label })),
      { head: t("findings.owner"), label: t("findings.owner") },
      { head: t("rows.severest"), label: t("rows.severest") },
      { head: t("risks.findings"), num: true, label: t("risks.findings") },
      { head: t("findings.where"), label: t("findings.where") },
    ];
    const rows = found.rows.map((row) => [
      h("a", { href: to("row", subject), on: { click: open(row) } }, data(row.key)),
      ...row.cells.map((cell) => value(cell)),
      row.owner ? data(row.owner) : h("span.soft", null, t("none.owner")),
      row.worst ? severity(row.worst) : h("span.soft", null, "–"),
      h("span", { on: { click: open(row) } }, count(row.findings, to("row", subject))),
      h(
        "span.where",
        null,
        row.file ? say("cell.fileRow", { file: data(row.file), row: String(row.line) }) : t("cell.derived"),
      ),
    ]);
    body.replaceChildren(
      rows.length === 0
        ? h("p", null, t("rows.none", { n: found.unfiltered }))
        : table({ caption: t("rows.caption", { n: found.total, of: found.unfiltered }), columns, rows, name: ".rows" }),
      pager({
        page: found.page,
        pages: found.pages,
        label: t("pager.label"),
        go: (at) => go(to("rows", subject, { ...params, page: at })),
      }),
    );
  }
}

/** `identity.kind:ai_agent` */
function asked(where) {
  const [, field, word] = where?.match(/^([a-z]+\.[a-z_]+):([a-z_]+)$/) ?? [];
  return field ? { field, value: word } : null;
}

/** One row: its findings, and every cell that the files gave. */
class Row extends Region {
  draw(page) {
    const open = page.session.openRow;
    if (!open) {
      return h(
        "section",
        null,
        h("h1", null, t("row.gone")),
        h("p", null, link(to("rows", page.route.id || "identity"), t("row.back"))),
      );
    }
    const body = h("div", { "aria-busy": "true" });
    this.load(page, open, body);
    return h(
      "section",
      null,
      h("p.small", null, link(to("rows", open.subject), t("row.back"))),
      h("h1", null, t(`subjectOne.${open.subject}`), " ", data(open.key, "code")),
      body,
    );
  }

  async load({ session }, open, body) {
    const { assessment } = session;
    const found = await session.engine.row(open);
    if (!body.isConnected) {
      return;
    }
    body.setAttribute("aria-busy", "false");
    body.replaceChildren(
      ...found
        .flatMap((row) => [
          row.owner
            ? h("p.lead", null, say("row.owner", { who: data(row.owner) }))
            : h("p.lead", null, t("row.noOwner")),
          this.findings("kinds.open", row.open),
          this.findings("kinds.accepted", row.accepted),
          this.findings("kinds.unknown", row.unknown),
          this.cells(assessment, row),
        ])
        .filter(Boolean),
    );
  }

  findings(key, list) {
    if (list.length === 0) {
      return null;
    }
    const columns = [
      { head: t("findings.severity"), label: t("findings.severity") },
      { head: t("findings.shows"), row: true },
    ];
    return h(
      "section",
      null,
      h("h2", null, t(key, { n: list.length })),
      table({
        columns,
        rows: list.map((it) => [severity(it.severity), link(to("finding", it.id), prose(it.message))]),
        name: ".finds",
      }),
    );
  }

  cells(assessment, row) {
    const columns = [
      { head: t("row.field") },
      { head: t("row.value"), label: t("row.value") },
      { head: t("findings.where"), label: t("findings.where") },
    ];
    const rows = row.cells.map(({ label, cell }) => [
      h("span", null, prose(label), " ", h("code.soft", null, cell.field)),
      value(cell.value),
      h(
        "span.where",
        null,
        cell.file
          ? [
              say("cell.fileRow", { file: data(cell.file), row: String(cell.line) }),
              cell.column ? [", ", data(cell.column)] : null,
            ]
          : t("cell.derived"),
      ),
    ]);
    return h(
      "section",
      null,
      h("h2", null, t("row.cells", { n: rows.length })),
      table({ caption: t("row.caption"), columns, rows, name: ".cells-of" }),
    );
  }
}

customElements.define("nhi-rows", Rows);
customElements.define("nhi-row", Row);
