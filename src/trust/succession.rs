//! What all signed documents share: their identity, how one follows another, and whether a copy is
//! new or was accepted before (protocol §7).

use serde::{Deserialize, Serialize};

use crate::base::time::UnixTime;
use crate::crypto::digest::{Sha256, sha256};

/// Seconds by which a document's `iat` may lie ahead of the reader's clock.
pub const MAX_AHEAD: u64 = 300;

/// Most by which a `seq` may grow from one accepted document to the next.
pub const MAX_JUMP: u64 = 100_000;

/// Whether a document comes from outside or from this reader's own store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// It was never accepted here: its signer must be active and in its period, the document current.
    New,
    /// It was accepted here before and is read again: it may be past its end, or seem to be of the
    /// future to a clock that was set back, and its signer may have been retired since, but not
    /// compromised.
    Held,
}

/// A document's number and what it says, for telling a newer one from an older and a swapped one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// `seq`, or for status lists `iat`.
    pub number: u64,
    /// SHA-256 of header and payload of its text; in JSON lower-case hexadecimal.
    #[serde(with = "digest_text")]
    pub digest: Sha256,
}

/// How a document stands to the one held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Succession {
    /// The same number and the same bytes: nothing to do.
    Same,
    /// A higher number.
    Newer,
}

/// Why a document may not follow the one held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum SuccessionError {
    /// A lower number.
    #[error("number {got} is older than {held}, which was accepted before")]
    RolledBack {
        /// Number held.
        held: u64,
        /// Number offered.
        got: u64,
    },
    /// The same number and other bytes.
    #[error("number {number} was accepted before with other content")]
    Swapped {
        /// The number of both.
        number: u64,
    },
    /// A number too far ahead: it would shut out every honest successor.
    #[error("number {got} is more than 100000 after {held}")]
    Jumped {
        /// Number held.
        held: u64,
        /// Number offered.
        got: u64,
    },
}

impl Edition {
    /// How this edition stands to the one `held`; a bound on the step where numbers are counted.
    ///
    /// # Errors
    /// [`SuccessionError`].
    pub fn follow(self, held: Self, max_jump: Option<u64>) -> Result<Succession, SuccessionError> {
        let (held_number, got) = (held.number, self.number);
        if got < held_number {
            return Err(SuccessionError::RolledBack { held: held_number, got });
        }
        if got == held_number {
            return if self.digest == held.digest {
                Ok(Succession::Same)
            } else {
                Err(SuccessionError::Swapped { number: got })
            };
        }
        if max_jump.is_some_and(|most| got - held_number > most) {
            return Err(SuccessionError::Jumped { held: held_number, got });
        }
        Ok(Succession::Newer)
    }
}

/// SHA-256 of a compact JWS without its signature (header and payload as sent, the dot between).
///
/// The signature is left out because ES256 has many for one text: a document signed again is the
/// same document.
#[must_use]
pub fn digest(text: &str) -> Sha256 {
    sha256(text.rsplit_once('.').map_or(text, |(signed, _)| signed).as_bytes())
}

/// A digest in JSON: 64 lower-case hex digits.
pub(crate) mod digest_text {
    use serde::{Deserialize as _, Deserializer, Serializer, de};

    use crate::base::hex;
    use crate::crypto::digest::Sha256;

    pub(crate) fn serialize<S: Serializer>(digest: &Sha256, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex::encode(digest))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Sha256, D::Error> {
        hex::decode_array(&String::deserialize(from)?).map_err(de::Error::custom)
    }
}

/// Whether `iat` is not later than `now` + 300 s.
#[must_use]
pub fn is_not_from_the_future(iat: UnixTime, now: UnixTime) -> bool {
    iat <= now.plus(MAX_AHEAD)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn edition(number: u64, content: u8) -> Edition {
        Edition { number, digest: [content; 32] }
    }

    #[test]
    fn a_document_is_never_rolled_back_swapped_or_moved_out_of_reach() {
        let held = edition(10, 1);
        let follow = |next: Edition| next.follow(held, Some(MAX_JUMP));
        assert_eq!(follow(edition(10, 1)), Ok(Succession::Same));
        assert_eq!(follow(edition(11, 2)), Ok(Succession::Newer));
        assert_eq!(follow(edition(100_010, 2)), Ok(Succession::Newer));
        assert_eq!(follow(edition(9, 1)), Err(SuccessionError::RolledBack { held: 10, got: 9 }));
        assert_eq!(follow(edition(10, 2)), Err(SuccessionError::Swapped { number: 10 }));
        assert_eq!(
            follow(edition(100_011, 2)),
            Err(SuccessionError::Jumped { held: 10, got: 100_011 })
        );
        assert_eq!(edition(u64::MAX, 2).follow(held, None), Ok(Succession::Newer));
    }

    #[test]
    fn a_document_signed_again_is_the_same_document() {
        assert_eq!(digest("head.body.one"), digest("head.body.two"));
        assert_ne!(digest("head.body.one"), digest("head.bodz.one"));
    }

    #[test]
    fn five_minutes_of_clock_difference_are_forgiven_and_no_more() {
        let now = UnixTime::from_secs(1000);
        assert!(is_not_from_the_future(now.plus(300), now));
        assert!(!is_not_from_the_future(now.plus(301), now));
    }
}
