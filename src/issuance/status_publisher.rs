//! Status lists: which of the indexes given out are good, as one signed list (protocol §7).

use crate::base::time::UnixTime;
use crate::issuance::signer::IssuerSigner;
use crate::model::status::CardStatus;
use crate::wire::status_list::{Entries, StatusListToken, StatusListUri};

/// What a list says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct ListTerms {
    /// When it is signed; its number. Later than the list before it.
    pub at: UnixTime,
    /// For how long it counts, in seconds; cut at the end of the signing key.
    pub life: u64,
    /// After how many seconds to ask for a newer one.
    pub ttl: u64,
    /// Least trust list it may be judged by.
    pub min_trust_seq: u64,
}

impl ListTerms {
    /// A list signed at `at`, which counts for `life` seconds and asks to be fetched again after `ttl`
    /// seconds.
    #[must_use]
    pub const fn new(at: UnixTime, life: u64, ttl: u64, min_trust_seq: u64) -> Self {
        Self { at, life, ttl, min_trust_seq }
    }
}

/// Why a status list was not signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum StatusRefused {
    /// An index of 2²⁰ or more.
    #[error("status index {0} does not fit a list")]
    Index(u32),
    /// The signing key is of another region.
    #[error("the key signs for another region")]
    OtherRegion,
}

/// Signs the list `uri`; what `given` does not name is not given out.
///
/// # Errors
/// [`StatusRefused`].
pub fn publish(
    uri: StatusListUri,
    given: impl IntoIterator<Item = (u32, CardStatus)>,
    terms: &ListTerms,
    signer: &IssuerSigner<'_>,
) -> Result<(String, UnixTime), StatusRefused> {
    if signer.kid.region() != uri.region {
        return Err(StatusRefused::OtherRegion);
    }
    let mut entries = Entries::none_given_out();
    for (index, status) in given {
        if !entries.set(index, status) {
            return Err(StatusRefused::Index(index));
        }
    }
    let exp = terms.at.plus(terms.life).min(signer.expires);
    let token = StatusListToken {
        sub: uri,
        iat: terms.at,
        exp,
        ttl: terms.ttl,
        min_trust_seq: terms.min_trust_seq,
        status_list: entries.pack(),
    };
    Ok((token.sign(signer.kid, signer.key), exp))
}
