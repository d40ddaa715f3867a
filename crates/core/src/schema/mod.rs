//! The one table of subjects and fields: what a row can say, in which type, and who usually knows it.
//!
//! The type checker of conditions, header recognition, the column dictionary of reports, the JSON and the docs page
//! are made from this table. Adding a field is one line in [`fields`].

mod fields;
mod words;

pub use fields::FIELDS;
pub use words::{VOCABULARIES, Vocabulary};

use serde::Serialize;

/// What a row is about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// One non-human identity.
    Identity,
    /// What authenticates an identity.
    Credential,
    /// A scanner's leak result.
    Exposure,
    /// A person, mailbox, team or vendor of the roster.
    Person,
    /// Something that the organisation claims to do.
    Control,
    /// An artefact that supports a control.
    Evidence,
    /// An approved deviation with an end.
    Exception,
    /// An identity feature that goes live.
    Launch,
    /// Management's answer to a finding.
    Response,
    /// One file, or one declared system.
    Source,
    /// A supplier of the organisation.
    Supplier,
    /// An application of the organisation.
    Application,
}

/// All subjects, in the order of the schema.
pub const SUBJECTS: [Subject; 12] = [
    Subject::Identity,
    Subject::Credential,
    Subject::Exposure,
    Subject::Person,
    Subject::Control,
    Subject::Evidence,
    Subject::Exception,
    Subject::Launch,
    Subject::Response,
    Subject::Source,
    Subject::Supplier,
    Subject::Application,
];

impl Subject {
    /// The subject's word in conditions, JSON and docs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Credential => "credential",
            Self::Exposure => "exposure",
            Self::Person => "person",
            Self::Control => "control",
            Self::Evidence => "evidence",
            Self::Exception => "exception",
            Self::Launch => "launch",
            Self::Response => "response",
            Self::Source => "source",
            Self::Supplier => "supplier",
            Self::Application => "application",
        }
    }

    /// The word for several of them.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Identity => "identities",
            Self::Credential => "credentials",
            Self::Exposure => "exposures",
            Self::Person => "people",
            Self::Control => "controls",
            Self::Evidence => "evidence rows",
            Self::Exception => "exceptions",
            Self::Launch => "launches",
            Self::Response => "responses",
            Self::Source => "sources",
            Self::Supplier => "suppliers",
            Self::Application => "applications",
        }
    }

    /// The subject with this word.
    pub fn parse(word: &str) -> Option<Self> {
        SUBJECTS.into_iter().find(|s| s.name() == word)
    }
}

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A key: text that joins rows, kept row by row.
    Id,
    /// Text that seldom repeats, kept row by row.
    Prose,
    /// Text that repeats, dictionary-coded.
    Text,
    /// One of a closed list of words.
    Word(&'static str),
    /// One person, by address or folded name.
    Person,
    /// Several persons.
    Persons,
    /// A date in the past; *never* is before all days.
    Event,
    /// A date ahead; *never* is after all days.
    Limit,
    /// Yes or no.
    Bool,
    /// A whole number.
    Int,
    /// A list of text, at least one element where it has a value.
    List,
    /// A row of another subject.
    Link(Subject),
    /// Resolved framework references.
    Refs,
}

impl Type {
    /// The type's word in the docs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Prose | Self::Text => "text",
            Self::Word(_) => "word",
            Self::Person => "person",
            Self::Persons => "persons",
            Self::Event => "event",
            Self::Limit => "limit",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::List => "list",
            Self::Link(_) => "link",
            Self::Refs => "refs",
        }
    }
}

/// Which source wins where two disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Dates, status, scopes: an export before the register.
    Technical,
    /// Owner, purpose, review: the register before an export.
    Accountability,
}

/// One field of a subject.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name everywhere: conditions, JSON, column dictionary, page.
    pub name: &'static str,
    /// Its type.
    pub kind: Type,
    /// Is it derived from other rows or columns before checks run?
    pub derived: bool,
    /// Which source wins where two disagree.
    pub group: Group,
    /// The words a person reads above the column.
    pub label: &'static str,
    /// One sentence: what it says.
    pub says: &'static str,
    /// An example value.
    pub example: &'static str,
    /// Who usually knows it.
    pub knows: &'static str,
}

/// A field by subject and place in the subject's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldId {
    /// The subject that has the field.
    pub subject: Subject,
    /// The field's place in [`fields_of`].
    pub index: u16,
}

impl FieldId {
    /// The field itself.
    pub fn field(self) -> &'static Field {
        &fields_of(self.subject)[self.index as usize]
    }

    /// `identity.owner`
    pub fn path(self) -> String {
        format!("{}.{}", self.subject.name(), self.field().name)
    }

    /// The field with this path, `identity.owner`.
    pub fn parse(path: &str) -> Option<Self> {
        let (subject, field) = path.split_once('.')?;
        find(Subject::parse(subject)?, field)
    }
}

/// The fields of a subject, in the schema's order.
pub fn fields_of(subject: Subject) -> &'static [Field] {
    FIELDS[subject as usize]
}

/// The field of a subject with this name.
pub fn find(subject: Subject, name: &str) -> Option<FieldId> {
    let index = fields_of(subject).iter().position(|f| f.name == name)?;
    Some(FieldId { subject, index: index as u16 })
}

/// The field of a subject with this name, which the code itself relies on.
pub(crate) fn the(subject: Subject, name: &str) -> FieldId {
    find(subject, name).expect("a field that the code names stands in the schema")
}

/// The words of a closed vocabulary.
pub fn words(vocabulary: &str) -> &'static [&'static str] {
    VOCABULARIES.iter().find(|v| v.name == vocabulary).expect("every word field of the schema has a vocabulary").words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_says_what_it_is() {
        for subject in SUBJECTS {
            let fields = fields_of(subject);
            assert!(!fields.is_empty(), "{subject:?}");
            for (i, field) in fields.iter().enumerate() {
                assert!(fields[..i].iter().all(|f| f.name != field.name), "{subject:?}.{} stands twice", field.name);
                for text in [field.label, field.says, field.example, field.knows] {
                    assert!(!text.is_empty(), "{subject:?}.{} has an empty text", field.name);
                }
                assert!(field.says.ends_with('.'), "{subject:?}.{}: {}", field.name, field.says);
                if let Type::Word(vocabulary) = field.kind {
                    assert!(!words(vocabulary).is_empty());
                }
            }
        }
    }
}
