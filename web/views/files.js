// Screen 2: every file, every row, every column, and what a person must say because no file can.

import { data, h, joined, prose, Region, said, table } from "../dom.js";
import { to } from "../route.js";
import { number, say, size, t } from "../words.js";
import { download } from "./report.js";
import { dropArea } from "./start.js";
import { count, day, dayField, days, letters, link } from "./parts.js";

/** Kinds of file whose completeness decides whether absence counts. */
const ABSENCE_COUNTS = ["register", "export", "roster"];

const sum = (list, of) => list.reduce((all, it) => all + of(it), 0);

class Files extends Region {
  draw(page) {
    const { session } = page;
    if (session.files.length === 0) {
      return h("section.start", null, h("h1", null, t("files.none")), dropArea(page));
    }
    const pairs = paired(session);
    return h(
      "section",
      null,
      this.head(page, pairs),
      h("div.two.even", null, this.day(page), this.period(page)),
      this.told(page, pairs),
      this.each(page, pairs),
      session.assessment
        ? [
            this.reconciled(session.assessment, page),
            this.refusals(session.assessment),
            this.mend(session),
            this.columns(page, pairs),
            this.notes(session.assessment),
          ]
        : null,
    );
  }

  head(page, pairs) {
    const { session } = page;
    const { assessment } = session;
    const rows = sum(pairs, (p) => p.input?.rows ?? 0);
    const read = sum(pairs, (p) => p.input?.read ?? 0);
    const apart = sum(pairs, (p) => sum(p.input?.set_apart ?? [], (r) => r.rows));
    const refused = sum(pairs, (p) => sum(p.input?.refused ?? [], (r) => r.rows));
    const [drop, input] = dropArea(page, { label: "files.add", id: "add" });
    drop.className = "";
    drop.replaceChildren(t("files.add"));
    return h(
      "header",
      null,
      h(
        "h1",
        null,
        assessment
          ? t("files.heading", { read, rows, files: session.readable.length, of: session.files.length })
          : t("files.headingUnread", { files: session.readable.length, of: session.files.length }),
      ),
      assessment ? h("p.lead", null, t("files.lead", { apart, refused })) : null,
      h(
        "div.row-actions",
        null,
        assessment
          ? [
              h("a.main", { href: to("results"), id: "see-results" }, t("files.results")),
              h("span.soft", null, t("files.or")),
            ]
          : null,
        drop,
        input,
      ),
    );
  }

  day({ session }) {
    const asOf = session.assessment?.as_of;
    if (!asOf) {
      return null;
    }
    const given = session.ask.as_of !== undefined;
    const input = dayField({
      id: "as-of",
      value: asOf.date,
      describedBy: "as-of-why",
      change: (day) => session.setAsk("change.asOf", { as_of: day || undefined }),
    });
    return h(
      "section.ask",
      { "aria-labelledby": "as-of-head" },
      h("h2", { id: "as-of-head" }, t("asOf.heading")),
      h("p.note", { id: "as-of-why" }, say(`asOf.${asOf.from}`, { says: prose(asOf.says) }), " ", t("asOf.what")),
      h(
        "p.row-actions",
        null,
        h("label", { for: "as-of" }, t("asOf.label")),
        input,
        given
          ? h(
              "button",
              {
                type: "button",
                id: "as-of-proposed",
                on: { click: () => session.setAsk("change.asOf", { as_of: undefined }) },
              },
              t("asOf.propose"),
            )
          : null,
      ),
      this.ages(session.assessment),
    );
  }

  /** Files that are older than the day: what happened since cannot be seen in them. */
  ages({ inputs, as_of }) {
    const aged = inputs
      .filter((input) => input.extracted && input.extracted !== as_of.date)
      .map((input) => ({ input, days: days(input.extracted, as_of.date) }));
    return aged.length === 0
      ? null
      : h(
          "ul.small",
          null,
          aged.map(({ input, days: n }) =>
            h(
              "li",
              null,
              say(n > 0 ? "asOf.older" : "asOf.newer", {
                file: data(input.name, "code"),
                n: Math.abs(n),
                days: Math.abs(n),
              }),
            ),
          ),
        );
  }

