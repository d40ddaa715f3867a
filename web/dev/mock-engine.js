// Stands in for engine.js while the view is worked on: answers from the command's own output, without WebAssembly.
// Not shipped. `?slow` in the page's address makes work take seconds, `?fault` makes it fail.

export class EngineError extends Error {
  constructor({ kind, message, place, remedy, problems = [] }) {
    super(message);
    Object.assign(this, { kind, place, remedy, problems });
  }
}

export function forSandboxedFrame(html) {
  policy ??= trustedTypes.createPolicy("nhimap", { createHTML: (text) => text });
  return policy.createHTML(html);
}

let policy;
const get = async (name) => (await fetch(`data/${name}`)).arrayBuffer();
const json = async (name) => JSON.parse(new TextDecoder().decode(await get(name)));
const search = new URLSearchParams(location.search);
const assessmentData = json("assessment.json");
const findingsData = json("findings.json");
const documents = {
  html: "report.html",
  markdown: "report.md",
  csv: "findings.csv",
  "findings-json": "findings.json",
  json: "assessment.json",
};
const kept = Object.fromEntries(Object.entries(documents).map(([format, name]) => [format, get(name)]));

export class Engine {
  #files = [];
  #id = 0;
  #stop = null;

  async ready() {}

  async version() {
    return { tool: "0.1.0", digest: "0", checks: 150 };
  }

  async add(files) {
    const out = [...files].map((file) => {
      const refused = /\.(docx|pdf|xlsx)$/.test(file.name)
        ? {
            kind: "not-a-table",
            message: `\`${file.name}\` is a Word document, not a table`,
            remedy: "save its table as CSV and drop that",
            place: null,
            problems: [],
          }
        : undefined;
      return {
        id: ++this.#id,
        name: file.name,
        size: file.size,
        kind: refused ? "" : "register",
        understood_as: refused ? "" : "a register of non-human identities",
        columns: [],
        cannot_know: [],
        extracted: null,
        complete: "undeclared",
        refused,
      };
    });
    this.#files.push(...out);
    return out;
  }

  async files() {
    return this.#files;
  }

  async remove(id) {
    this.#files = this.#files.filter((file) => file.id !== id);
  }

  async clear() {
    this.#files = [];
  }

  async settings(id, { extracted, complete }) {
    const file = this.#files.find((it) => it.id === id);
    Object.assign(file, { extracted: extracted ?? null, complete: complete ?? "undeclared" });
    return { ...file };
  }

  async sample() {
    const { inputs } = await assessmentData;
    const files = inputs.map((it) => ({
      id: ++this.#id,
      name: it.name,
      size: it.bytes,
      kind: it.kind,
      understood_as: it.understood_as,
      columns: it.columns,
      cannot_know: it.cannot_know,
      extracted: it.extracted,
      complete: it.complete,
    }));
    this.#files.push(...files);
    return { files, ask: { as_of: "2026-11-20", policy_toml: "", header: { subject: "Harbour Mutual" } } };
  }

  async assess(ask, onProgress) {
    if (search.has("fault")) {
      throw new EngineError({
        kind: "fault",
        message: "nhimap stopped at crates/core/src/checks/interpret.rs:212: index out of bounds",
      });
    }
    const steps = search.has("slow") ? 60 : 1;
    for (let step = 0; step < steps; step += 1) {
      onProgress?.({ step: "reading", file: "register.csv", bytes: 4_400_000 * step, of: 266_000_000 });
      await new Promise((resolve, reject) => {
        this.#stop = () => reject(new EngineError({ kind: "stopped", message: "the work was stopped" }));
        setTimeout(resolve, steps > 1 ? 100 : 5);
      });
    }
    const assessment = structuredClone(await assessmentData);
    if (ask.header) {
      assessment.header = { distribution: [], ...ask.header };
    }
    return assessment;
  }

  stop() {
    this.#stop?.();
  }

  async report(format) {
    return { name: documents[format], bytes: new Uint8Array(await kept[format]) };
  }

