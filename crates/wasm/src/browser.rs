//! The exports: what the page's worker calls, one function each, and the browser's files lent to the core.
//!
//! A worker holds one [`Session`]. Questions and answers are JSON, as text: the code that writes `assessment.json` writes
//! answers too, and browsers read JSON faster than values that are put together one by one. What cannot be done is thrown
//! as a [`Failure`] in the same form.

use std::cell::RefCell;
use std::io::{self, BufReader, Read};

use js_sys::{Array, Function, Uint8Array};
use nhimap_core::intake::{Content, Sheet};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, File, FileReaderSync};

use crate::failure::Failure;
use crate::session::{Opened, Session, Source};
use crate::types::ProgressTold;

thread_local! {
    static SESSION: RefCell<Option<Session>> = const { RefCell::new(None) };
    /// The files as the browser holds them, by the number that a [`Dropped`] carries: a reader of core must be able to move
    /// between threads, a number can, and a JavaScript value cannot.
    static BLOBS: RefCell<Vec<Option<Blob>>> = const { RefCell::new(Vec::new()) };
    /// Who is told how far an assessment is; core's callback must be shareable between threads, so that it stands here.
    static LISTENER: RefCell<Option<Function>> = const { RefCell::new(None) };
    static READER: FileReaderSync = FileReaderSync::new().expect("a worker can read files");
}

/// Bytes asked of the browser at a time.
const CHUNK: usize = 4 << 20;

/// A file as the browser holds it.
struct Dropped {
    blob: usize,
    size: u64,
}

impl Source for Dropped {
    fn open(&self) -> Content<'_> {
        Content::Bytes(Box::new(BufReader::with_capacity(
            CHUNK.min(self.size as usize + 1),
            Chunks { blob: self.blob, at: 0, size: self.size },
        )))
    }
}

impl Drop for Dropped {
    fn drop(&mut self) {
        BLOBS.with_borrow_mut(|blobs| blobs[self.blob] = None);
    }
}

/// A browser's file, read slice by slice.
struct Chunks {
    blob: usize,
    at: u64,
    size: u64,
}

impl Read for Chunks {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let end = self.size.min(self.at + out.len() as u64);
        if end == self.at {
            return Ok(0);
        }
        // A file that was changed or moved since it was dropped cannot be read any more.
        let bytes = BLOBS
            .with_borrow(|blobs| {
                let blob = blobs.get(self.blob)?.as_ref()?;
                let slice = blob.slice_with_f64_and_f64(self.at as f64, end as f64).ok()?;
                READER.with(|reader| reader.read_as_array_buffer(&slice)).ok()
            })
            .map(|buffer| Uint8Array::new(&buffer))
            .ok_or_else(|| io::Error::other("the browser cannot read the file any more"))?;
        let n = bytes.length() as usize;
        bytes.copy_to(&mut out[..n]);
        self.at += n as u64;
        Ok(n)
    }
}

#[wasm_bindgen]
extern "C" {
    /// Where the worker hears of a panic.
    #[wasm_bindgen(js_name = nhimapPanicked)]
    fn panicked(message: &str, place: &str);
}

/// Starts the worker's session.
#[wasm_bindgen]
pub fn start(data: &[u8]) -> Result<(), String> {
    std::panic::set_hook(Box::new(|info| {
        // A text put together at run time may hold a cell; only texts that stand in the source are passed on.
        let message = info.payload().downcast_ref::<&'static str>().copied().unwrap_or("an error without a fixed text");
        panicked(message, &info.location().map_or_else(String::new, |l| format!("{}:{}", l.file(), l.line())));
    }));
    let data = serde_json::from_slice(data).map_err(|e| thrown(&Failure::asked(e.to_string())))?;
    let session = Session::new(data).map_err(|failure| thrown(&failure))?;
    SESSION.with_borrow_mut(|held| *held = Some(session));
    Ok(())
}

/// What this module is.
#[wasm_bindgen]
pub fn version() -> Result<String, String> {
    with(|session| Ok(session.version()))
}

