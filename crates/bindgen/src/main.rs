//! `nhimap-bindgen MODULE.wasm FOLDER DATA`: the glue between the module and the page.
//!
//! `cargo xtask web` runs it. It is a program of its own so that the project's other commands do not wait for the build of
//! wasm-bindgen, and a library call so that no wasm-bindgen needs to be installed and `Cargo.lock` decides its version.
//! Packs module and data for the single file, and prints how many bytes each has, raw and as it travels.

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
    let done = match &args[..] {
        [module, folder, data] => {
            let folder = Path::new(folder);
            glue(Path::new(module), folder).and_then(|()| pack(folder, Path::new(data)))
        }
        _ => Err("usage: nhimap-bindgen MODULE.wasm FOLDER DATA".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the module as an ES module for a site, and its glue as a plain script for the single file and as one for node.
fn glue(module: &Path, folder: &Path) -> Outcome {
    for (mode, name) in [("web", "web"), ("no-modules", "plain"), ("nodejs", "node")] {
        let out = folder.join(name);
        fs::create_dir_all(&out)?;
        let mut bindgen = Bindgen::new();
        bindgen.input_path(module).out_name("nhimap").typescript(false);
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
fn pack(folder: &Path, data: &Path) -> Outcome {
    for (file, name) in [(folder.join("web/nhimap_bg.wasm").as_path(), "module.gz"), (data, "data.gz")] {
        let bytes = fs::read(file)?;
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&bytes)?;
        fs::write(folder.join(name), packed.finish()?)?;
        println!("{} {}", bytes.len(), compressed(&bytes)?);
    }
    Ok(())
}

/// Bytes after brotli at its best, as static servers keep it.
fn compressed(bytes: &[u8]) -> Result<usize, std::io::Error> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out.len())
}
