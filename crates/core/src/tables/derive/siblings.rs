//! The credentials of one identity, side by side.

use super::About;
use super::cells::{BLANK, NO_WORDS, by_code, fill_days, fill_ints, fill_sets, is_day, links, visit, word};
use crate::date;
use crate::schema::{self, Subject};
use crate::tables::{Column, EMPTY, FIRST, Links, Table, Tables, UNKNOWN};

/// Credentials by the identity that they belong to.
struct ByIdentity {
    /// Where each identity's credentials start in `members`.
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl ByIdentity {
    fn new(links: &Links, credentials: usize, identities: usize) -> Self {
        let mut starts = vec![0; identities + 1];
        let targets = || (0..credentials).map(|row| links.get(row) as usize);
        targets().filter(|identity| *identity < identities).for_each(|identity| starts[identity + 1] += 1);
        for at in 0..identities {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut members = vec![0; starts[identities] as usize];
        for (row, identity) in targets().enumerate().filter(|(_, identity)| *identity < identities) {
            members[next[identity] as usize] = row as u32;
            next[identity] += 1;
        }
        Self { starts, members }
    }

    fn of(&self, identity: usize) -> &[u32] {
        &self.members[self.starts[identity] as usize..self.starts[identity + 1] as usize]
    }
}

/// Is a credential live?
#[derive(Clone, Copy, PartialEq)]
enum Live {
    Yes,
    No,
    /// Its status is empty or unknown.
    Perhaps,
}

/// What siblings are told apart by.
struct Traits<'a> {
    kind: &'a Column,
    status: &'a Column,
    active: u32,
    /// Two credentials of another kind than the known ones need not be of one kind.
    other: u32,
    kinds: usize,
}

impl<'a> Traits<'a> {
    fn new(credentials: &'a Table) -> Self {
        Self {
            kind: credentials.col("kind"),
            status: credentials.col("status"),
            active: word("credential.status", "active"),
            other: word("credential.kind", "other"),
            kinds: schema::words("credential.kind").len() + FIRST as usize,
        }
    }

    fn kind(&self, row: u32) -> u32 {
        self.kind.code(row as usize)
    }

