//! How one signed document lies on disk: its text, where it came from, and the server's tag for it.
//!
//! Text and tag are one file, so that a tag never outlives the document it stands for.

use crate::verifier::trust_store::directory::{Directory, StorageError};

/// Most bytes of the lines after the text.
const MAX_ORIGIN_BYTES: usize = 2048;

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
pub(in crate::verifier) struct DocumentFile {
    pub text: String,
    pub origin: Option<Origin>,
}

impl DocumentFile {
    /// Reads a file whose text has at most `limit` bytes. None when it does not exist or is not such a
    /// file: the text proves itself later, or it doesn't.
    pub(in crate::verifier) fn read(
        directory: &Directory,
        name: &str,
        limit: usize,
    ) -> Result<Option<Self>, StorageError> {
        let bytes = directory.read(name, limit + MAX_ORIGIN_BYTES)?;
        Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()).map(|file| Self::parse(&file)))
    }

    fn parse(file: &str) -> Self {
        let mut lines = file.split('\n');
        let text = lines.next().unwrap_or_default().to_owned();
        let origin = match (lines.next(), lines.next()) {
            (Some(url), Some(etag)) => Some(Origin { url: url.into(), etag: etag.into() }),
            _ => None,
        };
        Self { text, origin }
    }

    pub(in crate::verifier) fn write(
        &self,
        directory: &Directory,
        name: &str,
    ) -> Result<(), StorageError> {
        let mut file = self.text.clone();
        if let Some(Origin { url, etag }) = &self.origin {
            file.extend(["\n", url, "\n", etag]);
        }
        directory.replace(name, file.as_bytes())
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
        let temp = tempfile::tempdir().expect("directory");
        let directory = Directory::at(temp.path()).expect("made");
        let origin = Origin::of("https://card.example/trust-list", "W/\"7\"");
        assert!(origin.is_some());
        for origin in [origin, None] {
            let file = DocumentFile { text: "a.b.c".into(), origin };
            file.write(&directory, "f").expect("written");
            assert_eq!(DocumentFile::read(&directory, "f", 5), Ok(Some(file)));
        }
    }

    #[test]
    fn a_tag_that_would_break_the_lines_is_not_kept() {
        assert_eq!(Origin::of("https://card.example", "\"7\"\nx"), None);
        assert_eq!(Origin::of("https://card.example", ""), None);
        assert_eq!(Origin::of("https://card.example", &"x".repeat(2048)), None);
    }
}
