// The map of a framework: one cell per reference, readable without colour, walked with the arrow keys.

import { h, official, said } from "../dom.js";
import { t } from "../words.js";
import { atReference, rank, RESULTS, sign, word } from "./parts.js";

/** The signs, once, above the map. */
export function legend() {
  return h(
    "ul.legend",
    { "aria-label": t("map.legend") },
    Object.keys(RESULTS).map((result) =>
      h(
        "li",
        null,
        h(`span.c.${RESULTS[result]}`, null, sign(result)),
        result === "accepted until" ? t("map.acceptedUntil") : word(result),
      ),
    ),
  );
}

/** The map. `current` is the reference that is open beside it. */
export function heat(page, framework, current) {
  const functions = framework.groups.filter((group) => group.parent === null);
  const says = !current;
  return h(
    "table.heat",
    null,
    h(
      "caption",
      null,
      t(framework.reading === "outcome" ? "map.caption" : "map.captionPlain", {
        framework: `${framework.name} ${framework.edition}`,
        n: framework.references.length,
      }),
    ),
    functions.map((top) => {
      const below = framework.groups.filter((group) => group.parent === top.id);
      const all = framework.references.filter((it) => below.some((group) => group.id === it.parent));
      const result = all.filter((it) => rank(it.result) < rank("not applicable")).length;
      return h(
        "tbody",
        null,
        h(
          "tr.fn",
          null,
          h(
            "th",
            { scope: "rowgroup", colspan: says ? 3 : 2 },
            top.title ?? top.id,
            " ",
            h("span.soft", null, t("map.reach", { id: top.id, n: result, of: all.length })),
          ),
        ),
        below.map((group) => row(framework, group, current, says)),
      );
    }),
  );
}

function row(framework, group, current, says) {
  const references = framework.references.filter((it) => it.parent === group.id);
  const stop = references.find((it) => it.reference === current?.reference) ?? references[0];
  const gravest = references
    .filter((it) => rank(it.result) < rank("no gap found"))
    .toSorted((a, b) => rank(a.result) - rank(b.result) || b.findings - a.findings)[0];
  return h(
    "tr",
    null,
    h(
      "th",
      { scope: "row" },
      h("span.cat", null, h("b", null, group.id), h("span", null, official(group.title ?? ""))),
    ),
    h(
      "td",
      null,
      h(
        "div.cells",
        { on: { keydown: walk } },
        references.map((it) => cell(it, group.id, it === stop, it === current)),
      ),
    ),
    says ? h("td.says", null, gravest ? [h("span.id", null, gravest.label), ": ", said(gravest.says)] : null) : null,
  );
}

function cell(it, group, stop, open) {
  const result = it.result ?? "not assessed";
  // The end of the id stands in the cell, the whole of it is heard.
  const [before, end] = it.label.startsWith(group) ? [group, it.label.slice(group.length)] : ["", it.label];
  const short = end.replace(/^[-.]/, "");
  return h(
    `a.c.${RESULTS[result]}`,
    {
      href: atReference(it.reference),
      "data-ref": it.reference,
      tabindex: stop ? 0 : -1,
      "aria-current": open ? "true" : null,
    },
    sign(result),
    h(
      "span",
      null,
      h("span.vh", null, before + end.slice(0, end.length - short.length)),
      short,
      h("span.vh", null, " ", word(result, it.accepted_until)),
    ),
  );
}

/** Arrow keys go through the cells of a row and from row to row; each row is one stop of the tab key. */
function walk(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
  const rowStep = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const cells = [...event.currentTarget.children];
  const at = cells.indexOf(document.activeElement);
  let next = null;
  if (step !== undefined) {
    next = cells[Math.min(cells.length - 1, Math.max(0, at + step))];
  } else if (rowStep !== undefined) {
    const rows = [...event.currentTarget.closest("table").querySelectorAll(".cells")];
    const other = rows[rows.indexOf(event.currentTarget) + rowStep];
    next = other?.children[Math.min(at, other.children.length - 1)];
  }
  if (next) {
    event.preventDefault();
    for (const other of next.parentElement.children) {
      other.tabIndex = other === next ? 0 : -1;
    }
    next.focus();
  }
}
