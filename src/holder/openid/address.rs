//! The URLs that the wallet speaks to: `https`, or `http` on this machine in a sandbox, and nothing
//! that two parsers could read differently.

/// Most bytes of a URL.
const MAX_BYTES: usize = 512;

/// An absolute URL: scheme, host, port and a plain path; no user, query, fragment or escapes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::holder) struct Address {
    text: String,
    /// Where the path begins.
    path_at: usize,
}

/// The text is not such a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a URL that this wallet speaks to")]
pub(in crate::holder) struct AddressError;

impl Address {
    /// Reads a URL; `sandbox` admits `http` to 127.0.0.1, `[::1]` and localhost.
    pub(in crate::holder) fn parse(text: &str, sandbox: bool) -> Result<Self, AddressError> {
        let (scheme, rest) = text.split_once("://").ok_or(AddressError)?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let host = match authority.rsplit_once(':').filter(|_| !authority.ends_with(']')) {
            Some((host, port)) if is_port(port) => host,
            Some(_) => return Err(AddressError),
            None => authority,
        };
        let admitted = match scheme {
            "https" => is_host(host),
            "http" => sandbox && matches!(host, "127.0.0.1" | "localhost" | "[::1]"),
            _ => false,
        };
        if !admitted || text.len() > MAX_BYTES || !is_path(path) {
            return Err(AddressError);
        }
        Ok(Self { text: text.to_owned(), path_at: text.len() - path.len() })
    }

    /// The whole URL.
    pub(in crate::holder) fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port.
    pub(in crate::holder) fn origin(&self) -> &str {
        &self.text[..self.path_at]
    }

    /// A well-known document of this identifier: the name is put between host and path
    /// (RFC 8414 §3.1, `OpenID4VCI` §12.2.2).
    pub(in crate::holder) fn well_known(&self, name: &str) -> String {
        format!("{}/.well-known/{name}{}", self.origin(), &self.text[self.path_at..])
    }
}

fn is_port(port: &str) -> bool {
    // u16 alone would take "+80" and "080".
    port.parse::<u16>().is_ok_and(|number| number != 0 && number.to_string() == port)
}

fn is_host(host: &str) -> bool {
    let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    host.split('.').all(|label| !label.is_empty() && label.bytes().all(plain))
}

fn is_path(path: &str) -> bool {
    let plain = |c: u8| c.is_ascii_alphanumeric() || b"-._~".contains(&c);
    let segment = |s: &str| !matches!(s, "" | "." | "..") && s.bytes().all(plain);
    path.is_empty() || path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(segment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_documents_stand_between_host_and_path() {
        let address = Address::parse("https://card.example:8443/a/440100", false).expect("address");
        assert_eq!(address.origin(), "https://card.example:8443");
        assert_eq!(
            address.well_known("openid-credential-issuer"),
            "https://card.example:8443/.well-known/openid-credential-issuer/a/440100"
        );
        let bare = Address::parse("https://card.example", false).expect("address");
        assert_eq!(bare.well_known("x"), "https://card.example/.well-known/x");
    }

    #[test]
    fn plain_http_is_for_this_machine_in_a_sandbox() {
        for local in ["http://127.0.0.1:8087/440100", "http://localhost", "http://[::1]:80/x"] {
            assert!(Address::parse(local, true).is_ok(), "{local}");
            assert!(Address::parse(local, false).is_err(), "{local}");
        }
        for other in ["http://card.example", "http://127.0.0.2", "http://localhost.example"] {
            assert!(Address::parse(other, true).is_err(), "{other}");
        }
    }

    #[test]
    fn what_two_parsers_could_read_differently_is_refused() {
        for bad in [
            "",
            "https://",
            "https:///x",
            "HTTPS://card.example",
            "https://Card.example",
            "https://card.example/",
            "https://card.example//x",
            "https://card.example/../x",
            "https://card.example/./x",
            "https://card.example/%2e%2e/x",
            "https://card.example?x",
            "https://card.example#x",
            "https://card.example\\@evil.example",
            "https://user@card.example",
            "https://card.example:0",
            "https://card.example:080",
            "https://card.example:+80",
            "https://card.example:99999",
            "https://card..example",
            "https://[::1]",
            "ftp://card.example",
            "file:///etc/passwd",
            "javascript://card.example",
        ] {
            assert_eq!(Address::parse(bad, true), Err(AddressError), "{bad}");
        }
        let long = format!("https://card.example/{}", "a".repeat(MAX_BYTES));
        assert_eq!(Address::parse(&long, true), Err(AddressError));
    }
}
