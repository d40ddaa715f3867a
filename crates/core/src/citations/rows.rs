//! Tables: which column names frameworks, which hold references, and what else a row says.

use std::ops::Range;

use super::document::{Cell, CellKind, Row, Table};
use super::lint::{Named, Place};
use super::walk::{Around, Reading, Walk, by_title};
use crate::catalog::{Answer, Catalogs, Citation, FrameworkRef};

/// Headings of a column that names frameworks.
const FRAMEWORKS: [&str; 12] = [
    "framework",
    "frameworks",
    "standard",
    "standards",
    "regulation",
    "source",
    "publication",
    "document",
    "catalog",
    "catalogue",
    "benchmark",
    "norm",
];

/// So many of them are plain.
const FIRST: usize = 5;

/// Headings of a column that holds references, as whole words.
const REFERENCES: [&str; 22] = [
    "control",
    "controls",
    "reference",
    "references",
    "ref",
    "refs",
    "id",
    "ids",
    "requirement",
    "requirements",
    "clause",
    "subcategory",
    "subcategories",
    "citation",
    "citations",
    "section",
    "mapping",
    "mappings",
    "mapped",
    "maps",
    "identifier",
    "code",
];

/// Headings of a column in which functions, categories and layers are meant as such.
const BROAD: [&str; 20] = [
    "function",
    "functions",
    "category",
    "categories",
    "family",
    "families",
    "layer",
    "layers",
    "domain",
    "domains",
    "group",
    "groups",
    "theme",
    "themes",
    "area",
    "scope",
    "section",
    "chapter",
    "from",
    "to",
];

/// Cells that say that there is nothing to cite.
const NOTHING: [&str; 14] = [
    "-",
    "--",
    "n/a",
    "na",
    "none",
    "not applicable",
    "tbd",
    "todo",
    "all",
    "various",
    "multiple",
    "general",
    "x",
    "?",
];

/// A reference is no longer than this.
const SHORT: usize = 240;

/// What a column is for.
#[derive(Debug, Default, Clone)]
struct Column {
    words: Vec<String>,
    /// The framework that its heading names.
    around: Option<Around>,
    references: bool,
    broad: bool,
}

impl Column {
    fn says(&self, words: &[&str]) -> bool {
        self.words.iter().any(|w| words.contains(&w.as_str()))
    }
}

/// What stands in one cell.
#[derive(Default)]
struct Seen {
    found: Vec<Citation>,
    around: Option<Around>,
    /// Was it read as a reference?
    known: bool,
    /// Is most of it citations?
    mostly: bool,
}

