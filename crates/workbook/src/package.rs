//! A zip package: what it holds, and its parts within the limits.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, BufReader, Cursor, Read};

use quick_xml::Reader;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::{Outcome, WorkbookError};
use crate::limits::{Limits, at_most};

/// What a package is read as.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// A workbook in XML, and the name of its main part.
    Xlsx(String),
    /// A workbook in binary records.
    Xlsb,
    /// A workbook of the OpenDocument kind.
    Ods,
}

/// A package, and how much of it may still be unpacked.
pub(crate) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Entries by their name as it is compared: some writers use other letter cases and backslashes.
    names: BTreeMap<String, usize>,
    left: Cell<u64>,
    limits: &'a Limits,
    ratio_limit: u64,
}

/// A part as a stream of XML.
pub(crate) type Xml<'p> = Reader<BufReader<Part<'p>>>;

impl<'a> Package<'a> {
    /// Reads the list of entries, and refuses what they say they would unpack to when that is too much.
    pub(crate) fn open(bytes: &'a [u8], limits: &'a Limits) -> Outcome<Self> {
        let mut zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| WorkbookError::damaged("the list of the parts in it cannot be read"))?;
        at_most(zip.len() as u64, limits.entries as u64, "has too many parts", "parts")?;
        let mut names = BTreeMap::new();
        let mut declared = 0u64;
        for at in 0..zip.len() {
            let Ok(entry) = zip.by_index_raw(at) else { continue };
            declared = declared.saturating_add(entry.size());
            if let Ok(name) = entry.name() {
                names.insert(compared(&name), at);
            }
        }
        let ratio_limit = (bytes.len() as u64).saturating_mul(limits.ratio).max(limits.ratio_from);
        let package = Self { zip, names, left: Cell::new(limits.unpacked.min(ratio_limit)), limits, ratio_limit };
        if declared > package.left.get() {
            return Err(package.too_large());
        }
        Ok(package)
    }

    fn too_large(&self) -> WorkbookError {
        let (what, limit) = if self.ratio_limit < self.limits.unpacked {
            ("unpacks to far more than its size", self.ratio_limit)
        } else {
            ("unpacks to too much", self.limits.unpacked)
        };
        WorkbookError::TooLarge { what, limit: format!("{} MB", limit >> 20) }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&compared(name))
    }

    /// What it holds; otherwise what it is instead of a workbook.
    pub(crate) fn holds(&mut self) -> Outcome<Holds> {
        if self.has("[Content_Types].xml") || self.has("_rels/.rels") || self.has("xl/workbook.xml") {
            return self.office();
        }
        if self.has("mimetype") {
            let kind = self.small("mimetype", 256)?;
            return self.open_document(String::from_utf8_lossy(&kind).trim());
        }
        let any = |end: &str| self.names.keys().any(|name| name.ends_with(end));
        const AS_XLSX: &str = "export it as an Excel workbook or as CSV, and give that";
        Err(match () {
            () if any(".iwa") || self.has("index.zip") => {
                WorkbookError::other("a document of Apple's programs", AS_XLSX)
            }
            () if self.has("AndroidManifest.xml") => WorkbookError::other("an Android program", GIVE_TABLE),
            () if self.has("META-INF/MANIFEST.MF") => WorkbookError::other("a Java archive", GIVE_TABLE),
            () if self.zip.is_empty() => WorkbookError::other("an empty zip archive", GIVE_TABLE),
            () => {
                let files = self.names.keys().filter(|name| !name.ends_with('/')).count();
                let what = format!("a zip archive of {files} {}", if files == 1 { "file" } else { "files" });
                WorkbookError::other(what, "unpack it and give the files in it")
            }
        })
    }

    /// Which of the Office kinds it is, by the main part that the package names.
    fn office(&mut self) -> Outcome<Holds> {
        let named = relations(self, "")?.into_iter().find(|r| r.is("officeDocument")).map(|r| r.target);
        let found = ["xl/workbook.xml", "xl/workbook.bin", "word/document.xml", "ppt/presentation.xml"];
        let main = named
            .filter(|name| self.has(name))
            .or_else(|| found.into_iter().find(|name| self.has(name)).map(str::to_owned))
            .ok_or_else(|| WorkbookError::other("an Office package without a main part", GIVE_TABLE))?;
        let root = main.split('/').next().unwrap_or_default().to_ascii_lowercase();
        match root.as_str() {
            "word" => Err(WorkbookError::other("a Word document", COPY_TABLE)),
            "ppt" => Err(WorkbookError::other("a PowerPoint presentation", COPY_TABLE)),
            "visio" => Err(WorkbookError::other("a Visio drawing", GIVE_TABLE)),
            _ if compared(&main).ends_with(".bin") => Ok(Holds::Xlsb),
            _ => Ok(Holds::Xlsx(main)),
        }
    }

    fn open_document(&mut self, kind: &str) -> Outcome<Holds> {
        let kind = kind.strip_suffix("-template").unwrap_or(kind);
        match kind.strip_prefix("application/vnd.oasis.opendocument.") {
            Some("spreadsheet") => {
                let manifest = self.small("META-INF/manifest.xml", 4 << 20).unwrap_or_default();
                match memchr::memmem::find(&manifest, b"encryption-data") {
                    Some(_) => Err(WorkbookError::Encrypted),
                    None => Ok(Holds::Ods),
                }
            }
            Some("text") => Err(WorkbookError::other("an OpenDocument text", COPY_TABLE)),
            Some("presentation") => Err(WorkbookError::other("an OpenDocument presentation", COPY_TABLE)),
            Some(_) => Err(WorkbookError::other("an OpenDocument file of another kind", GIVE_TABLE)),
            None if kind == "application/epub+zip" => Err(WorkbookError::other("an electronic book", GIVE_TABLE)),
            None => Err(WorkbookError::other("a package of another kind", GIVE_TABLE)),
        }
    }

    /// A part's first bytes, of which there are few.
    fn small(&mut self, name: &str, most: u64) -> Outcome<Vec<u8>> {
        let mut out = Vec::new();
        let part = self.part(name)?.ok_or_else(|| missing(name))?;
        part.take(most).read_to_end(&mut out).map_err(|e| unreadable(name, &e))?;
        Ok(out)
    }

    /// A part, whatever letter case its name has; none where it is not there.
    pub(crate) fn part(&mut self, name: &str) -> Outcome<Option<Part<'_>>> {
        let Some(at) = self.names.get(&compared(name)).copied() else { return Ok(None) };
        let too_large = self.too_large();
        match self.zip.by_index(at) {
            Ok(file) => Ok(Some(Part { file: Box::new(file), left: &self.left, too_large })),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword) => {
                Err(WorkbookError::Encrypted)
            }
            Err(_) => Err(WorkbookError::damaged(format!("its part {} cannot be unpacked", shown(name)))),
        }
    }

    /// A part as XML.
    pub(crate) fn xml(&mut self, name: &str) -> Outcome<Option<Xml<'_>>> {
        let Some(part) = self.part(name)? else { return Ok(None) };
        let mut reader = Reader::from_reader(BufReader::with_capacity(64 << 10, part));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        Ok(Some(reader))
    }

    /// Unpacks everything and keeps nothing, so that what is read by other means is known to be within the limits.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn measure(&mut self) -> Outcome<()> {
        let names: Vec<String> = self.names.keys().cloned().collect();
        for name in names.iter().filter(|name| !name.ends_with('/')) {
            if let Some(mut part) = self.part(name)? {
                io::copy(&mut part, &mut io::sink()).map_err(|e| unreadable(name, &e))?;
            }
        }
        Ok(())
    }
}

