// The worker: holds the module and one session, answers one call after another.
//
// The engine first posts the compiled module and the data, then calls `{ id, call, args }`. Each is answered by
// `{ id, json }`, `{ id, value }` or `{ id, failure }`, with any number of `{ id, progress }` before. Questions and answers
// are JSON; answers are read by the page, so that they are not copied value by value on the way.
import init, * as module from "./nhimap.js";
import initWorkbooks, * as workbooks from "./nhimap_workbook.js";

/** Milliseconds between two words on how far the work is. */
const TELL_EVERY = 100;

/** What the module said before it stopped for good. */
let panic = null;
self.nhimapPanicked = (message, place) => {
  panic = { message, place };
};

/** How zip packages and old Office files start: a workbook may be in them. */
const CONTAINERS = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06],
  [0xd0, 0xcf, 0x11, 0xe0],
];

/** Is a file to be opened by the module for workbooks? Its name says nothing. */
async function isWorkbook(file) {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return CONTAINERS.some((start) => start.every((byte, at) => head[at] === byte));
}

/** The module for workbooks, once one was dropped; the engine is asked for it. */
let reader = null;
let readerCame = null;
function workbookReader() {
  reader ??= new Promise((came) => {
    readerCame = came;
    self.postMessage({ wants: "workbooks" });
  }).then((compiled) => compiled && initWorkbooks({ module_or_path: compiled }));
  return reader;
}

/** The sheets of a workbook, or why there are none. */
async function opened(file) {
  try {
    if (!(await workbookReader())) {
      reader = null;
      const message = "the part of nhimap that reads workbooks could not be loaded";
      return { failure: { kind: "not-loaded", message, remedy: "load the page again, or save the sheets as CSV" } };
    }
    const [sha256, sheets] = workbooks.sheets(new Uint8Array(await file.arrayBuffer()));
    return { sha256, sheets };
  } catch (thrown) {
    if (thrown?.remedy) {
      return { failure: thrown };
    }
    // The module stopped, at what no reader of workbooks expects. Nothing of it is told: it may hold cells.
    const message = "the workbook is damaged: its parts do not fit together";
    return { failure: { kind: "damaged", message, remedy: "open it in the spreadsheet program and save its sheets as CSV" } };
  }
}

/** The calls that are answered otherwise than by passing their arguments on. */
const calls = {
  async add(id, [number, file]) {
    if (!(await isWorkbook(file))) {
      self.postMessage({ id, json: module.add(number, file) });
      return;
    }
    const { failure, sha256, sheets } = await opened(file);
    const json = failure
      ? module.refuse(number, file, failure.kind, failure.message, failure.remedy)
      : module.add_workbook(number, file, sha256, sheets);
    self.postMessage({ id, json });
  },
  assess(id, [ask]) {
    let last = 0;
    const json = module.assess(ask, (progress) => {
      const now = performance.now();
      if (now - last >= TELL_EVERY) {
        last = now;
        self.postMessage({ id, progress: JSON.parse(progress) });
      }
    });
    self.postMessage({ id, json });
  },
  report(id, [word]) {
    const [name, bytes] = module.report(word);
    self.postMessage({ id, value: { name, bytes } }, [bytes.buffer]);
  },
};

/** What a thrown value says of the failure. */
function failure(thrown) {
  if (panic) {
    return {
      kind: "fault",
      message: `nhimap stopped at ${panic.place}: ${panic.message}`,
      place: null,
      remedy: "This is a fault of nhimap. The details hold no cell contents; your files are still here.",
      problems: [],
    };
  }
  if (typeof thrown === "string") {
    return JSON.parse(thrown);
  }
  const kind = thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError ? "memory" : "fault";
  return { kind, message: String(thrown?.message ?? thrown), place: null, remedy: null, problems: [] };
}

async function answer({ id, call, args }) {
  try {
    if (calls[call]) {
      await calls[call](id, args);
    } else {
      self.postMessage({ id, json: module[call](...args) });
    }
  } catch (thrown) {
    self.postMessage({ id, failure: failure(thrown), dead: panic !== null });
  }
}

let started = null;
let before = null;
self.onmessage = ({ data }) => {
  if (data.module) {
    started = init({ module_or_path: data.module }).then(() => module.start(data.data));
    before = started.catch(() => {});
    return;
  }
  if ("workbooks" in data) {
    readerCame(data.workbooks);
    return;
  }
  // Calls may arrive while the module is still made ready, or a workbook is opened.
  before = before
    .then(() => started)
    .then(
      () => answer(data),
      (thrown) => self.postMessage({ id: data.id, failure: failure(thrown), dead: true }),
    );
};
