//! A file's bytes to encoded blocks: several workers read under a lock and encode column by column outside it.

use std::io::Read;
use std::sync::Mutex;

use sha2::{Digest, Sha256};

use super::csv::{Cell, Cutter, MAX_BLOCK, Records};
use super::cut::{cut, parts};
use super::dates::DateRule;
use super::encode::{BlockColumn, Dictionary, Encoder, MISSING, Storage, trim};
use super::fixes::FileFixes;
use super::layout::{self, BELOW, RowSense};
use super::open::text::repaired;
use super::open::{Part, PartFacts, Whole};
use super::plan::{From, Marks, ReadPlan, Test, ViewPlan, columns_of};
use super::recognise::Recognised;
use super::{IngestError, LONGEST, Progress, Reasons, Said};
use crate::api::Note;
use crate::date::Day;
use crate::pack::Pack;
use crate::schema::{self, FieldId, Subject, Type};
use crate::tables::Complete;
use crate::vocabulary::Vocabulary;

/// Bytes that a worker reads at a time.
const BLOCK: usize = 1 << 20;

/// A file's rows, encoded; what distinct cells mean is settled when all files are read.
pub(super) struct Raw {
    pub(super) name: String,
    pub(super) plan: ReadPlan,
    pub(super) headings: Vec<(FieldId, String)>,
    pub(super) extracted: Option<Day>,
    pub(super) complete: Complete,
    /// How many rows of data it should have, where that was stated.
    pub(super) expected: Option<usize>,
    pub(super) bytes: u64,
    pub(super) sha256: String,
    /// Rows below the heading.
    pub(super) rows: usize,
    /// Rows read.
    pub(super) read: usize,
    pub(super) set_apart: Reasons,
    pub(super) refused: Reasons,
    /// Records that end before the last heading.
    pub(super) short: Reasons,
    /// Rows that are read and noted, as the export's file says.
    pub(super) noted: Reasons,
    /// Which table of the file it is, and how its text was found.
    pub(super) facts: PartFacts,
    /// What is odd about how its text was found.
    pub(super) part_notes: Vec<Note>,
    /// Cells that may hold secrets and were dropped before they became text, by heading.
    pub(super) dropped: Vec<(String, usize)>,
    pub(super) views: Vec<RawView>,
    /// What there is to mend in it.
    pub(super) fixes: FileFixes,
}

/// The rows of one subject in a file.
pub(super) struct RawView {
    pub(super) subject: Subject,
    /// The rows of the file, as a spreadsheet numbers them.
    pub(super) lines: Vec<u32>,
    pub(super) columns: Vec<RawColumn>,
}

/// One field of a view: blocks of codes, and each worker's distinct cells.
pub(super) struct RawColumn {
    pub(super) field: FieldId,
    pub(super) marks: Marks,
    /// How its dates are to be read, where somebody says so.
    pub(super) date_rule: Option<DateRule>,
    /// Do its cells say the opposite of what the field asks?
    pub(super) negated: bool,
    /// Is the file an export of AWS?
    pub(super) of_aws: bool,
    pub(super) blocks: Vec<(usize, BlockColumn)>,
    pub(super) dictionaries: Vec<Dictionary>,
}

impl RawColumn {
    /// Leaves out distinct cells that stand in no row: those of rows that were taken out after they were read.
    fn forget_unused(&mut self) {
        for (worker, dictionary) in self.dictionaries.iter_mut().enumerate() {
            let mut used = vec![false; dictionary.len()];
            let own = || self.blocks.iter().filter(|(by, _)| *by == worker);
            own().for_each(|(_, block)| block.each_code(|code| used[code as usize] = true));
            let mut kept = Dictionary::default();
            let entries = dictionary.entries().zip(&used);
            let codes: Vec<u32> =
                entries.map(|(entry, used)| if *used { kept.code(entry.text, entry.first) } else { 0 }).collect();
            *dictionary = kept;
            self.blocks.iter_mut().filter(|(by, _)| *by == worker).for_each(|(_, block)| block.recode(&codes));
        }
    }
}

/// How cells of a type are stored until they are settled.
fn storage(kind: Type) -> Storage {
    match kind {
        Type::Id | Type::Prose => Storage::Texts,
        Type::Link(Subject::Identity | Subject::Credential) => Storage::Texts,
        Type::Event | Type::Limit => Storage::Days,
        _ => Storage::Coded,
    }
}

