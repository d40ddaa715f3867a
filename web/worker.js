// The worker: holds the module and one session, answers one call after another.
//
// The engine first posts the compiled module and the data, then calls `{ id, call, args }`. Each is answered by
// `{ id, json }`, `{ id, value }` or `{ id, failure }`, with any number of `{ id, progress }` before. Questions and answers
// are JSON; answers are read by the page, so that they are not copied value by value on the way.
import init, * as module from "./nhimap.js";

/** Milliseconds between two words on how far the work is. */
const TELL_EVERY = 100;

/** What the module said before it stopped for good. */
let panic = null;
self.nhimapPanicked = (message, place) => {
  panic = { message, place };
};

/** The calls that are answered otherwise than by passing their arguments on. */
const calls = {
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
  report: (id, args) => handOut(id, module.report(...args)),
  lint_document: (id, args) => handOut(id, module.lint_document(...args)),
};

/** Gives a document away without a copy. */
function handOut(id, [name, bytes]) {
  self.postMessage({ id, value: { name, bytes } }, [bytes.buffer]);
}

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

function answer({ id, call, args }) {
  try {
    if (calls[call]) {
      calls[call](id, args);
    } else {
      self.postMessage({ id, json: module[call](...args) });
    }
  } catch (thrown) {
    self.postMessage({ id, failure: failure(thrown), dead: panic !== null });
  }
}

let started = null;
self.onmessage = ({ data }) => {
  if (data.module) {
    started = init({ module_or_path: data.module }).then(() => module.start(data.data));
    return;
  }
  // Calls may arrive while the module is still made ready.
  started.then(
    () => answer(data),
    (thrown) => self.postMessage({ id: data.id, failure: failure(thrown), dead: true }),
  );
};
