//! Cards: one person, one of their keys and one profile become one signed credential (protocol §2).

use crate::base::time::UnixTime;
use crate::crypto::PublicKey;
use crate::issuance::person::{self, Person, PersonRefused};
use crate::issuance::signer::IssuerSigner;
use crate::model::attributes::{Attributes, AttributesError, IdentityAttributes};
use crate::model::card::{Card, ISSUED_AFTER_START, StatusIndex};
use crate::model::functions::Functions;
use crate::model::masking;
use crate::model::profile::Profile;
use crate::wire::card::SignedCard;

/// Seconds in a minute, the unit of a card's lifetime.
const MINUTE: u64 = 60;

/// What a card is bound to.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct Device {
    /// The device key that signs its codes.
    pub key: PublicKey,
    /// Where its state is listed.
    pub status: StatusIndex,
    /// Functions, with the protection of this key as the issuer verified it.
    pub functions: Functions,
}

/// How long cards and codes may last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct Terms {
    /// Life of a card, in seconds, cut to whole minutes; at most 65,535 minutes count.
    pub lifetime: u64,
    /// The most that the root allows the issuer, in seconds.
    pub max_card_life: u64,
    /// How old a code may be, in seconds, never 0.
    pub max_code_age: u8,
}

impl Device {
    /// A device by its key, the index at which its state is listed, and its functions.
    #[must_use]
    pub const fn new(key: PublicKey, status: StatusIndex, functions: Functions) -> Self {
        Self { key, status, functions }
    }
}

impl Terms {
    /// Life of a card and the most that the root allows, in seconds, and how old a code may be, in
    /// seconds.
    #[must_use]
    pub const fn new(lifetime: u64, max_card_life: u64, max_code_age: u8) -> Self {
        Self { lifetime, max_card_life, max_code_age }
    }
}

/// Why a card was not signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum CardRefused {
    /// The holder's name or number can't stand in a card of this profile.
    #[error("no card of this profile for this holder: {0}")]
    Attributes(#[from] AttributesError),
    /// What is known of the holder can't be right.
    #[error("no card for this holder: {0}")]
    Person(#[from] PersonRefused),
    /// The card would end before it is handed out: the signing key ends, or an answer changes,
    /// within a minute.
    #[error("the card would end before it is handed out")]
    NoLifeLeft,
    /// The issue time is not in the years from 1970 to 2106 that a card can state.
    #[error("a card can't state this time")]
    Time,
    /// A code may not be 0 seconds old.
    #[error("max_code_age is 0")]
    CodeAge,
}

/// Signs one card, issued at `at`.
///
/// It starts 300 seconds before `at` and ends with its lifetime, the signing key, the root's
/// `max_card_life`, or, for an entitlement card, the birthday that changes one of its answers,
/// whichever is first. Deterministic: equal arguments give equal bytes (RFC 6979).
///
/// # Errors
/// [`CardRefused`]. A name that is too long for an identity card leaves the other three possible.
pub fn issue(
    person: &Person<'_>,
    profile: Profile,
    device: &Device,
    terms: &Terms,
    signer: &IssuerSigner<'_>,
    at: UnixTime,
) -> Result<SignedCard, CardRefused> {
    person.check(at)?;
    let start = at.minus(ISSUED_AFTER_START);
    let not_before = u32::try_from(start.as_secs()).map_err(|_| CardRefused::Time)?;
    if at.since(start) != ISSUED_AFTER_START.cast_signed() {
        return Err(CardRefused::Time);
    }
    if terms.max_code_age == 0 {
        return Err(CardRefused::CodeAge);
    }
    let changes = (profile == Profile::Entitlement).then(|| person.grounds.next_change(at));
    let end = [Some(start.plus(terms.lifetime.min(terms.max_card_life))), Some(signer.expires)]
        .into_iter()
        .chain(changes)
        .flatten()
        .min()
        .unwrap_or(start);
    let minutes = u64::try_from(end.since(start)).unwrap_or(0) / MINUTE;
    let lifetime_minutes = u16::try_from(minutes).unwrap_or(u16::MAX);
    if u64::from(lifetime_minutes) * MINUTE <= ISSUED_AFTER_START {
        return Err(CardRefused::NoLifeLeft);
    }
    let card = Card {
        kid: signer.kid,
        not_before,
        lifetime_minutes,
        status: device.status,
        functions: device.functions,
        max_code_age: terms.max_code_age,
        device_key: device.key,
        attributes: attributes(person, profile, at)?,
    };
    Ok(SignedCard::sign(card, signer.key))
}

/// What a card of a profile says of a person at an instant.
///
/// # Errors
/// [`AttributesError`]: a name that may not be signed, or too long for an identity card.
pub fn attributes(
    person: &Person<'_>,
    profile: Profile,
    at: UnixTime,
) -> Result<Attributes, AttributesError> {
    Ok(match profile {
        Profile::Validity => Attributes::Validity,
        Profile::Entitlement => Attributes::Entitlement(person.grounds.answers(at)),
        Profile::Masked => {
            person::check_name(person.name)?;
            Attributes::Masked(masking::attributes(person.kind, person.number, person.name)?)
        }
        Profile::Identity => {
            person::check_name(person.name)?;
            Attributes::Identity(IdentityAttributes::new(
                person.kind,
                person.number.clone(),
                person.card_number,
                person.name,
            )?)
        }
    })
}

#[cfg(test)]
mod tests;
