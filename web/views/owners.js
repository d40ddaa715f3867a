// Who answers for what, one line per owner.

import { data, h, table } from "../dom.js";
import { to } from "../route.js";
import { say, t } from "../words.js";
import { count, link } from "./parts.js";

/** Owners of most live identities. They are named by number in the address: names never go there. */
export function ownersTable(page, limit = Infinity) {
  const { accountability } = page.session.assessment;
  if (accountability.owners.length === 0) {
    return h("p.note", null, t("owners.none"));
  }
  const num = (key) => ({ head: t(`owners.${key}`), num: true, label: t(`owners.${key}`) });
  const columns = [
    { head: t("owners.owner") },
    { head: t("owners.roster"), label: t("owners.roster") },
    num("identities"),
    num("privileged"),
    num("severe"),
    num("open"),
    num("accepted"),
  ];
  const rows = accountability.owners
    .slice(0, limit)
    .map((it, at) => [
      link(to("owner", String(at + 1)), data(it.owner)),
      it.roster ? t(`roster.${it.roster}`) : h("span.soft", null, t("roster.none")),
      say("n", { n: it.identities }),
      say("n", { n: it.privileged }),
      say("n", { n: it.findings.critical + it.findings.high }),
      count(it.findings.total, to("owner", String(at + 1))),
      say("n", { n: it.accepted }),
    ]);
  return h(
    "div",
    null,
    table({
      caption: t("owners.caption", {
        n: rows.length,
        of: accountability.owners_total,
        without: accountability.without_owner,
      }),
      columns,
      rows,
      name: ".owners",
    }),
    accountability.owners.length > rows.length
      ? h("p", null, link(to("owners"), t("owners.all", { n: accountability.owners_total })))
      : null,
  );
}
