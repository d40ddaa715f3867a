// Two pages about the page: what it sends and how to check that, and the keys.

import { h, Region } from "../dom.js";
import { lettersOn, setLetters } from "../keys.js";
import { requests, singleFile } from "../sent.js";
import { say, t } from "../words.js";

class Sent extends Region {
  draw() {
    const edition = singleFile() ? "single" : "served";
    return h(
      "section",
      null,
      h("h1", null, t("sent.heading", { n: requests() })),
      h("p.lead", null, say(`sent.${edition}`)),
      h("h2.gapped", null, t("sent.how")),
      h(
        "ol.steps",
        null,
        ["network", "cable", "policy", edition === "single" ? "disk" : "server"].map((key) =>
          h("li", null, say(`sent.${key}`)),
        ),
      ),
      h("h2.gapped", null, t("sent.policyHead")),
      h(
        "pre",
        null,
        document.querySelector("meta[http-equiv='Content-Security-Policy']").content.split("; ").join(";\n"),
      ),
      h("p.note", null, t("sent.kept")),
    );
  }
}

const KEYS = [
  ["Tab", "tab"],
  ["Enter", "enter"],
  ["← → ↑ ↓", "arrows"],
  ["j", "next"],
  ["k", "previous"],
  ["/", "text"],
  ["Esc", "escape"],
  ["?", "keys"],
];

class Keys extends Region {
  draw() {
    return h(
      "section",
      null,
      h("h1", null, t("keys.heading")),
      h(
        "dl.keys",
        null,
        KEYS.map(([key, words]) => [h("dt", null, h("kbd", null, key)), h("dd", null, t(`keys.${words}`))]),
      ),
      h(
        "p",
        null,
        h(
          "label.switch",
          null,
          h("input", {
            type: "checkbox",
            id: "letters",
            checked: lettersOn(),
            on: { change: (event) => setLetters(event.target.checked) },
          }),
          " ",
          t("keys.letters"),
        ),
      ),
      h("p.note", null, t("keys.why")),
    );
  }
}

customElements.define("nhi-sent", Sent);
customElements.define("nhi-keys", Keys);
