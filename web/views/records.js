// Exceptions, launches, the split of responsibility and management's responses: what people recorded, beside what rows show.

import { data, h, joined, prose, Region, said, table } from "../dom.js";
import { to } from "../route.js";
import { say, t } from "../words.js";
import { checkTitle, cited, count, day, link, place, rowsOf, severity } from "./parts.js";

class Exceptions extends Region {
  draw({ session }) {
    const { assessment } = session;
    const list = assessment.exceptions;
    const heading = h("h1", null, t("exceptions.heading", { n: assessment.exceptions_total }));
    if (list.length === 0) {
      return h("section", null, heading, h("p.lead", null, t("exceptions.none")));
    }
    const columns = [
      { head: t("exceptions.exception") },
      { head: t("exceptions.state"), label: t("exceptions.state") },
      { head: t("exceptions.scope"), label: t("exceptions.scope") },
      { head: t("exceptions.accepts"), num: true, label: t("exceptions.accepts") },
      { head: t("exceptions.covers"), num: true, label: t("exceptions.covers") },
      { head: t("exceptions.people"), label: t("exceptions.people") },
      { head: t("exceptions.ends"), label: t("exceptions.ends") },
    ];
    const rows = list.map((it) => [
      h("span", null, h("span.id", null, data(it.key)), it.reason ? [" ", data(it.reason)] : null, place(it)),
      h(
        "span",
        null,
        it.state === "in_force"
          ? t("exceptionState.in_force")
          : h("mark", null, it.state ? t(`exceptionState.${it.state}`) : t("value.unknown")),
        h("span.under", null, said(it.says)),
      ),
      h(
        "span",
        null,
        it.check ? link(to("check", it.check), checkTitle(assessment, it.check)) : null,
        it.references.length > 0 ? cited(assessment, it.references) : null,
        h("span.under", null, prose(it.scope)),
      ),
      count(it.accepts, it.check ? rowsOf(it.check, "accepted") : null),
      count(it.covers, it.check ? rowsOf(it.check, it.accepts > 0 ? "accepted" : "open") : null),
      h(
        "span",
        null,
        it.requester ? say("exceptions.asked", { who: data(it.requester) }) : t("exceptions.nobodyAsked"),
        h(
          "span.under",
          null,
          it.approver
            ? say("exceptions.approved", { who: data(it.approver), day: day(it.approved) })
            : t("exceptions.nobodyApproved"),
        ),
        it.compensating_control
          ? h(
              "span.under",
              null,
              say("exceptions.standsIn", {
                control: link(to("controls", it.compensating_control), data(it.compensating_control)),
              }),
              it.compensating_evidence ? [", ", t(`evidence.${it.compensating_evidence}`)] : null,
            )
          : null,
      ),
      h(
        "span",
        null,
        it.ends ? day(it.ends) : h("mark", null, t("exceptions.noEnd")),
        it.renewals ? h("span.under", null, t("exceptions.renewed", { n: it.renewals })) : null,
        it.growth ? h("span.under", null, t("exceptions.growth", { n: it.growth })) : null,
      ),
    ]);
    return h(
      "section",
      null,
      heading,
      h("p.lead", null, t("exceptions.lead", { n: assessment.accepted.total })),
      table({ caption: t("exceptions.caption"), columns, rows, name: ".exceptions" }),
    );
  }
}

class Launches extends Region {
  draw({ session }) {
    const list = session.assessment.launches;
    const heading = h("h1", null, t("launches.heading", { n: list.length }));
    if (list.length === 0) {
      return h("section", null, heading, h("p.lead", null, t("launches.none")));
    }
    const ready = list.filter((it) => it.gate.complete).length;
    const columns = [
      { head: t("launches.launch") },
      { head: t("launches.live"), label: t("launches.live") },
      { head: t("launches.owner"), label: t("launches.owner") },
      { head: t("launches.register"), label: t("launches.register") },
    ];
    const rows = list.map((it) => [
      h(
        "span",
        null,
        h("span.id", null, data(it.key)),
        " ",
        it.title ? data(it.title) : null,
        it.feature ? h("span.under", null, data(it.feature)) : null,
      ),
      it.live
        ? day(it.live)
        : it.planned_live
          ? say("launches.planned", { day: day(it.planned_live) })
          : h("span.soft", null, t("none.day")),
      it.owner ? data(it.owner) : h("mark", null, t("none.owner")),
      this.gate(it.gate),
    ]);
    return h(
      "section",
      null,
      heading,
      h("p.lead", null, t("launches.lead", { n: ready, of: list.length })),
      table({ caption: t("launches.caption"), columns, rows, name: ".launches" }),
    );
  }

