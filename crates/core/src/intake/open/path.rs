//! Where in a JSON document records stand, and where in a record a column does.

use super::document::{At, Document};
use super::holds;

/// A way through a document: `properties.apps[]`, `accounts{}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::intake) enum Step {
    /// The member of a name, in any letter case.
    Name(String),
    /// Every element of a list; what stands where a list is expected counts as a list of one.
    Each,
    /// Every value of an object.
    Values,
    /// The first element with this member and this word, in any letter case.
    Where(String, String),
}

/// Where a path starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::intake) enum Start {
    /// At the record, or so many records around it.
    Up(usize),
    /// At the document.
    Document,
}

/// What is taken at the end of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::intake) enum End {
    /// What stands there.
    Value,
    /// How many elements stand there.
    Count,
    /// The name under which it stands in the object around it.
    Key,
    /// What stands there as JSON; of a string its text.
    Json,
    /// Whether it is a secret, a reference to one or neither, in a word.
    Holds,
}

/// Where a column's cells stand: `owner.name`, `tags[Key=Owner].Value`, `keys#`, `policy!`, `^.appId`, `$.meta.type`, `@key`,
/// `env.@holds`.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::intake) struct Path {
    pub(in crate::intake) start: Start,
    pub(in crate::intake) steps: Vec<Step>,
    pub(in crate::intake) end: End,
}

/// A record, or a list's element or an object's value on the way to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Element {
    pub(super) value: At,
    /// The name under which it stands in an object.
    pub(super) key: Option<At>,
    /// The one around it, by its place.
    pub(super) around: Option<u32>,
}

impl Path {
    /// Reads a path, or says what is wrong with it.
    pub(in crate::intake) fn parse(text: &str) -> Result<Self, String> {
        let (start, rest) = start(text);
        let word = |word: &str| {
            let before = rest.strip_suffix(word).filter(|before| before.is_empty() || before.ends_with('.'));
            before.map(|before| before.strip_suffix('.').unwrap_or(before))
        };
        let (rest, end) = match (word("@key"), word("@holds"), rest.strip_suffix('#'), rest.strip_suffix('!')) {
            (Some(before), ..) => (before, End::Key),
            (_, Some(before), ..) => (before, End::Holds),
            (_, _, Some(before), _) => (before, End::Count),
            (.., Some(before)) => (before, End::Json),
            _ => (rest, End::Value),
        };
        let steps = steps(rest).map_err(|what| format!("`{text}` is no path: {what}"))?;
        if steps.is_empty() && !matches!(end, End::Key | End::Holds) {
            return Err(format!("`{text}` is no path: it leads nowhere"));
        }
        Ok(Self { start, steps, end })
    }

    /// The first name behind a path's start, where it starts at the record.
    pub(super) fn first_name(&self) -> Option<&str> {
        match (self.start, self.steps.first()) {
            (Start::Up(0), Some(Step::Name(name))) => Some(name),
            _ => None,
        }
    }
}

fn start(text: &str) -> (Start, &str) {
    if let Some(rest) = text.strip_prefix('$').filter(|rest| rest.starts_with(['.', '[', '{'])) {
        return (Start::Document, rest.strip_prefix('.').unwrap_or(rest));
    }
    let mut rest = text;
    let mut up = 0;
    while let Some(more) = rest.strip_prefix("^.") {
        up += 1;
        rest = more;
    }
    (Start::Up(up), rest)
}

/// Reads the steps of a path.
pub(in crate::intake) fn steps(text: &str) -> Result<Vec<Step>, String> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("[]") {
            out.push(Step::Each);
            rest = after;
        } else if let Some(after) = rest.strip_prefix("{}") {
            out.push(Step::Values);
            rest = after;
        } else if let Some(after) = rest.strip_prefix('[') {
            let (key, after) = name(after, &['='])?;
            let after = after.strip_prefix('=').ok_or("`=` is missing between `[` and `]`")?;
            let (word, after) = name(after, &[']'])?;
            rest = after.strip_prefix(']').ok_or("`]` is missing")?;
            out.push(Step::Where(key, word));
        } else {
            let after = match rest.strip_prefix('.') {
                Some(after) if !out.is_empty() => after,
                None if out.is_empty() => rest,
                _ => return Err("a dot is missing or one too many".into()),
            };
            let (word, after) = name(after, &['.', '[', '{', '#', '!', '^', '$'])?;
            out.push(Step::Name(word));
            rest = after;
        }
    }
    Ok(out)
}