/// Subjects of which there are few rows, and which are read whole: links, reports and people's pages need their words.
fn is_small(subject: Subject) -> bool {
    use Subject::{Control, Evidence, Exception, Launch, Person, Response, Source};
    matches!(subject, Person | Control | Evidence | Exception | Launch | Response | Source)
}

/// What the workers share.
struct Shared<'a> {
    bytes: Box<dyn Read + Send + 'a>,
    left: Vec<u8>,
    at_end: bool,
    next: u32,
    total: u64,
    /// The size of the file, where that is known: rows of records may be longer than what they are made of.
    size: u64,
    hash: Sha256,
    /// The block in which a second table begins; the last of all, as long as none is known.
    below: u32,
}

/// One block, encoded.
struct Block {
    number: u32,
    worker: usize,
    lines: u32,
    set_apart: Vec<(String, u32)>,
    refused: Vec<(String, u32)>,
    short: Vec<u32>,
    /// Rows that are read and noted, by the note.
    noted: Vec<(usize, u32)>,
    read: usize,
    /// Bytes that were no UTF-8 and were read as Windows-1252.
    odd: usize,
    views: Vec<(Vec<u32>, Vec<BlockColumn>)>,
    /// The record with which a second table begins.
    below: Option<u32>,
}

impl Block {
    /// Takes all rows of a block out that was read as one of the first table before it was known where that ends.
    fn take_out(&mut self, blank: &str) {
        let mut lines = self.views.first().map_or(Vec::new(), |(lines, _)| lines.clone());
        lines.dedup();
        lines.resize(self.read, lines.last().copied().unwrap_or(0));
        lines.extend(self.refused.iter().map(|(_, line)| *line));
        self.set_apart.iter_mut().filter(|(reason, _)| reason != blank).for_each(|(reason, _)| *reason = BELOW.into());
        self.set_apart.extend(lines.into_iter().map(|line| (BELOW.to_owned(), line)));
        self.refused.clear();
        self.short.clear();
        self.noted.clear();
        self.read = 0;
        self.views.clear();
    }
}

