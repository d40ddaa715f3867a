//! One secret in several places: credentials and identities with the same fingerprint.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use super::About;
use super::cells::{BLANK, NO_WORDS, by_code, fill_ints, fill_sets, links, list_of, word};
use super::siblings::sets_of_one;
use crate::date;
use crate::schema::{self, Subject};
use crate::tables::{Column, EMPTY, FIRST, NO_ROW, RowTexts, Table, Tables, UNKNOWN_ROW};

/// How many identities hold the same secret, in which environments it is used, and by how many an identity is shared.
pub(super) fn shared_secrets(tables: &mut Tables, _: &About<'_>) {
    let (credentials, identities) = tables.pair_mut(Subject::Credential, Subject::Identity);
    let mut sharing = Sharing::new(identities.rows);
    let mut found = None;
    if let Column::Texts(fingerprints) = credentials.col("fingerprint") {
        found = Some(same_secrets(credentials, fingerprints, &mut sharing));
    }
    let others = sharing.others();
    let consumers = identities.col("consumers");
    let sizes: Vec<Option<usize>> = by_code(consumers, 0, |code, meaning| list_of(meaning, code).map(<[String]>::len));
    let shared_by = others
        .iter()
        .enumerate()
        .map(|(row, others)| match (sizes[consumers.code(row) as usize], *others) {
            // Nobody else is known, and nobody wrote down who uses it: that settles nothing.
            (None, date::UNKNOWN | 0) => date::UNKNOWN,
            (consumers, others) => {
                // Whoever uses it is one at least, on record or not.
                consumers.map_or(1, |own| own as i32) + if others == date::UNKNOWN { 0 } else { others }
            }
        })
        .collect();
    fill_ints(identities, "shared_by", shared_by);
    if let Some((holders, environments)) = found {
        let credentials = tables.table_mut(Subject::Credential);
        fill_ints(credentials, "fingerprint_identities", holders);
        fill_sets(credentials, "fingerprint_environments", &environments, schema::words("identity.environment"));
    }
}

/// For each credential, how many identities hold its secret, and the set of environments in which it is used.
fn same_secrets(credentials: &Table, fingerprints: &RowTexts, sharing: &mut Sharing) -> (Vec<i32>, Vec<u16>) {
    let mut holders = vec![date::EMPTY; credentials.rows];
    let mut environments = vec![BLANK; credentials.rows];
    // Fingerprints in order, by hash and then by text: no map, no copy of any text.
    let mut order: Vec<(u64, u32)> = Vec::with_capacity(credentials.rows);
    for row in 0..credentials.rows {
        let text = fingerprints.get(row);
        if !text.is_empty() {
            let mut hasher = FxHasher::default();
            hasher.write(text);
            order.push((hasher.finish(), row as u32));
        } else if fingerprints.is_unknown(row) {
            holders[row] = date::UNKNOWN;
            environments[row] = NO_WORDS;
        }
    }
    let text = |row: u32| fingerprints.get(row as usize);
    order.sort_unstable_by(|(a, x), (b, y)| a.cmp(b).then_with(|| text(*x).cmp(text(*y))).then(x.cmp(y)));

    let to_identity = links(credentials.col("identity"));
    let environment = credentials.col("environment");
    let sets = sets_of_one(environment);
    let production = 1 << (word("identity.environment", "production") - FIRST);
    let mut group = Vec::new();
    let mut alone = vec![true; credentials.rows];
    for same in order.chunk_by(|(a, x), (b, y)| a == b && text(*x) == text(*y)).filter(|same| same.len() > 1) {
        group.clear();
        let mut anyone = false;
        for (_, row) in same {
            match to_identity.map_or(UNKNOWN_ROW, |links| links.get(*row as usize)) {
                UNKNOWN_ROW => anyone = true,
                // The source says that the credential belongs to no identity.
                NO_ROW => {}
                identity => group.push(identity),
            }
        }
        group.sort_unstable();
        group.dedup();
        sharing.add(&group);
        // Two known holders are two, whoever the others may be; one may be the same as an unknown one.
        let count = if anyone && group.len() < 2 { date::UNKNOWN } else { group.len() as i32 };
        let used_in = used_in(same.iter().map(|(_, row)| environment.code(*row as usize)), &sets, production);
        for (_, row) in same {
            holders[*row as usize] = count;
            environments[*row as usize] = used_in;
            alone[*row as usize] = false;
        }
    }
    // Most secrets stand in one place: those go by in the order of their rows.
    for row in (0..credentials.rows).filter(|row| alone[*row] && !fingerprints.get(*row).is_empty()) {
        holders[row] = match to_identity.map_or(UNKNOWN_ROW, |links| links.get(row)) {
            UNKNOWN_ROW => date::UNKNOWN,
            NO_ROW => 0,
            identity => {
                sharing.add(&[identity]);
                1
            }
        };
        environments[row] = used_in(std::iter::once(environment.code(row)), &sets, production);
    }
    (holders, environments)
}

