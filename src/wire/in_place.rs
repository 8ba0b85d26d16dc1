//! What came where a signed document or an issuer's answer was expected, told from its first and last
//! bytes: a network's login page, an answer that was cut, an encoding that is not plain UTF-8.
//!
//! None of these was signed by anybody, so none of them is a forgery, and people must not be told so.

use crate::base::json::JsonError;
use crate::model::localized::Localized;

/// Characters of an ES256 signature in base64url.
const SIGNATURE_CHARS: usize = 86;

/// Something that is no signed document and no answer at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum InPlace {
    /// No byte, or blanks only.
    #[error("it is empty")]
    Nothing,
    /// HTML or XML: most often the login page of a network, or the error page of a proxy.
    #[error("it is a web page, such as the login page of a network")]
    WebPage,
    /// A JSON text, such as a server's error.
    #[error("it is JSON, such as an error message of a server")]
    Json,
    /// The beginning of a document without its end.
    #[error("it is cut off before its end")]
    Cut,
    /// It begins with the byte order mark of UTF-8, which some editors add.
    #[error("it begins with a byte order mark (BOM); save it as UTF-8 without one")]
    ByteOrderMark,
    /// Text in UTF-16.
    #[error("it is UTF-16; save it as UTF-8")]
    Utf16,
    /// Bytes that gzip compressed.
    #[error("it is compressed with gzip; unpack it first")]
    Gzip,
}

