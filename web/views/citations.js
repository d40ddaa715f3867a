// Citations: a text is pasted or a document dropped, and every framework reference in it is judged where it stands.

import { announce, data, h, prose, Region, said, table } from "../dom.js";
import { size, t } from "../words.js";
import { download } from "./report.js";
import { problem } from "./working.js";

/** Bytes of a document that is shown whole; of a longer one the lines with citations are. */
const WHOLE = 60_000;
const LEVELS = ["error", "warning", "note", "fine"];

class Citations extends Region {
  draw(page) {
    const { document: held } = page.session;
    this.area = h("textarea", {
      id: "cite-text",
      rows: held ? 6 : 14,
      spellcheck: "false",
      value: held?.pasted ?? "",
      "aria-describedby": "cite-what",
    });
    const input = h("input", {
      type: "file",
      id: "cite-input",
      hidden: true,
      on: {
        change: () => {
          this.takes([...input.files]);
          input.value = "";
        },
      },
    });
    return h(
      "section",
      null,
      h("h1", null, t("cite.heading")),
      h("p.lead", null, t("cite.lead")),
      h("p.note", { id: "cite-what" }, t("cite.what")),
      h("label.vh", { for: "cite-text" }, t("cite.text")),
      this.area,
      h(
        "div.row-actions",
        null,
        h("button.main", { type: "button", id: "cite-judge", on: { click: () => this.judgePasted() } }, t("cite.judge")),
        h("button", { type: "button", id: "cite-choose", on: { click: () => input.click() } }, t("cite.choose")),
        input,
      ),
      held?.failure ? h("p.refused", { role: "alert" }, problem(held.failure)) : null,
      held?.report ? this.judged(held) : null,
    );
  }

  judgePasted() {
    const pasted = this.area.value;
    return this.judge(t("cite.pastedName"), new TextEncoder().encode(pasted), pasted);
  }

  /** A document that was dropped on the window or chosen. */
  async takes([file]) {
    if (file) {
      await this.judge(file.name, new Uint8Array(await file.arrayBuffer()), "");
    }
  }

  async judge(name, bytes, pasted) {
    const { session } = this.page;
    session.document = { name, bytes, pasted };
    this.setAttribute("aria-busy", "true");
    try {
      session.document.report = await session.engine.lint(name, bytes);
    } catch (error) {
      session.document.failure = error;
    }
    this.removeAttribute("aria-busy");
    this.show(this.page);
    const { report } = session.document;
    if (report) {
      announce(t("cite.announce", { n: report.citations.length, wrong: report.citations.filter(isWrong).length }));
    }
  }

  judged(held) {
    const { citations } = held.report;
    const by = (level) => citations.filter((it) => it.level === level).length;
    return h(
      "section",
      { "aria-labelledby": "cite-head", id: "cited" },
      h(
        "h2",
        { id: "cite-head" },
        citations.length === 0 ? t("cite.none") : t("cite.found", { n: citations.length, wrong: citations.filter(isWrong).length }),
      ),
      h(
        "p",
        null,
        data(held.name, "code"),
        ` · ${size(held.bytes.length)} · ${held.report.format} · `,
        LEVELS.map((level) => t(`cite.count.${level}`, { n: by(level) })).join(", "),
        held.report.not_compared > 0 ? `; ${t("cite.notCompared", { n: held.report.not_compared })}` : "",
      ),
      citations.length === 0 ? null : [this.documents(held), this.place(held), this.list(citations)],
    );
  }

  documents(held) {
    const forms = ["fixed", "markdown", "sarif", "json"];
    const fixes = held.report.citations.filter((it) => it.fix).length;
    const save = async (form) => {
      const { name, bytes } = await this.page.session.engine.lintDocument(held.name, held.bytes, form);
      download(name, bytes);
    };
    return h(
      "div.row-actions",
      null,
      forms
        .filter((form) => form !== "fixed" || fixes > 0)
        .map((form) =>
          h(
            form === "fixed" ? "button.main" : "button",
            { type: "button", id: `cite-${form}`, on: { click: () => save(form) } },
            t(`cite.save.${form}`, { n: fixes }),
          ),
        ),
    );
  }

