//! Which files list an identity, and where absence from one counts.

use rustc_hash::FxHashSet;

use super::About;
use super::cells::{Answers, BLANK, fill, fill_sets, is_day, list_of, visit};
use crate::date;
use crate::schema::{self, Subject};
use crate::tables::{Complete, FALSE, FIRST, Meaning, Origin, SourceFacts, TRUE, Table, Tables, UNKNOWN};

/// The origins of a row, without a list of its own.
fn origins(table: &Table, row: usize) -> impl Iterator<Item = Origin> {
    let more = if table.more_origins.is_empty() { None } else { table.more_origins.get(&(row as u32)) };
    std::iter::once(table.origins[row]).chain(more.into_iter().flatten().copied())
}

/// The kinds of source that list each row, as a set of words of `source.kind`.
fn kinds_of_rows(table: &Table, sources: &[SourceFacts]) -> Vec<u16> {
    let bits: Vec<u16> = sources.iter().map(|source| kind_bit(&source.kind)).collect();
    let bit = |source: u16| bits.get(source as usize).copied().unwrap_or(0);
    let mut out: Vec<u16> = table.origins.iter().map(|origin| bit(origin.source)).collect();
    for (row, origins) in &table.more_origins {
        out[*row as usize] |= origins.iter().fold(0, |all, origin| all | bit(origin.source));
    }
    out
}

fn kind_bit(kind: &str) -> u16 {
    schema::words("source.kind").iter().position(|word| *word == kind).map_or(0, |at| 1 << at)
}

/// The kinds of source that list it.
pub(super) fn seen_in(tables: &mut Tables, _: &About<'_>) {
    let kinds = kinds_of_rows(tables.table(Subject::Identity), &tables.sources);
    debug_assert!(kinds.iter().all(|kinds| *kinds != BLANK));
    fill_sets(tables.table_mut(Subject::Identity), "seen_in", &kinds, schema::words("source.kind"));
}

/// The day before which an identity must have been created to stand in two files, where they can be compared.
///
/// Both files are dated, and not further apart than the policy allows.
fn comparable(a: Option<i32>, b: Option<i32>, skew: i64) -> Option<i32> {
    let (a, b) = (a?, b?);
    (i64::from(a).abs_diff(i64::from(b)) <= skew.unsigned_abs()).then_some(a.min(b))
}

/// Absence counts: the identity could stand in both files, and does not.
fn is_older(created: i32, than: Option<i32>) -> bool {
    is_day(created) && than.is_some_and(|day| created < day)
}

/// An export of a day before all registers lists what existed when they were made, whether or not anything tells since when.
fn is_listed_before(export: Option<i32>, registers: &[&SourceFacts], skew: i64) -> bool {
    !registers.is_empty()
        && registers
            .iter()
            .all(|register| comparable(register.extracted, export, skew).is_some() && export < register.extracted)
}

/// Does a register list it? Absence counts against complete registers, for rows of exports of the same time.
pub(super) fn in_register(tables: &mut Tables, about: &About<'_>) {
    let skew = about.policy.int("skew_days");
    let sources = &tables.sources;
    let registers: Vec<&SourceFacts> = sources.iter().filter(|source| source.kind == "register").collect();
    if registers.is_empty() {
        return;
    }
    let all_complete = registers.iter().all(|register| register.complete == Complete::Complete);
    // For each export the day before which its identities must have been created to count as absent.
    let limits: Vec<Option<i32>> = sources
        .iter()
        .map(|source| {
            if source.kind != "export" || !all_complete {
                return None;
            }
            registers.iter().map(|register| comparable(register.extracted, source.extracted, skew)).min()?
        })
        .collect();
    let listed_before: Vec<bool> = sources
        .iter()
        .map(|source| source.kind == "export" && all_complete && is_listed_before(source.extracted, &registers, skew))
        .collect();
    let [register, export] = ["register", "export"].map(kind_bit);
    let table = tables.table(Subject::Identity);
    let created = table.col("created");
    let is_export = |source: u16| sources.get(source as usize).is_some_and(|source| source.kind == "export");
    let mut made = Answers::unknown(table.rows);
    for (row, kinds) in kinds_of_rows(table, sources).into_iter().enumerate() {
        if kinds & register != 0 {
            made.raise(row, TRUE);
        } else if kinds & export != 0 {
            // `None` is less than any day: one export that cannot be compared decides.
            let limit =
                origins(table, row).filter(|o| is_export(o.source)).map(|o| limits[o.source as usize]).min().flatten();
            // Tool configurations and agent cards have no dates: that the export lists it shows that it was there.
            let undated = created.day(row) == date::UNKNOWN;
            let was_there = || {
                undated && origins(table, row).filter(|o| is_export(o.source)).all(|o| listed_before[o.source as usize])
            };
            if is_older(created.day(row), limit) || was_there() {
                made.raise(row, FALSE);
            }
        }
    }
    made.into_column(tables.table_mut(Subject::Identity), "in_register");
}