impl Walk<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        let above = self.heading_above();
        let mut columns = self.columns(table);
        let mut rows: Vec<&Row> = table.rows.iter().collect();
        // A table that was pasted without its headings begins with a row.
        let first = Row {
            cells: table
                .columns
                .iter()
                .enumerate()
                .map(|(column, text)| Cell { column, text: text.clone(), code: false, kind: CellKind::Any })
                .collect(),
            around: None,
        };
        if self.is_row(&first) {
            rows.insert(0, &first);
            columns.iter_mut().for_each(|c| *c = Column::default());
        }
        let frameworks = self.framework_column(&rows, &columns);
        let around: Vec<Option<Around>> = rows.iter().map(|row| self.row_around(row, frameworks)).collect();
        for around in columns.iter().map(|c| &c.around).chain(&around) {
            self.note_name(around.as_ref());
        }
        let mut seen: Vec<Vec<Seen>> = rows
            .iter()
            .zip(&around)
            .map(|(row, of_row)| {
                row.cells
                    .iter()
                    .map(|cell| self.look(cell, &columns, of_row.as_ref(), above.as_ref(), frameworks))
                    .collect()
            })
            .collect();
        self.unbind(&rows, &mut seen, &columns);
        settle(&rows, &seen, &mut columns, frameworks);
        let has_ids = |i: &usize| {
            seen[*i].iter().zip(&rows[*i].cells).any(|(s, c)| {
                columns[c.column].references && s.found.iter().any(|f| !matches!(f.answer, Answer::MissingId { .. }))
            })
        };
        let named = (0..rows.len()).filter(|i| around[*i].as_ref().is_some_and(|a| !a.editions.is_empty()));
        let named: Vec<usize> = named.collect();
        let with_ids = named.iter().filter(|i| has_ids(i)).count();
        let ids_are_usual = with_ids * 2 >= named.len() && with_ids > 0;
        for (i, (row, seen)) in rows.iter().zip(seen).enumerate() {
            self.row(row, seen, &columns, around[i].as_ref(), frameworks, ids_are_usual);
        }
    }

    fn columns(&self, table: &Table) -> Vec<Column> {
        let count = table.rows.iter().flat_map(|r| &r.cells).map(|c| c.column + 1).max().unwrap_or(0);
        let count = count.max(table.columns.len());
        let mut out = vec![Column::default(); count];
        for (column, text) in out.iter_mut().zip(&table.columns) {
            column.words = words(&text.shown);
            column.around = self.named_in(&text.shown, Named::Column);
            column.broad = column.says(&BROAD);
        }
        out
    }

    /// Does the line of headings cite something itself?
    fn is_row(&self, row: &Row) -> bool {
        row.cells.iter().any(|c| {
            let found = self.catalogs.citations(&c.text.shown, None);
            let an_id = |f: &&Citation| f.answer.item().is_some() || !f.answer.proposed().is_empty();
            found.iter().filter(an_id).any(|f| f.span.len() * 2 >= c.text.shown.trim().len())
        })
    }

    /// The column whose cells are names of frameworks.
    fn framework_column(&self, rows: &[&Row], columns: &[Column]) -> Option<usize> {
        let mut names = vec![(0_usize, 0_usize); columns.len()];
        for cell in rows.iter().flat_map(|r| &r.cells) {
            let text = cell.text.shown.trim();
            if text.is_empty() {
                continue;
            }
            let (all, named) = &mut names[cell.column];
            *all += 1;
            *named += usize::from(self.is_name(text));
        }
        (0..columns.len())
            .filter(|c| columns[*c].around.is_none() && !columns[*c].says(&REFERENCES) || columns[*c].says(&FRAMEWORKS))
            .filter(|c| {
                let (all, named) = names[*c];
                named > 0 && (named * 2 >= all || columns[*c].says(&FRAMEWORKS))
            })
            .max_by_key(|c| {
                let says = (columns[*c].says(&FRAMEWORKS[..FIRST]), columns[*c].says(&FRAMEWORKS));
                (says, names[*c].1, std::cmp::Reverse(*c))
            })
    }

    /// The framework that a row names.
    fn row_around(&self, row: &Row, frameworks: Option<usize>) -> Option<Around> {
        let cell = frameworks.and_then(|f| row.cells.iter().find(|c| c.column == f));
        match cell {
            Some(cell) if !cell.text.is_blank() => self.named_in(&cell.text.shown, Named::Row).or(Some(Around {
                // Somebody else's framework, of which nothing is known here.
                name: cell.text.shown.trim().to_owned(),
                editions: Vec::new(),
                named: Named::Row,
            })),
            _ => row.around.as_ref().and_then(|text| self.named_in(text, Named::Row)),
        }
    }

    /// What a cell cites, before it is known what its column is for.
    fn look(
        &self,
        cell: &Cell,
        columns: &[Column],
        row: Option<&Around>,
        above: Option<&Around>,
        frameworks: Option<usize>,
    ) -> Seen {
        let text = &cell.text;
        if text.is_blank() || matches!(cell.kind, CellKind::Mute | CellKind::Carried) {
            return Seen::default();
        }
        let column = &columns[cell.column];
        // The heading of the column is nearer to a cell than the first cell of its row.
        let around = column.around.as_ref().or(row);
        if cell.code && around.is_none() && cell.kind == CellKind::Any {
            return Seen::default();
        }
        if Some(cell.column) == frameworks {
            let found =
                if self.is_name(text.shown.trim()) { Vec::new() } else { self.catalogs.citations(&text.shown, None) };
            return Seen { found, ..Seen::default() };
        }
        if let Some(found) = self.by_kind(cell, around) {
            let named = around.cloned();
            return Seen { found, around: named, known: true, mostly: true };
        }
        let foreign = around.is_some_and(|a| a.editions.is_empty());
        let known = around.is_some() && !foreign && text.shown.len() <= SHORT;
        let around = if foreign { None } else { around.or(above) };
        let found = self.read(&Reading { text, around, known });
        let cited: usize = covered(&found).iter().map(|s| letters(&text.shown[s.clone()])).sum();
        let mostly = cited > 0 && cited * 2 >= letters(&text.shown);
        Seen { found, around: around.cloned(), known, mostly }
    }

    /// Where most cells of a column are none of the frameworks that their rows name, the rows name them for other cells.
    fn unbind(&self, rows: &[&Row], seen: &mut [Vec<Seen>], columns: &[Column]) {
        /// In so few rows the headings decide.
        const FEW: usize = 2;
        let mut cited = vec![0_usize; columns.len()];
        let mut accused = vec![0_usize; columns.len()];
        for (row, seen) in rows.iter().zip(&*seen) {
            for (cell, seen) in row.cells.iter().zip(seen).filter(|(_, s)| s.known && !s.found.is_empty()) {
                let near = |c: &Citation| matches!(&c.answer, Answer::NoSuchId { nearest: Some(_), .. });
                cited[cell.column] += 1;
                accused[cell.column] += usize::from(seen.found.iter().all(|c| self.accuses(c) && !near(c)));
            }
        }
        let unbound = |c: usize| accused[c] * 2 > cited[c] && !(cited[c] <= FEW && columns[c].says(&REFERENCES));
        for (row, seen) in rows.iter().zip(seen) {
            for (cell, seen) in row.cells.iter().zip(seen).filter(|(c, _)| unbound(c.column)) {
                let found = self.read(&Reading { text: &cell.text, around: None, known: false });
                let cited: usize = covered(&found).iter().map(|s| letters(&cell.text.shown[s.clone()])).sum();
                let mostly = cited > 0 && cited * 2 >= letters(&cell.text.shown);
                *seen = Seen { found, around: None, known: false, mostly };
            }
        }
    }

    /// What a cell cites whose format says what it is.
    fn by_kind(&self, cell: &Cell, around: Option<&Around>) -> Option<Vec<Citation>> {
        let text = cell.text.shown.as_str();
        match cell.kind {
            CellKind::Reference => {
                let reference = FrameworkRef::parse(text)?;
                self.catalogs.edition(&reference.edition)?;
                let begin = text.len() - reference.item.len();
                let mut found = self.catalogs.references(&reference.item, Some(&reference.edition));
                for citation in &mut found {
                    citation.span = citation.span.start + begin..citation.span.end + begin;
                }
                Some(found)
            }
            CellKind::Token => {
                let mut editions = around?.editions.iter().filter_map(|e| self.catalogs.edition(e));
                let (edition, item) = editions.find_map(|c| {
                    let item = c.items.iter().find(|i| i.token().eq_ignore_ascii_case(text))?;
                    Some((&c.id, item))
                })?;
                let mut found = self.catalogs.references(item.label(), Some(edition));
                found.truncate(1);
                for citation in &mut found {
                    citation.span = 0..text.len();
                }
                Some(found)
            }
            CellKind::Any | CellKind::Mute | CellKind::Carried => None,
        }
    }

    /// Keeps what a row cites, with what else it says.
    fn row(
        &mut self,
        row: &Row,
        seen: Vec<Seen>,
        columns: &[Column],
        around: Option<&Around>,
        frameworks: Option<usize>,
        ids_are_usual: bool,
    ) {
        let is_reference = |cell: &Cell, seen: &Seen| {
            columns[cell.column].references && (seen.mostly || seen.found.iter().any(|f| f.span.start == 0))
        };
        let mut beside = String::new();
        for (cell, seen) in row.cells.iter().zip(&seen) {
            if Some(cell.column) == frameworks || matches!(cell.kind, CellKind::Mute | CellKind::Carried) {
                continue;
            }
            let said =
                if is_reference(cell, seen) { rest(&cell.text.shown, &seen.found) } else { cell.text.shown.clone() };
            if said.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).count() > 1 {
                beside += said.trim();
                beside += ".\n";
            }
        }
        // Of several columns of references, the text of the row is about how they relate.
        let mut cited = row.cells.iter().zip(&seen).filter(|(c, s)| is_reference(c, s)).map(|(c, _)| c.column);
        let first = cited.next();
        let relates = cited.any(|c| Some(c) != first);
        let beside = if relates { None } else { self.keep(beside) };
        let all: Vec<String> = row.cells.iter().map(|c| c.text.shown.trim().to_lowercase()).collect();
        let own =
            |c: &Cell| Some(c.column) != frameworks && !columns[c.column].references && is_label(c.text.shown.trim());
        // A row with an id of its own is about that, and maps to what it cites.
        let direct = !row.cells.iter().any(|c| own(c) || c.kind == CellKind::Reference);
        let mut any = false;
        for (cell, seen) in row.cells.iter().zip(seen) {
            let reference = is_reference(cell, &seen);
            // A cell of words was read as if it held references; read it as words.
            let named = |c: &Citation| c.span.start == 0 && c.answer.item().is_some();
            let words = seen.known && !reference && !columns[cell.column].references && !seen.found.iter().any(named);
            let (found, around) = if words {
                (self.read(&Reading { text: &cell.text, around: None, known: false }), None)
            } else {
                (seen.found, seen.around)
            };
            let place = if reference { Place::Reference } else { Place::Cell };
            // A name with more behind it (`CIS 8: Audit Log Management`) is no citation of the whole document.
            let whole = letters(&cell.text.shown);
            let found =
                found.into_iter().filter(|c| !names_document(c) || letters(&cell.text.shown[c.span.clone()]) == whole);
            for mut citation in found {
                any = true;
                if let Some((edition, answer)) = by_title(self.catalogs, &citation, &all.join("\n")) {
                    (citation.framework, citation.answer) = (Some(edition), answer);
                }
                let titled = is_titled(&citation.answer, &all, self.catalogs);
                self.add(citation, &cell.text, around.as_ref(), place, if reference { beside } else { None });
                if let Some(added) = self.found.citations.last_mut() {
                    added.token = cell.kind == CellKind::Token;
                    added.direct = direct;
                    added.broad_is_meant = columns[cell.column].broad || titled;
                }
            }
        }
        if !any && ids_are_usual {
            self.missing(row, columns, around, frameworks, beside);
        }
    }

    /// A row that names a framework and no id, where the other rows have one.
    fn missing(
        &mut self,
        row: &Row,
        columns: &[Column],
        around: Option<&Around>,
        frameworks: Option<usize>,
        beside: Option<usize>,
    ) {
        // Of a framework that is carried in part, an id may stand there all the same.
        let carried =
            |a: &&Around| a.editions.first().and_then(|e| self.catalogs.edition(e)).is_some_and(|c| !c.cite.selection);
        let Some(around) = around.filter(carried) else { return };
        let Some(name) = row.cells.iter().find(|c| Some(c.column) == frameworks) else { return };
        let Some(cell) = row.cells.iter().find(|c| columns[c.column].references) else { return };
        let written = cell.text.shown.trim().to_lowercase();
        let says_nothing = NOTHING.contains(&written.as_str()) || (!written.is_empty() && letters(&written) == 0);
        // Words where an id should stand: the row lacks a cell, and its text slipped into another column.
        let slipped =
            written.split_whitespace().count() > 3 && row.cells.last().is_none_or(|last| last.text.is_blank());
        let short_row = row.cells.len() < columns.len();
        if says_nothing || !(written.is_empty() || slipped || (short_row && written.split_whitespace().count() > 3)) {
            return;
        }
        let edition = around.editions[0].clone();
        let span = 0..name.text.shown.trim_end().len();
        let citation =
            Citation { span, framework: Some(edition.clone()), answer: Answer::MissingId { edition }, shared: false };
        self.add(citation, &name.text, Some(around), Place::Reference, beside);
    }
}

