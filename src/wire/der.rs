//! Strict reading of DER (X.690 §10): definite lengths, everything in its shortest form, bounded depth.
//!
//! Certificates of phones come from strangers. What two readers could read in two ways is refused: this
//! one takes no BER, and what it takes is written again as the same bytes.

/// Most levels of constructed values in each other; a certificate has eight.
const MAX_DEPTH: usize = 16;

/// The bytes are not DER, or not of the kind that was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the expected DER")]
pub struct DerError;

/// Class, form and number of a value (X.690 §8.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag {
    /// 0 universal, 1 application, 2 context-specific, 3 private.
    pub class: u8,
    /// Whether the content is values again.
    pub is_constructed: bool,
    /// At most 28 bits.
    pub number: u32,
}

impl Tag {
    /// BOOLEAN.
    pub const BOOLEAN: Self = Self::primitive(1);
    /// INTEGER.
    pub const INTEGER: Self = Self::primitive(2);
    /// BIT STRING.
    pub const BIT_STRING: Self = Self::primitive(3);
    /// OCTET STRING.
    pub const OCTET_STRING: Self = Self::primitive(4);
    /// NULL.
    pub const NULL: Self = Self::primitive(5);
    /// OBJECT IDENTIFIER.
    pub const OID: Self = Self::primitive(6);
    /// ENUMERATED.
    pub const ENUMERATED: Self = Self::primitive(10);
    /// `UTF8String`.
    pub const UTF8_STRING: Self = Self::primitive(12);
    /// `PrintableString`.
    pub const PRINTABLE_STRING: Self = Self::primitive(19);
    /// `UTCTime`.
    pub const UTC_TIME: Self = Self::primitive(23);
    /// `GeneralizedTime`.
    pub const GENERALIZED_TIME: Self = Self::primitive(24);
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: Self = Self { is_constructed: true, ..Self::primitive(16) };
    /// SET and SET OF.
    pub const SET: Self = Self { is_constructed: true, ..Self::primitive(17) };

    const fn primitive(number: u32) -> Self {
        Self { class: 0, is_constructed: false, number }
    }

    /// `[number]`, constructed: an explicit tag.
    #[must_use]
    pub const fn context(number: u32) -> Self {
        Self { class: 2, is_constructed: true, number }
    }
}

/// One value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value<'a> {
    /// What it is.
    pub tag: Tag,
    /// Its content.
    pub content: &'a [u8],
    /// Tag, length and content.
    pub whole: &'a [u8],
}

impl<'a> Value<'a> {
    /// The value that `bytes` are, nothing after it, with everything in it DER.
    ///
    /// # Errors
    /// [`DerError`].
    pub fn read(bytes: &'a [u8]) -> Result<Self, DerError> {
        let mut reader = Reader::new(bytes);
        let value = reader.value()?;
        reader.end()?;
        value.check(MAX_DEPTH)?;
        Ok(value)
    }

    /// Everything inside: the rules of its kind, and those of what it holds.
    fn check(&self, depth: usize) -> Result<(), DerError> {
        if !self.tag.is_constructed {
            return Ok(());
        }
        let depth = depth.checked_sub(1).ok_or(DerError)?;
        let mut inside = Reader::new(self.content);
        while !inside.is_empty() {
            inside.value()?.check(depth)?;
        }
        Ok(())
    }

    /// What is inside, if the value is of this kind.
    ///
    /// # Errors
    /// [`DerError`] for another kind.
    pub fn inside(&self, tag: Tag) -> Result<Reader<'a>, DerError> {
        if self.tag == tag { Ok(Reader::new(self.content)) } else { Err(DerError) }
    }

    /// An INTEGER or ENUMERATED, as `tag` says, of 0 to 2⁶⁴ − 1.
    ///
    /// # Errors
    /// [`DerError`] for another kind, a negative number and a longer one.
    pub fn number(&self, tag: Tag) -> Result<u64, DerError> {
        let magnitude = self.magnitude(tag)?;
        if magnitude.len() > 8 {
            return Err(DerError);
        }
        Ok(magnitude.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// The bytes of a number that is not negative, big-endian, without the byte of its sign.
    ///
    /// # Errors
    /// [`DerError`] for another kind and a negative number.
    pub fn magnitude(&self, tag: Tag) -> Result<&'a [u8], DerError> {
        match self.content {
            _ if self.tag != tag => Err(DerError),
            [0] => Ok(self.content),
            [0, rest @ ..] => Ok(rest),
            [first, ..] if *first < 0x80 => Ok(self.content),
            _ => Err(DerError),
        }
    }

    /// The content of a primitive value of this kind.
    ///
    /// # Errors
    /// [`DerError`] for another kind.
    pub fn bytes(&self, tag: Tag) -> Result<&'a [u8], DerError> {
        if self.tag == tag { Ok(self.content) } else { Err(DerError) }
    }

    /// A BOOLEAN.
    ///
    /// # Errors
    /// [`DerError`] for another kind.
    pub fn boolean(&self) -> Result<bool, DerError> {
        Ok(self.bytes(Tag::BOOLEAN)? == [0xff])
    }

    /// A BIT STRING of whole bytes.
    ///
    /// # Errors
    /// [`DerError`] for another kind, and where bits of the last byte are unused.
    pub fn whole_bits(&self) -> Result<&'a [u8], DerError> {
        self.bytes(Tag::BIT_STRING)?.strip_prefix(&[0]).ok_or(DerError)
    }
}

