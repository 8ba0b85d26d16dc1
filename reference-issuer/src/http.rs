//! The HTTP face: routes, bounds, and what every answer carries.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use essc::wire::venue_renewal;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::service::Service;
use fault::Fault;

mod credential;
mod date;
mod devices;
mod documents;
mod fault;
mod fault_text;
mod media_type;
mod metadata;
mod nonce;
mod notification;
mod operator;
mod region;
pub(crate) mod server;
mod session;
mod token;
mod venue_card;

/// Largest request body of wallets: a proof with an attestation chain fits.
const MAX_BODY: usize = 64 * 1024;

/// Largest request body of the operator: a catalogue of a thousand scenes fits.
const MAX_OPERATOR_BODY: usize = 2 * 1024 * 1024;

/// Longest time for one request, its body included.
const TIMEOUT: Duration = Duration::from_secs(30);

type Shared = State<Arc<Service>>;

/// All routes of an issuer, and `beside` them those of whoever serves it, which bring their own bounds on
/// bodies.
pub fn routes(service: Arc<Service>, beside: Router) -> Router {
    let wallets = Router::new()
        .route("/{region}/token", post(token::token))
        .route("/{region}/nonce", post(nonce::nonce))
        .route("/{region}/credential", post(credential::credential))
        .route("/{region}/notification", post(notification::notification))
        .route("/{region}/devices", get(devices::list))
        .route(
            "/{region}/devices/unbind",
            post(devices::unbind).layer(middleware::from_fn(to_the_end)),
        )
        .layer(middleware::from_fn_with_state(Arc::clone(&service), session::offer_nonce))
        .layer(RequestBodyLimitLayer::new(MAX_BODY));
    let gates = Router::new()
        .route("/{region}/venue-card", post(venue_card::renew))
        .layer(RequestBodyLimitLayer::new(venue_renewal::MAX_BYTES));
    let public = Router::new()
        .route("/.well-known/openid-credential-issuer/{region}", get(metadata::issuer))
        .route("/.well-known/oauth-authorization-server/{region}", get(metadata::server))
        .route("/trust-list", get(documents::trust_list))
        .route("/trust-list/time", get(documents::time))
        .route("/trust-list/{root}", get(documents::trust_list_of))
        .route("/{region}/status/{list}", get(documents::status_list))
        .route("/{region}/catalogue", get(documents::catalogue))
        .route("/{region}/catalogue/next", get(documents::next_catalogue))
        .layer(RequestBodyLimitLayer::new(0));
    let operator = operator::routes(&service)
        .layer(middleware::from_fn(to_the_end))
        .layer(RequestBodyLimitLayer::new(MAX_OPERATOR_BODY));
    Router::new()
        .merge(wallets)
        .merge(gates)
        .merge(public)
        .nest("/operator", operator)
        .merge(beside.with_state(()))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIMEOUT))
        .layer(middleware::from_fn_with_state(Arc::clone(&service), answer_headers))
        .with_state(service)
}

/// Finishes a call whose caller hung up or lost patience: what it recorded is also published.
async fn to_the_end(request: Request, next: Next) -> Response {
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, "a call did not come to its end");
            Fault::SERVER.into_response()
        }
    }
}

/// Every answer says the service's own time, from which wallets learn how far their clocks are off,
/// and forbids guessing its media type. An error that comes from below the handlers (no such address,
/// another method, too long, too slow) says in JSON what it is, like the others.
async fn answer_headers(State(service): Shared, request: Request, next: Next) -> Response {
    let mut response = fault::in_json(next.run(request).await);
    let headers = response.headers_mut();
    if let Ok(date) = HeaderValue::from_str(&date::http_date(service.now())) {
        headers.insert(header::DATE, date);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