/// Which columns hold references: by their headings and by what stands in most of their cells.
fn settle(rows: &[&Row], seen: &[Vec<Seen>], columns: &mut [Column], frameworks: Option<usize>) {
    let mut filled = vec![0_usize; columns.len()];
    let mut mostly = vec![0_usize; columns.len()];
    let mut whole = vec![0_usize; columns.len()];
    for (row, seen) in rows.iter().zip(seen) {
        for (cell, seen) in row.cells.iter().zip(seen) {
            filled[cell.column] += usize::from(!cell.text.is_blank());
            mostly[cell.column] += usize::from(seen.mostly);
            whole[cell.column] += usize::from(seen.mostly && seen.found.iter().all(names_document));
        }
    }
    for (i, column) in columns.iter_mut().enumerate() {
        let by_heading = column.says(&REFERENCES) || column.around.is_some() || column.broad;
        let enough = if by_heading { mostly[i] > 0 } else { mostly[i] * 2 >= filled[i] && mostly[i] > 0 };
        // A column of names is another column of frameworks.
        column.references = Some(i) != frameworks && enough && whole[i] * 2 <= mostly[i];
    }
}

/// Is it an id of some list: letters and digits without a space, `CTL-07`?
fn is_label(text: &str) -> bool {
    const LONG: usize = 20;
    text.len() <= LONG
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.ends_with(|c: char| c.is_ascii_digit())
        && !text.contains(char::is_whitespace)
}

