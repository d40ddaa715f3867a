// The keys that work on every screen. Letters can be switched off: some speak to their machine, and some type with a switch.

import { to } from "./route.js";

const STORE = { letters: true };

/** Do single letters work as keys? */
export function lettersOn() {
  return STORE.letters;
}

/** Switches single letters on or off, for as long as the tab is open. */
export function setLetters(on) {
  STORE.letters = on;
}

/** Listens for keys; a region that knows a key has a method `key(name)` and says whether it took it. */
export function keys(page) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey) {
      return;
    }
    const region = document.querySelector("main > *");
    if (event.ctrlKey || event.metaKey) {
      if (region?.key?.(event.key, event)) {
        event.preventDefault();
      }
      return;
    }
    const typing = event.target.closest?.("input, textarea, select");
    if (typing && event.key !== "Escape") {
      return;
    }
    const letter = event.key.length === 1;
    if (letter && !STORE.letters) {
      return;
    }
    if (region?.key?.(event.key, event)) {
      event.preventDefault();
    } else if (event.key === "?") {
      event.preventDefault();
      page.go(to("keys"));
    } else if (event.key === "/" && page.session.assessment) {
      event.preventDefault();
      page.go(to("findings"));
      requestAnimationFrame(() => document.getElementById("filter-text")?.focus());
    }
  });
}
