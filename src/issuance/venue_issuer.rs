//! Venue cards: a city's word for the key of a gate (protocol §9).

use crate::base::time::UnixTime;
use crate::crypto::PublicKey;
use crate::issuance::signer::IssuerSigner;
use crate::model::card::ISSUED_AFTER_START;
use crate::model::region::Region;
use crate::model::scene::SceneCode;
use crate::wire::cbor::CborError;
use crate::wire::venue_card::{SignedVenueCard, VenueCard};

/// A venue as its city registered it.
#[derive(Debug, Clone, Copy)]
pub struct Venue<'v> {
    /// Identifier within the city.
    pub id: &'v str,
    /// Name shown to the holder.
    pub name: &'v str,
    /// Where it stands.
    pub region: Region,
    /// Scenes it may ask for, in any order.
    pub scenes: &'v [SceneCode],
    /// The gate's key.
    pub key: PublicKey,
}

/// Signs a venue card at `now` for `lifetime` seconds, never past the signing key. Like a card it
/// starts five minutes early, for phones that are a little behind.
///
/// # Errors
/// [`CborError::Value`] for a value that may not be signed.
pub fn issue(
    venue: &Venue<'_>,
    lifetime: u64,
    signer: &IssuerSigner<'_>,
    now: UnixTime,
) -> Result<SignedVenueCard, CborError> {
    let mut scenes = venue.scenes.to_vec();
    scenes.sort_unstable();
    let card = VenueCard {
        kid: signer.kid,
        not_before: now.minus(ISSUED_AFTER_START),
        expires: now.plus(lifetime).min(signer.expires),
        key: venue.key,
        venue_id: venue.id.to_owned(),
        name: venue.name.to_owned(),
        region: venue.region,
        scenes,
    };
    SignedVenueCard::sign(card, signer.key)
}
