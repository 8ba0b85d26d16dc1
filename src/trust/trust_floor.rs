//! What a newer trust list may never take back: the number, the keys ever listed, compromise.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::time::UnixTime;
use crate::crypto::digest::{Sha256, sha256_of};
use crate::model::key_id::KeyId;
use crate::trust::succession::{Edition, MAX_JUMP, Succession, SuccessionError, digest_text};
use crate::trust::trust_list::VerifiedTrustList;
use crate::wire::trust_list::LaterWords;
use crate::wire::trust_list::{IssuerKey, KeyState};

/// What is remembered of an accepted trust list, even when the list itself is lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct TrustFloor {
    /// Number and content of the list accepted last.
    pub edition: Edition,
    /// Every key that was ever listed.
    pub keys: BTreeMap<KeyId, KnownKey>,
}

/// A floor as it is written. The edition's members stand in it by themselves: serde's way to flatten
/// them is a tenth of a small gate's code.
#[derive(Clone, Serialize, Deserialize)]
struct Written {
    number: u64,
    #[serde(with = "digest_text")]
    digest: Sha256,
    keys: BTreeMap<KeyId, KnownKey>,
}

impl From<Written> for TrustFloor {
    fn from(written: Written) -> Self {
        let Written { number, digest, keys } = written;
        Self { edition: Edition { number, digest }, keys }
    }
}

impl From<TrustFloor> for Written {
    fn from(floor: TrustFloor) -> Self {
        let TrustFloor { edition: Edition { number, digest }, keys } = floor;
        Self { number, digest, keys }
    }
}

/// What of a listed key may not change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownKey {
    /// SHA-256 over use, suite and JWK.
    #[serde(with = "digest_text")]
    pub identity: Sha256,
    /// Its state, which only moves from active to retired to compromised.
    pub state: StateWord,
}

/// The state of a listed key, also one that only a later version knows. It is kept as its word, so
/// that this memory is still right once the reader learns it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum StateWord {
    /// A state of this version.
    Known(KeyState),
    /// A word of a later one. The key is not used.
    Later(String),
}

impl From<String> for StateWord {
    fn from(word: String) -> Self {
        let known = [KeyState::Active, KeyState::Retired, KeyState::Compromised];
        match known.into_iter().find(|state| state.word() == word) {
            Some(state) => Self::Known(state),
            None => Self::Later(word),
        }
    }
}

impl From<StateWord> for String {
    fn from(state: StateWord) -> Self {
        state.to_string()
    }
}

impl StateWord {
    /// States only move up this ladder. A word of a later version stands next to the top: a key may
    /// come there from use, not back, and nothing comes back from compromised.
    const fn rank(&self) -> u8 {
        match self {
            Self::Known(KeyState::Active) => 0,
            Self::Known(KeyState::Retired) => 1,
            Self::Later(_) => 2,
            Self::Known(KeyState::Compromised) => 3,
        }
    }
}

impl fmt::Display for StateWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(state) => f.write_str(state.word()),
            Self::Later(word) => f.write_str(word),
        }
    }
}

/// Why a verified trust list may not replace the one held.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum TrustFloorError {
    /// Its number is older, taken, or too far ahead.
    #[error("trust list refused: {0}")]
    Succession(#[from] SuccessionError),
    /// It is past its `exp`.
    #[error("the trust list is past its end")]
    Expired,
    /// A key that was listed is missing.
    #[error("key {0} was listed before and is missing")]
    KeyVanished(KeyId),
    /// Another key, use or suite under a `kid` that was listed.
    #[error("key {0} was listed before with other content")]
    KeyReplaced(KeyId),
    /// A retired key is active again, or a compromised one is anything else.
    #[error("key {kid} can't go from {from} to {to}")]
    StateReversed {
        /// The key.
        kid: KeyId,
        /// Its state before.
        from: StateWord,
        /// Its state in the refused list.
        to: StateWord,
    },
}

impl KnownKey {
    /// What to remember of `key`; `later` holds those of its words that it can't hold itself.
    pub(crate) fn of(key: &IssuerKey, later: LaterWords) -> Self {
        let jwk = key.jwk.content();
        let key_use = later.key_use.as_deref().unwrap_or(key.key_use.word());
        // No word has a zero in it, so no two keys have these bytes in common.
        let identity = sha256_of(&[key_use.as_bytes(), &[0, key.suite], &jwk]);
        let state = later.state.map_or(StateWord::Known(key.state), StateWord::Later);
        Self { identity, state }
    }
}

impl VerifiedTrustList {
    /// What to remember once this list is accepted.
    #[must_use]
    pub fn floor(&self) -> TrustFloor {
        let used = self.list().issuers.iter().flat_map(|issuer| &issuer.keys);
        let used = used.map(|key| (key.kid, KnownKey::of(key, LaterWords::default())));
        let unused = self.unused().iter().map(|(kid, key)| (*kid, key.clone()));
        TrustFloor { edition: self.edition(), keys: used.chain(unused).collect() }
    }

    /// Whether this list may take the place of `held`; without one, any current list may.
    ///
    /// # Errors
    /// [`TrustFloorError`]: older, swapped or more than 100,000 ahead; past its end; a known key
    /// missing, replaced or come back. The same list again is never an error, even past its end.
    pub fn accept_over(
        &self,
        held: Option<&TrustFloor>,
        now: UnixTime,
    ) -> Result<Succession, TrustFloorError> {
        if let Some(held) = held {
            if self.edition().follow(held.edition, Some(MAX_JUMP))? == Succession::Same {
                return Ok(Succession::Same);
            }
            self.keeps_keys_of(held)?;
        }
        if now >= self.list().exp {
            return Err(TrustFloorError::Expired);
        }
        Ok(Succession::Newer)
    }

    fn keeps_keys_of(&self, held: &TrustFloor) -> Result<(), TrustFloorError> {
        let mut keys = self.floor().keys;
        for (kid, before) in &held.keys {
            let key = keys.remove(kid).ok_or(TrustFloorError::KeyVanished(*kid))?;
            if key.identity != before.identity {
                return Err(TrustFloorError::KeyReplaced(*kid));
            }
            if key.state.rank() < before.state.rank() {
                let (from, to) = (before.state.clone(), key.state);
                return Err(TrustFloorError::StateReversed { kid: *kid, from, to });
            }
        }
        Ok(())
    }
}
