//! Random conditions that fit the schema, as text.

use nhimap_core::checks::typed::find_path;
use nhimap_core::schema::{self, Subject, Type};
use proptest::prelude::*;
use proptest::sample::select;

/// Fields that conditions over rows of one subject are made of, by what they are.
#[derive(Debug)]
pub(crate) struct Fields {
    pub(crate) subject: Subject,
    bools: &'static [&'static str],
    words: &'static [&'static str],
    days: &'static [&'static str],
    numbers: &'static [&'static str],
    texts: &'static [&'static str],
    lists: &'static [&'static str],
    persons: &'static [&'static str],
    several: &'static [&'static str],
    links: &'static [&'static str],
}

/// A handful of fields for each subject: its own, over one link and two, and of persons' rows of the roster.
pub(crate) static FIELDS: [Fields; 8] = [
    Fields {
        subject: Subject::Credential,
        bools: &["credential.static", "credential.public_tls", "identity.privileged", "identity.owner.privileged"],
        words: &[
            "credential.kind",
            "credential.status",
            "credential.environment",
            "identity.environment",
            "credential.privilege",
            "identity.privilege",
            "identity.owner.status",
            "credential.delegated_user.kind",
        ],
        days: &[
            "credential.set",
            "credential.created",
            "credential.expires",
            "identity.created",
            "identity.expires",
            "identity.owner.left",
        ],
        numbers: &[
            "credential.key_bits",
            "credential.lifetime",
            "identity.shared_by",
            "identity.owner.identities_owned",
        ],
        texts: &["credential.algorithm", "credential.name", "identity.name", "identity.vendor", "identity.owner.name"],
        lists: &["credential.scopes", "credential.used_by", "identity.scopes", "identity.owner.aliases"],
        persons: &["identity.owner", "identity.custodian", "credential.delegated_user", "identity.owner.manager"],
        several: &["identity.holders", "identity.owners"],
        links: &["credential.identity", "identity.application", "identity.supplier"],
    },
    Fields {
        subject: Subject::Identity,
        bools: &["identity.mfa", "identity.logging", "identity.third_party", "identity.custodian.privileged"],
        words: &[
            "identity.kind",
            "identity.status",
            "identity.register_status",
            "identity.purpose_class",
            "identity.environment",
            "application.environment",
            "application.status",
            "identity.application_status",
            "identity.owner.kind",
            "identity.owner.manager.kind",
            "identity.supplier.owner.status",
        ],
        days: &[
            "identity.created",
            "identity.last_used",
            "identity.reviewed",
            "identity.expires",
            "supplier.contract_ends",
            "supplier.reviewed",
        ],
        numbers: &["identity.live_credentials", "identity.unused_scope_share", "identity.custodian.roles_held"],
        texts: &[
            "identity.id",
            "identity.name",
            "identity.purpose",
            "identity.team",
            "identity.vendor",
            "supplier.name",
            "identity.owner.address",
        ],
        lists: &["identity.scopes", "identity.approved_scopes", "identity.tools", "identity.owner.aliases"],
        persons: &[
            "identity.owner",
            "identity.custodian",
            "identity.approver",
            "application.owner",
            "identity.owner.manager",
        ],
        several: &["identity.holders", "identity.owners"],
        links: &["identity.application", "identity.supplier"],
    },
    Fields {
        subject: Subject::Exposure,
        bools: &["exposure.public", "credential.static", "identity.privileged", "credential.identity.mfa"],
        words: &[
            "exposure.status",
            "exposure.validity",
            "exposure.environment",
            "credential.environment",
            "identity.environment",
            "credential.identity.environment",
            "exposure.author.status",
        ],
        days: &[
            "exposure.found",
            "exposure.resolved",
            "credential.set",
            "credential.expires",
            "credential.identity.created",
        ],
        numbers: &["credential.key_bits", "identity.shared_by"],
        texts: &[
            "exposure.detector",
            "exposure.location",
            "exposure.reason",
            "credential.name",
            "credential.identity.name",
        ],
        lists: &["credential.scopes", "identity.scopes", "credential.identity.scopes"],
        persons: &["exposure.author", "exposure.resolved_by", "identity.owner", "credential.identity.owner"],
        several: &["identity.holders", "credential.identity.owners"],
        links: &["exposure.identity", "exposure.credential", "credential.identity", "identity.application"],
    },
    Fields {
        subject: Subject::Person,
        bools: &["person.privileged", "person.manager.privileged"],
        words: &[
            "person.kind",
            "person.status",
            "person.manager.status",
            "person.function",
            "person.manager.manager.function",
        ],
        days: &["person.left", "person.manager.left"],
        numbers: &["person.identities_owned", "person.privileged_owned", "person.manager.roles_held"],
        texts: &["person.name", "person.team", "person.manager.team", "person.address"],
        lists: &["person.aliases", "person.manager.aliases"],
        persons: &["person.manager", "person.manager.manager"],
        several: &[],
        links: &[],
    },
    Fields {
        subject: Subject::Control,
        bools: &["control.in_profile", "control.owner.privileged"],
        words: &[
            "control.kind",
            "control.status",
            "control.target",
            "control.owner_function",
            "control.evidence_state",
            "control.owner.kind",
            "control.owner.status",
        ],
        days: &["control.reviewed", "control.starts", "control.last_operated", "control.operation_due"],
        numbers: &["control.cadence", "control.threshold_days", "control.policy_days", "control.covers_share"],
        texts: &["control.id", "control.title", "control.rationale"],
        lists: &["control.references", "control.checks", "control.evidence_methods"],
        persons: &["control.owner", "control.operator", "control.approver", "control.owner.manager"],
        several: &[],
        links: &[],
    },
    Fields {
        subject: Subject::Evidence,
        bools: &["evidence.reused", "control.in_profile", "evidence.collector.privileged"],
        words: &[
            "evidence.kind",
            "evidence.method",
            "evidence.state",
            "control.evidence_state",
            "control.status",
            "evidence.collector.status",
        ],
        days: &["evidence.covers_from", "evidence.covers_to", "evidence.collected", "control.starts"],
        numbers: &["control.evidence_rows", "control.cadence", "evidence.collector.roles_held"],
        texts: &["evidence.artefact", "evidence.hash", "control.title"],
        lists: &["evidence.references", "control.references", "control.evidence_methods"],
        persons: &["evidence.collector", "evidence.custodian", "control.operator", "control.owner"],
        several: &["evidence.interested", "evidence.clears"],
        links: &["evidence.control"],
    },
    Fields {
        subject: Subject::Exception,
        bools: &["exception.compensating_control.in_profile", "exception.approver.privileged"],
        words: &[
            "exception.status",
            "exception.state",
            "exception.check_severity",
            "exception.compensating_control.evidence_state",
            "exception.approver.status",
        ],
        days: &["exception.approved", "exception.starts", "exception.ends", "exception.compensating_control.reviewed"],
        numbers: &["exception.renewals", "exception.covers", "exception.growth"],
        texts: &["exception.check", "exception.where", "exception.reason", "exception.compensating_control.title"],
        lists: &["exception.identities", "exception.references"],
        persons: &["exception.approver", "exception.requester", "exception.compensating_control.operator"],
        several: &["exception.interested"],
        links: &["exception.compensating_control"],
    },
    Fields {
        subject: Subject::Launch,
        bools: &["launch.entitlement_design", "launch.rollback_path", "launch.bypassed_approval"],
        words: &["launch.feature", "launch.owner.kind", "launch.owner.status", "launch.approver.function"],
        days: &["launch.reviewed", "launch.live", "launch.planned_live", "launch.revocation_tested"],
        numbers: &["launch.owner.identities_owned"],
        texts: &["launch.id", "launch.title", "launch.owner.team"],
        lists: &["launch.identities", "launch.owner.aliases"],
        persons: &["launch.owner", "launch.approver", "launch.reviewer", "launch.owner.manager"],
        several: &[],
        links: &[],
    },
];

