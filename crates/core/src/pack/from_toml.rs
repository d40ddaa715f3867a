//! From TOML to the types of the pack, in one way for all of them.
//!
//! The `toml` crate parses. Its own deserializer has a type for each kind of value and offers every kind of value to every
//! type, and each of these meetings is code of its own; that was a fifth of the module that browsers load. Here one type
//! stands for all kinds, and a type is offered only what it reads. Messages and places are the same.

use std::fmt;
use std::ops::Range;

use serde::de::value::{BorrowedStrDeserializer, StringDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserializer, de, forward_to_deserialize_any};
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

/// The name under which [`toml::Value`] looks for a date.
const DATETIME: &str = "$__toml_private_datetime";
/// How the names of types start that read something else than a table: a place in the text, a date.
const SPECIAL: &str = "$__";

/// Why a text is not what it should be, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TomlError {
    pub(crate) message: String,
    /// The bytes of the text, where they are known.
    pub(crate) span: Option<Range<usize>>,
}

impl TomlError {
    /// The same, at a place; a place that is known already is nearer.
    fn at(mut self, span: &Range<usize>) -> Self {
        self.span.get_or_insert_with(|| span.clone());
        self
    }
}

impl fmt::Display for TomlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TomlError {}

impl de::Error for TomlError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), span: None }
    }
}

/// Reads a text.
pub(crate) fn from_toml<T: DeserializeOwned>(text: &str) -> Result<T, TomlError> {
    let table = DeTable::parse(text)
        .map_err(|error| TomlError { message: error.message().trim().to_owned(), span: error.span() })?;
    let span = table.span();
    T::deserialize(Node { value: Is::Toml(DeValue::Table(table.into_inner())), span })
}

/// A value and its place in the text.
struct Node<'i> {
    value: Is<'i>,
    span: Range<usize>,
}

enum Is<'i> {
    /// A value as parsed.
    Toml(DeValue<'i>),
    /// A place in the text, for what wants to know it.
    Index(usize),
    /// A date in words, as its type reads itself.
    Date(String),
}

impl<'i> Node<'i> {
    /// Another kind of value stands here than is read.
    fn unexpected(&self, expected: &dyn de::Expected) -> TomlError {
        let found = match &self.value {
            Is::Index(at) => Unexpected::Unsigned(*at as u64),
            Is::Date(text) => Unexpected::Str(text),
            Is::Toml(value) => match value {
                DeValue::String(text) => Unexpected::Str(text),
                DeValue::Integer(number) => match integer(number) {
                    Ok(number) => Unexpected::Signed(number),
                    Err(error) => return error,
                },
                DeValue::Float(number) => {
                    Unexpected::Float(number.as_str().replace('_', "").parse().unwrap_or(f64::NAN))
                }
                DeValue::Boolean(is) => Unexpected::Bool(*is),
                DeValue::Datetime(_) | DeValue::Table(_) => Unexpected::Map,
                DeValue::Array(_) => Unexpected::Seq,
            },
        };
        de::Error::invalid_type(found, expected)
    }

    fn of(value: Spanned<DeValue<'i>>) -> Self {
        let span = value.span();
        Self { value: Is::Toml(value.into_inner()), span }
    }
}

