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
const documents = { html: "report.html", markdown: "report.md", csv: "findings.csv", "findings-json": "findings.json", json: "assessment.json" };
const kept = Object.fromEntries(Object.entries(documents).map(([format, name]) => [format, get(name)]));

export class Engine {
  #files = [];
  #id = 0;
  #stop = null;

  async ready() {}

  async version() {
    return { tool: "0.1.0", digest: "0", checks: 125 };
  }

  async add(files) {
    const out = [...files].map((file) => {
      const refused = /\.(docx|pdf|xlsx)$/.test(file.name)
        ? { kind: "not-a-table", message: `\`${file.name}\` is a Word document, not a table`, remedy: "save its table as CSV and drop that", place: null, problems: [] }
        : undefined;
      return { id: ++this.#id, name: file.name, size: file.size, kind: refused ? "" : "register", understood_as: refused ? "" : "a register of non-human identities", columns: [], cannot_know: [], extracted: null, complete: "undeclared", refused };
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
    const files = inputs.map((it) => ({ id: ++this.#id, name: it.name, size: it.bytes, kind: it.kind, understood_as: it.understood_as, columns: it.columns, cannot_know: it.cannot_know, extracted: it.extracted, complete: it.complete }));
    this.#files.push(...files);
    return { files, ask: { as_of: "2026-11-20", policy_toml: "", header: { subject: "Harbour Mutual" } } };
  }

  async assess(ask, onProgress) {
    if (search.has("fault")) {
      throw new EngineError({ kind: "fault", message: "nhimap stopped at crates/core/src/checks/interpret.rs:212: index out of bounds" });
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
    const pool = ask.status === "unknown" ? assessment.checks.flatMap((c) => c.unknown_examples) : (await findingsData).filter((f) => f.accepted === (ask.status === "accepted"));
    const maps = new Map(assessment.checks.map((c) => [c.id, c.maps.map((m) => m.reference)]));
    const match = pool.filter(
      (f) =>
        (!ask.check || f.check === ask.check) &&
        (!ask.severity || f.severity === ask.severity) &&
        (!ask.owner || f.owner === ask.owner) &&
        (!ask.environment || f.environment === ask.environment) &&
        (!ask.reference || maps.get(f.check).includes(ask.reference)) &&
        (!ask.framework || maps.get(f.check).some((r) => r.startsWith(`${ask.framework}:`))) &&
        (!ask.text || JSON.stringify([f.message, f.identity, f.owner, f.cells]).toLowerCase().includes(ask.text.toLowerCase())),
    );
    const order = ["critical", "high", "medium", "low"];
    const by = { worst: (f) => order.indexOf(f.severity), identity: (f) => f.identity ?? "", owner: (f) => f.owner ?? "", check: (f) => f.check, age: (f) => f.id }[ask.sort ?? "worst"];
    match.sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0));
    const count = (key) => match.reduce((all, f) => ({ ...all, [f[key] ?? ""]: (all[f[key] ?? ""] ?? 0) + 1 }), {});
    const checks = Object.entries(count("check")).map(([check, n]) => ({ check, n }));
    return {
      total: match.length,
      unfiltered: pool.length,
      page: ask.page,
      pages: Math.max(1, Math.ceil(match.length / ask.size)),
      rows: match.slice((ask.page - 1) * ask.size, ask.page * ask.size),
      groups: ask.group ? checks.sort((a, b) => b.n - a.n) : undefined,
      facets: { severity: count("severity"), environment: count("environment"), owner: count("owner"), check: count("check") },
    };
  }

  async finding(id) {
    const assessment = await assessmentData;
    const found = (await findingsData).find((f) => f.id === id) ?? assessment.checks.flatMap((c) => c.unknown_examples).find((f) => f.id === id);
    if (!found) {
      throw new EngineError({ kind: "asked", message: "no such finding" });
    }
    return found;
  }
}
