//! How much an identity may do, and why that is much.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::About;
use super::cells::{by_code, fill, fill_ints, is_day, list_of, missing, numbered, unrecorded, visit, word};
use crate::date;
use crate::policy::Policy;
use crate::schema::{self, Subject};
use crate::tables::{Coded, Codes, Column, EMPTY, FALSE, FIRST, Meaning, TRUE, Tables, UNKNOWN};

/// Reasons by number, 0 for none; each becomes a text once.
struct Reasons {
    texts: Vec<String>,
    known: FxHashMap<String, u32>,
}

impl Reasons {
    fn number(&mut self, text: String) -> u32 {
        let next = self.texts.len() as u32 + 1;
        *self.known.entry(text).or_insert_with_key(|text| {
            self.texts.push(text.clone());
            next
        })
    }
}

/// Whether an identity can do more than ordinary use needs, and what says so.
///
/// One source that says yes is enough. *No* needs a source that can tell: its own word, or low privilege beside scopes
/// that hold nothing else. Unknown scopes leave it unknown.
pub(super) fn privileged(tables: &mut Tables, about: &About<'_>) {
    let table = tables.table_mut(Subject::Identity);
    let [own, root, consent, privilege, scopes] =
        ["privileged", "is_root", "tenant_wide_consent", "privilege", "scopes"].map(|field| table.col(field));
    if [own, root, consent, privilege, scopes].iter().all(|column| !column.is_present()) {
        return;
    }
    let mut reasons = Reasons { texts: Vec::new(), known: FxHashMap::default() };
    let [by_root, by_consent, by_own] =
        ["root identity", "tenant-wide consent", "the register says so"].map(|text| reasons.number(text.to_owned()));
    let mut by_privilege = vec![0; FIRST as usize + schema::words("identity.privilege").len()];
    for level in ["admin", "owner"] {
        by_privilege[word("identity.privilege", level) as usize] = reasons.number(format!("privilege is {level}"));
    }
    let wide = WideScopes::new(about.policy);
    let wide = by_code(scopes, 0, |code, meaning| wide.first(list_of(meaning, code).unwrap_or_default()));
    let by_scopes: Vec<u32> =
        wide.into_iter().map(|scope| scope.map_or(0, |scope| reasons.number(format!("scope `{scope}`")))).collect();

    let no_scopes = unrecorded(table, "scopes");
    let mut made = vec![UNKNOWN as u8; table.rows];
    let mut why = Codes::with_limit(reasons.texts.len() + FIRST as usize, table.rows);
    for (row, made) in made.iter_mut().enumerate() {
        let (own, privilege, scopes) = (own.code(row), privilege.code(row), scopes.code(row));
        let reason = match (by_privilege[privilege as usize], by_scopes[scopes as usize]) {
            _ if root.code(row) == TRUE => by_root,
            (reason @ 1.., _) => reason,
            _ if consent.code(row) == TRUE => by_consent,
            (_, reason @ 1..) => reason,
            _ if own == TRUE => by_own,
            _ => 0,
        };
        let is_low = privilege >= FIRST && (scopes != UNKNOWN || no_scopes(row));
        let said = match reason {
            0 if own == FALSE || is_low => FALSE,
            0 => own,
            _ => TRUE,
        };
        *made = said as u8;
        why.push(match (said, reason) {
            (TRUE, reason) => reason - 1 + FIRST,
            (FALSE, _) => EMPTY,
            _ => UNKNOWN,
        });
    }
    drop(no_scopes);
    // One source's yes outweighs another's no, so the file's own column is already in what was made.
    table.put("privileged", Column::Coded(Coded { codes: Codes::Narrow(made), meaning: Meaning::Bool }));
    if !table.col("privileged_why").is_present() {
        let meaning = Meaning::Text(Arc::new(reasons.texts));
        table.put("privileged_why", Column::Coded(Coded { codes: why, meaning }));
    }
}

/// Scopes that are a wildcard or let their holder grant access.
struct WideScopes<'a> {
    endings: &'a [String],
    granting: FxHashSet<&'a str>,
}

impl<'a> WideScopes<'a> {
    fn new(policy: &'a Policy) -> Self {
        let granting = policy.list("granting_scopes").iter().map(String::as_str).collect();
        Self { endings: policy.list("wildcards"), granting }
    }

