// Serves web/ for work on the view. With `--mock FOLDER` the engine is dev/mock-engine.js, fed by the command's own output.
// The report's style is allowed by its hash, as the built page does it.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const web = new URL("..", import.meta.url).pathname;
const mock = process.argv.includes("--mock") ? process.argv[process.argv.indexOf("--mock") + 1] : null;
const port = Number(process.env.PORT ?? 8123);
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".wasm": "application/wasm" };

async function content(path) {
  if (mock && path === "/engine.js") {
    return readFile(join(web, "dev/mock-engine.js"));
  }
  if (mock && path.startsWith("/data/")) {
    return readFile(join(mock, path.slice(6)));
  }
  const bytes = await readFile(join(web, path === "/" ? "index.html" : path));
  return path === "/" && mock ? withReportStyle(bytes.toString()) : bytes;
}

async function withReportStyle(page) {
  const report = await readFile(join(mock, "report.html"), "utf8");
  const style = report.match(/<style>([\s\S]*?)<\/style>/)[1];
  const hash = createHash("sha256").update(style).digest("base64");
  return page.replace("style-src 'self'", `style-src 'self' 'sha256-${hash}'`);
}

createServer(async (request, response) => {
  const path = normalize(new URL(request.url, "http://x").pathname);
  try {
    const body = await content(path);
    response.writeHead(200, { "content-type": `${types[extname(path)] ?? (path === "/" ? "text/html" : "application/octet-stream")}; charset=utf-8`, "cache-control": "no-store" });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}).listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/`));
