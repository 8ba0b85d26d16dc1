//! A gate's next venue card: asked for at a sync with a proof of the gate's key, and taken only when
//! the gate's own trust list proves it (protocol §9.5).
//!
//! Nothing that an answer says in the place of a card takes anything from the gate: no one signed it.

mod outcome;

use serde::Deserialize;
use std::time::Duration;

use crate::base::json;
use crate::base::time::UnixTime;
use crate::crypto::Signature;
use crate::ports::http::{HeaderField, HttpRequest, HttpResponse, HttpTransport, Method};
use crate::trust::TrustSnapshot;
use crate::verifier::Verifier;
use crate::verifier::venue::{VENUE_KEY, Venue};
use crate::verifier::venue_card_file::{Kept, is_same_venue};
use crate::wire::in_place::InPlace;
use crate::wire::jws;
use crate::wire::trust_list::{KeyState, KeyUse};
use crate::wire::venue_card::{SignedVenueCard, VenueCard};
use crate::wire::venue_renewal::{ANSWER_MEDIA_TYPE, MEDIA_TYPE, RenewalClaims};
use crate::wire::venue_renewal::{endpoint, reason};

pub use outcome::{RenewalFault, VenueCardOutcome, VenueCardSync};

/// Most bytes of an answer: a card is far shorter, an error in JSON no longer.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// Most milliseconds of one exchange.
const TIMEOUT: Duration = Duration::from_secs(20);

/// An error's word, which is all that is read of it.
#[derive(Deserialize)]
struct Told {
    essc_reason: Option<String>,
}

/// What an issuer answered.
enum Answer {
    Card(Box<SignedVenueCard>),
    /// The proof's time is too far from the issuer's, which it told.
    OtherTime(UnixTime),
}

impl Verifier {
    /// The cards that this gate may ask with, the one that ends last first: the given one, and the one
    /// that was renewed last, if it is of the same venue and key.
    pub(crate) fn venue_cards(&self, given: &SignedVenueCard) -> Vec<SignedVenueCard> {
        let held = self.venue_card.read().unwrap_or_else(|error| {
            tracing::warn!(%error, "the renewed venue card can't be read");
            None
        });
        let held = held.filter(|held| is_same_venue(&held.card, &given.card));
        let mut cards: Vec<_> = [given.clone()].into_iter().chain(held).collect();
        cards.sort_by_key(|card| std::cmp::Reverse(card.card.expires));
        cards
    }

    /// Renews the venue card where that is due, at `now`, the time of the sync's server.
    pub(crate) async fn renew_venue_card(
        &self,
        venue: &Venue,
        transport: &dyn HttpTransport,
        now: UnixTime,
    ) -> VenueCardSync {
        let seen = self.venue_card.read().unwrap_or_default();
        let cards = self.venue_cards(&venue.card);
        let proves_now = |card: &SignedVenueCard| proves(card, &self.store.snapshot(), now);
        let proved = cards.iter().find(|card| proves_now(card));
        let current = proved.or(cards.first()).unwrap_or(&venue.card);
        let until = current.card.expires;
        // Without a trust list nothing is proved, and nobody is named who could be asked.
        let is_good = proved.is_some() || self.store.snapshot().trust().is_none();
        if is_good && !is_due(&current.card, now) {
            return VenueCardSync::of(VenueCardOutcome::NotDue, until);
        }
        match self.next_card(venue, &current.card, transport, now).await {
            Err(fault) => VenueCardSync::failed(fault, until),
            Ok(next) if next.card.expires <= until && proved.is_some() => {
                VenueCardSync::of(VenueCardOutcome::Unchanged, until)
            }
            Ok(next) => match self.venue_card.renew(seen.as_ref(), &next, |held| {
                held.card.expires >= next.card.expires && proves_now(held)
            }) {
                Ok(Kept::Yes) => VenueCardSync::of(VenueCardOutcome::Renewed, next.card.expires),
                Ok(Kept::Later(held)) => {
                    VenueCardSync::of(VenueCardOutcome::Renewed, held.card.expires)
                }
                Ok(Kept::Replaced) => VenueCardSync::failed(RenewalFault::Replaced, until),
                Err(error) => VenueCardSync::failed(error.into(), until),
            },
        }
    }

