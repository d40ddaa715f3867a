// Screen 4: the report as it will be read, every format, and what was left blank for people to fill in.

import { forSandboxedFrame } from "../engine.js";
import { h, Region, said, table } from "../dom.js";
import { say, size, t } from "../words.js";
import { zip } from "../zip.js";

/** Documents that are offered, by the engine's words for them. */
const FORMATS = ["html", "markdown", "csv", "findings-json", "json", "calendar"];
/** Documents on what people recorded, where they recorded something. */
const RECORDED = {
  "controls-csv": (a) => a.claims.controls_supplied,
  "evidence-csv": (a) => a.claims.evidence_supplied,
  "exceptions-csv": (a) => a.exceptions_total > 0,
};
/** Lists of findings longer than this are made only when asked for. */
const MANY = 20_000;

class Report extends Region {
  documents = new Map();

  draw(page) {
    const { assessment, run } = page.session;
    if (this.run !== run) {
      this.run = run;
      this.documents.clear();
    }
    this.frame = h("iframe", { title: t("report.frame"), sandbox: "allow-same-origin allow-modals", id: "preview" });
    this.formats = [...FORMATS, ...Object.keys(RECORDED).filter((format) => RECORDED[format](assessment))];
    this.sizes = new Map(this.formats.map((format) => [format, h("span", null, t("report.notMade"))]));
    this.state = h("p.small.soft", { role: "status" });
    this.prepare(page);
    return h(
      "section.report",
      null,
      h("h1", null, t("report.heading")),
      h("p.lead", null, say("report.lead", { day: h("time", null, assessment.as_of.date) })),
      h("div.two.even", null, this.list(), this.blanks(page)),
      h(
        "div.row-actions",
        null,
        h("button.main", { type: "button", id: "all", on: { click: () => this.saveAll() } }, t("report.all")),
        h("button", { type: "button", id: "print", on: { click: () => this.print() } }, t("report.print")),
        this.state,
      ),
      this.frame,
    );
  }

  list() {
    const columns = [
      { head: t("report.document") },
      { head: t("report.size"), num: true, label: t("report.size") },
      { head: t("report.save"), label: "" },
    ];
    const rows = this.formats.map((format) => [
      h("span", null, t(`format.${format}`), h("span.under", null, t(`format.${format}What`))),
      this.sizes.get(format),
      h(
        "button",
        {
          type: "button",
          id: `save-${format}`,
          "aria-label": t("report.saveFormat", { format: t(`format.${format}`) }),
          on: { click: () => this.save(format) },
        },
        t("report.save"),
      ),
    ]);
    return table({ caption: t("report.caption"), columns, rows, name: ".formats" });
  }

  blanks({ session }) {
    const { header } = session.assessment;
    const set = (key) => (event) =>
      session.setAsk("change.header", { header: { ...header, [key]: event.target.value || null } });
    const field = (key) =>
      h(
        "label",
        null,
        t(`report.${key}`),
        " ",
        h("input", {
          type: "text",
          id: `header-${key}`,
          value: header[key] ?? "",
          autocomplete: "off",
          on: { change: set(key) },
        }),
      );
    return h(
      "section.ask",
      null,
      h("h2", null, t("report.blank")),
      h("p.note", null, t("report.blankWhy")),
      h("div.fields", null, field("subject"), field("classification")),
      h(
        "ul.todo",
        null,
        ["prepared", "reviewed", "response", "causes"].map((key) => h("li", null, t(`report.blanks.${key}`))),
      ),
    );
  }

  /** Makes the preview, and the other documents where they are short. */
  async prepare({ session }) {
    const { run } = session;
    try {
      const html = await this.document("html");
      if (run !== session.run || !this.isConnected) {
        return;
      }
      fill(this.frame, new TextDecoder().decode(html.bytes));
      for (const format of this.formats) {
        if (session.assessment.findings.total <= MANY || !["csv", "findings-json"].includes(format)) {
          await this.document(format);
        }
      }
    } catch (error) {
      this.state.replaceChildren(...said(error.message));
    }
  }

  /** A document, made once. */
  async document(format) {
    const known = this.documents.get(format);
    const made = known ?? (await this.page.session.engine.report(format));
    this.documents.set(format, made);
    this.sizes.get(format).textContent = size(made.bytes.byteLength);
    return made;
  }

  async save(format) {
    const { name, bytes } = await this.document(format);
    download(name, bytes);
    this.state.textContent = t("report.saved", { name });
  }

  async saveAll() {
    const made = [];
    for (const format of this.formats) {
      made.push(await this.document(format));
    }
    const { assessment } = this.page.session;
    download(`nhimap-${assessment.as_of.date}.zip`, await zip(made, assessment.as_of.date));
    this.state.textContent = t("report.savedAll", { n: made.length });
  }

  /** Prints the report, not the page around it. */
  print() {
    this.frame.contentWindow.print();
  }

  key(name, event) {
    if (name === "p" && (event.ctrlKey || event.metaKey)) {
      this.print();
      return true;
    }
    return false;
  }
}

/**
 * Shows a report in a sandboxed frame. The frame inherits the page's policy, which allows no style written in a document;
 * so the report's style sheet is taken out of it and adopted by the frame from here. Scripts cannot run in it at all.
 */
function fill(frame, html) {
  const start = html.indexOf("<style>");
  const end = html.indexOf("</style>");
  const style = html.slice(start + "<style>".length, end);
  frame.addEventListener(
    "load",
    () => {
      const sheet = new frame.contentWindow.CSSStyleSheet();
      sheet.replaceSync(style);
      frame.contentDocument.adoptedStyleSheets = [sheet];
      frame.classList.remove("bare");
    },
    { once: true },
  );
  frame.classList.add("bare");
  frame.srcdoc = forSandboxedFrame(html.slice(0, start) + html.slice(end + "</style>".length));
}

/** Hands bytes to the browser as a file; nothing is sent anywhere. */
export function download(name, bytes) {
  const url = URL.createObjectURL(new Blob([bytes]));
  const a = h("a", { href: url, download: name });
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

customElements.define("nhi-report", Report);
