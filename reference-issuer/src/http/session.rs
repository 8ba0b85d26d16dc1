//! Who asks: the `DPoP` proof of every request, and the access token it is bound to.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use essc::model::region::Region;

use super::Shared;
use super::fault::{Challenge, Fault};
use crate::dpop::{self, Demand, Proof, ProofRefused};
use crate::nonces::Kind;
use crate::random_token::RandomToken;
use crate::service::Service;
use crate::store::enrollments::Session;

const DPOP: &str = "dpop";
const DPOP_NONCE: &str = "dpop-nonce";

/// The value of a header that must stand exactly once.
fn only<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(first)
}

/// What a request brings to say who sent it.
pub(super) enum Credentials<'h> {
    /// Nothing, or only what another scheme understands (RFC 6750 §3.1).
    None,
    /// The scheme's, and not one token of it.
    Unreadable,
    /// A token.
    Token(&'h str),
}

/// The credentials of a scheme.
pub(super) fn credentials<'h>(headers: &'h HeaderMap, scheme: &str) -> Credentials<'h> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), other) = (values.next(), values.next()) else { return Credentials::None };
    let Ok(value) = value.to_str() else { return Credentials::Unreadable };
    let (named, token) = value.split_once(' ').unwrap_or((value, ""));
    match (named.eq_ignore_ascii_case(scheme), other) {
        (false, None) => Credentials::None,
        (true, None) if !token.is_empty() => Credentials::Token(token),
        _ => Credentials::Unreadable,
    }
}

/// Checks the proof of a token request.
pub(super) fn token_proof(
    service: &Service,
    headers: &HeaderMap,
    region: Region,
    url: &str,
) -> Result<Proof, Fault> {
    let text = only(headers, DPOP).ok_or(Fault::bad_request("invalid_dpop_proof"))?;
    let demand = Demand { method: "POST", url, access_token: None, region };
    dpop::check(text, &demand, &service.nonces, service.now()).map_err(|refused| match refused {
        ProofRefused::Invalid => Fault::bad_request("invalid_dpop_proof"),
        ProofRefused::NonceNeeded => Fault::bad_request("use_dpop_nonce"),
    })
}

/// Checks the access token of a request and the proof that its bearer holds the key it is bound to.
/// The proof's single use is still to be decided.
pub(super) async fn session(
    service: &Service,
    headers: &HeaderMap,
    region: Region,
    method: &str,
    url: &str,
) -> Result<(Session, Proof), Fault> {
    let refuse = |error| Fault::unauthorized(error, Challenge::Dpop);
    let token = match credentials(headers, "DPoP") {
        Credentials::None => return Err(Fault::no_credentials(Challenge::Dpop)),
        Credentials::Unreadable => return Err(refuse("invalid_token")),
        Credentials::Token(token) => token,
    };
    let text = only(headers, DPOP).ok_or(refuse("invalid_dpop_proof"))?;
    let now = service.now();
    let demand = Demand { method, url, access_token: Some(token), region };
    let proof =
        dpop::check(text, &demand, &service.nonces, now).map_err(|refused| match refused {
            ProofRefused::Invalid => refuse("invalid_dpop_proof"),
            ProofRefused::NonceNeeded => refuse("use_dpop_nonce"),
        })?;
    let session = service.store.session(RandomToken::hash(token)).await?;
    session
        .filter(|s| s.region == region && now < s.expires && s.thumbprint == proof.thumbprint)
        .map(|session| (session, proof))
        .ok_or(refuse("invalid_token"))
}

/// Every answer to a wallet brings the nonce for its next proof (RFC 9449 §8.2), which saves it the
/// round trip of being told that it needs one.
pub(super) async fn offer_nonce(State(service): Shared, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let region: Option<Region> = path.split('/').nth(1).and_then(|part| part.parse().ok());
    let mut response = next.run(request).await;
    let nonce = region.and_then(|r| service.nonces.fresh(Kind::Dpop, r, service.now()).ok());
    if let Some(value) = nonce.and_then(|nonce| HeaderValue::from_str(&nonce).ok()) {
        response.headers_mut().insert(DPOP_NONCE, value);
    }
    response
}