/// The environments in which a secret is used.
///
/// Where one of the places is unknown the list is too, unless the known ones already mix production with another.
fn used_in(codes: impl Iterator<Item = u32>, sets: &[u16], production: u16) -> u16 {
    let (mut all, mut gaps, mut blank, mut places) = (NO_WORDS, 0, 0, 0);
    for code in codes {
        places += 1;
        match sets[code as usize] {
            NO_WORDS => {
                gaps += 1;
                blank += i32::from(code == EMPTY);
            }
            set => all |= set,
        }
    }
    let mixed = all.count_ones() > 1 && all & production != 0;
    match gaps {
        0 => all,
        _ if mixed => all,
        _ if blank == places => BLANK,
        _ => NO_WORDS,
    }
}

/// Which identities share secrets with which.
struct Sharing {
    /// For each identity, is the fingerprint of one of its secrets known?
    known: Vec<bool>,
    /// Groups of two and more identities with one secret, one after the other.
    members: Vec<u32>,
    /// Where each group ends.
    ends: Vec<u32>,
}

impl Sharing {
    fn new(identities: usize) -> Self {
        Self { known: vec![false; identities], members: Vec::new(), ends: Vec::new() }
    }

    fn add(&mut self, group: &[u32]) {
        for identity in group {
            if let Some(known) = self.known.get_mut(*identity as usize) {
                *known = true;
            }
        }
        if group.len() > 1 {
            self.members.extend_from_slice(group);
            self.ends.push(self.members.len() as u32);
        }
    }

    fn group(&self, at: u32) -> &[u32] {
        let start = if at == 0 { 0 } else { self.ends[at as usize - 1] };
        &self.members[start as usize..self.ends[at as usize] as usize]
    }

