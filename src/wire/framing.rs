//! QR texts: a prefix that names kind and version, then base45 (protocol §4, §9).

use crate::base::base45;
use crate::wire::carrier::{self, Carrier, CarrierError};

/// Prefix of a code.
pub const CODE: Prefix = Prefix { kind: "SSC", version: b'1' };

/// Prefix of a venue's request.
pub const REQUEST: Prefix = Prefix { kind: "SSCQ", version: b'1' };

/// Longest text that is looked at: what the largest QR holds in alphanumeric mode (40-L).
pub const MAX_TEXT: usize = 4296;

/// Fewest bytes of a text of another version: two signatures of 64 bytes, and what tells the version.
/// What is shorter was not written by any version.
const LEAST_OF_ANOTHER_VERSION: usize = 129;

/// A kind of QR text and the version of it that is read here.
#[derive(Debug, Clone, Copy)]
pub struct Prefix {
    kind: &'static str,
    version: u8,
}

impl Prefix {
    /// Bytes as QR text.
    #[must_use]
    pub fn frame(self, bytes: &[u8]) -> String {
        format!("{}{}:{}", self.kind, char::from(self.version), base45::encode(bytes))
    }

    /// QR text as bytes. One final CR, LF or CRLF, as scanners add, is taken off.
    ///
    /// # Errors
    /// `Unsupported` for the kind with another digit and enough bytes in base45, `Unreadable` for
    /// anything else.
    pub fn unframe(self, text: &str) -> Result<Vec<u8>, CarrierError> {
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        if text.len() > MAX_TEXT {
            return Err(CarrierError::Unreadable("length"));
        }
        let rest = text.strip_prefix(self.kind).ok_or(CarrierError::Unreadable("prefix"))?;
        let [version @ b'0'..=b'9', b':', ..] = rest.as_bytes() else {
            return Err(CarrierError::Unreadable("prefix"));
        };
        // Both bytes are ASCII, so this cuts between characters.
        let bytes = base45::decode(&rest[2..]).map_err(|_| CarrierError::Unreadable("base45"))?;
        if *version == self.version {
            Ok(bytes)
        } else if bytes.len() >= LEAST_OF_ANOTHER_VERSION {
            Err(CarrierError::Unsupported)
        } else {
            Err(CarrierError::Unreadable("version"))
        }
    }
}

/// A signed code as QR text.
#[must_use]
pub fn code_text(code: &crate::wire::code::SignedCode) -> String {
    CODE.frame(&carrier::encode(code))
}

/// QR text as a carrier.
///
/// # Errors
/// [`CarrierError`].
pub fn read_code(text: &str) -> Result<Carrier, CarrierError> {
    Carrier::parse(&CODE.unframe(text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_versions_and_line_ends() {
        let read = |text: &str| CODE.unframe(text);
        assert_eq!(read("SSC1:BB8"), Ok(b"AB".to_vec()));
        for end in ["\r", "\n", "\r\n"] {
            assert_eq!(read(&format!("SSC1:BB8{end}")), Ok(b"AB".to_vec()));
        }
        for bad in [
            "",
            "SSC",
            "SSC1",
            "SSC1;BB8",
            "ssc1:BB8",
            "SSCQ1:BB8",
            "XSSC1:BB8",
            " SSC1:BB8",
            "SSC1:BB8 ",
            "SSC1:BB8\n\n",
            "SSC1:BB8\n\r",
            "SSC1:bb8",
            "SSC1:V5",
            "SSC1:::",
            "SSC1:A",
            "SSCX:BB8",
            "HC1:BB8",
            "https://example.org",
            "SSC1\u{e9}",
            "SSC2:BB8",
            "SSC0:",
            "SSC9:not base45",
        ] {
            assert!(matches!(read(bad), Err(CarrierError::Unreadable(_))), "{bad:?}");
        }
        assert_eq!(
            read(&format!("SSC1:{}", "0".repeat(9000))),
            Err(CarrierError::Unreadable("length"))
        );
    }

    #[test]
    fn a_later_version_is_believed_when_its_text_could_hold_two_signatures() {
        let body = |length: usize| base45::encode(&vec![0xa5; length]);
        for digit in ['0', '2', '9'] {
            let read = |body: String| CODE.unframe(&format!("SSC{digit}:{body}"));
            assert_eq!(read(body(129)), Err(CarrierError::Unsupported), "{digit}");
            assert_eq!(read(body(128)), Err(CarrierError::Unreadable("version")), "{digit}");
            let not_base45 = format!("{}x", body(200));
            assert_eq!(read(not_base45), Err(CarrierError::Unreadable("base45")), "{digit}");
        }
        assert_eq!(
            REQUEST.unframe(&format!("SSCQ2:{}", body(300))),
            Err(CarrierError::Unsupported)
        );
    }
}