/// Does an export list it? Absence counts against complete exports of its platform and account that list such
/// identities, of the same time as the register that lists it.
pub(super) fn in_export(tables: &mut Tables, about: &About<'_>) {
    let sources = &tables.sources;
    if !sources.iter().any(|source| source.kind == "export") {
        return;
    }
    let table = tables.table(Subject::Identity);
    let exports = Exports::new(table, sources, about.policy.int("skew_days"));
    let [register, export] = ["register", "export"].map(kind_bit);
    let created = table.col("created");
    let mut made = Answers::unknown(table.rows);
    for (row, kinds) in kinds_of_rows(table, sources).into_iter().enumerate() {
        if kinds & export != 0 {
            made.raise(row, TRUE);
        } else if kinds & register != 0 {
            match exports.absence(row) {
                Absence::Nowhere => made.blank(row),
                Absence::Before(day) if is_older(created.day(row), Some(day)) => made.raise(row, FALSE),
                Absence::Before(_) | Absence::Unclear => {}
            }
        }
    }
    made.into_column(tables.table_mut(Subject::Identity), "in_export");
}

/// What it says that no export lists a row.
enum Absence {
    /// Nothing: none of the exports lists such identities.
    Nowhere,
    /// It is absent, if it was created before this day.
    Before(i32),
    /// Nobody can say whether it should be in one, or the files cannot be compared.
    Unclear,
}

/// Does an identity belong into an export?
enum Belongs {
    Yes,
    No,
    Perhaps,
}

/// The exports, by the platforms and accounts that they list.
struct Exports<'a> {
    table: &'a Table,
    sources: &'a [SourceFacts],
    skew: i64,
    /// For each platform's code the exports of it.
    by_platform: Vec<Vec<u16>>,
    /// Export and account's code, for each account that rows of the export have.
    accounts: FxHashSet<(u16, u32)>,
    /// For each source, do its rows have accounts?
    has_accounts: Vec<bool>,
    /// Is there an export of no known platform, which may list anything?
    of_anything: bool,
}

impl<'a> Exports<'a> {
    fn new(table: &'a Table, sources: &'a [SourceFacts], skew: i64) -> Self {
        let words = schema::words("identity.platform");
        let mut by_platform = vec![Vec::new(); words.len() + FIRST as usize];
        for (at, source) in sources.iter().enumerate().filter(|(_, source)| source.kind == "export") {
            let platform = source.platform.as_deref().and_then(|own| words.iter().position(|word| *word == own));
            if let Some(platform) = platform {
                by_platform[platform + FIRST as usize].push(at as u16);
            }
        }
        let mut out = Self {
            table,
            sources,
            skew,
            by_platform,
            accounts: FxHashSet::default(),
            has_accounts: vec![false; sources.len()],
            of_anything: sources.iter().any(|source| source.kind == "export" && source.platform.is_none()),
        };
        out.read_accounts();
        out
    }

    fn read_accounts(&mut self) {
        let Some(account) = self.table.col("account").coded() else { return };
        let mut last = None;
        let Self { table, sources, accounts, has_accounts, .. } = self;
        let mut note = |source: u16, code: u32| {
            if last != Some((source, code)) && sources.get(source as usize).is_some_and(|s| s.kind == "export") {
                last = Some((source, code));
                has_accounts[source as usize] = true;
                accounts.insert((source, code));
            }
        };
        visit(&account.codes, |row, code| {
            if code >= FIRST {
                note(table.origins[row].source, code);
            }
        });
        for (row, origins) in &table.more_origins {
            let code = account.codes.get(*row as usize);
            if code >= FIRST {
                origins.iter().for_each(|origin| note(origin.source, code));
            }
        }
    }

    /// What it says that no export lists a row of a register.
    fn absence(&self, row: usize) -> Absence {
        let platform = self.table.col("platform").code(row);
        if platform < FIRST {
            return Absence::Unclear;
        }
        let mut limit: Option<i32> = None;
        for at in &self.by_platform[platform as usize] {
            match self.belongs(row, *at) {
                Belongs::No => {}
                Belongs::Perhaps => return Absence::Unclear,
                Belongs::Yes => match self.comparable_before(row, *at) {
                    Some(day) => limit = Some(limit.map_or(day, |limit| limit.min(day))),
                    None => return Absence::Unclear,
                },
            }
        }
        match limit {
            Some(day) => Absence::Before(day),
            // Only the platform's own export tells that it is not there; a list of anything may have it or not.
            None if self.of_anything => Absence::Unclear,
            None => Absence::Nowhere,
        }
    }