/// Whole numbers of all widths; a visitor tells when one is too large for it.
macro_rules! integers {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
            self.deserialize_i64(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = TomlError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        let Self { value, span } = self;
        let read = match value {
            Is::Index(at) => visitor.visit_u64(at as u64),
            Is::Date(text) => visitor.visit_string(text),
            Is::Toml(value) => match value {
                DeValue::String(text) => match text {
                    std::borrow::Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                    std::borrow::Cow::Owned(text) => visitor.visit_string(text),
                },
                DeValue::Integer(number) => integer(&number).and_then(|number| visitor.visit_i64(number)),
                DeValue::Float(number) => {
                    let number = number.as_str().replace('_', "").parse();
                    number.map_err(de::Error::custom).and_then(|number| visitor.visit_f64(number))
                }
                DeValue::Boolean(is) => visitor.visit_bool(is),
                DeValue::Datetime(date) => {
                    let date = Self { value: Is::Date(date.to_string()), span: span.clone() };
                    visitor.visit_map(Fields { fields: vec![(DATETIME, date)].into_iter(), ..Fields::none() })
                }
                DeValue::Array(values) => visitor.visit_seq(Values { values: values.into_iter() }),
                DeValue::Table(table) => visitor.visit_map(Fields { table: Some(table.into_iter()), ..Fields::none() }),
            },
        };
        read.map_err(|error| error.at(&span))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, TomlError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TomlError> {
        let span = self.span.clone();
        let nodes = match (name.starts_with(SPECIAL), fields, self.value) {
            (true, [start, end, value], of) => {
                let index = |at| Node { value: Is::Index(at), span: span.clone() };
                vec![
                    (*start, index(span.start)),
                    (*end, index(span.end)),
                    (*value, Node { value: of, span: span.clone() }),
                ]
            }
            (true, [field], Is::Toml(DeValue::Datetime(date))) => {
                vec![(*field, Node { value: Is::Date(date.to_string()), span: span.clone() })]
            }
            (_, _, value) => return Node { value, span }.deserialize_map(visitor),
        };
        let read = visitor.visit_map(Fields { fields: nodes.into_iter(), ..Fields::none() });
        read.map_err(|error| error.at(&span))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TomlError> {
        let span = self.span.clone();
        let read = match self.value {
            Is::Toml(DeValue::String(text)) => {
                let text: StringDeserializer<TomlError> = text.into_owned().into_deserializer();
                visitor.visit_enum(text)
            }
            // No type of the pack has variants that hold something.
            _ => Err(de::Error::custom("wanted string or table")),
        };
        read.map_err(|error| error.at(&span))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        let span = self.span.clone();
        let read = match self.value {
            Is::Toml(DeValue::String(text)) => visitor.visit_str(&text),
            Is::Date(text) => visitor.visit_str(&text),
            _ => Err(self.unexpected(&visitor)),
        };
        read.map_err(|error| error.at(&span))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        let span = self.span.clone();
        let read = match self.value {
            Is::Toml(DeValue::String(text)) => visitor.visit_string(text.into_owned()),
            _ => Err(self.unexpected(&visitor)),
        };
        read.map_err(|error| error.at(&span))
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        let span = self.span.clone();
        let read = match &self.value {
            Is::Toml(DeValue::Integer(number)) => integer(number).and_then(|number| visitor.visit_i64(number)),
            Is::Index(at) => visitor.visit_i64(*at as i64),
            _ => Err(self.unexpected(&visitor)),
        };
        read.map_err(|error| error.at(&span))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        let span = self.span.clone();
        let read = match self.value {
            Is::Toml(DeValue::Boolean(is)) => visitor.visit_bool(is),
            _ => Err(self.unexpected(&visitor)),
        };
        read.map_err(|error| error.at(&span))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        let span = self.span.clone();
        let read = match self.value {
            Is::Toml(DeValue::Array(values)) => visitor.visit_seq(Values { values: values.into_iter() }),
            _ => Err(self.unexpected(&visitor)),
        };
        read.map_err(|error| error.at(&span))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TomlError> {
        let span = self.span.clone();
        let read = match self.value {
            Is::Toml(DeValue::Table(table)) => {
                visitor.visit_map(Fields { table: Some(table.into_iter()), ..Fields::none() })
            }
            _ => Err(self.unexpected(&visitor)),
        };
        read.map_err(|error| error.at(&span))
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct ignored_any
    }
}

fn integer(number: &DeInteger<'_>) -> Result<i64, TomlError> {
    let digits = number.as_str().replace('_', "");
    i64::from_str_radix(&digits, number.radix())
        .map_err(|_| de::Error::custom(format!("`{digits}` is beyond the numbers that are read")))
}

/// The values of an array.
struct Values<'i> {
    values: std::vec::IntoIter<Spanned<DeValue<'i>>>,
}

impl<'i> SeqAccess<'i> for Values<'i> {
    type Error = TomlError;

    fn next_element_seed<T: DeserializeSeed<'i>>(&mut self, seed: T) -> Result<Option<T::Value>, TomlError> {
        self.values.next().map(|value| seed.deserialize(Node::of(value))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.values.len())
    }
}

