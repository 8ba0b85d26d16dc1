//! Base64url without padding (RFC 4648 §5, as RFC 7515 uses it); non-canonical tails are refused.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The text is not canonical unpadded base64url.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not canonical unpadded base64url")]
pub struct Base64UrlError;

/// Bytes as unpadded base64url.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Unpadded base64url as bytes.
///
/// # Errors
/// Padding, characters outside the alphabet, and tails with stray bits.
pub fn decode(text: &str) -> Result<Vec<u8>, Base64UrlError> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Base64UrlError)
}

/// Unpadded base64url as exactly `N` bytes.
///
/// # Errors
/// As [`decode`], and any other length.
pub fn decode_array<const N: usize>(text: &str) -> Result<[u8; N], Base64UrlError> {
    decode(text)?.try_into().map_err(|_| Base64UrlError)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_stray_bits_and_the_other_alphabet_are_refused() {
        assert_eq!(decode("_-8"), Ok(vec![0xff, 0xef]));
        for bad in ["_-8=", "_-9", "/+8", "_", "_-8\n"] {
            assert_eq!(decode(bad), Err(Base64UrlError), "{bad}");
        }
    }
}
