//! One X.509 certificate (RFC 5280 §4.1) as an attestation chain holds it: read in place, nothing judged.
//!
//! Chains of phones follow RFC 5280 in their form and not in their rules: keys of old factories signed
//! what no web server could show. So this reads the form strictly, and leaves the rules to each scheme.

use crate::base::hex;
use crate::base::time::UnixTime;
use crate::wire::der::{DerError, Reader, Tag, Value};

pub mod revocation_list;
mod time;

/// Most bytes of a certificate.
pub const MAX_BYTES: usize = 4096;

/// Most bytes of a serial number (RFC 5280 §4.1.2.2).
const MAX_SERIAL_BYTES: usize = 20;

/// `2.5.29.19`, basic constraints.
const BASIC_CONSTRAINTS: [u8; 3] = [0x55, 0x1d, 0x13];

/// A certificate whose signature nobody has verified.
#[derive(Debug, Clone, Copy)]
pub struct Certificate<'a> {
    /// What is signed: the `TBSCertificate` with its tag and length.
    pub signed: &'a [u8],
    /// Content of the signature's `AlgorithmIdentifier`.
    pub algorithm: &'a [u8],
    /// The signature.
    pub signature: &'a [u8],
    /// The issuer's name in DER.
    pub issuer: &'a [u8],
    /// The subject's name in DER.
    pub subject: &'a [u8],
    /// The subject's key.
    pub key: SubjectKey<'a>,
    serial: &'a [u8],
    validity: &'a [u8],
    extensions: &'a [u8],
}

/// A `SubjectPublicKeyInfo`.
#[derive(Debug, Clone, Copy)]
pub struct SubjectKey<'a> {
    /// All of it in DER: what a pin is the digest of.
    pub whole: &'a [u8],
    /// Content of its `AlgorithmIdentifier`.
    pub algorithm: &'a [u8],
    /// The key: a SEC 1 point, or an `RSAPublicKey` in DER.
    pub bits: &'a [u8],
}

impl<'a> Certificate<'a> {
    /// Reads a certificate of version 3.
    ///
    /// # Errors
    /// [`DerError`] for more than [`MAX_BYTES`], bytes after it, anything in it that is not DER, a serial
    /// number that is negative or has more than 20 bytes, and two different signature algorithms.
    pub fn read(der: &'a [u8]) -> Result<Self, DerError> {
        if der.len() > MAX_BYTES {
            return Err(DerError);
        }
        let mut outer = Value::read(der)?.inside(Tag::SEQUENCE)?;
        let signed = outer.expect(Tag::SEQUENCE)?;
        let algorithm = outer.expect(Tag::SEQUENCE)?;
        let signature = outer.value()?.whole_bits()?;
        outer.end()?;

        let mut body = signed.inside(Tag::SEQUENCE)?;
        let mut version = body.expect(Tag::context(0))?.inside(Tag::context(0))?;
        let is_version_3 = version.value()?.number(Tag::INTEGER)? == 2;
        version.end()?;
        let serial = body.value()?.magnitude(Tag::INTEGER)?;
        let inner_algorithm = body.expect(Tag::SEQUENCE)?;
        let issuer = body.expect(Tag::SEQUENCE)?.whole;
        let validity = body.expect(Tag::SEQUENCE)?.content;
        let subject = body.expect(Tag::SEQUENCE)?.whole;
        let key = SubjectKey::read(body.expect(Tag::SEQUENCE)?)?;
        for unique_id in [1, 2] {
            body.optional(Tag { is_constructed: false, ..Tag::context(unique_id) })?;
        }
        let extensions = match body.optional(Tag::context(3))? {
            Some(explicit) => {
                let mut inside = explicit.inside(Tag::context(3))?;
                let list = inside.expect(Tag::SEQUENCE)?;
                inside.end()?;
                list.content
            }
            None => &[],
        };
        body.end()?;
        if !is_version_3
            || serial.len() > MAX_SERIAL_BYTES
            || inner_algorithm.whole != algorithm.whole
        {
            return Err(DerError);
        }
        let algorithm = algorithm.content;
        let certificate = Self {
            signed: signed.whole,
            algorithm,
            signature,
            issuer,
            subject,
            key,
            serial,
            validity,
            extensions,
        };
        let mut rest = Reader::new(extensions);
        while !rest.is_empty() {
            Extension::read(&mut rest)?;
        }
        Ok(certificate)
    }

