// All tests of the page in one process, so that they share one browser and one server: `node all.mjs [name ...]`.

const ALL = ["flow", "intake", "citations", "numbers", "findings", "keyboard", "hostile", "egress", "access", "parity"];

const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : ALL) {
  if (!ALL.includes(name)) {
    throw new Error(`\`${name}\` is none of the tests: ${ALL.join(", ")}`);
  }
  await import(`./${name}.test.mjs`);
}