/// A name, quoted or up to one of some signs.
fn name<'a>(text: &'a str, ends: &[char]) -> Result<(String, &'a str), String> {
    if let Some(inside) = text.strip_prefix('\'') {
        let (word, after) = inside.split_once('\'').ok_or("a quotation mark is not closed")?;
        return Ok((word.to_owned(), after));
    }
    let end = text.find(ends).unwrap_or(text.len());
    match &text[..end] {
        "" => Err("a name is missing".into()),
        word => Ok((word.to_owned(), &text[end..])),
    }
}

/// A name as it stands in a path.
pub(super) fn quoted(name: &str) -> String {
    if name.is_empty() || name.contains(['.', '[', '{', '#', '!', '^', '$', '=', ']', '@']) {
        format!("'{name}'")
    } else {
        name.to_owned()
    }
}

/// The records to which steps lead from an element; each list or object passed leaves an element around them.
pub(super) fn records(document: &Document, all: &mut Vec<Element>, from: u32, steps: &[Step]) -> Vec<u32> {
    let mut now: Vec<(u32, At, Option<At>)> = vec![(from, all[from as usize].value, None)];
    for (number, step) in steps.iter().enumerate() {
        let mut next = Vec::new();
        for (around, value, _) in now {
            let mut push = |value, key| {
                // What the last step gives are the records: elements of their own, made below.
                if number + 1 == steps.len() {
                    next.push((around, value, key));
                } else {
                    all.push(Element { value, key, around: Some(around) });
                    next.push((all.len() as u32 - 1, value, key));
                }
            };
            match step {
                Step::Name(name) => {
                    if let Some(value) = document.member(value, name) {
                        next.push((around, value, None));
                    }
                }
                Step::Each if document.is_list(value) => {
                    document.elements(value).for_each(|element| push(element, None));
                }
                Step::Each if document.is_null(value) => {}
                Step::Each => push(value, None),
                Step::Values => document.members(value).for_each(|(key, value)| push(value, Some(key))),
                Step::Where(key, word) => {
                    if let Some(value) = first_where(document, value, key, word) {
                        push(value, None);
                    }
                }
            }
        }
        now = next;
    }
    if steps.is_empty() {
        return vec![from];
    }
    now.into_iter()
        .map(|(around, value, key)| {
            all.push(Element { value, key, around: Some(around) });
            all.len() as u32 - 1
        })
        .collect()
}

fn first_where(document: &Document, value: At, key: &str, word: &str) -> Option<At> {
    let is_it = |element: &At| {
        document.member(*element, key).is_some_and(|member| document.word(member).eq_ignore_ascii_case(word))
    };
    if document.is_list(value) { document.elements(value).find(is_it) } else { Some(value).filter(is_it) }
}

/// What a path finds of one record.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Whether anything stands there, null too.
    pub(super) any: bool,
    /// Whether something stands there that is not null.
    pub(super) filled: bool,
}

/// Writes what stands at a path, several values parted by `;`. What stands under a name that `hidden` names is left out.
pub(super) fn write(
    document: &Document,
    all: &[Element],
    record: u32,
    path: &Path,
    hidden: &dyn Fn(&str) -> bool,
    out: &mut String,
) -> Found {
    let name = match path.steps.last() {
        Some(Step::Name(name)) => Some(name.as_str()),
        _ => None,
    };
    let mut writer = Writer { document, end: path.end, name, hidden, out, found: Found::default(), first: true };
    if let Some(element) = origin(all, record, path.start) {
        let element = all[element as usize];
        writer.go(element.value, element.key, &path.steps);
    }
    writer.found
}

/// The element at which a path starts.
pub(super) fn origin(all: &[Element], record: u32, start: Start) -> Option<u32> {
    match start {
        Start::Up(times) => (0..times).try_fold(record, |at, _| all[at as usize].around),
        Start::Document => {
            let mut at = record;
            while let Some(around) = all[at as usize].around {
                at = around;
            }
            Some(at)
        }
    }
}