/// Reads one table.
pub(super) fn read(
    part: Part<'_>,
    (extracted, complete): (Option<Day>, Complete),
    said: &Said,
    pack: &Pack,
    wanted: &(dyn Fn(FieldId) -> bool + Sync),
    threads: usize,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Raw, IngestError> {
    let (mut recognised, data_at) = part.recognised(pack)?;
    let Part { name, head: mut start, rest: bytes, file, notes, dropped, .. } = part;
    for view in &mut recognised.plan.views {
        // Keys are always read; everything else only where something needs it.
        let subject = view.subject;
        view.fields.retain(|f| {
            f.field.field().name == "id"
                || f.field.field().name == "name"
                || f.field.field().name == "external_ids"
                // It may turn out to say whether, and not when.
                || f.field.field().name == "disabled"
                || matches!(f.field.field().kind, Type::Link(_))
                || is_small(subject)
                || wanted(f.field)
        });
    }
    let mapping_notes: Vec<Note> =
        recognised.plan.mapping_notes.drain(..).map(|says| of_mapping(&name, says)).collect();
    for (heading, rule) in &said.dates {
        if let Some(column) = recognised.plan.column(heading) {
            recognised.plan.date_rules.insert(column, *rule);
        }
    }
    let plan = &recognised.plan;
    let mut hash = Sha256::new();
    hash.update(&start);
    let total = start.len() as u64;
    start.drain(..data_at.min(start.len()));
    let size = if let Whole::Known(size, _) = &file { *size } else { u64::MAX };
    let shared = Mutex::new(Shared { bytes, left: start, at_end: false, next: 0, total, size, hash, below: u32::MAX });
    let work = |worker: usize| Worker::new(worker, &recognised, pack).run(&name, &shared, progress);
    // Which row is which is known only where one worker reads all blocks.
    let threads = if plan.rules.skips_late(plan.lines_before) { 1 } else { threads };
    let workers: Vec<Worked> = if threads <= 1 {
        vec![work(0)]
    } else {
        let work = &work;
        std::thread::scope(|scope| {
            let handles: Vec<_> = (0..threads).map(|w| scope.spawn(move || work(w))).collect();
            handles.into_iter().map(|h| h.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        })
    };
    let mut encoders = Vec::new();
    let mut blocks = Vec::new();
    let mut failed = None;
    for Worked { encoders: own, blocks: more, error } in workers {
        encoders.push(own);
        blocks.extend(more);
        failed = failed.or(error);
    }
    if let Some(mut error) = failed {
        // All blocks before the one that could not be fetched were read: their rows tell where it starts.
        if let IngestError::RecordTooLong { line, .. } = &mut error {
            *line = plan.lines_before + 1 + blocks.iter().map(|b| b.lines).sum::<u32>();
        }
        return Err(error);
    }
    blocks.sort_by_key(|b| b.number);
    let shared = shared.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let (bytes, sha256) = file.told(|| (shared.total, crate::hex(&shared.hash.finalize())));
    let mut raw = Raw {
        facts: recognised.part,
        part_notes: notes.into_iter().chain(mapping_notes).collect(),
        dropped,
        views: recognised
            .plan
            .views
            .iter()
            .map(|v| RawView { subject: v.subject, lines: Vec::new(), columns: Vec::new() })
            .collect(),
        headings: recognised.fields,
        fixes: FileFixes::new(&name),
        name,
        extracted,
        complete,
        expected: None,
        bytes,
        sha256,
        rows: 0,
        read: 0,
        set_apart: Reasons::default(),
        refused: Reasons::default(),
        short: Reasons::default(),
        noted: Reasons::default(),
        plan: recognised.plan,
    };
    raw.gather(encoders, blocks);
    Ok(raw)
}

fn of_mapping(name: &str, says: String) -> Note {
    Note { kind: "mapping".into(), file: Some(name.to_owned()), column: None, count: 1, says, lines: Vec::new() }
}

/// A worker's encoders of one view, by field.
type Encoders = Vec<Encoder>;

/// What a worker leaves behind, and why it stopped before the file's end.
struct Worked {
    encoders: Vec<Encoders>,
    blocks: Vec<Block>,
    error: Option<IngestError>,
}

impl Raw {
    /// Rows that its source would count: all but blank ones, headings, totals and notes.
    pub(super) fn data_rows(&self) -> usize {
        let no_data: usize = self.set_apart.list.iter().filter(|r| is_no_data(&r.reason)).map(|r| r.rows).sum();
        self.rows - no_data
    }

    /// Puts the blocks' pieces in the file's order.
    fn gather(&mut self, encoders: Vec<Vec<Encoders>>, mut blocks: Vec<Block>) {
        let blank = blank(&self.facts);
        let end = blocks.iter().find(|block| block.below.is_some()).map_or(u32::MAX, |block| block.number);
        let is_late = |block: &Block| block.number > end && (block.read > 0 || !block.refused.is_empty());
        let has_late = blocks.iter().any(is_late);
        blocks.iter_mut().filter(|block| block.number > end).for_each(|block| block.take_out(blank));
        for (view, plan) in self.views.iter_mut().zip(&self.plan.views) {
            view.columns = plan
                .fields
                .iter()
                .map(|f| RawColumn {
                    field: f.field,
                    marks: f.marks.clone(),
                    date_rule: columns_of(&f.from).iter().find_map(|c| self.plan.date_rules.get(c)).copied(),
                    negated: false,
                    of_aws: self.plan.platform.as_deref() == Some("aws"),
                    blocks: Vec::with_capacity(blocks.len()),
                    dictionaries: Vec::new(),
                })
                .collect();
        }
        for worker in encoders {
            for (view, own) in self.views.iter_mut().zip(worker) {
                for (column, encoder) in view.columns.iter_mut().zip(own) {
                    column.dictionaries.push(encoder.dictionary);
                }
            }
        }
        for line in &self.plan.above {
            self.set_apart.add(ABOVE, *line);
        }
        let mut line = self.plan.lines_before + 1;
        let odd: usize = blocks.iter().map(|block| block.odd).sum();
        if odd > 0 {
            self.part_notes.push(Note {
                kind: "encoding".into(),
                file: Some(self.name.clone()),
                column: None,
                count: odd,
                says: "bytes are no UTF-8, as the rest of the file is; they were read as Windows-1252".into(),
                lines: Vec::new(),
            });
        }
        for block in blocks {
            for (reason, at) in &block.set_apart {
                self.set_apart.add(reason, line + at);
            }
            for (reason, at) in &block.refused {
                self.refused.add(reason, line + at);
                self.fixes.refuse(reason, line + at);
            }
            for (note, at) in &block.noted {
                let rows = &self.plan.noted[*note];
                self.noted.add(&rows.says, line + at);
                if rows.partial {
                    self.complete = Complete::Partial;
                }
            }
            for at in &block.short {
                self.short.add("fewer cells than headings", line + at);
            }
            self.read += block.read;
            for (view, (lines, columns)) in self.views.iter_mut().zip(block.views) {
                view.lines.extend(lines.iter().map(|l| line + l));
                for (column, piece) in view.columns.iter_mut().zip(columns) {
                    column.blocks.push((block.worker, piece));
                }
            }
            line += block.lines;
        }
        if has_late {
            self.views.iter_mut().flat_map(|view| &mut view.columns).for_each(RawColumn::forget_unused);
        }
        self.rows = self.read + self.set_apart.rows() + self.refused.rows();
    }
}

struct Worker<'a> {
    number: usize,
    plan: &'a ReadPlan,
    pack: &'a Pack,
    vocabulary: &'a Vocabulary,
    cutter: Cutter,
    /// The row on which the block begins; known where this worker reads all blocks.
    line: u32,
    reads_all: bool,
    /// Did a second table begin in a block before?
    is_below: bool,
    records: Records,
    encoders: Vec<Encoders>,
    /// Distinct cells of the kind column, and whether each names a person.
    kinds: (Dictionary, Vec<bool>),
    no_key: String,
    blank: &'static str,
}

impl<'a> Worker<'a> {
    fn new(number: usize, recognised: &'a Recognised, pack: &'a Pack) -> Self {
        let plan = &recognised.plan;
        let encoders = plan
            .views
            .iter()
            .map(|v| v.fields.iter().map(|f| Encoder::new(storage(f.field.field().kind))).collect())
            .collect();
        let keys: Vec<&str> =
            plan.views.first().map_or(Vec::new(), |v| v.keys.iter().map(|k| plan.header[*k].as_str()).collect());
        Self {
            blank: blank(&recognised.part),
            number,
            plan,
            pack,
            vocabulary: &pack.vocabulary,
            line: plan.lines_before + 1,
            reads_all: plan.rules.skips_late(plan.lines_before),
            is_below: false,
            cutter: Cutter::new(plan.delimiter),
            records: Records::new(plan.header.len()),
            encoders,
            kinds: (Dictionary::default(), Vec::new()),
            no_key: format!("nothing in {}", keys.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(" or ")),
        }
    }

    fn run(mut self, file: &str, shared: &Mutex<Shared<'_>>, progress: &(dyn Fn(Progress) + Sync)) -> Worked {
        let mut blocks = Vec::new();
        let mut error = None;
        let mut buffer = Vec::with_capacity(BLOCK + (64 << 10));
        loop {
            let number = {
                let mut shared = shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                if let Some(Block { number, below: Some(_), .. }) = blocks.last() {
                    shared.below = shared.below.min(*number);
                }
                match self.fetch(file, &mut shared, &mut buffer) {
                    Ok(Some(number)) => {
                        self.is_below |= number > shared.below;
                        progress(Progress { file: file.to_owned(), bytes: shared.total.min(shared.size) });
                        number
                    }
                    Ok(None) => break,
                    Err(cause) => {
                        error = Some(cause);
                        break;
                    }
                }
            };
            let block = match repaired(&buffer) {
                Some((text, odd)) => Block { odd, ..self.block(number, &text) },
                None => self.block(number, &buffer),
            };
            self.line += block.lines;
            blocks.push(block);
        }
        Worked { encoders: self.encoders, blocks, error }
    }

    /// Takes the next whole records, and leaves the rest for the next worker.
    fn fetch(&self, file: &str, shared: &mut Shared<'_>, buffer: &mut Vec<u8>) -> Result<Option<u32>, IngestError> {
        buffer.clear();
        std::mem::swap(buffer, &mut shared.left);
        let mut want = BLOCK;
        loop {
            if !shared.at_end && buffer.len() < want {
                let before = buffer.len();
                let more = (want - before) as u64;
                shared.bytes.by_ref().take(more).read_to_end(buffer).map_err(|cause| {
                    shared.at_end = true;
                    IngestError::fetching(file, cause)
                })?;
                shared.at_end = buffer.len() < want;
                shared.hash.update(&buffer[before..]);
                shared.total += (buffer.len() - before) as u64;
            }
            if buffer.is_empty() {
                return Ok(None);
            }
            let whole = self.cutter.whole_records(buffer, shared.at_end);
            if whole > 0 {
                shared.left.clear();
                shared.left.extend_from_slice(&buffer[whole..]);
                buffer.truncate(whole);
                let number = shared.next;
                shared.next += 1;
                return Ok(Some(number));
            }
            want = buffer.len() * 2;
            if want > LONGEST.min(MAX_BLOCK) {
                shared.at_end = true;
                shared.left.clear();
                return Err(IngestError::RecordTooLong { file: file.to_owned(), limit: LONGEST, line: 0 });
            }
        }
    }

    fn block(&mut self, number: u32, block: &[u8]) -> Block {
        self.records.split(block, self.plan.delimiter);
        let mut out = Block {
            number,
            worker: self.number,
            lines: self.records.lines(),
            set_apart: Vec::new(),
            refused: Vec::new(),
            short: Vec::new(),
            noted: Vec::new(),
            read: 0,
            odd: 0,
            views: Vec::new(),
            below: None,
        };
        let kept = self.sift(block, &mut out);
        out.read = kept.len();
        // Without a quotation mark no cell needs unescaping, and without a short record none is missing.
        let plain = out.short.is_empty() && memchr::memchr(b'"', block).is_none();
        for (index, view) in self.plan.views.iter().enumerate() {
            let (rows, parts) = self.rows_of(view, block, &kept);
            let lines = rows.iter().map(|r| self.records.line(*r as usize)).collect();
            let mut columns = Vec::with_capacity(view.fields.len());
            for (field, encoder) in view.fields.iter().zip(&mut self.encoders[index]) {
                if let (true, From::Column(column)) = (plain, &field.from) {
                    let (records, column) = (&self.records, *column);
                    let bounds = |row: usize| records.between(rows[row] as usize, column);
                    columns.push(match encoder.storage {
                        Storage::Coded => encoder.encode_at(rows.len(), number, block, bounds),
                        _ => encoder.encode(rows.len(), number, |row| {
                            let (start, end) = bounds(row);
                            &block[start..end]
                        }),
                    });
                    continue;
                }
                let cells = Cells::new(&self.records, block, &field.from, &rows, &parts);
                columns.push(encoder.encode(rows.len(), number, |row| cells.get(row)));
            }
            out.views.push((lines, columns));
        }
        // Blank lines are rows of the spreadsheet and no records.
        let blank = self.records.lines() as usize - self.records.len();
        if blank > 0 {
            let mut at = 0;
            for record in 0..=self.records.len() {
                let line = if record < self.records.len() { self.records.line(record) } else { self.records.lines() };
                for empty in at..line {
                    out.set_apart.push((self.blank.into(), empty));
                }
                at = line + 1;
            }
        }
        out
    }

    /// The records that are read; all others are set apart or refused, with the reason.
    fn sift(&mut self, block: &[u8], out: &mut Block) -> Vec<u32> {
        let columns = self.plan.header.len();
        let mut long = vec![];
        let mut short = vec![];
        for (record, cells) in self.records.ragged() {
            if cells > columns {
                let extra = (columns..cells).any(|c| !trim(self.records.raw(block, record, c).bytes(block)).is_empty());
                if extra {
                    long.push(record as u32);
                }
            } else {
                short.push(record as u32);
            }
        }
        let mut kept = Vec::with_capacity(self.records.len());
        let keys: &[usize] = self.plan.views.first().map_or(&[], |v| &v.keys);
        // Does a blank row, or one that is no data, stand before the record?
        let mut is_gap = false;
        for record in 0..self.records.len() {
            let line = self.records.line(record);
            let first = trim(self.records.raw(block, record, 0).bytes(block));
            if first.is_empty() && self.records.is_blank(block, record) {
                out.set_apart.push((self.blank.into(), line));
                is_gap = true;
                continue;
            }
            if self.is_below {
                out.set_apart.push((BELOW.into(), line));
                continue;
            }
            if let Some((_, reason)) = self
                .plan
                .rules
                .skip
                .iter()
                .find(|(skip, _)| *skip == self.line + line)
                .filter(|_| self.reads_all || out.number == 0)
            {
                out.set_apart.push((reason.clone(), line));
                continue;
            }
            let after_gap = is_gap || record == 0 || line > self.records.line(record - 1) + 1;
            is_gap = false;
            match self.plan.rules.judge(block, &self.records, record, after_gap, self.pack) {
                // A row of one cell may be the title of what follows.
                RowSense::Data => is_gap = self.filled(block, record) < 2,
                RowSense::Apart(reason) => {
                    is_gap = true;
                    out.set_apart.push((reason.into(), line));
                    continue;
                }
                RowSense::SecondTable => {
                    self.is_below = true;
                    out.below = Some(line);
                    out.set_apart.push((BELOW.into(), line));
                    continue;
                }
            }
            if !long.is_empty() && long.binary_search(&(record as u32)).is_ok() {
                out.refused
                    .push(("more cells than headings, so that cells may stand under the wrong heading".into(), line));
                continue;
            }
            if !keys.is_empty()
                && keys.iter().all(|k| trim(self.records.raw(block, record, *k).bytes(block)).is_empty())
            {
                out.refused.push((self.no_key.clone(), line));
                continue;
            }
            if let Some(column) = self.plan.kind_column
                && self.is_person(block, record, column)
                && !self.is_for_emergencies(block, record)
            {
                out.set_apart.push(("a person, by its kind".into(), line));
                continue;
            }
            let among_first = |rows: u32| out.number == 0 && line < rows;
            let apart = self.plan.set_apart.iter().find(|rows| {
                rows.first_rows.is_none_or(among_first) && all_hold(&rows.tests, &self.records, block, record)
            });
            if let Some(rows) = apart {
                out.set_apart.push((rows.reason.clone(), line));
                continue;
            }
            for (note, rows) in self.plan.noted.iter().enumerate() {
                if all_hold(&rows.tests, &self.records, block, record) {
                    out.noted.push((note, line));
                }
            }
            kept.push(record as u32);
        }
        // Only of rows that are read do cells count as missing.
        short.retain(|record| kept.binary_search(record).is_ok());
        out.short = short.iter().map(|record| self.records.line(*record as usize)).collect();
        kept
    }

    /// How many cells of a record have content; two stand for more.
    fn filled(&self, block: &[u8], record: usize) -> usize {
        let is_filled = |c: &usize| !trim(self.records.raw(block, record, *c).bytes(block)).is_empty();
        (0..self.records.cells(record)).filter(is_filled).take(2).count()
    }

    fn is_person(&mut self, block: &[u8], record: usize, column: usize) -> bool {
        let cell = self.records.raw(block, record, column).bytes(block);
        let code = self.kinds.0.code(cell, 0) as usize;
        if code == self.kinds.1.len() {
            let human = schema::words("identity.kind").iter().position(|w| *w == "human");
            let word = self.vocabulary.word("identity.kind", &String::from_utf8_lossy(cell));
            self.kinds.1.push(word.is_some() && word == human);
        }
        self.kinds.1[code]
    }

    /// Root and break-glass identities are kept, whoever holds them.
    fn is_for_emergencies(&self, block: &[u8], record: usize) -> bool {
        let mut scratch = Vec::new();
        self.plan.never_apart.iter().any(|(field, column)| {
            let cell = String::from_utf8_lossy(self.records.cell(block, record, *column, &mut scratch)).into_owned();
            match field.field().kind {
                Type::Word(vocabulary) => self
                    .vocabulary
                    .word(vocabulary, &cell)
                    .is_some_and(|word| schema::words(vocabulary)[word] == "break_glass"),
                _ => self.vocabulary.boolean(&cell) == Some(true),
            }
        })
    }

    /// The kept records that describe a row of this view, and which part of a record's cell makes each row; no parts where
    /// each record makes one.
    fn rows_of(&self, view: &ViewPlan, block: &[u8], kept: &[u32]) -> (Vec<u32>, Vec<u32>) {
        let describes = |record: &u32| {
            let record = *record as usize;
            if !view.present.is_empty() {
                view.present.iter().any(|tests| all_hold(tests, &self.records, block, record))
            } else if !view.any_of.is_empty() {
                let cell = |column: &usize| self.records.raw(block, record, *column).bytes(block);
                view.any_of.iter().any(|column| self.counts(view, cell(column)))
            } else {
                true
            }
        };
        let rows: Vec<u32> = kept.iter().copied().filter(describes).collect();
        let Some(each) = &view.each else { return (rows, Vec::new()) };
        let mut scratch = Vec::new();
        let (mut records, mut numbers) = (Vec::new(), Vec::new());
        for record in rows {
            let cell = self.records.cell(block, record as usize, each.column, &mut scratch);
            let cell = String::from_utf8_lossy(cell);
            let named = parts(&cell, &each.split);
            for (number, part) in named.iter().enumerate() {
                if !each.only_named || !self.is_blank_cell(part.as_bytes()) && !self.names_nothing(part) {
                    records.push(record);
                    numbers.push(number as u32);
                }
            }
            if named.is_empty() && !each.only_named {
                records.push(record);
                numbers.push(0);
            }
        }
        (records, numbers)
    }

    /// Does a cell show that the row describes something?
    fn counts(&self, view: &ViewPlan, cell: &[u8]) -> bool {
        if cell.is_empty() || self.is_blank_cell(cell) {
            return false;
        }
        !view.names_something || !self.names_nothing(&String::from_utf8_lossy(cell))
    }

    /// Is this a yes, a no or a status, where the name of a thing is asked for?
    fn names_nothing(&self, cell: &str) -> bool {
        self.vocabulary.boolean(cell).is_some() || self.vocabulary.word("control.status", cell).is_some()
    }

    /// A register's way to leave a cell blank; only short cells can be one.
    fn is_blank_cell(&self, cell: &[u8]) -> bool {
        cell.len() <= 24 && (trim(cell).is_empty() || self.vocabulary.is_blank(&String::from_utf8_lossy(cell)))
    }
}

/// Is this a reason for which a row is set apart that holds no data?
fn is_no_data(reason: &str) -> bool {
    reason == "a blank row"
        || reason.starts_with("a record with nothing")
        || reason == ABOVE
        || layout::is_no_data(reason)
}

/// What is said of rows above the heading.
const ABOVE: &str = "a row above the heading";

/// What a row without a cell is called, by what a row is.
fn blank(part: &PartFacts) -> &'static str {
    if part.unit == "record" { "a record with nothing in any column" } else { "a blank row" }
}

