//! A trust list that passed every check, with its keys read once and found in one step.

use std::collections::{BTreeMap, HashMap};

use crate::base::time::UnixTime;
use crate::crypto::PublicKey;
use crate::crypto::digest::Sha256;
use crate::crypto::jwk;
use crate::model::key_id::KeyId;
use crate::model::region::Region;
use crate::model::verdict::{Freshness, TrustEvidence};
use crate::trust::succession::{self, Admission, Edition};
use crate::trust::trust_floor::KnownKey;
use crate::wire::jws::{self, JwsError};
use crate::wire::trust_list::{
    self as wire, IssuerKey, KeyState, KeyUse, ListedIssuer, MAX_BYTES, SUITE_ES256, TYP,
    TrustList, TrustListRule, TrustedIssuer,
};

/// A trust list whose signature and rules were checked. Whether it is current is asked with `now`
/// ([`VerifiedTrustList::freshness`]), since it is judged again at every verification.
#[derive(Debug, Clone)]
pub struct VerifiedTrustList {
    list: TrustList,
    root: PublicKey,
    next_root: Option<PublicKey>,
    digest: Sha256,
    issuers: HashMap<Region, usize>,
    keys: HashMap<KeyId, TrustedKey>,
    /// Keys with words of a later version.
    unused: BTreeMap<KeyId, KnownKey>,
}

/// An issuer's key as the trust list states it, read and usable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrustedKey {
    /// Its identifier, and with it the issuer's region.
    pub kid: KeyId,
    /// The key.
    pub public_key: PublicKey,
    /// What it signs.
    pub key_use: KeyUse,
    /// Whether its signatures count.
    pub state: KeyState,
    /// Start of its period.
    pub nbf: UnixTime,
    /// End of its period.
    pub exp: UnixTime,
    /// Longest life of a card of this issuer, in seconds.
    pub max_card_life: u64,
}

/// Why a key may not sign a status list or a catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum SignerError {
    /// The header's `kid` is not the identifier of an issuer's key.
    #[error("the signer's kid is not an issuer key's")]
    Kid,
    /// The trust list has no usable key of this `kid` and use.
    #[error("the trust list knows no such key {0} of this use")]
    Unknown(KeyId),
    /// The key is compromised: nothing it signed counts.
    #[error("key {0} is compromised")]
    Compromised(KeyId),
    /// The key is retired: what it signs now does not count.
    #[error("key {0} is retired")]
    Retired(KeyId),
    /// Now is outside the key's period.
    #[error("key {0} is outside its period")]
    OutOfPeriod(KeyId),
}

