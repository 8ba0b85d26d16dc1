//! JSON from outside: one value, no member name twice at any depth, bounded in size.
//!
//! serde keeps the last of two equal members of a map and skips unknown ones unread, so a signer
//! and two readers could see three documents. Here every member is looked at before any type is read.

use std::fmt;

use serde::de::{self, DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Value};

/// Why a JSON text was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// More bytes than the caller's bound.
    #[error("JSON text has {got} bytes, at most {limit} are read")]
    TooLong {
        /// Bytes received.
        got: usize,
        /// The caller's bound.
        limit: usize,
    },
    /// Not JSON, a member twice, a member missing or of the wrong type. Says where, not what: the
    /// text may hold personal data.
    #[error("JSON refused at line {line}, column {column}: {problem}")]
    Refused {
        /// Line, from 1 (0 when the place is not known).
        line: usize,
        /// Column, from 1 (0 when the place is not known).
        column: usize,
        /// Kind of problem, without content.
        problem: &'static str,
    },
}

impl JsonError {
    fn from_serde(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let problem = match error.classify() {
            serde_json::error::Category::Data if text.starts_with(DUPLICATE) => DUPLICATE,
            serde_json::error::Category::Data => {
                "a member is missing, unknown or of the wrong type"
            }
            serde_json::error::Category::Eof => ENDS_TOO_EARLY,
            _ => "not JSON",
        };
        Self::Refused { line: error.line(), column: error.column(), problem }
    }

    /// Whether what was read is the beginning of a JSON text without its end.
    #[must_use]
    pub fn is_cut_off(&self) -> bool {
        matches!(self, Self::Refused { problem: ENDS_TOO_EARLY, .. })
    }
}

const DUPLICATE: &str = "a member stands twice";
const ENDS_TOO_EARLY: &str = "the text ends too early";

/// Reads `T` from UTF-8 JSON of at most `limit` bytes.
///
/// A text is read into one tree of values and the type out of that: the readers that serde generates
/// are large, and so there is one set of them, for trees.
///
/// # Errors
/// [`JsonError`]: too long, not JSON, trailing text, a member twice at any depth, nesting deeper
/// than 128, or not a `T`.
pub fn parse<T: DeserializeOwned>(bytes: &[u8], limit: usize) -> Result<T, JsonError> {
    let tree = read(bytes, limit, UniqueMembers { keep: true })?;
    T::deserialize(tree).map_err(|e| JsonError::from_serde(&e))
}

/// The same without the tree, which can take 16 times the text: for large texts that anybody may
/// have written.
///
/// # Errors
/// As [`parse`].
pub fn parse_large<T: DeserializeOwned>(bytes: &[u8], limit: usize) -> Result<T, JsonError> {
    read(bytes, limit, UniqueMembers { keep: false })?;
    serde_json::from_slice(bytes).map_err(|e| JsonError::from_serde(&e))
}

fn read(bytes: &[u8], limit: usize, reader: UniqueMembers) -> Result<Value, JsonError> {
    if bytes.len() > limit {
        return Err(JsonError::TooLong { got: bytes.len(), limit });
    }
    let mut text = serde_json::Deserializer::from_slice(bytes);
    reader
        .deserialize(&mut text)
        .and_then(|tree| text.end().map(|()| tree))
        .map_err(|e| JsonError::from_serde(&e))
}

/// Walks a value, refuses an object with a member name twice.
#[derive(Clone, Copy)]
struct UniqueMembers {
    /// Whether what was walked is wanted afterwards; otherwise what comes out is empty.
    keep: bool,
}

impl<'de> DeserializeSeed<'de> for UniqueMembers {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

macro_rules! accept_scalars {
    ($($method:ident: $type:ty),*) => {
        $(fn $method<E: de::Error>(self, scalar: $type) -> Result<Value, E> {
            Ok(if self.keep { Value::from(scalar) } else { Value::Null })
        })*
    };
}

impl<'de> Visitor<'de> for UniqueMembers {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without duplicate members")
    }

    accept_scalars!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element_seed(self)? {
            if self.keep {
                elements.push(element);
            }
        }
        Ok(Value::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            match members.entry(name) {
                Entry::Occupied(_) => return Err(de::Error::custom(DUPLICATE)),
                Entry::Vacant(free) => free.insert(map.next_value_seed(self)?),
            };
        }
        Ok(if self.keep { Value::Object(members) } else { Value::Null })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_twice_is_refused_at_any_depth_even_spelled_with_escapes() {
        for parse in [parse::<Value>, parse_large::<Value>] {
            assert!(parse(br#"{"a":{"b":1},"c":[{"b":1}]}"#, 100).is_ok());
            for twice in [r#"{"a":1,"a":1}"#, r#"[{"x":[{"b":1,"b":2}]}]"#, r#"{"a":1,"\u0061":2}"#]
            {
                let error = parse(twice.as_bytes(), 100).expect_err(twice);
                assert!(matches!(error, JsonError::Refused { problem: DUPLICATE, .. }), "{error}");
            }
        }
    }

    #[test]
    fn size_depth_and_trailing_text_are_bounded() {
        for parse in [parse::<Value>, parse_large::<Value>] {
            assert_eq!(parse(b"[1,2]", 4), Err(JsonError::TooLong { got: 5, limit: 4 }));
            let deep = |levels| [b"[".repeat(levels), b"]".repeat(levels)].concat();
            assert!(parse(&deep(100_000), 1 << 20).is_err());
            assert!(parse(&deep(128), 1 << 20).is_err());
            assert!(parse(&deep(127), 1 << 20).is_ok());
            assert!(parse(b"{} {}", 100).is_err());
            assert!(parse(b"[1e999]", 100).is_err());
        }
    }

    #[test]
    fn both_ways_of_reading_take_the_same_texts_for_a_type() {
        #[derive(Debug, PartialEq, Eq, serde::Deserialize)]
        struct Entry {
            number: u64,
            small: Option<u8>,
            #[serde(default)]
            words: Vec<String>,
        }
        for (text, is_read) in [
            (r#"{"number":18446744073709551615}"#, true),
            (r#"{"number":1,"small":null,"later":{"deep":[1.5]}}"#, true),
            (r#"{"number":0,"small":255,"words":["\ud842\udfb7"]}"#, true),
            (r#"{"number":18446744073709551616}"#, false),
            (r#"{"number":1.0}"#, false),
            (r#"{"number":-0}"#, false),
            (r#"{"number":"1"}"#, false),
            (r#"{"number":1,"small":256}"#, false),
            (r#"{"number":1,"words":null}"#, false),
            (r#"{"number":1,"words":["\ud842"]}"#, false),
            (r#"{"small":1}"#, false),
            ("null", false),
        ] {
            let (tree, large) =
                (parse::<Entry>(text.as_bytes(), 100), parse_large::<Entry>(text.as_bytes(), 100));
            assert_eq!(tree.is_ok(), is_read, "{text}");
            assert_eq!(tree.ok(), large.ok(), "{text}");
        }
    }
}
