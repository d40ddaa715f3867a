// Small pieces that every screen is made of: results, severities, counts, places.

import { data, h, joined, prose, symbol } from "../dom.js";
import { to } from "../route.js";
import { say, t } from "../words.js";

/** Results in the order of their seriousness, each with the name of its sign. */
export const RESULTS = {
  contradicted: "contra",
  gap: "gap",
  "partial gap": "part",
  unproven: "unproven",
  "insufficient data": "lack",
  "accepted until": "wait",
  "no gap found": "fine",
  claimed: "claimed",
  "not applicable": "na",
  "out of profile": "out",
  "not assessed": "none",
};

/** Severities, the worst first. */
export const SEVERITIES = ["critical", "high", "medium", "low"];

/** How serious a result is: the smaller, the more. */
export function rank(result) {
  return Object.keys(RESULTS).indexOf(result ?? "not assessed");
}

/** The sign of a result. */
export function sign(result) {
  const name = RESULTS[result] ?? "none";
  return symbol(`g-${name === "unproven" || name === "claimed" ? "claim" : name}`, "g");
}

/** The word of a result. */
export function word(result, until) {
  return result === "accepted until" && until ? t("result.waitUntil", { day: until }) : t(`result.${RESULTS[result]}`);
}

/** A result as sign and word. */
export function badge(result, until) {
  return h(`span.r.${RESULTS[result]}`, null, sign(result), word(result, until));
}

/** A severity as bars and word. */
export function severity(name) {
  return h("span.sev", null, symbol(`s-${name}`, "bars"), t(`severity.${name}`));
}

/** A link. */
export function link(href, ...content) {
  return h("a", { href }, ...content);
}

/** A count that leads to its rows; nothing leads nowhere. */
export function count(n, href) {
  return n === 0 || !href ? say("n", { n }) : link(href, ...say("n", { n }));
}

/** A day, as it is. */
export function day(date) {
  return date ? h("time", null, date) : t("none.day");
}

/** A field for a day, written as everywhere else: `2026-11-20`. What is no day is not taken. */
export function dayField({ id, value: text, change, describedBy }) {
  const input = h("input.day", {
    type: "text",
    id,
    value: text ?? "",
    inputmode: "numeric",
    autocomplete: "off",
    maxlength: 10,
    placeholder: "2026-01-31",
    pattern: "\\d{4}-\\d{2}-\\d{2}",
    "aria-describedby": describedBy,
    on: {
      change: () => {
        const wrong = input.value !== "" && !isDay(input.value);
        input.setAttribute("aria-invalid", String(wrong));
        input.setCustomValidity(wrong ? t("day.wrong") : "");
        if (wrong) {
          input.reportValidity();
        } else {
          change(input.value);
        }
      },
    },
  });
  return input;
}

function isDay(text) {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  // 31 February is read as a day in March; it comes back otherwise than it was written.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The address of findings of a check: open, unknown or accepted ones. */
export function rowsOf(check, status = "open") {
  return to("findings", "", { check, status: status === "open" ? null : status });
}

/** Whole days from one day to another. */
export function days(from, until) {
  return Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000);
}

/** The address of a reference. */
export function atReference(reference) {
  return to("ref", reference);
}

/** A name of a column as spreadsheets write it: 0 is A. */
export function letters(index) {
  let out = "";
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) {
    out = String.fromCharCode(65 + ((n - 1) % 26)) + out;
  }
  return out;
}

/** Where a cell stands: the number of its file, and its address in it. */
export function address(assessment, cell) {
  if (!cell.file || !cell.line) {
    return null;
  }
  const file = assessment.inputs.findIndex((input) => input.name === cell.file);
  const column = assessment.inputs[file]?.columns.find((it) => it.heading === cell.column);
  const at = `${column ? letters(column.index) : ""}${cell.line}`;
  return { file: file + 1, at };
}

/** The link to a cell of a finding. */
export function cellLink(assessment, finding, cell) {
  const place = address(assessment, cell);
  if (!place) {
    return h("span.soft", null, t("cell.derived"));
  }
  return link(to("cell", `${place.file}/${place.at}`, { finding: finding.id }), h("code", null, place.at));
}

