// A check of one's own: written in the tab, told what is wrong at line and column, and used beside the shipped ones.

import { h, Region } from "../dom.js";
import { to } from "../route.js";
import { t } from "../words.js";
import { link } from "./parts.js";
import { jump } from "./policy.js";

const PAUSE = 300;

/** A check to start from. */
const EXAMPLE = `id       = "identity-without-team"
title    = "Identity without a team"
subject  = "identity"
severity = "low"
severity_why = "Record keeping."
applies  = 'identity.status == "active"'
fails    = '!has(identity.team)'
message  = "\`{identity.name}\` names no team"
remedy   = "Name the team that looks after it."
why      = "Whoever has a question about it needs somebody to ask."
limits   = "Teams that stand in another system are not seen."

[[maps]]
ref = "nist-csf-2.0:GV.RR-02"
how = "supports"
why = "A team that is named makes the responsibility findable."
`;

class OwnChecks extends Region {
  text = EXAMPLE;

  draw(page) {
    const { session } = page;
    const own = session.ask.checks ?? [];
    this.problems = h("div", { id: "check-problems", role: "status" });
    this.area = h("textarea", {
      id: "check-text",
      rows: 20,
      spellcheck: "false",
      value: this.text,
      "aria-describedby": "check-what",
      on: { input: () => this.changed() },
    });
    this.use = h(
      "button.main",
      { type: "button", id: "check-use", disabled: true, on: { click: () => this.keep() } },
      t("own.use"),
    );
    const out = h(
      "section",
      null,
      h("h1", null, t("own.heading")),
      h("p.lead", null, t("own.lead")),
      own.length > 0
        ? h(
            "ul.todo",
            null,
            own.map((it) => this.line(it)),
          )
        : null,
      h("p.note", { id: "check-what" }, t("own.what")),
      h("label.vh", { for: "check-text" }, t("own.text")),
      this.area,
      h("div.row-actions", null, this.use),
      this.problems,
    );
    this.look();
    return out;
  }

  line(it) {
    const { session } = this.page;
    const without = () =>
      session.setAsk("change.checks", { checks: session.ask.checks.filter((other) => other.id !== it.id) });
    const edit = () => {
      this.text = it.toml;
      this.show(this.page);
    };
    return h(
      "li",
      null,
      link(to("check", it.id), h("code", null, it.id)),
      " ",
      h("button.plain", { type: "button", id: `edit-${it.id}`, on: { click: edit } }, t("own.edit")),
      " ",
      h("button.plain", { type: "button", id: `drop-${it.id}`, on: { click: without } }, t("own.drop")),
    );
  }

  changed() {
    this.text = this.area.value;
    this.use.disabled = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  /** Asks what is wrong with the text. */
  async look() {
    const { text } = this;
    const problems = await this.page.session.engine.checkProblems(text);
    if (text !== this.text) {
      return;
    }
    this.use.disabled = problems.length > 0;
    this.problems.replaceChildren(
      problems.length === 0
        ? h("p", null, t("own.fine"))
        : h(
            "ul.problems",
            null,
            problems.map((it) => h("li", null, jump(this.area, it))),
          ),
    );
  }

  keep() {
    const { session } = this.page;
    const id = this.text.match(/^id\s*=\s*["']([^"']+)["']/m)?.[1];
    const others = (session.ask.checks ?? []).filter((it) => it.id !== id);
    return session.setAsk("change.checks", { checks: [...others, { id, toml: this.text }] });
  }
}

customElements.define("nhi-own-checks", OwnChecks);
