//! Exchanges with a server that answers as it likes.

use std::sync::{Arc, Mutex};

use super::*;
use crate::base::time::UnixTime;
use crate::holder::clock_health::CorrectedClock;
use crate::ports::clock::ManualClock;
use crate::ports::http::{
    BoxFuture, HeaderField, HttpError, HttpRequest, HttpResponse, HttpTransport,
};

/// Gives one answer after the other, whatever is asked.
struct ScriptedAnswers(Mutex<Vec<Result<HttpResponse, HttpError>>>);

impl HttpTransport for ScriptedAnswers {
    fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, HttpError>> {
        let answer = self.0.lock().expect("lock").remove(0);
        Box::pin(std::future::ready(answer))
    }
}

fn fetch(answer: Result<HttpResponse, HttpError>) -> Result<String, IssuanceError> {
    let clock = Arc::new(ManualClock::at(UnixTime::from_secs(1_000_000)));
    let clock = Arc::new(CorrectedClock::new(clock, None));
    let exchange = Exchange::new(Arc::new(ScriptedAnswers(Mutex::new(vec![answer]))), clock);
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("runtime");
    runtime.block_on(exchange.fetch("https://card.example/x", None, 10)).map(|got| match got {
        Fetched::Unchanged => "unchanged".into(),
        Fetched::Text { text, etag } => format!("{text} {}", etag.unwrap_or_default()),
    })
}

fn answer(status: i32, headers: &[(&str, &str)], body: &[u8]) -> HttpResponse {
    let headers = headers.iter().map(|(n, v)| HeaderField::new(*n, *v)).collect();
    HttpResponse { status, headers, body: body.to_vec() }
}

#[test]
fn answers_of_every_kind_are_told_apart() {
    let busy = |retry_after_s| Err(IssuanceError::Busy { retry_after_s });
    let status = |code| Err(IssuanceError::Answer(AnswerFault::Status(code)));
    assert_eq!(fetch(Ok(answer(200, &[("etag", "\"a\"")], b"abc"))), Ok("abc \"a\"".into()));
    assert_eq!(fetch(Ok(answer(200, &[("etag", "a\nb")], b"abc"))), Ok("abc ".into()));
    assert_eq!(fetch(Ok(answer(503, &[("retry-after", "7")], b""))), busy(Some(7)));
    assert_eq!(fetch(Ok(answer(500, &[("retry-after", "soon")], b""))), busy(None));
    assert_eq!(fetch(Ok(answer(304, &[], b""))), status(304), "nothing was held");
    assert_eq!(fetch(Ok(answer(404, &[], b""))), status(404));
    assert_eq!(
        fetch(Ok(answer(200, &[], b"\xff"))),
        Err(IssuanceError::Answer(AnswerFault::Json("document")))
    );
}

#[test]
fn a_transport_that_does_not_keep_the_bound_is_not_believed() {
    let limit = HttpError::TooLarge { limit: 10 };
    assert_eq!(fetch(Ok(answer(200, &[], b"01234567890"))), Err(limit.into()));
    for error in [HttpError::Timeout, HttpError::Unreachable, HttpError::Redirected] {
        assert_eq!(fetch(Err(error.clone())), Err(IssuanceError::Offline(error)));
    }
}
