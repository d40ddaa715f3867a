//! One page for each owner: what they answer for, in the order to work.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::answering::Answering;
use super::due::{Dated, Dates};
use super::entry::Entry;
use super::failing::{failing, fails, is_accepted, severity};
use super::who::Who;
use super::{Assessed, OWNED_SHOWN, View, add, findings, responses};
use crate::api::{Assessment, Counts, ExceptionShown, Finding, OwnedIdentity, OwnerPage};
use crate::checks::evaluate::Bits;
use crate::checks::{Severity, Way};
use crate::schema::{SUBJECTS, Subject};
use crate::tables::{Tables, UNKNOWN, Value};

impl Assessed<'_> {
    /// One page for each owner, in the order of their names, one at a time; at last a page for what has no owner.
    ///
    /// A person has a page who owns an identity, or answers for a row with a finding or a date.
    pub fn owner_pages(&self) -> OwnerPages<'_> {
        OwnerPages::new(self.view(), &self.assessment)
    }

    /// The page of one owner, by the name as shown or the name for files; the page of what has no owner goes by
    /// `no-owner`. Pages of all others are not made for it.
    pub fn owner_page(&self, owner: &str) -> Option<OwnerPage> {
        let mut pages = self.owner_pages();
        if let Some(person) = self.tables.persons.names.iter().position(|name| name == owner) {
            let mut page = pages.page(Some(person as u32));
            page.slug = Slugs::default().of(owner);
            return Some(page);
        }
        pages.find(|page| page.slug == owner)
    }
}

/// Owners' pages, streamed: one page is held at a time.
pub struct OwnerPages<'a> {
    view: View<'a>,
    assessment: &'a Assessment,
    dates: Dates<'a>,
    /// Rows by who answers for them, for each subject.
    owned: Vec<Owned>,
    /// How rows lead to identities, for each subject.
    ways: Vec<Way<'a>>,
    /// The checks that fail on any row, for each subject.
    failing: Vec<Vec<usize>>,
    /// For each check, the open failures that stand under a finding on their owner.
    grouped: Vec<Bits>,
    /// Who is left, in order; none stands for nobody.
    left: std::vec::IntoIter<Option<u32>>,
    slugs: Slugs,
    /// The place of each identity among those of its owner.
    places: Vec<u32>,
}

/// Rows of one subject, gathered by who answers for them.
struct Owned {
    /// Where the rows of each person end; those of nobody come last.
    ends: Vec<u32>,
    rows: Vec<u32>,
}

impl Owned {
    fn new(tables: &Tables, subject: Subject) -> Self {
        let answering = Answering::new(tables, subject);
        let nobody = tables.persons.names.len();
        let rows = tables.table(subject).rows;
        let of = |row: usize| answering.of(row).map_or(nobody, |person| person as usize);
        let mut starts = vec![0; nobody + 1];
        (0..rows).for_each(|row| starts[of(row)] += 1);
        let mut before = 0;
        for start in &mut starts {
            before += std::mem::replace(start, before);
        }
        let mut gathered = vec![0; rows];
        for row in 0..rows {
            let at = &mut starts[of(row)];
            gathered[*at as usize] = row as u32;
            *at += 1;
        }
        // Each start has moved on to where its rows end.
        Self { ends: starts, rows: gathered }
    }

    fn of(&self, person: Option<u32>) -> &[u32] {
        let at = person.map_or(self.ends.len() - 1, |person| person as usize);
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.rows[start as usize..self.ends[at] as usize]
    }
}

/// A finding on a page before it is written; the smaller comes first in the order to work.
type Rank = (Reverse<Severity>, bool, u32, u32, u32);

/// The first findings in the order to work, and no more of them than a page shows.
#[derive(Default)]
struct Worklist {
    heap: BinaryHeap<Rank>,
}

impl Worklist {
    fn add(&mut self, rank: Rank) {
        self.heap.push(rank);
        if self.heap.len() > OWNED_SHOWN {
            self.heap.pop();
        }
    }

    fn findings(self, view: View<'_>) -> Vec<Finding> {
        let ranks = self.heap.into_sorted_vec();
        let one =
            |(severity, _, _, check, row): Rank| findings::finding(view, check as usize, row as usize, severity.0);
        ranks.into_iter().map(one).collect()
    }
}

/// What was counted for one identity of a page.
#[derive(Clone, Default)]
struct Tally {
    open: Counts,
    accepted: usize,
}

