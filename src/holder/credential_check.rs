//! Is a credential the one that was asked for? The wallet believes an issuer's signature, not its
//! server (protocol §8).

use crate::base::time::UnixTime;
use crate::crypto::PublicKey;
use crate::model::profile::{KeyRole, Profile};
use crate::model::region::Region;
use crate::trust::trust_list::VerifiedTrustList;
use crate::wire::card::SignedCard;
use crate::wire::cbor::CborError;
use crate::wire::trust_list::{KeyState, KeyUse};

/// Why a credential was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum CredentialFault {
    /// Not a card of this version.
    #[error("not a card: {0}")]
    Form(#[from] CborError),
    /// Of another region than the issuer asked.
    #[error("of another issuer")]
    Region,
    /// The trust list has no active card key of this `kid` in its period.
    #[error("signed by a key that may not sign cards now")]
    IssuerKey,
    /// The issuer's signature does not fit.
    #[error("the signature does not fit")]
    Signature,
    /// Another profile than the one asked for.
    #[error("of another profile")]
    Profile,
    /// For another key than this phone's.
    #[error("for another key")]
    DeviceKey,
    /// Not valid now, or longer than the trust list allows.
    #[error("its dates were refused")]
    Dates,
    /// Older than the one it would replace.
    #[error("older than the one held")]
    OlderThanHeld,
    /// Another status index than the key's other card or than before, or one index for both keys.
    #[error("its status index was refused")]
    StatusIndex,
    /// The cards of one enrolment differ in what they must share.
    #[error("the cards don't belong together")]
    Set,
}

/// What a credential must be.
pub(crate) struct Expected<'a> {
    pub(crate) profile: Profile,
    pub(crate) region: Region,
    pub(crate) device_key: &'a PublicKey,
    pub(crate) trust: &'a VerifiedTrustList,
    pub(crate) now: UnixTime,
    /// The one it replaces.
    pub(crate) held: Option<&'a SignedCard>,
}

/// Checks one credential.
pub(crate) fn check(cose: &[u8], expected: &Expected<'_>) -> Result<SignedCard, CredentialFault> {
    let signed = SignedCard::from_cose(cose)?;
    let card = &signed.card;
    if card.kid.region() != expected.region {
        return Err(CredentialFault::Region);
    }
    let key = expected
        .trust
        .key(card.kid, KeyUse::Card)
        .filter(|k| k.state == KeyState::Active && expected.now.within(k.nbf, k.exp))
        .ok_or(CredentialFault::IssuerKey)?;
    if !signed.verify(&key.public_key) {
        return Err(CredentialFault::Signature);
    }
    if card.profile() != expected.profile {
        return Err(CredentialFault::Profile);
    }
    if card.device_key != *expected.device_key {
        return Err(CredentialFault::DeviceKey);
    }
    let life = u64::from(card.lifetime_minutes) * 60;
    if !expected.now.within(card.starts(), card.expires())
        || card.expires() > key.exp
        || life > key.max_card_life
    {
        return Err(CredentialFault::Dates);
    }
    if let Some(held) = expected.held {
        if card.issued_at() < held.card.issued_at() {
            return Err(CredentialFault::OlderThanHeld);
        }
        if card.status != held.card.status {
            return Err(CredentialFault::StatusIndex);
        }
    }
    Ok(signed)
}

/// Checks that the credentials of one enrolment belong together: one index for each key, and the same
/// word on delegation.
pub(crate) fn check_set(cards: &[SignedCard]) -> Result<(), CredentialFault> {
    let of = |role: KeyRole| {
        cards.iter().map(|c| &c.card).filter(move |card| card.profile().key_role() == role)
    };
    for role in [KeyRole::Everyday, KeyRole::Identity] {
        let mut indexes = of(role).map(|card| card.status);
        if let Some(first) = indexes.next()
            && indexes.any(|index| index != first)
        {
            return Err(CredentialFault::StatusIndex);
        }
    }
    let everyday = of(KeyRole::Everyday).next();
    let identity = of(KeyRole::Identity).next();
    if let (Some(everyday), Some(identity)) = (everyday, identity)
        && everyday.status == identity.status
    {
        return Err(CredentialFault::StatusIndex);
    }
    let delegated = |c: &SignedCard| c.card.functions.delegated();
    if cards.windows(2).any(|pair| delegated(&pair[0]) != delegated(&pair[1])) {
        return Err(CredentialFault::Set);
    }
    Ok(())
}