const TEXTS: [&str; 9] = ["alpha", "beta", "billing-export", "", "a", "pre", "-post", ":*", "*"];
const ORDERS: [&str; 4] = ["<", "<=", ">", ">="];
const EQUALS: [&str; 2] = ["==", "!="];
/// Policy keys: with entries by class, with a larger value as the stricter one, and without entries.
const LIMITS: [&str; 11] = [
    "rotation_days",
    "lifetime_days",
    "unused_days",
    "exposure_days",
    "expiring_days",
    "supplier_review_days",
    "overlap_days",
    "min_rsa_bits",
    "evidence_days",
    "exception_days",
    "coverage_share",
];
const LISTS: [&str; 3] = ["policy.wildcards", "policy.jit_classes", "policy.weak_algorithms"];

type Text = BoxedStrategy<String>;

fn quoted() -> Text {
    select(&TEXTS[..]).prop_map(|text| format!("{text:?}")).boxed()
}

fn list_of(element: Text) -> Text {
    prop::collection::vec(element, 1..4).prop_map(|list| format!("[{}]", list.join(", "))).boxed()
}

fn any_of(names: &'static [&'static str]) -> Text {
    select(names).prop_map(str::to_owned).boxed()
}

fn compared(a: Text, operators: &'static [&'static str], b: Text) -> Text {
    // Either side first: the oracle's `==` asks the left one.
    (a, select(operators), b, any::<bool>())
        .prop_map(|(a, op, b, swapped)| if swapped { format!("{b} {op} {a}") } else { format!("{a} {op} {b}") })
        .boxed()
}