impl<'a> OwnerPages<'a> {
    fn new(view: View<'a>, assessment: &'a Assessment) -> Self {
        let tables = view.tables;
        let owned: Vec<Owned> = SUBJECTS.iter().map(|subject| Owned::new(tables, *subject)).collect();
        let names = &tables.persons.names;
        let mut persons: Vec<u32> = (0..names.len() as u32).collect();
        persons.retain(|person| owned.iter().any(|o| !o.of(Some(*person)).is_empty()));
        persons.sort_by_cached_key(|person| {
            let name = &names[*person as usize];
            (name.to_lowercase(), name)
        });
        let order: Vec<Option<u32>> = persons.into_iter().map(Some).chain([None]).collect();
        let fails_somewhere = |subject: Subject| {
            let fails = |at: &usize| view.verdicts.outcomes[*at].as_ref().is_some_and(|o| failing(o).count() > 0);
            (0..view.checks.len()).filter(|at| view.checks[*at].subject == subject).filter(fails).collect()
        };
        Self {
            view,
            assessment,
            dates: Dates::new(view),
            owned,
            ways: SUBJECTS.iter().map(|subject| Way::new(tables, *subject, Subject::Identity)).collect(),
            failing: SUBJECTS.into_iter().map(fails_somewhere).collect(),
            grouped: (0..view.checks.len()).map(|check| findings::grouped(view, check)).collect(),
            left: order.into_iter(),
            slugs: Slugs::default(),
            places: vec![0; tables.table(Subject::Identity).rows],
        }
    }

    fn page(&mut self, person: Option<u32>) -> OwnerPage {
        let identities = self.identities(person);
        let mut tallies = vec![Tally::default(); identities.len()];
        let (mut open, mut accepted) = (Worklist::default(), Worklist::default());
        let (mut findings_total, mut accepted_total, mut grouped) = (Counts::default(), 0, 0);
        let mut exceptions = BTreeSet::new();
        let mut dated: Vec<Dated> = Vec::new();
        for subject in SUBJECTS {
            for row in self.owned[subject as usize].of(person).iter().map(|row| *row as usize) {
                dated.extend(self.dates.told(subject, row));
                let mut row_is_past = None;
                let place = self.ways[subject as usize].of(row).map(|identity| self.places[identity]);
                for check in &self.failing[subject as usize] {
                    let outcome = self.view.verdicts.outcomes[*check].as_ref().expect("a check that fails has one");
                    if !fails(outcome, row) {
                        continue;
                    }
                    let severity = severity(&self.view.checks[*check], outcome, row);
                    let is_past = *row_is_past.get_or_insert_with(|| self.dates.is_past(subject, row))
                        || responses::is_overdue(self.view, *check, row);
                    let rank = (Reverse(severity), !is_past, place.unwrap_or(u32::MAX), *check as u32, row as u32);
                    exceptions.extend(self.view.exceptions.at(*check, row));
                    let tally = place.map(|place| &mut tallies[place as usize]);
                    if is_accepted(outcome, row) {
                        accepted_total += 1;
                        tally.into_iter().for_each(|t| t.accepted += 1);
                        accepted.add(rank);
                    } else {
                        match self.grouped[*check].get(row) {
                            true => grouped += 1,
                            false => add(&mut findings_total, severity, 1),
                        }
                        tally.into_iter().for_each(|t| add(&mut t.open, severity, 1));
                        open.add(rank);
                    }
                }
            }
        }
        dated.sort_unstable();
        dated.truncate(OWNED_SHOWN);
        let who = person.map(|person| Who::new(self.view.tables, person));
        let findings = open.findings(self.view);
        let accepted = accepted.findings(self.view);
        let mut page = OwnerPage {
            owner: who.map_or("(no owner)", Who::name).to_owned(),
            slug: String::new(),
            roster: who.and_then(Who::status),
            function: who.and_then(Who::function),
            header: self.assessment.header.clone(),
            as_of: self.assessment.as_of.clone(),
            says: String::new(),
            identities_total: identities.len(),
            exceptions: self.exceptions(&exceptions),
            identities: self.owned_identities(&identities, &tallies),
            findings,
            findings_total,
            accepted,
            accepted_total,
            due: dated.into_iter().map(|dated| self.dates.due(dated, person)).collect(),
        };
        page.says = self.says(&page, &identities, who, grouped);
        page
    }

    /// The identities of an owner by key, each with its place noted.
    fn identities(&mut self, person: Option<u32>) -> Vec<u32> {
        let mut rows = self.owned[Subject::Identity as usize].of(person).to_vec();
        rows.sort_by_cached_key(|row| findings::own_key(self.view.tables, Subject::Identity, *row as usize));
        for (place, row) in rows.iter().enumerate() {
            self.places[*row as usize] = place as u32;
        }
        rows
    }

