//! Addresses: the URLs that trust lists, metadata and offers name and readers speak to (protocol §0).
//!
//! One rule for all of them, and a narrow one: whatever two URL parsers could read differently is no
//! address, so comparing texts compares places.

/// Most bytes of an address.
pub const MAX_BYTES: usize = 512;
/// Most bytes of one label of a host name (RFC 1035 §2.3.4).
const MAX_LABEL_BYTES: usize = 63;
/// The hosts that stand for this machine.
const THIS_MACHINE: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// An absolute URL: `https`, or in a sandbox `http` to this machine; host, port and a plain path; no
/// user, query, fragment, escape or final slash.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    text: String,
    /// Where the path begins.
    path_at: usize,
}

/// The text is not an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an https address with a plain host and path")]
pub struct AddressError;

impl Address {
    /// Reads an address; `test` (a sandbox's trust list) admits `http` to 127.0.0.1, `[::1]` and
    /// localhost.
    ///
    /// # Errors
    /// [`AddressError`].
    pub fn parse(text: &str, test: bool) -> Result<Self, AddressError> {
        if text.len() > MAX_BYTES {
            return Err(AddressError);
        }
        let (scheme, rest) = text.split_once("://").ok_or(AddressError)?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        // The colons of [::1] are no port's.
        let host = match authority.rsplit_once(':').filter(|_| !authority.ends_with(']')) {
            Some((host, port)) if is_port(port) => host,
            Some(_) => return Err(AddressError),
            None => authority,
        };
        let admitted = match scheme {
            "https" => is_host(host),
            "http" => test && THIS_MACHINE.contains(&host),
            _ => false,
        };
        if !admitted || !is_path(path) {
            return Err(AddressError);
        }
        Ok(Self { text: text.to_owned(), path_at: text.len() - path.len() })
    }

    /// The whole URL, as it was read.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.text.split_at(self.path_at).0
    }

    /// The path: empty, or from its first slash on.
    #[must_use]
    pub fn path(&self) -> &str {
        self.text.split_at(self.path_at).1
    }

    /// The address of a well-known document of this identifier: the name is put between host and path
    /// (RFC 8414 §3.1, `OpenID4VCI` §12.2.2).
    #[must_use]
    pub fn well_known(&self, name: &str) -> String {
        format!("{}/.well-known/{name}{}", self.origin(), self.path())
    }
}

fn is_port(port: &str) -> bool {
    // u16 alone would take "+80" and "080".
    port.parse::<u16>().is_ok_and(|number| number != 0 && number.to_string() == port)
}

fn is_ipv4(host: &str) -> bool {
    let octet = |part: &str| part.parse::<u8>().is_ok_and(|number| number.to_string() == part);
    host.split('.').count() == 4 && host.split('.').all(octet)
}

/// Labels of lower-case letters, digits and inner hyphens. A host whose last label begins with a digit
/// is an IPv4 address in full: parsers of the WHATWG's kind take `127.1` and `0x7f000001` for one.
fn is_host(host: &str) -> bool {
    let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    let label = |label: &str| {
        (1..=MAX_LABEL_BYTES).contains(&label.len())
            && label.bytes().all(plain)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_numeric = last.starts_with(|c: char| c.is_ascii_digit());
    host.split('.').all(label) && (!is_numeric || is_ipv4(host))
}

fn is_path(path: &str) -> bool {
    let plain = |c: u8| c.is_ascii_alphanumeric() || b"-._~".contains(&c);
    let segment = |s: &str| !matches!(s, "" | "." | "..") && s.bytes().all(plain);
    path.is_empty() || path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(segment))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn well_known_documents_stand_between_host_and_path() {
        let address = Address::parse("https://card.example:8443/a/440100", false).expect("address");
        assert_eq!(address.origin(), "https://card.example:8443");
        assert_eq!(address.path(), "/a/440100");
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
        for other in [
            "http://card.example",
            "http://127.0.0.2",
            "http://127.0.0.12",
            "http://127.0.0.1.example",
            "http://127.0.0.1:",
            "http://127.0.0.1:80x",
            "http://localhost.example",
            "http://localhostess",
        ] {
            assert!(Address::parse(other, true).is_err(), "{other}");
        }
    }

    #[test]
    fn what_two_parsers_could_read_differently_is_refused() {
        for bad in [
            "",
            "https://",
            "https:///x",
            "https://:443",
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
            "https://card.example.",
            "https://-card.example",
            "https://card-.example",
            "https://社保.example",
            "https://a b",
            "https://[::1]",
            "https://127.1",
            "https://2130706433",
            "https://0x7f000001",
            "https://127.0.0.01",
            "https://127.0.0.256",
            "https://127.0.0.0.1",
            "ftp://card.example",
            "file:///etc/passwd",
            "javascript://card.example",
        ] {
            assert_eq!(Address::parse(bad, true), Err(AddressError), "{bad}");
        }
        assert!(Address::parse("https://192.0.2.1:8443", false).is_ok());
    }

    #[test]
    fn an_address_and_a_label_are_bounded() {
        let of_length = |n: usize| format!("https://a.example/{}", "x".repeat(n - 18));
        assert!(Address::parse(&of_length(MAX_BYTES), false).is_ok());
        assert!(Address::parse(&of_length(MAX_BYTES + 1), false).is_err());
        let labeled = |n: usize| format!("https://{}.example", "x".repeat(n));
        assert!(Address::parse(&labeled(63), false).is_ok());
        assert!(Address::parse(&labeled(64), false).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_an_address_in_one_form_or_none(text in "https?://.{0,60}") {
            if let Ok(address) = Address::parse(&text, true) {
                prop_assert_eq!(format!("{}{}", address.origin(), address.path()), text);
            }
        }
    }
}
