//! Published documents, conditional on their entity tag (RFC 9110 §13.1.2).
//!
//! Caches may keep them and must ask before each use: a tag is 34 bytes, and a loss that was
//! published reaches every gate at its next sync.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use essc::model::region::Region;

use super::Shared;
use super::fault::Fault;
use crate::published_documents::PublishedDocument;
use crate::service::Service;
use crate::service::publishing::TRUST_LIST;

const CACHE: &str = "public, no-cache";

pub(super) async fn trust_list(
    State(service): Shared,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    named(&service, &headers, TRUST_LIST)
}

/// The newest list that one root signed, by the root's thumbprint (RFC 7638): how a gate that slept
/// through a change of root learns the next one's name.
pub(super) async fn trust_list_of(
    State(service): Shared,
    Path(root): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    named(&service, &headers, &format!("{TRUST_LIST}/{root}"))
}

/// Nothing but the service's time, in the `Date` of an answer that no cache keeps.
pub(super) async fn time() -> Response {
    (StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, "no-store")]).into_response()
}

pub(super) async fn status_list(
    State(service): Shared,
    Path((region, list)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let region: Region = region.parse().map_err(|_| Fault::NOT_FOUND)?;
    let list: u16 = list.parse().map_err(|_| Fault::NOT_FOUND)?;
    named(&service, &headers, &format!("{region}/status/{list}"))
}

pub(super) async fn catalogue(
    State(service): Shared,
    Path(region): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let region = region.parse().map_err(|_| Fault::NOT_FOUND)?;
    document(service.catalogue_in_force(region), &headers)
}

/// A catalogue that is announced and not yet in force.
pub(super) async fn next_catalogue(
    State(service): Shared,
    Path(region): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let region = region.parse().map_err(|_| Fault::NOT_FOUND)?;
    document(service.announced_catalogue(region), &headers)
}

fn named(service: &Service, headers: &HeaderMap, name: &str) -> Result<Response, Fault> {
    document(service.published_documents.find(name), headers)
}

fn document(
    published: Option<Arc<PublishedDocument>>,
    headers: &HeaderMap,
) -> Result<Response, Fault> {
    let published = published.ok_or(Fault::NOT_FOUND)?;
    let common =
        [(header::ETAG, published.etag.clone()), (header::CACHE_CONTROL, CACHE.to_owned())];
    if is_known(headers, &published.etag) {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    let media_type = [(header::CONTENT_TYPE, published.media_type)];
    Ok((common, media_type, published.body.clone()).into_response())
}

/// Whether `If-None-Match` names this tag; compared weakly, as §13.1.2 says.
fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|tag| tag.trim())
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}
