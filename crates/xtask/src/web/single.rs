//! The single file: page, styles, scripts, worker and module in one, which opens from a disk.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};

use super::{bundle, policy, with_policy};

/// What `index.html` names, and what takes its place.
const STYLE: &str = "<link rel=\"stylesheet\" href=\"style.css\">";
const SCRIPT: &str = "<script type=\"module\" src=\"app.js\"></script>";

/// The page as one file.
pub(super) fn page(source: &Path, glue: &Path, report_style: &str) -> Result<String, Box<dyn std::error::Error>> {
    let read = |path: &Path| fs::read_to_string(path).map_err(|e| format!("`{}`: {e}", path.display()));
    let style = read(&source.join("style.css"))?;
    if style.contains("url(") && !style.contains("url(data:") {
        return Err("`web/style.css` names another file; the single file has none beside it".into());
    }
    let script = bundle::bundle(source, "app.js")?;
    let plain = |name: &str| read(&glue.join("plain").join(format!("{name}.js")));
    let worker = worker(&plain(super::MODULE)?, &plain(super::WORKBOOKS)?, &read(&source.join("worker.js"))?)?;
    let packed = |name: &str| Ok::<_, std::io::Error>(BASE64.encode(fs::read(glue.join(format!("{name}.gz")))?));
    let (module, workbooks, data) = (packed(super::MODULE)?, packed(super::WORKBOOKS)?, packed("data")?);
    for (name, text) in [("app.js", &script), ("worker.js", &worker)] {
        if text.contains("</script") || text.contains("<!--") {
            return Err(
                format!("`{name}` or a module it imports holds `</script` or `<!--`; write it in two parts").into()
            );
        }
    }
    let policy = policy(&hash(&script), &format!("{} {}", hash(&style), hash(report_style)), "blob:", None)
        // The single file has no files of its own beside it.
        .replace("img-src 'self' data:", "img-src data:");
    let html = with_policy(&read(&source.join("index.html"))?, &policy)?;
    let html = put(&html, STYLE, &format!("<style>{style}</style>"))?;
    let inert = |id: &str, text: &str| format!("<script type=\"text/plain\" id=\"{id}\">{text}</script>");
    let scripts = format!(
        "{}\n{}\n{}\n{}\n<script type=\"module\">{script}</script>",
        inert("nhimap-worker", &worker),
        inert("nhimap-module", &module),
        inert("nhimap-workbooks", &workbooks),
        inert("nhimap-data", &data)
    );
    put(&html, SCRIPT, &scripts)
}

fn put(html: &str, place: &str, text: &str) -> Result<String, Box<dyn std::error::Error>> {
    let (before, after) =
        html.split_once(place).ok_or_else(|| format!("`web/index.html` must hold `{place}`, written exactly so"))?;
    Ok([before, text, after].concat())
}

/// The worker as a plain script: each module's glue declares `wasm_bindgen`, which the worker else imports.
fn worker(glue: &str, workbooks: &str, worker: &str) -> Result<String, Box<dyn std::error::Error>> {
    const IMPORT: &str = "import init, * as module from \"./nhimap.js\";\n\
                          import initWorkbooks, * as workbooks from \"./nhimap_workbook.js\";";
    let (before, after) =
        worker.split_once(IMPORT).ok_or_else(|| format!("`web/worker.js` must hold `{IMPORT}`, written exactly so"))?;
    let scope = |glue: &str| format!("(() => {{\n{glue}\nreturn wasm_bindgen;\n}})()");
    let (glue, workbooks) = (scope(glue), scope(workbooks));
    Ok(format!(
        "{before}const module = {glue};\nconst workbooks = {workbooks};\nconst init = module, initWorkbooks = workbooks;{after}"
    ))
}

/// A script or style as the policy names it.
pub(super) fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(Sha256::digest(text)))
}
