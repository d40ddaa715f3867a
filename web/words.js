// The words of the page in the reader's language, and numbers as that language writes them.

import { en } from "./strings/en.js";
import { de } from "./strings/de.js";

const LANGUAGES = { en, de };

let current = "en";

/** The language that the page speaks. */
export function language() {
  return current;
}

/** Speaks another language from now on, where it is known. */
export function speak(code) {
  current = code in LANGUAGES ? code : "en";
  document.documentElement.lang = current;
}

/** Languages, each with its own name. */
export function languages() {
  return Object.keys(LANGUAGES).map((code) => ({ code, name: LANGUAGES[code].name }));
}

function pattern(key) {
  const found = key.split(".").reduce((node, part) => node?.[part], LANGUAGES[current]);
  if (typeof found !== "string") {
    throw new Error(`no words for ${key}`);
  }
  return found;
}

function shown(value) {
  return typeof value === "number" ? number(value) : value;
}

/**
 * The pieces of a string: `{n}` is a value, `{n|row|rows}` the word that goes with it, the rest stands as it is.
 * @returns {{ value?: unknown, text?: string }[]}
 */
function pieces(key, values) {
  return pattern(key)
    .split(/(\{[^}]+\})/)
    .filter((part) => part !== "")
    .map((part) => {
      if (!part.startsWith("{")) {
        return { text: part };
      }
      const [name, one, many] = part.slice(1, -1).split("|");
      const value = values?.[name];
      if (value === undefined) {
        throw new Error(`${key} lacks ${name}`);
      }
      return one === undefined ? { value: shown(value) } : { text: value === 1 ? one : many };
    });
}

/** Words as text. */
export function t(key, values) {
  return pieces(key, values)
    .map((piece) => piece.text ?? piece.value)
    .join("");
}

/** Words as nodes: values may be nodes, and what stands in backticks in the words is set as a name. */
export function say(key, values) {
  return pieces(key, values).flatMap(({ text, value }) => {
    if (text === undefined) {
      return [value];
    }
    return text.split("`").map((part, at) => (at % 2 === 0 ? part : code(part)));
  });
}

function code(text) {
  const node = document.createElement("code");
  node.textContent = text;
  return node;
}

/** A count as the language writes it; minus is a real minus. */
export function number(n) {
  return n.toLocaleString(current).replace("-", "−");
}

/** A share in percent, to stand beside its n and N. Nothing that is left is ever rounded away. */
export function share(n, of) {
  if (of === 0) {
    return t("share.ofNone");
  }
  const tenths = Math.round((n * 1000) / of);
  const tenth = (value) => (value / 10).toLocaleString(current, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  if (tenths === 0 && n > 0) {
    return t("share.under", { percent: tenth(1) });
  }
  if (tenths === 1000 && n < of) {
    return t("share.over", { percent: tenth(999) });
  }
  return `${tenth(tenths)} %`;
}

/** A size in the unit that keeps it short. */
export function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let value = bytes;
  let at = 0;
  while (value >= 1000 && at + 1 < units.length) {
    value /= 1000;
    at += 1;
  }
  const digits = at > 0 && value < 100 ? 1 : 0;
  return value.toLocaleString(current, {
    style: "unit",
    unit: units[at],
    unitDisplay: at === 0 ? "long" : "short",
    maximumFractionDigits: digits,
  });
}
