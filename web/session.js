// What the page knows in this tab: the files, what was asked, what was answered. Nothing of it is stored anywhere else.

/** Milliseconds before work is shown: what is done sooner needs no bar. */
const PATIENCE = 300;

/** Announces every change of what the page knows as an event `change`. */
export class Session extends EventTarget {
  /** @type {import("./engine.js").Engine} */
  engine;
  /** The files as understood, refused ones too. */
  files = [];
  /** What is assessed beside the files: `as_of`, `period`, `policy_toml`, `checks`, `header`. */
  ask = {};
  /** @type {import("./types/api").Assessment | null} */
  assessment = null;
  /** Is anything asked of the engine that changes what is shown? */
  busy = false;
  /** How far the work is, while something is worked on for longer than a moment. */
  working = null;
  /** Why the last work was not done. @type {import("./engine.js").EngineError | null} */
  failure = null;
  /** What happened last and is worth a line: `stopped`, `forgotten`, `moved`. */
  told = null;
  /** Filters that never go into the address: what is typed, and names. */
  filters = noFilters();
  /** What the list of findings was last asked for in the address: an open finding stands beside the same list. */
  list = {};
  /** The row that is open; its key may be a name, so that it does not stand in the address. */
  openRow = null;
  /** The text whose citations are judged: `name`, `bytes`, `pasted`, and its `report` or `failure`. */
  document = null;
  /** Counts the assessments; a region that holds rows of an older one fetches them again. */
  run = 0;

  /** Rules for dates that a person chose, by table and column. */
  dateRules = new Map();

  #undo = null;

  constructor(engine) {
    super();
    this.engine = engine;
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }

