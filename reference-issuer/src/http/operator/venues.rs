//! Entering, listing and withdrawing venues.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::Response;
use essc::base::base64url;
use essc::crypto::jwk::{Jwk, thumbprint_text};
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use serde::Deserialize;
use serde_json::json;

use super::super::Shared;
use super::super::fault::{Fault, fresh};
use super::read;
use crate::store::venues::{Venue, VenueRecord};

type Body = Result<Bytes, BytesRejection>;

/// `POST /operator/venues`: a venue with the public key of its gate.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddVenue {
    region: Region,
    venue_id: String,
    name: String,
    scenes: Vec<SceneCode>,
    public_key: Jwk,
}

pub(super) async fn add(State(service): Shared, body: Body) -> Result<Response, Fault> {
    let AddVenue { region, venue_id, name, scenes, public_key } = read(body)?;
    let key = public_key.public_key().map_err(|_| Fault::INVALID_REQUEST.because("public_key"))?;
    let venue = Venue { region, id: venue_id, name, scenes, public_key: key };
    let (card, expires) = service.add_venue(venue).await?;
    Ok(fresh(json!({ "venue_card": base64url::encode(&card), "expires": expires })))
}

/// `POST /operator/venues/list`: a city's venues, some at a time.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListCall {
    region: Region,
    /// The identifier that the last answer gave as `next`.
    after: Option<String>,
}

pub(super) async fn list(State(service): Shared, body: Body) -> Result<Response, Fault> {
    let ListCall { region, after } = read(body)?;
    let page = service.venues(region, after).await?;
    let last = page.venues.last().filter(|_| page.has_more);
    let next = last.map(|record| record.venue.id.clone());
    let shown = |record: &VenueRecord| {
        let Venue { id, name, scenes, public_key, .. } = &record.venue;
        json!({
            "venue_id": id,
            "name": name,
            "scenes": scenes,
            "key": thumbprint_text(public_key),
            "state": if record.withdrawn.is_some() { "withdrawn" } else { "in_service" },
            "withdrawn_at": record.withdrawn,
            "cards_end": record.cards_end,
        })
    };
    let venues: Vec<_> = page.venues.iter().map(shown).collect();
    Ok(fresh(json!({ "region": region, "venues": venues, "next": next })))
}

/// `POST /operator/venues/withdraw`: a venue whose gate was stolen.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WithdrawCall {
    region: Region,
    venue_id: String,
}

pub(super) async fn withdraw(State(service): Shared, body: Body) -> Result<Response, Fault> {
    let WithdrawCall { region, venue_id } = read(body)?;
    let done = service.withdraw_venue(region, venue_id.clone()).await?;
    Ok(fresh(json!({
        "region": region,
        "venue_id": venue_id,
        "state": "withdrawn",
        "withdrawn_at": done.withdrawn,
        "cards_end": done.cards_end,
    })))
}
