//! A server that answers from a script and remembers what it was asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use essc::base::hex;
use essc::crypto::digest::sha256;
use essc::ports::clock::ManualClock;
use essc::ports::http::{
    BoxFuture, HeaderField, HttpError, HttpRequest, HttpResponse, HttpTransport,
};

/// What one URL does.
#[derive(Clone)]
pub enum Script {
    /// Answers with a body and header fields; 304 when the tag is the one asked with.
    Answer { status: i32, headers: Vec<HeaderField>, body: Vec<u8> },
    /// Fails.
    Fail(HttpError),
    /// Never answers.
    Stall,
    /// Answers after the clock has moved.
    Slow { clock: Arc<ManualClock>, seconds: u64, date: String },
}

impl Script {
    pub fn status(status: i32) -> Self {
        Self::Answer { status, headers: vec![], body: vec![] }
    }

    pub fn body(body: &[u8]) -> Self {
        Self::Answer { status: 200, headers: vec![], body: body.into() }
    }

    pub fn time(date: &str) -> Self {
        Self::Answer { status: 204, headers: time_headers(date), body: vec![] }
    }
}

fn time_headers(date: &str) -> Vec<HeaderField> {
    vec![HeaderField::new("cache-control", "no-store"), HeaderField::new("date", date)]
}

/// Answers by URL; 404 for any other.
#[derive(Default)]
pub struct ScriptedTransport {
    scripts: Mutex<HashMap<String, Script>>,
    requests: Mutex<Vec<HttpRequest>>,
}

impl ScriptedTransport {
    pub fn script(&self, url: &str, script: Script) {
        self.scripts.lock().expect("lock").insert(url.into(), script);
    }

    /// Serves a document with a tag made of its content.
    pub fn serve(&self, url: &str, text: &str) {
        let etag = format!("\"{}\"", hex::encode(&sha256(text.as_bytes())[..8]));
        let headers = vec![HeaderField::new("etag", etag), HeaderField::new("date", "x")];
        self.script(url, Script::Answer { status: 200, headers, body: text.into() });
    }

    pub fn take_requests(&self) -> Vec<HttpRequest> {
        std::mem::take(&mut *self.requests.lock().expect("lock"))
    }
}

/// The tag that a request was asked with.
pub fn if_none_match(request: &HttpRequest) -> Option<&str> {
    let field = request.headers.iter().find(|field| field.name == "if-none-match");
    field.map(|field| field.value.as_str())
}

impl HttpTransport for ScriptedTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, HttpError>> {
        let script = self.scripts.lock().expect("lock").get(&request.url).cloned();
        let tag = if_none_match(&request).map(str::to_owned);
        self.requests.lock().expect("lock").push(request);
        Box::pin(async move {
            match script.unwrap_or_else(|| Script::status(404)) {
                Script::Fail(error) => Err(error),
                Script::Stall => std::future::pending().await,
                Script::Slow { clock, seconds, date } => {
                    clock.advance(seconds);
                    let headers = time_headers(&date);
                    Ok(HttpResponse { status: 204, headers, body: vec![] })
                }
                Script::Answer { status, headers, body } => {
                    let answer = HttpResponse { status, headers, body };
                    let same = tag.is_some() && answer.header("etag") == tag.as_deref();
                    Ok(if same {
                        HttpResponse { status: 304, body: vec![], ..answer }
                    } else {
                        answer
                    })
                }
            }
        })
    }
}
