//! Which of a holder's cards a scene takes: the least disclosing one that will be accepted.
//!
//! The gate judges by the same catalogue; the wallet asks first so that a holder hears "not loaded"
//! from their own phone and not from a turnstile.

use crate::base::time::UnixTime;
use crate::holder::card_state::listed;
use crate::holder::enrollments::Enrollment;
use crate::model::attributes::Attributes;
use crate::model::functions::CardFunction;
use crate::model::profile::Profile;
use crate::model::region::Region;
use crate::model::scene::{Delegated, Scene};
use crate::model::status::CardStatus;
use crate::trust::trust_list::VerifiedTrustList;
use crate::wire::card::SignedCard;

/// Why a scene would not take a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum Ineligible {
    /// The phone's clock is before the card's start: set the clock.
    #[error("the card is not valid yet; the phone's clock may be wrong")]
    NotYetValid,
    /// The card ran out: renew it.
    #[error("the card has run out")]
    Expired,
    /// The card is suspended (lost or locked).
    #[error("the card is suspended")]
    Suspended,
    /// This phone has no card of a profile that the scene takes.
    #[error("this phone has no card of a profile that the scene takes")]
    NoProfile,
    /// A function that the scene needs is not loaded.
    #[error("a function is not loaded")]
    FunctionNotLoaded {
        /// Which.
        function: CardFunction,
    },
    /// The issue level is under the scene's.
    #[error("the issue level is too low")]
    LevelTooLow,
    /// The phone protects its keys less than the scene asks.
    #[error("this phone's key protection is too low")]
    KeyProtectionTooLow,
    /// A relative's card, and the scene refuses those.
    #[error("the scene does not take a relative's card")]
    DelegatedNotAllowed,
    /// None of the answers that the scene asks for is yes.
    #[error("the holder is not entitled")]
    NotEntitled,
    /// The scene does not take cards of this region.
    #[error("the scene does not take cards of this region")]
    RegionNotEligible,
    /// The venue is across the border, and the scene or the profile does not go there.
    #[error("the scene is not for venues across the border")]
    CrossBorderNotAllowed,
    /// The card was issued too long ago: renew it.
    #[error("the card must be renewed first")]
    NotFresh,
}

/// What a card is judged by.
pub(crate) struct Occasion<'a> {
    pub(crate) scene: &'a Scene,
    pub(crate) now: UnixTime,
    pub(crate) trust: Option<&'a VerifiedTrustList>,
    /// Where the venue stands, when a request proved it.
    pub(crate) venue: Option<Region>,
}

/// The least disclosing card that the scene takes.
///
/// # Errors
/// What is wrong with the least disclosing one when none fits.
pub(crate) fn choose<'e>(
    enrollment: &'e Enrollment,
    occasion: &Occasion<'_>,
) -> Result<&'e SignedCard, Ineligible> {
    let takes = |profile: &Profile| occasion.scene.profiles.contains(profile);
    let mut first = None;
    for profile in Profile::ALL.iter().filter(|profile| takes(profile)) {
        let Some(signed) = enrollment.card(*profile) else { continue };
        match judge(enrollment, signed, occasion) {
            Ok(()) => return Ok(signed),
            Err(ineligible) => first = first.or(Some(ineligible)),
        }
    }
    Err(first.unwrap_or(Ineligible::NoProfile))
}

fn judge(
    enrollment: &Enrollment,
    signed: &SignedCard,
    occasion: &Occasion<'_>,
) -> Result<(), Ineligible> {
    let (card, scene, now) = (&signed.card, occasion.scene, occasion.now);
    if now < card.starts() {
        return Err(Ineligible::NotYetValid);
    }
    if now >= card.expires() {
        return Err(Ineligible::Expired);
    }
    if listed(enrollment, card, occasion.trust) != CardStatus::Valid {
        return Err(Ineligible::Suspended);
    }
    if let Some(missing) = scene.functions.iter().find(|f| !card.functions.has(**f)) {
        return Err(Ineligible::FunctionNotLoaded { function: *missing });
    }
    if card.functions.level() < scene.level {
        return Err(Ineligible::LevelTooLow);
    }
    if card.functions.key_protection() < scene.min_key {
        return Err(Ineligible::KeyProtectionTooLow);
    }
    if card.functions.delegated() && scene.delegated == Delegated::Refused {
        return Err(Ineligible::DelegatedNotAllowed);
    }
    if let Attributes::Entitlement(answers) = card.attributes
        && !scene.answers.is_empty()
        && !scene.answers.iter().any(|answer| answers.has(*answer))
    {
        return Err(Ineligible::NotEntitled);
    }
    if !scene.takes_region(card.kid.region()) {
        return Err(Ineligible::RegionNotEligible);
    }
    if occasion.venue.is_some_and(Region::is_across_the_border)
        && !(scene.cross_border && card.profile() == Profile::Validity)
    {
        return Err(Ineligible::CrossBorderNotAllowed);
    }
    // The age is judged at the gate, a few seconds from now; so close, renewing helps.
    let age = now.since(card.issued_at());
    if scene.max_card_age.is_some_and(|most| age > i64::from(most)) {
        return Err(Ineligible::NotFresh);
    }
    Ok(())
}