    fn live(&self, row: u32) -> Live {
        match self.status.code(row as usize) {
            code if code == self.active => Live::Yes,
            EMPTY | UNKNOWN => Live::Perhaps,
            _ => Live::No,
        }
    }
}

/// The credentials of one kind on one identity.
#[derive(Clone, Copy)]
struct OfKind {
    live: i32,
    perhaps_live: i32,
    /// Live ones of which nobody knows when they were created.
    undated: i32,
    /// When the newest dated live one was created.
    newest: i32,
}

const NONE: OfKind = OfKind { live: 0, perhaps_live: 0, undated: 0, newest: i32::MIN };

/// How many other live credentials of its kind the identity has, and when the newest of them was created, if later.
pub(super) fn siblings(tables: &mut Tables, _: &About<'_>) {
    let identities = tables.table(Subject::Identity).rows;
    let credentials = tables.table_mut(Subject::Credential);
    let rows = credentials.rows;
    let (live, newer) = match links(credentials.col("identity")) {
        None => return,
        // One credential an identity: nobody has a sibling.
        Some(Links::Same) => (vec![0; rows], vec![date::EMPTY; rows]),
        Some(rows) => siblings_of(credentials, rows, identities),
    };
    fill_ints(credentials, "siblings_live", live);
    fill_days(credentials, "newer_sibling", newer);
}

/// Does one source list both rows?
fn share_source(credentials: &Table, a: u32, b: u32) -> bool {
    let [a, b] = [a, b].map(|row| credentials.origins_of(row as usize));
    a.iter().any(|x| b.iter().any(|y| x.source == y.source))
}

fn siblings_of(credentials: &Table, links: &Links, identities: usize) -> (Vec<i32>, Vec<i32>) {
    let mut live = vec![date::UNKNOWN; credentials.rows];
    let mut newer = vec![date::UNKNOWN; credentials.rows];
    let groups = ByIdentity::new(links, credentials.rows, identities);
    let traits = Traits::new(credentials);
    let [created, set] = ["created", "set"].map(|field| credentials.col(field));
    let born = |row: u32| {
        let day = created.day(row as usize);
        if is_day(day) { day } else { set.day(row as usize) }
    };
    let mut kinds = vec![NONE; traits.kinds];
    for identity in 0..identities {
        let group = groups.of(identity);
        if let [only] = group {
            live[*only as usize] = 0;
            newer[*only as usize] = date::EMPTY;
            continue;
        }
        kinds.fill(NONE);
        for row in group {
            let kind = &mut kinds[traits.kind(*row) as usize];
            match traits.live(*row) {
                Live::Yes if is_day(born(*row)) => {
                    kind.live += 1;
                    kind.newest = kind.newest.max(born(*row));
                }
                Live::Yes => {
                    kind.live += 1;
                    kind.undated += 1;
                }
                Live::Perhaps => kind.perhaps_live += 1,
                Live::No => {}
            }
        }
        let any = |kind: &OfKind| kind.live + kind.perhaps_live;
        let kindless: i32 = kinds[..FIRST as usize].iter().map(any).sum();
        let all: i32 = kinds.iter().map(any).sum();
        for row in group {
            let kind = traits.kind(*row);
            let of_kind = kinds[kind as usize];
            let (own_live, own_perhaps) = match traits.live(*row) {
                Live::Yes => (1, 0),
                Live::Perhaps => (0, 1),
                Live::No => (0, 0),
            };
            // Others that may be live ones of the same kind, though nobody can say.
            let perhaps = match kind {
                EMPTY | UNKNOWN => all - own_live - own_perhaps,
                kind if kind == traits.other => any(&of_kind) - own_live - own_perhaps + kindless,
                _ => of_kind.perhaps_live - own_perhaps + kindless,
            };
            // No file lists both: they may be one credential, seen under two names.
            let seen_twice = group.iter().any(|other| {
                let alike = traits.kind(*other) == kind || traits.kind(*other) < FIRST || kind < FIRST;
                alike && !matches!(traits.live(*other), Live::No) && !share_source(credentials, *row, *other)
            });
            if perhaps > 0 || seen_twice {
                continue;
            }
            let siblings = if kind < FIRST { 0 } else { of_kind.live - own_live };
            let own_born = born(*row);
            let own_undated = i32::from(own_live == 1 && !is_day(own_born));
            live[*row as usize] = siblings;
            newer[*row as usize] = match siblings {
                0 => date::EMPTY,
                _ if of_kind.undated > own_undated || !is_day(own_born) => date::UNKNOWN,
                _ if of_kind.newest > own_born => of_kind.newest,
                _ => date::EMPTY,
            };
        }
    }
    (live, newer)
}

/// Is there for every kind of live credentials a source that lists them all?
///
/// Where no file does, two of them may be one credential, seen under two names.
fn no_kind_seen_twice(credentials: &Table, group: &[u32], traits: &Traits<'_>, live: &[i32]) -> bool {
    let several = live.iter().enumerate().filter(|(_, live)| **live > 1).map(|(kind, _)| kind as u32);
    several.into_iter().all(|kind| {
        let mut of_kind = group.iter().filter(|row| traits.kind(**row) == kind && traits.live(**row) == Live::Yes);
        let Some(first) = of_kind.next() else { return true };
        let mut common: Vec<u16> = credentials.origins_of(*first as usize).iter().map(|o| o.source).collect();
        of_kind.all(|row| {
            let theirs = credentials.origins_of(*row as usize);
            common.retain(|source| theirs.iter().any(|o| o.source == *source));
            !common.is_empty()
        })
    })
}

/// The number of an identity's live credentials of one kind, where it has most.
pub(super) fn live_credentials(tables: &mut Tables, _: &About<'_>) {
    let (credentials, identities) = tables.pair_mut(Subject::Credential, Subject::Identity);
    if !credentials.supplied {
        return;
    }
    let Some(links) = links(credentials.col("identity")) else { return };
    let groups = ByIdentity::new(links, credentials.rows, identities.rows);
    let traits = Traits::new(credentials);
    let mut kinds = vec![0; traits.kinds];
    // Of an identity that only files without any credential know, nobody can tell how many it has.
    let mut lists = vec![false; usize::from(u16::MAX) + 1];
    let sources = (0..credentials.rows).flat_map(|row| credentials.origins_of(row)).map(|o| o.source);
    sources.for_each(|source| lists[usize::from(source)] = true);
    let made = (0..identities.rows)
        .map(|identity| {
            let group = groups.of(identity);
            if group.is_empty() && !identities.origins_of(identity).iter().any(|o| lists[usize::from(o.source)]) {
                return date::UNKNOWN;
            }
            if let [only] = group {
                return match traits.live(*only) {
                    Live::Yes => 1,
                    Live::No => 0,
                    Live::Perhaps => date::UNKNOWN,
                };
            }
            kinds.fill(0);
            for row in group {
                match traits.live(*row) {
                    Live::Yes => kinds[traits.kind(*row) as usize] += 1,
                    Live::No => {}
                    Live::Perhaps => return date::UNKNOWN,
                }
            }
            if !no_kind_seen_twice(credentials, group, &traits, &kinds) {
                return date::UNKNOWN;
            }
            let kindless: i32 = kinds[..FIRST as usize].iter().sum();
            let others = std::mem::take(&mut kinds[traits.other as usize]);
            let most = kinds[FIRST as usize..].iter().copied().max().unwrap_or(0).max(others.min(1));
            match (kindless, most) {
                (1, 0) => 1,
                (0, most) if others <= most => most,
                _ => date::UNKNOWN,
            }
        })
        .collect();
    fill_ints(identities, "live_credentials", made);
}

/// The environments of an identity and of its credentials together.
///
/// An identity whose own environment nobody knows is where its credentials are. Where one of those is unknown too the
/// list is, unless the known ones already mix production with another.
pub(super) fn environments_seen(tables: &mut Tables, _: &About<'_>) {
    let (credentials, identities) = tables.pair_mut(Subject::Credential, Subject::Identity);
    let own = identities.col("environment");
    let mut seen = vec![NO_WORDS; identities.rows];
    let mut blank = vec![false; identities.rows];
    if let Some(coded) = own.coded() {
        let table = sets_of_one(own);
        visit(&coded.codes, |row, code| {
            seen[row] = table[code as usize];
            blank[row] = code == EMPTY;
        });
    }
    let mut gap = vec![false; identities.rows];
    if let Some(links) = links(credentials.col("identity")) {
        let theirs = credentials.col("environment");
        let table = sets_of_one(theirs);
        let traits = Traits::new(credentials);
        for row in 0..credentials.rows {
            let identity = links.get(row) as usize;
            // What was revoked or has expired is in no environment any more.
            if identity < identities.rows && traits.live(row as u32) != Live::No {
                let code = theirs.code(row);
                seen[identity] |= table[code as usize];
                gap[identity] |= code < FIRST;
                blank[identity] &= code == EMPTY;
            }
        }
    }
    let production = 1 << (word("identity.environment", "production") - FIRST);
    for ((seen, gap), blank) in seen.iter_mut().zip(gap).zip(blank) {
        let mixed = seen.count_ones() > 1 && *seen & production != 0;
        if *seen == NO_WORDS && blank {
            *seen = BLANK;
        } else if gap && !mixed {
            *seen = NO_WORDS;
        }
    }
    fill_sets(identities, "environments_seen", &seen, schema::words("identity.environment"));
}

/// The set of each code's one word; the set without words for empty and unknown.
pub(super) fn sets_of_one(column: &Column) -> Vec<u16> {
    let sets = by_code(column, 0, |code, _| code.checked_sub(FIRST).map_or(0, |at| 1 << at));
    debug_assert!(sets.iter().all(|set| *set != BLANK));
    sets
}

#[cfg(test)]
mod tests {
    use crate::schema::Subject;
    use crate::tables::Complete;
    use crate::tables::derive::lab::Lab;

