// Nodes from data. Text only ever becomes text nodes and attributes that cannot run: nothing here parses markup.

import { language } from "./words.js";

/** Attributes that a node may get from {@link h}; `style` and handlers are refused by the page's policy anyway. */
const PROPERTIES = new Set(["value", "checked", "disabled", "selected", "open", "hidden", "indeterminate"]);

/**
 * A node: `h("td.num", { "data-l": "rows" }, 12)`. Children are nodes, text, numbers, lists of them, or nothing.
 * @param {string} name tag and classes
 * @param {Record<string, unknown> | null} [attributes] `on` holds listeners
 * @param {...unknown} children
 */
export function h(name, attributes, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length > 0) {
    node.className = classes.join(" ");
  }
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key === "on") {
      for (const [event, listener] of Object.entries(value)) {
        node.addEventListener(event, listener);
      }
    } else if (value === null || value === undefined || value === false) {
      continue;
    } else if (PROPERTIES.has(key)) {
      node[key] = value;
    } else {
      node.setAttribute(key, value === true ? "" : String(value));
    }
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) {
      continue;
    }
    if (Array.isArray(child)) {
      append(node, child);
    } else {
      node.append(child instanceof Node ? child : String(child));
    }
  }
}

const SVG = "http://www.w3.org/2000/svg";

/** A symbol of the page, hidden from those who hear it: a word always stands beside. */
export function symbol(id, name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", name);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#${id}`);
  svg.append(use);
  return svg;
}

/** Nodes with something between each two of them. */
export function joined(items, between) {
  return items.flatMap((item, at) => (at === 0 ? [item] : [between, item]));
}

// What cannot be seen, or turns the reading direction: shown as its code point, so that nothing hides in a cell.
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u;

/** More characters of one value are not shown in a table; a cell may hold a megabyte. */
const SHOWN = 600;

function seen(text) {
  const nodes = [];
  let rest = text;
  for (let at = rest.search(UNSEEN); at >= 0; at = rest.search(UNSEEN)) {
    const code = rest.codePointAt(at).toString(16).toUpperCase().padStart(4, "0");
    nodes.push(rest.slice(0, at), h("span.unseen", null, `U+${code}`));
    rest = rest.slice(at + 1);
  }
  nodes.push(rest);
  return nodes;
}

/** A value from a file, as text: isolated, its invisible characters named, cut where it is very long. */
export function data(text, tag = "span.data") {
  const whole = String(text);
  if (whole.length <= SHOWN) {
    return h(tag, null, seen(whole));
  }
  const left = whole.length - SHOWN;
  return h(tag, null, seen(whole.slice(0, SHOWN)), h("span.soft", null, ` … +${left.toLocaleString(language())}`));
}

/** A sentence of the core: names in backticks are set as such. It stays English in every language of the page. */
export function prose(text) {
  const parts = String(text ?? "")
    .replaceAll(/(\d) %/g, "$1\u00a0%")
    .split("`");
  // A backtick without a partner stays as it is.
  if (parts.length % 2 === 0) {
    const last = parts.pop();
    parts[parts.length - 1] += `\`${last}`;
  }
  const nodes = parts.map((part, at) => (at % 2 === 1 ? data(part, "code") : seen(part.slice(0, 4000)))).flat();
  return language() === "en" ? nodes : [h("span", { lang: "en" }, nodes)];
}

/** An official title: it stays as its publisher wrote it. */
export function official(text) {
  return language() === "en" ? text : h("span", { lang: "en" }, text);
}

/** The same as {@link prose} as a sentence of its own: a capital in front, a full stop behind. */
export function said(text) {
  const trimmed = String(text ?? "").trim();
  if (trimmed === "") {
    return [];
  }
  const start = trimmed[0].toUpperCase() + trimmed.slice(1);
  return prose(/[.!?:…]$/.test(start) ? start : `${start}.`);
}

/**
 * A table of the page. `columns` are `{ head, num, label }`; each row is a list of cells, one of which is its head: the
 * first, or that of the column with `row`;
 * a cell is what {@link h} takes as a child, or `{ span, of }` over several columns.
 */
export function table({ caption, columns, rows, foot, name = "" }) {
  const head = h(
    "thead",
    null,
    h(
      "tr",
      null,
      columns.map((c) => h(c.num ? "th.num" : "th", { scope: "col", "aria-sort": c.sort }, c.head)),
    ),
  );
  return scrolls(
    h(
      `table.stack${name}`,
      null,
      caption === undefined ? null : h("caption", null, caption),
      head,
      h(
        "tbody",
        null,
        rows.map((row) => line(columns, row)),
      ),
      foot === undefined
        ? null
        : h(
            "tfoot",
            null,
            foot.map((row) => line(columns, row, "tr.sum")),
          ),
    ),
  );
}

function line(columns, row, tag = "tr") {
  const rowHead = Math.max(
    0,
    columns.findIndex((column) => column.row),
  );
  const cells = Array.isArray(row) ? row : row.cells;
  const attributes = Array.isArray(row) ? null : row.attributes;
  let at = 0;
  return h(
    tag,
    attributes,
    cells.map((cell) => {
      const column = columns[at] ?? {};
      const span = cell?.span ?? 1;
      at += span;
      if (at - span === rowHead) {
        return h("th", { scope: "row" }, cell);
      }
      const attrs = { colspan: span > 1 ? span : null, "data-l": span > 1 ? null : column.label };
      return h(column.num && span === 1 ? "td.num" : "td", attrs, span > 1 ? cell.of : cell);
    }),
  );
}

/** A region that may scroll sideways; it can be reached by keyboard only while it does. */
function scrolls(node) {
  const wide = h("div.scroll", null, node);
  watch.observe(wide);
  return wide;
}

const watch = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const does = target.scrollWidth > target.clientWidth + 1;
    const name = target.querySelector("caption")?.textContent ?? "";
    if (does) {
      target.tabIndex = 0;
      target.setAttribute("role", "region");
      target.setAttribute("aria-label", name.slice(0, 120));
    } else {
      target.removeAttribute("tabindex");
      target.removeAttribute("role");
      target.removeAttribute("aria-label");
    }
  }
});

/** Draws anew and leaves the focus on the control with the same id, or on the heading. */
function keepingFocus(root, draw) {
  const held = root.contains(document.activeElement) ? document.activeElement : null;
  const id = held?.id;
  const selection = held && "selectionStart" in held ? [held.selectionStart, held.selectionEnd] : null;
  draw();
  const again = id ? document.getElementById(id) : held?.localName === "h1" ? root.querySelector("h1") : null;
  if (again?.localName === "h1") {
    again.tabIndex = -1;
  }
  if (again && again !== document.activeElement) {
    again.focus({ preventScroll: true });
    if (selection && selection[0] !== null && "setSelectionRange" in again) {
      try {
        again.setSelectionRange(...selection);
      } catch {
        // Dates and numbers have no selection.
      }
    }
  }
}

/** Says something once to those who hear the page. */
export function announce(text) {
  const place = document.getElementById("announce");
  place.textContent = "";
  requestAnimationFrame(() => {
    place.textContent = text;
  });
}

/** A region of the page: drawn from the state, drawn again when it changes. */
export class Region extends HTMLElement {
  /** @param {import("./app.js").Page} page */
  show(page) {
    this.page = page;
    keepingFocus(this, () => this.replaceChildren(...[this.draw(page)].flat(Infinity).filter(Boolean)));
  }
}
