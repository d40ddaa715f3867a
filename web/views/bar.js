// The bar: what this is, where the reader is, what it stands on, and that nothing was sent.

import { h, Region } from "../dom.js";
import { to } from "../route.js";
import { sentWords } from "../sent.js";
import { languages, language, say, t } from "../words.js";
import { link } from "./parts.js";

/** Screens of each step. */
const STEPS = {
  files: ["start", "files"],
  results: ["results", "ref"],
  findings: ["findings", "finding", "cell", "check", "notes", "rows", "row"],
  report: ["report"],
};

/** What stands behind `More`, in this order. */
const MORE = [
  "owners",
  "controls",
  "exceptions",
  "launches",
  "split",
  "responses",
  "data",
  "policy",
  "checks",
  "frameworks",
  "crosswalk",
  "citations",
  "sent",
  "keys",
];

class Bar extends Region {
  draw(page) {
    const { session, route } = page;
    document.getElementById("skip").textContent = t("skip");
    return h("header.bar", null, this.name(), this.steps(session, route), this.still(page));
  }

  name() {
    return h("a.name", { href: to("start") }, "nhimap");
  }

  steps(session, route) {
    const step = (name) =>
      h(
        "li",
        null,
        h(
          "a",
          { href: to(name), "aria-current": STEPS[name].includes(route.screen) ? "page" : null },
          t(`bar.${name}`),
        ),
      );
    return h(
      "nav",
      { "aria-label": t("bar.steps") },
      h("ol", null, Object.keys(STEPS).map(step), h("li", null, this.more(session, route))),
    );
  }

  more(session, route) {
    const menu = h(
      "details.more",
      { on: { keydown: (event) => this.closes(event, menu) } },
      h("summary", { id: "more", "aria-current": MORE.includes(route.screen) ? "page" : null }, t("bar.more")),
      h(
        "ul",
        null,
        MORE.map((name) =>
          h(
            "li",
            null,
            h("a", { href: to(name), "aria-current": route.screen === name ? "page" : null }, t(`more.${name}`)),
          ),
        ),
      ),
    );
    return menu;
  }

  closes(event, menu) {
    if (event.key === "Escape" && menu.open) {
      event.stopPropagation();
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }

  still({ session, route, go }) {
    const asOf = session.assessment?.as_of.date;
    return h(
      "div.still",
      null,
      asOf ? h("span", null, say("bar.asOf", { day: h("time", null, asOf) })) : null,
      link(to("sent"), h("span", { id: "sent-count" }, sentWords())),
      session.files.length > 0 || session.document
        ? h("button.plain", { type: "button", id: "forget", on: { click: () => this.forget() } }, t("bar.forget"))
        : null,
      this.languageSwitch(route, go),
    );
  }

  languageSwitch(route, go) {
    const other = languages().find(({ code }) => code !== language());
    const params = { ...route.params, lang: other.code };
    return h(
      "button.plain",
      {
        type: "button",
        id: "language",
        lang: other.code,
        on: {
          click: () => go(withLanguage(route, params)),
        },
      },
      other.name,
    );
  }

  forget() {
    document.querySelector("nhi-forget").ask(this.page);
  }
}

function withLanguage(route, params) {
  const { lang, ...rest } = params;
  const plain = to(route.screen, route.id, rest).replace(/[?&]lang=[a-z]+/, "");
  return lang === "en" ? plain : `${plain}${plain.includes("?") ? "&" : "?"}lang=${lang}`;
}

/** The one question that is asked in a dialog: forgetting cannot be undone. */
class Forget extends HTMLElement {
  ask(page) {
    const { session, go } = page;
    const done = async () => {
      dialog.close();
      await session.forget();
      go(to("start"));
    };
    const dialog = h(
      "dialog",
      { "aria-labelledby": "forget-title", on: { close: () => dialog.remove() } },
      h("h2", { id: "forget-title" }, t("forget.title")),
      h("p", null, t("forget.what", { files: session.files.length })),
      h(
        "div.row-actions",
        null,
        h("button.main", { type: "button", id: "forget-yes", on: { click: done } }, t("forget.yes")),
        h("button", { type: "button", id: "forget-no", on: { click: () => dialog.close() } }, t("forget.no")),
      ),
    );
    this.append(dialog);
    dialog.showModal();
  }
}

customElements.define("nhi-bar", Bar);
customElements.define("nhi-forget", Forget);
