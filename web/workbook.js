// The worker for workbooks: holds the module that reads them, and is there only while one is read.
//
// The engine posts the compiled module and one file; the answer is `{ sha256, sheets }` or `{ failure }`. The file's bytes
// never leave the worker, its sheets go to the worker that assesses.
import init, * as module from "./nhimap_workbook.js";

self.onmessage = async ({ data }) => {
  try {
    await init({ module_or_path: data.module });
    const [sha256, sheets] = module.sheets(new Uint8Array(await data.file.arrayBuffer()));
    self.postMessage({ sha256, sheets });
  } catch (thrown) {
    const failure = thrown?.kind
      ? { ...thrown }
      : { kind: "fault", message: String(thrown?.message ?? thrown), remedy: null };
    self.postMessage({ failure });
  }
};