  period({ session }) {
    const period = session.assessment?.period;
    if (!period) {
      return null;
    }
    const set = () => {
      const [from, until] = ["period-from", "period-to"].map((id) => document.getElementById(id).value);
      if (from && until && from <= until) {
        session.setAsk("change.period", { period: [from, until] });
      }
    };
    const field = (id, value, label) => h("label", null, t(label), " ", dayField({ id, value, change: set }));
    return h(
      "section.ask",
      { "aria-labelledby": "period-head" },
      h("h2", { id: "period-head" }, t("period.heading")),
      h("p.note", null, t(period.given ? "period.given" : "period.default")),
      h(
        "p.row-actions",
        null,
        field("period-from", period.from, "period.from"),
        field("period-to", period.to, "period.to"),
        session.ask.period
          ? h(
              "button",
              {
                type: "button",
                id: "period-default",
                on: { click: () => session.setAsk("change.period", { period: undefined }) },
              },
              t("period.reset"),
            )
          : null,
      ),
    );
  }

  /** What only a person can say of a file: whether it is complete, and when it was taken. */
  told(page, pairs) {
    const asked = pairs.filter(({ file, first }) => first && !file.refused && ABSENCE_COUNTS.includes(file.kind));
    if (asked.length === 0) {
      return null;
    }
    const open = asked.filter(({ file }) => file.complete === "undeclared").length;
    const head = h("h2", { id: "told-head" }, open > 0 ? t("told.open", { files: open }) : t("told.heading"));
    return h(
      "section",
      { "aria-labelledby": "told-head" },
      head,
      h("p.note", null, t("told.what")),
      h(
        "div.asks",
        null,
        asked.map((pair) => this.ask(page, pair)),
      ),
    );
  }

  ask({ session }, { file }) {
    const choice = (word) =>
      h(
        "label",
        null,
        h("input", {
          type: "radio",
          name: `complete-${file.id}`,
          id: `complete-${file.id}-${word}`,
          checked: file.complete === word,
          on: { change: () => session.setFile(file.id, { complete: word }) },
        }),
        h("b", null, t(`told.${word}`)),
        h("span", null, t(`told.${word}Means.${file.kind}`)),
      );
    const extracted = dayField({
      id: `extracted-${file.id}`,
      value: file.extracted,
      change: (day) => session.setFile(file.id, { extracted: day || undefined }),
    });
    return h(
      "fieldset.ask",
      null,
      h("legend", null, say("told.ask", { file: data(file.name, "code") })),
      ["complete", "partial", "undeclared"].map(choice),
      h("label.date", null, h("span", null, t("told.extracted")), extracted),
    );
  }

  each(page, pairs) {
    const { session } = page;
    const columns = [
      { head: t("each.file") },
      { head: t("each.as"), label: t("each.as") },
      { head: t("each.rows"), num: true, label: t("each.rows") },
      { head: t("each.read"), num: true, label: t("each.read") },
      { head: t("each.apart"), num: true, label: t("each.apart") },
      { head: t("each.refused"), num: true, label: t("each.refused") },
    ];
    const row = ({ file, input, at, first }) => {
      const remove = h(
        "button.plain",
        {
          type: "button",
          id: `remove-${file.id}`,
          "aria-label": t("each.removeFile", { file: file.name.slice(0, 80) }),
          on: { click: () => session.remove(file.id) },
        },
        t("each.remove"),
      );
      const name = h(
        "span",
        null,
        input ? h("a.tall", { href: to("files", String(at)) }, data(input.name)) : data(file.name),
        first
          ? h(
              "span.under",
              null,
              size(file.size),
              input?.extracted ? [" · ", say("each.extracted", { day: day(input.extracted) })] : null,
              " · ",
              remove,
            )
          : null,
      );
      if (file.refused) {
        return [name, { span: 5, of: this.refusedFile(file.refused) }];
      }
      const apart = sum(input?.set_apart ?? [], (r) => r.rows);
      const refused = sum(input?.refused ?? [], (r) => r.rows);
      const unknown = h("span.soft", null, t("each.notYet"));
      return [
        name,
        h("span", null, said(input?.understood_as ?? file.understood_as), input ? h("span.under", null, became(input)) : null),
        input ? number(input.rows) : unknown,
        input ? number(input.read) : unknown,
        input ? (apart > 0 ? link(to("files", "apart"), number(apart)) : "0") : unknown,
        input ? (refused > 0 ? link(to("files", "refused"), number(refused)) : "0") : unknown,
      ];
    };
    const inputs = session.assessment?.inputs ?? [];
    const foot = [
      [
        t("each.sum", { files: session.readable.length, of: session.files.length }),
        "",
        number(sum(inputs, (i) => i.rows)),
        number(sum(inputs, (i) => i.read)),
        number(sum(inputs, (i) => sum(i.set_apart, (r) => r.rows))),
        number(sum(inputs, (i) => sum(i.refused, (r) => r.rows))),
      ],
    ];
    return h(
      "section",
      { "aria-labelledby": "each-head" },
      h("h2", { id: "each-head" }, t("each.heading")),
      table({ caption: t("each.caption"), columns, rows: pairs.map(row), foot, name: ".files" }),
    );
  }

