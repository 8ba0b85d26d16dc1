//! A venue's request: proved without a network before the holder sees it (protocol §9).

use crate::base::time::UnixTime;
use crate::crypto::digest::Sha256;
use crate::holder::error::{RequestFault, WalletError};
use crate::holder::signing_log::{LONGEST_ANSWER, REQUEST_AHEAD};
use crate::holder::wallet::Wallet;
use crate::holder::wallet::disclosure::Told;
use crate::model::localized::Localized;
use crate::model::region::Region;
use crate::model::scene::SceneCode;
use crate::trust::trust_list::VerifiedTrustList;
use crate::wire::blanks;
use crate::wire::carrier::CarrierError;
use crate::wire::code::ChallengeHash;
use crate::wire::request::{RequestError, SignedRequest};
use crate::wire::trust_list::{KeyState, KeyUse};
use crate::wire::venue_card::VenueCard;

/// A request whose venue was proved: what the holder is asked to agree to, with what each of their
/// cards would tell the venue ([`Wallet::disclosure`]). Only [`Wallet::read_request`]
/// makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueRequest {
    signed: SignedRequest,
    city: Localized,
    scene_name: Localized,
    id: Sha256,
    challenge: ChallengeHash,
    told: Told,
}

impl VenueRequest {
    /// Identifier of the venue.
    #[must_use]
    pub fn venue_id(&self) -> &str {
        &self.card().venue_id
    }

    /// Name of the venue.
    #[must_use]
    pub fn venue(&self) -> &str {
        &self.card().name
    }

    /// Where the venue stands.
    #[must_use]
    pub const fn region(&self) -> Region {
        self.card().region
    }

    /// Name of the issuer that vouches for the venue.
    #[must_use]
    pub const fn city(&self) -> &Localized {
        &self.city
    }

    /// The scene.
    #[must_use]
    pub const fn scene(&self) -> SceneCode {
        self.signed.request.scene
    }

    /// Name of the scene.
    #[must_use]
    pub const fn scene_name(&self) -> &Localized {
        &self.scene_name
    }

    /// Amount in fen.
    #[must_use]
    pub const fn amount(&self) -> Option<u32> {
        self.signed.request.amount
    }

    /// Purpose.
    #[must_use]
    pub fn purpose(&self) -> Option<&str> {
        self.signed.request.purpose.as_deref()
    }

    /// Until when it can be answered.
    #[must_use]
    pub const fn expires_at(&self) -> UnixTime {
        self.signed.request.expires
    }

    pub(super) const fn id(&self) -> &Sha256 {
        &self.id
    }

    pub(super) const fn challenge(&self) -> &ChallengeHash {
        &self.challenge
    }

    pub(super) const fn told(&self) -> &Told {
        &self.told
    }

    /// Whether it can be answered at `now`, by the trust list held then.
    pub(super) fn prove_again(
        &self,
        trust: &VerifiedTrustList,
        now: UnixTime,
    ) -> Result<(), RequestFault> {
        prove(&self.signed, trust, now).map(|_| ())
    }

    /// Whether it can be answered at `now`.
    pub(super) fn check_time(&self, now: UnixTime) -> Result<(), RequestFault> {
        if now >= self.expires_at() {
            return Err(RequestFault::Expired);
        }
        // It was not, when it was proved: the clock was set back.
        if self.expires_at() > now.plus(LONGEST_ANSWER) {
            return Err(RequestFault::FromFuture);
        }
        Ok(())
    }

    const fn card(&self) -> &VenueCard {
        &self.signed.request.venue_card.card
    }
}

impl Wallet {
    /// Reads a venue's request, proves who asks (trust list, the city's venue key, the venue's card,
    /// the request), and works out what each card here would tell the venue, by the rules that its gate
    /// judges by. Nothing is signed and nothing is sent. To be shown to the holder together with
    /// [`Wallet::disclosure`], and given to [`Wallet::answer`] when they agree.
    ///
    /// A province that no card here is of is remembered when its venue asks: the next refresh brings
    /// its catalogue.
    ///
    /// # Errors
    /// [`WalletError::Request`] for a request not to be answered; [`WalletError::TrustMissing`] and
    /// [`WalletError::Scene`] when a refresh is needed first.
    pub fn read_request(&self, text: &str) -> Result<VenueRequest, WalletError> {
        let trust = self.trust()?;
        let now = self.clock.now();
        let signed = SignedRequest::from_text(text).map_err(RequestFault::from)?;
        let city = prove(&signed, &trust, now).map_err(|f| unless_blanks_are_in_doubt(f, text))?;
        let (id, challenge) = (signed.request_id(), signed.challenge());
        let mut state = self.state();
        let expires = signed.request.expires;
        self.check_unanswered(&mut state, &id, &challenge, expires, None, now)?;
        let venue = signed.request.venue_card.card.region;
        state.visited(venue, now);
        let (scene_name, told) = state.tell(venue, signed.request.scene, now)?;
        Ok(VenueRequest { signed, city, scene_name, id, challenge, told })
    }
}

/// A text that lost its blanks on its way to the phone must not make a fraud of the venue: it is not a
/// request that can be read (protocol §9.3).
fn unless_blanks_are_in_doubt(fault: RequestFault, text: &str) -> RequestFault {
    use RequestFault as F;
    match fault {
        F::VenueUnknown | F::VenueForged | F::Forged if blanks::in_doubt(text) => {
            F::Form(RequestError::Text(CarrierError::Unreadable("blanks")))
        }
        other => other,
    }
}

/// Proves a request and names the city that vouches for the venue.
fn prove(
    signed: &SignedRequest,
    trust: &VerifiedTrustList,
    now: UnixTime,
) -> Result<Localized, RequestFault> {
    let request = &signed.request;
    let card = &request.venue_card.card;
    let key = trust
        .key(card.kid, KeyUse::Venue)
        .filter(|key| key.state != KeyState::Compromised && now.within(key.nbf, key.exp))
        .ok_or(RequestFault::VenueUnknown)?;
    if !request.venue_card.verify(&key.public_key) {
        return Err(RequestFault::VenueForged);
    }
    if !signed.verify() {
        return Err(RequestFault::Forged);
    }
    if !now.within(card.not_before, card.expires) {
        return Err(RequestFault::VenueExpired);
    }
    if !card.scenes.contains(&request.scene) {
        return Err(RequestFault::SceneNotGranted);
    }
    if now >= request.expires {
        return Err(RequestFault::Expired);
    }
    if request.issued_at > now.plus(REQUEST_AHEAD) {
        return Err(RequestFault::FromFuture);
    }
    let issuer = trust.issuer(card.kid.region()).ok_or(RequestFault::VenueUnknown)?;
    Ok(issuer.name.clone())
}
