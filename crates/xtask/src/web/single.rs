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
    let worker = |name: &str, file: &str| {
        worker(name, &read(&glue.join(format!("plain/{name}.js")))?, file, &read(&source.join(file))?)
    };
    let (worker, workbook_worker) = (worker("nhimap", "worker.js")?, worker("nhimap_workbook", "workbook.js")?);
    let packed = |name: &str| Ok::<_, std::io::Error>(BASE64.encode(fs::read(glue.join(name))?));
    let (module, workbook, data) = (packed("nhimap.gz")?, packed("nhimap_workbook.gz")?, packed("nhimap_data.gz")?);
    for (name, text) in [("app.js", &script), ("worker.js", &worker), ("workbook.js", &workbook_worker)] {
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
    let inert = [
        inert("nhimap-worker", &worker),
        inert("nhimap-module", &module),
        inert("nhimap-data", &data),
        inert("nhimap-workbook-worker", &workbook_worker),
        inert("nhimap-workbook-module", &workbook),
    ];
    let scripts = format!("{}\n<script type=\"module\">{script}</script>", inert.join("\n"));
    put(&html, SCRIPT, &scripts)
}

fn put(html: &str, place: &str, text: &str) -> Result<String, Box<dyn std::error::Error>> {
    let (before, after) =
        html.split_once(place).ok_or_else(|| format!("`web/index.html` must hold `{place}`, written exactly so"))?;
    Ok([before, text, after].concat())
}

/// A worker as a plain script: the glue declares `wasm_bindgen`, which the worker else imports.
fn worker(name: &str, glue: &str, file: &str, worker: &str) -> Result<String, Box<dyn std::error::Error>> {
    let import = format!("import init, * as module from \"./{name}.js\";");
    let (before, after) =
        worker.split_once(&import).ok_or_else(|| format!("`web/{file}` must hold `{import}`, written exactly so"))?;
    Ok(format!("{glue}\n{before}const init = wasm_bindgen, module = wasm_bindgen;{after}"))
}

/// A script or style as the policy names it.
pub(super) fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(Sha256::digest(text)))
}