/// Values one after another.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from the first byte on.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Whether nothing is left.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// That nothing is left.
    ///
    /// # Errors
    /// [`DerError`] when something is.
    pub const fn end(&self) -> Result<(), DerError> {
        if self.is_empty() { Ok(()) } else { Err(DerError) }
    }

    /// The next value.
    ///
    /// # Errors
    /// [`DerError`] when it isn't DER, or there is none.
    pub fn value(&mut self) -> Result<Value<'a>, DerError> {
        let start = self.rest;
        let (tag, rest) = tag(start)?;
        let (length, rest) = length(rest)?;
        let (content, rest) = rest.split_at_checked(length).ok_or(DerError)?;
        let whole = start.get(..start.len() - rest.len()).ok_or(DerError)?;
        if !is_well_formed(tag, content) {
            return Err(DerError);
        }
        self.rest = rest;
        Ok(Value { tag, content, whole })
    }

    /// The next value, which has to be of this kind.
    ///
    /// # Errors
    /// [`DerError`] when it isn't.
    pub fn expect(&mut self, tag: Tag) -> Result<Value<'a>, DerError> {
        let value = self.value()?;
        if value.tag == tag { Ok(value) } else { Err(DerError) }
    }

    /// The next value if it is of this kind; otherwise it is left.
    ///
    /// # Errors
    /// [`DerError`] when what comes next is not DER.
    pub fn optional(&mut self, tag: Tag) -> Result<Option<Value<'a>>, DerError> {
        let mut ahead = *self;
        if ahead.is_empty() {
            return Ok(None);
        }
        let value = ahead.value()?;
        let is_it = value.tag == tag;
        if is_it {
            *self = ahead;
        }
        Ok(is_it.then_some(value))
    }
}

/// The tag at the front (X.690 §8.1.2.4: numbers from 31 on in base 128, without leading zeros).
fn tag(bytes: &[u8]) -> Result<(Tag, &[u8]), DerError> {
    let (first, mut rest) = bytes.split_first().ok_or(DerError)?;
    let (class, is_constructed) = (first >> 6, first & 0x20 != 0);
    let mut number = u32::from(first & 0x1f);
    if number == 0x1f {
        number = 0;
        for at in 0.. {
            let (byte, after) = rest.split_first().ok_or(DerError)?;
            rest = after;
            if at == 4 || (at == 0 && *byte == 0x80) {
                return Err(DerError);
            }
            number = number << 7 | u32::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                break;
            }
        }
        if number < 0x1f {
            return Err(DerError);
        }
    }
    Ok((Tag { class, is_constructed, number }, rest))
}

/// The length at the front, at most 16,777,215, in its shortest form (X.690 §10.1).
fn length(bytes: &[u8]) -> Result<(usize, &[u8]), DerError> {
    match bytes {
        [short, rest @ ..] if *short < 0x80 => Ok((usize::from(*short), rest)),
        [0x81, length, rest @ ..] if *length >= 0x80 => Ok((usize::from(*length), rest)),
        [0x82, high, low, rest @ ..] if *high != 0 => {
            Ok((usize::from(u16::from_be_bytes([*high, *low])), rest))
        }
        [0x83, high, middle, low, rest @ ..] if *high != 0 => {
            let bytes = [*high, *middle, *low].map(usize::from);
            Ok((bytes[0] << 16 | bytes[1] << 8 | bytes[2], rest))
        }
        _ => Err(DerError),
    }
}

/// Whether a value of a universal kind has the form and content that DER gives it. The order of a SET OF
/// and the characters of strings are not looked at.
fn is_well_formed(tag: Tag, content: &[u8]) -> bool {
    if tag.class != 0 {
        return true;
    }
    let is_sequence = matches!(tag.number, 16 | 17);
    is_sequence == tag.is_constructed
        && match tag.number {
            0 => false,
            1 => matches!(content, [0] | [0xff]),
            2 | 10 => match content {
                [] => false,
                [0, second, ..] => *second >= 0x80,
                [0xff, second, ..] => *second < 0x80,
                _ => true,
            },
            3 => is_bit_string(content),
            5 => content.is_empty(),
            6 => is_oid(content),
            _ => true,
        }
}

/// At most 7 unused bits, all of them zero, and none where there is no byte (X.690 §11.2).
fn is_bit_string(content: &[u8]) -> bool {
    match content {
        [unused] => *unused == 0,
        [unused @ 0..8, .., last] => last.trailing_zeros() >= u32::from(*unused),
        _ => false,
    }
}

/// Arcs in base 128 without leading zeros, the last one whole (X.690 §8.19).
fn is_oid(content: &[u8]) -> bool {
    let mut starts = true;
    for byte in content {
        if starts && *byte == 0x80 {
            return false;
        }
        starts = byte & 0x80 == 0;
    }
    starts && !content.is_empty()
}

#[cfg(test)]
mod tests;
