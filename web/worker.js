// The worker: holds the module and one session, answers one call after another.
//
// The engine first posts the compiled module, then calls `{ id, call, args }`. Each is answered by `{ id, value }` or
// `{ id, failure }`, with any number of `{ id, progress }` before.
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
    return module.assess(ask, (progress) => {
      const now = performance.now();
      if (now - last >= TELL_EVERY) {
        last = now;
        self.postMessage({ id, progress });
      }
    });
  },
  report(_id, [format]) {
    const [name, bytes] = module.report(format);
    return { name, bytes };
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
  if (typeof thrown?.kind === "string") {
    return thrown;
  }
  const kind = thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError ? "memory" : "fault";
  return { kind, message: String(thrown?.message ?? thrown), place: null, remedy: null, problems: [] };
}

function answer({ id, call, args }) {
  try {
    const value = calls[call] ? calls[call](id, args) : module[call](...args);
    const transfer = value?.bytes instanceof Uint8Array ? [value.bytes.buffer] : [];
    self.postMessage({ id, value }, transfer);
  } catch (thrown) {
    self.postMessage({ id, failure: failure(thrown), dead: panic !== null });
  }
}

let started = null;
self.onmessage = ({ data }) => {
  if (data.module) {
    started = init({ module_or_path: data.module }).then(() => module.start());
    return;
  }
  // Calls may arrive while the module is still made ready.
  started.then(
    () => answer(data),
    (thrown) => self.postMessage({ id: data.id, failure: failure(thrown), dead: true }),
  );
};
