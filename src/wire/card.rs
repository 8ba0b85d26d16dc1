//! The card credential as a CWT (protocol §2; RFC 8392, RFC 8747, Token Status List).

use crate::crypto::{PublicKey, Signature, SigningKey};
use crate::model::card::{Card, STATUS_LIST_ENTRIES, StatusIndex};
use crate::model::functions::Functions;
use crate::model::key_id::KeyId;
use crate::model::profile::Profile;
use crate::model::region::Region;
use crate::wire::attributes;
use crate::wire::cbor::{CborError, Reader, Writer};
use crate::wire::cose::{self, ESSC, Sign1};

/// `typ` of a card.
pub const TYP: &str = "essc-card+cwt";

/// Longest card that is read, in bytes; the longest that can be made has 462.
pub const MAX_BYTES: usize = 512;

/// Claim `status` (Token Status List).
const STATUS: i64 = 65535;

/// Version of the private claim.
const VERSION: i64 = 1;

/// Suite 0: ES256 of issuer and device.
const SUITE: i64 = 0;

/// A card and a signature that was not necessarily verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCard {
    /// What is signed.
    pub card: Card,
    /// The issuer's signature, or what claims to be it.
    pub signature: Signature,
}

/// `iss` of a region's cards: `CN-440100`.
#[must_use]
pub fn issuer_name(region: Region) -> String {
    format!("CN-{region}")
}

/// URI of a status list: `urn:essc:status:440100:0`.
#[must_use]
pub fn status_uri(region: Region, list: u16) -> String {
    format!("urn:essc:status:{region}:{list}")
}

/// The unsigned CWT of a card.
#[must_use]
pub fn cwt(card: &Card) -> Sign1 {
    let region = card.kid.region();
    let writer = Writer::with_capacity(MAX_BYTES)
        .map(6)
        .int(1)
        .text(&issuer_name(region))
        .int(4)
        .uint(card.expires().as_secs())
        .int(5)
        .uint(u64::from(card.not_before));
    let writer = cose::write_cnf(writer, &card.device_key)
        .int(STATUS)
        .map(1)
        .text("status_list")
        .map(2)
        .text("idx")
        .uint(u64::from(card.status.index))
        .text("uri")
        .text(&status_uri(region, card.status.list))
        .int(ESSC)
        .array(6)
        .int(VERSION)
        .int(SUITE)
        .uint(card.profile().number())
        .uint(u64::from(card.functions.bits()))
        .uint(u64::from(card.max_code_age));
    let payload = attributes::write(writer, &card.attributes).into_bytes();
    Sign1 { protected: cose::protected(Some(&card.kid.to_bytes()), TYP), payload }
}

impl SignedCard {
    /// Signs a card with an issuer's key.
    #[must_use]
    pub fn sign(card: Card, key: &SigningKey) -> Self {
        let signature = cwt(&card).sign(key);
        Self { card, signature }
    }

    /// Whether the signature is `key`'s.
    #[must_use]
    pub fn verify(&self, key: &PublicKey) -> bool {
        cwt(&self.card).verify(key, &self.signature)
    }

    /// The tagged `COSE_Sign1`.
    #[must_use]
    pub fn to_cose(&self) -> Vec<u8> {
        cwt(&self.card).to_bytes(&self.signature)
    }

    /// Reads a tagged `COSE_Sign1`; the signature is not verified.
    ///
    /// # Errors
    /// [`CborError`]: not a card of version 1 and suite 0, a value out of range, or not the one
    /// deterministic encoding.
    pub fn from_cose(bytes: &[u8]) -> Result<Self, CborError> {
        let parts = cose::parts(bytes, MAX_BYTES)?;
        let kid = KeyId::from_bytes(cose::kid_of(parts.protected, TYP)?)
            .map_err(|_| CborError::Value("kid"))?;
        let card = read_payload(kid, parts.payload)?;
        let signed = Self { card, signature: parts.signature };
        if signed.to_cose() != bytes {
            return Err(CborError::NotDeterministic);
        }
        Ok(signed)
    }
}

fn read_payload(kid: KeyId, payload: &[u8]) -> Result<Card, CborError> {
    let mut reader = Reader::new(payload, MAX_BYTES)?;
    reader.expect_map(6)?;
    reader.expect_int(1)?;
    reader.expect_text(&issuer_name(kid.region()))?;
    reader.expect_int(4)?;
    let expires = reader.uint()?;
    reader.expect_int(5)?;
    let not_before: u32 = reader.small("nbf")?;
    let device_key = cose::read_cnf(&mut reader)?;
    reader.expect_int(STATUS)?;
    reader.expect_map(1)?;
    reader.expect_text("status_list")?;
    reader.expect_map(2)?;
    reader.expect_text("idx")?;
    let index: u32 = reader.small("idx")?;
    reader.expect_text("uri")?;
    let list = read_status_uri(kid.region(), reader.text()?)?;
    reader.expect_int(ESSC)?;
    reader.expect_array(6)?;
    reader.expect_int(VERSION)?;
    reader.expect_int(SUITE)?;
    let profile = Profile::from_number(reader.uint()?).ok_or(CborError::Value("profile"))?;
    let functions = Functions::from_bits(reader.small("functions")?)
        .map_err(|_| CborError::Value("functions"))?;
    let max_code_age: u8 = reader.small("max_code_age")?;
    let attributes = attributes::read(&mut reader, profile)?;
    let lifetime = expires.checked_sub(u64::from(not_before)).filter(|s| s.is_multiple_of(60));
    let lifetime_minutes = lifetime
        .and_then(|s| u16::try_from(s / 60).ok())
        .filter(|minutes| *minutes != 0)
        .ok_or(CborError::Value("exp"))?;
    if index >= STATUS_LIST_ENTRIES {
        return Err(CborError::Value("idx"));
    }
    if max_code_age == 0 {
        return Err(CborError::Value("max_code_age"));
    }
    Ok(Card {
        kid,
        not_before,
        lifetime_minutes,
        status: StatusIndex { list, index },
        functions,
        max_code_age,
        device_key,
        attributes,
    })
}

fn read_status_uri(region: Region, uri: &str) -> Result<u16, CborError> {
    let list = uri.rsplit_once(':').and_then(|(_, number)| number.parse().ok());
    list.filter(|list| status_uri(region, *list) == uri).ok_or(CborError::Value("uri"))
}