    /// Those with the worst findings first.
    fn owned_identities(&self, rows: &[u32], tallies: &[Tally]) -> Vec<OwnedIdentity> {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|at| {
            let open = &tallies[*at].open;
            (Reverse((open.critical, open.high, open.medium, open.low)), *at)
        });
        order.truncate(OWNED_SHOWN);
        order.into_iter().map(|at| self.owned_identity(rows[at] as usize, &tallies[at])).collect()
    }

    fn owned_identity(&self, row: usize, tally: &Tally) -> OwnedIdentity {
        let entry = Entry { tables: self.view.tables, subject: Subject::Identity, row };
        OwnedIdentity {
            key: entry.key(),
            name: entry.text("name"),
            kind: entry.text("kind"),
            platform: entry.text("platform"),
            environment: entry.text("environment"),
            status: entry.text("status"),
            privileged: match entry.value("privileged") {
                Value::Bool(privileged) => Some(privileged),
                _ => None,
            },
            findings: tally.open,
            accepted: tally.accepted,
            review_due: self.dates.review_due(row),
        }
    }

    /// The exceptions that findings of the page stand under, as far as the Assessment shows them.
    fn exceptions(&self, rows: &BTreeSet<usize>) -> Vec<ExceptionShown> {
        let keys: BTreeSet<String> =
            rows.iter().map(|row| findings::key(self.view.tables, Subject::Exception, *row)).collect();
        self.assessment.exceptions.iter().filter(|e| keys.contains(&e.key)).cloned().collect()
    }

    fn says(&self, page: &OwnerPage, identities: &[u32], who: Option<Who<'_>>, grouped: usize) -> String {
        let identities = match who {
            Some(_) => counted(identities.len(), "identity", "identities"),
            None => {
                let owner = self.view.tables.table(Subject::Identity).col("owner");
                let unknown = identities.iter().filter(|row| owner.code(**row as usize) == UNKNOWN).count();
                let no_owner = counted(identities.len(), "identity without an owner", "identities without an owner");
                match unknown {
                    0 => no_owner,
                    unknown if unknown == identities.len() => format!("{no_owner}: no file tells who owns them"),
                    unknown => format!("{no_owner}: of {unknown} of them no file tells, the others are left blank"),
                }
            }
        };
        let left = who.filter(|who| who.status().as_deref() == Some("left"));
        let left = left.map(|who| match who.left() {
            Some(day) => format!("left on {day}; "),
            None => "left; ".into(),
        });
        let open = &page.findings_total;
        let past = page.due.iter().filter(|due| due.past).count();
        format!(
            "{}{identities}; {} ({} critical, {} high, {} medium, {} low){}, {} accepted; {} past, {} to come",
            left.unwrap_or_default(),
            counted(open.total, "open finding", "open findings"),
            open.critical,
            open.high,
            open.medium,
            open.low,
            if grouped > 0 { format!(" and {grouped} that the one on their owner tells") } else { String::new() },
            page.accepted_total,
            counted(past, "date", "dates"),
            page.due.len() - past
        )
    }
}

impl Iterator for OwnerPages<'_> {
    type Item = OwnerPage;

    fn next(&mut self) -> Option<OwnerPage> {
        loop {
            let person = self.left.next()?;
            let mut page = self.page(person);
            let something = page.identities_total + page.findings_total.total + page.accepted_total + page.due.len();
            if something > 0 {
                page.slug = match person {
                    Some(_) => self.slugs.of(&page.owner),
                    None => NO_OWNER.into(),
                };
                return Some(page);
            }
        }
    }
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// The file name of the page of what has no owner.
const NO_OWNER: &str = "no-owner";
/// Names that no page may have: other files of the folder, and what some systems take for devices.
const TAKEN: [&str; 6] = [NO_OWNER, "index", "con", "prn", "aux", "nul"];
/// Longest name before a number is added.
const SLUG: usize = 60;

/// Names for files: small letters, digits and hyphens, each given once.
#[derive(Default)]
struct Slugs {
    /// The names given, and the last number that stands behind each.
    given: BTreeMap<String, usize>,
}

impl Slugs {
    fn of(&mut self, name: &str) -> String {
        let mut slug = String::new();
        for c in name.chars() {
            if slug.len() >= SLUG {
                break;
            }
            if c.is_ascii_alphanumeric() {
                slug.push(c.to_ascii_lowercase());
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let slug = slug.trim_end_matches('-');
        let slug = if slug.is_empty() { "owner" } else { slug };
        let device = slug.len() == 4 && (slug.starts_with("com") || slug.starts_with("lpt"));
        let mut own = slug.to_owned();
        let mut number = self.given.get(slug).copied().unwrap_or(1);
        while self.given.contains_key(&own) || number == 1 && (device || TAKEN.contains(&slug)) {
            number += 1;
            own = format!("{slug}-{number}");
        }
        self.given.insert(slug.to_owned(), number);
        self.given.entry(own.clone()).or_insert(1);
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_for_a_file_is_plain_and_given_once() {
        let mut slugs = Slugs::default();
        for (name, slug) in [
            ("jana.weber@example.com", "jana-weber-example-com"),
            ("Jana Weber", "jana-weber"),
            ("Jana  WEBER!", "jana-weber-2"),
            ("jana weber 3", "jana-weber-3"),
            ("jana-weber", "jana-weber-4"),
            ("../../etc/passwd", "etc-passwd"),
            ("李", "owner"),
            ("", "owner-2"),
            ("Index", "index-2"),
            ("no owner", "no-owner-2"),
            ("CON", "con-2"),
            ("com1", "com1-2"),
            ("comb", "comb-2"),
            ("Zoë Ångström", "zo-ngstr-m"),
        ] {
            assert_eq!(slugs.of(name), slug, "{name}");
        }
        let long = slugs.of(&"a".repeat(500));
        assert!(long.len() <= SLUG);
        let next = slugs.of(&"a".repeat(501));
        assert_eq!(next, format!("{long}-2"));
    }
}
