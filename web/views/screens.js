// Which region draws which screen.

import "./about.js";
import "./bar.js";
import "./check.js";
import "./citations.js";
import "./crosswalk.js";
import "./files.js";
import "./findings.js";
import "./frameworks.js";
import "./owncheck.js";
import "./people.js";
import "./policy.js";
import "./quality.js";
import "./records.js";
import "./report.js";
import "./results.js";
import "./rows.js";
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
  rows: "nhi-rows",
  row: "nhi-row",
  owners: "nhi-owners",
  owner: "nhi-owner",
  controls: "nhi-controls",
  exceptions: "nhi-exceptions",
  launches: "nhi-launches",
  split: "nhi-split",
  responses: "nhi-responses",
  policy: "nhi-policy",
  checks: "nhi-own-checks",
  data: "nhi-quality",
  notes: "nhi-notes",
  report: "nhi-report",
};

/** Screens that need none. */
const OTHERS = {
  start: "nhi-start",
  files: "nhi-files",
  frameworks: "nhi-frameworks",
  framework: "nhi-framework",
  citations: "nhi-citations",
  crosswalk: "nhi-crosswalk",
  sent: "nhi-sent",
  keys: "nhi-keys",
};

/** The element for the place where the reader is. */
export function screens({ session, route }) {
  const wanted = RESULTS[route.screen];
  if (wanted) {
    return session.assessment ? wanted : "nhi-gone";
  }
  return OTHERS[route.screen] ?? "nhi-start";
}