const GIVE_TABLE: &str = "give the workbook or the CSV file with the table";
const COPY_TABLE: &str = "copy the table in it into a spreadsheet, save that, and give it";

/// A name as it is compared.
fn compared(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

/// A part's name, as far as it can be shown: it was written by whoever made the file.
fn shown(name: &str) -> String {
    let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || "/._-".contains(*c)).take(60).collect();
    format!("`{plain}`")
}

pub(crate) fn missing(name: &str) -> WorkbookError {
    WorkbookError::damaged(format!("its part {} is missing", shown(name)))
}

/// Why a part could not be read to its end.
pub(crate) fn unreadable(name: &str, error: &io::Error) -> WorkbookError {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<WorkbookError>()) {
        Some(limit) => limit.clone(),
        None => WorkbookError::damaged(format!("its part {} cannot be unpacked", shown(name))),
    }
}

/// Why the XML of a part could not be read.
pub(crate) fn no_xml(name: &str, error: &quick_xml::Error) -> WorkbookError {
    match error {
        quick_xml::Error::Io(error) => unreadable(name, error),
        _ => broken(name),
    }
}

/// A part that ends or means something else than the format says.
pub(crate) fn broken(name: &str) -> WorkbookError {
    WorkbookError::damaged(format!("its part {} is not as the format wants it", shown(name)))
}

/// A part, unpacked as it is read.
pub(crate) struct Part<'p> {
    file: Box<dyn Read + 'p>,
    left: &'p Cell<u64>,
    too_large: WorkbookError,
}

impl Read for Part<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(out)?;
        match self.left.get().checked_sub(n as u64) {
            Some(left) => self.left.set(left),
            None => return Err(io::Error::other(self.too_large.clone())),
        }
        Ok(n)
    }
}

/// What one part says of another.
#[derive(Debug)]
pub(crate) struct Relation {
    pub(crate) id: String,
    kind: String,
    /// The other part's name.
    pub(crate) target: String,
}

impl Relation {
    /// Both editions of the format end their kinds alike.
    pub(crate) fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next() == Some(kind)
    }
}

/// The relations of a part; of the package itself where the name is empty.
pub(crate) fn relations(package: &mut Package<'_>, part: &str) -> Outcome<Vec<Relation>> {
    use quick_xml::events::Event;
    let (folder, file) = part.rsplit_once('/').map_or(("", part), |(folder, file)| (folder, file));
    let name = format!("{folder}/_rels/{file}.rels");
    let Some(mut xml) = package.xml(&name)? else { return Ok(Vec::new()) };
    let (mut out, mut buffer) = (Vec::new(), Vec::new());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|e| no_xml(&name, &e))? {
            Event::Start(e) if e.local_name().as_ref() == "Relationship" => {
                let [id, kind, target] =
                    crate::xml::attributes(&e, ["Id", "Type", "Target"]).ok_or_else(|| broken(&name))?;
                let (id, kind) = (id.unwrap_or_default(), kind.unwrap_or_default());
                out.push(Relation { id, kind, target: beside(folder, &target.unwrap_or_default()) });
            }
            Event::Eof => return Ok(out),
            _ => {}
        }
    }
}

/// The part that a name in another part's folder means.
fn beside(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let all = if target.starts_with('/') { target } else { format!("{folder}/{target}") };
    let mut out: Vec<&str> = Vec::new();
    for piece in all.split('/') {
        match piece {
            "" | "." => {}
            ".." => {
                out.pop();
            }
            name => out.push(name),
        }
    }
    out.join("/")
}
