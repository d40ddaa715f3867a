// Owners, and one page for one of them: what they answer for, in the order to work.

import { data, h, prose, Region, said, table } from "../dom.js";
import { to } from "../route.js";
import { number, t } from "../words.js";
import { link, severity } from "./parts.js";
import { ownersTable } from "./owners.js";
import { download } from "./report.js";

class Owners extends Region {
  draw(page) {
    return h(
      "section",
      null,
      h("h1", null, t("owners.heading")),
      h("p.lead", null, t("owners.lead")),
      ownersTable(page),
    );
  }
}

class Owner extends Region {
  draw(page) {
    const { session, route } = page;
    const line = session.assessment.accountability.owners[Number(route.id) - 1];
    if (!line) {
      return h("section", null, h("h1", null, t("owner.gone")), h("p", null, link(to("owners"), t("owners.heading"))));
    }
    const body = h("div", { "aria-busy": "true" });
    this.load(page, line, body);
    return h(
      "section",
      null,
      h("p.small", null, link(to("owners"), t("owners.heading"))),
      h("h1", null, data(line.owner)),
      body,
    );
  }

  async load({ session, go }, line, body) {
    const page = await session.engine.owner(line.owner);
    const rows = () => {
      session.filters.owner = line.owner;
      go(to("findings", "", { group: "none" }));
    };
    const save = async () => {
      const { name, bytes } = await session.engine.report(`owner/${page.slug}.html`);
      download(name.split("/").at(-1), bytes);
    };
    body.setAttribute("aria-busy", "false");
    body.replaceChildren(
      h("p.lead", null, said(page.says)),
      h(
        "p.note",
        null,
        page.function ? [prose(page.function), ", "] : null,
        page.roster ? t(`roster.${page.roster}`) : t("roster.none"),
      ),
      h(
        "p.row-actions",
        null,
        h(
          "button",
          { type: "button", id: "owner-findings", on: { click: rows } },
          t("owner.findings", { n: page.findings_total.total }),
        ),
        h("button", { type: "button", id: "owner-save", on: { click: save } }, t("owner.save")),
      ),
      this.due(page),
      this.findings(page),
      this.identities(page),
    );
  }

  due(page) {
    if (page.due.length === 0) {
      return "";
    }
    const columns = [
      { head: t("owner.day"), row: true },
      { head: t("owner.what"), label: t("owner.what") },
    ];
    const rows = page.due
      .slice(0, 50)
      .map((it) => [
        h("span", null, h("time", null, it.day), it.past ? [" ", h("mark", null, t("owner.past"))] : null),
        said(it.says),
      ]);
    return h(
      "section",
      null,
      h("h2", null, t("owner.due")),
      table({ caption: t("owner.dueCaption", { n: rows.length, of: page.due.length }), columns, rows, name: ".due" }),
    );
  }

  findings(page) {
    const columns = [
      { head: t("findings.severity"), label: t("findings.severity") },
      { head: t("findings.shows"), row: true },
      { head: t("findings.identity"), label: t("findings.identity") },
    ];
    const rows = page.findings
      .slice(0, 50)
      .map((it) => [
        severity(it.severity),
        link(to("finding", it.id), prose(it.message)),
        it.identity ? data(it.identity) : data(it.key),
      ]);
    return h(
      "section",
      null,
      h("h2", null, t("kinds.open", { n: page.findings_total.total })),
      rows.length === 0
        ? h("p", null, t("owner.nothing"))
        : table({
            caption: t("owner.order", { n: rows.length, of: page.findings_total.total }),
            columns,
            rows,
            name: ".finds",
          }),
    );
  }

  identities(page) {
    const columns = [
      { head: t("findings.identity") },
      { head: t("owner.kind"), label: t("owner.kind") },
      { head: t("findings.environment"), label: t("findings.environment") },
      { head: t("owner.findingsHead"), num: true, label: t("owner.findingsHead") },
      { head: t("owner.review"), label: t("owner.review") },
    ];
    const rows = page.identities
      .slice(0, 50)
      .map((it) => [
        h(
          "span",
          null,
          data(it.name ?? it.key),
          it.name && it.name !== it.key ? h("span.under", null, data(it.key)) : null,
        ),
        h(
          "span",
          null,
          it.kind ? data(it.kind) : t("none.word"),
          it.platform ? [", ", data(it.platform)] : null,
          it.privileged ? h("span.under", null, t("owner.privileged")) : null,
        ),
        it.environment ? data(it.environment) : h("span.soft", null, t("none.word")),
        number(it.findings.total),
        it.review_due ? h("time", null, it.review_due) : h("span.soft", null, t("none.day")),
      ]);
    return h(
      "section",
      null,
      h("h2", null, t("subject.identity", { n: page.identities_total })),
      table({ caption: t("owner.identitiesCaption", { n: rows.length, of: page.identities_total }), columns, rows }),
    );
  }
}

customElements.define("nhi-owners", Owners);
customElements.define("nhi-owner", Owner);
