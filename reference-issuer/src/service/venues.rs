//! Venues: their gates' cards, which live short and are signed anew, and the keys that are withdrawn
//! (protocol §9.5).
//!
//! A card is signed first and handed out only once the store has kept it, in a transaction that looks
//! whether the key was withdrawn: whatever a withdrawal says of cards that run covers every card that
//! anybody has.

use essc::base::text;
use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::issuance::venue_issuer;
use essc::model::region::Region;
use essc::wire::cbor::CborError;
use essc::wire::trust_list::KeyUse;
use unicode_normalization::UnicodeNormalization as _;

use super::Service;
use crate::store::StoreError;
use crate::store::venues::{IssuedVenueCard, Venue, VenueRecord, VenueRefused, Withdrawal};

/// For how long the card that was signed last is handed out again, in seconds, so that nobody makes
/// this service sign without bound.
const SIGNED_AGAIN_AFTER: u64 = 3600;

/// Most venues of one answer; with the longest names they fit into 64 KiB.
const PAGE: u32 = 50;

/// Why a venue has no card, or is not listed or withdrawn.
#[derive(Debug, thiserror::Error)]
pub enum VenueError {
    /// This service signs no venue cards in the region.
    #[error("{0} has no venues here")]
    Region(Region),
    /// The region has no venue key in its period.
    #[error("no venue key of {0} can sign")]
    NoKey(Region),
    /// The venue's values can't be signed.
    #[error("the venue was refused: {0}")]
    Values(#[from] CborError),
    /// There is none of this name with this key, or the key was withdrawn.
    #[error(transparent)]
    Refused(#[from] VenueRefused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Some venues of a region.
#[derive(Debug, Clone)]
pub struct VenuePage {
    /// The venues, by their identifiers.
    pub venues: Vec<VenueRecord>,
    /// Whether there are more after the last one.
    pub has_more: bool,
}

impl Service {
    /// Registers a venue and signs its card, a tagged `COSE_Sign1`; answers with its end, too. A venue
    /// of the same identifier gets the new name, scenes and key. The name is normalized, and its padding
    /// goes.
    ///
    /// # Errors
    /// [`VenueError`], also for a key that was withdrawn.
    pub async fn add_venue(&self, mut venue: Venue) -> Result<(Vec<u8>, UnixTime), VenueError> {
        venue.name = text::tidy_blanks(&venue.name.nfc().collect::<String>());
        let (card, expires) = self.sign_venue_card(&venue)?;
        let cose = card.cose.clone();
        self.store.put_venue(venue, card, expires).await??;
        Ok((cose, expires))
    }

    /// The card of a gate that proved its key: a fresh one, or the last one if it was signed less than
    /// an hour ago.
    ///
    /// # Errors
    /// [`VenueError`].
    pub async fn renew_venue_card(
        &self,
        region: Region,
        id: String,
        key: PublicKey,
    ) -> Result<Vec<u8>, VenueError> {
        self.require_venues(region)?;
        if let Some(cose) = self.recent_venue_card(region, &id, key).await?.0 {
            return Ok(cose);
        }
        // Of gates that ask at the same time one makes this service sign.
        let _signing = self.renewing.lock().await;
        let (recent, record) = self.recent_venue_card(region, &id, key).await?;
        if let Some(cose) = recent {
            return Ok(cose);
        }
        let (card, expires) = self.sign_venue_card(&record.venue)?;
        let cose = card.cose.clone();
        self.store.keep_venue_card(region, id, key, card, expires).await??;
        Ok(cose)
    }

    /// The card that was signed last, where it may be handed out again, and the venue.
    async fn recent_venue_card(
        &self,
        region: Region,
        id: &str,
        key: PublicKey,
    ) -> Result<(Option<Vec<u8>>, VenueRecord), VenueError> {
        let record = self.store.venue_of(region, id.to_owned(), key).await??;
        let now = self.now();
        let kid = self.keys.current(region, KeyUse::Venue, now).map(|key| key.record.kid);
        // Not one from a time that is still to come, when the clock was ahead, nor one of a key that
        // signs no more.
        let is_recent = |card: &&IssuedVenueCard| {
            now.within(card.signed, card.signed.plus(SIGNED_AGAIN_AFTER)) && kid == Some(card.kid)
        };
        Ok((record.card.as_ref().filter(is_recent).map(|card| card.cose.clone()), record))
    }

    fn sign_venue_card(&self, venue: &Venue) -> Result<(IssuedVenueCard, UnixTime), VenueError> {
        let Venue { region, id, name, scenes, public_key } = venue;
        self.require_venues(*region)?;
        let now = self.now();
        let signing = self.keys.current(*region, KeyUse::Venue, now);
        let signing = signing.ok_or(VenueError::NoKey(*region))?;
        let venue = venue_issuer::Venue { id, name, region: *region, scenes, key: *public_key };
        let signed = venue_issuer::issue(&venue, self.config.venue_life, &signing.signer(), now)?;
        let card = IssuedVenueCard { kid: signing.record.kid, signed: now, cose: signed.to_cose() };
        Ok((card, signed.card.expires))
    }

    /// Takes a venue out of service: no card is ever signed again for the key that it has now. Once
    /// more changes nothing.
    ///
    /// # Errors
    /// [`VenueError`].
    pub async fn withdraw_venue(
        &self,
        region: Region,
        id: String,
    ) -> Result<Withdrawal, VenueError> {
        self.require_venues(region)?;
        Ok(self.store.withdraw_venue(region, id).await?.ok_or(VenueRefused::Unknown)?)
    }

    /// Venues of a region, from the one after `after` on.
    ///
    /// # Errors
    /// [`VenueError`].
    pub async fn venues(
        &self,
        region: Region,
        after: Option<String>,
    ) -> Result<VenuePage, VenueError> {
        self.require_venues(region)?;
        let mut venues = self.store.venues(region, after, PAGE + 1).await?;
        let has_more = venues.len() > PAGE as usize;
        venues.truncate(PAGE as usize);
        Ok(VenuePage { venues, has_more })
    }

    fn require_venues(&self, region: Region) -> Result<(), VenueError> {
        let has_venues = self.config.region(region).is_some_and(|one| one.signs(KeyUse::Venue));
        if has_venues { Ok(()) } else { Err(VenueError::Region(region)) }
    }
}
