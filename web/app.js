// A bench for the engine, until the page is there.
import { Engine } from "./engine.js";

const engine = new Engine();
const out = document.getElementById("out");
const say = (text) => {
  out.textContent += `${text}\n`;
};

async function assess(ask) {
  const start = performance.now();
  try {
    const assessment = await engine.assess(ask, (p) => say(`${p.step} ${p.file ?? ""} ${p.bytes} of ${p.of}`));
    say(`${assessment.conclusion.sentence} (${Math.round(performance.now() - start)} ms)`);
    const { name, bytes } = await engine.report("json");
    say(`${name}: ${bytes.length} bytes`);
  } catch (error) {
    say(JSON.stringify({ ...error, message: error.message }));
  }
}

document.getElementById("sample").addEventListener("click", async () => {
  const { ask } = await engine.sample();
  await assess(ask);
});
document.getElementById("stop").addEventListener("click", () => engine.stop());
document.getElementById("files").addEventListener("change", async (event) => {
  for (const file of await engine.add(event.target.files)) {
    say(`${file.name}: ${file.refused?.message ?? file.understood_as}`);
  }
  await assess({});
});
engine.version().then((version) => say(JSON.stringify(version)), (error) => say(JSON.stringify(error)));
