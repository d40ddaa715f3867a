// The engine: what the page imports. It starts the worker that holds the module, and turns every question into a promise.
//
// Nothing here reads a file: the browser's File objects go to the worker, which reads them slice by slice. An assessment
// that follows another one runs in a worker of its own and takes the place of the older one when it is done, so that
// results stay there to be asked until then, a stop loses nothing, and the memory of the older one goes back as a whole.

/** @typedef {import("./types/api").Failure} Failure */
/** @typedef {import("./types/api").FileUnderstood} FileUnderstood */
/** @typedef {import("./types/api").FileSettings} FileSettings */
/** @typedef {import("./types/api").ProgressTold} ProgressTold */

/** Why a call was not answered: what kind, where, and what to do. */
export class EngineError extends Error {
  /** @param {Failure} failure */
  constructor(failure) {
    super(failure.message);
    this.name = "EngineError";
    this.kind = failure.kind;
    this.place = failure.place ?? undefined;
    this.remedy = failure.remedy ?? undefined;
    this.problems = failure.problems ?? [];
  }
}

const policy = trustedTypes();

/** The page's only way to make a script's address or a frame's content from text. */
function trustedTypes() {
  const rules = {
    createScriptURL(url) {
      if (url === "worker.js" || url === "workbook.js" || url.startsWith("blob:")) {
        return url;
      }
      throw new TypeError("only the page's workers are started");
    },
    createHTML: (html) => html,
  };
  return globalThis.trustedTypes?.createPolicy("nhimap", rules) ?? rules;
}

/**
 * Content for a sandboxed frame's `srcdoc`. The frame must have a `sandbox` attribute without `allow-scripts`.
 * @param {string} html
 */
export function forSandboxedFrame(html) {
  return policy.createHTML(html);
}

/** The text of an inert element of the single file; none in the site. */
function embedded(id) {
  return document.getElementById(id)?.textContent ?? null;
}

/** What stands packed in an inert element of the single file. */
function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed.trim()), (c) => c.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

/** The compiled module and the data that it works with: fetched beside the page, or unpacked from the single file. */
async function load() {
  const packed = embedded("nhimap-module");
  const [module, data] = await Promise.all(
    packed === null
      ? [
          WebAssembly.compileStreaming(fetch("nhimap_bg.wasm")),
          fetch("nhimap_data.json").then((response) => response.arrayBuffer()),
        ]
      : [unpack(packed).then((bytes) => WebAssembly.compile(bytes)), unpack(embedded("nhimap-data"))],
  );
  return { module, data: new Uint8Array(data) };
}

function newWorker(id = "nhimap-worker", file = "worker.js") {
  const source = embedded(id);
  if (source === null) {
    return new Worker(policy.createScriptURL(file), { type: "module" });
  }
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(policy.createScriptURL(url));
  URL.revokeObjectURL(url);
  return worker;
}

/** Does a file that starts so go to the module for workbooks? Zip archives and the container of old workbooks do. */
const WORKBOOKS = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
];

async function isWorkbook(file) {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return WORKBOOKS.some((magic) => magic.every((byte, at) => head[at] === byte));
}

let workbookModule = null;

/** The module for workbooks, loaded when the first one is dropped. */
function loadWorkbooks() {
  const packed = embedded("nhimap-workbook-module");
  workbookModule ??=
    packed === null
      ? WebAssembly.compileStreaming(fetch("nhimap_workbook_bg.wasm"))
      : unpack(packed).then((bytes) => WebAssembly.compile(bytes));
  return workbookModule;
}

/** The sheets of a workbook, read in a worker of its own, whose memory goes back at once. */
async function sheetsOf(file) {
  const module = await loadWorkbooks();
  const worker = newWorker("nhimap-workbook-worker", "workbook.js");
  const answer = await new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve({ failure: { kind: "fault", message: event.message || "the worker for workbooks could not be started" } });
    };
    worker.postMessage({ module, file });
  });
  worker.terminate();
  if (answer.failure) {
    throw new EngineError(answer.failure);
  }
  return answer;
}

/** A file that cannot be read, as the module tells of others. */
function refused(id, file, { kind, message, remedy }) {
  const told = { kind: "", understood_as: "", columns: [], cannot_know: [], extracted: null, complete: "undeclared" };
  return { id, name: file.name, size: file.size, ...told, refused: { kind, message, remedy, place: null, problems: [] } };
}

/** One worker, and the calls that wait for it. */
class Desk {
  #worker = newWorker();
  #waiting = new Map();
  #last = 0;
  /** Was anything assessed here? */
  assessed = false;
  /** Did the module stop for good? */
  dead = false;