/// Keys and values: those of a table, or those that a special type reads itself from.
struct Fields<'i> {
    table: Option<toml::map::IntoIter<Spanned<std::borrow::Cow<'i, str>>, Spanned<DeValue<'i>>>>,
    fields: std::vec::IntoIter<(&'static str, Node<'i>)>,
    /// The value of the key that was read last.
    next: Option<Node<'i>>,
}

impl Fields<'_> {
    fn none() -> Self {
        Self { table: None, fields: Vec::new().into_iter(), next: None }
    }
}

impl<'i> MapAccess<'i> for Fields<'i> {
    type Error = TomlError;

    fn next_key_seed<K: DeserializeSeed<'i>>(&mut self, seed: K) -> Result<Option<K::Value>, TomlError> {
        if let Some((name, node)) = self.fields.next() {
            self.next = Some(node);
            return seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some);
        }
        let Some((key, value)) = self.table.as_mut().and_then(Iterator::next) else { return Ok(None) };
        self.next = Some(Node::of(value));
        let span = key.span();
        let key = Node { value: Is::Toml(DeValue::String(key.into_inner())), span };
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'i>>(&mut self, seed: S) -> Result<S::Value, TomlError> {
        let node = self.next.take().ok_or_else(|| de::Error::custom("a value without its key"))?;
        let span = node.span.clone();
        seed.deserialize(node).map_err(|error| error.at(&span))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        name: String,
        n: Option<u8>,
        word: Option<Word>,
        placed: Option<Spanned<String>>,
        day: Option<toml::value::Datetime>,
        any: Option<toml::Value>,
        #[serde(default)]
        list: Vec<Inner>,
        #[serde(default)]
        table: BTreeMap<String, Spanned<i64>>,
        either: Option<Either>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        is: bool,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Word {
        One,
        Two,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum Either {
        Text(String),
        Inner(Inner),
    }

    #[test]
    fn a_text_reads_as_the_toml_crate_reads_it() {
        let texts = [
            "name = 'a'",
            "name = \"a\\tb\"\nn = 0x1_F\nword = 'two'\nplaced = 'here'\nday = 2026-11-01",
            "name = '''\na'''\nany = { day = 2026-11-01, f = 1.5, list = [1, 'b', [true]], t = { k = 'v' } }",
            "name = 'a'\nday = 2026-11-01T10:00:00Z\neither = 'text'\n[[list]]\nis = true\n[[list]]\nis = false\n\
             [table]\na = 1\nb = -2",
            "name = 'a'\neither = { is = true }\nany = 2026-11-01",
        ];
        for text in texts {
            assert_eq!(from_toml::<File>(text).expect(text), toml::from_str::<File>(text).expect(text), "{text}");
        }
        // A table of TOML itself, as the policy is read.
        let text = texts[3];
        assert_eq!(from_toml::<toml::Table>(text).expect(text), toml::from_str::<toml::Table>(text).expect(text));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_as_the_toml_crate_tells_it() {
        for text in [
            "",
            "name = ",
            "name = 'a'\nname = 'b'",
            "name = 5",
            "name = 'a'\nn = 300",
            "name = 'a'\nn = -1",
            "name = 'a'\nword = 'three'",
            "name = 'a'\nword = 3",
            "name = 'a'\nother = 1",
            "name = 'a'\nplaced = 1",
            "name = 'a'\nday = 'today'",
            "name = 'a'\n[[list]]\nis = true\n[[list]]\nis = 1",
            "name = 'a'\n[[list]]\nit = true",
            "name = 'a'\nlist = [{}]",
            "name = 'a'\n[table]\na = 'x'",
            "name = 'a'\neither = 5",
            "name = 2026-11-01",
            "name = ['a']",
            "name = 1.5",
            "name = true",
            "name = { a = 1 }",
            "name = 'a'\nlist = 'x'",
            "name = 'a'\nlist = [1]",
            "name = 'a'\ntable = 1.0",
            "name = 'a'\ntable = [{ a = 1 }]",
            "name = 'a'\nn = 'five'",
            "name = 'a'\n[[list]]\nis = 2026-11-01",
        ] {
            let ours = from_toml::<File>(text).expect_err(text);
            let theirs = toml::from_str::<File>(text).expect_err(text);
            assert_eq!((ours.message.as_str(), ours.span.clone()), (theirs.message().trim(), theirs.span()), "{text}");
        }
    }
}
