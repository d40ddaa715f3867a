//! `nhimap-bindgen FOLDER DATA MODULE.wasm...`: the glue between the modules and the page.
//!
//! `cargo xtask web` runs it. It is a program of its own so that the project's other commands do not wait for the build of
//! wasm-bindgen, and a library call so that no wasm-bindgen needs to be installed and `Cargo.lock` decides its version.
//! Packs modules and data for the single file, and prints how many bytes each has, raw and as it travels.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use flate2::Compression;
use flate2::write::GzEncoder;
use wasm_bindgen_cli_support::Bindgen;

/// Nothing, or why it could not finish.
type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Outcome {
    let [folder, data, modules @ ..] = args else {
        return Err("usage: nhimap-bindgen FOLDER DATA MODULE.wasm...".into());
    };
    let folder = Path::new(folder);
    pack(Path::new(data), &folder.join("nhimap_data.gz"))?;
    for module in modules.iter().map(Path::new) {
        let stem = module.file_stem().unwrap_or_default().to_string_lossy();
        let name = stem.strip_suffix("_wasm").unwrap_or(&stem);
        glue(module, name, folder)?;
        pack(&folder.join(format!("web/{name}_bg.wasm")), &folder.join(format!("{name}.gz")))?;
    }
    Ok(())
}

/// Writes a module as an ES module for a site, and its glue as a plain script for the single file and as one for node.
fn glue(module: &Path, called: &str, folder: &Path) -> Outcome {
    for (mode, name) in [("web", "web"), ("no-modules", "plain"), ("nodejs", "node")] {
        let out = folder.join(name);
        fs::create_dir_all(&out)?;
        let mut bindgen = Bindgen::new();
        bindgen.input_path(module).out_name(called).typescript(false);
        bindgen.remove_name_section(true).remove_producers_section(true);
        match mode {
            "web" => bindgen.web(true)?,
            "nodejs" => bindgen.nodejs(true)?,
            _ => bindgen.no_modules(true)?,
        };
        bindgen.generate(&out).map_err(|e| format!("{mode}: {e}"))?;
    }
    Ok(())
}

/// Packs what the single file holds, in the form that browsers unpack by themselves, and prints sizes.
fn pack(file: &Path, packed: &Path) -> Outcome {
    let bytes = fs::read(file)?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bytes)?;
    fs::write(packed, encoder.finish()?)?;
    println!("{} {}", bytes.len(), compressed(&bytes)?);
    Ok(())
}

/// Bytes after brotli at its best, as static servers keep it.
fn compressed(bytes: &[u8]) -> Result<usize, std::io::Error> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out.len())
}
