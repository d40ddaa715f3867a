//! Thresholds and assumptions: the numbers that verdicts rest on, each with its reason, its source, and who adopted it.
//!
//! A threshold may hold for some rows only (an *entry* with dimensions such as kind or purpose class). Every entry that
//! matches a row is collected and the strictest wins; the default holds where none matches.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::date::Day;
use crate::pack::{PackFiles, Problems};

/// Dimensions that an entry of a threshold may name, beside `limit`, `reason` and `source`.
pub const DIMENSIONS: [&str; 13] = [
    "kind",
    "purpose_class",
    "environment",
    "privileged",
    "third_party",
    "platform",
    "privilege",
    "public_tls",
    "created_from",
    "rotation",
    "validity",
    "public",
    "check_severity",
];

/// A value of the policy.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum PolicyValue {
    /// Yes or no.
    Bool(bool),
    /// Days, percents, counts, bits.
    Int(i64),
    /// A list of words.
    List(Vec<String>),
    /// A day.
    Date(Day),
    /// Not set: checks that need it do not apply.
    Unset,
}

/// What one dimension of an entry asks of a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Asked {
    /// One of these words.
    Words(Vec<String>),
    /// Yes or no.
    Bool(bool),
    /// This day or later.
    From(Day),
}

/// A limit for some rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Entry {
    /// What it asks of a row, by dimension; all must hold.
    pub when: BTreeMap<String, Asked>,
    /// The limit.
    pub limit: i64,
    /// Why.
    pub reason: String,
    /// Whose number it is.
    pub source: String,
}

/// Which of two limits is the stricter one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Strict {
    /// The smaller.
    Least,
    /// The larger.
    Most,
    /// Neither.
    None,
}

/// One key of the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Threshold {
    /// What it says, in one sentence.
    pub says: String,
    /// `days`, `percent`, ...
    pub unit: String,
    /// Which value is stricter.
    pub strict: Strict,
    /// The value where no entry matches.
    pub default: PolicyValue,
    /// Why.
    pub reason: String,
    /// Whose number it is.
    pub source: String,
    /// Limits for some rows.
    pub entries: Vec<Entry>,
}

/// Who adopted the policy, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adopted {
    /// The person or body.
    pub by: String,
    /// The day.
    #[serde(deserialize_with = "toml_day")]
    pub on: Day,
}

/// A difference from the default policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Deviation {
    /// The key.
    pub key: String,
    /// The default, in words.
    pub default: String,
    /// The organisation's value, in words.
    pub value: String,
    /// `tighter`, `looser`, `other`.
    pub direction: String,
    /// Open findings of the checks that use the key; counted where the value is looser than the default.
    pub fails: Option<usize>,
    /// The same under the default policy.
    pub fails_under_default: Option<usize>,
}

/// All thresholds and assumptions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Policy {
    /// The keys, by name.
    pub keys: BTreeMap<String, Threshold>,
    /// What is taken for granted where no source says so, by name.
    pub assumptions: BTreeMap<String, PolicyValue>,
    /// Who adopted it; none for the default policy.
    pub adopted: Option<Adopted>,
    /// Differences from the default policy.
    pub deviations: Vec<Deviation>,
}

fn toml_day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
    let date = toml::value::Datetime::deserialize(deserializer)?;
    day_of(&date).ok_or_else(|| serde::de::Error::custom("a date is written like 2026-11-01"))
}

