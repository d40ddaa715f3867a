// The policy: whose numbers these are, what another number would change before it is kept, and the text behind it.

import { h, joined, prose, Region, said, table } from "../dom.js";
import { to } from "../route.js";
import { number, say, t } from "../words.js";
import { link } from "./parts.js";
import { problem } from "./working.js";

/** Milliseconds after the last change before its effect is counted. */
const PAUSE = 400;

class Policy extends Region {
  text = null;
  tried = null;

  draw(page) {
    const { session } = page;
    const { policy } = session.assessment;
    this.text ??= session.ask.policy_toml ?? "";
    this.effect = h("div", { id: "effect", role: "status" });
    this.area = h("textarea", {
      id: "policy-text",
      rows: 14,
      spellcheck: "false",
      value: this.text,
      "aria-describedby": "policy-text-what",
      on: { input: () => this.changed(this.area.value) },
    });
    const out = h(
      "section",
      null,
      h("h1", null, t("policy.heading")),
      h(
        "p.lead",
        null,
        policy.adopted
          ? say("policy.adopted", { who: prose(policy.adopted.by), on: policy.adopted.on })
          : t("policy.default"),
      ),
      this.deviations(policy),
      h(
        "div.two",
        null,
        h("section", null, h("h2", null, t("policy.thresholds")), this.thresholds(policy)),
        this.editor(),
      ),
    );
    this.effects();
    return out;
  }

  deviations({ deviations }) {
    if (deviations.length === 0) {
      return null;
    }
    const columns = [
      { head: t("policy.key") },
      { head: t("policy.byDefault"), label: t("policy.byDefault") },
      { head: t("policy.here"), label: t("policy.here") },
      { head: t("policy.direction"), label: t("policy.direction") },
      { head: t("policy.effect"), label: t("policy.effect") },
    ];
    const rows = deviations.map((it) => [
      h("code", null, it.key),
      prose(it.default),
      prose(it.value),
      t(`policy.${it.direction}`),
      it.fails === null
        ? h("span.soft", null, t("policy.notCounted"))
        : t("policy.fails", { here: it.fails, default: it.fails_under_default }),
    ]);
    return h(
      "section",
      null,
      h("h2", null, t("policy.deviations")),
      table({ caption: t("policy.deviationsCaption"), columns, rows }),
    );
  }

  thresholds({ thresholds }) {
    const columns = [
      { head: t("policy.threshold") },
      { head: t("policy.value"), label: t("policy.value") },
      { head: t("policy.why"), label: t("policy.why") },
    ];
    const rows = thresholds.map((it) => [
      h(
        "span",
        null,
        h("code", null, it.key),
        h("span.under", null, said(it.says)),
        h(
          "span.under",
          null,
          t("policy.usedBy"),
          " ",
          joined(
            it.checks.map((id) => link(to("check", id), h("code", null, id))),
            ", ",
          ),
        ),
      ),
      this.value(it),
      h("span", null, said(it.reason), h("span.under", null, say("policy.source", { source: prose(it.source) }))),
    ]);
    return table({ caption: t("policy.caption"), columns, rows, name: ".thresholds" });
  }

  /** A number can be tried at once; the rest is changed in the text. */
  value(it) {
    const [, n, unit] = it.value.match(/^(\d+)(?: (\S+))?$/) ?? [];
    const classes = it.by_class.map((words) => h("span.under", null, prose(words)));
    if (n === undefined) {
      return h(
        "span",
        null,
        it.value.length > 160
          ? h("details", null, h("summary", null, t("policy.list")), prose(it.value))
          : prose(it.value),
        classes,
      );
    }
    const input = h("input", {
      type: "number",
      id: `set-${it.key}`,
      min: 0,
      value: read(this.text, it.key) ?? n,
      "aria-label": it.key,
      on: {
        input: () => input.value !== "" && this.changed(write(this.area.value, it.key, Number(input.value)), true),
      },
    });
    return h("span", null, input, " ", unit ?? "", classes);
  }

  editor() {
    const keep = () =>
      this.page.session.setAsk("change.policy", { policy_toml: this.text === "" ? undefined : this.text });
    const back = () => {
      this.text = this.page.session.ask.policy_toml ?? "";
      this.tried = null;
      this.show(this.page);
    };
    this.keep = h(
      "button.main",
      { type: "button", id: "policy-keep", disabled: true, on: { click: keep } },
      t("policy.keep"),
    );
    return h(
      "section.editor",
      { "aria-labelledby": "editor-head" },
      h("h2", { id: "editor-head" }, t("policy.text")),
      h("p.note", { id: "policy-text-what" }, t("policy.textWhat")),
      h("label.vh", { for: "policy-text" }, t("policy.text")),
      this.area,
      h(
        "div.row-actions",
        null,
        this.keep,
        h("button", { type: "button", id: "policy-back", on: { click: back } }, t("policy.back")),
      ),
      this.effect,
    );
  }

