// Findings and their neighbours: filters, sorting, pages and groups are the engine's work; the page shows one page of them.

import { announce, data, h, joined, prose, Region, said, table } from "../dom.js";
import { to } from "../route.js";
import { noFilters } from "../session.js";
import { number, say, t } from "../words.js";
import { kinds, link, mapsOf, pager, severity, SEVERITIES, where } from "./parts.js";
import { cellAlone, findingPanel } from "./finding.js";

const SORTS = ["worst", "age", "identity", "owner", "check"];
const SIZES = [10, 50, 200];
/** Above so many rows the same cause is said once. */
const GROUP_ABOVE = 200;
/** The value of a filter that lets all pass; the empty text asks for rows where nothing is recorded. */
const ALL = "\u0000";
/** Milliseconds after the last letter before the text is looked for. */
const TYPING = 200;

class Findings extends Region {
  answer = null;
  opened = null;

  show(page) {
    const { route, session } = page;
    if (route.screen === "findings") {
      session.list = route.params;
    }
    this.params = session.list;
    super.show(page);
    this.load();
    this.open();
  }

  draw(page) {
    const { assessment } = page.session;
    const unknown = assessment.checks.reduce((n, c) => n + c.counts.unknown, 0);
    const status = this.params.status ?? "open";
    this.list = h("div.list", { "aria-busy": "true" });
    this.panel = h("div.slot");
    this.form = this.filters(page);
    return h(
      "section",
      null,
      h(
        "h1",
        null,
        t(`findings.title.${status}`, {
          n: { open: assessment.findings.total, unknown, accepted: assessment.accepted.total }[status],
        }),
      ),
      kinds(assessment, unknown, status),
      h("p.note", null, t(`findings.lead.${status}`, { grouped: assessment.grouped })),
      this.form,
      h("div.two.beside.wide", null, this.list, this.panel),
    );
  }

  /** The question for the engine. */
  ask() {
    const { session } = this.page;
    const { params } = this;
    const { text, owner, environment } = session.filters;
    return {
      status: params.status ?? "open",
      check: params.check,
      severity: params.severity,
      framework: params.framework,
      reference: params.reference,
      owner: owner ?? undefined,
      environment: environment ?? undefined,
      text: text || undefined,
      sort: SORTS.includes(params.sort) ? params.sort : "worst",
      page: Math.max(1, Number(params.page) || 1),
      size: SIZES.includes(Number(params.size)) ? Number(params.size) : 10,
      group: this.grouped() ? "check" : null,
    };
  }

  /** Same cause, many rows: said once by default, until somebody asks for the rows. */
  grouped() {
    const { params } = this;
    const { assessment, filters } = this.page.session;
    if (params.group) {
      return params.group === "check";
    }
    const narrow =
      params.check ||
      params.severity ||
      params.reference ||
      filters.text ||
      filters.owner !== null ||
      filters.environment !== null ||
      params.sort;
    const total =
      { open: assessment.findings.total, accepted: assessment.accepted.total }[params.status ?? "open"] ??
      assessment.checks.reduce((n, c) => n + c.counts.unknown, 0);
    return !narrow && total > GROUP_ABOVE;
  }

  async load({ quiet = true } = {}) {
    const ask = this.ask();
    const key = JSON.stringify([this.page.session.run, ask]);
    if (this.answer?.key === key) {
      this.fill(this.answer, ask);
      return;
    }
    this.wanted = key;
    this.list.setAttribute("aria-busy", "true");
    try {
      const found = await this.page.session.engine.findings(ask);
      if (this.wanted !== key) {
        return;
      }
      this.answer = { key, ...found };
      this.fill(this.answer, ask);
      if (!quiet) {
        announce(t("findings.announce", { n: found.total, of: found.unfiltered }));
      }
    } catch (error) {
      this.list.replaceChildren(h("p.refused", { role: "alert" }, said(error.message)));
    }
    this.list.setAttribute("aria-busy", "false");
  }

  /** Puts an answer into the list and its counts into the filters. */
  fill(answer, ask) {
    this.list.setAttribute("aria-busy", "false");
    const held = this.list.contains(document.activeElement) ? document.activeElement.id : "";
    this.list.replaceChildren(...(ask.group ? this.groups(answer) : this.rows(answer, ask)));
    if (held) {
      document.getElementById(held)?.focus({ preventScroll: true });
    }
    this.facets(answer.facets);
  }

