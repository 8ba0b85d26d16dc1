//! JSON from outside: one value, no member name twice at any depth, bounded in size.
//!
//! serde keeps the last of two equal members of a map and skips unknown ones unread, so a signer
//! and two readers could see three documents. This pass looks at every member before any type does.

use std::collections::HashSet;
use std::fmt;

use serde::de::{self, DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Visitor};

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
            serde_json::error::Category::Eof => "the text ends too early",
            _ => "not JSON",
        };
        Self::Refused { line: error.line(), column: error.column(), problem }
    }
}

const DUPLICATE: &str = "a member stands twice";

/// Reads `T` from UTF-8 JSON of at most `limit` bytes.
///
/// # Errors
/// [`JsonError`]: too long, not JSON, trailing text, a member twice at any depth, nesting deeper
/// than 128, or not a `T`.
pub fn parse<T: DeserializeOwned>(bytes: &[u8], limit: usize) -> Result<T, JsonError> {
    if bytes.len() > limit {
        return Err(JsonError::TooLong { got: bytes.len(), limit });
    }
    let mut unique = serde_json::Deserializer::from_slice(bytes);
    UniqueMembers
        .deserialize(&mut unique)
        .and_then(|()| unique.end())
        .map_err(|e| JsonError::from_serde(&e))?;
    serde_json::from_slice(bytes).map_err(|e| JsonError::from_serde(&e))
}

/// Walks a value, keeps nothing, refuses an object with a member name twice.
struct UniqueMembers;

impl<'de> DeserializeSeed<'de> for UniqueMembers {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

macro_rules! accept_scalars {
    ($($method:ident: $type:ty),*) => {
        $(fn $method<E: de::Error>(self, _: $type) -> Result<(), E> { Ok(()) })*
    };
}

impl<'de> Visitor<'de> for UniqueMembers {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without duplicate members")
    }

    accept_scalars!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(UniqueMembers)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(name) = map.next_key::<String>()? {
            if !seen.insert(name) {
                return Err(de::Error::custom(DUPLICATE));
            }
            map.next_value_seed(UniqueMembers)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_member_twice_is_refused_at_any_depth_even_spelled_with_escapes() {
        assert!(parse::<Value>(br#"{"a":{"b":1},"c":[{"b":1}]}"#, 100).is_ok());
        for twice in [r#"{"a":1,"a":1}"#, r#"[{"x":[{"b":1,"b":2}]}]"#, r#"{"a":1,"\u0061":2}"#] {
            let error = parse::<Value>(twice.as_bytes(), 100).expect_err(twice);
            assert!(matches!(error, JsonError::Refused { problem: DUPLICATE, .. }), "{error}");
        }
    }

    #[test]
    fn size_depth_and_trailing_text_are_bounded() {
        assert_eq!(parse::<Value>(b"[1,2]", 4), Err(JsonError::TooLong { got: 5, limit: 4 }));
        let deep = "[".repeat(100_000);
        assert!(parse::<Value>(deep.as_bytes(), 1 << 20).is_err());
        assert!(parse::<Value>(b"{} {}", 100).is_err());
    }
}
