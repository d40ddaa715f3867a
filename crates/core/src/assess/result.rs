//! The one table from rows and claims to a result, total over its coordinates.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The result words, the same in JSON, page and reports, the most serious first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum ResultWord {
    /// Rows fail in numbers, or critically.
    #[serde(rename = "gap")]
    Gap,
    /// A control claims it, and rows show otherwise beyond its own tolerance.
    #[serde(rename = "contradicted")]
    Contradicted,
    /// Few rows fail, or only supporting checks point away.
    #[serde(rename = "partial gap")]
    PartialGap,
    /// Claimed, and nothing dated proves it.
    #[serde(rename = "unproven")]
    Unproven,
    /// Too few of the rows or checks could be decided.
    #[serde(rename = "insufficient data")]
    InsufficientData,
    /// Every failing row is under an exception in force.
    #[serde(rename = "accepted until")]
    AcceptedUntil,
    /// Rows were tested and none failed.
    #[serde(rename = "no gap found")]
    NoGapFound,
    /// Claims with dated evidence, and no rows can speak.
    #[serde(rename = "claimed")]
    Claimed,
    /// A person said so, with a reason.
    #[serde(rename = "not applicable")]
    NotApplicable,
    /// The organisation's profile leaves it out.
    #[serde(rename = "out of profile")]
    OutOfProfile,
    /// Nothing speaks to it.
    #[serde(rename = "not assessed")]
    NotAssessed,
}

impl ResultWord {
    /// All words, in the order in which roll-ups count them.
    pub const ALL: [Self; 11] = [
        Self::Gap,
        Self::Contradicted,
        Self::PartialGap,
        Self::Unproven,
        Self::InsufficientData,
        Self::AcceptedUntil,
        Self::NoGapFound,
        Self::Claimed,
        Self::NotApplicable,
        Self::OutOfProfile,
        Self::NotAssessed,
    ];

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Contradicted => "contradicted",
            Self::PartialGap => "partial gap",
            Self::Unproven => "unproven",
            Self::InsufficientData => "insufficient data",
            Self::AcceptedUntil => "accepted until",
            Self::NoGapFound => "no gap found",
            Self::Claimed => "claimed",
            Self::NotApplicable => "not applicable",
            Self::OutOfProfile => "out of profile",
            Self::NotAssessed => "not assessed",
        }
    }
}

/// What the rows show of a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RowState {
    /// No deciding check, or no row to which one applies.
    None,
    /// No row could be decided.
    Unknown,
    /// No open failure, but too few rows known or too few checks evaluated.
    Thin,
    /// No open failure, and enough known.
    Clean,
    /// All failures are accepted.
    Accepted,
    /// Some open failures.
    Few,
    /// Open failures in numbers, or a critical one.
    Many,
}

/// What is claimed of a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClaimState {
    /// No control cites it.
    None,
    /// Controls say that it does not apply, with a reason.
    NotApplicable,
    /// A control is planned.
    Planned,
    /// A control is in place in part.
    Partial,
    /// A control is in place.
    Implemented,
}

/// What proves a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceState {
    /// Inside the window, not stale, and covering enough of it.
    Dated,
    /// None, stale, before the window, undated, or covering too little.
    Not,
}

/// What else the table looks at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// A control is linked to a failing check beyond its own tolerance, by its own threshold, on rows inside its
    /// operation, and is neither detective nor retired: only then may a result be *contradicted* by failing rows.
    pub contradiction_stands: bool,
    /// At least one row to which a test applies was decided: the kind that "not applicable" denies is there.
    pub any_row_decided: bool,
}