  go(changes) {
    const params = { ...this.params, page: null, ...changes };
    const href = to("findings", "", params);
    if (href === location.hash) {
      this.load({ quiet: false });
    } else {
      this.quietly = true;
      this.page.go(href);
    }
  }

  filters(page) {
    const { session } = page;
    const { params } = this;
    const select = (name, label, options, chosen, change) =>
      h(
        "label",
        null,
        t(label),
        h(
          "select",
          { id: `filter-${name}`, on: { change: (event) => change(event.target.value) } },
          options.map(([key, words]) => h("option", { value: key, selected: key === (chosen ?? "") }, words)),
        ),
      );
    const inMemory = (name) => (chosen) => {
      session.filters[name] = chosen === ALL ? null : chosen;
      this.go({});
    };
    let timer;
    const text = h("input", {
      type: "search",
      id: "filter-text",
      value: session.filters.text,
      placeholder: t("filter.textHint"),
      autocomplete: "off",
      spellcheck: "false",
      on: {
        input: () => {
          clearTimeout(timer);
          timer = setTimeout(() => {
            session.filters.text = text.value;
            this.go({ group: params.group });
          }, TYPING);
        },
      },
    });
    const frameworks = session.assessment.frameworks.map((f) => [f.id, `${f.name} ${f.edition}`]);
    const checks = session.assessment.checks.map((c) => [c.id, c.title]).toSorted((a, b) => a[1].localeCompare(b[1]));
    return h(
      "form.filters",
      { role: "search", "aria-label": t("filter.label"), on: { submit: (event) => event.preventDefault() } },
      h("label", null, t("filter.text"), text),
      select(
        "severity",
        "filter.severity",
        [["", t("filter.all")], ...SEVERITIES.map((s) => [s, t(`severity.${s}`)])],
        params.severity,
        (v) => this.go({ severity: v }),
      ),
      select("check", "filter.check", [["", t("filter.all")], ...checks], params.check, (v) => this.go({ check: v })),
      select("framework", "filter.framework", [["", t("filter.all")], ...frameworks], params.framework, (v) =>
        this.go({ framework: v, reference: null }),
      ),
      select("owner", "filter.owner", [[ALL, t("filter.all")]], ALL, inMemory("owner")),
      select("environment", "filter.environment", [[ALL, t("filter.all")]], ALL, inMemory("environment")),
      select(
        "sort",
        "filter.sort",
        SORTS.map((s) => [s, t(`sort.${s}`)]),
        params.sort ?? "worst",
        (v) => this.go({ sort: v === "worst" ? null : v, group: params.group ?? (v === "worst" ? null : "none") }),
      ),
      select(
        "size",
        "filter.size",
        SIZES.map((s) => [String(s), String(s)]),
        params.size ?? "10",
        (v) => this.go({ size: v === "10" ? null : v }),
      ),
      select(
        "group",
        "filter.group",
        [
          ["check", t("filter.byCheck")],
          ["none", t("filter.byRow")],
        ],
        this.grouped() ? "check" : "none",
        (v) => this.go({ group: v }),
      ),
      h("button", { type: "button", id: "filter-clear", on: { click: () => this.clear() } }, t("filter.clear")),
      params.reference
        ? h(
            "p.filtered",
            null,
            say("filter.reference", {
              reference: h("b", null, params.reference.slice(params.reference.indexOf(":") + 1)),
            }),
            " ",
            h(
              "button.plain",
              { type: "button", id: "filter-reference", on: { click: () => this.go({ reference: null }) } },
              t("filter.drop"),
            ),
          )
        : null,
    );
  }

  clear() {
    this.page.session.filters = noFilters();
    const href = to("findings", "", { status: this.params.status });
    if (href === location.hash) {
      this.show(this.page);
    } else {
      this.page.go(href);
    }
  }