impl InPlace {
    /// What stands in the place of a compact JWS; none for what may be one.
    #[must_use]
    pub fn of_jws(bytes: &[u8]) -> Option<Self> {
        let found = Self::of_encoding(bytes);
        if found.is_some() {
            return found;
        }
        match bytes.trim_ascii_start().first() {
            Some(b'{' | b'[') => return Some(Self::Json),
            Some(b'e') => {}
            _ => return None,
        }
        let mut parts = bytes.split(|byte| *byte == b'.');
        let is_part = |part: &[u8]| {
            part.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        // The header of every document is a JSON object, whose base64url begins like this.
        let header = parts.next().filter(|part| is_part(part))?;
        if !header.starts_with(b"eyJ") {
            return (b"eyJ" as &[u8]).strip_prefix(bytes).map(|_| Self::Cut);
        }
        let rest: Vec<&[u8]> = parts.by_ref().take(3).collect();
        let is_cut = match rest[..] {
            [] => true,
            [payload] => is_part(payload),
            [payload, signature] => {
                is_part(payload) && is_part(signature) && signature.len() < SIGNATURE_CHARS
            }
            _ => false,
        };
        is_cut.then_some(Self::Cut)
    }

    /// What stands in the place of a JSON text; none for what may be one.
    #[must_use]
    pub fn of_json(bytes: &[u8]) -> Option<Self> {
        Self::of_encoding(bytes)
    }

    /// What stands in the place of an answer in JSON that was refused for `error`; none for JSON that
    /// is whole, and only not what was asked for.
    #[must_use]
    pub fn of_refused_json(bytes: &[u8], error: &JsonError) -> Option<Self> {
        Self::of_json(bytes).or_else(|| error.is_cut_off().then_some(Self::Cut))
    }

    fn of_encoding(bytes: &[u8]) -> Option<Self> {
        match bytes {
            // A page is a page in every encoding; editors are not what wrote it.
            [0xef, 0xbb, 0xbf, b'<', ..]
            | [0xff, 0xfe, b'<', 0, ..]
            | [0xfe, 0xff, 0, b'<', ..]
            | [b'<', 0, ..]
            | [0, b'<', ..] => return Some(Self::WebPage),
            [0xef, 0xbb, 0xbf, ..] => return Some(Self::ByteOrderMark),
            // With a byte order mark, or without one before an ASCII character.
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Some(Self::Utf16),
            [0, first, 0, ..] | [first, 0, _, 0, ..] if first.is_ascii_graphic() => {
                return Some(Self::Utf16);
            }
            [0x1f, 0x8b, ..] => return Some(Self::Gzip),
            _ => {}
        }
        match bytes.trim_ascii_start() {
            [] => Some(Self::Nothing),
            [b'<', ..] => Some(Self::WebPage),
            _ => None,
        }
    }

    /// Whether the network between here and the server is the likely cause: trying again elsewhere
    /// or later may help.
    #[must_use]
    pub const fn is_of_the_network(self) -> bool {
        matches!(self, Self::Nothing | Self::WebPage | Self::Cut)
    }

    /// What it is and what to do, for people.
    #[must_use]
    pub fn text(self) -> Localized {
        let zh = match self {
            Self::Nothing => "内容为空",
            Self::WebPage => "收到的是网页（例如网络登录页），请先登录网络",
            Self::Json => "收到的是 JSON（例如服务器的错误信息），不是签名文件",
            Self::Cut => "内容不完整（传输中断）",
            Self::ByteOrderMark => "文件开头有字节顺序标记（BOM），请另存为无 BOM 的 UTF-8",
            Self::Utf16 => "文件是 UTF-16 编码，请另存为 UTF-8",
            Self::Gzip => "文件是 gzip 压缩的，请先解压",
        };
        Localized::new(zh, self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::base::json;

    #[test]
    fn what_is_no_signed_document_is_called_what_it_is() {
        let whole = format!("eyJhbGciOiJFUzI1NiJ9.e30.{}", "A".repeat(SIGNATURE_CHARS));
        assert_eq!(InPlace::of_jws(whole.as_bytes()), None);
        for (bytes, expected) in [
            (&b""[..], InPlace::Nothing),
            (b" \r\n", InPlace::Nothing),
            (b"<!DOCTYPE html><html>", InPlace::WebPage),
            (b"\n  <HTML>", InPlace::WebPage),
            (b"\xef\xbb\xbf<!DOCTYPE html>", InPlace::WebPage),
            (b"\xff\xfe<\0h\0", InPlace::WebPage),
            (b"\xfe\xff\0<\0h", InPlace::WebPage),
            (b"<\0h\0", InPlace::WebPage),
            (b"\0<\0h", InPlace::WebPage),
            (b"{\"error\":\"busy\"}", InPlace::Json),
            (b"\xef\xbb\xbfeyJ", InPlace::ByteOrderMark),
            (b"\xff\xfee\0y\0", InPlace::Utf16),
            (b"\xfe\xff\0e\0y", InPlace::Utf16),
            (b"e\0y\0J\0", InPlace::Utf16),
            (b"\0e\0y\0J", InPlace::Utf16),
            (b"\x1f\x8b\x08\0", InPlace::Gzip),
        ] {
            assert_eq!(InPlace::of_jws(bytes), Some(expected), "{bytes:?}");
        }
        for end in 1..whole.len() {
            assert_eq!(InPlace::of_jws(&whole.as_bytes()[..end]), Some(InPlace::Cut), "{end}");
        }
        for other in [&b"x"[..], b"e.b.c", b"ex", b"a.b.c", b"SSC1:", b"\xff", b"eyJ !.e30"] {
            assert_eq!(InPlace::of_jws(other), None, "{other:?}");
        }
    }

    #[test]
    fn an_answer_in_json_is_cut_or_something_else_or_only_not_what_was_asked_for() {
        let whole = br#"{"access_token":"a","credentials":[{"credential":"b"}]}"#;
        let in_place = |bytes: &[u8]| {
            let read = json::parse::<BTreeMap<String, u32>>(bytes, 1024);
            InPlace::of_refused_json(bytes, &read.expect_err("no numbers"))
        };
        assert_eq!(in_place(whole), None);
        assert_eq!(in_place(b""), Some(InPlace::Nothing));
        for end in 1..whole.len() {
            assert_eq!(in_place(&whole[..end]), Some(InPlace::Cut), "{end}");
        }
        assert_eq!(in_place(b"<html>"), Some(InPlace::WebPage));
        assert_eq!(in_place(b"\x1f\x8b\x08\0"), Some(InPlace::Gzip));
        for other in [&b"busy"[..], b"[]", b"7", b"{\"a\":1}x", b"{\"a\":\"b\"}"] {
            assert_eq!(in_place(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_bundle_may_be_json_and_nothing_else() {
        assert_eq!(InPlace::of_json(b" {\"trust\":1}"), None);
        assert_eq!(InPlace::of_json(b"\xef\xbb\xbf{}"), Some(InPlace::ByteOrderMark));
        assert_eq!(InPlace::of_json(b"<html>"), Some(InPlace::WebPage));
        assert_eq!(InPlace::of_json(b"{\0}\0"), Some(InPlace::Utf16));
    }
}