/// One of the strategies whose fields there are.
fn one_of(parts: Vec<Text>) -> Text {
    prop::strategy::Union::new(parts).boxed()
}

impl Fields {
    fn vocabulary(&self, word: &str) -> &'static str {
        let names: Vec<String> = word.split('.').map(str::to_owned).collect();
        match find_path(self.subject, &names).map(|path| path.kind()) {
            Ok(Type::Word(vocabulary)) => vocabulary,
            other => panic!("{word}: {other:?}"),
        }
    }

    fn word_atom(&'static self) -> Text {
        (
            select(self.words),
            prop::collection::vec(any::<prop::sample::Index>(), 1..4),
            0..4_u8,
            any::<prop::sample::Index>(),
        )
            .prop_map(|(word, picks, form, other)| {
                let vocabulary = self.vocabulary(word);
                let words: Vec<String> =
                    picks.iter().map(|p| format!("{:?}", p.get(schema::words(vocabulary)))).collect();
                let alike: Vec<_> = self.words.iter().filter(|w| self.vocabulary(w) == vocabulary).collect();
                match form {
                    0 => format!("{word} == {}", words[0]),
                    1 => format!("{} != {word}", words[0]),
                    2 => format!("{word} in [{}]", words.join(", ")),
                    _ => format!("{word} {} {}", EQUALS[picks.len() % 2], other.get(&alike)),
                }
            })
            .boxed()
    }

    fn day(&'static self) -> Text {
        prop_oneof![6 => any_of(self.days), 1 => Just("as_of".to_owned()), 1 => Just("policy.approval_since".to_owned())].boxed()
    }

    /// A number that is no threshold.
    fn number(&'static self) -> Text {
        let field = || any_of(self.days);
        let mut sized = self.lists.to_vec();
        sized.extend(self.several);
        prop_oneof![
            3 => any_of(self.numbers),
            3 => field().prop_map(|d| format!("age({d})")),
            2 => field().prop_map(|d| format!("days_until({d})")),
            2 => (field(), field()).prop_map(|(a, b)| format!("days_between({a}, {b})")),
            2 => select(sized).prop_map(|l| format!("size({l})")),
            3 => select(&[-1, 0, 1, 2, 29, 30, 31, 90, 2048][..]).prop_map(|n| n.to_string()),
        ]
        .boxed()
    }

    fn text(&'static self) -> Text {
        any_of(self.texts)
    }

    fn list(&'static self) -> Text {
        prop_oneof![4 => any_of(self.lists), 1 => any_of(&LISTS), 1 => list_of(quoted())].boxed()
    }

    fn bool_atom(&'static self) -> Text {
        let other = prop_oneof![
            2 => any_of(self.bools),
            2 => any::<bool>().prop_map(|b| b.to_string()),
            1 => Just("policy.owner_may_be_team".to_owned())
        ];
        prop_oneof![3 => any_of(self.bools), 2 => compared(any_of(self.bools), &EQUALS, other.boxed()), 1 => any::<bool>().prop_map(|b| b.to_string())]
            .boxed()
    }

    fn has_atom(&'static self) -> Text {
        let groups = [
            self.bools,
            self.words,
            self.days,
            self.numbers,
            self.texts,
            self.lists,
            self.persons,
            self.several,
            self.links,
        ];
        select(groups.concat()).prop_map(|field| format!("has({field})")).boxed()
    }

    fn date_atom(&'static self) -> Text {
        prop_oneof![
            any_of(self.days).prop_map(|d| format!("never({d})")),
            compared(self.day(), &ORDERS, self.day()),
            compared(self.day(), &EQUALS, self.day()),
        ]
        .boxed()
    }

    fn number_atom(&'static self) -> Text {
        let limit = || select(&LIMITS[..]).prop_map(|key| format!("policy.{key}")).boxed();
        prop_oneof![
            3 => compared(self.number(), &ORDERS, self.number()),
            1 => compared(self.number(), &EQUALS, self.number()),
            3 => compared(self.number(), &ORDERS, limit()),
            1 => compared(limit(), &ORDERS, limit()),
        ]
        .boxed()
    }

    fn text_atom(&'static self) -> Text {
        let test = select(&["startsWith", "endsWith", "contains"][..]);
        let argument = prop_oneof![3 => quoted(), 1 => self.text()];
        prop_oneof![
            compared(self.text(), &EQUALS, prop_oneof![self.text(), quoted()].boxed()),
            (prop_oneof![5 => self.text(), 1 => quoted()], test, argument)
                .prop_map(|(a, test, b)| format!("{a}.{test}({b})")),
        ]
        .boxed()
    }

    fn membership_atom(&'static self) -> Text {
        let member = prop_oneof![2 => quoted(), 2 => self.text(), 1 => any_of(self.words)];
        // A word in a literal list must be one of its vocabulary: that form is made with the words.
        (member, prop_oneof![4 => any_of(self.lists), 1 => any_of(&LISTS)])
            .prop_map(|(a, list)| format!("{a} in {list}"))
            .boxed()
    }

    fn person_atom(&'static self) -> Text {
        let same = compared(any_of(self.persons), &EQUALS, any_of(self.persons));
        if self.several.is_empty() {
            return same;
        }
        prop_oneof![same, (any_of(self.persons), any_of(self.several)).prop_map(|(a, list)| format!("{a} in {list}"))]
            .boxed()
    }

    fn atom(&'static self) -> Text {
        one_of(vec![
            self.bool_atom(),
            self.word_atom(),
            self.word_atom(),
            self.has_atom(),
            self.date_atom(),
            self.number_atom(),
            self.number_atom(),
            self.text_atom(),
            self.membership_atom(),
            self.person_atom(),
        ])
    }

    /// What may be asked of the elements that `variables` stand for.
    fn element_atom(&'static self, variables: &'static [&'static str]) -> Text {
        let one = || any_of(variables);
        prop_oneof![
            3 => compared(one(), &EQUALS, prop_oneof![quoted(), self.text(), one()].boxed()),
            2 => (one(), select(&["startsWith", "endsWith", "contains"][..]), prop_oneof![quoted(), self.text(), one()])
                .prop_map(|(v, test, b)| format!("{v}.{test}({b})")),
            1 => (self.text(), select(&["startsWith", "contains"][..]), one()).prop_map(|(a, test, v)| format!("{a}.{test}({v})")),
            2 => (one(), self.list()).prop_map(|(v, list)| format!("{v} in {list}")),
            2 => self.atom(),
        ]
        .boxed()
    }

    fn quantified(&'static self) -> Text {
        let how = || select(&["exists", "all"][..]);
        let inner = (self.list(), how(), junctions(self.element_atom(&["v", "w"]), 1))
            .prop_map(|(list, how, body)| format!("{list}.{how}(w, {body})"));
        let element = prop_oneof![4 => self.element_atom(&["v"]), 1 => inner].boxed();
        (self.list(), how(), junctions(element, 2))
            .prop_map(|(list, how, body)| format!("{list}.{how}(v, {body})"))
            .boxed()
    }

    /// A whole condition.
    pub(crate) fn condition(&'static self) -> Text {
        junctions(prop_oneof![5 => self.atom(), 1 => self.quantified()].boxed(), 3)
    }
}

/// Parts joined by `&&`, `||` and `!`, so many levels deep.
fn junctions(part: Text, levels: u32) -> Text {
    part.prop_recursive(levels, 12, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            1 => inner.prop_map(|a| format!("!({a})")),
            2 => (several, select(&[" && ", " || "][..])).prop_map(|(parts, sign)| format!("({})", parts.join(sign))),
        ]
    })
    .boxed()
}
