// Which region draws which screen.

import "./bar.js";
import "./files.js";
import "./findings.js";
import "./quality.js";
import "./report.js";
import "./results.js";
import "./start.js";
import "./working.js";

/** Screens that stand on results. */
const RESULTS = {
  results: "nhi-results",
  ref: "nhi-results",
  findings: "nhi-findings",
  finding: "nhi-findings",
  cell: "nhi-findings",
  check: "nhi-check",
  controls: "nhi-controls",
  data: "nhi-quality",
  notes: "nhi-notes",
  report: "nhi-report",
};

/** Screens that need none. */
const OTHERS = { start: "nhi-start", files: "nhi-files" };

/** The element for the place where the reader is. */
export function screens({ session, route }) {
  const wanted = RESULTS[route.screen];
  if (wanted) {
    return session.assessment ? wanted : "nhi-gone";
  }
  return OTHERS[route.screen] ?? "nhi-start";
}
