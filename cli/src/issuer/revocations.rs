//! `essc issuer mirror-revocations`: keeps an issuer's copies of the revocation lists for attestation
//! certificates, Android's and HarmonyOS's, from their origins or from files that were fetched elsewhere.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use clap::Args;
use essc::base::time::UnixTime;
use essc::issuance::attestation::revocations::MAX_STATUS_LIST_BYTES;
use essc::issuance::attestation::{AttestationPolicy, AuthorityList, HUAWEI_LIST};
use essc::ports::clock::{Clock as _, SystemClock};
use essc::ports::durable_file;
use essc::ports::http::{HttpError, HttpRequest, HttpResponse, HttpTransport as _, Method};
use essc::wire::x509;
use essc::wire::x509::revocation_list;
use essc_reference_issuer::revocation_copy::{self, CopyError};
use essc_reference_issuer::{IssuerFolder, attestation_policy, authority_list_copy};
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
    /// Where Android's list is fetched.
    #[arg(long, default_value = ORIGIN)]
    url: String,
    /// Take Android's list from this file; of what is in files only these are taken, and nothing is
    /// fetched.
    #[arg(long, value_name = "FILE", conflicts_with = "url", requires = "as_of")]
    file: Option<PathBuf>,
    /// When the file was right: the `Date` of the answer that it came with, as it stood there.
    #[arg(long, value_name = "DATE", requires = "file")]
    as_of: Option<String>,
    /// Where the list of HarmonyOS's revoked authorities is fetched, if the policy accepts HarmonyOS.
    #[arg(long, default_value = HUAWEI_LIST)]
    authorities_url: String,
    /// Take the list of HarmonyOS's revoked authorities from this file, in DER.
    #[arg(long, value_name = "FILE", conflicts_with = "authorities_url")]
    authorities_file: Option<PathBuf>,
    /// Certificate of the root that signed it, in DER; Huawei's when left out.
    #[arg(long, value_name = "FILE")]
    authorities_root: Option<PathBuf>,
}

impl MirrorRevocations {
    /// Does it; what the copies are now.
    pub fn run(self) -> Result<Value, Failure> {
        if !IssuerFolder::is_at(&self.data) {
            return Err(trouble::no_issuer_in(&self.data));
        }
        let policy = attestation_policy::read(&self.data);
        let policy = policy.map_err(|error| Failure::input("证明策略文件无效", error))?;
        let only_files = self.file.is_some() || self.authorities_file.is_some();
        let fetches_android = !only_files && (policy.android.is_some() || policy.huks.is_none());
        let fetches_authorities = !only_files && policy.huks.is_some();
        // One origin that is away keeps no other list from being taken.
        let android =
            if self.file.is_some() || fetches_android { Some(self.android()) } else { None };
        let authorities = if self.authorities_file.is_some() || fetches_authorities {
            Some(self.authorities(&policy))
        } else {
            None
        };
        let (android, authorities) = (android.transpose()?, authorities.transpose()?);
        let as_of = android.as_ref().map(|(as_of, _)| as_of);
        let entries = android.as_ref().map(|(_, entries)| entries);
        Ok(json!({ "as_of": as_of, "entries": entries, "authorities": authorities }))
    }

    /// Takes Android's list: when it was right, and how many entries it has.
    fn android(&self) -> Result<(UnixTime, usize), Failure> {
        let (list, as_of) = match (&self.file, &self.as_of) {
            (Some(file), Some(date)) => {
                (read(file, MAX_STATUS_LIST_BYTES)?, date_of(date).ok_or_else(no_date)?)
            }
            _ => {
                let answer = runtime::block_on(fetch(&self.url, MAX_STATUS_LIST_BYTES))??;
                let as_of = right_as_of(&answer).ok_or_else(no_date)?;
                (answer.body, as_of)
            }
        };
        // A clock of the origin that is ahead makes no list young.
        let as_of = as_of.min(SystemClock.now());
        let taken = revocation_copy::replace(&self.data, &list, as_of).map_err(not_taken)?;
        Ok((taken.as_of(), taken.len()))
    }

    /// Takes the list of HarmonyOS's revoked authorities, which says itself when it was made.
    fn authorities(&self, policy: &AttestationPolicy) -> Result<Value, Failure> {
        let list = match &self.authorities_file {
            Some(file) => read(file, revocation_list::MAX_BYTES)?,
            None => {
                let url = &self.authorities_url;
                runtime::block_on(fetch(url, revocation_list::MAX_BYTES))??.body
            }
        };
        let root = match &self.authorities_root {
            Some(file) => read(file, x509::MAX_BYTES)?,
            None => AuthorityList::huawei_root(),
        };
        let roots = policy.huks.as_ref().map(|huks| huks.roots.as_slice()).unwrap_or_default();
        let now = SystemClock.now();
        let taken = authority_list_copy::replace(&self.data, &list, &root, roots, now);
        let taken = taken.map_err(authorities_not_taken)?;
        let (from, until) = (taken.this_update(), taken.next_update());
        Ok(json!({ "as_of": from, "next_update": until, "entries": taken.len() }))
    }
}

fn read(file: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    let read = durable_file::read(file, limit as u64);
    read.map_err(|error| Failure::file(file, &error))?.ok_or_else(|| Failure::no_such_file(file))
}

/// The answer with a list.
async fn fetch(url: &str, limit: usize) -> Result<HttpResponse, Failure> {
    let request = HttpRequest {
        method: Method::Get,
        url: url.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
        max_response_bytes: i64::try_from(limit).unwrap_or(i64::MAX),
        timeout: TIMEOUT,
    };
    let answer = runtime::transport()?.send(request).await;
    let answer = answer.map_err(|error| no_list(url, &error))?;
    if answer.status != 200 {
        let status = answer.status;
        return Err(Failure::SetUp(Message::new(
            format!("{url}：没有取得名单，应答状态 {status}"),
            format!("{url}: no list, but the status {status}"),
        )));
    }
    Ok(answer)
}

fn no_list(url: &str, error: &HttpError) -> Failure {
    Failure::SetUp(Message::new(
        format!("{url}：没有取得名单（{error}）"),
        format!("{url}: no list ({error})"),
    ))
}

/// The time at which a list was right by its origin's clock: caches on the way say how long they have had
/// it (RFC 9111 §5.1).
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

fn authorities_not_taken(error: authority_list_copy::CopyError) -> Failure {
    use authority_list_copy::CopyError;
    match error {
        CopyError::Io { path, source } => Failure::file(&path, &source),
        CopyError::Older(held) => not_taken(revocation_copy::CopyError::Older(held)),
        error => Failure::input("不是策略所列根证书签发的吊销名单，保留现有名单", error),
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
