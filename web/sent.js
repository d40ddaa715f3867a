// What this page sent: counted, not claimed. Every request of the page stands in the browser's own list of resources.

import { t } from "./words.js";

let count = 0;
let ready = Infinity;

/** Is this the single file? It holds its module in itself and has nothing to ask for. */
export function singleFile() {
  return document.getElementById("nhimap-module") !== null;
}

/** Requests since the page was loaded. */
export function requests() {
  return count;
}

/** Starts to count: whatever is asked for from now on is told. */
export function countRequests() {
  ready = performance.now();
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.startTime > ready && !/^(blob|data):/.test(entry.name)) {
        count += 1;
      }
    }
    const place = document.getElementById("sent-count");
    if (place) {
      place.textContent = t("bar.sent", { n: count });
    }
  }).observe({ type: "resource", buffered: true });
}