  /** Takes files and says at once what they show. */
  async add(files) {
    await this.#guarded(async () => {
      const understood = await this.engine.add(files);
      this.files = [...this.files, ...understood];
    });
    await this.assess();
  }

  /** Takes the files of the sample organisation, with what they are assessed with. */
  async sample() {
    await this.#guarded(async () => {
      const { files, ask } = await this.engine.sample();
      this.files = [...this.files, ...files];
      this.ask = { ...this.ask, ...ask };
    });
    await this.assess();
  }

  #setBusy(busy) {
    this.busy = busy;
    this.dispatchEvent(new Event("progress"));
  }

  async #guarded(work) {
    this.told = null;
    this.failure = null;
    this.#setBusy(true);
    try {
      await work();
    } catch (error) {
      this.failure = error;
    }
    this.#changed();
  }

  /** Files that can be read. */
  get readable() {
    return this.files.filter((file) => !file.refused);
  }

  /**
   * Assesses what is there. What was answered before stays until this is done, and where it is stopped or fails.
   * @returns {Promise<boolean>} was it done?
   */
  async assess() {
    const run = ++this.run;
    if (this.readable.length === 0) {
      this.assessment = null;
      this.#setBusy(false);
      this.#changed();
      return false;
    }
    this.failure = null;
    this.#startWork(run);
    try {
      const assessment = await this.engine.assess(this.ask, (progress) => this.#progressed(run, progress));
      if (run !== this.run) {
        return false;
      }
      this.assessment = assessment;
      return true;
    } catch (error) {
      // An assessment that a newer one took the place of is nobody's business.
      if (run === this.run) {
        this.failed(error);
      }
      return false;
    } finally {
      if (run === this.run) {
        clearTimeout(this.timer);
        this.working = null;
        this.#setBusy(false);
        this.#changed();
      }
    }
  }

  #startWork(run) {
    this.#setBusy(true);
    clearTimeout(this.timer);
    const progress = { step: "reading", file: null, bytes: 0, of: 0 };
    this.pending = progress;
    this.timer = setTimeout(() => {
      if (run === this.run) {
        this.working = this.pending;
        this.#changed();
      }
    }, PATIENCE);
  }

  #progressed(run, progress) {
    if (run !== this.run) {
      return;
    }
    this.pending = progress;
    if (this.working) {
      this.working = progress;
      this.dispatchEvent(new Event("progress"));
    }
  }

  /** Something could not be done, and is told. */
  failed(error) {
    if (error.kind === "stopped") {
      this.told = { kind: "stopped" };
    } else {
      this.failure = error;
    }
    this.#changed();
  }

  /** Stops the work that runs; what was there before stays. */
  stop() {
    this.engine.stop();
  }

  /**
   * Changes something that results stand on, and tells what moved. One step can be undone.
   * @param {string} what the key of the words that name the change
   * @param {() => Promise<void> | void} change
   * @param {() => Promise<void> | void} undo
   */
  async change(what, change, undo) {
    const before = this.assessment;
    this.told = null;
    this.#setBusy(true);
    await change();
    const done = await this.assess();
    if (done) {
      this.told = {
        kind: "moved",
        what,
        moved: moved(before, this.assessment),
        total: totals(before, this.assessment),
      };
      this.#undo = undo;
      this.#changed();
    }
  }

  /** Takes back the last change. */
  async undo() {
    const undo = this.#undo;
    this.#undo = null;
    this.told = null;
    await undo?.();
    await this.assess();
  }

  /** Says of a file when it was extracted or whether it is complete. */
  async setFile(id, settings) {
    const at = this.files.findIndex((file) => file.id === id);
    const was = { extracted: this.files[at].extracted ?? undefined, complete: this.files[at].complete };
    const apply = async (values) => {
      this.files[at] = await this.engine.settings(id, values);
    };
    await this.change(
      "change.file",
      () => apply({ ...was, ...settings }),
      () => apply(was),
    );
  }

  /** Reads a column otherwise: another field, or another rule for its dates. */
  async correct(ask) {
    if (ask.dates !== undefined) {
      this.dateRules.set(`${ask.table}/${ask.column}`, ask.dates);
    }
    await this.setMapping("change.column", await this.engine.corrected(ask));
  }

  /** Reads the files by a mapping, which can be taken back. @returns {Promise<void>} */
  async setMapping(what, toml) {
    const was = this.engine.mappingInForce;
    const apply = async (text) => {
      const understood = new Map((await this.engine.setMapping(text)).map((file) => [file.id, file]));
      // What was refused by the module for workbooks is known to the page alone.
      this.files = this.files.map((file) => understood.get(file.id) ?? file);
    };
    try {
      await this.change(
        what,
        () => apply(toml),
        () => apply(was),
      );
    } catch (error) {
      this.#setBusy(false);
      this.failed(error);
    }
  }

  /** Asks with other words: another day, another period, another policy. */
  async setAsk(what, values) {
    const was = this.ask;
    const apply = (ask) => {
      this.ask = Object.fromEntries(Object.entries(ask).filter(([, value]) => value !== undefined));
    };
    await this.change(
      what,
      () => apply({ ...was, ...values }),
      () => apply(was),
    );
  }

  /** Lets go of one file. */
  async remove(id) {
    await this.#guarded(async () => {
      await this.engine.remove(id);
      this.files = this.files.filter((file) => file.id !== id);
    });
    await this.assess();
  }

  /** Forgets everything of this tab. */
  async forget() {
    const files = this.files.length;
    this.run += 1;
    clearTimeout(this.timer);
    await this.engine.clear();
    Object.assign(this, {
      files: [],
      ask: {},
      assessment: null,
      working: null,
      failure: null,
      filters: noFilters(),
      list: {},
      openRow: null,
      document: null,
      dateRules: new Map(),
      told: { kind: "forgotten", files },
    });
    this.#undo = null;
    this.#setBusy(false);
    this.#changed();
  }

  /** The last word was read. */
  dismiss() {
    this.told = null;
    this.#changed();
  }
}

/** No filter that the address does not hold. */
export function noFilters() {
  return { text: "", owner: null, environment: null };
}

/** Open failures by check that are others than before. */
function moved(before, after) {
  if (!before || !after) {
    return [];
  }
  const was = new Map(before.checks.map((check) => [check.id, check.counts]));
  return after.checks
    .map(({ id, title, counts }) => ({ id, title, before: was.get(id) ?? { fail: 0, unknown: 0 }, after: counts }))
    .filter((it) => it.before.fail !== it.after.fail || it.before.unknown !== it.after.unknown);
}

function totals(before, after) {
  return before ? { before: before.findings.total, after: after.findings.total } : null;
}
