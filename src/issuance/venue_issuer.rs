//! Venue cards: a city's word for the key of a gate (protocol §9).

use crate::base::time::UnixTime;
use crate::crypto::PublicKey;
use crate::issuance::signer::IssuerSigner;
use crate::model::card::ISSUED_AFTER_START;
use crate::model::region::Region;
use crate::model::scene::SceneCode;
use crate::wire::cbor::CborError;
use crate::wire::venue_card::{MAX_LIFE, SignedVenueCard, VenueCard};

/// A venue as its city registered it.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
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

impl<'v> Venue<'v> {
    /// A venue by its identifier and name, where it stands, what it may ask for, and its gate's key.
    #[must_use]
    pub const fn new(
        id: &'v str,
        name: &'v str,
        region: Region,
        scenes: &'v [SceneCode],
        key: PublicKey,
    ) -> Self {
        Self { id, name, region, scenes, key }
    }
}

/// Signs a venue card at `now` for `lifetime` seconds, never past the signing key. Like a card it
/// starts five minutes early, for phones that are a little behind.
///
/// # Errors
/// [`CborError::Value`] for a value that may not be signed, `lifetime` for one of more than 31 days:
/// a gate that is stolen can ask until its card ends.
pub fn issue(
    venue: &Venue<'_>,
    lifetime: u64,
    signer: &IssuerSigner<'_>,
    now: UnixTime,
) -> Result<SignedVenueCard, CborError> {
    if lifetime > MAX_LIFE {
        return Err(CborError::Value("lifetime"));
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::SigningKey;
    use crate::model::key_id::KeyId;

    #[test]
    fn no_card_is_signed_for_more_than_31_days_or_past_its_signer() {
        let now = UnixTime::from_secs(1_800_000_000);
        let city = SigningKey::from_bytes(&[4; 32]).expect("scalar");
        let sign = |lifetime, expires| {
            let scenes = [SceneCode::new(302)];
            let key = SigningKey::from_bytes(&[61; 32]).expect("scalar").public_key();
            let region = Region::GUANGZHOU;
            let venue = Venue { id: "desk-1", name: "测试医院", region, scenes: &scenes, key };
            let signer = IssuerSigner { kid: KeyId::new(region, 4), key: &city, expires };
            issue(&venue, lifetime, &signer, now).map(|signed| signed.card.expires)
        };
        assert_eq!(sign(MAX_LIFE, now.plus(MAX_LIFE * 2)), Ok(now.plus(MAX_LIFE)));
        assert_eq!(sign(MAX_LIFE, now.plus(60)), Ok(now.plus(60)));
        let refused = Err(CborError::Value("lifetime"));
        assert_eq!(sign(MAX_LIFE + 1, now.plus(60)), refused);
    }
}
