//! A venue that asks: requests signed by the gate's key, with the city's card for it (protocol §9).

use std::sync::Arc;
use std::time::Duration;

use crate::base::time::UnixTime;
use crate::crypto::{Signature, random};
use crate::model::scene::SceneCode;
use crate::ports::key_store::{KeyStore, KeyStoreError};
use crate::verifier::Verifier;
use crate::verifier::requests::RequestsError;
use crate::verifier::venue_renewal;
use crate::wire::cbor::CborError;
use crate::wire::request::{MAX_LIFE, Request, SignedRequest};
use crate::wire::venue_card::SignedVenueCard;

/// Alias of a gate's key in its key store.
pub const VENUE_KEY: &str = "essc.venue";

/// The venue behind a gate.
pub struct Venue {
    /// The city's word for the gate's key. Where a sync has renewed it since, the renewed one is used.
    pub card: SignedVenueCard,
    /// Where the gate's key lives, under [`VENUE_KEY`].
    pub keys: Arc<dyn KeyStore>,
}

/// What a venue asks for.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
pub struct Question {
    /// Amount in fen, up to 4,294,967,295.
    pub amount: Option<i64>,
    /// Purpose shown to the holder, at most 60 characters.
    pub purpose: Option<String>,
    /// How long it can be answered, 1 to 120 seconds; 120 where it is left out.
    pub life: Option<Duration>,
}

/// Why a request could not be made.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The venue card does not name the scene.
    #[error("the venue card does not name scene {0}")]
    Scene(SceneCode),
    /// The venue card is not in its period, so every wallet would refuse it.
    #[error("the venue card is not valid now: sync to renew it")]
    Period,
    /// The trust list knows no usable venue key behind the card, or its signature does not fit.
    #[error("the venue card is not proved by the trust list")]
    NotProved,
    /// Purpose, amount or life is out of its range.
    #[error("the request was refused: {0}")]
    Question(#[from] CborError),
    /// The gate's key can't sign.
    #[error("the gate's key can't sign: {0}")]
    Key(#[from] KeyStoreError),
    /// The gate's key is not the one that the venue card names.
    #[error("the gate's key is not the venue card's")]
    OtherKey,
    /// No randomness.
    #[error(transparent)]
    Random(#[from] random::RandomUnavailable),
    /// The request can't be kept.
    #[error(transparent)]
    Requests(#[from] RequestsError),
}

impl Verifier {
    /// Makes a request for a scene, signs it with the gate's key and keeps it; show its
    /// [`SignedRequest::to_text`] as a QR code.
    ///
    /// # Errors
    /// [`AskError`], also for a venue card that wallets would refuse.
    pub fn request(
        &self,
        venue: &Venue,
        scene: SceneCode,
        question: Question,
    ) -> Result<SignedRequest, AskError> {
        self.follow_disk();
        let now = self.now();
        let venue_card = self.card_for(venue, scene, now)?;
        let amount = question.amount.map(u32::try_from).transpose();
        let request = Request {
            issued_at: now,
            expires: now.plus(question.life.map_or(MAX_LIFE, |life| life.as_secs())),
            scene,
            nonce: random::bytes()?,
            amount: amount.map_err(|_| CborError::Value("amount"))?,
            purpose: question.purpose,
            venue_card,
        };
        let request = request.checked()?;
        let der = venue.keys.sign(VENUE_KEY.into(), request.cwt().to_be_signed(), None)?;
        let signature = Signature::from_der(&der).map_err(|_| AskError::OtherKey)?;
        let signed = SignedRequest { request, signature };
        if !signed.verify() {
            return Err(AskError::OtherKey);
        }
        self.keep_request(&signed)?;
        Ok(signed)
    }

    /// The card to ask with: of those that this gate has and that count now, the one that ends last.
    /// What the city granted last counts; an older card that names more scenes does not.
    fn card_for(
        &self,
        venue: &Venue,
        scene: SceneCode,
        now: UnixTime,
    ) -> Result<SignedVenueCard, AskError> {
        let cards = self.venue_cards(&venue.card);
        let good = cards.iter().find(|card| self.check_card(card, now).is_ok());
        let card = good.or(cards.first()).unwrap_or(&venue.card);
        if !card.card.scenes.contains(&scene) {
            return Err(AskError::Scene(scene));
        }
        self.check_card(card, now)?;
        Ok(card.clone())
    }

    fn check_card(&self, card: &SignedVenueCard, now: UnixTime) -> Result<(), AskError> {
        if !now.within(card.card.not_before, card.card.expires) {
            return Err(AskError::Period);
        }
        if !venue_renewal::proves(card, &self.store.snapshot(), now) {
            return Err(AskError::NotProved);
        }
        Ok(())
    }
}