    /// The serial number as revocation lists write it: lower-case hexadecimal without leading zeros.
    #[must_use]
    pub fn serial(&self) -> String {
        serial_text(self.serial)
    }

    /// The first and the last second of its validity; before 1970 and after 9999 are clamped.
    ///
    /// # Errors
    /// [`DerError`] when they are not two times in the forms of RFC 5280 §4.1.2.5.
    pub fn validity(&self) -> Result<(UnixTime, UnixTime), DerError> {
        let mut times = Reader::new(self.validity);
        let not_before = time::read(&times.value()?)?;
        let not_after = time::read(&times.value()?)?;
        times.end()?;
        Ok((not_before, not_after))
    }

    /// The values of the extensions with this identifier (content of its OID).
    pub fn extensions(&self, oid: &[u8]) -> impl Iterator<Item = &'a [u8]> {
        let mut rest = Reader::new(self.extensions);
        std::iter::from_fn(
            move || {
                if rest.is_empty() { None } else { Extension::read(&mut rest).ok() }
            },
        )
        .filter(move |extension| extension.oid == oid)
        .map(|extension| extension.value)
    }

    /// Whether it says that its subject may issue certificates.
    ///
    /// # Errors
    /// [`DerError`] when it says so twice, or what says it is not of the form of RFC 5280 §4.2.1.9.
    pub fn is_authority(&self) -> Result<bool, DerError> {
        let mut constraints = self.extensions(&BASIC_CONSTRAINTS);
        let (first, second) = (constraints.next(), constraints.next());
        match (first, second) {
            (None, _) => Ok(false),
            (Some(value), None) => {
                let mut inside = Value::read(value)?.inside(Tag::SEQUENCE)?;
                let is_authority = inside.optional(Tag::BOOLEAN)?;
                inside.optional(Tag::INTEGER)?;
                inside.end()?;
                is_authority.map_or(Ok(false), |value| value.boolean())
            }
            (Some(_), Some(_)) => Err(DerError),
        }
    }
}

impl<'a> SubjectKey<'a> {
    fn read(value: Value<'a>) -> Result<Self, DerError> {
        let mut inside = value.inside(Tag::SEQUENCE)?;
        let algorithm = inside.expect(Tag::SEQUENCE)?.content;
        let bits = inside.value()?.whole_bits()?;
        inside.end()?;
        Ok(Self { whole: value.whole, algorithm, bits })
    }
}

/// The text of a serial number's magnitude.
fn serial_text(magnitude: &[u8]) -> String {
    let digits = hex::encode(magnitude);
    match digits.trim_start_matches('0') {
        "" => "0".into(),
        digits => digits.into(),
    }
}

struct Extension<'a> {
    oid: &'a [u8],
    /// Whether it is critical, where that is said: `FALSE` is the default, which DER leaves out.
    criticality: Option<bool>,
    value: &'a [u8],
}

impl<'a> Extension<'a> {
    fn read(list: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut inside = list.expect(Tag::SEQUENCE)?.inside(Tag::SEQUENCE)?;
        let oid = inside.value()?.bytes(Tag::OID)?;
        let criticality = inside.optional(Tag::BOOLEAN)?;
        let criticality = criticality.map(|value| value.boolean()).transpose()?;
        let value = inside.value()?.bytes(Tag::OCTET_STRING)?;
        inside.end()?;
        Ok(Self { oid, criticality, value })
    }
}

/// The attributes of a name in DER: content of the OID, and the text where it is a `UTF8String` or a
/// `PrintableString`. Ends at what is not an attribute.
pub fn attributes(name: &[u8]) -> impl Iterator<Item = (&[u8], Option<&str>)> {
    let names = Value::read(name).and_then(|value| value.inside(Tag::SEQUENCE)).ok();
    let mut names = names.unwrap_or(Reader::new(&[]));
    let mut relative = Reader::new(&[]);
    std::iter::from_fn(move || {
        if relative.is_empty() {
            relative = names.expect(Tag::SET).ok()?.inside(Tag::SET).ok()?;
        }
        let mut attribute = relative.expect(Tag::SEQUENCE).ok()?.inside(Tag::SEQUENCE).ok()?;
        let oid = attribute.value().ok()?.bytes(Tag::OID).ok()?;
        let value = attribute.value().ok()?;
        let is_text = [Tag::UTF8_STRING, Tag::PRINTABLE_STRING].contains(&value.tag);
        let text = std::str::from_utf8(value.content).ok().filter(|_| is_text);
        Some((oid, text))
    })
}
