//! Trust lists: signed by the root, and read back by the rules of their readers before they leave.

use crate::base::text::{self, TextError};
use crate::base::time::UnixTime;
use crate::crypto::SigningKey;
use crate::model::region::Region;
use crate::trust::trust_floor::{TrustFloor, TrustFloorError};
use crate::trust::trust_list::{TrustListError, VerifiedTrustList};
use crate::wire::trust_list::TrustList;

/// Why a trust list was not published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum TrustRefused {
    /// It breaks a rule; readers would refuse it.
    #[error(transparent)]
    List(#[from] TrustListError),
    /// It takes back what an earlier list said.
    #[error(transparent)]
    Floor(#[from] TrustFloorError),
    /// A name has a character that signers don't use.
    #[error("a name of {region} was refused: {reason}")]
    Name {
        /// The issuer's.
        region: Region,
        /// What is wrong with it.
        reason: TextError,
    },
}

/// A signed trust list and what the next one may not take back.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct PublishedTrust {
    /// Compact JWS.
    pub text: String,
    /// To be handed in with the next one.
    pub floor: TrustFloor,
}

/// Signs a trust list that follows `before`.
///
/// # Errors
/// [`TrustRefused`]: a duplicate or foreign key, a life over 30 days, a `seq` that does not grow, a
/// known key that is missing, changed or come back.
pub fn publish(
    list: &TrustList,
    root: &SigningKey,
    before: Option<&TrustFloor>,
    now: UnixTime,
) -> Result<PublishedTrust, TrustRefused> {
    let text = list.sign(root);
    let verified = VerifiedTrustList::verify(&text, &root.public_key(), now)?;
    verified.accept_over(before, now)?;
    for issuer in &list.issuers {
        for name in [&issuer.name.zh, &issuer.name.en] {
            text::check_signable(name)
                .map_err(|reason| TrustRefused::Name { region: issuer.region, reason })?;
        }
    }
    Ok(PublishedTrust { text, floor: verified.floor() })
}
