//! `nhimap-bindgen FOLDER NAME MODULE.wasm [DATA]`: the glue between a module and the page.
//!
//! `cargo xtask web` runs it. It is a program of its own so that the project's other commands do not wait for the build of
//! wasm-bindgen, and a library call so that no wasm-bindgen needs to be installed and `Cargo.lock` decides its version.
//! Packs module and data for the single file, as `NAME.gz` and `data.gz`, and prints how many bytes each has, raw and as it travels.

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
        [folder, name, module, data @ ..] if data.len() < 2 => {
            let folder = Path::new(folder);
            glue(Path::new(module), folder, name).and_then(|()| pack(folder, name, data.first().map(Path::new)))
        }
        _ => Err("usage: nhimap-bindgen FOLDER NAME MODULE.wasm [DATA]".into()),
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
fn glue(module: &Path, folder: &Path, name: &str) -> Outcome {
    for (mode, place) in [("web", "web"), ("no-modules", "plain"), ("nodejs", "node")] {
        let out = folder.join(place);
        fs::create_dir_all(&out)?;
        let mut bindgen = Bindgen::new();
        bindgen.input_path(module).out_name(name).typescript(false);
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
fn pack(folder: &Path, name: &str, data: Option<&Path>) -> Outcome {
    let module = folder.join("web").join(format!("{name}_bg.wasm"));
    for (file, name) in [(module.as_path(), name)].into_iter().chain(data.map(|data| (data, "data"))) {
        let bytes = fs::read(file)?;
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&bytes)?;
        fs::write(folder.join(format!("{name}.gz")), packed.finish()?)?;
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