  refusedFile(refused) {
    return h(
      "span",
      null,
      h("b.refused", null, t("each.notRead")),
      " ",
      said(refused.message),
      " ",
      refused.remedy ? said(refused.remedy) : null,
      " ",
      t("each.nothingKept"),
    );
  }

  reconciled(assessment) {
    const { population } = assessment;
    const identities = population.rows.identity ?? 0;
    const line = (words, n, name = "") => h(`tr${name}`, null, h("th", { scope: "row" }, words), h("td.num", null, n));
    const statement = (caption, body, foot) =>
      h(
        "table.statement",
        null,
        h("caption", null, caption),
        h("tbody", null, body),
        foot ? h("tfoot", null, foot) : null,
      );
    const apart = reasons(assessment, "set_apart");
    return h(
      "section.two.even",
      { "aria-label": t("became.label") },
      statement(
        t("became.identities"),
        [
          line(t("became.rows"), number(population.identity_rows)),
          line(t("became.merged"), population.merged > 0 ? number(-population.merged) : "0"),
        ],
        [
          line(t("became.assessed"), count(identities, to("rows", "identity")), ".sum"),
          line(t("became.inRegister"), number(population.in_register), ".of"),
          line(t("became.onlyExport"), number(population.only_in_export), ".of"),
          line(t("became.privileged"), count(population.privileged, identitiesWith("identity.privileged:yes")), ".of"),
          line(t("became.agents"), count(population.agents, identitiesWith("identity.is_agent:yes")), ".of"),
          line(t("became.either"), number(population.person_or_machine_unknown), ".of"),
        ],
      ),
      statement(
        t("became.kinds"),
        Object.entries(population.kinds)
          .toSorted((a, b) => b[1] - a[1])
          .map(([kind, n]) =>
            line(
              h("code", null, kind),
              kind === "unknown" ? number(n) : count(n, identitiesWith(`identity.kind:${kind}`)),
            ),
          ),
        [line(t("became.assessed"), number(identities), ".sum")],
      ),
      apart.length === 0
        ? h("p.soft", null, t("became.noneApart"))
        : h(
            "div",
            { id: "apart" },
            statement(
              t("became.apart"),
              apart.map((it) =>
                line([...said(it.reason), " ", h("span.soft", null, data(it.file), ", ", lines(it))], number(it.rows)),
              ),
              [line(t("became.apartSum"), number(sum(apart, (r) => r.rows)), ".sum")],
            ),
          ),
    );
  }

  refusals(assessment) {
    const list = reasons(assessment, "refused");
    if (list.length === 0) {
      return null;
    }
    const columns = [
      { head: t("refused.where") },
      { head: t("refused.why"), label: t("refused.why") },
      { head: t("refused.rows"), num: true, label: t("refused.rows") },
    ];
    const rows = list.map((it) => [
      [data(it.file), ", ", lines(it)],
      [...said(it.reason), " ", h("span.soft", null, t("refused.remedy"))],
      number(it.rows),
    ]);
    return h(
      "section",
      { id: "refused", "aria-labelledby": "refused-head" },
      h("h2", { id: "refused-head" }, t("refused.heading", { rows: sum(list, (r) => r.rows) })),
      table({ columns, rows }),
    );
  }

  /** Rows that were refused and cells that could not be understood, to send back to whoever supplied the file. */
  mend({ assessment, engine }) {
    if (assessment.notes.length === 0 && reasons(assessment, "refused").length === 0) {
      return null;
    }
    const save = async () => {
      const { name, bytes } = await engine.report("fix-list");
      download(name, bytes);
    };
    return h(
      "p.row-actions",
      null,
      h("button", { type: "button", id: "fix-list", on: { click: save } }, t("refused.mend")),
      h("span.soft", null, t("refused.mendWhat")),
    );
  }

