//! Words of enumerations that a later version may add to (protocol §0).
//!
//! A document stays readable when one of its entries has such a word: the word is taken out of the
//! entry's JSON, something this version knows is put in its place, and the rest is read as strictly as
//! ever. Whoever asks for this keeps the entry apart afterwards, and never uses it.

use std::collections::HashSet;

use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde_json::Value;

/// Most bytes of a word.
const MAX_BYTES: usize = 32;

/// Puts `stand_in` in the place of the word in `member`, if that is not one of `T`, and returns it.
/// What is missing or no word at all stays, for the strict reading to refuse.
pub(crate) fn replace_unknown<T: DeserializeOwned>(
    entry: &mut Value,
    member: &str,
    stand_in: &'static str,
) -> Option<String> {
    let word = entry.get_mut(member)?;
    let unknown = word.as_str().filter(|text| is_word(text) && !is_known::<T>(text))?.to_owned();
    *word = Value::from(stand_in);
    Some(unknown)
}

/// Drops the words in the list `member` that are not of `T`; whether there were any. A word that
/// stands twice is dropped once, for the strict reading to refuse.
pub(crate) fn drop_unknown<T: DeserializeOwned>(entry: &mut Value, member: &str) -> bool {
    let Some(Value::Array(words)) = entry.get_mut(member) else { return false };
    let mut dropped = HashSet::new();
    words.retain(|word| match word.as_str().filter(|text| is_word(text) && !is_known::<T>(text)) {
        Some(unknown) => !dropped.insert(unknown.to_owned()),
        None => true,
    });
    !dropped.is_empty()
}

fn is_word(text: &str) -> bool {
    let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
    (1..=MAX_BYTES).contains(&text.len()) && text.bytes().all(plain)
}

fn is_known<T: DeserializeOwned>(text: &str) -> bool {
    let word: StrDeserializer<'_, Error> = text.into_deserializer();
    T::deserialize(word).is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::profile::Profile;

    #[test]
    fn only_words_of_another_version_are_taken_out() {
        let mut entry =
            json!({"a": "sealed", "b": "masked", "c": "Sealed", "d": 1, "e": "", "f": null});
        let taken = ["a", "b", "c", "d", "e", "f", "g"]
            .map(|member| replace_unknown::<Profile>(&mut entry, member, "validity"));
        assert_eq!(taken, [Some("sealed".into()), None, None, None, None, None, None]);
        let rest =
            json!({"a": "validity", "b": "masked", "c": "Sealed", "d": 1, "e": "", "f": null});
        assert_eq!(entry, rest);
        assert_eq!(replace_unknown::<Profile>(&mut json!("text"), "a", "validity"), None);
    }

    #[test]
    fn lists_keep_what_is_known_and_what_must_be_refused() {
        let mut entry =
            json!({"a": ["masked", "sealed", "new_2"], "b": ["masked"], "c": ["x", "x", 5]});
        assert!(drop_unknown::<Profile>(&mut entry, "a"));
        assert!(!drop_unknown::<Profile>(&mut entry, "b"));
        assert!(drop_unknown::<Profile>(&mut entry, "c"));
        assert!(!drop_unknown::<Profile>(&mut entry, "d"));
        assert_eq!(entry, json!({"a": ["masked"], "b": ["masked"], "c": ["x", 5]}));
    }

    #[test]
    fn a_word_has_at_most_32_bytes() {
        let mut entry = json!({"a": "x".repeat(32), "b": "x".repeat(33)});
        assert!(replace_unknown::<Profile>(&mut entry, "a", "validity").is_some());
        assert!(replace_unknown::<Profile>(&mut entry, "b", "validity").is_none());
    }
}