    /// Does a row belong into an export, by its account and by its external ids?
    fn belongs(&self, row: usize, export: u16) -> Belongs {
        let account = self.table.col("account").code(row);
        let has_accounts = self.has_accounts[export as usize];
        if has_accounts && account >= FIRST && !self.accounts.contains(&(export, account)) {
            return Belongs::No;
        }
        let lists = &self.sources[export as usize].lists;
        let external = self.table.col("external_ids");
        let known = list_of(external.coded().map(|coded| &coded.meaning), external.code(row)).unwrap_or_default();
        let own = String::from_utf8_lossy(self.table.col("id").text(row));
        let is_listed = |id: &str| lists.iter().any(|part| id.contains(part.as_str()));
        if known.iter().any(|id| is_listed(id)) || is_listed(&own) {
            // It may be of another account of which there is no export.
            if has_accounts && account < FIRST { Belongs::Perhaps } else { Belongs::Yes }
        } else if lists.is_empty() || known.is_empty() {
            Belongs::Perhaps
        } else {
            Belongs::No
        }
    }

    /// The day before which a row of a register must have been created to count as absent from an export; none where
    /// the files cannot be compared.
    fn comparable_before(&self, row: usize, export: u16) -> Option<i32> {
        let export = &self.sources[export as usize];
        if export.complete != Complete::Complete {
            return None;
        }
        let mut limit: Option<i32> = None;
        let sources = origins(self.table, row).filter_map(|origin| self.sources.get(origin.source as usize));
        for register in sources.filter(|source| source.kind == "register") {
            let day = comparable(register.extracted, export.extracted, self.skew)?;
            limit = Some(limit.map_or(day, |limit| limit.min(day)));
        }
        limit
    }
}

