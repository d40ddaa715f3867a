// What this page sent: counted, not claimed. Every request of the page stands in the browser's own list of resources.

import { t } from "./words.js";

let count = 0;
/** Requests for the page's own reader of workbooks, which is loaded when the first one is dropped. */
let reader = 0;
let ready = Infinity;

const READER = new Set(
  ["workbook.js", "nhimap_workbook.js", "nhimap_workbook_bg.wasm"].map((name) => new URL(name, document.baseURI).href),
);

/** Is this the single file? It holds its module in itself and has nothing to ask for. */
export function singleFile() {
  return document.getElementById("nhimap-module") !== null;
}

/** Requests since the page was loaded. */
export function requests() {
  return count;
}

/** What the bar says of them. */
export function sentWords() {
  return reader > 0 && reader === count ? t("bar.sentReader") : t("bar.sent", { n: count });
}

/** Starts to count: whatever is asked for from now on is told. */
export function countRequests() {
  ready = performance.now();
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.startTime > ready && !/^(blob|data):/.test(entry.name)) {
        count += 1;
        reader += READER.has(entry.name) ? 1 : 0;
      }
    }
    const place = document.getElementById("sent-count");
    if (place) {
      place.textContent = sentWords();
    }
  }).observe({ type: "resource", buffered: true });
}
