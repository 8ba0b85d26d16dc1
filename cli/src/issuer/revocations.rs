//! `essc issuer mirror-revocations`: keeps an issuer's copy of the revocation list for Android's
//! attestation certificates, from its origin or from a file that was fetched elsewhere.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use clap::Args;
use essc::base::time::UnixTime;
use essc::issuance::attestation::revocations::MAX_STATUS_LIST_BYTES;
use essc::ports::clock::{Clock as _, SystemClock};
use essc::ports::durable_file;
use essc::ports::http::{HttpRequest, HttpResponse, HttpTransport as _, Method};
use essc_reference_issuer::IssuerFolder;
use essc_reference_issuer::revocation_copy::{self, CopyError};
use serde_json::{Value, json};

use super::trouble;
use crate::failure::{Failure, Message};
use crate::runtime;

/// Where Google publishes the status of its attestation certificates.
const ORIGIN: &str = "https://android.googleapis.com/attestation/status";

/// The longest that a fetch may take.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Arguments of `essc issuer mirror-revocations`.
#[derive(Args)]
pub struct MirrorRevocations {
    /// Folder of the issuer, which may be running.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where the list is fetched.
    #[arg(long, default_value = ORIGIN)]
    url: String,
    /// Take the list from this file instead.
    #[arg(long, value_name = "FILE", conflicts_with = "url", requires = "as_of")]
    file: Option<PathBuf>,
    /// When the file was right: the `Date` of the answer that it came with, as it stood there.
    #[arg(long, value_name = "DATE", requires = "file")]
    as_of: Option<String>,
}

impl MirrorRevocations {
    /// Does it; what the copy is now.
    pub fn run(self) -> Result<Value, Failure> {
        if !IssuerFolder::is_at(&self.data) {
            return Err(trouble::no_issuer_in(&self.data));
        }
        let (list, as_of) = match (self.file, self.as_of) {
            (Some(file), Some(date)) => (read(&file)?, date_of(&date).ok_or_else(no_date)?),
            _ => runtime::block_on(fetch(&self.url))??,
        };
        // A clock of the origin that is ahead makes no list young.
        let as_of = as_of.min(SystemClock.now());
        let taken = revocation_copy::replace(&self.data, &list, as_of).map_err(not_taken)?;
        Ok(json!({ "as_of": taken.as_of(), "entries": taken.len() }))
    }
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let read = durable_file::read(file, MAX_STATUS_LIST_BYTES as u64);
    read.map_err(|error| Failure::file(file, &error))?.ok_or_else(|| Failure::no_such_file(file))
}

/// The list, and the time at which it was right by its origin's clock: caches on the way say how long
/// they have had it (RFC 9111 §5.1).
async fn fetch(url: &str) -> Result<(Vec<u8>, UnixTime), Failure> {
    let request = HttpRequest {
        method: Method::Get,
        url: url.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
        max_response_bytes: MAX_STATUS_LIST_BYTES as i64,
        timeout: TIMEOUT,
    };
    let answer = runtime::transport()?.send(request).await;
    let answer = answer.map_err(|error| trouble::no_answer(url, &error))?;
    if answer.status != 200 {
        return Err(trouble::refusal(answer.status, None));
    }
    let as_of = right_as_of(&answer).ok_or_else(no_date)?;
    Ok((answer.body, as_of))
}

fn right_as_of(answer: &HttpResponse) -> Option<UnixTime> {
    let value = |name| {
        let field = answer.headers.iter().find(|field| field.name == name);
        field.map(|field| field.value.as_str())
    };
    let age = value("age").map_or(Some(0), |age| age.trim().parse().ok())?;
    Some(date_of(value("date")?)?.minus(age))
}

/// A time as HTTP writes it (RFC 9110 §5.6.7).
fn date_of(text: &str) -> Option<UnixTime> {
    let since = httpdate::parse_http_date(text.trim()).ok()?.duration_since(SystemTime::UNIX_EPOCH);
    since.ok().map(|since| UnixTime::from_secs(since.as_secs()))
}

fn no_date() -> Failure {
    Failure::Input(Message::new(
        "不知道名单何时有效：没有 HTTP 日期（如 Sat, 28 Nov 2026 03:07:41 GMT）",
        "nobody knows when the list was right: there is no HTTP date such as Sat, 28 Nov 2026 03:07:41 \
         GMT",
    ))
}

fn not_taken(error: CopyError) -> Failure {
    match error {
        CopyError::Io { path, source } => Failure::file(&path, &source),
        CopyError::Older(held) => Failure::Refused(Message::new(
            format!("现有名单更新（{held}），未替换"),
            format!("the copy that is there is younger ({held}), and stays"),
        )),
        error => Failure::input("不是吊销名单，保留现有名单", error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use essc::ports::http::HeaderField;

    fn at(headers: &[(&str, &str)]) -> Option<u64> {
        let headers = headers.iter().map(|(name, value)| HeaderField::new(*name, *value)).collect();
        let answer = HttpResponse { status: 200, headers, body: Vec::new() };
        right_as_of(&answer).map(u64::from)
    }

    #[test]
    fn a_list_is_right_as_of_its_origin_and_not_of_the_cache_that_had_it() {
        let date = ("date", "Sat, 28 Nov 2026 03:07:41 GMT");
        assert_eq!(at(&[date]), Some(1_795_835_261));
        assert_eq!(at(&[date, ("age", "3600")]), Some(1_795_831_661));
        assert_eq!(at(&[date, ("age", "-1")]), None);
        assert_eq!(at(&[("age", "1")]), None);
        assert_eq!(at(&[("date", "today")]), None);
    }
}