    fn first<'t>(&self, scopes: &'t [String]) -> Option<&'t str> {
        let is_wide = |scope: &&str| {
            *scope == "*"
                || self.endings.iter().any(|end| scope.ends_with(end.as_str()))
                || self.granting.contains(*scope)
        };
        scopes.iter().map(String::as_str).find(is_wide)
    }
}

/// The share of its scopes that an identity has not used, in percent, rounded down.
///
/// Unknown where it is younger than the time over which use is watched, or where nobody knows how old it is; and where a
/// wildcard is granted, whose unused part cannot be counted.
pub(super) fn unused_scope_share(tables: &mut Tables, about: &About<'_>) {
    let table = tables.table_mut(Subject::Identity);
    let [scopes, used, created] = ["scopes", "scopes_used", "created"].map(|field| table.col(field));
    let (Some(scopes), Some(used)) = (scopes.coded(), used.coded()) else { return };
    let watched_since = i64::from(about.as_of) - about.policy.int("unused_days");
    let [granted, in_use] = numbered([scopes, used]);
    let endings = about.policy.list("wildcards");
    let is_wild = |scope: &String| scope == "*" || endings.iter().any(|end| scope.ends_with(end.as_str()));
    let wild =
        by_code(table.col("scopes"), 0, |code, meaning| list_of(meaning, code).is_some_and(|l| l.iter().any(is_wild)));
    let mut made = vec![date::UNKNOWN; table.rows];
    visit(&scopes.codes, |row, code| {
        if wild[code as usize] {
            return;
        }
        let (Some(granted), Some(in_use)) = (granted.get(code), in_use.get(used.codes.get(row))) else { return };
        let created = created.day(row);
        if is_day(created) && i64::from(created) <= watched_since {
            made[row] = (missing(granted, in_use) * 100 / granted.len().max(1)) as i32;
        }
    });
    fill_ints(table, "unused_scope_share", made);
}

/// Do its scopes or consumers name production? *No* needs both lists.
pub(super) fn reaches_production(tables: &mut Tables, _: &About<'_>) {
    let table = tables.table_mut(Subject::Identity);
    let [scopes, consumers] = ["scopes", "consumers"].map(|field| table.col(field));
    let says = |column| {
        by_code(column, 0, |code, meaning| match list_of(meaning, code) {
            Some(list) if list.iter().any(|element| names_production(element)) => TRUE,
            Some(_) => FALSE,
            None => UNKNOWN,
        })
    };
    let (by_scopes, by_consumers) = (says(scopes), says(consumers));
    let made = (0..table.rows)
        .map(|row| {
            let said = (by_scopes[scopes.code(row) as usize], by_consumers[consumers.code(row) as usize]);
            let said = match said {
                (TRUE, _) | (_, TRUE) => TRUE,
                (FALSE, FALSE) => FALSE,
                _ => UNKNOWN,
            };
            said as u8
        })
        .collect();
    fill(table, "reaches_production", made, Meaning::Bool);
}

