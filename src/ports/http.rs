//! HTTP as the core needs it: one bounded exchange, no redirects, no cookies, no cache.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::base::time::UnixTime;

/// A future that a trait object can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Request method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
}

/// One header field (RFC 9110 §5).
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
pub struct HeaderField {
    /// Its name, in lower case.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl HeaderField {
    /// A field of this name, in lower case, and value.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

/// Shows the name alone: values are tokens and proofs.
impl fmt::Debug for HeaderField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: …", self.name)
    }
}

/// One request.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
pub struct HttpRequest {
    /// Method.
    pub method: Method,
    /// Absolute URL.
    pub url: String,
    /// Header fields, names in lower case.
    pub headers: Vec<HeaderField>,
    /// Body; empty for GET.
    pub body: Vec<u8>,
    /// Most bytes of body to read from the answer.
    pub max_response_bytes: i64,
    /// The longest that the whole exchange may take.
    pub timeout: Duration,
}

/// Shows no value and no body: codes, tokens and proofs are in them.
impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, url, headers, body, .. } = self;
        write!(f, "HttpRequest({method:?} {url}, {headers:?}, {} bytes)", body.len())
    }
}

/// One answer, of any status.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
pub struct HttpResponse {
    /// Status code.
    pub status: i32,
    /// Header fields, names in lower case.
    pub headers: Vec<HeaderField>,
    /// Body, within the bound.
    pub body: Vec<u8>,
}

/// Shows no value and no body: tokens and cards are in them.
impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, headers, body } = self;
        write!(f, "HttpResponse({status}, {headers:?}, {} bytes)", body.len())
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "ffi", derive(uniffi::Error))]
pub enum HttpError {
    /// No connection, or it broke.
    #[error("the server could not be reached")]
    Unreachable,
    /// Longer than the bound.
    #[error("the server did not answer in time")]
    Timeout,
    /// More bytes than the bound.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The bound.
        limit: i64,
    },
    /// A redirect, which is never followed.
    #[error("the server redirected")]
    Redirected,
    /// The URL is not one this transport speaks to.
    #[error("the URL was refused")]
    Url,
}

/// What a host throws that it didn't declare reached no server as far as this library knows.
#[cfg(feature = "ffi")]
impl From<uniffi::UnexpectedUniFFICallbackError> for HttpError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unreachable
    }
}

/// Carries requests. Follows no redirect, keeps no cookie, adds no header but what HTTP needs.
pub trait HttpTransport: Send + Sync {
    /// Sends one request and reads its answer within the request's bounds.
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, HttpError>>;
}

impl HttpResponse {
    /// The first value of a header field, by its lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|field| field.name == name).map(|field| field.value.as_str())
    }

    /// The server's time from `Date` (RFC 9110 §5.6.7, the IMF-fixdate form), but only of an answer
    /// marked `no-store`, since a cache would tell an older one, and that is no redirect.
    #[must_use]
    pub fn server_time(&self) -> Option<UnixTime> {
        // A redirect is the work of whoever stands between: a login page tells its own time.
        if (300..400).contains(&self.status) && self.status != 304 {
            return None;
        }
        let directives = self.header("cache-control")?.split(',');
        // Names of directives are compared without regard to case (RFC 9111 §5.2).
        let fresh = directives.map(str::trim).any(|one| one.eq_ignore_ascii_case("no-store"));
        if fresh { parse_imf_fixdate(self.header("date")?) } else { None }
    }
}

/// Reads `Sun, 06 Nov 1994 08:49:37 GMT`; the weekday is not checked.
fn parse_imf_fixdate(text: &str) -> Option<UnixTime> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let rest = text.get(5..)?;
    let mut words = rest.split(' ');
    let number = |word: Option<&str>| word?.parse::<i64>().ok().filter(|n| *n >= 0);
    let day = number(words.next())?;
    let month = words.next().and_then(|w| MONTHS.iter().position(|m| *m == w))? as i64 + 1;
    let year = number(words.next()).filter(|y| (1970..=9999).contains(y))?;
    let mut clock = words.next()?.split(':');
    let (h, m, s) = (number(clock.next())?, number(clock.next())?, number(clock.next())?);
    if words.next() != Some("GMT") || day == 0 || day > 31 || h > 23 || m > 59 || s > 60 {
        return None;
    }
    // Days since 1970 of a Gregorian date, years counted from March.
    let (y, m0) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = y * 365 + y / 4 - y / 100 + y / 400 + (m0 * 153 + 2) / 5 + day - 1 - 719_468;
    UnixTime::try_from(u64::try_from(days * 86_400 + h * 3600 + m * 60 + s).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_time_is_taken_only_from_answers_that_no_cache_keeps() {
        let answer = |cache: &str| HttpResponse {
            status: 200,
            headers: vec![
                HeaderField::new("cache-control", cache),
                HeaderField::new("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ],
            body: vec![],
        };
        let time = UnixTime::from_secs(784_111_777);
        assert_eq!(answer("private, no-store").server_time(), Some(time));
        assert_eq!(answer("max-age=60").server_time(), None);
        assert_eq!(answer("no-storehouse").server_time(), None);
        assert_eq!(answer("max-age=0,No-Store").server_time(), Some(time));
        let redirect = HttpResponse { status: 302, ..answer("no-store") };
        assert_eq!(redirect.server_time(), None);
    }

    #[test]
    fn debug_output_shows_no_token_and_no_body() {
        let headers = vec![HeaderField::new("authorization", "DPoP a-token")];
        let request = HttpRequest {
            method: Method::Post,
            url: "https://issuer.example/440100/token".into(),
            headers: headers.clone(),
            body: b"pre-authorized_code=a-code".to_vec(),
            max_response_bytes: 1024,
            timeout: Duration::from_secs(1),
        };
        let answer = HttpResponse { status: 200, headers, body: b"refresh-token".to_vec() };
        let shown = format!("{request:?} {answer:?}");
        assert!(shown.contains("authorization: …") && shown.contains("26 bytes"), "{shown}");
        for secret in ["a-token", "a-code", "refresh-token"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    #[test]
    fn dates_that_are_none_are_refused() {
        assert_eq!(
            parse_imf_fixdate("Thu, 29 Feb 2024 00:00:00 GMT").map(UnixTime::as_secs),
            Some(1_709_164_800)
        );
        for bad in [
            "",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 25:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "x",
        ] {
            assert_eq!(parse_imf_fixdate(bad), None, "{bad}");
        }
    }
}