/// Why a trust list was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum TrustListError {
    /// Not a trust list, or its signature does not fit.
    #[error("trust list refused: {0}")]
    Jws(#[from] JwsError),
    /// Signed by another root than the one asked for.
    #[error("the trust list names another root")]
    OtherRoot,
    /// `iat` is more than five minutes ahead, and the list was never held here.
    #[error("trust list refused: it was signed in the future")]
    FromTheFuture,
    /// Signed, and its content breaks a rule.
    #[error("trust list refused: {0}")]
    Rule(#[from] TrustListRule),
}

impl VerifiedTrustList {
    /// Verifies a list that was received under `root`, and reads its keys. A list past its `exp`
    /// passes: it is judged by all the same (as expired), and may still name the next root.
    ///
    /// # Errors
    /// [`TrustListError`]: not a JWS of this type or more than 4 MiB; signed by another root; dated
    /// more than 300 s after `now`; content that breaks a [`TrustListRule`].
    pub fn verify(text: &str, root: &PublicKey, now: UnixTime) -> Result<Self, TrustListError> {
        let list = read(text, root)?;
        if !succession::is_not_from_the_future(list.iat, now) {
            return Err(TrustListError::FromTheFuture);
        }
        Self::of(list, root, text)
    }

    /// Verifies a list that was accepted before and is read again. It may seem to be of the future:
    /// a clock that was set back loses no list.
    ///
    /// # Errors
    /// [`TrustListError`], as [`Self::verify`], and never [`TrustListError::FromTheFuture`].
    pub fn verify_held(text: &str, root: &PublicKey) -> Result<Self, TrustListError> {
        Self::of(read(text, root)?, root, text)
    }
}

fn read(text: &str, root: &PublicKey) -> Result<TrustList<ListedIssuer>, TrustListError> {
    let jws = jws::parse(text, TYP, MAX_BYTES)?;
    if jws.document_kid()? != jwk::thumbprint_text(root) {
        return Err(TrustListError::OtherRoot);
    }
    Ok(jws.verify(root)?)
}

impl VerifiedTrustList {
    /// Checks every rule but those about now.
    fn of(
        list: TrustList<ListedIssuer>,
        root: &PublicKey,
        text: &str,
    ) -> Result<Self, TrustListError> {
        wire::check(&list)?;
        let next_root = match &list.next_root {
            None => None,
            Some(jwk) => {
                let key = jwk.public_key().map_err(|_| TrustListRule::NextRoot)?;
                Some(key).filter(|next| next != root).ok_or(TrustListRule::NextRoot).map(Some)?
            }
        };
        let mut keys = HashMap::new();
        for issuer in &list.issuers {
            read_keys(issuer.entry(), &mut keys)?;
        }
        let mut unused = BTreeMap::new();
        let TrustList { seq, iat, exp, soft_exp, test, next_root: next, issuers: listed } = list;
        let mut remember = |key: &IssuerKey, words| {
            unused.insert(key.kid, KnownKey::of(key, words));
        };
        let issuers = listed.into_iter().filter_map(|one| one.divide(&mut remember)).collect();
        let list = TrustList { seq, iat, exp, soft_exp, test, next_root: next, issuers };
        keys.retain(|kid, _| !unused.contains_key(kid));
        let issuers = list.issuers.iter().enumerate().map(|(i, one)| (one.region, i)).collect();
        let digest = succession::digest(text);
        Ok(Self { list, root: *root, next_root, digest, issuers, keys, unused })
    }
}

fn read_keys(
    issuer: &TrustedIssuer,
    keys: &mut HashMap<KeyId, TrustedKey>,
) -> Result<(), TrustListRule> {
    for key in issuer.keys.iter().filter(|key| key.suite == SUITE_ES256) {
        let public_key = key.jwk.public_key().map_err(|_| TrustListRule::Key(key.kid))?;
        let trusted = TrustedKey {
            kid: key.kid,
            public_key,
            key_use: key.key_use,
            state: key.state,
            nbf: key.nbf,
            exp: key.exp,
            max_card_life: issuer.max_card_life,
        };
        keys.insert(key.kid, trusted);
    }
    Ok(())
}

impl VerifiedTrustList {
    /// What the list says, as far as it can be used: without issuers and keys that have words of a
    /// later version.
    #[must_use]
    pub const fn list(&self) -> &TrustList {
        &self.list
    }

    /// The keys that were left out of it. They are remembered, and never used.
    #[must_use]
    pub const fn unused(&self) -> &BTreeMap<KeyId, KnownKey> {
        &self.unused
    }

    /// Its number.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        self.list.seq
    }

    /// When it was signed.
    #[must_use]
    pub const fn iat(&self) -> UnixTime {
        self.list.iat
    }

    /// Whether it is a sandbox's.
    #[must_use]
    pub const fn is_test(&self) -> bool {
        self.list.test
    }

    /// The root that signed it.
    #[cfg_attr(not(feature = "internals"), allow(dead_code, reason = "asked by tests and tools"))]
    #[must_use]
    pub const fn root(&self) -> &PublicKey {
        &self.root
    }

    /// The root it names as the next.
    #[must_use]
    pub const fn next_root(&self) -> Option<&PublicKey> {
        self.next_root.as_ref()
    }

    /// Its number and content, for telling what follows it.
    #[must_use]
    pub const fn edition(&self) -> Edition {
        Edition { number: self.list.seq, digest: self.digest }
    }

    /// The entry of a region.
    #[must_use]
    pub fn issuer(&self, region: Region) -> Option<&TrustedIssuer> {
        self.issuers.get(&region).and_then(|i| self.list.issuers.get(*i))
    }

    /// The key of this identifier, if it is of this use and of a suite version 1 knows. Its state and
    /// period are the caller's to judge.
    #[must_use]
    pub fn key(&self, kid: KeyId, key_use: KeyUse) -> Option<&TrustedKey> {
        self.keys.get(&kid).filter(|key| key.key_use == key_use)
    }

    /// `fresh` before `soft_exp`, `stale` before `exp`, else `expired`.
    #[must_use]
    pub fn freshness(&self, now: UnixTime) -> Freshness {
        if now < self.list.soft_exp {
            Freshness::Fresh
        } else if now < self.list.exp {
            Freshness::Stale
        } else {
            Freshness::Expired
        }
    }

    /// The list as a verdict names it.
    #[must_use]
    pub fn evidence(&self, now: UnixTime) -> TrustEvidence {
        TrustEvidence { freshness: self.freshness(now), as_of: self.list.iat }
    }

    /// The key that may have signed a status list or catalogue with this `kid` in its header.
    ///
    /// # Errors
    /// [`SignerError`]. A new document needs an active key inside its period; one held before is
    /// refused only when its key is compromised.
    pub fn signer(
        &self,
        kid: &str,
        key_use: KeyUse,
        now: UnixTime,
        admission: Admission,
    ) -> Result<&TrustedKey, SignerError> {
        let kid = kid.parse().map_err(|_| SignerError::Kid)?;
        let key = self.key(kid, key_use).ok_or(SignerError::Unknown(kid))?;
        match (key.state, admission) {
            (KeyState::Compromised, _) => Err(SignerError::Compromised(kid)),
            (_, Admission::Held) => Ok(key),
            (KeyState::Retired, Admission::New) => Err(SignerError::Retired(kid)),
            (KeyState::Active, Admission::New) => {
                Some(key).filter(|k| now.within(k.nbf, k.exp)).ok_or(SignerError::OutOfPeriod(kid))
            }
        }
    }
}

#[cfg(test)]
mod tests;
