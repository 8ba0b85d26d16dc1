//! Attributes of a card, as a CBOR array and as the bytes of the QR carrier (protocol §2).

use crate::model::attributes::{
    Answers, Attributes, IdentityAttributes, MAX_ATTRIBUTE_BYTES, MaskedAttributes,
};
use crate::model::identifiers::{CardNumber, IdDocumentKind, IdNumber};
use crate::model::profile::Profile;
use crate::wire::cbor::{CborError, Reader, Writer};

/// Attribute bytes in a carrier are not in their one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the attributes are not in canonical form")]
pub struct NotCanonical;

/// Writes the CBOR array.
#[must_use]
pub fn write(writer: Writer, attributes: &Attributes) -> Writer {
    match attributes {
        Attributes::Validity => writer.array(0),
        Attributes::Entitlement(answers) => writer.array(1).uint(u64::from(answers.bits())),
        Attributes::Masked(masked) => writer
            .array(4)
            .uint(masked.kind() as u64)
            .text(masked.first3())
            .text(masked.last4())
            .text(masked.name()),
        Attributes::Identity(identity) => writer
            .array(4)
            .uint(u64::from(identity.kind_byte()))
            .text(identity.number().as_str())
            .text(identity.card_number().as_str())
            .text(identity.name()),
    }
}

/// Reads the CBOR array of a profile.
///
/// # Errors
/// [`CborError`].
pub fn read(reader: &mut Reader<'_>, profile: Profile) -> Result<Attributes, CborError> {
    let refused = || CborError::Value("attributes");
    Ok(match profile {
        Profile::Validity => {
            reader.expect_array(0)?;
            Attributes::Validity
        }
        Profile::Entitlement => {
            reader.expect_array(1)?;
            Attributes::Entitlement(Answers::from_bits(reader.small("answers")?))
        }
        Profile::Masked => {
            reader.expect_array(4)?;
            let kind = IdDocumentKind::from_number(reader.small("kind")?).ok_or_else(refused)?;
            let (first3, last4, name) = (reader.text()?, reader.text()?, reader.text()?);
            let masked = MaskedAttributes::from_masked(kind, first3, last4, name);
            Attributes::Masked(masked.map_err(|_| refused())?)
        }
        Profile::Identity => {
            reader.expect_array(4)?;
            let kind_byte: u8 = reader.small("kind")?;
            let kind = IdDocumentKind::from_number(kind_byte & 15).ok_or_else(refused)?;
            let number = IdNumber::parse(reader.text()?).map_err(|_| refused())?;
            let card_number = CardNumber::parse(reader.text()?).map_err(|_| refused())?;
            let identity = IdentityAttributes::new(kind, number, card_number, reader.text()?);
            let identity = identity.map_err(|_| refused())?;
            if identity.kind_byte() != kind_byte {
                return Err(refused());
            }
            Attributes::Identity(identity)
        }
    })
}

/// Appends the carrier form: nothing, u16, or the masked or identity layout.
pub fn put(out: &mut Vec<u8>, attributes: &Attributes) {
    let put_name = |out: &mut Vec<u8>, name: &str| {
        // At most 88 bytes by construction.
        out.push(name.len() as u8);
        out.extend_from_slice(name.as_bytes());
    };
    match attributes {
        Attributes::Validity => {}
        Attributes::Entitlement(answers) => out.extend_from_slice(&answers.bits().to_be_bytes()),
        Attributes::Masked(masked) => {
            out.push(masked.kind() as u8);
            out.extend_from_slice(masked.first3().as_bytes());
            out.extend_from_slice(masked.last4().as_bytes());
            put_name(out, masked.name());
        }
        Attributes::Identity(identity) => {
            out.push(identity.kind_byte());
            match identity.number().seventeen_digits() {
                Some(digits) => out.extend_from_slice(&digits.to_be_bytes()),
                None => put_name(out, identity.number().as_str()),
            }
            out.extend_from_slice(&identity.card_number().to_base36().to_be_bytes()[2..]);
            put_name(out, identity.name());
        }
    }
}

/// Reads the carrier form of a profile off the front; answers it with the bytes after it.
///
/// # Errors
/// [`NotCanonical`] for anything that [`put`] does not write.
pub fn take(profile: Profile, bytes: &[u8]) -> Result<(Attributes, &[u8]), NotCanonical> {
    match profile {
        Profile::Validity => Ok((Attributes::Validity, bytes)),
        Profile::Entitlement => {
            let (answers, rest) = bytes.split_first_chunk().ok_or(NotCanonical)?;
            Ok((Attributes::Entitlement(Answers::from_bits(u16::from_be_bytes(*answers))), rest))
        }
        Profile::Masked => take_masked(bytes),
        Profile::Identity => take_identity(bytes),
    }
}

fn take_masked(bytes: &[u8]) -> Result<(Attributes, &[u8]), NotCanonical> {
    let (&[kind], rest) = bytes.split_first_chunk().ok_or(NotCanonical)?;
    let kind = IdDocumentKind::from_number(kind).ok_or(NotCanonical)?;
    let (first3, rest) = take_text(rest, 3)?;
    let (last4, rest) = take_text(rest, 4)?;
    let (name, rest) = take_prefixed(rest)?;
    let masked = MaskedAttributes::from_masked(kind, first3, last4, name);
    Ok((Attributes::Masked(masked.map_err(|_| NotCanonical)?), rest))
}

fn take_identity(bytes: &[u8]) -> Result<(Attributes, &[u8]), NotCanonical> {
    let (&[kind_byte], rest) = bytes.split_first_chunk().ok_or(NotCanonical)?;
    let kind = IdDocumentKind::from_number(kind_byte & 15).ok_or(NotCanonical)?;
    let (number, rest) = match kind_byte >> 4 {
        0 => {
            let (digits, rest) = rest.split_first_chunk().ok_or(NotCanonical)?;
            (
                IdNumber::from_seventeen_digits(u64::from_be_bytes(*digits)).ok_or(NotCanonical)?,
                rest,
            )
        }
        1 => {
            let (text, rest) = take_prefixed(rest)?;
            (IdNumber::parse(text).map_err(|_| NotCanonical)?, rest)
        }
        _ => return Err(NotCanonical),
    };
    let (&[a, b, c, d, e, f], rest) = rest.split_first_chunk().ok_or(NotCanonical)?;
    let card_number = CardNumber::from_base36(u64::from_be_bytes([0, 0, a, b, c, d, e, f]));
    let card_number = card_number.ok_or(NotCanonical)?;
    let (name, rest) = take_prefixed(rest)?;
    let identity = IdentityAttributes::new(kind, number, card_number, name);
    let identity = identity.map_err(|_| NotCanonical)?;
    if identity.kind_byte() != kind_byte {
        return Err(NotCanonical);
    }
    Ok((Attributes::Identity(identity), rest))
}

fn take_prefixed(bytes: &[u8]) -> Result<(&str, &[u8]), NotCanonical> {
    let (&[length], rest) = bytes.split_first_chunk().ok_or(NotCanonical)?;
    let length = usize::from(length);
    if length > MAX_ATTRIBUTE_BYTES { Err(NotCanonical) } else { take_text(rest, length) }
}

fn take_text(bytes: &[u8], length: usize) -> Result<(&str, &[u8]), NotCanonical> {
    let (text, rest) = bytes.split_at_checked(length).ok_or(NotCanonical)?;
    Ok((std::str::from_utf8(text).map_err(|_| NotCanonical)?, rest))
}