/// Does a row say that something is a category, or call it by its title, so that it means just that?
fn is_titled(answer: &Answer, row: &[String], catalogs: &Catalogs) -> bool {
    let Answer::TooBroad { item: Some(reference), .. } = answer else { return false };
    catalogs.item(reference).is_some_and(|item| {
        let title = item.title.as_deref().unwrap_or_default().to_lowercase();
        let titled = !title.is_empty() && title != item.id.to_lowercase();
        row.iter().any(|cell| *cell == item.kind || (titled && cell.contains(&title)))
    })
}

/// Is a document cited as a whole?
fn names_document(citation: &Citation) -> bool {
    matches!(&citation.answer, Answer::TooBroad { item: None, parts, .. } if parts.is_empty())
}

/// Citations' places without overlaps.
fn covered(found: &[Citation]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for citation in found {
        match out.last_mut() {
            Some(last) if citation.span.start < last.end => last.end = last.end.max(citation.span.end),
            _ => out.push(citation.span.clone()),
        }
    }
    out
}

/// A text without its citations.
fn rest(text: &str, found: &[Citation]) -> String {
    let mut out = String::new();
    let mut at = 0;
    for span in covered(found) {
        out += &text[at..span.start];
        out.push(' ');
        at = span.end;
    }
    out + &text[at..]
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// The words of a heading, in lower case.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}
