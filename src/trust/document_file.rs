//! How one signed document is kept: its text, where it came from, and the server's tag for it.
//!
//! Text and tag are one file, so that a tag never outlives the document it stands for.

/// Most bytes of the lines after the text.
pub(crate) const MAX_ORIGIN_BYTES: usize = 2048;

/// Where a document was fetched, for asking again only if it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The URL.
    pub url: String,
    /// The `ETag` (RFC 9110 §8.8.3) of that answer, as sent.
    pub etag: String,
}

/// One file: the compact JWS, and in the two lines after it URL and tag, if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DocumentFile {
    pub text: String,
    pub origin: Option<Origin>,
}

impl DocumentFile {
    /// Reads a file; none when it is not text. What the text is worth is seen when it is verified.
    pub(crate) fn parse(bytes: Vec<u8>) -> Option<Self> {
        let file = String::from_utf8(bytes).ok()?;
        let mut lines = file.split('\n');
        let text = lines.next().unwrap_or_default().to_owned();
        let origin = match (lines.next(), lines.next()) {
            (Some(url), Some(etag)) => Some(Origin { url: url.into(), etag: etag.into() }),
            _ => None,
        };
        Some(Self { text, origin })
    }

    pub(crate) fn bytes_of(text: &str, origin: Option<&Origin>) -> Vec<u8> {
        let mut file = text.to_owned();
        if let Some(Origin { url, etag }) = origin {
            file.extend(["\n", url, "\n", etag]);
        }
        file.into_bytes()
    }
}

impl Origin {
    /// The origin of an answer; none when tag or URL could not stand in a line of the file.
    #[must_use]
    pub fn of(url: &str, etag: &str) -> Option<Self> {
        let fits = url.len() + etag.len() + 2 <= MAX_ORIGIN_BYTES && !etag.is_empty();
        let plain = |text: &str| text.bytes().all(|c| c.is_ascii_graphic() || c == b' ');
        (fits && plain(url) && plain(etag)).then(|| Self { url: url.into(), etag: etag.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_origin_read_back_together() {
        let origin = Origin::of("https://card.example/trust-list", "W/\"7\"");
        assert!(origin.is_some());
        for origin in [origin, None] {
            let bytes = DocumentFile::bytes_of("a.b.c", origin.as_ref());
            let file = DocumentFile { text: "a.b.c".into(), origin };
            assert_eq!(DocumentFile::parse(bytes), Some(file));
        }
        assert_eq!(DocumentFile::parse(vec![0xff]), None);
    }

    #[test]
    fn a_tag_that_would_break_the_lines_is_not_kept() {
        assert_eq!(Origin::of("https://card.example", "\"7\"\nx"), None);
        assert_eq!(Origin::of("https://card.example", ""), None);
        assert_eq!(Origin::of("https://card.example", &"x".repeat(2048)), None);
    }
}
