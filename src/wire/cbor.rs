//! Deterministic CBOR (RFC 8949 §4.2.1): a writer that can write nothing else, and a bounded reader.
//!
//! The writer is our own because it never fails and knows only the shortest forms. Reading is
//! minicbor's, which is lenient; so every parser of this layer writes what it read and compares.

use minicbor::data::Type;
use minicbor::decode::{Decoder, Error};

/// Why bytes are not the CBOR object that was expected. Says where, not what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum CborError {
    /// More bytes than any such object takes.
    #[error("the object has {got} bytes, at most {limit} are read")]
    TooLong {
        /// Bytes received.
        got: usize,
        /// The bound.
        limit: usize,
    },
    /// Not the structure, or not the types, of the object.
    #[error("not the expected CBOR structure at offset {0}")]
    Structure(usize),
    /// The right structure with a value that is out of its range or breaks a rule.
    #[error("the value of `{0}` is out of its range")]
    Value(&'static str),
    /// Right in all but its form: not deterministic CBOR, or bytes after the object.
    #[error("not the deterministic encoding")]
    NotDeterministic,
}

/// Writes deterministic CBOR. The caller gives map keys in bytewise order of their encodings.
#[derive(Debug, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// A writer with room for `capacity` bytes.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    /// What was written.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    fn head(mut self, major: u8, n: u64) -> Self {
        let major = major << 5;
        match n {
            0..=23 => self.0.push(major | n as u8),
            24..=0xff => self.0.extend([major | 24, n as u8]),
            0x100..=0xffff => {
                self.0.push(major | 25);
                self.0.extend_from_slice(&(n as u16).to_be_bytes());
            }
            0x1_0000..=0xffff_ffff => {
                self.0.push(major | 26);
                self.0.extend_from_slice(&(n as u32).to_be_bytes());
            }
            _ => {
                self.0.push(major | 27);
                self.0.extend_from_slice(&n.to_be_bytes());
            }
        }
        self
    }

    /// An unsigned or negative integer.
    #[must_use]
    pub fn int(self, n: i64) -> Self {
        if n < 0 { self.head(1, !n as u64) } else { self.head(0, n as u64) }
    }

    /// An unsigned integer.
    #[must_use]
    pub fn uint(self, n: u64) -> Self {
        self.head(0, n)
    }

    /// A byte string.
    #[must_use]
    pub fn bytes(self, bytes: &[u8]) -> Self {
        let mut writer = self.head(2, bytes.len() as u64);
        writer.0.extend_from_slice(bytes);
        writer
    }

    /// A text string.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        let mut writer = self.head(3, text.len() as u64);
        writer.0.extend_from_slice(text.as_bytes());
        writer
    }

    /// The head of an array of `n` items.
    #[must_use]
    pub fn array(self, n: u64) -> Self {
        self.head(4, n)
    }

    /// The head of a map of `n` pairs.
    #[must_use]
    pub fn map(self, n: u64) -> Self {
        self.head(5, n)
    }

    /// The head of a tag.
    #[must_use]
    pub fn tag(self, n: u64) -> Self {
        self.head(6, n)
    }

    /// Null.
    #[must_use]
    pub fn null(mut self) -> Self {
        self.0.push(0xf6);
        self
    }

    /// Bytes that are CBOR already.
    #[must_use]
    pub fn raw(mut self, cbor: &[u8]) -> Self {
        self.0.extend_from_slice(cbor);
        self
    }
}

/// Reads items in a fixed order out of bounded input. Borrows, allocates nothing.
pub struct Reader<'a>(Decoder<'a>);

impl<'a> Reader<'a> {
    /// A reader over at most `limit` bytes.
    ///
    /// # Errors
    /// [`CborError::TooLong`].
    pub fn new(bytes: &'a [u8], limit: usize) -> Result<Self, CborError> {
        if bytes.len() > limit {
            return Err(CborError::TooLong { got: bytes.len(), limit });
        }
        Ok(Self(Decoder::new(bytes)))
    }

    fn read<T>(
        &mut self,
        item: impl FnOnce(&mut Decoder<'a>) -> Result<T, Error>,
    ) -> Result<T, CborError> {
        let at = self.0.position();
        item(&mut self.0).map_err(|_| CborError::Structure(at))
    }

    /// The next item as an unsigned integer.
    ///
    /// # Errors
    /// [`CborError::Structure`], as for every reading method.
    pub fn uint(&mut self) -> Result<u64, CborError> {
        self.read(Decoder::u64)
    }

    /// The next item as an unsigned integer that fits `T`.
    ///
    /// # Errors
    /// Also [`CborError::Value`] with `name`.
    pub fn small<T: TryFrom<u64>>(&mut self, name: &'static str) -> Result<T, CborError> {
        T::try_from(self.uint()?).map_err(|_| CborError::Value(name))
    }

    /// The next item, which must be the integer `n`.
    ///
    /// # Errors
    /// [`CborError::Structure`].
    pub fn expect_int(&mut self, n: i64) -> Result<(), CborError> {
        let at = self.0.position();
        if self.read(Decoder::i64)? == n { Ok(()) } else { Err(CborError::Structure(at)) }
    }

    /// The next item, which must be the text `text`.
    ///
    /// # Errors
    /// [`CborError::Structure`].
    pub fn expect_text(&mut self, text: &str) -> Result<(), CborError> {
        let at = self.0.position();
        if self.text()? == text { Ok(()) } else { Err(CborError::Structure(at)) }
    }

    /// The next item as a byte string.
    ///
    /// # Errors
    /// [`CborError::Structure`].
    pub fn bytes(&mut self) -> Result<&'a [u8], CborError> {
        self.read(Decoder::bytes)
    }