  /** @param {{ module: WebAssembly.Module, data: Uint8Array }} loaded */
  constructor(loaded) {
    this.#worker.onmessage = ({ data }) => this.#heard(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.end({ kind: "fault", message: event.message || "the worker could not be started" });
    };
    this.#worker.postMessage(loaded);
  }

  #heard({ id, json, value, failure, progress, dead }) {
    const waiting = this.#waiting.get(id);
    if (!waiting) {
      return;
    }
    if (progress) {
      waiting.onProgress?.(progress);
      return;
    }
    this.#waiting.delete(id);
    if (failure) {
      waiting.reject(new EngineError(failure));
    } else {
      waiting.resolve(json === undefined ? value : JSON.parse(json));
    }
    if (dead) {
      this.end(failure);
    }
  }

  /** Asks the worker; calls are answered in order. */
  call(call, args, onProgress) {
    if (this.dead) {
      return Promise.reject(new EngineError({ kind: "stopped", message: "the work was stopped" }));
    }
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      this.#waiting.set(id, { resolve, reject, onProgress });
      this.#worker.postMessage({ id, call, args });
    });
  }

  /** Ends the worker; whatever waits is told why. */
  end(failure) {
    this.dead = true;
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) {
      reject(new EngineError(failure));
    }
    this.#waiting.clear();
  }
}

/** Gives a file to a desk: as it is, or what a workbook holds. */
function take(desk, id, file, workbook) {
  return workbook
    ? desk.call("add_workbook", [id, file.name, file.size, workbook.sha256, workbook.sheets])
    : desk.call("add", [id, file]);
}

const STOPPED = { kind: "stopped", message: "the work was stopped; the files and the results from before are still here" };

