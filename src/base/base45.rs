//! Base45 (RFC 9285), strict in both directions.
//!
//! Written here because the published crate accepts tails over their range (`V5` as `00`, `::` as
//! `e8`), which would give one code several texts.

/// The alphabet of RFC 9285 table 1, which is that of QR alphanumeric mode.
const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

const NOT_IN_ALPHABET: u8 = 0xff;

/// Character → value, `NOT_IN_ALPHABET` elsewhere.
const VALUES: [u8; 256] = {
    let mut table = [NOT_IN_ALPHABET; 256];
    let mut i = 0;
    while i < ALPHABET.len() {
        table[ALPHABET[i] as usize] = i as u8;
        i += 1;
    }
    table
};

/// Why a text is not base45.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Base45Error {
    /// A length that no byte string encodes to (1 more than a multiple of 3).
    #[error("base45 text has an impossible length")]
    Length,
    /// A character outside the alphabet, at this byte offset.
    #[error("character outside the base45 alphabet at offset {0}")]
    Character(usize),
    /// Three characters over 65535, or two over 255, starting at this offset.
    #[error("base45 group out of range at offset {0}")]
    Range(usize),
}

/// Bytes as base45 text: 3 characters for 2 bytes, 2 for a last odd one.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(2) * 3);
    let mut push = |value: usize| text.push(ALPHABET[value] as char);
    for pair in bytes.chunks(2) {
        if let [high, low] = *pair {
            let n = usize::from(high) * 256 + usize::from(low);
            push(n % 45);
            push(n / 45 % 45);
            push(n / 2025);
        } else {
            let n = usize::from(pair[0]);
            push(n % 45);
            push(n / 45);
        }
    }
    text
}

/// Base45 text as bytes.
///
/// # Errors
/// [`Base45Error`]; never more than one byte string for a text nor more than one text for a byte
/// string.
pub fn decode(text: &str) -> Result<Vec<u8>, Base45Error> {
    let text = text.as_bytes();
    if text.len() % 3 == 1 {
        return Err(Base45Error::Length);
    }
    let mut bytes = Vec::with_capacity(text.len() / 3 * 2 + 1);
    for (group, chars) in text.chunks(3).enumerate() {
        let offset = group * 3;
        let mut n = 0u32;
        for (i, &c) in chars.iter().enumerate().rev() {
            let value = VALUES[usize::from(c)];
            if value == NOT_IN_ALPHABET {
                return Err(Base45Error::Character(offset + i));
            }
            n = n * 45 + u32::from(value);
        }
        if chars.len() == 3 {
            let pair = u16::try_from(n).map_err(|_| Base45Error::Range(offset))?;
            bytes.extend_from_slice(&pair.to_be_bytes());
        } else {
            bytes.push(u8::try_from(n).map_err(|_| Base45Error::Range(offset))?);
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rfc_9285_examples_and_strings_that_must_fail() {
        let file = include_str!("../../tests/vectors/published/base45/rfc9285_vectors.json");
        let vectors: serde_json::Value = serde_json::from_str(file).expect("vector file");
        let list = |name: &str| vectors[name].as_array().expect("list").clone();
        for v in list("valid") {
            let text = v["text"].as_str().expect("text");
            let bytes = crate::base::hex::decode(v["hex"].as_str().expect("hex")).expect("hex");
            assert_eq!(decode(text).as_ref(), Ok(&bytes), "{text}");
            assert_eq!(encode(&bytes), text);
        }
        let invalid = list("invalid");
        assert_eq!(invalid.len(), 10);
        for v in invalid {
            assert!(decode(v["text"].as_str().expect("text")).is_err(), "{v}");
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_decodes_to_itself(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&encode(&bytes)), Ok(bytes));
        }

        #[test]
        fn what_decodes_has_exactly_one_text(text in "[0-9A-Z $%*+./:-]{0,24}") {
            if let Ok(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
