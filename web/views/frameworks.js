// The framework browser: every edition that the pack knows, and every reference of one with its result.

import { data, h, official, Region, said, table } from "../dom.js";
import { to } from "../route.js";
import { number, t } from "../words.js";
import { atReference, badge, count, link, RESULTS, sign, word } from "./parts.js";

class Frameworks extends Region {
  draw(page) {
    const place = h("div", { "aria-busy": "true" });
    this.load(page, place);
    return h("section", null, h("h1", null, t("browser.heading")), h("p.lead", null, t("browser.lead")), place);
  }

  async load({ session }, place) {
    const list = await session.engine.frameworks();
    place.setAttribute("aria-busy", "false");
    const columns = [
      { head: t("browser.framework") },
      { head: t("browser.publisher"), label: t("browser.publisher") },
      { head: t("browser.role"), label: t("browser.role") },
      { head: t("browser.items"), num: true, label: t("browser.items") },
    ];
    const rows = list.map((it) => [
      h(
        "span",
        null,
        link(to("framework", it.id), it.name),
        " ",
        h("span.soft", null, it.edition),
        it.note ? h("span.under", null, said(it.note)) : null,
      ),
      data(it.publisher),
      t(`browser.${it.role}`),
      number(it.current),
    ]);
    place.append(table({ caption: t("browser.caption"), columns, rows, name: ".browser" }));
  }
}

class Framework extends Region {
  draw(page) {
    const { session, route } = page;
    const result = session.assessment?.frameworks.find((it) => it.id === route.id);
    const place = h("div", { "aria-busy": "true" });
    const name = h("h1", null, result ? `${result.name} ${result.edition}` : route.id);
    this.load(page, place, name, result);
    return h(
      "section",
      null,
      h("p.small", null, link(to("frameworks"), t("browser.heading"))),
      name,
      result ? h("p.lead", null, said(result.says)) : null,
      result && result.counts.length > 0 ? this.filter(result, route.params.result) : null,
      place,
    );
  }

  /** The results of this framework; each leads to its references. */
  filter(framework, chosen) {
    const all = framework.counts.reduce((n, it) => n + it.references, 0);
    const at = (key, content) =>
      h(
        "a",
        {
          href: to("framework", framework.id, { result: key }),
          "aria-current": (chosen ?? "") === key ? "page" : null,
        },
        content,
      );
    return h(
      "nav.kinds",
      { "aria-label": t("browser.results") },
      at("", [t("filter.all"), " ", number(all)]),
      framework.counts
        .filter((it) => it.references > 0)
        .map((it) => at(RESULTS[it.result], [sign(it.result), " ", word(it.result), " ", number(it.references)])),
    );
  }

  async load({ session, route }, place, name, result) {
    let catalog;
    try {
      catalog = await session.engine.framework(route.id);
    } catch {
      place.replaceChildren(h("p", null, t("browser.unknown")));
      return;
    }
    name.textContent = `${catalog.edition.name} ${catalog.edition.edition}`;
    place.setAttribute("aria-busy", "false");
    const results = new Map((result?.references ?? []).map((it) => [it.reference, it]));
    const related = new Map(
      (session.assessment?.neighbours.find((it) => it.id === route.id)?.references ?? []).map((it) => [
        it.reference,
        it,
      ]),
    );
    const all = catalog.items.map((it) => ({ ...it, reference: `${route.id}:${it.id}` }));
    const items = all.filter(
      (it) => !route.params.result || RESULTS[results.get(it.reference)?.result] === route.params.result,
    );
    const columns = [
      { head: t("browser.reference") },
      { head: t("risks.result"), label: t("risks.result") },
      { head: t("browser.asks"), label: t("browser.asks") },
      { head: t("risks.findings"), num: true, label: t("risks.findings") },
    ];
    const rows = items.map((it) => this.row(it, results.get(it.reference), related.get(it.reference)));
    place.replaceChildren(
      table({ caption: t("browser.references", { n: items.length }), columns, rows, name: ".browser" }),
    );
  }

  row(it, result, related) {
    const label = h("span.id", null, result ? link(atReference(it.reference), it.label) : it.label);
    return [
      h(
        "span",
        null,
        label,
        it.title ? [" ", official(it.title)] : null,
        it.ours ? h("span.under", null, t("browser.ours")) : null,
      ),
      result?.result
        ? badge(result.result, result.accepted_until)
        : it.withdrawn
          ? h("span.soft", null, t("browser.withdrawn", { moved: it.moved.map((to) => to.id).join(", ") || "–" }))
          : h("span.soft", null, "–"),
      h(
        "span",
        null,
        said(it.description ?? ""),
        it.tests + it.supports > 0
          ? h("span.under", null, t("browser.checks", { tests: it.tests, supports: it.supports }))
          : null,
        result ? h("span.under", null, said(result.says)) : null,
      ),
      result || related ? count((result ?? related).findings, to("findings", "", { reference: it.reference })) : "–",
    ];
  }
}

customElements.define("nhi-frameworks", Frameworks);
customElements.define("nhi-framework", Framework);
