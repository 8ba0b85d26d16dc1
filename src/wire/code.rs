//! The code as a CWT: what a device key signs for one scene and one second (protocol §3).

use crate::base::time::UnixTime;
use crate::crypto::digest::{Sha256, sha256};
use crate::crypto::{PublicKey, Signature};
use crate::model::card::Card;
use crate::model::scene::SceneCode;
use crate::wire::card::SignedCard;
use crate::wire::cbor::{CborError, Reader, Writer};
use crate::wire::cose::{self, ESSC, Sign1};

/// `typ` of a code.
pub const TYP: &str = "essc-code+cwt";

/// Longest code that is read, in bytes.
pub const MAX_BYTES: usize = 768;

/// Latest `iat` after a card's `nbf`: three bytes of seconds.
pub const MAX_IAT_OFFSET: u32 = 0x00ff_ffff;

/// Version and suite of the private claim.
const VERSION: i64 = 1;
const SUITE: i64 = 0;

/// A challenge: SHA-256 over a request (protocol §9).
pub type ChallengeHash = Sha256;

/// What a code states beside its card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    /// Seconds from the card's `nbf` to the code's `iat`, at most [`MAX_IAT_OFFSET`].
    pub iat_offset: u32,
    /// The scene it was made for.
    pub scene: SceneCode,
    /// The request it answers.
    pub challenge: Option<ChallengeHash>,
}

/// A code with its card; neither signature was necessarily verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCode {
    /// The card it was made with.
    pub card: SignedCard,
    /// What it states.
    pub statement: Statement,
    /// The device's signature, or what claims to be it.
    pub signature: Signature,
}

impl Statement {
    /// `iat` of a code of this card.
    #[must_use]
    pub fn issued_at(&self, card: &Card) -> UnixTime {
        card.starts().plus(u64::from(self.iat_offset))
    }

    /// `exp` of a code of this card: `min(iat + max_code_age, card exp)`.
    #[must_use]
    pub fn expires(&self, card: &Card) -> UnixTime {
        self.issued_at(card).plus(u64::from(card.max_code_age)).min(card.expires())
    }

    /// The unsigned CWT of a code whose card has these COSE bytes.
    #[must_use]
    pub fn cwt(&self, card: &Card, card_cose: &[u8]) -> Sign1 {
        let thumbprint = card.device_key.cose_thumbprint();
        let writer = Writer::with_capacity(card_cose.len() + 80)
            .map(3)
            .int(4)
            .uint(self.expires(card).as_secs())
            .int(6)
            .uint(self.issued_at(card).as_secs())
            .int(ESSC)
            .array(5)
            .int(VERSION)
            .int(SUITE)
            .uint(u64::from(self.scene.number()));
        let writer = match &self.challenge {
            Some(challenge) => writer.bytes(challenge),
            None => writer.null(),
        };
        let payload = writer.bytes(card_cose).into_bytes();
        Sign1 { protected: cose::protected(Some(&thumbprint[..8]), TYP), payload }
    }
}

impl SignedCode {
    /// `iat`.
    #[must_use]
    pub fn issued_at(&self) -> UnixTime {
        self.statement.issued_at(&self.card.card)
    }
}

/// A code as a CWT of its own, which a wallet and a gate never make: they sign and verify the parts.
#[cfg_attr(not(feature = "internals"), allow(dead_code, reason = "asked by tests and tools"))]
impl SignedCode {
    /// The unsigned CWT.
    #[must_use]
    pub fn cwt(&self) -> Sign1 {
        self.statement.cwt(&self.card.card, &self.card.to_cose())
    }

    /// `exp`.
    #[must_use]
    pub fn expires(&self) -> UnixTime {
        self.statement.expires(&self.card.card)
    }

    /// Whether the signature is the card's device key's.
    #[must_use]
    pub fn verify(&self) -> bool {
        self.cwt().verify(&self.card.card.device_key, &self.signature)
    }

    /// `code_id` (protocol §10): SHA-256 of the `Sig_structure`, the same for both forms of one
    /// signature.
    #[must_use]
    pub fn code_id(&self) -> Sha256 {
        sha256(&self.cwt().to_be_signed())
    }

    /// The tagged `COSE_Sign1`; the card's stands inside.
    #[must_use]
    pub fn to_cose(&self) -> Vec<u8> {
        self.cwt().to_bytes(&self.signature)
    }

    /// Reads a tagged `COSE_Sign1`; no signature is verified.
    ///
    /// # Errors
    /// [`CborError`]: not a code of version 1 and suite 0 over such a card, a value out of range, or
    /// not the one deterministic encoding.
    pub fn from_cose(bytes: &[u8]) -> Result<Self, CborError> {
        let parts = cose::parts(bytes, MAX_BYTES)?;
        cose::kid_of::<8>(parts.protected, TYP)?;
        let mut reader = Reader::new(parts.payload, MAX_BYTES)?;
        reader.expect_map(3)?;
        reader.expect_int(4)?;
        reader.uint()?;
        reader.expect_int(6)?;
        let iat = reader.uint()?;
        reader.expect_int(ESSC)?;
        reader.expect_array(5)?;
        reader.expect_int(VERSION)?;
        reader.expect_int(SUITE)?;
        let scene = SceneCode::new(reader.small("scene")?);
        let challenge = reader.nullable(|r| r.array_of("challenge"))?;
        let card = SignedCard::from_cose(reader.bytes()?)?;
        let iat_offset = iat
            .checked_sub(u64::from(card.card.not_before))
            .and_then(|offset| u32::try_from(offset).ok())
            .filter(|offset| *offset <= MAX_IAT_OFFSET)
            .ok_or(CborError::Value("iat"))?;
        let statement = Statement { iat_offset, scene, challenge };
        let code = Self { card, statement, signature: parts.signature };
        // Settles what was passed over above: `exp`, `kid`, and the form of everything.
        if code.to_cose() != bytes {
            return Err(CborError::NotDeterministic);
        }
        Ok(code)
    }
}

/// Whether `signature` over the statement is `key`'s, without keeping the CWT.
#[must_use]
pub fn verify(card: &Card, card_cose: &[u8], statement: &Statement, signature: &Signature) -> bool {
    let key: &PublicKey = &card.device_key;
    statement.cwt(card, card_cose).verify(key, signature)
}
