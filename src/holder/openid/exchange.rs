//! One bounded exchange: sends, learns the server's time, tells errors apart.

use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;

use crate::base::json;
use crate::holder::clock_health::{CorrectedClock, Teller};
use crate::holder::openid::error::{AnswerFault, Asked, ErrorAnswer, IssuanceError};
use crate::ports::http::{
    HeaderField, HttpError, HttpRequest, HttpResponse, HttpTransport, Method,
};
use crate::wire::in_place::InPlace;

/// Most bytes of a JSON answer.
const MAX_JSON: usize = 64 * 1024;
/// Most bytes of an answer of which only the time is of interest.
const MAX_TIME: i64 = 4096;
/// What a network answers that wants a person to log in first (RFC 6585 §6); never the server itself.
const NETWORK_AUTHENTICATION_REQUIRED: i32 = 511;
/// What a JSON endpoint is sent and asked for.
const JSON: &str = "application/json";
/// What signed documents are served as.
const ACCEPT_DOCUMENT: &str = "application/statuslist+jwt, application/jwt, */*;q=0.1";
/// Most milliseconds for one exchange.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Carries the wallet's requests.
pub(crate) struct Exchange {
    transport: Arc<dyn HttpTransport>,
    clock: Arc<CorrectedClock>,
}

/// What a conditional fetch found.
pub(crate) enum Fetched {
    /// The same as before.
    Unchanged,
    /// A text, and the tag to ask with the next time.
    Text {
        /// The body.
        text: String,
        /// Its `ETag`, if it is one that can be sent back.
        etag: Option<String>,
    },
}

impl Exchange {
    pub(crate) fn new(transport: Arc<dyn HttpTransport>, clock: Arc<CorrectedClock>) -> Self {
        Self { transport, clock }
    }

    pub(crate) fn clock(&self) -> &CorrectedClock {
        &self.clock
    }

    /// Fetches a signed document of at most `limit` bytes, unless it still has the tag `known`.
    pub(crate) async fn fetch(
        &self,
        url: &str,
        known: Option<&str>,
        limit: usize,
    ) -> Result<Fetched, IssuanceError> {
        let conditional = known.map(|etag| HeaderField::new("if-none-match", etag));
        let accept = HeaderField::new("accept", ACCEPT_DOCUMENT);
        let request = HttpRequest {
            max_response_bytes: limit as i64,
            headers: std::iter::once(accept).chain(conditional).collect(),
            ..request(Method::Get, url)
        };
        let response = self.send(request).await?;
        match response.status {
            304 if known.is_some() => Ok(Fetched::Unchanged),
            200 => {
                if let Some(what) = InPlace::of_jws(&response.body) {
                    return Err(IssuanceError::InPlace(what));
                }
                let etag = response.header("etag").filter(|tag| is_plain(tag)).map(str::to_owned);
                // A compact JWS is ASCII; anything else will not verify.
                let text =
                    String::from_utf8(response.body).map_err(|_| AnswerFault::Json("document"))?;
                Ok(Fetched::Text { text, etag })
            }
            _ => Err(refused(&response, Asked::Openly)),
        }
    }

    /// Fetches JSON.
    pub(super) async fn fetch_json<T: DeserializeOwned>(
        &self,
        url: &str,
        what: &'static str,
    ) -> Result<T, IssuanceError> {
        let response = self.send(request(Method::Get, url)).await?;
        read_json(&response, what, Asked::Openly)
    }

    /// Asks the publisher of the trust list for the time; of its answer nothing else is of interest.
    pub(crate) async fn ask_time(&self, url: &str) -> Result<(), HttpError> {
        let request = HttpRequest {
            max_response_bytes: MAX_TIME,
            headers: vec![HeaderField::new("accept", ACCEPT_DOCUMENT)],
            ..request(Method::Get, url)
        };
        self.send_to(Teller::Authority, request).await.map(|_| ())
    }

    /// Sends one request as it is.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        self.send_to(Teller::Issuer, request).await
    }

    async fn send_to(
        &self,
        teller: Teller,
        request: HttpRequest,
    ) -> Result<HttpResponse, HttpError> {
        let sent = self.clock.monotonic();
        let limit = request.max_response_bytes;
        let response = self.transport.send(request).await?;
        // A transport of the host's may not keep the bound; what is read here does.
        if response.body.len() as i64 > limit {
            return Err(HttpError::TooLarge { limit });
        }
        self.clock.learn(&response, teller, sent);
        Ok(response)
    }
}

/// A request with the bounds of a JSON endpoint.
pub(super) fn request(method: Method, url: &str) -> HttpRequest {
    HttpRequest {
        method,
        url: url.to_owned(),
        headers: vec![HeaderField::new("accept", JSON)],
        body: vec![],
        max_response_bytes: MAX_JSON as i64,
        timeout: TIMEOUT,
    }
}

/// A POST with a body.
fn post(url: &str, media_type: &str, body: Vec<u8>) -> HttpRequest {
    let mut request = request(Method::Post, url);
    request.headers.push(HeaderField::new("content-type", media_type));
    HttpRequest { body, ..request }
}

/// A POST of form fields.
pub(super) fn form(url: &str, fields: &[(&str, &str)]) -> HttpRequest {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", percent_encode(value))).collect();
    post(url, "application/x-www-form-urlencoded", pairs.join("&").into_bytes())
}

/// A POST of JSON.
pub(super) fn json(url: &str, body: &serde_json::Value) -> HttpRequest {
    post(url, JSON, body.to_string().into_bytes())
}

/// The JSON of a good answer.
pub(super) fn read_json<T: DeserializeOwned>(
    response: &HttpResponse,
    what: &'static str,
    asked: Asked,
) -> Result<T, IssuanceError> {
    if response.status != 200 {
        return Err(refused(response, asked));
    }
    json::parse(&response.body, MAX_JSON).map_err(|error| {
        InPlace::of_refused_json(&response.body, &error)
            .filter(|found| found.is_of_the_network())
            .map_or_else(|| AnswerFault::Json(what).into(), IssuanceError::InPlace)
    })
}

/// What an answer that is not a good one means.
pub(super) fn refused(response: &HttpResponse, asked: Asked) -> IssuanceError {
    let is_page = match response.status {
        NETWORK_AUTHENTICATION_REQUIRED => true,
        // Where another good answer was expected, one without content.
        200 => InPlace::of_json(&response.body) == Some(InPlace::WebPage),
        _ => false,
    };
    if is_page {
        return IssuanceError::InPlace(InPlace::WebPage);
    }
    let retry_after_s = response.header("retry-after").and_then(|s| s.trim().parse().ok());
    error_answer(response).meaning(response.status, retry_after_s, asked)
}

/// Whether the nonce of a proof was refused: the request is made once more with a fresh one.
pub(super) fn wants_fresh_nonce(response: &HttpResponse) -> bool {
    (400..500).contains(&response.status) && error_answer(response).error == "invalid_nonce"
}

/// The error of an answer; empty when it has none that can be read.
pub(super) fn error_answer(response: &HttpResponse) -> ErrorAnswer {
    json::parse(&response.body, MAX_JSON).unwrap_or_default()
}

/// Whether a server's word can be sent back in a header: visible ASCII, at most 512 bytes.
pub(super) fn is_plain(text: &str) -> bool {
    (1..=512).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_graphic())
}

/// RFC 3986 §2.1: everything but the unreserved characters.
#[must_use]
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