fn all_hold(tests: &[Test], records: &Records, block: &[u8], record: usize) -> bool {
    tests.iter().all(|test| {
        let mut scratch = Vec::new();
        let cell = test.column.map(|column| trim(records.cell(block, record, column, &mut scratch)));
        let cell = String::from_utf8_lossy(cell.unwrap_or_default());
        test.holds(|_| &cell)
    })
}

/// The cells of one field over some records of a block.
enum Cells<'a> {
    /// Cells of a column; those with doubled quotes were copied out.
    Plain { block: &'a [u8], cells: Vec<Cell>, copied: Vec<u8> },
    /// Cells made from others.
    Made { bytes: Vec<u8>, ends: Vec<usize> },
    /// The same everywhere.
    Constant(&'a [u8]),
}

impl<'a> Cells<'a> {
    fn new(records: &Records, block: &'a [u8], from: &'a From, rows: &[u32], parts: &[u32]) -> Self {
        match from {
            From::Constant(text) => Self::Constant(text.as_bytes()),
            From::Column(column) => {
                let mut copied = Vec::new();
                let mut scratch = Vec::new();
                let cells = rows
                    .iter()
                    .map(|row| {
                        let record = *row as usize;
                        let mut cell = records.raw(block, record, *column);
                        if cell.escaped {
                            let start = copied.len() as u32;
                            copied.extend_from_slice(cell.content(block, &mut scratch));
                            cell = Cell { start, end: copied.len() as u32, escaped: true };
                        } else if cell.start == cell.end && records.is_missing(record, *column) {
                            let start = copied.len() as u32;
                            copied.extend_from_slice(MISSING);
                            cell = Cell { start, end: copied.len() as u32, escaped: true };
                        }
                        cell
                    })
                    .collect();
                Self::Plain { block, cells, copied }
            }
            made => {
                let mut bytes = Vec::new();
                let mut ends = Vec::with_capacity(rows.len());
                for (at, row) in rows.iter().enumerate() {
                    let part = parts.get(at).map_or(0, |part| *part as usize);
                    make(made, records, block, *row as usize, part, &mut bytes);
                    ends.push(bytes.len());
                }
                Self::Made { bytes, ends }
            }
        }
    }

    #[inline]
    fn get(&self, row: usize) -> &[u8] {
        match self {
            Self::Plain { block, cells, copied } => {
                let cell = cells[row];
                let from = if cell.escaped { copied } else { *block };
                &from[cell.start as usize..cell.end as usize]
            }
            Self::Made { bytes, ends } => {
                let start = if row == 0 { 0 } else { ends[row - 1] };
                &bytes[start..ends[row]]
            }
            Self::Constant(text) => text,
        }
    }
}

/// Writes a cell that is made from others, for one of the rows that a record makes.
fn make(from: &From, records: &Records, block: &[u8], record: usize, part: usize, out: &mut Vec<u8>) {
    let mut scratch = Vec::new();
    if columns_of(from).iter().any(|c| records.is_missing(record, *c)) {
        out.extend_from_slice(MISSING);
        return;
    }
    match from {
        From::Column(column) => out.extend_from_slice(trim(records.cell(block, record, *column, &mut scratch))),
        From::Cut { column, cuts } => {
            let cell = String::from_utf8_lossy(records.cell(block, record, *column, &mut scratch));
            match cut(&cell, cuts, part) {
                Some(text) => out.extend_from_slice(text.as_bytes()),
                None => out.extend_from_slice(MISSING),
            }
        }
        From::Template(pieces) => {
            let start = out.len();
            for (text, from) in pieces {
                out.extend_from_slice(text.as_bytes());
                if let Some(from) = from {
                    let before = out.len();
                    make(from, records, block, record, part, out);
                    // What stands for nothing gives neither a key nor a reference.
                    if out[before..] == *MISSING || trim(&out[before..]).is_empty() {
                        let missing = out[before..] == *MISSING;
                        out.truncate(start);
                        out.extend_from_slice(if missing { MISSING } else { b"" });
                        return;
                    }
                }
            }
        }
        From::Rules(rules) => {
            match rules.iter().find(|(tests, _)| all_hold(tests, records, block, record)).map(|(_, says)| says) {
                None => out.extend_from_slice(MISSING),
                Some(From::Constant(word)) if word == "?" => out.extend_from_slice(MISSING),
                Some(says) => make(says, records, block, record, part, out),
            }
        }
        From::Several { from, join } => {
            let mut texts: Vec<Vec<u8>> = Vec::new();
            let mut any_known = false;
            for one in from {
                let mut text = Vec::new();
                make(one, records, block, record, part, &mut text);
                any_known |= text != MISSING;
                texts.push(text);
            }
            texts.retain(|text| text != MISSING && !trim(text).is_empty());
            match join {
                _ if !any_known => out.extend_from_slice(MISSING),
                Some(join) => out.extend_from_slice(&texts.join(join.as_bytes())),
                None => out.extend_from_slice(texts.first().map_or(&[][..], Vec::as_slice)),
            }
        }
        From::Refs { framework, columns } => {
            let mut cell = |column: usize| {
                String::from_utf8_lossy(trim(records.cell(block, record, column, &mut scratch))).into_owned()
            };
            let framework = framework.map_or(String::new(), &mut cell);
            let cells: Vec<String> = columns.iter().map(|column| cell(*column)).collect();
            out.extend_from_slice(of_framework(&framework, &cells).as_bytes());
        }
        From::Fingerprint(column) => {
            let secret = trim(records.cell(block, record, *column, &mut scratch));
            if !secret.is_empty() {
                out.extend_from_slice(super::fingerprints::hash(secret).as_deref().map_or(MISSING, str::as_bytes));
            }
        }
        From::Constant(text) => out.extend_from_slice(text.as_bytes()),
    }
}

/// The references of several cells as one list, each after the framework that they belong to.
fn of_framework(framework: &str, cells: &[String]) -> String {
    let separators = [';', '|', '\n', '\r'];
    let parts = cells.iter().flat_map(|cell| cell.split(separators)).map(str::trim).filter(|part| !part.is_empty());
    let several = framework.contains(separators) || framework.contains(',');
    let named = framework.contains(char::is_alphanumeric);
    let parts: Vec<String> = match framework {
        // Which of several frameworks an id belongs to is not said.
        _ if several || !named => parts.map(str::to_owned).collect(),
        one => parts.map(|part| format!("{one}: {part}")).collect(),
    };
    if parts.is_empty() { framework.to_owned() } else { parts.join(";") }
}
