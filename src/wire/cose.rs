//! `COSE_Sign1` (RFC 9052 §4.2) in the one shape the protocol uses: tag 18, everything protected,
//! no external data, ES256.

use crate::crypto::{PublicKey, Signature, SigningKey};
use crate::wire::cbor::{CborError, Reader, Writer};

/// COSE algorithm ES256.
const ES256: i64 = -7;

/// Protected header parameter `typ` (RFC 9596).
const TYP: i64 = 16;

/// Private claim that holds what is the protocol's own.
pub const ESSC: i64 = -70001;

/// The protected header `{1: -7, 4: kid, 16: typ}`, `kid` left out when there is none.
#[must_use]
pub fn protected(kid: Option<&[u8]>, typ: &str) -> Vec<u8> {
    let writer = Writer::with_capacity(32).map(2 + u64::from(kid.is_some())).int(1).int(ES256);
    let writer = match kid {
        Some(kid) => writer.int(4).bytes(kid),
        None => writer,
    };
    writer.int(TYP).text(typ).into_bytes()
}

/// The bytes that are signed: `Sig_structure` with context `Signature1` (RFC 9052 §4.4).
#[must_use]
pub fn sig_structure(protected: &[u8], payload: &[u8]) -> Vec<u8> {
    Writer::with_capacity(protected.len() + payload.len() + 24)
        .array(4)
        .text("Signature1")
        .bytes(protected)
        .bytes(&[])
        .bytes(payload)
        .into_bytes()
}

/// A protected header and a payload that wait for their signature, or carry one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign1 {
    /// The protected header, encoded.
    pub protected: Vec<u8>,
    /// The payload, encoded.
    pub payload: Vec<u8>,
}

impl Sign1 {
    /// The bytes that are signed.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        sig_structure(&self.protected, &self.payload)
    }

    /// Whether `signature` is `key`'s over these contents.
    #[must_use]
    pub fn verify(&self, key: &PublicKey, signature: &Signature) -> bool {
        key.verify(&self.to_be_signed(), signature)
    }

    /// Signs with a software key.
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> Signature {
        key.sign(&self.to_be_signed())
    }

    /// The whole object, `18([protected, {}, payload, signature])`.
    #[must_use]
    pub fn to_bytes(&self, signature: &Signature) -> Vec<u8> {
        Writer::with_capacity(self.protected.len() + self.payload.len() + 80)
            .tag(18)
            .array(4)
            .bytes(&self.protected)
            .map(0)
            .bytes(&self.payload)
            .bytes(signature.as_bytes())
            .into_bytes()
    }
}

/// The parts of a `COSE_Sign1`, borrowed and not yet looked into.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// The protected header, encoded.
    pub protected: &'a [u8],
    /// The payload, encoded.
    pub payload: &'a [u8],
    /// The signature.
    pub signature: Signature,
}

/// Takes a `COSE_Sign1` of at most `limit` bytes apart. The unprotected header must be empty.
///
/// The caller encodes what it read again and compares, which also catches bytes after the object.
///
/// # Errors
/// [`CborError`].
pub fn parts(bytes: &[u8], limit: usize) -> Result<Parts<'_>, CborError> {
    let mut reader = Reader::new(bytes, limit)?;
    reader.expect_tag(18)?;
    reader.expect_array(4)?;
    let protected = reader.bytes()?;
    reader.expect_map(0)?;
    let payload = reader.bytes()?;
    let signature = Signature(reader.array_of("signature")?);
    Ok(Parts { protected, payload, signature })
}

/// The `kid` of a protected header of type `typ` that has one of `N` bytes.
///
/// # Errors
/// [`CborError`]; another algorithm or type is a structure error.
pub fn kid_of<const N: usize>(protected: &[u8], typ: &str) -> Result<[u8; N], CborError> {
    let mut reader = Reader::new(protected, protected.len())?;
    reader.expect_map(3)?;
    reader.expect_int(1)?;
    reader.expect_int(ES256)?;
    reader.expect_int(4)?;
    let kid = reader.array_of("kid")?;
    reader.expect_int(TYP)?;
    reader.expect_text(typ)?;
    Ok(kid)
}

/// Writes `cnf` (RFC 8747 §3.1): claim 8, the key as `{1: COSE_Key}`.
#[must_use]
pub fn write_cnf(writer: Writer, key: &PublicKey) -> Writer {
    writer.int(8).map(1).int(1).raw(&key.cose_key())
}

/// Reads what [`write_cnf`] writes.
///
/// # Errors
/// [`CborError`]; a point off the curve is a value error.
pub fn read_cnf(reader: &mut Reader<'_>) -> Result<PublicKey, CborError> {
    reader.expect_int(8)?;
    reader.expect_map(1)?;
    reader.expect_int(1)?;
    reader.expect_map(4)?;
    reader.expect_int(1)?;
    reader.expect_int(2)?;
    reader.expect_int(-1)?;
    reader.expect_int(1)?;
    reader.expect_int(-2)?;
    let x = reader.array_of("x")?;
    reader.expect_int(-3)?;
    let y = reader.array_of("y")?;
    PublicKey::from_coordinates(&x, &y).map_err(|_| CborError::Value("cnf"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hex;

    /// RFC 8392 A.3, from the published vectors: our structure, with no `typ`, verifies their
    /// signature.
    #[test]
    fn the_signed_cwt_of_rfc_8392_verifies() {
        let file = include_str!("../../tests/vectors/published/cwt/A_3.json");
        let vector: serde_json::Value = serde_json::from_str(file).expect("json");
        let hex_at = |pointer: &str| {
            let text = vector.pointer(pointer).and_then(|v| v.as_str()).expect("member");
            hex::decode(&text.to_lowercase()).expect("hex")
        };
        let key = PublicKey::from_coordinates(
            hex_at("/input/sign0/key/x_hex")[..].try_into().expect("x"),
            hex_at("/input/sign0/key/y_hex")[..].try_into().expect("y"),
        )
        .expect("point");
        let bytes = hex_at("/output/cbor");
        let parts = parts(&bytes, 1024).expect("COSE_Sign1");
        let sign1 = Sign1 { protected: parts.protected.into(), payload: parts.payload.into() };
        assert_eq!(sign1.to_be_signed(), hex_at("/intermediates/ToBeSign_hex"));
        assert!(sign1.verify(&key, &parts.signature));
        assert_eq!(sign1.to_bytes(&parts.signature), bytes);
    }

    #[test]
    fn anything_unprotected_is_refused() {
        let sign1 = Sign1 { protected: protected(None, "t"), payload: vec![0xa0] };
        let good = sign1.to_bytes(&Signature([1; 64]));
        assert!(parts(&good, 1024).is_ok());
        let at = 3 + sign1.protected.len();
        assert_eq!(good[at], 0xa0);
        let mut with_kid = good.clone();
        with_kid.splice(at..=at, [0xa1, 0x04, 0x41, 0x00]);
        assert_eq!(parts(&with_kid, 1024).err(), Some(CborError::Structure(at)));
        assert!(matches!(parts(&good, 10), Err(CborError::TooLong { .. })));
        assert!(parts(&good[1..], 1024).is_err(), "no tag");
    }
}
