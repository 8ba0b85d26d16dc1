//! What a newer trust list may never take back: the number, the keys ever listed, compromise.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::time::UnixTime;
use crate::crypto::digest::{Sha256, sha256_of};
use crate::model::key_id::KeyId;
use crate::wire::succession::{Edition, MAX_JUMP, Succession, SuccessionError, digest_text};
use crate::wire::trust_list::{IssuerKey, KeyState, VerifiedTrustList};

/// What is remembered of an accepted trust list, even when the list itself is lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustFloor {
    /// Number and content of the list accepted last.
    #[serde(flatten)]
    pub edition: Edition,
    /// Every key that was ever listed.
    pub keys: BTreeMap<KeyId, KnownKey>,
}

/// What of a listed key may not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownKey {
    /// SHA-256 over use, suite and JWK.
    #[serde(with = "digest_text")]
    pub identity: Sha256,
    /// Its state, which only moves from active to retired to compromised.
    pub state: KeyState,
}

/// Why a verified trust list may not replace the one held.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
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
    #[error("key {kid} can't go from {from:?} to {to:?}")]
    StateReversed {
        /// The key.
        kid: KeyId,
        /// Its state before.
        from: KeyState,
        /// Its state in the refused list.
        to: KeyState,
    },
}

impl KnownKey {
    fn of(key: &IssuerKey) -> Self {
        // Plain data with string keys: serialising it can't fail.
        let jwk = serde_json::to_vec(&key.jwk).unwrap_or_default();
        let identity = sha256_of(&[&[key.key_use as u8, key.suite], &jwk]);
        Self { identity, state: key.state }
    }
}

impl VerifiedTrustList {
    /// What to remember once this list is accepted.
    #[must_use]
    pub fn floor(&self) -> TrustFloor {
        let keys = self.list().issuers.iter().flat_map(|issuer| &issuer.keys);
        let keys = keys.map(|key| (key.kid, KnownKey::of(key))).collect();
        TrustFloor { edition: self.edition(), keys }
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
        let keys = self.floor().keys;
        for (kid, before) in &held.keys {
            let key = keys.get(kid).ok_or(TrustFloorError::KeyVanished(*kid))?;
            if key.identity != before.identity {
                return Err(TrustFloorError::KeyReplaced(*kid));
            }
            if key.state < before.state {
                let (from, to) = (before.state, key.state);
                return Err(TrustFloorError::StateReversed { kid: *kid, from, to });
            }
        }
        Ok(())
    }
}