    /// The next item as a byte string of exactly `N` bytes.
    ///
    /// # Errors
    /// Also [`CborError::Value`] with `name`.
    pub fn array_of<const N: usize>(&mut self, name: &'static str) -> Result<[u8; N], CborError> {
        self.bytes()?.try_into().map_err(|_| CborError::Value(name))
    }

    /// The next item as a text string.
    ///
    /// # Errors
    /// [`CborError::Structure`].
    pub fn text(&mut self) -> Result<&'a str, CborError> {
        self.read(Decoder::str)
    }

    /// The head of an array of exactly `n` items.
    ///
    /// # Errors
    /// [`CborError::Structure`].
    pub fn expect_array(&mut self, n: u64) -> Result<(), CborError> {
        let at = self.0.position();
        if self.array()? == n { Ok(()) } else { Err(CborError::Structure(at)) }
    }

    /// The head of an array, its length.
    ///
    /// # Errors
    /// [`CborError::Structure`], also for an indefinite length.
    pub fn array(&mut self) -> Result<u64, CborError> {
        let at = self.0.position();
        self.read(Decoder::array)?.ok_or(CborError::Structure(at))
    }

    /// The head of a map of exactly `n` pairs.
    ///
    /// # Errors
    /// [`CborError::Structure`].
    pub fn expect_map(&mut self, n: u64) -> Result<(), CborError> {
        let at = self.0.position();
        if self.read(Decoder::map)? == Some(n) { Ok(()) } else { Err(CborError::Structure(at)) }
    }

    /// The head of a map, its number of pairs.
    ///
    /// # Errors
    /// [`CborError::Structure`], also for an indefinite length.
    #[cfg(any(test, feature = "internals", feature = "issuance"))]
    pub fn map(&mut self) -> Result<u64, CborError> {
        let at = self.0.position();
        self.read(Decoder::map)?.ok_or(CborError::Structure(at))
    }

    /// The head of a tag of this number.
    ///
    /// # Errors
    /// [`CborError::Structure`].
    pub fn expect_tag(&mut self, n: u64) -> Result<(), CborError> {
        let at = self.0.position();
        if self.read(Decoder::tag)?.as_u64() == n { Ok(()) } else { Err(CborError::Structure(at)) }
    }

    /// Passes over the next item, whatever it is and holds.
    ///
    /// # Errors
    /// [`CborError::Structure`].
    #[cfg(any(test, feature = "internals", feature = "issuance"))]
    pub fn skip(&mut self) -> Result<(), CborError> {
        self.read(Decoder::skip)
    }

    /// That nothing is left.
    ///
    /// # Errors
    /// [`CborError::NotDeterministic`].
    #[cfg(any(test, feature = "internals", feature = "issuance"))]
    pub fn end(&self) -> Result<(), CborError> {
        if self.0.position() == self.0.input().len() {
            Ok(())
        } else {
            Err(CborError::NotDeterministic)
        }
    }

    /// Null is taken and answered with none; anything else is left for `item`.
    ///
    /// # Errors
    /// Those of `item`.
    pub fn nullable<T>(
        &mut self,
        item: impl FnOnce(&mut Self) -> Result<T, CborError>,
    ) -> Result<Option<T>, CborError> {
        if matches!(self.0.datatype(), Ok(Type::Null)) {
            self.read(Decoder::null)?;
            return Ok(None);
        }
        item(self).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn heads_are_the_shortest() {
        let bytes = Writer::default().int(-7).uint(23).uint(24).uint(256).int(-70001).into_bytes();
        assert_eq!(crate::base::hex::encode(&bytes), "26171818190100".to_owned() + "3a00011170");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(n: i64, u: u64, b: Vec<u8>, t: String) {
            let bytes = Writer::default().int(n).uint(u).bytes(&b).text(&t).null().into_bytes();
            let mut reader = Reader::new(&bytes, 1 << 20).expect("bound");
            prop_assert_eq!(reader.expect_int(n), Ok(()));
            prop_assert_eq!(reader.uint(), Ok(u));
            prop_assert_eq!(reader.bytes(), Ok(&b[..]));
            prop_assert_eq!(reader.text(), Ok(&t[..]));
            prop_assert_eq!(reader.nullable(Reader::uint), Ok(None));
        }
    }
}