  /** The numbers beside the words of a filter: how many of the rows found have them. */
  facets(facets) {
    const { filters } = this.page.session;
    const words = (value, n) => t("filter.counted", { words: value, n });
    for (const option of document.getElementById("filter-severity").options) {
      if (option.value !== "") {
        option.textContent = words(t(`severity.${option.value}`), facets.severity[option.value] ?? 0);
      }
    }
    const offer = (id, counts, chosen, blank) => {
      const list = Object.entries(counts).toSorted((a, b) => b[1] - a[1]);
      if (chosen !== null && !(chosen in counts)) {
        list.push([chosen, 0]);
      }
      document
        .getElementById(id)
        .replaceChildren(
          h("option", { value: ALL }, t("filter.all")),
          ...list.map(([name, n]) =>
            h(
              "option",
              { value: name, selected: name === chosen },
              words(name === "" ? t(blank) : name.slice(0, 80), n),
            ),
          ),
        );
    };
    offer("filter-owner", facets.owner, filters.owner, "none.owner");
    offer("filter-environment", facets.environment, filters.environment, "none.word");
  }

  rows(answer, ask) {
    if (answer.total === 0) {
      return [
        h(
          "p",
          { id: "none" },
          t("findings.noMatch"),
          " ",
          t("findings.without", { n: answer.unfiltered }),
          " ",
          h("button", { type: "button", id: "none-clear", on: { click: () => this.clear() } }, t("filter.clear")),
        ),
      ];
    }
    const { assessment } = this.page.session;
    const first = (answer.page - 1) * ask.size + 1;
    const current = this.page.route.screen === "finding" ? this.page.route.id : this.page.route.params.finding;
    const columns = [
      { head: t("findings.severity"), label: t("findings.severity") },
      { head: t(`findings.shows`), row: true },
      { head: t("findings.identity"), label: t("findings.identity") },
      { head: t("findings.owner"), label: t("findings.owner") },
      { head: t("findings.environment"), label: t("findings.environment") },
      { head: t("findings.where"), label: t("findings.where") },
    ];
    const rows = answer.rows.map((it) => ({
      attributes: it.id === current ? { "aria-current": "true" } : null,
      cells: [
        severity(it.severity),
        h(
          "span",
          null,
          h("a", { href: to("finding", it.id), id: `row-${it.id}`, "data-row": true }, prose(it.message)),
          h(
            "span.under",
            null,
            h("code", null, it.check),
            it.exception
              ? [
                  " · ",
                  say("findings.exception", {
                    id: data(it.exception.exception),
                    state: t(`exceptionState.${it.exception.state}`),
                  }),
                ]
              : null,
          ),
        ),
        it.identity ? data(it.identity) : data(it.key),
        it.owner ? data(it.owner) : h("span.soft", null, t("none.owner")),
        it.environment ? data(it.environment) : h("span.soft", null, t("none.word")),
        h("span.where", null, where(it)),
      ],
    }));
    const filtered = answer.total < answer.unfiltered ? [" ", t("findings.of", { of: answer.unfiltered })] : null;
    return [
      table({
        caption: [
          t("findings.caption", {
            first,
            last: first + answer.rows.length - 1,
            n: answer.total,
            sort: t(`sort.${ask.sort}`),
          }),
          filtered,
        ],
        columns,
        rows,
        name: ".finds",
      }),
      pager({
        page: answer.page,
        pages: answer.pages,
        label: t("pager.label"),
        go: (page) => this.go({ ...this.params, page, group: this.params.group }),
      }),
      h("p.small.soft", null, assessment ? t("findings.keys") : ""),
    ];
  }

