//! The failing rows of a check, open or accepted, and how severe each is.

use crate::checks::evaluate::{Bits, Outcome};
use crate::checks::{Check, Severity};

/// All failing rows.
pub(super) fn failing(outcome: &Outcome) -> Bits {
    outcome.fail.or(&outcome.accepted)
}

/// Does the row fail, open or accepted?
pub(super) fn fails(outcome: &Outcome, row: usize) -> bool {
    outcome.fail.get(row) || outcome.accepted.get(row)
}

/// Does an exception in force accept this failing row?
pub(super) fn is_accepted(outcome: &Outcome, row: usize) -> bool {
    outcome.accepted.get(row)
}

/// The severity of a failing row, as raised by the data.
pub(super) fn severity(check: &Check, outcome: &Outcome, row: usize) -> Severity {
    let raised = check.raises.iter().zip(&outcome.raised).filter(|(_, bits)| bits.get(row));
    raised.map(|(raise, _)| raise.to).max().map_or(check.severity, |to| to.max(check.severity))
}
