//! Venues, the keys of their gates, and which of these were withdrawn (protocol §9.5).

use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::model::key_id::KeyId;
use essc::model::region::Region;
use essc::model::scene::SceneCode;

use super::Answer;

/// A venue and the key of its gate.
#[derive(Debug, Clone)]
pub struct Venue {
    /// City.
    pub region: Region,
    /// Identifier within the city.
    pub id: String,
    /// Name a holder is shown.
    pub name: String,
    /// Scenes it may ask for.
    pub scenes: Vec<SceneCode>,
    /// The gate's key.
    pub public_key: PublicKey,
}

/// A venue card that was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedVenueCard {
    /// The venue key that signed it.
    pub kid: KeyId,
    /// When.
    pub signed: UnixTime,
    /// The tagged `COSE_Sign1`.
    pub cose: Vec<u8>,
}

/// A venue as it is remembered.
#[derive(Debug, Clone)]
pub struct VenueRecord {
    /// The venue.
    pub venue: Venue,
    /// The last card signed for its key; none for one from before these were kept.
    pub card: Option<IssuedVenueCard>,
    /// Until when the longest card runs that was ever signed for it.
    pub cards_end: UnixTime,
    /// When its key was withdrawn.
    pub withdrawn: Option<UnixTime>,
}

/// A venue that is out of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withdrawal {
    /// Since when.
    pub withdrawn: UnixTime,
    /// Until when the longest card runs that was signed for it: its gate can ask until then.
    pub cards_end: UnixTime,
}

/// Why no venue card is kept for a key, and so none is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VenueRefused {
    /// No venue of this identifier has this key.
    #[error("no venue of this name has this key")]
    Unknown,
    /// The key was withdrawn.
    #[error("the venue's key was withdrawn")]
    Withdrawn,
}

/// Operations on venues.
pub trait Venues: Send + Sync {
    /// Enters a venue with its card and the end of that, or gives the one of the same identifier
    /// another name, other scenes, another key. Refused for a key that was withdrawn.
    fn put_venue(
        &self,
        venue: Venue,
        card: IssuedVenueCard,
        expires: UnixTime,
    ) -> Answer<'_, Result<(), VenueRefused>>;

    /// The venue of this identifier and key.
    fn venue_of(
        &self,
        region: Region,
        id: String,
        key: PublicKey,
    ) -> Answer<'_, Result<VenueRecord, VenueRefused>>;

    /// Keeps a card that was signed anew, if the venue still has this key and it was not withdrawn
    /// meanwhile: what is handed out is kept first, and what a withdrawal says of cards stays true.
    fn keep_venue_card(
        &self,
        region: Region,
        id: String,
        key: PublicKey,
        card: IssuedVenueCard,
        expires: UnixTime,
    ) -> Answer<'_, Result<(), VenueRefused>>;

    /// Withdraws the key that a venue has now, for good. Once more changes nothing. None for a venue
    /// that isn't there.
    fn withdraw_venue(&self, region: Region, id: String) -> Answer<'_, Option<Withdrawal>>;

    /// At most `limit` venues of a region, by their identifiers, beginning after `after`.
    fn venues(
        &self,
        region: Region,
        after: Option<String>,
        limit: u32,
    ) -> Answer<'_, Vec<VenueRecord>>;
}
