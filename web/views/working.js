// What is going on, what stopped, what went wrong, what moved: one place under the bar, on every screen.

import { data, h, joined, prose, Region, said } from "../dom.js";
import { to } from "../route.js";
import { say, size, t } from "../words.js";
import { link, rowsOf } from "./parts.js";

class Working extends Region {
  /** Told of progress only, it keeps what is there: a button that is drawn anew under a press is never pressed. */
  show(page) {
    const { working } = page.session;
    if (!working || working.step !== this.step || !this.tell(working)) {
      super.show(page);
    }
    this.step = working?.step;
  }

  tell({ step, file, bytes, of }) {
    const bar = this.querySelector("progress");
    if (step !== "reading" || !bar?.hasAttribute("max") || !(of > 0)) {
      return false;
    }
    this.querySelector("#working-says").replaceChildren(...[this.reading(file, bytes, of)].flat());
    bar.max = of;
    bar.value = bytes;
    return true;
  }

  draw({ session }) {
    return [this.failure(session), this.working(session), this.told(session)];
  }

  working(session) {
    const { working } = session;
    if (!working) {
      return null;
    }
    const { step, file, bytes, of } = working;
    const reading = step === "reading";
    return h(
      "section.working",
      { "aria-label": t("working.label") },
      h("p", { id: "working-says" }, reading ? this.reading(file, bytes, of) : t("working.checking", { rows: of })),
      h(
        "progress",
        reading && of > 0
          ? { max: of, value: bytes, "aria-labelledby": "working-says" }
          : { "aria-labelledby": "working-says" },
      ),
      h("button", { type: "button", id: "stop", on: { click: () => session.stop() } }, t("working.stop")),
    );
  }

  reading(file, bytes, of) {
    return file
      ? say("working.reading", { file: data(file, "code"), bytes: size(bytes), of: size(of) })
      : t("working.starting");
  }

  failure(session) {
    const { failure } = session;
    if (!failure) {
      return null;
    }
    const ours = failure.kind === "fault" || failure.kind === "memory" || !failure.kind;
    return h(
      "section.failed",
      { role: "alert" },
      h("h2", null, t(ours ? (failure.kind === "memory" ? "failed.memory" : "failed.fault") : "failed.refused")),
      ours
        ? h("p", null, t("failed.still", { files: session.files.length }))
        : h("p", null, said(failure.message), " ", failure.remedy ? said(failure.remedy) : null),
      failure.problems?.length > 0
        ? h(
            "ul",
            null,
            failure.problems.map((it) => h("li", null, problem(it))),
          )
        : null,
      ours ? this.details(failure) : null,
      h(
        "div.row-actions",
        null,
        h("button", { type: "button", id: "again", on: { click: () => session.assess() } }, t("failed.again")),
      ),
    );
  }

  details(failure) {
    const text = [
      `nhimap ${failure.kind ?? "fault"}`,
      failure.message,
      failure.place ? JSON.stringify(failure.place) : "",
      navigator.userAgent,
    ]
      .filter(Boolean)
      .join("\n");
    const copied = h("span.soft", { role: "status" });
    const copy = async () => {
      await navigator.clipboard.writeText(text);
      copied.textContent = t("failed.copied");
    };
    return h(
      "details",
      null,
      h("summary", null, t("failed.details")),
      h("pre", null, text),
      h("p", null, h("button", { type: "button", id: "copy", on: { click: copy } }, t("failed.copy")), " ", copied),
    );
  }

  told(session) {
    const { told } = session;
    if (told?.kind === "stopped") {
      return this.line(
        session,
        "stopped",
        t(session.assessment ? "stopped.kept" : "stopped.nothing", { files: session.files.length }),
        {
          id: "again",
          words: t("stopped.again"),
          act: () => session.assess(),
        },
      );
    }
    if (told?.kind === "moved") {
      return this.line(session, "moved", movedWords(told), {
        id: "undo",
        words: t("change.undo"),
        act: () => session.undo(),
      });
    }
    return null;
  }

  line(session, name, words, action) {
    return h(
      `section.told.${name}`,
      { role: "status" },
      h("p", null, words),
      h("button", { type: "button", id: action.id, on: { click: action.act } }, action.words),
      h("button.plain", { type: "button", id: "dismiss", on: { click: () => session.dismiss() } }, t("change.dismiss")),
    );
  }
}

/** A problem of a policy or a check: where, and what. */
export function problem(it) {
  const { file, line, column } = it.place ?? { line: it.line, column: it.col };
  const place = line ? t("problem.at", { line, column: column ?? 1 }) : file ? data(file, "code") : null;
  return place ? [h("b", null, place), " ", ...prose(it.message)] : prose(it.message);
}

/** Checks that are named when something moved; the others are counted. */
const NAMED = 4;

function movedWords({ what, moved, total }) {
  if (moved.length === 0) {
    return [t(what), " ", t("change.nothing")];
  }
  const named = moved
    .toSorted((a, b) => Math.abs(b.after.fail - b.before.fail) - Math.abs(a.after.fail - a.before.fail))
    .slice(0, NAMED)
    .map((it) => {
      const kind = it.before.fail === it.after.fail ? "unknown" : "fail";
      const words = say(`change.${kind}`, { before: it.before[kind], after: it.after[kind] });
      return h(
        "span",
        null,
        link(rowsOf(it.id, kind === "fail" ? "open" : "unknown"), h("code", null, it.id)),
        " ",
        words,
      );
    });
  const left = moved.length - named.length;
  return [
    t(what),
    " ",
    total ? t("change.total", total) : "",
    " ",
    ...joined(named, "; "),
    left > 0 ? `; ${t("change.more", { n: left })}` : "",
    ". ",
    link(to("results"), t("change.see")),
  ];
}

customElements.define("nhi-working", Working);
