//! HTTP over reqwest and rustls. The cryptographic provider (ring) is given to this client alone, so
//! that a process with another one is not disturbed; server certificates are judged as the platform
//! does.
//!
//! Needs a running tokio runtime. Goes straight to the server: proxies of the environment are not used.

use std::sync::Arc;

use reqwest::redirect;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt as _;

use crate::ports::http::{
    BoxFuture, HeaderField, HttpError, HttpRequest, HttpResponse, HttpTransport, Method,
};

/// The transport that ships with the core.
#[derive(Debug, Clone)]
pub struct ReqwestTransport(reqwest::Client);

/// The TLS set-up was refused; a fault of this library or its build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("TLS could not be set up")]
pub struct TlsUnavailable;

impl ReqwestTransport {
    /// A transport with a pool of connections of its own.
    ///
    /// Where the platform has no root certificates, every `https` exchange fails and `http` works.
    ///
    /// # Errors
    /// [`TlsUnavailable`].
    pub fn new() -> Result<Self, TlsUnavailable> {
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls()?)
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .build()
            .map_err(|_| TlsUnavailable)?;
        Ok(Self(client))
    }
}

fn tls() -> Result<rustls::ClientConfig, TlsUnavailable> {
    let builder = || {
        rustls::ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| TlsUnavailable)
    };
    let config = match builder()?.with_platform_verifier() {
        Ok(builder) => builder.with_no_client_auth(),
        // No roots: nothing is trusted.
        Err(_) => {
            builder()?.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth()
        }
    };
    Ok(config)
}

impl HttpTransport for ReqwestTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, HttpError>> {
        Box::pin(self.exchange(request))
    }
}

impl ReqwestTransport {
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let url = reqwest::Url::parse(&request.url).map_err(|_| HttpError::Url)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(HttpError::Url);
        }
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        let limit = request.max_response_bytes;
        let mut builder = self.0.request(method, url);
        for field in &request.headers {
            builder = builder.header(&field.name, &field.value);
        }
        // Some gateways answer 411 to a POST that does not say that it has no body.
        if request.method == Method::Post && request.body.is_empty() {
            builder = builder.header("content-length", "0");
        }
        let mut response = builder
            .body(request.body)
            // Runs until the last byte of the body, so a server that stalls is cut off too.
            .timeout(request.timeout)
            .send()
            .await
            .map_err(|e| told(&e))?;
        let status = i32::from(response.status().as_u16());
        if response.status().is_redirection() && status != 304 {
            return Err(HttpError::Redirected);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| told(&e))? {
            if chunk.len() as i64 > limit - body.len() as i64 {
                return Err(HttpError::TooLarge { limit });
            }
            body.extend_from_slice(&chunk);
        }
        let headers = response
            .headers()
            .iter()
            .filter_map(|(name, value)| Some(HeaderField::new(name.as_str(), value.to_str().ok()?)))
            .collect();
        Ok(HttpResponse { status, headers, body })
    }
}

fn told(error: &reqwest::Error) -> HttpError {
    if error.is_timeout() {
        HttpError::Timeout
    } else if error.is_builder() {
        HttpError::Url
    } else {
        HttpError::Unreachable
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use std::io::{Read as _, Write as _};
    use std::net::{SocketAddr, TcpListener};
    use std::thread;

    use super::*;

    /// Serves one connection: reads the request's head, writes `answer`, and holds the connection
    /// open until the client leaves.
    fn server(answer: Vec<u8>) -> (SocketAddr, thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("port");
        let address = listener.local_addr().expect("address");
        let served = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("connection");
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).expect("head") == 1 {
                head.push(byte[0]);
            }
            // The client may have left already; what it says is what is tested.
            let _ = stream.write_all(&answer);
            let _ = stream.read_to_end(&mut Vec::new());
            String::from_utf8(head).expect("text")
        });
        (address, served)
    }

    fn fetch(answer: &[u8], limit: usize, timeout_ms: u64) -> Result<HttpResponse, HttpError> {
        let (address, _served) = server(answer.to_vec());
        let url = format!("http://{address}/x");
        send(&url, limit, timeout_ms)
    }

    fn send(url: &str, limit: usize, timeout_ms: u64) -> Result<HttpResponse, HttpError> {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runtime");
        let request = HttpRequest {
            method: Method::Get,
            url: url.to_owned(),
            headers: vec![HeaderField::new("accept", "application/jwt")],
            body: vec![],
            max_response_bytes: limit as i64,
            timeout: Duration::from_millis(timeout_ms),
        };
        let transport = ReqwestTransport::new().expect("transport");
        runtime.block_on(transport.send(request))
    }

    #[test]
    fn a_post_without_a_body_says_so() {
        let answer = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
        let (address, served) = server(answer.to_vec());
        let request = HttpRequest {
            method: Method::Post,
            url: format!("http://{address}/nonce"),
            headers: vec![],
            body: vec![],
            max_response_bytes: 10,
            timeout: Duration::from_secs(20),
        };
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runtime");
        let transport = ReqwestTransport::new().expect("transport");
        let sent = runtime.block_on(transport.send(request)).map(|response| response.status);
        assert_eq!(sent, Ok(204));
        drop((transport, runtime));
        let head = served.join().expect("served").to_ascii_lowercase();
        assert_eq!(head.matches("content-length: 0\r\n").count(), 1, "{head}");
    }

    #[test]
    fn an_answer_of_any_status_comes_back_whole() {
        let answer =
            b"HTTP/1.1 404 Not Found\r\nETag: \"a\"\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody";
        let response = fetch(answer, 4, 20_000).expect("answer");
        assert_eq!((response.status, response.body.as_slice()), (404, b"body".as_slice()));
        assert_eq!(response.header("etag"), Some("\"a\""));
    }

    #[test]
    fn a_body_over_the_bound_is_cut_off_whether_its_length_is_told_or_not() {
        let told = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbody!";
        let chunked =
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nbod\r\n3\r\ny!!\r\n0\r\n\r\n";
        for answer in [told.as_slice(), chunked.as_slice()] {
            assert_eq!(fetch(answer, 4, 20_000), Err(HttpError::TooLarge { limit: 4 }));
        }
    }

    #[test]
    fn a_redirect_is_not_followed() {
        let answer =
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
        assert_eq!(fetch(answer, 100, 20_000), Err(HttpError::Redirected));
    }

    #[test]
    fn a_server_that_stalls_is_left_even_in_the_middle_of_a_body() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbo";
        assert_eq!(fetch(answer, 100, 300), Err(HttpError::Timeout));
        assert_eq!(fetch(b"", 100, 300), Err(HttpError::Timeout));
    }

    #[test]
    fn a_conditional_answer_is_no_redirect_and_only_http_is_spoken() {
        let unchanged = b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n";
        assert_eq!(fetch(unchanged, 100, 20_000).map(|r| r.status), Ok(304));
        for url in ["file:///etc/passwd", "ftp://127.0.0.1/", "nothing", "data:,x"] {
            assert_eq!(send(url, 100, 20_000), Err(HttpError::Url), "{url}");
        }
    }

    #[test]
    fn where_nobody_listens_the_server_is_unreachable() {
        let port = TcpListener::bind("127.0.0.1:0").expect("port").local_addr().expect("address");
        assert_eq!(send(&format!("http://{port}/"), 100, 20_000), Err(HttpError::Unreachable));
    }
}