    /// Asks for the next card. It is proved, and of the venue and key of `current`.
    async fn next_card(
        &self,
        venue: &Venue,
        current: &VenueCard,
        transport: &dyn HttpTransport,
        now: UnixTime,
    ) -> Result<SignedVenueCard, RenewalFault> {
        let named = self.store.snapshot().trust().and_then(|trust| {
            trust.issuer(current.kid.region()).map(|issuer| issuer.credential_issuer.clone())
        });
        let audience = named.ok_or(RenewalFault::NotListed)?;
        let info = venue.keys.info(VENUE_KEY.into())?;
        if info.public_key != current.key.uncompressed() {
            return Err(RenewalFault::OtherKey);
        }
        let mut made_at = now;
        for is_last in [false, true] {
            let proof = prove(venue, current, &audience, made_at)?;
            let answer = transport.send(request(&audience, proof)).await?;
            match read(answer)? {
                Answer::Card(next) => {
                    if !is_same_venue(&next.card, current) {
                        return Err(RenewalFault::OtherVenue);
                    }
                    // By the issuer's time, where it had to tell it.
                    let proves = proves(&next, &self.store.snapshot(), made_at);
                    return if proves { Ok(*next) } else { Err(RenewalFault::NotProved) };
                }
                Answer::OtherTime(_) if is_last => {}
                Answer::OtherTime(told) => made_at = told,
            }
        }
        Err(RenewalFault::Clock)
    }
}

/// Whether less than half of a card's period is left, or nothing. A card that the trust list proves no
/// more, because its signer was compromised, is renewed too, whatever is left of it.
fn is_due(card: &VenueCard, now: UnixTime) -> bool {
    let (period, left) = (card.expires.since(card.not_before), card.expires.since(now));
    left.saturating_mul(2) < period
}

/// Renews a gate's venue card by itself, without the lists that a sync brings first.
#[cfg(feature = "internals")]
pub async fn renew_venue_card(
    gate: &Verifier,
    venue: &Venue,
    transport: &dyn HttpTransport,
    now: UnixTime,
) -> VenueCardSync {
    gate.renew_venue_card(venue, transport, now).await
}

/// Whether a trust list proves a card at `now`, as wallets look at it (protocol §9.3).
pub(crate) fn proves(card: &SignedVenueCard, lists: &TrustSnapshot, now: UnixTime) -> bool {
    let VenueCard { kid, not_before, expires, .. } = &card.card;
    now.within(*not_before, *expires)
        && lists.key(*kid, KeyUse::Venue).is_some_and(|key| {
            key.state != KeyState::Compromised
                && now.within(key.nbf, key.exp)
                && card.verify(&key.public_key)
        })
}

fn prove(
    venue: &Venue,
    current: &VenueCard,
    audience: &str,
    made_at: UnixTime,
) -> Result<String, RenewalFault> {
    let claims = RenewalClaims {
        audience: audience.to_owned(),
        issued_at: made_at,
        expires: None,
        venue_id: current.venue_id.clone(),
    };
    let input = claims.signing_input(&current.key);
    let der = venue.keys.sign(VENUE_KEY.into(), input.clone().into_bytes(), None)?;
    let signature = Signature::from_der(&der).map_err(|_| RenewalFault::OtherKey)?;
    if !current.key.verify(input.as_bytes(), &signature) {
        return Err(RenewalFault::OtherKey);
    }
    Ok(jws::assemble(&input, &signature))
}

fn request(audience: &str, proof: String) -> HttpRequest {
    HttpRequest {
        method: Method::Post,
        url: endpoint(audience),
        headers: vec![
            HeaderField::new("accept", format!("{ANSWER_MEDIA_TYPE}, application/json")),
            HeaderField::new("content-type", MEDIA_TYPE),
        ],
        body: proof.into_bytes(),
        max_response_bytes: MAX_ANSWER_BYTES as i64,
        timeout: TIMEOUT,
    }
}

fn read(answer: HttpResponse) -> Result<Answer, RenewalFault> {
    if answer.status == 200 {
        let card = SignedVenueCard::from_cose(&answer.body).map_err(|error| {
            // Whoever stands between answers in its own way; nobody who signs cards is to blame.
            InPlace::of_json(&answer.body).map_or(error.into(), RenewalFault::InPlace)
        });
        return Ok(Answer::Card(Box::new(card?)));
    }
    let told = json::parse::<Told>(&answer.body, MAX_ANSWER_BYTES).ok();
    match told.and_then(|told| told.essc_reason).as_deref() {
        Some(reason::VENUE_WITHDRAWN) => Err(RenewalFault::Withdrawn),
        Some(reason::UNKNOWN_VENUE) => Err(RenewalFault::Unknown),
        Some(reason::PROOF_TIME) => {
            answer.server_time().map(Answer::OtherTime).ok_or(RenewalFault::Clock)
        }
        _ => Err(RenewalFault::Status(answer.status)),
    }
}