  changed(text, fromNumber = false) {
    this.text = text;
    if (fromNumber) {
      this.area.value = text;
    }
    this.keep.disabled = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.try(), PAUSE);
  }

  /** What would move, before it is kept. */
  async try() {
    const { text } = this;
    const answer = await this.page.session.engine
      .tryPolicy(text)
      .catch((error) => ({ ok: false, problems: [{ message: error.message }] }));
    if (text !== this.text) {
      return;
    }
    this.tried = { text, ...answer };
    this.effects();
  }

  effects() {
    const { tried } = this;
    const kept = this.page.session.ask.policy_toml ?? "";
    if (!tried || tried.text !== this.text || this.text === kept) {
      this.effect.replaceChildren();
      return;
    }
    this.keep.disabled = !tried.ok;
    if (!tried.ok) {
      this.effect.replaceChildren(
        h(
          "ul.problems",
          null,
          tried.problems.map((it) => h("li", null, jump(this.area, it))),
        ),
      );
      return;
    }
    const moved = tried.checks.filter(
      (it) => it.before.fail !== it.after.fail || it.before.unknown !== it.after.unknown,
    );
    const columns = [
      { head: t("panel.check") },
      { head: t("policy.before"), num: true, label: t("policy.before") },
      { head: t("policy.after"), num: true, label: t("policy.after") },
    ];
    const rows = moved.map((it) => [
      link(to("check", it.check), prose(it.title)),
      number(it.before.fail),
      number(it.after.fail),
    ]);
    this.effect.replaceChildren(
      moved.length === 0
        ? h("p", null, t("policy.nothing"))
        : table({ caption: t("policy.moves", { n: moved.length }), columns, rows }),
    );
  }
}

/** A problem whose place is a button: it leads to the line and column in the text. */
export function jump(area, it) {
  const { line, col: column } = it;
  if (!line) {
    return problem(it);
  }
  const go = () => {
    const start =
      area.value
        .split("\n")
        .slice(0, line - 1)
        .join("\n").length +
      (line > 1 ? 1 : 0) +
      (column ?? 1) -
      1;
    area.focus();
    area.setSelectionRange(start, Math.min(area.value.length, start + 1));
  };
  return [
    h("button.plain", { type: "button", on: { click: go } }, t("problem.at", { line, column: column ?? 1 })),
    " ",
    ...prose(it.message),
  ];
}

/** The number that a text sets for a key, where it sets one. */
function read(text, key) {
  const plain = text.match(new RegExp(`^${key}\\s*=\\s*(\\d+)`, "m"));
  return plain?.[1] ?? tableOf(text, key)?.body.match(/^default\s*=\s*(\d+)/m)?.[1];
}

/** The text with another number for a key: changed where it stands, else set before the first table. */
function write(text, key, n) {
  const plain = new RegExp(`^(${key}\\s*=\\s*)\\d+`, "m");
  if (plain.test(text)) {
    return text.replace(plain, `$1${n}`);
  }
  const found = tableOf(text, key);
  if (found) {
    const body = /^default\s*=/m.test(found.body)
      ? found.body.replace(/^(default\s*=\s*)\d+/m, `$1${n}`)
      : `\ndefault = ${n}${found.body}`;
    return text.slice(0, found.start) + body + text.slice(found.start + found.body.length);
  }
  const first = text.search(/^\[/m);
  const at = first < 0 ? text.length : first;
  const before = text.slice(0, at);
  return `${before}${before === "" || before.endsWith("\n") ? "" : "\n"}${key} = ${n}\n${text.slice(at)}`;
}

/** What stands in the table of a key. */
function tableOf(text, key) {
  const head = text.match(new RegExp(`^\\[${key}\\][^\\n]*`, "m"));
  if (!head) {
    return null;
  }
  const start = head.index + head[0].length;
  const next = text.slice(start).search(/^\[/m);
  return { start, body: next < 0 ? text.slice(start) : text.slice(start, start + next) };
}

customElements.define("nhi-policy", Policy);