  columns(page, pairs) {
    const { session, route } = page;
    const labels = new Map(session.assessment.dictionary.map((it) => [it.field, it]));
    return h(
      "section",
      { "aria-labelledby": "columns-head" },
      h("h2", { id: "columns-head" }, t("columns.heading")),
      h("p.note", null, t("columns.note")),
      this.mapping(),
      pairs.filter((pair) => pair.input).map((pair) => this.columnsOf(pair, labels, route.id === String(pair.at))),
    );
  }

  columnsOf({ input, at }, labels, open) {
    const dropped = (column) =>
      this.page.session.assessment.notes.find(
        (it) => it.kind === "secret-column" && it.file === input.name && it.column === column.heading,
      )?.count ?? 0;
    const counts = ["read", "not used", "dropped", "repeated"].map((how) => [
      how,
      input.columns.filter((c) => c.how === how).length,
    ]);
    const words = joined(
      counts.filter(([, n]) => n > 0).map(([how, n]) => t(`columns.count.${how.replace(" ", "")}`, { n })),
      ", ",
    );
    const columns = [
      { head: t("columns.column") },
      { head: t("columns.readAs"), label: t("columns.readAs") },
      { head: t("columns.why"), label: t("columns.why") },
    ];
    const rows = (fields) =>
      input.columns.map((c) => [
        h("span", null, h("code.soft", null, letters(c.index)), " ", data(c.heading)),
        fields.length > 0 && c.how !== "dropped"
          ? this.choice(input, at, c, fields)
          : c.fields.length > 0
          ? joined(
              c.fields.map((field) =>
                h(
                  "span",
                  null,
                  h("code", null, field),
                  labels.has(field) ? h("span.soft", null, " ", prose(labels.get(field).label)) : null,
                ),
              ),
              h("br"),
            )
          : h(c.how === "dropped" ? "b" : "span.soft", null, t(`columns.how.${c.how.replace(" ", "")}`)),
        [
          c.how === "read" ? [h(c.confidence === "guess" ? "b" : "span", null, t(`columns.sure.${c.confidence}`)), ": "] : null,
          c.reason ? prose(c.reason) : t(`columns.because.${c.how.replace(" ", "")}`),
          c.how === "dropped" ? [" ", t("columns.cells", { n: dropped(c) })] : null,
        ],
      ]);
    const guesses = input.columns.filter((c) => c.how === "read" && c.confidence === "guess").length;
    const body = h("div");
    // A known export's columns are known; any other table's can be read otherwise.
    const fill = async () => {
      body.setAttribute("aria-busy", "true");
      const fields = input.kind === "export" ? [] : await this.page.session.engine.fields(input.kind);
      body.replaceChildren(this.columnTable(input, columns, rows(fields)));
      body.removeAttribute("aria-busy");
    };
    const details = h(
      "details.file",
      {
        id: `file-${at}`,
        open,
        on: {
          toggle: () => details.open && body.childElementCount === 0 && !body.hasAttribute("aria-busy") && fill(),
        },
      },
      h(
        "summary",
        null,
        data(input.name),
        " ",
        h("span.soft", null, t("columns.all", { n: input.columns.length }), ": ", words),
        guesses > 0 ? [" ", h("b", null, t("columns.guessed", { n: guesses }))] : null,
      ),
      body,
    );
    if (open) {
      fill();
    }
    return details;
  }

  /** What a column is read as, to be chosen otherwise: the field, and for dates the rule. */
  choice(input, at, column, fields) {
    const { session } = this.page;
    const name = `${letters(column.index)} ${column.heading}`.slice(0, 80);
    const [chosen] = column.fields;
    const correct = (what) => session.correct({ table: input.name, column: column.index, ...what });
    const field = h(
      "select",
      {
        id: `field-${at}-${column.index}`,
        "aria-label": t("columns.choose", { column: name }),
        on: { change: () => correct({ fields: field.value === "" ? [] : [field.value] }) },
      },
      h("option", { value: "" }, t("columns.leave")),
      fields.map((it) => h("option", { value: it.field, selected: it.field === chosen }, `${it.field}: ${it.label}`)),
    );
    const more = column.fields.slice(1).map((it) => [h("br"), h("code", null, it)]);
    if (!fields.some((it) => it.is_date && column.fields.includes(it.field))) {
      return h("span", null, field, more);
    }
    const rule = h(
      "select",
      {
        id: `dates-${at}-${column.index}`,
        "aria-label": t("columns.chooseDates", { column: name }),
        on: { change: () => correct({ dates: rule.value }) },
      },
      h("option", { value: "cells" }, t("columns.dates.cells")),
      ["day-first", "month-first", "1904"].map((word) =>
        h("option", { value: word, selected: session.dateRules.get(`${input.name}/${column.index}`) === word }, t(`columns.dates.${word}`)),
      ),
    );
    return h("span", null, field, more, h("br"), rule);
  }