    /// How many other identities hold one of an identity's secrets; unknown where no fingerprint is known.
    fn others(&self) -> Vec<i32> {
        let mut out: Vec<i32> = self.known.iter().map(|known| if *known { 0 } else { date::UNKNOWN }).collect();
        let mut pairs: Vec<(u32, u32)> =
            (0..self.ends.len() as u32).flat_map(|at| self.group(at).iter().map(move |i| (*i, at))).collect();
        pairs.sort_unstable();
        // Identities in the same groups have the same company: it is counted once.
        let mut company: FxHashMap<Vec<u32>, i32> = FxHashMap::default();
        for own in pairs.chunk_by(|(a, _), (b, _)| a == b) {
            let slot = &mut out[own[0].0 as usize];
            if let [(_, only)] = own {
                *slot = self.group(*only).len() as i32 - 1;
                continue;
            }
            let groups: Vec<u32> = own.iter().map(|(_, at)| *at).collect();
            *slot = *company.entry(groups).or_insert_with_key(|groups| {
                let mut all: Vec<u32> = groups.iter().flat_map(|at| self.group(*at)).copied().collect();
                all.sort_unstable();
                all.dedup();
                all.len() as i32 - 1
            });
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use crate::schema::Subject;
    use crate::tables::derive::lab::Lab;

    #[test]
    fn the_same_fingerprint_on_two_identities_counts_both() {
        let mut lab = Lab::new();
        lab.rows(Subject::Identity, 3).set("credential.identity", &["#0", "#1", "#1", "#2", "#2", "#0", "?"]);
        lab.set("credential.fingerprint", &["aa", "aa", "bb", "bb", "", "cc", "?"]);
        assert_eq!(lab.derived("credential.fingerprint_identities"), ["2", "2", "2", "2", "", "1", "?"]);
    }

    #[test]
    fn two_credentials_of_one_identity_share_it_with_nobody() {
        let mut lab = Lab::new();
        lab.rows(Subject::Identity, 1).set("credential.identity", &["#0", "#0", ""]);
        lab.set("credential.fingerprint", &["aa", "aa", "bb"]);
        assert_eq!(lab.derived("credential.fingerprint_identities"), ["1", "1", "0"]);
    }

    #[test]
    fn an_unknown_holder_may_be_the_same_one() {
        let mut lab = Lab::new();
        lab.rows(Subject::Identity, 2).set("credential.identity", &["#0", "?", "#0", "#1", "?"]);
        lab.set("credential.fingerprint", &["aa", "aa", "bb", "bb", "bb"]);
        assert_eq!(lab.derived("credential.fingerprint_identities"), ["?", "?", "2", "2", "2"]);
    }

    #[test]
    fn without_fingerprints_nothing_is_said_of_reuse() {
        let mut lab = Lab::new();
        lab.rows(Subject::Identity, 1).set("credential.identity", &["#0"]);
        lab.derive();
        assert!(!lab.has("credential.fingerprint_identities") && !lab.has("credential.fingerprint_environments"));
        assert!(!lab.has("identity.shared_by"));
    }

    /// The environments of credentials with one fingerprint.
    fn environments(of: &[&str]) -> String {
        let mut lab = Lab::new();
        lab.set("credential.environment", of).set("credential.fingerprint", &vec!["aa"; of.len()]);
        lab.derived("credential.fingerprint_environments").remove(0)
    }

    #[test]
    fn a_secret_is_used_in_all_environments_of_its_credentials() {
        assert_eq!(environments(&["test", "production", "test"]), "production; test");
        assert_eq!(environments(&["test"]), "test");
    }

    #[test]
    fn an_unknown_place_leaves_the_environments_unknown_unless_production_is_mixed_already() {
        assert_eq!(environments(&["production", "?"]), "?");
        assert_eq!(environments(&["production", ""]), "?");
        assert_eq!(environments(&["test", "staging", "?"]), "?");
        assert_eq!(environments(&["production", "test", "?"]), "production; test");
        assert_eq!(environments(&["", ""]), "");
        assert_eq!(environments(&["", "?"]), "?");
    }

    #[test]
    fn an_identity_is_shared_by_its_consumers_and_by_holders_of_its_secrets() {
        let mut lab = Lab::new();
        lab.set("identity.consumers", &["a; b", "a", "?", "", "?"]);
        lab.set("credential.identity", &["#0", "#1", "#2", "#2", "#0", "#3"]);
        lab.set("credential.fingerprint", &["aa", "aa", "aa", "bb", "bb", "cc"]);
        assert_eq!(lab.derived("identity.shared_by"), ["4", "3", "3", "?", "?"]);
    }

    #[test]
    fn without_fingerprints_recorded_consumers_are_counted_and_nothing_else() {
        let mut lab = Lab::new();
        lab.set("identity.consumers", &["a", "a; b", "", "?"]);
        assert_eq!(lab.derived("identity.shared_by"), ["1", "2", "?", "?"]);
    }

    #[test]
    fn a_secret_that_nobody_else_holds_does_not_say_who_uses_the_identity() {
        let mut lab = Lab::new();
        lab.set("identity.consumers", &["", "a"]).set("credential.identity", &["#0", "#1"]);
        lab.set("credential.fingerprint", &["aa", "bb"]);
        assert_eq!(lab.derived("identity.shared_by"), ["?", "1"]);
    }

    #[test]
    fn company_in_two_groups_is_counted_once() {
        let mut lab = Lab::new();
        lab.rows(Subject::Identity, 3).set("credential.identity", &["#0", "#1", "#0", "#1", "#2"]);
        lab.set("credential.fingerprint", &["aa", "aa", "bb", "bb", "bb"]);
        assert_eq!(lab.derived("identity.shared_by"), ["3", "3", "3"], "the two others and itself");
    }
}
