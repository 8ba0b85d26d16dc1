//! The operator's calls: JSON over POST, behind a bearer token.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use essc::base::json;
use essc::issuance::person::PersonRefused;
use essc::model::status::CardStatus;
use serde::de::DeserializeOwned;

use super::Shared;
use super::fault::{Challenge, Fault};
use super::session::{self, Credentials};
use super::token::card_reason;
use crate::key_folder::KeyFolderError;
use crate::service::Service;
use crate::service::key_change::KeyChangeError;
use crate::service::publishing::PublishError;
use crate::service::registration::RegistrationError;
use crate::service::venues::VenueError;
use crate::store::grants::NotIssuable;
use crate::store::register::{AddRefused, EventRefused};
use crate::store::venues::VenueRefused;

mod cards;
mod devices;
mod holders;
mod keys;
mod publications;
mod venues;

/// The routes, all behind the token.
pub(super) fn routes(service: &Arc<Service>) -> Router<Arc<Service>> {
    Router::new()
        .route("/holders", post(holders::add))
        .route("/venues", post(venues::add))
        .route("/venues/list", post(venues::list))
        .route("/venues/withdraw", post(venues::withdraw))
        .route("/offers", post(cards::offer))
        .route("/cards/loss", post(cards::loss))
        .route("/cards/temporary-loss", post(cards::temporary_loss))
        .route("/cards/release", post(cards::release))
        .route("/cards/reauthorise", post(cards::reauthorize))
        .route("/cards/lock", post(cards::lock))
        .route("/cards/unlock", post(cards::unlock))
        .route("/cards/enable", post(cards::enable))
        .route("/cards/replace", post(cards::replace))
        .route("/cards/cancel", post(cards::cancel))
        .route("/cards/devices", post(devices::list))
        .route("/cards/unbind", post(devices::unbind))
        .route("/publish", post(publications::publish))
        .route("/catalogues", post(publications::publish_catalogue))
        .route("/keys/rotate", post(keys::rotate))
        .route("/keys/retire", post(keys::retire))
        .route("/keys/compromise", post(keys::compromise))
        .layer(middleware::from_fn_with_state(Arc::clone(service), authenticate))
}

/// Lets only requests with the operator's token pass.
async fn authenticate(State(service): Shared, request: Request, next: Next) -> Response {
    match session::credentials(request.headers(), "Bearer") {
        Credentials::Token(token) if service.operator.fits(token) => next.run(request).await,
        Credentials::None => Fault::no_credentials(Challenge::Bearer).into_response(),
        _ => Fault::unauthorized("invalid_token", Challenge::Bearer).into_response(),
    }
}

/// Body of a call; an empty one is an object without members.
fn read<T: DeserializeOwned>(body: Result<Bytes, BytesRejection>) -> Result<T, Fault> {
    let body = body.map_err(|e| Fault::new(e.status(), "invalid_request"))?;
    let body = if body.is_empty() { Bytes::from_static(b"{}") } else { body };
    json::parse(&body, super::MAX_OPERATOR_BODY).map_err(|_| Fault::INVALID_REQUEST)
}

const fn conflict(reason: &'static str) -> Fault {
    Fault::new(StatusCode::CONFLICT, "conflict").because(reason)
}

impl From<RegistrationError> for Fault {
    fn from(error: RegistrationError) -> Self {
        match error {
            RegistrationError::Region(_) => Self::INVALID_REQUEST.because("region"),
            RegistrationError::Name(_) => Self::INVALID_REQUEST.because("name"),
            RegistrationError::Person(PersonRefused::Number(_)) => {
                Self::INVALID_REQUEST.because("number")
            }
            RegistrationError::Person(_) => Self::INVALID_REQUEST.because("birth_date"),
            RegistrationError::Add(AddRefused::HolderExists) => conflict("holder_exists"),
            RegistrationError::Add(AddRefused::CardNumberTaken) => conflict("card_number_taken"),
            RegistrationError::Add(AddRefused::Steps(_)) => Self::INVALID_REQUEST.because("steps"),
            RegistrationError::Event(EventRefused::UnknownCard) => {
                Self::NOT_FOUND.because("unknown_card")
            }
            RegistrationError::Event(EventRefused::CardNumberTaken) => {
                conflict("card_number_taken")
            }
            RegistrationError::Event(EventRefused::History(_)) => conflict("life_cycle"),
            RegistrationError::Store(error) => error.into(),
            RegistrationError::Random(error) => error.into(),
        }
    }
}

impl From<VenueError> for Fault {
    fn from(error: VenueError) -> Self {
        match error {
            VenueError::Region(_) => Self::INVALID_REQUEST.because("region"),
            VenueError::NoKey(_) => Self::BUSY.because("no_venue_key"),
            VenueError::Values(_) => Self::INVALID_REQUEST.because("venue"),
            VenueError::Refused(VenueRefused::Unknown) => Self::NOT_FOUND.because("unknown_venue"),
            VenueError::Refused(VenueRefused::Withdrawn) => conflict("key_withdrawn"),
            VenueError::Store(error) => error.into(),
        }
    }
}

impl From<PublishError> for Fault {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Store(error) => error.into(),
            PublishError::Keys(KeyFolderError::NoRoot) => conflict("root_key_unavailable"),
            PublishError::Catalogue(_) => Self::INVALID_REQUEST.because("catalogue"),
            PublishError::NotPublished(_) => Self::INVALID_REQUEST.because("region"),
            PublishError::Later => Self::BUSY.because("published_later"),
            error => {
                tracing::error!(%error, "a publication failed");
                Self::SERVER
            }
        }
    }
}

impl From<KeyChangeError> for Fault {
    fn from(error: KeyChangeError) -> Self {
        match error {
            KeyChangeError::Unknown => Self::NOT_FOUND.because("unknown_key"),
            KeyChangeError::Already(_) => conflict("key_state"),
            KeyChangeError::LastOfItsUse => conflict("last_key_of_its_use"),
            KeyChangeError::GenerationsUsedUp => conflict("key_identifiers_used_up"),
            KeyChangeError::Publish(error) => error.into(),
        }
    }
}

impl From<NotIssuable> for Fault {
    fn from(refused: NotIssuable) -> Self {
        match refused {
            NotIssuable::UnknownCard => Self::NOT_FOUND.because("unknown_card"),
            NotIssuable::State(_) => conflict(card_reason(refused)),
        }
    }
}

/// A status as JSON names it.
fn word(status: CardStatus) -> serde_json::Value {
    serde_json::to_value(status).unwrap_or_default()
}