  groups(answer) {
    if (answer.total === 0) {
      return this.rows(answer, this.ask());
    }
    const { assessment } = this.page.session;
    const columns = [
      { head: t("findings.rows"), num: true, label: t("findings.rows") },
      { head: t("findings.cause"), row: true },
      { head: t("findings.severity"), label: t("findings.severity") },
      { head: t("findings.tested"), num: true, label: t("findings.tested") },
      { head: t("findings.relates"), label: t("findings.relates") },
    ];
    const byId = new Map(assessment.checks.map((c) => [c.id, c]));
    const { page: at, size } = this.ask();
    const shown = answer.groups.slice((at - 1) * size, at * size);
    const rows = shown.map(({ check, title, n, severities }) => {
      const it = byId.get(check);
      const maps = it
        ? mapsOf(assessment, it)
            .filter((m) => m.how === "tests")
            .slice(0, 3)
        : [];
      return [
        h(
          "a",
          {
            href: to("findings", "", { ...this.params, page: null, check, group: "none" }),
            "data-row": true,
            id: `row-${check}`,
          },
          number(n),
        ),
        h("span", null, link(to("check", check), prose(title)), h("span.under", null, h("code", null, check))),
        joined(
          severities.filter((s) => s.n > 0).map((s) => h("span.sevs", null, severity(s.value), " ", number(s.n))),
          " ",
        ),
        it ? number(it.counts.tested) : "",
        joined(
          maps.map((m) => h("span.id", null, link(to("ref", m.reference), m.cited))),
          ", ",
        ),
      ];
    });
    return [
      table({
        caption: [
          t("findings.groups", { n: answer.total, checks: answer.groups.length }),
          answer.total < answer.unfiltered ? [" ", t("findings.of", { of: answer.unfiltered })] : null,
        ],
        columns,
        rows,
        name: ".groups",
      }),
      pager({
        page: at,
        pages: Math.max(1, Math.ceil(answer.groups.length / size)),
        label: t("pager.label"),
        go: (page) => this.go({ ...this.params, page }),
      }),
      h(
        "p",
        null,
        h(
          "button",
          { type: "button", id: "ungroup", on: { click: () => this.go({ group: "none" }) } },
          t("findings.ungroup", { n: answer.total }),
        ),
      ),
    ];
  }

  /** The finding that is open beside the list. */
  async open() {
    const { route, session } = this.page;
    const id = route.screen === "finding" ? route.id : route.screen === "cell" ? route.params.finding : "";
    if (!id && route.screen === "cell") {
      this.panel.replaceChildren(cellAlone(this.page));
      return;
    }
    if (!id) {
      this.panel.replaceChildren();
      return;
    }
    if (this.opened?.run !== session.run || this.opened.id !== id) {
      try {
        this.opened = { run: session.run, id, trace: await session.engine.trace(id) };
      } catch {
        this.opened = null;
      }
      if (this.page.route !== route) {
        return;
      }
    }
    this.panel.replaceChildren(
      this.opened
        ? findingPanel(this.page, this.opened.trace)
        : h("article.panel", null, h("h2", null, t("finding.gone")), h("p", null, t("finding.goneWhy"))),
    );
    if (this.waiting) {
      this.waiting = false;
      this.focusPanel();
    }
  }

  focusPanel() {
    const target = this.panel.querySelector("[data-cell-open]") ?? this.panel.querySelector("h2");
    if (target) {
      target.tabIndex = -1;
      target.focus({ preventScroll: true });
      if (target.getBoundingClientRect().bottom > innerHeight || target.getBoundingClientRect().top < 0) {
        target.scrollIntoView({ block: "start" });
      }
    }
  }

  arrived(before) {
    const { route } = this.page;
    if (route.screen === "finding" || route.screen === "cell") {
      this.waiting = true;
      if (this.panel.firstChild) {
        this.waiting = false;
        this.focusPanel();
      }
      return document.activeElement;
    }
    if (before.screen === "finding") {
      return document.getElementById(`row-${before.id}`);
    }
    if (this.quietly) {
      this.quietly = false;
      return document.activeElement;
    }
    return null;
  }

  key(name, event) {
    if (event.ctrlKey || event.metaKey) {
      return false;
    }
    const { route } = this.page;
    const rows = [...this.list.querySelectorAll("[data-row]")];
    const open = rows.findIndex((it) => it.closest("tr").getAttribute("aria-current"));
    if (name === "j" || name === "k") {
      const focused = rows.indexOf(document.activeElement);
      const from = open >= 0 ? open : focused;
      const next = rows[Math.min(rows.length - 1, Math.max(0, from + (name === "j" ? 1 : from < 0 ? 1 : -1)))];
      if (open >= 0) {
        next?.click();
      } else {
        next?.focus();
      }
      return true;
    }
    if (name === "/") {
      document.getElementById("filter-text").focus();
      return true;
    }
    if (name === "Escape" && route.screen !== "findings") {
      this.page.go(
        route.screen === "cell" && route.params.finding
          ? to("finding", route.params.finding)
          : to("findings", "", this.params),
      );
      return true;
    }
    return false;
  }
}

customElements.define("nhi-findings", Findings);