struct Writer<'a> {
    document: &'a Document,
    end: End,
    /// The last name of the path.
    name: Option<&'a str>,
    hidden: &'a dyn Fn(&str) -> bool,
    out: &'a mut String,
    found: Found,
    first: bool,
}

impl Writer<'_> {
    fn go(&mut self, value: At, key: Option<At>, steps: &[Step]) {
        let Some((step, rest)) = steps.split_first() else { return self.end(value, key) };
        match step {
            Step::Name(name) => {
                if let Some(member) = self.document.member(value, name) {
                    self.go(member, None, rest);
                }
            }
            Step::Each if self.document.is_list(value) => {
                for element in self.document.elements(value) {
                    self.go(element, None, rest);
                }
            }
            Step::Each if self.document.is_null(value) => {}
            Step::Each => self.go(value, None, rest),
            Step::Values => {
                for (key, value) in self.document.members(value) {
                    self.go(value, Some(key), rest);
                }
            }
            Step::Where(key, word) => {
                if let Some(element) = first_where(self.document, value, key, word) {
                    self.go(element, None, rest);
                }
            }
        }
    }

    fn end(&mut self, value: At, key: Option<At>) {
        match self.end {
            End::Value => {
                self.found.any = true;
                self.value(value, "");
            }
            End::Key => {
                if let Some(key) = key {
                    self.found.any = true;
                    let word = self.document.word(key);
                    self.put("", &word);
                }
            }
            End::Json => {
                self.found.any = true;
                let mut text = String::new();
                self.document.write(value, &mut text);
                if !text.is_empty() {
                    self.put("", &text);
                }
            }
            End::Holds => {
                self.found.any = true;
                if let Some(holds) = self.holds(value, key) {
                    self.put("", holds.word());
                }
            }
            End::Count => {
                self.found.any = true;
                if self.document.is_list(value) {
                    let count = self.document.elements(value).count();
                    self.put("", &count.to_string());
                } else if !self.document.is_null(value) {
                    self.put("", "1");
                }
            }
        }
    }

    /// What a value holds: of an object's members and of a command's arguments the most telling.
    fn holds(&self, value: At, key: Option<At>) -> Option<holds::Holds> {
        let document = self.document;
        let texts = |list| document.elements(list).filter(|at| document.is_text(*at)).map(|at| document.word(at));
        if document.is_list(value) {
            let arguments: Vec<_> = texts(value).collect();
            holds::of_arguments(arguments.iter().map(|word| &**word))
        } else if document.is_object(value) {
            document.members(value).filter_map(|(key, value)| self.holds(value, Some(key))).max()
        } else if document.is_text(value) {
            let key = key.map(|key| document.word(key));
            Some(holds::of(key.as_deref().or(self.name), &document.word(value)))
        } else {
            (!document.is_null(value)).then_some(holds::Holds::Plain)
        }
    }

    /// A scalar as it is, a list as its scalars, an object as `name=scalar` for each of its own.
    fn value(&mut self, value: At, name: &str) {
        let document = self.document;
        if document.is_list(value) {
            document.elements(value).for_each(|element| self.value(element, name));
        } else if document.is_object(value) {
            for (key, member) in document.members(value) {
                let key = document.word(key);
                if (self.hidden)(&key) {
                    continue;
                }
                match name {
                    "" => self.value(member, &key),
                    name => self.value(member, &format!("{name}.{key}")),
                }
            }
        } else if !document.is_null(value) {
            let word = document.word(value);
            self.put(name, &word);
        }
    }

    fn put(&mut self, name: &str, word: &str) {
        if !std::mem::take(&mut self.first) {
            self.out.push(';');
        }
        if !name.is_empty() {
            self.out.push_str(name);
            self.out.push('=');
        }
        self.out.push_str(word);
        self.found.filled = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"meta": {"type": "users"}, "data": [
        {"id": 1, "Tags": [{"Key": "Team", "Value": "ops"}, {"key": "OWNER", "Value": "Jana"}], "keys": [{"k": "a"}, {"k": "b", "gone": null}, {}],
         "a.b": true, "one": {"k": "z"}, "roles": ["x", "y"], "may": {"read": true, "deep": {"more": 2, "password": "c"}}, "none": null},
        {"id": 2, "env": {"URL": "u", "KEY": "v"}, "keys": []}], "map": {"first": {"n": 1}, "second": [{"n": 2}, {"n": 3}]}}"#;

    fn cells(from: &str, column: &str) -> Vec<String> {
        let document = Document::parse(TEXT.to_owned()).expect("JSON");
        let mut all = vec![Element { value: document.roots[0], key: None, around: None }];
        let found = records(&document, &mut all, 0, &steps(from).expect("steps"));
        let path = Path::parse(column).expect("a path");
        let cell = |record| {
            let mut out = String::new();
            let found = write(&document, &all, record, &path, &|key| key == "password", &mut out);
            if found.any { out } else { "-".into() }
        };
        found.into_iter().map(cell).collect()
    }

    #[test]
    fn a_column_is_found_in_each_record() {
        let cases = [
            ("id", ["1", "2"]),
            ("ID", ["1", "2"]),
            ("Tags[Key=Owner].Value", ["Jana", "-"]),
            ("Tags[Key='none'].Value", ["-", "-"]),
            ("keys[].k", ["a;b", "-"]),
            ("keys[].gone", ["", "-"]),
            ("keys#", ["3", "0"]),
            ("one#", ["1", "-"]),
            ("one[].k", ["z", "-"]),
            ("none#", ["", "-"]),
            ("none!", ["", "-"]),
            ("roles!", [r#"["x","y"]"#, "-"]),
            ("keys!", [r#"[{"k":"a"},{"k":"b","gone":null},{}]"#, "[]"]),
            ("Tags[Key=Owner].Value!", ["Jana", "-"]),
            ("none[].k", ["-", "-"]),
            ("'a.b'", ["true", "-"]),
            ("roles", ["x;y", "-"]),
            ("roles[]", ["x;y", "-"]),
            ("may", ["read=true;deep.more=2", "-"]),
            ("env{}.@key", ["-", "URL;KEY"]),
            ("env{}", ["-", "u;v"]),
            ("$.meta.type", ["users", "users"]),
            ("^.meta.type", ["users", "users"]),
            ("^.^.meta.type", ["-", "-"]),
            ("@key", ["-", "-"]),
            ("id.more", ["-", "-"]),
            ("env.@holds", ["-", "secret"]),
            ("env.KEY.@holds", ["-", "secret"]),
            ("env.URL.@holds", ["-", "plain"]),
            ("roles.@holds", ["plain", "-"]),
            ("none.@holds", ["", "-"]),
        ];
        for (column, expected) in cases {
            assert_eq!(cells("data[]", column), expected, "{column}");
        }
    }

    #[test]
    fn records_stand_in_lists_in_objects_and_in_each_other() {
        assert_eq!(cells("map{}", "@key"), ["first", "second"]);
        assert_eq!(cells("map{}[]", "^.@key"), ["first", "second", "second"]);
        assert_eq!(cells("map{}[]", "n"), ["1", "2", "3"]);
        assert_eq!(cells("data[].keys[]", "^.id"), ["1", "1", "1"]);
        assert_eq!(cells("data[].keys[]", "^.^.meta.type"), ["users", "users", "users"]);
        assert_eq!(cells("meta", "type"), ["users"]);
        assert_eq!(cells("meta", "^.meta.type"), ["users"]);
        assert_eq!(cells("", "meta.type"), ["users"]);
        assert_eq!(cells("[]", "meta.type"), ["users"]);
        assert!(cells("none[]", "id").is_empty());
    }

    #[test]
    fn a_path_that_is_none_is_told() {
        for path in ["", "$", "^", "a..b", ".a", "a[b", "a[b=c", "a[=c]", "'a", "a{b", "#", "^.", "a[]b", "a#b"] {
            assert!(Path::parse(path).is_err(), "{path}");
        }
        assert_eq!(Path::parse("$.'@odata.nextLink'").expect("a path").steps, [Step::Name("@odata.nextLink".into())]);
        assert_eq!(quoted("a.b"), "'a.b'");
    }
}