  /** The understanding as a file: saved for the next time, or loaded from the last. */
  mapping() {
    const { session } = this.page;
    const input = h("input", {
      type: "file",
      id: "mapping-input",
      hidden: true,
      accept: ".toml,text/plain",
      on: {
        change: async () => {
          const [file] = input.files;
          input.value = "";
          if (file) {
            await session.setMapping("change.mapping", await file.text());
          }
        },
      },
    });
    const save = async () => download("mapping.toml", new TextEncoder().encode(await session.engine.mapping()));
    return h(
      "div.row-actions",
      null,
      h("button", { type: "button", id: "mapping-save", on: { click: save } }, t("columns.save")),
      h("button", { type: "button", id: "mapping-load", on: { click: () => input.click() } }, t("columns.load")),
      input,
      session.engine.mappingInForce === ""
        ? null
        : h(
            "button.plain",
            { type: "button", id: "mapping-drop", on: { click: () => session.setMapping("change.mapping", "") } },
            t("columns.drop"),
          ),
    );
  }

  columnTable(input, columns, rows) {
    return h(
      "div",
      null,
      this.found(input),
      table({ caption: say("columns.caption", { file: data(input.name, "code") }), columns, rows, name: ".columns" }),
      input.cannot_know.length > 0
        ? table({
            caption: say("columns.cannot", { file: data(input.name, "code") }),
            columns: [{ head: t("columns.field") }, { head: t("columns.whyNot"), label: t("columns.whyNot") }],
            rows: input.cannot_know.map((it) => [h("code", null, it.field), said(it.why)]),
          })
        : null,
      h("p.where", null, "SHA-256 ", input.sha256),
    );
  }

  /** How the table was found in its file, and which row is its heading. */
  found({ container, heading_rows: [from, until], heading_reason: why }) {
    return h(
      "p.note",
      null,
      container ? [t("columns.container", { container }), " "] : null,
      from > 0 ? [t(from === until ? "columns.head" : "columns.heads", { from, to: until }), why ? [": ", prose(why)] : null, "."] : null,
    );
  }

  notes(assessment) {
    return assessment.notes.length === 0
      ? null
      : h("p.row-actions", null, link(to("notes"), t("notes.link", { n: assessment.notes.length })));
  }

  /** A link to one file opens its columns; one to what was set apart goes there. */
  arrived() {
    const { id } = this.page.route;
    if (id === "apart" || id === "refused") {
      return document.getElementById(id);
    }
    return id ? document.getElementById(`file-${id}`)?.querySelector("summary") : null;
  }
}

/**
 * Files as dropped beside what was read of them: what can be read is assessed in the order in which it was dropped, and a
 * file may hold several tables, each with rows of its own. `at` is the number of the table, `first` tells a file's first.
 */
function paired(session) {
  const inputs = session.assessment?.inputs ?? [];
  let at = 0;
  return session.files.flatMap((file) => {
    const pairs = [];
    while (!file.refused && at < inputs.length && partOf(inputs[at].name, file.name)) {
      at += 1;
      pairs.push({ file, input: inputs[at - 1], at, first: pairs.length === 0 });
    }
    return pairs.length > 0 ? pairs : [{ file, input: null, at: 0, first: true }];
  });
}

/** Is it the table of this file, or one of several in it? */
function partOf(name, file) {
  return name === file || name.startsWith(`${file} › `);
}

function reasons(assessment, kind) {
  return assessment.inputs.flatMap((input) => input[kind].map((it) => ({ ...it, file: input.name })));
}

function lines(it) {
  const more = it.rows - it.lines.length;
  const shown = it.lines.join(", ");
  return it.lines.length === 0
    ? t("refused.somewhere")
    : more > 0
      ? t("refused.linesMore", { lines: shown, n: more })
      : t("refused.lines", { lines: shown, n: it.lines.length });
}

/** The address of identities with one cell of this reading. */
function identitiesWith(where) {
  return to("rows", "identity", { where });
}

/** What the rows of a file became: `154 identities, 126 credentials`. */
function became(input) {
  return joined(
    Object.entries(input.became).map(([subject, n]) => t(`subject.${subject}`, { n })),
    ", ",
  );
}

customElements.define("nhi-files", Files);