  /** The document with its citations marked; each mark leads to what is said of it. */
  place(held) {
    const { citations } = held.report;
    const mark = (it, at, words) =>
      h(
        `button.cited.${it.level}`,
        { type: "button", "aria-label": `${words}: ${t(`cite.level.${it.level}`)}`, on: { click: () => this.toRow(at) } },
        data(words),
      );
    if (held.bytes.length > WHOLE) {
      return h(
        "ol.cited-lines",
        { "aria-label": t("cite.lines") },
        citations.map((it, at) => {
          const letters = [...it.excerpt.text];
          const { before, width } = it.excerpt;
          return h(
            "li",
            null,
            h("span.soft", null, t("cite.line", { line: it.line }), " "),
            data(letters.slice(0, before).join("")),
            mark(it, at, letters.slice(before, before + width).join("")),
            data(letters.slice(before + width).join("")),
          );
        }),
      );
    }
    const text = (from, to) => new TextDecoder().decode(held.bytes.subarray(from, to));
    const nodes = [];
    let done = 0;
    citations.forEach((it, at) => {
      if (it.span.start < done) {
        return;
      }
      nodes.push(...whole(text(done, it.span.start)), mark(it, at, text(it.span.start, it.span.end)));
      done = it.span.end;
    });
    nodes.push(...whole(text(done)));
    return h("div.document", { tabindex: 0, role: "region", "aria-label": t("cite.place") }, nodes);
  }

  list(citations) {
    const columns = [
      { head: t("cite.where") },
      { head: t("cite.as"), label: t("cite.as") },
      { head: t("cite.judgement"), label: t("cite.judgement") },
      { head: t("cite.beside"), label: t("cite.beside") },
    ];
    const rows = citations.map((it, at) => [
      h("span", { id: `cite-row-${at}`, tabindex: -1 }, t("cite.at", { line: it.line, column: it.column })),
      data(it.text, "code"),
      h(
        "span",
        null,
        h(`b.level.${it.level}`, null, t(`cite.level.${it.level}`)),
        ", ",
        it.verdict.replaceAll("-", " "),
        h("span.under", null, said(it.says), it.remedy ? [" ", ...prose(sentence(it.remedy))] : null),
      ),
      it.reads ? reads(it.reads) : h("span.soft", null, t("cite.noText")),
    ]);
    return table({ caption: t("cite.caption"), columns, rows, name: ".citations" });
  }

  toRow(at) {
    const row = document.getElementById(`cite-row-${at}`);
    row.scrollIntoView({ block: "center" });
    row.focus({ preventScroll: true });
  }
}

const isWrong = (it) => it.level !== "fine" && it.level !== "note";

/** What the text beside a citation says. */
function reads(it) {
  if (it.kind === "cannot-tell") {
    return h("span.soft", null, t("cite.reads.cannot"), ": ", prose(it.why));
  }
  const like = it.kind === "reads-like" ? [" ", h("code", null, it.reference)] : "";
  return h(
    "span",
    null,
    h(it.kind === "reads-like" ? "b" : "span", null, t(`cite.reads.${it.kind === "fits" ? "fits" : "like"}`), like),
    it.words.length > 0 ? h("span.under", null, t("cite.words"), " ", data(it.words.join(", "))) : null,
  );
}

/** A clause as a sentence. */
function sentence(clause) {
  const text = clause.charAt(0).toUpperCase() + clause.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Text of any length in pieces, so that nothing of a document is cut away. */
function whole(text) {
  return (text.match(/[^]{1,500}/gu) ?? []).map((part) => data(part));
}

customElements.define("nhi-citations", Citations);
