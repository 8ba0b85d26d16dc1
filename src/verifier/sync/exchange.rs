//! One conditional GET, and what its answer tells of the server's time.

use crate::base::time::UnixTime;
use crate::ports::clock::Clock;
use crate::ports::http::{HeaderField, HttpRequest, HttpTransport, Method};
use crate::trust::Origin;
use crate::verifier::sync::report::FetchError;
use crate::wire::in_place::InPlace;
use std::time::Duration;

/// Most milliseconds of one exchange.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Answers that take longer say nothing of the server's time.
const MAX_ROUND_TRIP_MS: u64 = 5_000;
/// Most bytes of an answer of which only the time is of interest.
pub(super) const MAX_TIME_BYTES: usize = 4096;

/// What the server has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// Nothing newer.
    Unchanged,
    /// A text, with its tag if there is one.
    New { text: String, origin: Option<Origin> },
}

/// One exchange that had an answer.
pub(super) struct Fetched {
    pub answer: Result<Answer, FetchError>,
    pub bytes: usize,
    /// The server's time, and this clock's against it in seconds.
    pub times: Option<(UnixTime, i64)>,
}

/// Asks for `url`; with the tag of what is held, if that came from there.
pub(super) async fn fetch(
    transport: &dyn HttpTransport,
    clock: &dyn Clock,
    url: &str,
    held: Option<&Origin>,
    limit: usize,
) -> Result<Fetched, FetchError> {
    let held = held.filter(|origin| origin.url == url);
    let mut headers =
        vec![HeaderField::new("accept", "application/jwt, application/statuslist+jwt")];
    headers.extend(held.map(|origin| HeaderField::new("if-none-match", &origin.etag)));
    let request = HttpRequest {
        method: Method::Get,
        url: url.to_owned(),
        headers,
        body: vec![],
        max_response_bytes: limit as i64,
        timeout: TIMEOUT,
    };
    let sent = clock.monotonic();
    let response = transport.send(request).await?;
    let received = clock.monotonic();
    let prompt = sent.boot == received.boot
        && received.millis().saturating_sub(sent.millis()) <= MAX_ROUND_TRIP_MS;
    let now = clock.now();
    let server_time = response.server_time().filter(|_| prompt);
    let times = server_time.map(|server| (server, now.since(server)));
    let bytes = response.body.len();
    let etag = response.header("etag").and_then(|etag| Origin::of(url, etag));
    let answer = match response.status {
        304 if held.is_some() => Ok(Answer::Unchanged),
        200 => match InPlace::of_jws(&response.body) {
            Some(what) => Err(FetchError::InPlace(what)),
            None => String::from_utf8(response.body)
                .map(|text| Answer::New { text, origin: etag })
                .map_err(|_| FetchError::NotText),
        },
        status => Err(FetchError::Status(status)),
    };
    Ok(Fetched { answer, bytes, times })
}