/** The day, as the clock of this machine shows it. */
function today() {
  const now = new Date();
  const two = (n) => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** What the page asks. Every method returns a promise; what cannot be done is thrown as an {@link EngineError}. */
export class Engine {
  #loaded = load();
  /** Where questions go. @type {Promise<Desk> | null} */
  #desk = null;
  /** Where work is going on that can be stopped. @type {Desk | null} */
  #busy = null;
  /** What was assessed last, and what came of it. */
  #last = null;
  /** A policy that was tried, and the desk that holds what came of it. */
  #tried = null;
  /** What was dropped, by number, so that another worker can be given the same. */
  #files = new Map();
  #lastId = 0;
  /** How a person wants tables to be read, as TOML. */
  #mapping = "";

  /** Opens a worker that knows all files. */
  async #open() {
    const desk = new Desk(await this.#loaded);
    for (const [id, { file, sheets, sample, settings }] of this.#files) {
      if (sample) {
        desk.call("sample_file", [id, sample]);
      } else {
        take(desk, id, file, sheets);
      }
      if (settings) {
        desk.call("settings", [id, JSON.stringify(settings)]);
      }
    }
    if (this.#mapping !== "") {
      desk.call("set_mapping", [this.#mapping]);
    }
    return desk;
  }

  /** The worker that answers questions; another one where it has died. */
  async #current() {
    const desk = this.#desk && (await this.#desk);
    if (!desk || desk.dead) {
      this.#desk = this.#open();
      return this.#desk;
    }
    return desk;
  }

  async #ask(call, ...args) {
    return (await this.#current()).call(call, args);
  }

  /** Resolves when questions can be answered. */
  async ready() {
    await this.version();
  }

  version() {
    return this.#ask("version");
  }

  /**
   * Takes files and tells how each is understood, from its first bytes.
   * @param {File[]} files
   * @returns {Promise<FileUnderstood[]>}
   */
  async add(files) {
    const desk = await this.#current();
    this.#forgetTried();
    return Promise.all(Array.from(files, (file) => this.#add(desk, ++this.#lastId, file)));
  }

  async #add(desk, id, file) {
    let sheets;
    try {
      sheets = (await isWorkbook(file)) ? await sheetsOf(file) : undefined;
    } catch (error) {
      return refused(id, file, error);
    }
    this.#files.set(id, { file, sheets });
    return take(desk, id, file, sheets);
  }

  /** Lets go of what was tried: it does not hold for other files. */
  #forgetTried() {
    this.#tried?.desk.end(STOPPED);
    this.#tried = null;
  }

  /** The files as understood. @returns {Promise<FileUnderstood[]>} */
  files() {
    return this.#ask("files");
  }

  /** Lets go of one file. @param {number} id */
  async remove(id) {
    const desk = await this.#current();
    this.#files.delete(id);
    this.#forgetTried();
    return desk.call("remove", [id]);
  }

  /** Forgets everything: files, results, and the memory they stood in. */
  async clear() {
    this.#files.clear();
    this.#mapping = "";
    this.#last = null;
    this.#forgetTried();
    this.#busy?.end(STOPPED);
    const desk = await this.#desk;
    desk?.end(STOPPED);
    this.#desk = null;
  }

  /**
   * Sets what a person says of a file.
   * @param {number} id
   * @param {FileSettings} settings
   */
  async settings(id, settings) {
    const desk = await this.#current();
    const understood = await desk.call("settings", [id, JSON.stringify(settings)]);
    this.#files.get(id).settings = settings;
    this.#forgetTried();
    return understood;
  }

  /** Takes the files of the sample organisation; `ask` of the answer is what it is assessed with. */
  async sample() {
    const desk = await this.#current();
    this.#forgetTried();
    const told = await desk.call("sample", [this.#lastId + 1]);
    for (const { id, name, extracted, complete } of told.files) {
      this.#files.set(id, { sample: name, settings: { extracted, complete } });
      this.#lastId = id;
    }
    return told;
  }

  /**
   * Assesses the files. Results from before can be asked for until this is done, and stay where it fails or is stopped.
   * @param {Partial<import("./types/api").AssessAsk>} [ask]
   * @param {(progress: ProgressTold) => void} [onProgress]
   * @returns {Promise<import("./types/api").Assessment>}
   */
  async assess(ask = {}, onProgress) {
    const asked = given({ today: today(), ...ask });
    const before = await this.#current();
    const tried = this.#tried?.ask === written(asked) ? this.#tried : null;
    const desk = tried?.desk ?? (before.assessed ? await this.#open() : before);
    const assessment = tried?.assessment ?? (await this.#assessed(desk, asked, onProgress));
    if (!tried) {
      this.#tried?.desk.end(STOPPED);
    }
    this.#tried = null;
    this.#last = { ask: asked, assessment };
    if (desk !== before) {
      this.#desk = Promise.resolve(desk);
      before.end(STOPPED);
    }
    return assessment;
  }

  /** Assesses at a desk, so that {@link stop} finds it. */
  async #assessed(desk, ask, onProgress) {
    this.#busy?.end(STOPPED);
    this.#busy = desk;
    desk.assessed = true;
    try {
      return await desk.call("assess", [JSON.stringify(ask)], onProgress);
    } catch (error) {
      // A desk that is not the one for questions is not kept; its memory goes back.
      if (desk !== (await this.#desk)) {
        desk.end(STOPPED);
      }
      throw error;
    } finally {
      if (this.#busy === desk) {
        this.#busy = null;
      }
    }
  }

  /** Stops the assessment that runs; its promise is rejected with the kind `stopped`. */
  stop() {
    this.#busy?.end(STOPPED);
  }

  /**
   * One page of findings. The facets are objects without a prototype: their keys are what stands in cells.
   * @param {Partial<import("./types/api").FindingsQuery>} [query]
   */
  async findings(query = {}) {
    const { facets, groups, ...page } = await this.#ask("findings", json(query));
    const { owners, ...lists } = facets;
    for (const [name, list] of Object.entries(lists)) {
      lists[name] = Object.assign(Object.create(null), Object.fromEntries(list.map(({ value, n }) => [value, n])));
    }
    return { ...page, ...(groups && { groups }), facets: { ...lists, owners } };
  }

  /**
   * The finding with an id. A check that is named spares looking through all others.
   * @param {string} id
   * @param {string} [check]
   * @returns {Promise<import("./types/api").Finding>}
   */
  finding(id, check) {
    return this.#ask("finding", json({ id, check }));
  }

  /**
   * A finding and its way from the files' cells to the verdict: in the file, read as, compared with.
   * @param {string} id
   * @param {string} [check]
   * @returns {Promise<import("./types/api").Trace>}
   */
  trace(id, check) {
    return this.#ask("trace", json({ id, check }));
  }

  /**
   * One page of rows of a subject.
   * @param {Partial<import("./types/api").RowsQuery>} query
   * @returns {Promise<import("./types/api").RowsPage>}
   */
  rows(query) {
    return this.#ask("rows", json(query));
  }

  /**
   * The rows with a key, with all that is known of them: one, or several that nothing tells apart.
   * @param {import("./types/api").RowAsk} ask
   * @returns {Promise<import("./types/api").RowDetail[]>}
   */
  row(ask) {
    return this.#ask("row", json(ask));
  }

  /**
   * The page of one owner, by the name as shown, or `no-owner`.
   * @param {string} owner
   * @returns {Promise<import("./types/api").OwnerPage>}
   */
  owner(owner) {
    return this.#ask("owner", owner);
  }

  /**
   * What a text means: a check's id, or a reference as people write it.
   * @param {string} what
   * @returns {Promise<import("./types/api").Explained>}
   */
  explain(what) {
    return this.#ask("explain", what);
  }

  /** @returns {Promise<import("./types/api").EditionKnown[]>} */
  frameworks() {
    return this.#ask("frameworks");
  }

  /**
   * One edition with all its ids.
   * @param {string} edition
   * @returns {Promise<import("./types/api").EditionItems>}
   */
  framework(edition) {
    return this.#ask("framework", edition);
  }

  /** How the files are read, as TOML that people can edit and give back. @returns {Promise<string>} */
  mapping() {
    return this.#ask("mapping");
  }

  /** The mapping in force; empty where there is none. */
  get mappingInForce() {
    return this.#mapping;
  }

  /**
   * Reads the files by a mapping from now on, and tells how they are understood then.
   * @param {string} toml
   * @returns {Promise<FileUnderstood[]>}
   */
  async setMapping(toml) {
    const files = await this.#ask("set_mapping", toml);
    this.#mapping = toml;
    this.#forgetTried();
    return files;
  }

  /**
   * The mapping in force with one column read otherwise; {@link setMapping} puts it in force.
   * @param {import("./types/api").CorrectAsk} ask
   * @returns {Promise<string>}
   */
  corrected(ask) {
    return this.#ask("corrected", json(ask));
  }

  /**
   * The fields that a table of a kind can have.
   * @param {string} kind
   * @returns {Promise<import("./types/api").FieldKnown[]>}
   */
  fields(kind) {
    return this.#ask("fields", kind);
  }

  /**
   * Every citation of a document, judged.
   * @param {string} name
   * @param {Uint8Array} bytes
   * @returns {Promise<import("./types/api").LintReport>}
   */
  lint(name, bytes) {
    return this.#ask("lint", name, bytes);
  }

  /**
   * What comes of a document's citations: `fixed`, `markdown`, `sarif` or `json`.
   * @param {string} name
   * @param {Uint8Array} bytes
   * @param {string} form
   * @returns {Promise<{ name: string, bytes: Uint8Array }>}
   */
  lintDocument(name, bytes, form) {
    return this.#ask("lint_document", name, bytes, form);
  }

  /**
   * How frameworks relate: all maps, and the answer where ends are named.
   * @param {Partial<import("./types/api").CrosswalkAsk>} [ask]
   * @returns {Promise<import("./types/api").CrosswalkTold>}
   */
  crosswalk(ask = {}) {
    return this.#ask("crosswalk", json(ask));
  }

  /** The default policy. @returns {Promise<import("./types/api").PolicyKnown>} */
  policy() {
    return this.#ask("policy");
  }

  /**
   * Tries a policy without keeping it: what is wrong with it, or what every check counts before and after. The results
   * that are there stay; {@link assess} with the same policy then takes what was tried.
   * @param {string} toml
   * @param {(progress: ProgressTold) => void} [onProgress]
   */
  async tryPolicy(toml, onProgress) {
    const problems = (await this.#ask("policy_problems", toml)).map(problem);
    if (problems.length > 0 || !this.#last) {
      return { ok: problems.length === 0, problems, checks: [] };
    }
    const ask = { ...this.#last.ask, policy_toml: toml };
    const desk = await this.#open();
    const after = await this.#assessed(desk, ask, onProgress);
    this.#tried?.desk.end(STOPPED);
    this.#tried = { desk, ask: written(ask), assessment: after };
    const counts = new Map(after.checks.map((check) => [check.id, check.counts]));
    const checks = this.#last.assessment.checks.map((check) => ({
      check: check.id,
      title: check.title,
      before: check.counts,
      after: counts.get(check.id),
    }));
    return { ok: true, problems, checks };
  }

  /**
   * What is wrong with a check that somebody writes.
   * @param {string} toml
   */
  async checkProblems(toml) {
    return (await this.#ask("check_problems", toml)).map(problem);
  }

  /**
   * One document: the same bytes as the command writes. Words: `html`, `markdown`, `json`, `csv`, `findings-json`,
   * `controls-csv`, `evidence-csv`, `exceptions-csv`, `calendar`, `fix-list`, `owners`, `owner/<slug>.<html|md|json>`.
   * @param {string} word
   * @returns {Promise<{ name: string, bytes: Uint8Array }>}
   */
  report(word) {
    return this.#ask("report", word);
  }
}

/** What is asked as JSON, without what is not. */
function json(query) {
  return JSON.stringify(given(query));
}

function given(query) {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== null));
}

/** What is asked as text, whatever the order in which it was put together. */
function written(ask) {
  return JSON.stringify(Object.entries(ask).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A problem with its line and column, both from 1. */
function problem({ place, message }) {
  return { line: place.line, col: place.column, message };
}
