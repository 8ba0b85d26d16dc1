//! Who may call: the page itself, in a browser on this machine. Pages of other sites are kept out, those
//! too whose name was pointed at this machine after they were loaded (DNS rebinding); and what is
//! answered may do no more in a browser than the page needs.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::fault::Fault;
use crate::sandbox::reach::Reach;

/// What a browser lets the page do: load its own files, call the sandbox, show pictures that it made,
/// run the verifier's WebAssembly; nothing else, and in no other page's frame.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                      img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; \
                      manifest-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'; require-trusted-types-for 'script'";

/// The media types of calls, and of pictures.
const MEDIA: [&str; 2] = ["application/json", "application/octet-stream"];

/// Goes with every answer.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(self), microphone=(), geolocation=()"),
];

/// The names under which a browser on this machine reaches the sandbox, as `Host` gives them.
pub struct Names(Vec<String>);

impl Names {
    /// The address that is listened on, the one that wallets use, and `localhost` at the same port.
    pub fn of(reach: &Reach) -> Self {
        let port = reach.bound().port();
        let published = reach.base_url().trim_start_matches("http://").to_ascii_lowercase();
        let mut names = vec![reach.bound().to_string(), format!("localhost:{port}"), published];
        if port == 80 {
            names.extend([reach.bound().ip().to_string(), "localhost".to_owned()]);
        }
        Self(names)
    }

    fn knows(&self, host: &str) -> bool {
        self.0.iter().any(|name| name.eq_ignore_ascii_case(host))
    }
}

/// Lets the page's requests pass, and puts on every answer what [`HEADERS`] say.
pub async fn only_the_page(
    State(names): State<Arc<Names>>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = match check(&names, request.method(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(fault) => fault.into_response(),
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn check(names: &Names, method: &Method, headers: &HeaderMap) -> Result<(), Fault> {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text(header::HOST).filter(|host| names.knows(host)).ok_or_else(|| {
        Fault::not_the_page(
            StatusCode::MISDIRECTED_REQUEST,
            "沙箱不以此名称提供页面，请打开 essc sandbox 打印的地址",
            "the sandbox has no page under this name: open the address that essc sandbox prints",
        )
    })?;
    if *method == Method::GET || *method == Method::HEAD {
        return Ok(());
    }
    let stranger = || {
        Fault::not_the_page(
            StatusCode::FORBIDDEN,
            "只有沙箱自己的页面可以调用",
            "only the sandbox's own page may call",
        )
    };
    // A browser says where a page is from in one of these; what says nothing is no browser's.
    let origin = text(header::ORIGIN);
    if origin.is_some_and(|origin| !origin.eq_ignore_ascii_case(&format!("http://{host}"))) {
        return Err(stranger());
    }
    let site = text(HeaderName::from_static("sec-fetch-site"));
    if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return Err(stranger());
    }
    // A form of another site can't send these without asking first, and is never told yes.
    let media = text(header::CONTENT_TYPE).and_then(|media| media.split(';').next());
    let is_taken = |media: &str| MEDIA.iter().any(|one| media.trim().eq_ignore_ascii_case(one));
    if !media.is_some_and(is_taken) {
        return Err(Fault::not_the_page(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "请求须为 application/json，图片须为 application/octet-stream",
            "a call has to be application/json, and a picture application/octet-stream",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(bound: &str) -> Names {
        Names::of(&Reach::new(bound.parse().expect("an address"), None).expect("a reach"))
    }

    fn headers(fields: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        fields.iter().map(pair).collect()
    }

    fn refused(method: &Method, fields: &[(&'static str, &'static str)]) -> Option<u16> {
        let outcome = check(&names("127.0.0.1:8440"), method, &headers(fields));
        outcome.err().map(|fault| fault.into_response().status().as_u16())
    }

    #[test]
    fn a_name_that_was_pointed_at_this_machine_gets_nothing() {
        for host in ["127.0.0.1:8440", "localhost:8440", "LOCALHOST:8440"] {
            assert_eq!(refused(&Method::GET, &[("host", host)]), None, "{host}");
        }
        for host in ["evil.example:8440", "127.0.0.1", "127.0.0.1:8441", "localhost", ""] {
            assert_eq!(refused(&Method::GET, &[("host", host)]), Some(421), "{host}");
        }
        assert_eq!(refused(&Method::GET, &[]), Some(421));
        assert!(names("127.0.0.1:80").knows("localhost") && names("[::1]:9").knows("[::1]:9"));
    }

    #[test]
    fn a_page_of_another_site_can_call_nothing() {
        let host = ("host", "127.0.0.1:8440");
        let json = ("content-type", "application/json; charset=utf-8");
        let own = ("origin", "http://127.0.0.1:8440");
        assert_eq!(refused(&Method::POST, &[host, json, own]), None);
        assert_eq!(refused(&Method::POST, &[host, json]), None, "a program of this machine");
        for origin in ["http://evil.example", "null", "https://127.0.0.1:8440", ""] {
            assert_eq!(refused(&Method::POST, &[host, json, ("origin", origin)]), Some(403));
        }
        // Two names of this machine are two origins.
        let other = ("origin", "http://localhost:8440");
        assert_eq!(refused(&Method::POST, &[host, json, other]), Some(403));
        for site in ["cross-site", "same-site"] {
            assert_eq!(refused(&Method::POST, &[host, json, ("sec-fetch-site", site)]), Some(403));
        }
        for media in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"] {
            assert_eq!(refused(&Method::POST, &[host, own, ("content-type", media)]), Some(415));
        }
        assert_eq!(refused(&Method::POST, &[host, own]), Some(415));
    }
}