/// The result of a reference.
///
/// ```
/// use nhimap_core::assess::result::*;
/// let word = result(RowState::Many, ClaimState::None, EvidenceState::Not, Circumstances::default());
/// assert_eq!(word, ResultWord::Gap);
/// ```
pub fn result(rows: RowState, claim: ClaimState, evidence: EvidenceState, about: Circumstances) -> ResultWord {
    use ClaimState as C;
    use EvidenceState::{Dated, Not};
    use ResultWord as W;
    use RowState as R;
    match (rows, claim, evidence) {
        (R::None, C::None, _) => W::NotAssessed,
        (R::None, C::NotApplicable, _) => W::NotApplicable,
        (R::None, C::Planned, _) => W::Gap,
        (R::None, C::Partial, Dated) => W::PartialGap,
        (R::None, C::Implemented, Dated) => W::Claimed,
        (R::None, C::Partial | C::Implemented, Not) => W::Unproven,

        (R::Unknown | R::Thin, C::NotApplicable, _) if about.any_row_decided => W::Contradicted,
        (R::Unknown | R::Thin, _, _) => W::InsufficientData,

        (_, C::NotApplicable, _) => W::Contradicted,

        (R::Clean, C::None | C::Planned, _) => W::NoGapFound,
        (R::Clean, C::Partial, _) => W::PartialGap,
        (R::Clean, C::Implemented, Dated) => W::NoGapFound,
        (R::Clean, C::Implemented, Not) => W::Unproven,

        (R::Accepted, _, _) => W::AcceptedUntil,

        // One missed row in ten thousand contradicts nobody: the control's own tolerance decides.
        (R::Few, C::Implemented, Dated) if about.contradiction_stands => W::Contradicted,
        (R::Few, _, _) => W::PartialGap,

        (R::Many, C::Implemented, _) if about.contradiction_stands => W::Contradicted,
        (R::Many, _, _) => W::Gap,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ClaimState as C;
    use EvidenceState::{Dated, Not};
    use RowState as R;

    /// The table of the design, row by row; columns: none, not applicable, planned, partial dated, partial not,
    /// implemented dated, implemented not.
    const COLUMNS: [(C, EvidenceState); 7] = [
        (C::None, Not),
        (C::NotApplicable, Not),
        (C::Planned, Not),
        (C::Partial, Dated),
        (C::Partial, Not),
        (C::Implemented, Dated),
        (C::Implemented, Not),
    ];

    fn row(rows: RowState, about: Circumstances) -> [&'static str; 7] {
        COLUMNS.map(|(claim, evidence)| result(rows, claim, evidence, about).word())
    }

    const PLAIN: Circumstances = Circumstances { contradiction_stands: false, any_row_decided: false };
    const LINKED: Circumstances = Circumstances { contradiction_stands: true, any_row_decided: true };

    macro_rules! cells {
        ($($name:ident: $rows:expr, $about:expr => $words:expr;)+) => { $(
            #[test]
            fn $name() {
                for (at, (got, expected)) in row($rows, $about).into_iter().zip($words).enumerate() {
                    assert_eq!(got, expected, "rows {:?}, column {at}: {:?}", $rows, COLUMNS[at]);
                }
            }
        )+ };
    }

    cells! {
        no_rows: R::None, PLAIN =>
            ["not assessed", "not applicable", "gap", "partial gap", "unproven", "claimed", "unproven"];
        unknown_rows: R::Unknown, PLAIN =>
            ["insufficient data"; 7];
        thin_rows: R::Thin, PLAIN =>
            ["insufficient data"; 7];
        thin_rows_of_which_one_was_decided: R::Thin, Circumstances { any_row_decided: true, ..PLAIN } =>
            ["insufficient data", "contradicted", "insufficient data", "insufficient data", "insufficient data", "insufficient data", "insufficient data"];
        clean_rows: R::Clean, LINKED =>
            ["no gap found", "contradicted", "no gap found", "partial gap", "partial gap", "no gap found", "unproven"];
        accepted_rows: R::Accepted, LINKED =>
            ["accepted until", "contradicted", "accepted until", "accepted until", "accepted until", "accepted until", "accepted until"];
        few_rows_without_the_link: R::Few, PLAIN =>
            ["partial gap", "contradicted", "partial gap", "partial gap", "partial gap", "partial gap", "partial gap"];
        few_rows_with_the_link: R::Few, LINKED =>
            ["partial gap", "contradicted", "partial gap", "partial gap", "partial gap", "contradicted", "partial gap"];
        many_rows_without_the_link: R::Many, PLAIN =>
            ["gap", "contradicted", "gap", "gap", "gap", "gap", "gap"];
        many_rows_with_the_link: R::Many, LINKED =>
            ["gap", "contradicted", "gap", "gap", "gap", "contradicted", "contradicted"];
    }

    #[test]
    fn the_table_is_total() {
        for rows in [R::None, R::Unknown, R::Thin, R::Clean, R::Accepted, R::Few, R::Many] {
            for (claim, _) in COLUMNS {
                for evidence in [Dated, Not] {
                    for about in [PLAIN, LINKED] {
                        let _ = result(rows, claim, evidence, about);
                    }
                }
            }
        }
    }
}