    /// Credentials of one identity: kind, status, created; with siblings_live and newer_sibling as expected.
    fn of_one_identity(cases: &[[&str; 5]]) {
        let column = |at: usize| cases.iter().map(|case| case[at]).collect::<Vec<_>>();
        let mut lab = Lab::new();
        lab.without("status").without("empty_status").rows(Subject::Identity, 1);
        lab.set("credential.identity", &vec!["#0"; cases.len()]).set("credential.kind", &column(0));
        lab.set("credential.status", &column(1)).set("credential.created", &column(2));
        lab.derive();
        assert_eq!(lab.show("credential.siblings_live"), column(3), "{cases:?}");
        assert_eq!(lab.show("credential.newer_sibling"), column(4), "{cases:?}");
    }

    #[test]
    fn the_older_of_two_keys_has_a_newer_sibling() {
        of_one_identity(&[
            ["access_key", "active", "2025-01-01", "1", "2026-09-01"],
            ["access_key", "active", "2026-09-01", "1", ""],
            ["password", "active", "2020-01-01", "0", ""],
        ]);
    }

    #[test]
    fn only_live_siblings_count_and_the_newest_of_them() {
        of_one_identity(&[
            ["token", "disabled", "2025-01-01", "2", "2026-03-01"],
            ["token", "active", "2026-02-01", "1", "2026-03-01"],
            ["token", "active", "2026-03-01", "1", ""],
            ["token", "revoked", "2026-04-01", "2", ""],
        ]);
    }

