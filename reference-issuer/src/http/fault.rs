//! Errors as clients see them: an OAuth or `OpenID4VCI` code, and a stable `essc_reason` where the
//! wallet has to tell two cases apart, and a sentence for whoever reads the log of a client. No text
//! of the request comes back, no internals go out.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::fault_text;
use crate::key_proof::KeyProofRefused;
use crate::store::StoreError;

/// An answer that is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    status: StatusCode,
    /// None where the request brought nothing that could be wrong.
    error: Option<&'static str>,
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
        Self { status, error: Some(error), reason: None, challenge: None }
    }

    pub const fn bad_request(error: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error)
    }

    pub const fn unauthorized(error: &'static str, challenge: Challenge) -> Self {
        Self { challenge: Some(challenge), ..Self::new(StatusCode::UNAUTHORIZED, error) }
    }

    /// For a request without credentials. The answer names the schemes that are taken and no error code
    /// (RFC 6750 §3.1).
    pub const fn no_credentials(challenge: Challenge) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error: None,
            reason: None,
            challenge: Some(challenge),
        }
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

impl From<KeyProofRefused> for Fault {
    fn from(refused: KeyProofRefused) -> Self {
        match refused {
            KeyProofRefused::Invalid => Self::bad_request("invalid_proof"),
            KeyProofRefused::Nonce => Self::bad_request("invalid_nonce"),
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
        let mut response = match self.error {
            None => self.status.into_response(),
            Some(error) => {
                let text = fault_text::describe(error, self.reason);
                let mut body = json!({ "error": error, "error_description": text });
                if let Some(reason) = self.reason {
                    body["essc_reason"] = reason.into();
                }
                (self.status, Json(body)).into_response()
            }
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let challenge = self.challenge.map(|challenge| match (challenge, self.error) {
            (Challenge::Dpop, Some(error)) => format!("DPoP error=\"{error}\", algs=\"ES256\""),
            (Challenge::Dpop, None) => "DPoP algs=\"ES256\"".to_owned(),
            (Challenge::Bearer, Some(error)) => format!("Bearer error=\"{error}\""),
            (Challenge::Bearer, None) => "Bearer".to_owned(),
        });
        if let Some(value) = challenge.and_then(|text| HeaderValue::from_str(&text).ok()) {
            headers.insert(header::WWW_AUTHENTICATE, value);
        }
        response
    }
}

/// An answer as it is; where it is an error in plain text, the same error as the others are told.
pub(super) fn in_json(response: Response) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let is_ours = response.headers().get(header::CACHE_CONTROL).is_some();
    if !is_error || is_ours {
        return response;
    }
    let error = match status {
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::REQUEST_TIMEOUT => "temporarily_unavailable",
        status if status.is_server_error() => "server_error",
        _ => "invalid_request",
    };
    let mut told = Fault::new(status, error).into_response();
    if let Some(methods) = response.headers().get(header::ALLOW) {
        told.headers_mut().insert(header::ALLOW, methods.clone());
    }
    told
}

/// A good answer in JSON that no cache may keep.
pub(super) fn fresh(body: serde_json::Value) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
