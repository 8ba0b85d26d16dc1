//! A certificate revocation list (RFC 5280 §5): read whole and strictly, nothing judged.
//!
//! Only what one list alone can say is taken: a list that names changes to another one, covers a part of
//! its issuer's certificates, or speaks for other issuers is refused, since a reader that passed over
//! that would take a revoked certificate for a good one.

use std::collections::BTreeSet;

use super::{Extension, MAX_SERIAL_BYTES, serial_text, time};
use crate::base::time::UnixTime;
use crate::wire::der::{DerError, Reader, Tag, Value};

/// Most bytes of a list.
pub const MAX_BYTES: usize = 1 << 20;

/// Most certificates that a list names.
pub const MAX_ENTRIES: usize = 16_384;

/// `2.5.29.27`: the list has only what changed since another one.
const DELTA_INDICATOR: [u8; 3] = [0x55, 0x1d, 0x1b];

/// `2.5.29.28`: where the list is published, and which certificates it covers.
const ISSUING_DISTRIBUTION_POINT: [u8; 3] = [0x55, 0x1d, 0x1c];

/// A list whose signature nobody has verified.
#[derive(Debug, Clone)]
pub struct RevocationList<'a> {
    /// What is signed: the `TBSCertList` with its tag and length.
    pub signed: &'a [u8],
    /// Content of the signature's `AlgorithmIdentifier`.
    pub algorithm: &'a [u8],
    /// The signature.
    pub signature: &'a [u8],
    /// The issuer's name in DER.
    pub issuer: &'a [u8],
    /// When it was made.
    pub this_update: UnixTime,
    /// By when the next one is there.
    pub next_update: UnixTime,
    serials: BTreeSet<&'a [u8]>,
}

impl<'a> RevocationList<'a> {
    /// Reads a list of version 2.
    ///
    /// # Errors
    /// [`DerError`] for more than [`MAX_BYTES`] or [`MAX_ENTRIES`], bytes after it, anything in it that is
    /// not DER, two different signature algorithms, no `nextUpdate` or one before `thisUpdate`, a serial
    /// number that is negative, has more than 20 bytes or stands twice, an extension twice, and critical
    /// extensions and scopes that are not understood: delta lists, lists for other issuers, lists of
    /// certificates that are no authorities'.
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
        let is_version_2 = body.value()?.number(Tag::INTEGER)? == 1;
        let is_same_algorithm = body.expect(Tag::SEQUENCE)?.whole == algorithm.whole;
        let issuer = body.expect(Tag::SEQUENCE)?.whole;
        let this_update = time::read(&body.value()?)?;
        let next_update = time::read(&body.value()?)?;
        let revoked = body.optional(Tag::SEQUENCE)?;
        let serials = revoked.map_or(Ok(BTreeSet::new()), |list| entries(list.content))?;
        if let Some(explicit) = body.optional(Tag::context(0))? {
            let mut inside = explicit.inside(Tag::context(0))?;
            let extensions = inside.expect(Tag::SEQUENCE)?;
            inside.end()?;
            check_extensions(extensions.content, is_whole)?;
        }
        body.end()?;
        if !is_version_2 || !is_same_algorithm || next_update < this_update {
            return Err(DerError);
        }
        let (signed, algorithm) = (signed.whole, algorithm.content);
        Ok(Self { signed, algorithm, signature, issuer, this_update, next_update, serials })
    }

    /// The serial numbers of the certificates that count no more: lower-case hexadecimal without leading
    /// zeros.
    pub fn serials(&self) -> impl Iterator<Item = String> {
        self.serials.iter().map(|serial| serial_text(serial))
    }
}

/// The serial numbers of `revokedCertificates`. Why and since when a certificate is revoked makes no
/// difference.
fn entries(list: &[u8]) -> Result<BTreeSet<&[u8]>, DerError> {
    let mut serials = BTreeSet::new();
    let mut list = Reader::new(list);
    while !list.is_empty() {
        let mut entry = list.expect(Tag::SEQUENCE)?.inside(Tag::SEQUENCE)?;
        let serial = entry.value()?.magnitude(Tag::INTEGER)?;
        time::read(&entry.value()?)?;
        if let Some(extensions) = entry.optional(Tag::SEQUENCE)? {
            check_extensions(extensions.content, |_| Ok(false))?;
        }
        entry.end()?;
        let is_full = serials.len() == MAX_ENTRIES;
        if is_full || serial.len() > MAX_SERIAL_BYTES || !serials.insert(serial) {
            return Err(DerError);
        }
    }
    Ok(serials)
}

/// That no extension stands twice, and that the critical ones are understood.
fn check_extensions<'a>(
    list: &'a [u8],
    understands: impl Fn(&Extension<'a>) -> Result<bool, DerError>,
) -> Result<(), DerError> {
    let mut seen = BTreeSet::new();
    let mut list = Reader::new(list);
    if list.is_empty() {
        return Err(DerError);
    }
    while !list.is_empty() {
        let extension = Extension::read(&mut list)?;
        let is_understood = understands(&extension)?;
        let is_in_the_way = match extension.criticality {
            None => false,
            Some(true) => !is_understood,
            Some(false) => true,
        };
        if is_in_the_way || !seen.insert(extension.oid) {
            return Err(DerError);
        }
    }
    Ok(())
}

/// Whether an extension of a list is understood.
///
/// # Errors
/// [`DerError`] where it says that the list has not all authorities' certificates of its issuer.
fn is_whole(extension: &Extension<'_>) -> Result<bool, DerError> {
    if extension.oid == DELTA_INDICATOR {
        return Err(DerError);
    }
    if extension.oid != ISSUING_DISTRIBUTION_POINT {
        return Ok(false);
    }
    let only_authorities = Tag { is_constructed: false, ..Tag::context(2) };
    let mut scope = Value::read(extension.value)?.inside(Tag::SEQUENCE)?;
    scope.optional(Tag::context(0))?;
    let only = scope.optional(only_authorities)?;
    scope.end()?;
    if only.is_some_and(|only| only.content != [0xff]) { Err(DerError) } else { Ok(true) }
}