/// Is one of the words in a text `prod`, `production` or `prd`? `non-prod` and `pre_prod` are not.
fn names_production(text: &str) -> bool {
    let is_name = |word: &str| ["prod", "production", "prd"].iter().any(|name| word.eq_ignore_ascii_case(name));
    let is_denial = |word: &str| ["non", "not", "pre"].iter().any(|no| word.eq_ignore_ascii_case(no));
    let joins = ['-', '_', ' '];
    text.split(|c: char| !c.is_alphabetic() && !joins.contains(&c)).any(|phrase| {
        let mut before = "";
        phrase.split(joins).any(|word| {
            let denied = is_denial(before);
            before = word;
            is_name(word) && !denied
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::SourceSet;
    use crate::tables::derive::lab::Lab;

    #[test]
    fn one_source_that_says_yes_is_enough_and_is_named() {
        let mut lab = Lab::new();
        lab.set("identity.is_root", &["yes", "no", "?", "?", "?", "?", "?", "?"]);
        lab.set("identity.privilege", &["admin", "owner", "read", "read", "none", "write", "?", "admin"]);
        lab.set("identity.tenant_wide_consent", &["?", "yes", "yes", "?", "", "?", "?", "?"]);
        let scopes = ["*", "?", "*", "read; *", "s3:Get; s3:*", "iam:CreateAccessKey", "a", "?"];
        lab.set("identity.scopes", &scopes);
        lab.set("identity.privileged", &["?", "?", "?", "no", "?", "?", "yes", "no"]);
        lab.derive_only(&["identity.privileged"]);
        assert_eq!(lab.show("identity.privileged"), ["yes"; 8]);
        let why = [
            "root identity",
            "privilege is owner",
            "tenant-wide consent",
            "scope `*`",
            "scope `s3:*`",
            "scope `iam:CreateAccessKey`",
            "the register says so",
            "privilege is admin",
        ];
        assert_eq!(lab.show("identity.privileged_why"), why);
    }

    #[test]
    fn no_needs_a_source_that_can_tell() {
        // privilege, scopes, own word, privileged
        let cases = [
            ("read", "a; b", "?", "no"),
            ("none", "", "?", "no"),
            ("write", "?", "?", "?"),
            ("", "a", "?", "?"),
            ("?", "a", "?", "?"),
            ("?", "?", "no", "no"),
            ("?", "?", "", ""),
            ("?", "?", "?", "?"),
        ];
        let mut lab = Lab::new();
        lab.set("identity.privilege", &cases.map(|c| c.0)).set("identity.scopes", &cases.map(|c| c.1));
        lab.set("identity.privileged", &cases.map(|c| c.2)).derive();
        assert_eq!(lab.show("identity.privileged"), cases.map(|c| c.3));
        assert_eq!(lab.show("identity.privileged_why")[..3], ["", "", "?"]);
    }

    #[test]
    fn a_low_privilege_is_enough_where_no_source_of_the_row_records_scopes() {
        let mut lab = Lab::new();
        lab.set("identity.privilege", &["read", "", "?"]);
        assert_eq!(lab.derived("identity.privileged"), ["no", "?", "?"]);

        let mut lab = Lab::new();
        lab.set("identity.privilege", &["read", "read"]).set("identity.scopes", &["?", "?"]);
        let table = lab.tables.table_mut(Subject::Identity);
        table.sets = [false, true]
            .map(|records| SourceSet { sources: vec![0], records: vec![records; table.columns.len()], rows: 1 })
            .into();
        table.set_of = vec![0, 1];
        assert_eq!(lab.derived("identity.privileged"), ["no", "?"]);
    }

    #[test]
    fn the_unused_share_is_rounded_down() {
        let mut lab = Lab::new();
        lab.set("identity.scopes", &["a; b; c", "a; b; c", "a", "a; a; b", "?", "", "a"]);
        lab.set("identity.scopes_used", &["a", "a; b; z", "a", "a", "a", "a", ""]);
        lab.set("identity.created", &["2025-01-01"; 7]);
        assert_eq!(lab.derived("identity.unused_scope_share"), ["66", "33", "0", "50", "?", "?", "?"]);
    }

    #[test]
    fn use_that_was_watched_too_short_says_nothing() {
        let mut lab = Lab::new();
        lab.set("identity.created", &["2026-08-03", "2026-08-04", "?", "", "never"]);
        lab.set("identity.scopes", &["a"; 5]).set("identity.scopes_used", &["b"; 5]);
        assert_eq!(lab.derived("identity.unused_scope_share"), ["100", "?", "?", "?", "?"]);
    }

    #[test]
    fn production_is_a_word_of_its_own() {
        for name in
            ["prod", "ledger-PROD-2", "arn:aws:s3:::acme-production/*", "db_prd", "prod1", "eu/prod", "non/prod"]
        {
            assert!(names_production(name), "{name}");
        }
        for name in ["product", "reproduce", "ledgerprod", "non-prod", "pre_prod", "NOT PROD", "prods", "", "test"] {
            assert!(!names_production(name), "{name}");
        }
    }

    #[test]
    fn not_reaching_production_needs_scopes_and_consumers() {
        let mut lab = Lab::new();
        lab.set("identity.scopes", &["prod:read", "a", "a", "a", "?", "", "a"]);
        lab.set("identity.consumers", &["?", "x; job-prod", "x", "?", "x", "x", ""]);
        assert_eq!(lab.derived("identity.reaches_production"), ["yes", "yes", "no", "?", "?", "?", "?"]);

        let mut lab = Lab::new();
        lab.set("identity.scopes", &["a", "prod", "a"]).set("identity.reaches_production", &["?", "no", "yes"]);
        assert_eq!(lab.derived("identity.reaches_production"), ["?", "no", "yes"]);
    }
}
