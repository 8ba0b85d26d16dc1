//! JSON from outside: one value, no member name twice at any depth, bounded in size.
//!
//! serde keeps the last of two equal members of a map and skips unknown ones unread, so a signer
//! and two readers could see three documents. Here every member is looked at before any type is read.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
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
            serde_json::error::Category::Data if text.starts_with(TOO_DEEP) => TOO_DEEP,
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
const TOO_DEEP: &str = "it nests deeper than 128 levels";

/// Most levels of arrays and objects in each other (protocol §0).
const MAX_DEPTH: usize = 128;
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
    let (tree, _) = read(bytes, limit, true)?;
    T::deserialize(tree).map_err(|e| JsonError::from_serde(&e))
}

/// The same without the tree, which can take 16 times the text: for large texts that anybody may
/// have written.
///
/// # Errors
/// As [`parse`].
pub fn parse_large<T: DeserializeOwned>(bytes: &[u8], limit: usize) -> Result<T, JsonError> {
    let (_, text) = read(bytes, limit, false)?;
    let mut text = serde_json::Deserializer::from_slice(&text);
    // What was walked is not deeper than it may be.
    text.disable_recursion_limit();
    T::deserialize(&mut text).map_err(|e| JsonError::from_serde(&e))
}

/// Walks a text; what comes out is its tree, if it is wanted, and the text to be read again.
fn read(bytes: &[u8], limit: usize, keep: bool) -> Result<(Value, Cow<'_, [u8]>), JsonError> {
    if bytes.len() > limit {
        return Err(JsonError::TooLong { got: bytes.len(), limit });
    }
    match walk(bytes, keep) {
        Ok(tree) => Ok((tree, Cow::Borrowed(bytes))),
        Err(error) if error.to_string().starts_with("number out of range") => {
            let text = with_numbers_in_range(bytes);
            let tree = walk(&text, keep).map_err(|e| JsonError::from_serde(&e))?;
            Ok((tree, Cow::Owned(text)))
        }
        Err(error) => Err(JsonError::from_serde(&error)),
    }
}

fn walk(bytes: &[u8], keep: bool) -> serde_json::Result<Value> {
    let mut text = serde_json::Deserializer::from_slice(bytes);
    // Its own limit is one level short of ours.
    text.disable_recursion_limit();
    let tree = UniqueMembers { keep, depth: 0 }.deserialize(&mut text)?;
    text.end()?;
    Ok(tree)
}

/// Puts 0.5 in the place of every number that no double holds, such as 1e400. It is JSON, and members
/// that nobody names are ignored whatever they hold; the numbers of members that are named are whole,
/// so that neither the one nor the other is taken there.
fn with_numbers_in_range(bytes: &[u8]) -> Vec<u8> {
    let mut text = bytes.to_vec();
    let mut rest = text.as_mut_slice();
    while let Some(first) = rest.first() {
        let length = match first {
            b'"' => length_of_string(rest),
            b'-' | b'0'..=b'9' => {
                let is_of_number =
                    |byte: &&u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
                let length = rest.iter().take_while(is_of_number).count();
                let (number, _) = rest.split_at_mut(length);
                if is_out_of_range(number) {
                    number.fill(b' ');
                    number.iter_mut().zip(b"0.5").for_each(|(byte, digit)| *byte = *digit);
                }
                length
            }
            _ => 1,
        };
        rest = rest.split_at_mut(length).1;
    }
    text
}

/// Length of the string that a text begins with, its quotation marks included.
fn length_of_string(text: &[u8]) -> usize {
    let mut is_escaped = false;
    let inside = text.iter().skip(1).take_while(|byte| {
        let ends = **byte == b'"' && !is_escaped;
        is_escaped = **byte == b'\\' && !is_escaped;
        !ends
    });
    (inside.count() + 2).min(text.len())
}

fn is_out_of_range(number: &[u8]) -> bool {
    // What is passed over is only checked for its grammar.
    serde_json::from_slice::<IgnoredAny>(number).is_ok()
        && serde_json::from_slice::<f64>(number).is_err()
}

/// Walks a value, refuses an object with a member name twice.
#[derive(Clone, Copy)]
struct UniqueMembers {
    /// Whether what was walked is wanted afterwards; otherwise what comes out is empty.
    keep: bool,
    /// Arrays and objects around the value.
    depth: usize,
}

impl UniqueMembers {
    /// For what is in an array or object here.
    fn inside<E: de::Error>(self) -> Result<Self, E> {
        if self.depth < MAX_DEPTH {
            Ok(Self { depth: self.depth + 1, ..self })
        } else {
            Err(E::custom(TOO_DEEP))
        }
    }
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
        let inside = self.inside()?;
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element_seed(inside)? {
            if self.keep {
                elements.push(element);
            }
        }
        Ok(Value::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            match members.entry(name) {
                Entry::Occupied(_) => return Err(de::Error::custom(DUPLICATE)),
                Entry::Vacant(free) => free.insert(map.next_value_seed(inside)?),
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
            assert!(parse(&deep(129), 1 << 20).is_err());
            assert!(parse(&deep(128), 1 << 20).is_ok());
            let objects = |levels| [b"{\"a\":".repeat(levels), b"1".to_vec(), b"}".repeat(levels)];
            assert!(parse(&objects(128).concat(), 1 << 20).is_ok());
            assert!(parse(&objects(129).concat(), 1 << 20).is_err());
            assert!(parse(b"{} {}", 100).is_err());
        }
    }

    #[test]
    fn a_number_that_no_double_holds_is_passed_over_and_taken_for_none_that_is_named() {
        #[derive(Debug, PartialEq, Eq, serde::Deserialize)]
        struct Entry {
            number: u64,
        }
        let long = format!(r#"{{"number":1,"later":{}}}"#, "9".repeat(400));
        for (text, is_read) in [
            (r#"{"number":1,"later":1e400}"#, true),
            (r#"{"later":[-1E+999,{"x":9e308}],"number":1}"#, true),
            (r#"{"number":1,"later":"1e400\\","deep":[1e400]}"#, true),
            (r#"{"number":1,"la\"ter":1e400}"#, true),
            (&long, true),
            (r#"{"number":1e400}"#, false),
            (r#"{"number":1,"later":1e40e0,"x":1e400}"#, false),
            (r#"{"number":1,"later":01e400}"#, false),
            (r#"{"number":1,"later":1e400,"later":2}"#, false),
            (r#"{"number":1,"later":1e400"#, false),
        ] {
            let (tree, large) =
                (parse::<Entry>(text.as_bytes(), 500), parse_large::<Entry>(text.as_bytes(), 500));
            assert_eq!(tree.is_ok(), is_read, "{text}: {tree:?}");
            assert_eq!(tree.ok(), large.ok(), "{text}");
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