/// Its status in an export taken after its review.
pub(super) fn status_after_review(tables: &mut Tables, _: &About<'_>) {
    let sources = &tables.sources;
    let table = tables.table(Subject::Identity);
    let field = schema::the(Subject::Identity, "status");
    let (Some(reviewed), Some(status)) = (table.col("reviewed").days(), table.column(field).coded()) else { return };
    // When an export was taken; before all days for other sources and for exports without a date.
    let taken: Vec<i32> = sources
        .iter()
        .map(|source| source.extracted.filter(|_| source.kind == "export").unwrap_or(date::EMPTY))
        .collect();
    let mut made = vec![UNKNOWN as u8; table.rows];
    for (row, made) in made.iter_mut().enumerate() {
        let code = status.codes.get(row);
        if code >= FIRST && is_day(reviewed[row]) {
            let source = table.origin_of(row, field).source;
            if taken.get(source as usize).is_some_and(|taken| *taken > reviewed[row]) {
                *made = code as u8;
            }
        }
    }
    let table = tables.table_mut(Subject::Identity);
    fill(table, "status_after_review", made, Meaning::Word("identity.status"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::derive::lab::Lab;
    use Complete::{Complete as Full, Partial, Undeclared};

    #[test]
    fn seen_in_names_the_kinds_of_source() {
        let mut lab = Lab::new();
        lab.source("register", "", "", Full).source("export", "aws", "", Full).source("export", "gcp", "", Full);
        lab.listed_by(&[&[0], &[1, 2], &[0, 2]]);
        assert_eq!(lab.derived("identity.seen_in"), ["register", "export", "register; export"]);
    }

    /// A register and an export of aws, each with its date and completeness; one row in both, one in each alone.
    fn two_files(register: (&str, Complete), export: (&str, Complete), created: &str) -> Lab {
        let mut lab = Lab::new();
        lab.source("register", "", register.0, register.1).source("export", "aws", export.0, export.1);
        lab.listed_by(&[&[0, 1], &[0], &[1]]);
        lab.set("identity.created", &[created; 3]).set("identity.platform", &["aws"; 3]);
        lab.set("identity.external_ids", &["arn::user/a", "arn::user/b", "arn::user/c"]);
        lab.derive();
        lab
    }

    #[test]
    fn absence_counts_between_complete_files_of_one_moment() {
        let lab = two_files(("2026-10-25", Full), ("2026-11-01", Full), "2026-10-24");
        assert_eq!(lab.show("identity.in_register"), ["yes", "yes", "no"]);
        assert_eq!(lab.show("identity.in_export"), ["yes", "no", "yes"]);
    }

    #[test]
    fn absence_does_not_count_otherwise() {
        let unknown = [
            // Files too far apart.
            two_files(("2026-10-24", Full), ("2026-11-01", Full), "2025-01-01"),
            // A file without a date.
            two_files(("", Full), ("2026-11-01", Full), "2025-01-01"),
            two_files(("2026-11-01", Full), ("", Full), "2025-01-01"),
            // Created on the day of the older file, or nobody knows when.
            two_files(("2026-10-25", Full), ("2026-11-01", Full), "2026-10-25"),
            two_files(("2026-10-25", Full), ("2026-11-01", Full), "?"),
            two_files(("2026-10-25", Full), ("2026-11-01", Full), ""),
            two_files(("2026-10-25", Full), ("2026-11-01", Full), "never"),
        ];
        for lab in unknown {
            assert_eq!(lab.show("identity.in_register"), ["yes", "yes", "?"]);
            assert_eq!(lab.show("identity.in_export"), ["yes", "?", "yes"]);
        }
        let lab = two_files(("2026-11-01", Undeclared), ("2026-11-01", Full), "2025-01-01");
        assert_eq!(lab.show("identity.in_register"), ["yes", "yes", "?"]);
        assert_eq!(lab.show("identity.in_export"), ["yes", "no", "yes"]);
        let lab = two_files(("2026-11-01", Full), ("2026-11-01", Partial), "2025-01-01");
        assert_eq!(lab.show("identity.in_register"), ["yes", "yes", "no"]);
        assert_eq!(lab.show("identity.in_export"), ["yes", "?", "yes"]);
    }

    #[test]
    fn what_an_older_export_lists_without_a_date_existed_when_the_register_was_made() {
        let undated =
            |register, export| two_files((register, Full), (export, Full), "?").show("identity.in_register")[2].clone();
        assert_eq!(undated("2026-11-02", "2026-11-01"), "no");
        assert_eq!(undated("2026-11-08", "2026-11-01"), "no");
        assert_eq!(undated("2026-11-09", "2026-11-01"), "?", "too far apart");
        assert_eq!(undated("2026-11-01", "2026-11-01"), "?", "it may have been made between the two");
        assert_eq!(undated("2026-11-01", "2026-11-02"), "?");
        // Every export that lists it must be older than every register, and every register complete.
        let mut lab = Lab::new();
        lab.source("register", "", "2026-11-03", Full).source("register", "", "2026-11-01", Full);
        lab.source("export", "", "2026-11-02", Full).source("export", "", "2026-10-31", Full);
        lab.listed_by(&[&[2], &[3], &[2, 3], &[0, 3]]).set("identity.created", &["?"; 4]);
        assert_eq!(lab.derived("identity.in_register"), ["?", "no", "?", "yes"]);
        let mut lab = Lab::new();
        lab.source("register", "", "2026-11-03", Undeclared).source("export", "", "2026-11-01", Full);
        lab.listed_by(&[&[1], &[0]]).set("identity.created", &["?"; 2]);
        assert_eq!(lab.derived("identity.in_register"), ["?", "yes"]);
    }

    #[test]
    fn without_a_register_or_an_export_nobody_is_absent() {
        let mut lab = Lab::new();
        lab.source("export", "aws", "2026-11-01", Full).listed_by(&[&[0]]).set("identity.created", &["2025-01-01"]);
        lab.derive();
        assert!(!lab.has("identity.in_register"));
        assert_eq!(lab.show("identity.in_export"), ["yes"]);
    }

    #[test]
    fn every_register_must_be_complete_and_of_one_moment_with_every_export_of_the_row() {
        let mut lab = Lab::new();
        lab.source("register", "", "2026-11-01", Full).source("register", "", "2026-10-30", Full);
        lab.source("export", "aws", "2026-11-01", Full).source("export", "gcp", "2026-10-01", Full);
        lab.source("scanner", "", "2026-11-01", Full);
        lab.listed_by(&[&[2], &[2, 3], &[3], &[4], &[2]]);
        lab.set("identity.created", &["2026-10-29", "2026-01-01", "2026-01-01", "2026-01-01", "2026-10-30"]);
        assert_eq!(lab.derived("identity.in_register"), ["no", "?", "?", "?", "?"]);
    }

    #[test]
    fn absence_from_an_export_counts_for_its_platform_and_account() {
        let mut lab = Lab::new();
        lab.source("register", "", "2026-11-01", Full);
        lab.source("export", "aws", "2026-11-01", Full).source("export", "aws", "2026-11-01", Partial);
        lab.source("export", "gcp", "2026-11-01", Full);
        lab.listed_by(&[&[1], &[2], &[3], &[0], &[0], &[0], &[0], &[0], &[0]]);
        lab.set("identity.platform", &["aws", "aws", "gcp", "aws", "aws", "aws", "gcp", "azure", "?"]);
        let mut column = vec!["111", "222", "", "111", "222", "333", "999", "111", "111"];
        lab.set("identity.created", &["2025-01-01"; 9]);
        // One dictionary entry an account, as intake makes them.
        let codes = column
            .iter()
            .map(|a| ["", "?", "111", "222", "333", "999"].iter().position(|b| a == b).unwrap_or(1) as u32);
        let codes = crate::tables::Codes::Wide(codes.collect());
        let entries = ["111", "222", "333", "999"].map(str::to_owned).to_vec();
        let meaning = Meaning::Text(std::sync::Arc::new(entries));
        lab.tables
            .table_mut(Subject::Identity)
            .put("account", crate::tables::Column::Coded(crate::tables::Coded { codes, meaning }));
        column.clear();
        lab.set("identity.external_ids", &["arn::user/x"; 9]);
        // Another account, another platform: nothing to compare with.
        let expected = ["yes", "yes", "yes", "no", "?", "", "no", "", "?"];
        assert_eq!(lab.derived("identity.in_export"), expected);
    }

    #[test]
    fn absence_counts_only_for_what_an_export_lists() {
        let mut lab = Lab::new();
        lab.source("register", "", "2026-11-01", Full).source("export", "aws", "2026-11-01", Full);
        lab.listed_by(&[&[0], &[0], &[0], &[0], &[0]]);
        lab.set("identity.platform", &["aws"; 5]).set("identity.created", &["2025-01-01"; 5]);
        lab.set("identity.external_ids", &["arn::user/a", "arn::role/b", "", "?", "arn::role/b; arn::user/c"]);
        assert_eq!(lab.derived("identity.in_export"), ["no", "", "?", "?", "no"]);
        // An export that does not say what it lists cannot be missed from.
        lab.tables.sources[1].lists.clear();
        let table = lab.tables.table_mut(Subject::Identity);
        table.put("in_export", crate::tables::Column::Absent);
        lab.derive_only(&["identity.in_export"]);
        assert!(!lab.has("identity.in_export"));
        // An export of everything lists what has no such id too.
        lab.tables.sources[1].lists = vec![String::new()];
        assert_eq!(lab.derived("identity.in_export"), ["no"; 5]);
    }

    #[test]
    fn an_export_of_no_known_platform_may_list_anything_and_takes_nothing_from_the_others() {
        let mut lab = Lab::new();
        lab.source("register", "", "2026-11-01", Full).source("export", "aws", "2026-11-01", Full);
        lab.source("export", "", "2026-11-01", Full);
        lab.listed_by(&[&[0], &[1], &[0], &[0]]).set("identity.platform", &["aws", "aws", "gcp", "aws"]);
        lab.set("identity.created", &["2025-01-01"; 4]);
        lab.set("identity.external_ids", &["arn::user/a", "arn::user/a", "x@y", "arn::role/b"]);
        assert_eq!(lab.derived("identity.in_export"), ["no", "yes", "?", "?"]);
    }

    #[test]
    fn a_status_counts_after_the_review_where_an_export_taken_later_gives_it() {
        let mut lab = Lab::new();
        lab.source("register", "", "2026-11-01", Full).source("export", "aws", "2026-10-20", Full);
        lab.source("export", "aws", "", Full);
        lab.listed_by(&[&[1], &[1], &[0], &[2], &[0, 1], &[1], &[1], &[1]]);
        lab.set("identity.status", &["active", "active", "active", "active", "disabled", "?", "active", ""]);
        let reviewed =
            ["2026-10-19", "2026-10-20", "2026-01-01", "2026-01-01", "2026-01-01", "2026-01-01", "never", "2026-01-01"];
        lab.set("identity.reviewed", &reviewed);
        let status = schema::the(Subject::Identity, "status").index;
        lab.tables.table_mut(Subject::Identity).elsewhere.insert((4, status), Origin { source: 1, line: 6 });
        lab.unrecorded(&[5], &["identity.status"]).derive();
        assert_eq!(lab.show("identity.status")[5], "active", "assumed");
        let expected = ["active", "?", "?", "?", "disabled", "?", "?", "?"];
        assert_eq!(lab.show("identity.status_after_review"), expected);
    }
}