/// Takes a file under the number that the page gave it.
#[wasm_bindgen]
pub fn add(id: u32, file: &File) -> Result<String, String> {
    let (name, size) = (file.name(), file.size() as u64);
    let blob = BLOBS.with_borrow_mut(|blobs| {
        blobs.push(Some(file.clone().into()));
        blobs.len() - 1
    });
    with(|session| Ok(session.add(id, &name, size, Box::new(Dropped { blob, size }))))
}

/// Takes a workbook that the module for workbooks has opened: its sheets as that module gives them.
#[wasm_bindgen]
pub fn add_workbook(id: u32, name: &str, bytes: f64, sha256: &str, sheets: &Array) -> Result<String, String> {
    let sheets = sheets.iter().map(|sheet| sheet_of(&Array::from(&sheet))).collect();
    let opened = Opened { bytes: bytes as u64, sha256: sha256.to_owned(), sheets };
    with(|session| Ok(session.add(id, name, bytes as u64, Box::new(opened))))
}

/// Name, whether it is hidden, its CSV, its notes.
fn sheet_of(sheet: &Array) -> Sheet {
    Sheet {
        name: sheet.get(0).as_string().unwrap_or_default(),
        hidden: sheet.get(1).is_truthy(),
        csv: Uint8Array::new(&sheet.get(2)).to_vec(),
        notes: Array::from(&sheet.get(3)).iter().filter_map(|note| note.as_string()).collect(),
    }
}

/// The files as understood.
#[wasm_bindgen]
pub fn files() -> Result<String, String> {
    with(|session| Ok(session.files()))
}

/// Lets go of a file.
#[wasm_bindgen]
pub fn remove(id: u32) -> Result<String, String> {
    with(|session| {
        session.remove(id);
        Ok(session.files())
    })
}

/// Lets go of everything.
#[wasm_bindgen]
pub fn clear() -> Result<String, String> {
    with(|session| {
        session.clear();
        Ok(session.files())
    })
}

/// Sets what a person says of a file.
#[wasm_bindgen]
pub fn settings(id: u32, settings: &str) -> Result<String, String> {
    let settings = read(settings)?;
    with(|session| session.settings(id, &settings))
}

/// Takes the files of the sample organisation.
#[wasm_bindgen]
pub fn sample(first_id: u32) -> Result<String, String> {
    with(|session| session.sample(first_id))
}

/// Takes one file of the sample organisation again, in a new worker.
#[wasm_bindgen]
pub fn sample_file(id: u32, name: &str) -> Result<String, String> {
    with(|session| session.sample_file(id, name))
}

/// Assesses the files.
#[wasm_bindgen]
pub fn assess(ask: &str, listener: Option<Function>) -> Result<String, String> {
    let ask = read(ask)?;
    LISTENER.set(listener);
    with(|session| session.assess(ask, &tell).cloned())
}

/// One page of findings.
#[wasm_bindgen]
pub fn findings(query: &str) -> Result<String, String> {
    let query = read(query)?;
    with(|session| session.findings(&query))
}

/// The finding with an id.
#[wasm_bindgen]
pub fn finding(ask: &str) -> Result<String, String> {
    let ask = read(ask)?;
    with(|session| session.finding(&ask))
}

/// A finding, and its way from the files' cells to the verdict.
#[wasm_bindgen]
pub fn trace(ask: &str) -> Result<String, String> {
    let ask = read(ask)?;
    with(|session| session.trace(&ask))
}

/// One page of rows of a subject.
#[wasm_bindgen]
pub fn rows(query: &str) -> Result<String, String> {
    let query = read(query)?;
    with(|session| session.rows(&query))
}

/// The rows with a key.
#[wasm_bindgen]
pub fn row(ask: &str) -> Result<String, String> {
    let ask = read(ask)?;
    with(|session| session.row(&ask))
}

/// The page of one owner.
#[wasm_bindgen]
pub fn owner(owner: &str) -> Result<String, String> {
    with(|session| session.owner(owner))
}

/// What a text means: a check, or references.
#[wasm_bindgen]
pub fn explain(what: &str) -> Result<String, String> {
    with(|session| session.explain(what))
}