/** Where a finding stands, in short: file and row, once each. */
export function where(finding) {
  const places = [...new Set(finding.cells.filter((c) => c.file).map((c) => `${c.file}\u0000${c.line}`))];
  if (places.length === 0) {
    return t("cell.derived");
  }
  return joined(
    places.map((place) => {
      const [file, line] = place.split("\u0000");
      return h("span", null, say("cell.fileRow", { file: data(file), row: line }));
    }),
    " · ",
  );
}

/** A value as read: words for what is not there, text for what is. */
export function value(text) {
  const known = { "(empty)": "value.empty", "(unknown)": "value.unknown", never: "value.never" }[text];
  return known ? h(text === "never" ? "span" : "mark", null, t(known)) : data(text, "code");
}

/** The title of a check. */
export function checkTitle(assessment, id) {
  const check = assessment.checks.find((it) => it.id === id);
  return check ? prose(check.title) : h("code", null, id);
}

/** References as people cite them, by what they cite: `NIST CSF 2.0 PR.AA-05` to its id. */
function citations(assessment) {
  const index = new Map();
  for (const framework of assessment.frameworks) {
    for (const it of framework.references) {
      index.set(`${framework.short} ${it.label}`, it.reference);
    }
  }
  for (const check of assessment.checks) {
    for (const map of check.maps) {
      index.set(map.cited, map.reference);
    }
  }
  return index;
}

/** Cited references, each a link where a result stands behind it. */
export function cited(assessment, names) {
  const index = citations(assessment);
  const main = new Set(assessment.frameworks.map((f) => f.id));
  return joined(
    names.map((name) => {
      const reference = index.get(name);
      const known = reference && main.has(reference.slice(0, reference.indexOf(":")));
      return h("span.id", null, known ? link(atReference(reference), name) : data(name));
    }),
    ", ",
  );
}

/** The maps of a check that the five frameworks know, those that it tests first. */
export function mapsOf(assessment, check) {
  const main = new Set(assessment.frameworks.map((f) => f.id));
  const order = { tests: 0, supports: 1, context: 2 };
  return check.maps
    .filter((map) => main.has(map.reference.slice(0, map.reference.indexOf(":"))))
    .toSorted((a, b) => order[a.how] - order[b.how]);
}

/** A page's buttons for turning pages. */
export function pager({ page, pages, go, label }) {
  return h(
    "nav.row-actions",
    { "aria-label": label },
    h(
      "button",
      { type: "button", id: "page-previous", disabled: page <= 1, on: { click: () => go(page - 1) } },
      t("pager.previous"),
    ),
    h("span", null, t("pager.of", { page, pages })),
    h(
      "button",
      { type: "button", id: "page-next", disabled: page >= pages, on: { click: () => go(page + 1) } },
      t("pager.next"),
    ),
    pages > 2 ? jump(page, pages, go) : null,
  );
}

function jump(page, pages, go) {
  const input = h("input", { type: "number", id: "page-jump", min: 1, max: pages, value: page, inputmode: "numeric" });
  return h(
    "form.jump",
    {
      on: {
        submit: (event) => {
          event.preventDefault();
          go(Math.min(pages, Math.max(1, Math.round(Number(input.value)) || 1)));
        },
      },
    },
    h("label", null, t("pager.jump"), " ", input),
    h("button", { type: "submit" }, t("pager.go")),
  );
}

/** The four kinds of row, of equal rank. */
export function kinds(assessment, unknown, current) {
  const notes = assessment.notes.reduce((n, note) => n + note.count, 0);
  const at = (name, href, n) =>
    h("a", { href, "aria-current": current === name ? "page" : null }, t(`kinds.${name}`, { n }));
  return h(
    "nav.kinds",
    { "aria-label": t("kinds.label") },
    at("open", to("findings"), assessment.findings.total),
    at("unknown", to("findings", "", { status: "unknown" }), unknown),
    at("accepted", to("findings", "", { status: "accepted" }), assessment.accepted.total),
    at("notes", to("notes"), notes),
  );
}

/** Where a row of a list stands. */
export function place(it) {
  return it.place
    ? h("span.under", null, say("cell.fileRow", { file: data(it.place.file), row: String(it.place.line) }))
    : null;
}