  gate(gate) {
    if (gate.complete) {
      return t("launches.complete");
    }
    const part = (key, items) =>
      items.length === 0
        ? null
        : h(
            "div.gate",
            null,
            h("b", null, t(`launches.${key}`, { n: items.length })),
            h(
              "ul",
              null,
              items.map((it) => h("li", null, prose(it))),
            ),
          );
    return h(
      "div",
      null,
      part("missing", gate.missing),
      part("unknown", gate.unknown),
      part("open", gate.open),
      part("undecided", gate.undecided),
    );
  }
}

class Split extends Region {
  draw({ session }) {
    const { accountability } = session.assessment;
    const heading = h("h1", null, t("split.heading"));
    if (accountability.areas.length === 0) {
      return h("section", null, heading, h("p.lead", null, t("claims.none")));
    }
    const columns = [
      { head: t("split.area") },
      ...["code_path", "policy", "exceptions", "proves"].map((side) => ({
        head: t(`split.${side}`),
        label: t(`split.${side}`),
      })),
    ];
    const rows = accountability.areas.flatMap((area) => {
      const cells = [
        h(
          "span",
          null,
          h("b", null, prose(area.title)),
          h(
            "span.under",
            null,
            area.controls.length > 0
              ? joined(
                  area.controls.map((it) => link(to("controls", it), data(it))),
                  ", ",
                )
              : t("split.noControl"),
          ),
        ),
        ...["code_path", "policy", "exceptions", "proves"].map((side) => roles(area[side])),
      ];
      return [cells];
    });
    return h(
      "section",
      null,
      heading,
      h("p.lead", null, said(accountability.says)),
      table({ caption: t("split.caption"), columns, rows, name: ".split" }),
      h("section", null, h("h2", null, t("split.unclear")), unclear(accountability.areas)),
      accountability.elsewhere > 0 ? h("p.note", null, t("split.elsewhere", { n: accountability.elsewhere })) : null,
    );
  }
}

function roles(list) {
  if (list.length === 0) {
    return h("mark", null, t("split.nobody"));
  }
  return h(
    "ul.roles",
    null,
    list.map((it) =>
      h(
        "li",
        null,
        data(it.who),
        it.roster === "left" ? [" ", h("mark", null, t("roster.left"))] : null,
        h(
          "span.under",
          null,
          it.function ? [prose(it.function), ", "] : null,
          prose(it.by.replaceAll("_", " ")),
          ": ",
          joined(
            it.from.map((key) => data(key)),
            ", ",
          ),
        ),
      ),
    ),
  );
}

function unclear(areas) {
  const list = areas.filter((area) => area.unclear.length > 0);
  return list.length === 0
    ? h("p", null, t("split.clear"))
    : h(
        "dl.about.wide",
        null,
        list.flatMap((area) => [
          h("dt", null, prose(area.title)),
          h(
            "dd",
            null,
            h(
              "ul",
              null,
              area.unclear.map((it) => h("li", null, said(it))),
            ),
          ),
        ]),
      );
}

class Responses extends Region {
  draw({ session }) {
    const { responses } = session.assessment;
    const heading = h("h1", null, t("responses.heading"));
    if (!responses.supplied) {
      return h("section", null, heading, h("p.lead", null, t("responses.none")));
    }
    const columns = [
      { head: t("findings.severity"), label: t("findings.severity") },
      { head: t("responses.finding"), row: true },
      { head: t("responses.answer"), label: t("responses.answer") },
      { head: t("responses.owner"), label: t("responses.owner") },
      { head: t("responses.due"), label: t("responses.due") },
    ];
    const rows = responses.answers.map((it) => [
      severity(it.severity),
      h(
        "span",
        null,
        link(to("finding", it.finding), prose(it.message)),
        it.accepted ? h("span.under", null, t("verdict.accepted")) : null,
      ),
      h(
        "span",
        null,
        it.response.status ? t(`responseState.${it.response.status}`) : h("span.soft", null, t("none.word")),
        it.response.status === "done" && !it.accepted ? [" ", h("mark", null, t("responses.stillOpen"))] : null,
        it.response.action ? h("span.under", null, data(it.response.action)) : null,
        it.response.comment ? h("span.under", null, "“", data(it.response.comment), "”") : null,
      ),
      it.response.owner ? data(it.response.owner) : h("span.soft", null, t("none.owner")),
      h(
        "span",
        null,
        day(it.response.due),
        it.response.overdue ? h("span.under", null, h("mark", null, t("finding.overdue"))) : null,
      ),
    ]);
    return h(
      "section",
      null,
      heading,
      h("p.lead", null, said(responses.says)),
      table({ caption: t("responses.caption", { n: rows.length }), columns, rows, name: ".responses" }),
    );
  }
}

customElements.define("nhi-exceptions", Exceptions);
customElements.define("nhi-launches", Launches);
customElements.define("nhi-split", Split);
customElements.define("nhi-responses", Responses);
