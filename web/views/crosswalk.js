// The crosswalk: how references of one framework relate to those of another, who says so, and what only follows from it.

import { data, h, joined, official, prose, Region, said, table } from "../dom.js";
import { to } from "../route.js";
import { number, t } from "../words.js";
import { link } from "./parts.js";
import { problem } from "./working.js";

class Crosswalk extends Region {
  draw(page) {
    const place = h("div", { "aria-busy": "true" });
    const form = h("div");
    this.load(page, form, place);
    return h("section", null, h("h1", null, t("cross.heading")), h("p.lead", null, t("cross.lead")), form, place);
  }

  async load({ session, route }, form, place) {
    const { from, to: until } = route.params;
    const editions = await session.engine.frameworks();
    form.replaceChildren(this.form(editions, from, until));
    const body = [];
    try {
      const { maps, answer } = await session.engine.crosswalk({ from, to: until });
      body.push(answer ? this.answer(answer, editions) : this.maps(maps, editions));
    } catch (error) {
      body.push(h("p.refused", { role: "alert" }, problem(error)));
    }
    place.replaceChildren(...body.flat(Infinity).filter(Boolean));
    place.setAttribute("aria-busy", "false");
  }

  form(editions, from, until) {
    const field = h("input", {
      type: "text",
      id: "cross-from",
      value: from ?? "",
      list: "cross-editions",
      autocomplete: "off",
      spellcheck: "false",
    });
    const end = h(
      "select",
      { id: "cross-to" },
      h("option", { value: "" }, t("cross.everything")),
      editions.map((it) => h("option", { value: it.id, selected: it.id === until }, `${it.name} ${it.edition}`)),
    );
    const ask = (event) => {
      event.preventDefault();
      // Only what the pack knows by this name goes on; the address then holds ids.
      this.page.go(to("crosswalk", "", { from: field.value.trim(), to: end.value }));
    };
    return h(
      "form.filters",
      { on: { submit: ask } },
      h("label", null, t("cross.from"), " ", field),
      h("datalist", { id: "cross-editions" }, editions.map((it) => h("option", { value: it.id }, `${it.name} ${it.edition}`))),
      h("label", null, t("cross.to"), " ", end),
      h("button.main", { type: "submit", id: "cross-ask" }, t("cross.ask")),
      from ? link(to("crosswalk"), t("cross.all")) : null,
    );
  }

  maps(maps, editions) {
    const columns = [
      { head: t("cross.map") },
      { head: t("cross.relations"), num: true, label: t("cross.relations") },
      { head: t("cross.who"), label: t("cross.who") },
      { head: t("cross.says"), label: t("cross.says") },
    ];
    const rows = maps.map((map) => [
      link(to("crosswalk", "", { from: map.from, to: map.to }), `${short(editions, map.from)} → ${short(editions, map.to)}`),
      number(map.relations),
      who(map),
      h(
        "span",
        null,
        said(map.says),
        map.scope ? h("span.under", null, t("cross.scope"), " ", prose(map.scope)) : null,
        map.sample ? h("span.under", null, t("cross.sample"), " ", prose(map.sample)) : null,
        h("span.under", null, data(map.source)),
      ),
    ]);
    return table({ caption: t("cross.maps", { n: maps.length }), columns, rows, name: ".cross" });
  }

  answer(answer, editions) {
    const { relations, derived, silent, items } = answer;
    const name = (reference) => this.named(reference, items);
    const by = (asserted) => relations.filter((it) => it.asserted === asserted).length;
    const [first] = [answer.asked.from, answer.asked.to].map((it) => (it ? short(editions, it) : ""));
    return [
      h(
        "p",
        { id: "cross-says", role: "status" },
        t("cross.counts", {
          n: relations.length,
          official: by("official"),
          third: by("third-party"),
          ours: by("ours"),
          derived: derived.length,
        }),
      ),
      relations.length + derived.length === 0 ? h("p", null, t("cross.nothing")) : null,
      relations.length > 0 ? this.stated(relations, name) : null,
      derived.length > 0 ? this.derived(derived, name) : null,
      silent.length > 0
        ? h(
            "details",
            null,
            h("summary", null, t("cross.silent", { n: silent.length, from: first })),
            h("p", null, joined(silent.map((it) => h("span.id", null, items[it]?.cited ?? it)), ", ")),
          )
        : null,
    ];
  }

  named(reference, items) {
    const item = items[reference];
    return h(
      "span",
      null,
      h("span.id", null, link(to("crosswalk", "", { from: reference }), item?.cited ?? reference)),
      item?.title ? [" ", official(item.title)] : null,
    );
  }

  stated(relations, name) {
    const columns = [
      { head: t("cross.from") },
      { head: t("cross.relation"), label: t("cross.relation") },
      { head: t("cross.to"), label: t("cross.to") },
      { head: t("cross.who"), label: t("cross.who") },
      { head: t("cross.why"), label: t("cross.why") },
    ];
    const rows = relations.map((it) => [
      name(it.from),
      it.relation.replaceAll("-", " "),
      name(it.to),
      [who(it), h("span.under", null, t(`cross.confidence.${it.confidence}`))],
      [it.stated ? [h("b", null, data(it.stated)), ": "] : null, said(it.rationale), h("span.under", null, data(it.source))],
    ]);
    return table({ caption: t("cross.stated", { n: relations.length }), columns, rows, name: ".cross" });
  }

  derived(derived, name) {
    const columns = [
      { head: t("cross.from") },
      { head: t("cross.relation"), label: t("cross.relation") },
      { head: t("cross.to"), label: t("cross.to") },
      { head: t("cross.over"), label: t("cross.over") },
    ];
    const rows = derived.map((it) => [
      name(it.from),
      it.relation ? it.relation.replaceAll("-", " ") : h("span.soft", null, t("cross.open")),
      name(it.to),
      h(
        "ol.hops",
        null,
        it.path.map((hop, at) =>
          h(
            "li",
            null,
            hop.relation.replaceAll("-", " "),
            " ",
            name(hop.to),
            h(
              "span.under",
              null,
              who(hop),
              ", ",
              t(`cross.confidence.${hop.confidence}`),
              at + 1 === it.weakest.hop ? [", ", h("b", null, t("cross.weakest"))] : null,
            ),
          ),
        ),
        it.others > 0 ? h("li.soft", null, t("cross.others", { n: it.others })) : null,
      ),
    ]);
    return table({ caption: t("cross.derived", { n: derived.length }), columns, rows, name: ".cross" });
  }
}

function short(editions, id) {
  const edition = editions.find((it) => it.id === id);
  return edition ? `${edition.short} ${edition.edition}`.replace(/(\S+) \1$/, "$1") : id;
}

function who({ asserted, publisher }) {
  const words = t(`cross.asserted.${asserted}`);
  return publisher ? `${words} (${publisher})` : words;
}

customElements.define("nhi-crosswalk", Crosswalk);
