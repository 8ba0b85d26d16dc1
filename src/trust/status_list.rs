//! A status list that passed every check, ready to be asked.

mod pages;

use crate::base::time::UnixTime;
use crate::model::key_id::KeyId;
use crate::model::status::CardStatus;
use crate::trust::status_list::pages::Pages;
use crate::trust::succession::{self, Admission, Edition};
use crate::trust::trust_list::{SignerError, VerifiedTrustList};
use crate::wire::jws::{self, JwsError};
use crate::wire::status_list::{
    Entries, EntriesError, MAX_BYTES, MAX_LIFE, StatusListToken, StatusListUri, TYP,
};
use crate::wire::trust_list::KeyUse;

/// A verified status list.
#[derive(Debug, Clone)]
pub struct StatusList {
    uri: StatusListUri,
    kid: KeyId,
    iat: UnixTime,
    exp: UnixTime,
    ttl: u64,
    min_trust_seq: u64,
    edition: Edition,
    entries: Pages,
}

/// Why a status list was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum StatusListError {
    /// Not a status list, or its signature does not fit.
    #[error("status list refused: {0}")]
    Jws(#[from] JwsError),
    /// Its signer may not sign status lists now.
    #[error("status list refused: {0}")]
    Signer(#[from] SignerError),
    /// Signed by the key of another region than `sub` names.
    #[error("the status list is of {sub}, its signer is {signer}")]
    OtherRegion {
        /// What it says it is.
        sub: StatusListUri,
        /// Its signer.
        signer: KeyId,
    },
    /// Another list than the one asked for.
    #[error("asked for {wanted}, got {got}")]
    OtherList {
        /// The list asked for.
        wanted: StatusListUri,
        /// The list received.
        got: StatusListUri,
    },
    /// `iat` is more than five minutes ahead.
    #[error("the status list was signed in the future")]
    FromTheFuture,
    /// `exp` is not after `iat` or more than 30 days after it, or `ttl` is 0.
    #[error("the life of the status list is not between 1 second and 30 days")]
    Life,
    /// It is past its `exp`, and was never held here.
    #[error("the status list is past its end")]
    Expired,
    /// It asks for a newer trust list than the one it is judged by.
    #[error("the status list needs trust list {needed}, this is {held}")]
    TrustTooOld {
        /// `min_trust_seq`.
        needed: u64,
        /// `seq` of the trust list.
        held: u64,
    },
    /// The entries could not be read.
    #[error("status list refused: {0}")]
    Entries(#[from] EntriesError),
}

impl StatusList {
    /// Verifies the list `wanted` under a trust list.
    ///
    /// # Errors
    /// [`StatusListError`]. With [`Admission::Held`] a list past its end and a signer retired since
    /// pass.
    pub fn verify(
        text: &str,
        wanted: StatusListUri,
        trust: &VerifiedTrustList,
        now: UnixTime,
        admission: Admission,
    ) -> Result<Self, StatusListError> {
        let jws = jws::parse(text, TYP, MAX_BYTES)?;
        let signer = trust.signer(jws.document_kid()?, KeyUse::Status, now, admission)?;
        let token: StatusListToken = jws.verify(&signer.public_key)?;
        let StatusListToken { sub, iat, exp, ttl, min_trust_seq, status_list } = token;
        if sub.region != signer.kid.region() {
            return Err(StatusListError::OtherRegion { sub, signer: signer.kid });
        }
        if sub != wanted {
            return Err(StatusListError::OtherList { wanted, got: sub });
        }
        if admission == Admission::New && !succession::is_not_from_the_future(iat, now) {
            return Err(StatusListError::FromTheFuture);
        }
        if exp <= iat || exp > iat.plus(MAX_LIFE) || ttl == 0 {
            return Err(StatusListError::Life);
        }
        if admission == Admission::New && now >= exp {
            return Err(StatusListError::Expired);
        }
        if min_trust_seq > trust.seq() {
            return Err(StatusListError::TrustTooOld { needed: min_trust_seq, held: trust.seq() });
        }
        let entries = Pages::of(&Entries::unpack(&status_list)?);
        let edition = Edition { number: iat.as_secs(), digest: succession::digest(text) };
        Ok(Self { uri: sub, kid: signer.kid, iat, exp, ttl, min_trust_seq, edition, entries })
    }

    /// What it lists.
    #[cfg_attr(not(feature = "internals"), allow(dead_code, reason = "asked by tests and tools"))]
    #[must_use]
    pub const fn uri(&self) -> StatusListUri {
        self.uri
    }

    /// The key that signed it.
    #[must_use]
    pub const fn kid(&self) -> KeyId {
        self.kid
    }

    /// When it was signed.
    #[must_use]
    pub const fn iat(&self) -> UnixTime {
        self.iat
    }

    /// When it ends as a statement that cards are good.
    #[must_use]
    pub const fn exp(&self) -> UnixTime {
        self.exp
    }

    /// After how many seconds to ask for a newer one.
    #[must_use]
    pub const fn ttl(&self) -> u64 {
        self.ttl
    }

    /// Least `seq` of the trust list it may be judged by.
    #[cfg_attr(not(feature = "internals"), allow(dead_code, reason = "asked by tests and tools"))]
    #[must_use]
    pub const fn min_trust_seq(&self) -> u64 {
        self.min_trust_seq
    }

    /// Its number (`iat`) and content, for telling what follows it.
    #[must_use]
    pub const fn edition(&self) -> Edition {
        self.edition
    }

    /// The state of `index`, in two memory accesses; an index of 2²⁰ or more was never given out.
    #[must_use]
    pub fn status(&self, index: u32) -> CardStatus {
        self.entries.at(index).unwrap_or(CardStatus::NotGivenOut)
    }
}

#[cfg(test)]
mod tests;
