//! What the rules that derive fields ask of checks: how severe each is, and its limit in days.

use crate::checks::typed::{Cond, Term};
use crate::checks::{Check, TypedCheck};
use crate::policy::Policy;
use crate::schema::Type;
use crate::tables::derive::{CheckFacts, Checks};

/// The severity of each check, and its limit in days, as the policy sets it for rows that no class makes special.
///
/// Of several limits of one check the strictest holds.
pub(super) fn check_facts(checks: &[Check], typed: &[TypedCheck], policy: &Policy) -> Checks {
    let facts = |(check, typed): (&Check, &TypedCheck)| {
        let mut days = Vec::new();
        limits_in_days(&typed.fails, policy, &mut days);
        (check.id.clone(), CheckFacts { severity: check.severity.word(), days: days.into_iter().min() })
    };
    checks.iter().zip(typed).map(facts).collect()
}

/// The limits in days that a condition compares an age with, or another number of days.
///
/// Only those of which the smaller value is the stricter one: a warning that comes earlier is no looser.
fn limits_in_days(cond: &Cond, policy: &Policy, out: &mut Vec<i64>) {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => parts.iter().for_each(|part| limits_in_days(part, policy, out)),
        Cond::Not(inner) => limits_in_days(inner, policy, out),
        Cond::Quantifier { body, .. } => limits_in_days(body, policy, out),
        Cond::Compare(_, days, Term::Limit(limit)) | Cond::Compare(_, Term::Limit(limit), days) => {
            let in_days = policy.keys.get(&limit.key).is_some_and(|threshold| threshold.unit == "days");
            if in_days && limit.least && counts_days(days) {
                out.push(limit.default);
            }
        }
        _ => {}
    }
}

fn counts_days(term: &Term) -> bool {
    match term {
        Term::Age(_) | Term::DaysBetween(..) => true,
        Term::Field(path) => path.kind() == Type::Int,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{Pack, PackFiles};
    use crate::policy::PolicyValue;

    fn shipped() -> Pack {
        Pack::load(&PackFiles::new(nhimap_frameworks::FILES.iter().copied())).expect("the shipped pack")
    }

    fn facts(pack: &Pack, policy: &Policy) -> Checks {
        let typed: Vec<TypedCheck> =
            pack.checks.iter().map(|check| check.typed(policy).expect("a check of the pack")).collect();
        check_facts(&pack.checks, &typed, policy)
    }

    #[test]
    fn a_check_on_an_age_has_the_limit_of_its_key() {
        let pack = shipped();
        let facts = facts(&pack, &pack.policy);
        let of = |key: &str| Some(pack.policy.int(key));
        assert_eq!(facts["credential-not-rotated"], CheckFacts { severity: "medium", days: of("rotation_days") });
        assert_eq!(facts["identity-never-reviewed"].days, of("review_days"), "below an `or` and a `not`");
        assert_eq!(facts["credential-lifetime-too-long"].days, of("lifetime_days"), "a number of days");
        assert_eq!(facts["identity-unused"].days, of("unused_days"), "the strictest of two");
        assert_eq!(facts.len(), pack.checks.len());
    }

    #[test]
    fn counts_shares_and_warnings_ahead_are_no_limits_on_an_age() {
        let pack = shipped();
        let facts = facts(&pack, &pack.policy);
        for check in
            ["identity-owner-overloaded", "permissions-granted-unused", "credential-expiring-soon", "wildcard-scopes"]
        {
            assert_eq!(facts[check].days, None, "{check}");
        }
    }

    #[test]
    fn the_limit_is_that_of_the_policy_in_use_and_its_classes_do_not_count() {
        let pack = shipped();
        let mut policy = pack.policy.clone();
        let threshold = policy.keys.get_mut("rotation_days").expect("a key");
        threshold.default = PolicyValue::Int(60);
        assert!(threshold.entries.iter().any(|entry| entry.limit < 60));
        assert_eq!(facts(&pack, &policy)["credential-not-rotated"].days, Some(60));
    }
}
