//! `POST /sandbox/attestation`: a chain for a key, as an Android phone would make one.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use essc::base::{base64url, json};
use essc::crypto::{PublicKey, random};
use essc::ports::clock::{Clock as _, SystemClock};
use essc::ports::key_store::Authentication;
use essc_sandbox_attestation::{AttestationAuthority, KeyToAttest, Level, Phone};
use serde::Deserialize;
use serde_json::json;

use super::{PATH, app};

/// Largest request body, in bytes.
const MAX_BODY: usize = 1024;

/// The route, which has its own bound on bodies.
pub fn routes(authority: Arc<AttestationAuthority>) -> Router {
    Router::new()
        .route(PATH, post(attest))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(authority)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    /// SEC 1 uncompressed point, base64url.
    public_key: String,
    /// SHA-256 of an issuer's nonce, base64url.
    challenge: String,
    authentication: Authentication,
    security_level: AttestedLevel,
}

/// What the chain is to state. Nobody asks for a chain that states less.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum AttestedLevel {
    TrustedEnvironment,
    SecureElement,
}

/// Why there is no chain.
#[derive(Debug, Clone, Copy)]
enum Refused {
    MediaType,
    TooLong,
    Form,
    PublicKey,
    Challenge,
    Server,
}

async fn attest(
    State(authority): State<Arc<AttestationAuthority>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refused> {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = media_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(Refused::MediaType);
    }
    let body = body.map_err(|rejected| match rejected.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refused::TooLong,
        _ => Refused::Form,
    })?;
    let call: Call = json::parse(&body, MAX_BODY).map_err(|_| Refused::Form)?;
    let public_key: [u8; 65] =
        base64url::decode_array(&call.public_key).map_err(|_| Refused::PublicKey)?;
    PublicKey::from_uncompressed(&public_key).map_err(|_| Refused::PublicKey)?;
    let challenge: [u8; 32] =
        base64url::decode_array(&call.challenge).map_err(|_| Refused::Challenge)?;
    let key = KeyToAttest {
        public_key: &public_key,
        challenge: &challenge,
        is_for_each_use: call.authentication == Authentication::EachUse,
    };
    let level = match call.security_level {
        AttestedLevel::TrustedEnvironment => Level::TrustedEnvironment,
        AttestedLevel::SecureElement => Level::StrongBox,
    };
    // A phone for each key: an issuer counts the keys under one certificate.
    let serial = random::bytes().map_err(|_| Refused::Server)?;
    let phone = Phone::new((u64::from_be_bytes(serial) >> 1).max(1), level, app());
    let chain = authority.attest(&phone, &key, SystemClock.now().into()).map_err(|error| {
        tracing::error!(%error, "a key can't be attested");
        Refused::Server
    })?;
    let chain: Vec<_> = chain.iter().map(|certificate| STANDARD.encode(certificate)).collect();
    Ok(fresh(StatusCode::OK, json!({ "x5c": chain })))
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, error, reason, text) = match self {
            Self::MediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "invalid_request",
                "media_type",
                "The body is not announced as JSON.",
            ),
            Self::TooLong => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "invalid_request",
                "too_long",
                "The body is longer than 1024 bytes.",
            ),
            Self::Form => (
                StatusCode::BAD_REQUEST,
                "invalid_request",
                "form",
                "The body is not an object of the four members, with the words that they take.",
            ),
            Self::PublicKey => (
                StatusCode::BAD_REQUEST,
                "invalid_request",
                "public_key",
                "The key is not an uncompressed point of P-256.",
            ),
            Self::Challenge => (
                StatusCode::BAD_REQUEST,
                "invalid_request",
                "challenge",
                "The challenge has not 32 bytes.",
            ),
            Self::Server => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "server_error",
                "server",
                "No certificate could be made.",
            ),
        };
        let body = json!({ "error": error, "error_description": text, "essc_reason": reason });
        fresh(status, body)
    }
}

/// An answer that no cache may keep.
fn fresh(status: StatusCode, body: serde_json::Value) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