    #[test]
    fn created_on_the_same_day_is_not_newer() {
        of_one_identity(&[["token", "active", "2026-02-01", "1", ""], ["token", "active", "2026-02-01", "1", ""]]);
    }

    #[test]
    fn an_unknown_date_leaves_the_order_unknown_and_the_count_known() {
        of_one_identity(&[
            ["token", "active", "2026-02-01", "2", "?"],
            ["token", "active", "?", "2", "?"],
            ["token", "active", "2026-05-01", "2", "?"],
        ]);
        of_one_identity(&[["token", "active", "", "1", "?"], ["token", "active", "2026-05-01", "1", "?"]]);
        of_one_identity(&[["token", "active", "?", "0", ""], ["token", "revoked", "2026-05-01", "1", "?"]]);
    }

    #[test]
    fn what_may_be_a_live_sibling_leaves_both_unknown() {
        of_one_identity(&[["token", "active", "2026-02-01", "?", "?"], ["token", "?", "2026-05-01", "1", ""]]);
        of_one_identity(&[["token", "active", "2026-02-01", "?", "?"], ["", "active", "2026-05-01", "?", "?"]]);
        of_one_identity(&[["other", "active", "2026-02-01", "?", "?"], ["other", "active", "2026-05-01", "?", "?"]]);
        of_one_identity(&[["other", "active", "2026-02-01", "0", ""], ["token", "active", "2026-05-01", "0", ""]]);
        of_one_identity(&[["?", "active", "?", "0", ""]]);
    }

    #[test]
    fn a_rotation_date_stands_in_for_a_missing_creation() {
        let mut lab = Lab::new();
        lab.rows(Subject::Identity, 1).set("credential.identity", &["#0", "#0"]);
        lab.set("credential.kind", &["token", "token"]).set("credential.created", &["2026-01-01", ""]);
        lab.set("credential.rotated", &["2026-10-01", "2026-05-01"]);
        assert_eq!(lab.derived("credential.newer_sibling"), ["2026-05-01", ""]);
    }

    #[test]
    fn a_link_that_leads_nowhere_leaves_siblings_unknown() {
        let mut lab = Lab::new();
        lab.rows(Subject::Identity, 1).set("credential.identity", &["?", "", "#0"]);
        lab.set("credential.kind", &["token"; 3]).set("credential.created", &["2026-01-01"; 3]);
        lab.derive();
        assert_eq!(lab.show("credential.siblings_live"), ["?", "?", "0"]);
        assert_eq!(lab.show("credential.newer_sibling"), ["?", "?", ""]);
    }

