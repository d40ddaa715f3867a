// Screen 1: one line on what it does, one place to drop files, the sample, three sentences.

import { h, Region } from "../dom.js";
import { to } from "../route.js";
import { singleFile } from "../sent.js";
import { say, t } from "../words.js";
import { link } from "./parts.js";

/** A drop area that is a button too; the whole window takes files beside it. */
export function dropArea(page, { label = "start.drop", id = "choose" } = {}) {
  const input = h("input", {
    type: "file",
    id: `${id}-input`,
    multiple: true,
    hidden: true,
    on: {
      change: () => {
        page.take([...input.files]);
        input.value = "";
      },
    },
  });
  const button = h(
    "button.drop",
    { type: "button", id, on: { click: () => input.click() } },
    h("b", null, t(label)),
    h("span", null, t("start.dropHow")),
  );
  return [button, input];
}

class Start extends Region {
  draw(page) {
    const { session, go } = page;
    const sample = () => {
      const adding = session.sample();
      go(to("files"));
      return adding;
    };
    return h(
      "section.start",
      null,
      h("h1", null, t("start.heading")),
      this.forgotten(session),
      h("p.lead", null, say("start.lead")),
      dropArea(page),
      h(
        "p.or",
        null,
        t("start.or"),
        " ",
        h("button", { type: "button", id: "sample", on: { click: sample } }, t("start.sample")),
        " ",
        h("span.soft.small", null, t("start.sampleWhat")),
      ),
      h(
        "div.three",
        null,
        ["what", "sent", "template"].map((name) =>
          h(
            "section",
            null,
            h("h2", null, t(`start.${name}Head`)),
            h(
              "p",
              null,
              say(`start.${name === "sent" && singleFile() ? "sentSingle" : name}`, {
                how: link(to("sent"), t("start.how")),
              }),
            ),
          ),
        ),
      ),
      session.files.length > 0
        ? h(
            "p.small",
            null,
            say("start.there", { files: link(to("files"), t("start.theFiles", { files: session.files.length })) }),
          )
        : null,
    );
  }

  forgotten({ told }) {
    return told?.kind === "forgotten"
      ? h("p.told", { role: "status", id: "forgotten" }, t("forget.done", { files: told.files }))
      : null;
  }
}

/** A place whose files are not there: after a reload, or where no file could be read. */
class Gone extends Region {
  draw(page) {
    const { session } = page;
    const key = session.files.length > 0 ? "unread" : "gone";
    return h(
      "section.start",
      null,
      h("h1", null, t(`${key}.heading`)),
      h("p.lead", null, say(`${key}.lead`, { files: link(to("files"), t("unread.files")) })),
      dropArea(page),
      session.files.length > 0
        ? null
        : h(
            "p.or",
            null,
            t("start.or"),
            " ",
            h("button", { type: "button", id: "sample", on: { click: () => session.sample() } }, t("start.sample")),
          ),
    );
  }
}

customElements.define("nhi-start", Start);
customElements.define("nhi-gone", Gone);