/// All editions.
#[wasm_bindgen]
pub fn frameworks() -> Result<String, String> {
    with(|session| Ok(session.frameworks()))
}

/// One edition with its ids.
#[wasm_bindgen]
pub fn framework(edition: &str) -> Result<String, String> {
    with(|session| session.framework(edition))
}

/// How the files are read, as a file that people can edit.
#[wasm_bindgen]
pub fn mapping() -> Result<String, String> {
    with(|session| session.mapping())
}

/// Reads the files by a mapping from now on.
#[wasm_bindgen]
pub fn set_mapping(toml: &str) -> Result<String, String> {
    with(|session| session.set_mapping(toml))
}

/// The mapping in force with one column of one table read otherwise.
#[wasm_bindgen]
pub fn corrected(ask: &str) -> Result<String, String> {
    let ask = read(ask)?;
    with(|session| session.corrected(&ask))
}

/// The fields that a table of a kind can have.
#[wasm_bindgen]
pub fn fields(kind: &str) -> Result<String, String> {
    with(|session| Ok(session.fields(kind)))
}

/// Every citation of a document, judged.
#[wasm_bindgen]
pub fn lint(name: &str, bytes: &[u8]) -> Result<String, String> {
    with(|session| session.lint(name, bytes))
}

/// What comes of a document's citations: its name and its bytes.
#[wasm_bindgen]
pub fn lint_document(name: &str, bytes: &[u8], form: &str) -> Result<Array, String> {
    document(|session| session.lint_document(name, bytes, form))
}

/// How frameworks relate.
#[wasm_bindgen]
pub fn crosswalk(ask: &str) -> Result<String, String> {
    let ask = read(ask)?;
    with(|session| session.crosswalk(&ask))
}

/// The default policy.
#[wasm_bindgen]
pub fn policy() -> Result<String, String> {
    with(|session| Ok(session.policy()))
}

/// What is wrong with a policy that somebody writes.
#[wasm_bindgen]
pub fn policy_problems(toml: &str) -> Result<String, String> {
    with(|session| Ok(session.policy_problems(toml)))
}

/// What is wrong with a check that somebody writes.
#[wasm_bindgen]
pub fn check_problems(toml: &str) -> Result<String, String> {
    with(|session| Ok(session.check_problems(toml)))
}

/// One document: its name and its bytes.
#[wasm_bindgen]
pub fn report(word: &str) -> Result<Array, String> {
    document(|session| session.report(word))
}

fn document(make: impl FnOnce(&mut Session) -> Result<(String, Vec<u8>), Failure>) -> Result<Array, String> {
    SESSION.with_borrow_mut(|held| {
        let session = held.as_mut().ok_or_else(not_started)?;
        let (name, bytes) = make(session).map_err(|failure| thrown(&failure))?;
        Ok(Array::of2(&name.into(), &Uint8Array::from(&bytes[..])))
    })
}

fn tell(progress: ProgressTold) {
    let listener = LISTENER.with_borrow(Clone::clone);
    if let (Some(listener), Ok(progress)) = (listener, written(&progress)) {
        // A listener that throws does not stop the work.
        let _ = listener.call1(&JsValue::NULL, &progress.into());
    }
}

fn with<T: Serialize>(work: impl FnOnce(&mut Session) -> Result<T, Failure>) -> Result<String, String> {
    SESSION.with_borrow_mut(|held| {
        let session = held.as_mut().ok_or_else(not_started)?;
        written(&work(session).map_err(|failure| thrown(&failure))?)
    })
}

fn not_started() -> String {
    thrown(&Failure::asked("the session was not started"))
}

/// The form in which `assessment.json` is written, so that its code serves all answers.
fn written<T: Serialize>(value: &T) -> Result<String, String> {
    serde_json::to_string_pretty(value).map_err(|error| error.to_string())
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| thrown(&Failure::asked(error.to_string())))
}

fn thrown(failure: &Failure) -> String {
    written(failure).unwrap_or_else(|error| error)
}