    #[test]
    fn one_credential_a_line_has_no_siblings() {
        let mut lab = Lab::new();
        lab.rows(Subject::Identity, 2).set("credential.kind", &["?", "token"]).same_lines();
        lab.derive();
        assert_eq!(lab.show("credential.siblings_live"), ["0", "0"]);
        assert_eq!(lab.show("credential.newer_sibling"), ["", ""]);
    }

    /// Live credentials of one identity by kind and status.
    fn live(credentials: &[(&str, &str)]) -> String {
        let mut lab = Lab::new();
        lab.without("status").rows(Subject::Identity, 1).set("credential.identity", &vec!["#0"; credentials.len()]);
        lab.set("credential.kind", &credentials.iter().map(|c| c.0).collect::<Vec<_>>());
        lab.set("credential.status", &credentials.iter().map(|c| c.1).collect::<Vec<_>>());
        lab.derived("identity.live_credentials").remove(0)
    }

    #[test]
    fn live_credentials_are_those_of_the_most_frequent_kind() {
        assert_eq!(
            live(&[("token", "active"), ("token", "active"), ("password", "active"), ("token", "revoked")]),
            "2"
        );
        assert_eq!(live(&[("token", "revoked")]), "0");
        assert_eq!(live(&[("?", "active")]), "1");
        assert_eq!(live(&[("?", "active"), ("token", "revoked")]), "1");
        assert_eq!(live(&[("?", "active"), ("token", "active")]), "?");
        assert_eq!(live(&[("token", "active"), ("token", "?")]), "?");
        assert_eq!(live(&[("other", "active"), ("token", "active")]), "1");
        assert_eq!(live(&[("other", "active"), ("other", "active")]), "?");
    }

    #[test]
    fn live_credentials_need_a_credential_table() {
        let mut lab = Lab::new();
        lab.rows(Subject::Identity, 2);
        lab.derive();
        assert!(!lab.has("identity.live_credentials"));
        lab.set("credential.identity", &["#1"]).set("credential.kind", &["token"]);
        assert_eq!(lab.derived("identity.live_credentials"), ["0", "1"]);
    }

    #[test]
    fn live_credentials_that_no_source_lists_together_may_be_one() {
        let mut lab = Lab::new();
        lab.source("register", "", "", Complete::Complete).source("export", "aws", "", Complete::Complete);
        lab.rows(Subject::Identity, 2).set("credential.identity", &["#0", "#0", "#0", "#1", "#1", "#1"]);
        lab.set("credential.kind", &["token", "token", "token", "token", "token", "password"]);
        let table = lab.tables.table_mut(Subject::Credential);
        // The register lists one token of the first identity, the export two others.
        for row in [1, 2] {
            table.origins[row].source = 1;
        }
        // Both list one token of the second, and the export alone its password.
        table.origins[5].source = 1;
        assert_eq!(lab.derived("identity.live_credentials"), ["?", "2"]);
    }

    #[test]
    fn environments_are_seen_on_the_identity_and_its_credentials() {
        let mut lab = Lab::new();
        lab.set("identity.environment", &["production", "?", "", "test", "test"]);
        lab.set("credential.identity", &["#0", "#1", "#2", "#0", "?"]);
        lab.set("credential.environment", &["test", "staging", "production", "production", "shared"]);
        let expected = ["production; test", "staging", "production", "test", "test"];
        assert_eq!(lab.derived("identity.environments_seen"), expected);
    }

    #[test]
    fn an_unknown_place_leaves_the_environments_seen_unknown_unless_they_are_mixed_already() {
        let mut lab = Lab::new();
        lab.set("identity.environment", &["?", "?", "?", "", ""]);
        lab.set("credential.identity", &["#0", "#0", "#1", "#1", "#1", "#3"]);
        lab.set("credential.environment", &["production", "?", "production", "test", "", ""]);
        assert_eq!(lab.derived("identity.environments_seen"), ["?", "production; test", "?", "", ""]);
    }
}
