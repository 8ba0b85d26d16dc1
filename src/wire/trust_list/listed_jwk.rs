//! The JWK of a listed key, of this version's suite or of a later one (protocol §7.2).

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::crypto::jwk::Jwk;
use crate::crypto::{KeyError, PublicKey};

/// Most bytes of the JWK of another suite, written without white space; one of ML-DSA-87 has 3,500.
pub const MAX_JWK_BYTES: usize = 4096;

/// A JWK as a trust list has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ListedJwk {
    /// In the form of suite 0. Whether it is a point of the curve is seen when it is read.
    P256(Jwk),
    /// Any other JSON object: kept and compared, and never used by this version.
    Other(Map<String, Value>),
}

impl ListedJwk {
    /// The key of suite 0 that it holds.
    ///
    /// # Errors
    /// [`KeyError`]: another type or curve, or not a point of the curve.
    pub fn public_key(&self) -> Result<PublicKey, KeyError> {
        match self {
            Self::P256(jwk) => jwk.public_key(),
            Self::Other(_) => Err(KeyError),
        }
    }
}

impl ListedJwk {
    /// What it says, in one form whatever the order of its members and the white space between them
    /// were: JSON, in which a number that is not whole stands as the bits of its double. (serde_json
    /// would bring tables for writing doubles into every gate.)
    pub(crate) fn content(&self) -> Vec<u8> {
        match self {
            // Plain data with string keys: serialising it can't fail.
            Self::P256(jwk) => serde_json::to_vec(jwk).unwrap_or_default(),
            Self::Other(members) => {
                let mut content = Vec::new();
                write_members(members, &mut content);
                content
            }
        }
    }
}

fn write_members(members: &Map<String, Value>, to: &mut Vec<u8>) {
    to.push(b'{');
    for (at, (name, value)) in members.iter().enumerate() {
        if at > 0 {
            to.push(b',');
        }
        write_text(name, to);
        to.push(b':');
        write(value, to);
    }
    to.push(b'}');
}

fn write(value: &Value, to: &mut Vec<u8>) {
    match value {
        Value::Null => to.extend(b"null"),
        Value::Bool(value) => to.extend(if *value { &b"true"[..] } else { b"false" }),
        Value::Number(number) => {
            let text = match (number.as_u64(), number.as_i64()) {
                (Some(whole), _) => whole.to_string(),
                (None, Some(whole)) => whole.to_string(),
                (None, None) => number.as_f64().unwrap_or_default().to_bits().to_string(),
            };
            to.extend(text.bytes());
        }
        Value::String(text) => write_text(text, to),
        Value::Array(values) => {
            to.push(b'[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    to.push(b',');
                }
                write(value, to);
            }
            to.push(b']');
        }
        Value::Object(members) => write_members(members, to),
    }
}

fn write_text(text: &str, to: &mut Vec<u8>) {
    // A text alone: serialising it can't fail.
    to.extend(serde_json::to_vec(text).unwrap_or_default());
}

impl From<&PublicKey> for ListedJwk {
    fn from(key: &PublicKey) -> Self {
        Self::P256(Jwk::from(key))
    }
}

impl<'de> Deserialize<'de> for ListedJwk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = Map::deserialize(deserializer)?;
        let whole = Value::Object(members);
        if let Ok(jwk) = Jwk::deserialize(&whole) {
            return Ok(Self::P256(jwk));
        }
        // Members sorted by their names, so that their order makes no other key.
        match whole {
            Value::Object(members) => {
                let jwk = Self::Other(members);
                let fits = jwk.content().len() <= MAX_JWK_BYTES;
                if fits { Ok(jwk) } else { Err(D::Error::custom("a JWK of more than 4096 bytes")) }
            }
            _ => Err(D::Error::custom("a JWK is an object")),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: Value) -> Option<ListedJwk> {
        serde_json::from_value(json).ok()
    }

    #[test]
    fn keys_of_other_suites_are_any_object_up_to_the_bound() {
        let ml_dsa = json!({ "kty": "AKP", "alg": "ML-DSA-65", "pub": "A".repeat(2604) });
        let sm2 = json!({ "kty": "EC", "crv": "SM2", "x": "AA", "y": "AA" });
        for good in [ml_dsa, sm2, json!({}), json!({ "deep": [{ "n": 1 }] })] {
            let jwk = read(good.clone()).expect("read");
            assert_eq!(serde_json::to_value(&jwk).expect("json"), good);
            assert!(jwk.public_key().is_err());
        }
        // {"k":"…"} is eight bytes and what is between.
        assert!(read(json!({ "k": "A".repeat(4088) })).is_some());
        assert!(read(json!({ "k": "A".repeat(4089) })).is_none());
        for bad in [json!(null), json!([]), json!("text"), json!(1)] {
            assert!(read(bad).is_none());
        }
    }

    #[test]
    fn the_order_of_members_makes_no_other_key() {
        let text = |text: &str| serde_json::from_str::<ListedJwk>(text).expect("read");
        let (one, other) = (text(r#"{"a":1,"b":"x"}"#), text(r#"{ "b":"\u0078", "a":1 }"#));
        assert_eq!(one, other);
        assert_eq!(one.content(), other.content());
    }
}
