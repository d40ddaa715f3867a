//! `cargo xtask web`: the page, as a site in `web/dist/` and as one file, `web/dist/nhimap.html`.
//!
//! Both hold the same modules and the same WebAssembly. The site's files are copied; the single file holds them in one, with
//! a content security policy that lets nothing connect anywhere and names each script and style by its hash.

mod bundle;
mod single;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Outcome;

/// Where the page's sources are.
const SOURCE: &str = "web";
/// Where it is built.
pub(crate) const DIST: &str = "web/dist";
/// What the module is built for.
const TARGET: &str = "wasm32-unknown-unknown";
/// Names in `web/` that are not part of the site.
const NOT_SERVED: [&str; 6] = ["dist", "types", "dev", "tests", "bench", "node_modules"];

/// What any page may do at most. Its place in `index.html` is taken by the policy of the site or of the single file.
const POLICY_PLACE: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"";

/// Builds the page.
pub(crate) fn run(args: &[String]) -> Outcome {
    if let Some(arg) = args.first() {
        return Err(format!("`{arg}` is not known; `cargo xtask web` takes no arguments").into());
    }
    let (glue, heavy) = module()?;
    let report_style = report_style();
    site(&glue, &report_style)?;
    let single = single::page(Path::new(SOURCE), &glue, &report_style)?;
    let path = Path::new(DIST).join("nhimap.html");
    fs::write(&path, &single)?;
    println!("site: {DIST}/index.html; show it with `cargo xtask serve`");
    println!("single file: {}, {} bytes", path.display(), thousands(single.len()));
    for heavy in heavy {
        println!("{heavy}");
    }
    Ok(())
}

/// What the module works with and does not hold itself.
const DATA: &str = "nhimap_data.json";

/// A module of the page.
struct Module {
    /// Its package.
    package: &'static str,
    /// What its files are called.
    name: &'static str,
    /// The most that it may weigh as it travels.
    limit: usize,
}

/// The module that the page starts with, and the one that is loaded when a workbook is dropped.
const MODULES: [Module; 2] = [
    Module { package: "nhimap-wasm", name: "nhimap", limit: 500_000 },
    Module { package: "nhimap-workbook-wasm", name: "nhimap_workbook", limit: 300_000 },
];

/// Builds the modules and their glue, and gives the folder with them and what is heavier than it should be.
pub(crate) fn module() -> Result<(PathBuf, Vec<String>), Box<dyn std::error::Error>> {
    if !target_there() {
        return Err(format!("the Rust target for browsers is missing; add it with `rustup target add {TARGET}`").into());
    }
    let target = PathBuf::from(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()));
    let mut words = vec!["build", "--quiet", "--profile", "web", "--target", TARGET];
    words.extend(MODULES.iter().flat_map(|module| ["--package", module.package]));
    cargo(&words)?;
    let glue = target.join("web-glue");
    let data = glue.join(DATA);
    fs::create_dir_all(&glue)?;
    fs::write(&data, serde_json::to_string(&nhimap_wasm::Data::shipped())?)?;
    let built = MODULES.iter().map(|module| target.join(TARGET).join("web").join(format!("{}_wasm.wasm", module.name)));
    let words = ["run", "--quiet", "--package", "nhimap-bindgen", "--"];
    let out = Command::new("cargo").args(words).args([&glue, &data]).args(built).stderr(Stdio::inherit()).output()?;
    if !out.status.success() {
        return Err("the glue between the modules and the page could not be written".into());
    }
    let text = String::from_utf8_lossy(&out.stdout);
    let sizes: Vec<usize> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let (Some([data, data_packed]), Some(modules)) = (sizes.get(..2), sizes.get(2..).filter(|s| s.len() == 4)) else {
        return Err(format!("sizes were expected, not `{}`", text.trim()).into());
    };
    println!("pack and sample: {} bytes, {} with brotli", thousands(*data), thousands(*data_packed));
    let mut heavy = Vec::new();
    for (module, sizes) in MODULES.iter().zip(modules.chunks(2)) {
        let (raw, packed) = (thousands(sizes[0]), thousands(sizes[1]));
        println!("{}: {raw} bytes, {packed} with brotli (at most {})", module.name, thousands(module.limit));
        if sizes[1] > module.limit {
            heavy.push(format!(
                "{} is {} bytes heavier than it should be",
                module.name,
                thousands(sizes[1] - module.limit)
            ));
        }
    }
    Ok((glue, heavy))
}

/// Is the standard library for browsers installed?
pub(crate) fn target_there() -> bool {
    let library = Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).output();
    library.is_ok_and(|out| Path::new(String::from_utf8_lossy(&out.stdout).trim()).is_dir())
}

fn cargo(words: &[&str]) -> Outcome {
    match Command::new("cargo").args(words).stdin(Stdio::null()).status()?.success() {
        true => Ok(()),
        false => Err(format!("`cargo {}` failed", words.join(" ")).into()),
    }
}

/// Copies the page's files beside the module.
fn site(glue: &Path, report_style: &str) -> Outcome {
    let dist = Path::new(DIST);
    if dist.exists() {
        fs::remove_dir_all(dist)?;
    }
    fs::create_dir_all(dist)?;
    copy(Path::new(SOURCE), dist)?;
    for module in MODULES {
        for name in [format!("{}.js", module.name), format!("{}_bg.wasm", module.name)] {
            fs::copy(glue.join("web").join(&name), dist.join(name))?;
        }
    }
    let styles = format!("'self' {}", single::hash(report_style));
    let policy = policy("'self'", &styles, "'self'", Some("'self'"));
    let index = dist.join("index.html");
    let text = with_policy(&fs::read_to_string(&index)?, &policy)?;
    fs::write(index, text)?;
    fs::copy(glue.join(DATA), dist.join(DATA))?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Outcome {
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default();
        if NOT_SERVED.iter().any(|n| *n == name) || name.to_string_lossy().starts_with('.') {
            continue;
        }
        let target = to.join(name);
        if path.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&path, &target)?;
        } else {
            fs::copy(&path, target)?;
        }
    }
    Ok(())
}

/// What the page may do: run its own scripts and the module, and show its own styles and pictures. Nothing else.
fn policy(scripts: &str, styles: &str, workers: &str, connect: Option<&str>) -> String {
    let connect = connect.map_or_else(String::new, |to| format!("connect-src {to}; "));
    format!(
        "default-src 'none'; script-src {scripts} 'wasm-unsafe-eval'; worker-src {workers}; {connect}style-src {styles}; \
         img-src 'self' data:; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types nhimap"
    )
}

/// The page with a policy in the place that it keeps for it.
fn with_policy(html: &str, policy: &str) -> Result<String, Box<dyn std::error::Error>> {
    let (before, rest) = html
        .split_once(POLICY_PLACE)
        .ok_or_else(|| format!("`web/index.html` has no place for its policy: `{POLICY_PLACE}\">`"))?;
    let (_, after) = rest.split_once('"').ok_or("the policy in `web/index.html` has no end")?;
    if before.contains("<script") || before.contains("<link") || before.contains("<style") {
        return Err("in `web/index.html` the policy must come before every script and style".into());
    }
    Ok(format!("{before}{POLICY_PLACE}{policy}{after}", after = format_args!("\"{after}")))
}

/// The style sheet in a report, which its preview needs: the policy of a page holds in the frames that it fills.
fn report_style() -> String {
    String::new()
}

/// `1,234,567`
fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
