//! Errors as clients see them: an OAuth or `OpenID4VCI` code, and a stable `essc_reason` where the
//! wallet has to tell two cases apart. No text of the request comes back, no internals go out.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::store::StoreError;

/// An answer that is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    status: StatusCode,
    error: &'static str,
    reason: Option<&'static str>,
    challenge: Option<Challenge>,
}

/// What `WWW-Authenticate` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Challenge {
    /// A `DPoP`-bound token (RFC 9449 §7.1).
    Dpop,
    /// The operator's token (RFC 6750 §3).
    Bearer,
}

impl Fault {
    pub const NOT_FOUND: Self = Self::new(StatusCode::NOT_FOUND, "not_found");
    pub const INVALID_REQUEST: Self = Self::bad_request("invalid_request");
    pub const SERVER: Self = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error");
    pub const BUSY: Self = Self::new(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable");

    pub const fn new(status: StatusCode, error: &'static str) -> Self {
        Self { status, error, reason: None, challenge: None }
    }

    pub const fn bad_request(error: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error)
    }

    pub const fn unauthorized(error: &'static str, challenge: Challenge) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, error, reason: None, challenge: Some(challenge) }
    }

    /// The same with a reason a wallet acts on.
    pub const fn because(self, reason: &'static str) -> Self {
        Self { reason: Some(reason), ..self }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store failed");
        match error {
            StoreError::Closed | StoreError::Commit => Self::BUSY,
            StoreError::Database(_) | StoreError::Corrupt(_) => Self::SERVER,
        }
    }
}

impl From<essc::crypto::random::RandomUnavailable> for Fault {
    fn from(error: essc::crypto::random::RandomUnavailable) -> Self {
        tracing::error!(%error, "no randomness");
        Self::BUSY
    }
}

impl From<crate::service::tokens::Failure> for Fault {
    fn from(failure: crate::service::tokens::Failure) -> Self {
        use crate::service::tokens::Failure;
        match failure {
            Failure::Store(error) => error.into(),
            Failure::Random(error) => error.into(),
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let body = match self.reason {
            Some(reason) => json!({ "error": self.error, "essc_reason": reason }),
            None => json!({ "error": self.error }),
        };
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let challenge = self.challenge.map(|challenge| match challenge {
            Challenge::Dpop => format!("DPoP error=\"{}\", algs=\"ES256\"", self.error),
            Challenge::Bearer => "Bearer".to_owned(),
        });
        if let Some(value) = challenge.and_then(|text| HeaderValue::from_str(&text).ok()) {
            headers.insert(header::WWW_AUTHENTICATE, value);
        }
        response
    }
}

/// A good answer in JSON that no cache may keep.
pub(super) fn fresh(body: serde_json::Value) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
