// Where the reader is: the fragment, and nothing but ids and settings in it. Names and cell contents never go there.

import { language } from "./words.js";

/** Settings that the fragment may hold; anything else is dropped. */
const SETTINGS = new Set([
  "severity",
  "check",
  "framework",
  "reference",
  "status",
  "sort",
  "page",
  "size",
  "group",
  "result",
  "finding",
  "where",
  "from",
  "to",
  "lang",
]);

/** @returns {{ screen: string, id: string, params: Record<string, string> }} */
export function parse(fragment) {
  const [path, query = ""] = fragment.replace(/^#/, "").split("?");
  const cut = path.indexOf("/");
  const screen = cut < 0 ? path : path.slice(0, cut);
  const params = {};
  for (const [key, value] of new URLSearchParams(query)) {
    if (SETTINGS.has(key) && value !== "") {
      params[key] = value;
    }
  }
  return { screen: screen || "start", id: cut < 0 ? "" : decoded(path.slice(cut + 1)), params };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a screen: `to("ref", "nist-csf-2.0:PR.AA-05")`, `to("findings", "", { check })`. */
export function to(screen, id = "", params = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (SETTINGS.has(key) && value !== undefined && value !== null && value !== "") {
      query.set(key, String(value));
    }
  }
  if (language() !== "en") {
    query.set("lang", language());
  }
  const path = id === "" ? screen : `${screen}/${encodeURI(id)}`;
  const text = query.toString();
  return `#${path}${text === "" ? "" : `?${text.replaceAll("%3A", ":")}`}`;
}
