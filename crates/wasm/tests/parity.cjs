// The module in node writes the same bytes as the command: `node parity.cjs GLUE DOCUMENTS`.
//
// GLUE is the folder of the module's glue, DOCUMENTS what `cargo xtask` made with the command. Node has no browser's File;
// a stand-in with the same three words is read slice by slice, as a browser's is.

const assert = require("node:assert/strict");
const { existsSync, readFileSync, readdirSync, statSync } = require("node:fs");
const { join, relative, resolve } = require("node:path");

const [glue, documents] = process.argv.slice(2).map((path) => resolve(path));

/** A file, or a slice of it. */
class Stand {
  constructor(name, bytes) {
    Object.assign(this, { name, bytes, size: bytes.length });
  }
  slice(from, to) {
    return new Stand(this.name, this.bytes.subarray(from, to));
  }
}
globalThis.FileReaderSync = class {
  readAsArrayBuffer(part) {
    return Uint8Array.from(part.bytes).buffer;
  }
};
let panic = null;
globalThis.nhimapPanicked = (message, place) => {
  panic = `${place}: ${message}`;
};

const module_ = require(join(glue, "node", "nhimap.js"));
module_.start(readFileSync(join(glue, "nhimap_data.json")));

/** The words under which the module makes the documents that the command wrote. */
function word(name) {
  if (name === "calendar.ics") {
    return "calendar";
  }
  if (name === "owners/index.html") {
    return "owners";
  }
  return name.startsWith("owners/") ? `owner/${name.slice("owners/".length)}` : name;
}

function* within(folder) {
  // What starts with a dot is the command's own note of what it wrote.
  for (const name of readdirSync(folder).filter((name) => !name.startsWith(".")).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      yield* within(path);
    } else {
      yield path;
    }
  }
}

let compared = 0;
for (const sample of readdirSync(documents)) {
  const folder = join(documents, sample);
  const { files, ask } = JSON.parse(readFileSync(join(folder, "made.json"), "utf8"));
  module_.clear();
  files.forEach(({ path, name, extracted, complete }, at) => {
    const told = JSON.parse(module_.add(at, new Stand(name, readFileSync(path))));
    assert.equal(told.refused, null, name);
    module_.settings(at, JSON.stringify({ extracted, complete }));
  });
  const steps = new Set();
  module_.assess(JSON.stringify(ask), (progress) => steps.add(JSON.parse(progress).step));
  assert.deepEqual([...steps], ["reading", "checking"]);
  for (const path of within(folder)) {
    const name = relative(folder, path);
    if (name === "made.json") {
      continue;
    }
    const [, bytes] = module_.report(word(name));
    const expected = readFileSync(path);
    if (!expected.equals(bytes)) {
      const at = expected.findIndex((byte, i) => byte !== bytes[i]);
      const near = (buffer) => Buffer.from(buffer).subarray(Math.max(0, at - 120), at + 120).toString("utf8");
      assert.fail(`${sample}/${name} differs at byte ${at}\n--- command\n${near(expected)}\n--- module\n${near(bytes)}`);
    }
    compared += 1;
  }
}
assert.ok(compared > 0 && existsSync(documents));

// A fault of the module is told with its place, and with nothing that stood in a file: here a question inside a question.
assert.equal(panic, null);
module_.assess(JSON.stringify({ today: "2026-01-01" }), () => {
  panic ?? assert.throws(() => module_.files(), WebAssembly.RuntimeError);
});
assert.match(panic, /^[^ ]+\.rs:\d+: an error without a fixed text$/);
console.log(`   ${compared} documents are byte for byte those of the command`);