  async findings(ask) {
    const assessment = await assessmentData;
    const pool =
      ask.status === "unknown"
        ? assessment.checks.flatMap((c) => c.unknown_examples)
        : (await findingsData).filter((f) => f.accepted === (ask.status === "accepted"));
    const maps = new Map(assessment.checks.map((c) => [c.id, c.maps.map((m) => m.reference)]));
    const match = pool.filter(
      (f) =>
        (!ask.check || f.check === ask.check) &&
        (!ask.severity || f.severity === ask.severity) &&
        (ask.owner === undefined || (f.owner ?? "") === ask.owner) &&
        (ask.environment === undefined || (f.environment ?? "") === ask.environment) &&
        (!ask.reference || maps.get(f.check).includes(ask.reference)) &&
        (!ask.framework || maps.get(f.check).some((r) => r.startsWith(`${ask.framework}:`))) &&
        (!ask.text ||
          JSON.stringify([f.message, f.identity, f.owner, f.cells]).toLowerCase().includes(ask.text.toLowerCase())),
    );
    const order = ["critical", "high", "medium", "low"];
    const by = {
      worst: (f) => order.indexOf(f.severity),
      identity: (f) => f.identity ?? "",
      owner: (f) => f.owner ?? "",
      check: (f) => f.check,
      age: (f) => f.id,
    }[ask.sort ?? "worst"];
    match.sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0));
    const count = (key, list = match) =>
      Object.entries(Object.groupBy(list, (f) => f[key] ?? ""))
        .map(([value, all]) => ({ value, n: all.length }))
        .sort((a, b) => b.n - a.n);
    const titles = new Map(assessment.checks.map((c) => [c.id, c.title]));
    const groups = count("check").map(({ value: check, n }) => ({
      check,
      title: titles.get(check),
      n,
      severities: count(
        "severity",
        match.filter((f) => f.check === check),
      ),
    }));
    return {
      total: match.length,
      unfiltered: pool.length,
      page: ask.page,
      pages: Math.max(1, Math.ceil(match.length / ask.size)),
      rows: match.slice((ask.page - 1) * ask.size, ask.page * ask.size),
      under: 0,
      groups: ask.group ? groups : undefined,
      facets: Object.fromEntries(
        ["severity", "environment", "owner", "check"].map((key) => [
          key,
          Object.fromEntries(count(key).map(({ value, n }) => [value, n])),
        ]),
      ),
    };
  }

  async trace(id) {
    const finding = await this.finding(id);
    const check = (await assessmentData).checks.find((c) => c.id === finding.check);
    return {
      finding,
      title: check.title,
      remedy: check.remedy,
      applies: 'identity.status == "active"',
      fails: "!has(identity.owner)",
      limits: [],
      cells: finding.cells.map((cell) => ({ cell, in_file: cell.file ? "raw" : null })),
    };
  }

  async rows(ask) {
    const findings = await findingsData;
    const keys = [...new Set(findings.filter((f) => f.identity).map((f) => f.identity))];
    const fields = (ask.fields ?? []).map((field) => ({ field, label: field.split(".")[1], derived: false }));
    const rows = keys.slice((ask.page - 1) * ask.size, ask.page * ask.size).map((key) => {
      const own = findings.filter((f) => f.identity === key);
      return {
        key,
        owner: own[0].owner,
        file: "register.csv",
        line: 12,
        findings: own.length,
        worst: own[0].severity,
        cells: fields.map(() => "active"),
      };
    });
    return {
      total: keys.length,
      unfiltered: keys.length,
      page: ask.page,
      pages: Math.ceil(keys.length / ask.size),
      fields,
      rows,
    };
  }

  async row({ subject, key }) {
    const own = (await findingsData).filter((f) => f.identity === key);
    const cells = own
      .flatMap((f) => f.cells)
      .slice(0, 20)
      .map((cell) => ({ label: cell.field.split(".")[1], cell }));
    return [{ subject, key, owner: own[0].owner, cells, open: own, accepted: [], unknown: [] }];
  }

  async frameworks() {
    const { frameworks, neighbours } = await assessmentData;
    return [
      ...frameworks.map((f) => ({
        id: f.id,
        name: f.name,
        edition: f.edition,
        publisher: "",
        role: "main",
        current: f.references.length,
      })),
      ...neighbours.map((f) => ({
        id: f.id,
        name: f.short,
        edition: "",
        publisher: "",
        role: "neighbour",
        current: f.references.length,
      })),
    ];
  }

  async framework(id) {
    const { frameworks, neighbours } = await assessmentData;
    const found = frameworks.find((f) => f.id === id) ?? neighbours.find((f) => f.id === id);
    return {
      edition: { name: found.name ?? found.short, edition: found.edition ?? "" },
      items: found.references.map((it) => ({
        id: it.reference.slice(id.length + 1),
        label: it.label,
        title: it.title,
        description: it.description,
        withdrawn: false,
        moved: [],
        tests: 0,
        supports: 0,
      })),
    };
  }

  async tryPolicy(toml) {
    const line = toml.split("\n").findIndex((text) => /= *$/.test(text));
    if (line >= 0) {
      return { ok: false, problems: [{ line: line + 1, col: 1, message: "a value is missing" }] };
    }
    const { checks } = await assessmentData;
    return {
      ok: true,
      problems: [],
      checks: checks.map((c, at) => ({
        check: c.id,
        title: c.title,
        before: c.counts,
        after: at % 20 === 0 ? { ...c.counts, fail: c.counts.fail + 3 } : c.counts,
      })),
    };
  }

  async checkProblems(toml) {
    return toml.includes("fails") ? [] : [{ line: 1, col: 1, message: "`fails` is missing" }];
  }

  async owner(name) {
    const assessment = await assessmentData;
    const line = assessment.accountability.owners.find((o) => o.owner === name);
    const findings = (await findingsData).filter((f) => f.owner === name && !f.accepted);
    return {
      owner: name,
      roster: line.roster,
      function: "platform",
      says: "mock",
      identities: [],
      identities_total: line.identities,
      findings,
      findings_total: line.findings,
      accepted: [],
      accepted_total: 0,
      exceptions: [],
      due: [
        { day: "2026-11-30", kind: "review_due", says: "review of `svc-a` is due", key: "x", owner: name, past: false },
      ],
    };
  }

  async finding(id) {
    const assessment = await assessmentData;
    const found =
      (await findingsData).find((f) => f.id === id) ??
      assessment.checks.flatMap((c) => c.unknown_examples).find((f) => f.id === id);
    if (!found) {
      throw new EngineError({ kind: "asked", message: "no such finding" });
    }
    return found;
  }
}
