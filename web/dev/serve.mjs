// Serves web/ for work on the view. With `--mock FOLDER` the engine is dev/mock-engine.js, fed by the command's own output.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const web = new URL("..", import.meta.url).pathname;
const mock = process.argv.includes("--mock") ? process.argv[process.argv.indexOf("--mock") + 1] : null;
const port = Number(process.env.PORT ?? 8123);
const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

async function content(path) {
  if (mock && path === "/engine.js") {
    return readFile(join(web, "dev/mock-engine.js"));
  }
  if (mock && path.startsWith("/data/")) {
    return readFile(join(mock, path.slice(6)));
  }
  return readFile(join(web, path === "/" ? "index.html" : path));
}

createServer(async (request, response) => {
  const path = normalize(new URL(request.url, "http://x").pathname);
  try {
    const body = await content(path);
    response.writeHead(200, {
      "content-type": `${types[extname(path)] ?? (path === "/" ? "text/html" : "application/octet-stream")}; charset=utf-8`,
      "cache-control": "no-store",
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}).listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/`));