/// The day of a TOML date.
pub(crate) fn day_of(date: &toml::value::Datetime) -> Option<Day> {
    let date = date.date?;
    Day::from_ymd(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}

/// A TOML value as a policy value.
fn policy_value(value: &toml::Value) -> Option<PolicyValue> {
    Some(match value {
        toml::Value::Integer(n) => PolicyValue::Int(*n),
        toml::Value::Boolean(b) => PolicyValue::Bool(*b),
        toml::Value::Datetime(d) => PolicyValue::Date(day_of(d)?),
        toml::Value::String(s) => PolicyValue::List(vec![s.clone()]),
        toml::Value::Array(list) => {
            PolicyValue::List(list.iter().map(|v| v.as_str().map(str::to_owned)).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

fn same_kind(a: &PolicyValue, b: &PolicyValue) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

impl Policy {
    /// Reads `policy.toml`.
    pub(crate) fn load(files: &PackFiles, problems: &mut Problems) -> Self {
        let mut policy = Self::default();
        if let Some(text) = files.get("policy.toml") {
            policy.lay("policy.toml", text, true, problems);
        }
        policy
    }

    /// Lays an organisation's policy over this one and lists every difference.
    ///
    /// # Errors
    /// All problems of the file: unknown keys, values of another kind, entries with unknown dimensions.
    pub fn overlay(&self, file: &str, text: &str) -> Result<Self, crate::pack::PackError> {
        let mut problems = Problems::default();
        let mut out = self.clone();
        out.lay(file, text, false, &mut problems);
        if !problems.list.is_empty() {
            return Err(crate::pack::PackError { problems: problems.list });
        }
        out.deviations = deviations(self, &out);
        Ok(out)
    }

    fn lay(&mut self, file: &str, text: &str, is_default: bool, problems: &mut Problems) {
        let Some(table) = problems.toml::<toml::Table>(file, text) else { return };
        for (key, value) in &table {
            let at = text.find(key.as_str()).unwrap_or(0);
            match key.as_str() {
                "adopted" => match value.clone().try_into::<Adopted>() {
                    Ok(adopted) => self.adopted = Some(adopted),
                    Err(_) => problems.at(file, text, at, "`adopted` is written `{ by = \"…\", on = 2026-09-01 }`"),
                },
                "assumptions" => self.lay_assumptions(file, text, value, is_default, problems),
                _ => self.lay_key(file, text, at, key, value, is_default, problems),
            }
        }
    }

    fn lay_assumptions(
        &mut self,
        file: &str,
        text: &str,
        value: &toml::Value,
        is_default: bool,
        problems: &mut Problems,
    ) {
        let at = text.find("assumptions").unwrap_or(0);
        let Some(table) = value.as_table() else {
            problems.at(file, text, at, "`assumptions` is a table");
            return;
        };
        let mut given = BTreeMap::new();
        for (name, value) in table {
            if !is_default && !self.assumptions.contains_key(name) {
                problems.at(
                    file,
                    text,
                    text.find(name.as_str()).unwrap_or(at),
                    format!("`{name}` is not an assumption; known are: {}", list(self.assumptions.keys())),
                );
                continue;
            }
            match policy_value(value) {
                Some(value) => {
                    given.insert(name.clone(), value);
                }
                None => problems.at(file, text, at, format!("the assumption `{name}` is a word or a yes or no")),
            }
        }
        // The table replaces the default one whole: a line left out is an assumption removed.
        self.assumptions = given;
    }

    #[allow(clippy::too_many_arguments)]
    fn lay_key(
        &mut self,
        file: &str,
        text: &str,
        at: usize,
        key: &str,
        value: &toml::Value,
        is_default: bool,
        problems: &mut Problems,
    ) {
        if !is_default && !self.keys.contains_key(key) {
            problems.at(
                file,
                text,
                at,
                format!("`{key}` is not a key of the policy; `nhimap frameworks --policy` lists them"),
            );
            return;
        }
        let base = self.keys.get(key).cloned();
        match threshold(value, base) {
            Ok(threshold) => {
                self.keys.insert(key.to_owned(), threshold);
            }
            Err(message) => problems.at(file, text, at, format!("`{key}`: {message}")),
        }
    }

    /// The value of a key where no entry matches.
    pub fn value(&self, key: &str) -> &PolicyValue {
        self.keys.get(key).map_or(&PolicyValue::Unset, |t| &t.default)
    }

    /// A number of the policy that has no entries.
    pub fn int(&self, key: &str) -> i64 {
        match self.value(key) {
            PolicyValue::Int(n) => *n,
            _ => 0,
        }
    }

    /// A list of the policy.
    pub fn list(&self, key: &str) -> &[String] {
        match self.value(key) {
            PolicyValue::List(list) => list,
            _ => &[],
        }
    }

    /// The word of an assumption, where it is made.
    pub fn assumed_word(&self, name: &str) -> Option<&str> {
        match self.assumptions.get(name)? {
            PolicyValue::List(list) => list.first().map(String::as_str),
            _ => None,
        }
    }

    /// The yes or no of an assumption, where it is made.
    pub fn assumed_bool(&self, name: &str) -> Option<bool> {
        match self.assumptions.get(name)? {
            PolicyValue::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// Sets a key to one value for all rows, as cases do.
    pub(crate) fn set(&mut self, key: &str, value: PolicyValue) -> bool {
        match self.keys.get_mut(key) {
            Some(threshold) => {
                threshold.default = value;
                threshold.entries.clear();
                true
            }
            None => false,
        }
    }
}

fn list<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names.map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}

/// A key of the file, laid over the one that was there.
fn threshold(value: &toml::Value, base: Option<Threshold>) -> Result<Threshold, String> {
    let Some(table) = value.as_table() else {
        // `rotation_days = 60`: one value for all rows.
        let mut out = base
            .ok_or("the default policy gives each key a table with `says`, `unit`, `strict`, `default` and `reason`")?;
        let value = policy_value(value).ok_or("the value is a number, a list of words, a date, or yes or no")?;
        if out.default != PolicyValue::Unset && !same_kind(&out.default, &value) {
            return Err(format!("the value is in {}", out.unit));
        }
        out.default = value;
        out.entries.clear();
        return Ok(out);
    };
    let text = |name: &str| table.get(name).and_then(toml::Value::as_str).map(str::to_owned);
    let mut out = match base {
        Some(base) => base,
        None => Threshold {
            says: text("says").ok_or("`says` is missing")?,
            unit: text("unit").ok_or("`unit` is missing")?,
            strict: Strict::None,
            default: PolicyValue::Unset,
            reason: String::new(),
            source: String::new(),
            entries: Vec::new(),
        },
    };
    for (name, value) in table {
        match name.as_str() {
            "says" => out.says = text("says").ok_or("`says` is text")?,
            "unit" => out.unit = text("unit").ok_or("`unit` is text")?,
            "reason" => out.reason = text("reason").ok_or("`reason` is text")?,
            "source" => out.source = text("source").ok_or("`source` is text")?,
            "strict" => {
                out.strict = value.clone().try_into().map_err(|_| "`strict` is `least`, `most` or `none`")?;
            }
            "unset" => out.default = PolicyValue::Unset,
            "default" => {
                out.default =
                    policy_value(value).ok_or("`default` is a number, a list of words, a date, or yes or no")?;
            }
            "entries" => {
                let entries = value.as_array().ok_or("`entries` is a list of tables")?;
                out.entries = entries.iter().map(entry).collect::<Result<_, _>>()?;
            }
            other => {
                return Err(format!("`{other}` is not known here; use `default`, `entries`, `reason` or `source`"));
            }
        }
    }
    Ok(out)
}

fn entry(value: &toml::Value) -> Result<Entry, String> {
    let table = value.as_table().ok_or("an entry is a table")?;
    let mut out = Entry { when: BTreeMap::new(), limit: 0, reason: String::new(), source: String::new() };
    out.limit =
        table.get("limit").and_then(toml::Value::as_integer).ok_or("an entry needs a whole number as `limit`")?;
    for (name, value) in table {
        match name.as_str() {
            "limit" => {}
            "reason" => out.reason = value.as_str().unwrap_or_default().to_owned(),
            "source" => out.source = value.as_str().unwrap_or_default().to_owned(),
            dimension if DIMENSIONS.contains(&dimension) => {
                let asked = match policy_value(value) {
                    Some(PolicyValue::List(words)) => Asked::Words(words),
                    Some(PolicyValue::Bool(b)) => Asked::Bool(b),
                    Some(PolicyValue::Date(day)) => Asked::From(day),
                    _ => return Err(format!("`{dimension}` asks for words, yes or no, or a date")),
                };
                out.when.insert(dimension.to_owned(), asked);
            }
            other => return Err(format!("`{other}` is not a dimension; known are: {}", DIMENSIONS.join(", "))),
        }
    }
    if out.when.is_empty() {
        return Err("an entry needs at least one dimension; without one, set `default`".into());
    }
    Ok(out)
}

/// Every difference of a policy from the default one.
fn deviations(default: &Policy, own: &Policy) -> Vec<Deviation> {
    let mut out = Vec::new();
    for (key, was) in &default.keys {
        let Some(now) = own.keys.get(key) else { continue };
        if was.default != now.default {
            out.push(Deviation {
                key: key.clone(),
                default: words(&was.default, &was.unit),
                value: words(&now.default, &was.unit),
                direction: direction(was.strict, &was.default, &now.default).into(),
                fails: None,
                fails_under_default: None,
            });
        }
        if was.entries != now.entries {
            let least = |t: &Threshold| t.entries.iter().map(|e| e.limit).min();
            out.push(Deviation {
                key: format!("{key}, by class"),
                default: format!("{} entries", was.entries.len()),
                value: format!("{} entries", now.entries.len()),
                direction: match (was.strict, least(was), least(now)) {
                    (Strict::Least, Some(a), Some(b)) if b < a => "tighter in part",
                    _ => "other",
                }
                .into(),
                fails: None,
                fails_under_default: None,
            });
        }
    }
    for (name, was) in &default.assumptions {
        match own.assumptions.get(name) {
            None => out.push(Deviation {
                key: format!("assumption {name}"),
                default: words(was, ""),
                value: "removed: unknown".into(),
                direction: "tighter".into(),
                fails: None,
                fails_under_default: None,
            }),
            Some(now) if now != was => out.push(Deviation {
                key: format!("assumption {name}"),
                default: words(was, ""),
                value: words(now, ""),
                direction: "other".into(),
                fails: None,
                fails_under_default: None,
            }),
            Some(_) => {}
        }
    }
    out
}

fn direction(strict: Strict, was: &PolicyValue, now: &PolicyValue) -> &'static str {
    match (strict, was, now) {
        (Strict::Least, PolicyValue::Int(a), PolicyValue::Int(b)) => {
            if b < a {
                "tighter"
            } else {
                "looser"
            }
        }
        (Strict::Most, PolicyValue::Int(a), PolicyValue::Int(b)) => {
            if b > a {
                "tighter"
            } else {
                "looser"
            }
        }
        (_, PolicyValue::Unset, _) => "tighter",
        (_, _, PolicyValue::Unset) => "looser",
        (_, PolicyValue::List(a), PolicyValue::List(b)) => {
            match (a.iter().all(|w| b.contains(w)), b.iter().all(|w| a.contains(w))) {
                (true, false) => "tighter",
                (false, true) => "looser",
                _ => "other",
            }
        }
        _ => "other",
    }
}

/// A value in words: `90 days`.
pub fn words(value: &PolicyValue, unit: &str) -> String {
    match value {
        PolicyValue::Bool(b) => if *b { "yes" } else { "no" }.into(),
        PolicyValue::Int(n) if unit.is_empty() || unit == "count" => n.to_string(),
        PolicyValue::Int(n) => format!("{n} {unit}"),
        PolicyValue::List(list) if list.is_empty() => "none".into(),
        PolicyValue::List(list) => list.join(", "),
        PolicyValue::Date(day) => day.to_string(),
        PolicyValue::Unset => "not set".into(),
    }
}

/// An entry in words: `30 days for purpose class ci_cd or ai_agent`.
pub fn entry_words(entry: &Entry, unit: &str) -> String {
    let when: Vec<String> = entry
        .when
        .iter()
        .map(|(dimension, asked)| {
            let name = dimension.replace('_', " ");
            match asked {
                Asked::Words(words) => format!("{name} {}", words.join(" or ")),
                Asked::Bool(true) => name,
                Asked::Bool(false) => format!("not {name}"),
                Asked::From(day) => format!("created from {day}"),
            }
        })
        .collect();
    format!("{} for {}", words(&PolicyValue::Int(entry.limit), unit), when.join(", "))
}

impl Policy {
    /// The value of a key for a check of this severity.
    pub fn for_severity(&self, key: &str, severity: &str) -> i64 {
        self.for_word(key, "check_severity", severity)
    }

    /// The value of a key for a row of this kind; the default where the kind is not known.
    pub fn for_kind(&self, key: &str, kind: Option<&str>) -> i64 {
        kind.map_or_else(|| self.int(key), |kind| self.for_word(key, "kind", kind))
    }

    /// The value of a key where one dimension has this word; of several entries that ask for it the strictest.
    fn for_word(&self, key: &str, dimension: &str, word: &str) -> i64 {
        let Some(threshold) = self.keys.get(key) else { return 0 };
        let asks = |entry: &&Entry| {
            entry.when.len() == 1
                && matches!(entry.when.get(dimension), Some(Asked::Words(words)) if words.iter().any(|w| w == word))
        };
        let limits = threshold.entries.iter().filter(asks).map(|e| e.limit);
        let strictest = if threshold.strict == Strict::Most { limits.max() } else { limits.min() };
        strictest.unwrap_or_else(|| self.int(key))
    }
}
