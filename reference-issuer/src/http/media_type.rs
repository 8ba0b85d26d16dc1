//! The media type of a request's body.

use axum::http::{HeaderMap, StatusCode, header};

use super::fault::Fault;

/// Refuses a body that is not announced as JSON.
///
/// # Errors
/// As [`require`].
pub(super) fn require_json(headers: &HeaderMap, error: &'static str) -> Result<(), Fault> {
    require(headers, "application/json", error)
}

/// Refuses a body that is not announced as what it has to be with 415, as the token endpoint refuses
/// one that is not announced as a form. Parameters (`charset`) count for nothing: JSON is UTF-8.
///
/// # Errors
/// A fault with the error code of the endpoint.
pub(super) fn require(
    headers: &HeaderMap,
    media_type: &str,
    error: &'static str,
) -> Result<(), Fault> {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(media_type) {
        Ok(())
    } else {
        Err(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, error))
    }
}
