//! HTTP by the host's own client, each exchange on a thread of its own.
//!
//! A phone's platform knows its proxies, its certificates and its captive portals better than any
//! library. Foreign traits stay synchronous (an asynchronous one crashes the Swift 6.0 compiler), so
//! an exchange blocks a thread; a sync has at most four under way.

use std::sync::Arc;

use crate::ports::http::{BoxFuture, HttpError, HttpRequest, HttpResponse, HttpTransport};
use crate::ports::own_thread;

/// The host's HTTP client. Called off the main thread; may block until the request's time is over.
#[cfg_attr(feature = "ffi", uniffi::export(rust, foreign))]
pub trait HttpClient: Send + Sync {
    /// Sends one request and reads the whole answer. Follows no redirect, keeps no cookie and no
    /// cache, adds no header but what HTTP needs, stays within `timeout` and `max_response_bytes`,
    /// and gives header names in lower case.
    ///
    /// # Errors
    /// Any [`HttpError`]; an answer of any status is none.
    fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError>;
}

/// A host's client as a transport.
pub struct BlockingHttp(Arc<dyn HttpClient>);

impl BlockingHttp {
    /// A transport that asks `client`.
    #[must_use]
    pub fn new(client: Arc<dyn HttpClient>) -> Self {
        Self(client)
    }
}

impl HttpTransport for BlockingHttp {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, HttpError>> {
        let (client, limit) = (self.0.clone(), request.max_response_bytes);
        let answer = own_thread::run(move || client.send(request));
        Box::pin(async move {
            let answer = answer.await.ok_or(HttpError::Unreachable)??;
            // A host may not keep the bound; nothing larger gets in all the same.
            if answer.body.len() as i64 > limit {
                Err(HttpError::TooLarge { limit })
            } else {
                Ok(answer)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::ports::http::Method;

    struct Scripted(fn() -> Result<HttpResponse, HttpError>);

    impl HttpClient for Scripted {
        fn send(&self, _: HttpRequest) -> Result<HttpResponse, HttpError> {
            (self.0)()
        }
    }

    fn asked(client: fn() -> Result<HttpResponse, HttpError>) -> Result<HttpResponse, HttpError> {
        let request = HttpRequest {
            method: Method::Get,
            url: "https://card.example/".into(),
            headers: vec![],
            body: vec![],
            max_response_bytes: 3,
            timeout: Duration::from_secs(1),
        };
        own_thread::block_on(BlockingHttp::new(Arc::new(Scripted(client))).send(request))
    }

    fn answer(body: &[u8]) -> HttpResponse {
        HttpResponse { status: 200, headers: vec![], body: body.to_vec() }
    }

    #[test]
    fn what_the_host_answers_arrives_and_no_more_than_was_asked_for() {
        assert_eq!(asked(|| Ok(answer(b"abc"))), Ok(answer(b"abc")));
        assert_eq!(asked(|| Ok(answer(b"abcd"))), Err(HttpError::TooLarge { limit: 3 }));
        assert_eq!(asked(|| Err(HttpError::Timeout)), Err(HttpError::Timeout));
    }

    #[test]
    fn a_client_that_panics_is_a_server_that_was_not_reached() {
        assert_eq!(asked(|| panic!("the host's client broke")), Err(HttpError::Unreachable));
    }
}
