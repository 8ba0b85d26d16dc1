//! What the QR holds: the values of a code and its card, nothing twice (protocol §4).
//!
//! Both sides rebuild the COSE bytes from the values, so there is one encoding and nothing to be
//! lenient about.

use crate::crypto::{PublicKey, Signature};
use crate::model::attributes::Attributes;
use crate::model::card::{Card, STATUS_LIST_ENTRIES, StatusIndex};
use crate::model::functions::Functions;
use crate::model::key_id::KeyId;
use crate::model::profile::Profile;
use crate::model::scene::SceneCode;
use crate::wire::attributes;
use crate::wire::card::SignedCard;
use crate::wire::code::{ChallengeHash, MAX_IAT_OFFSET, SignedCode, Statement};

/// Most bytes of a carrier: an identity code with 88 bytes of attributes and a challenge hint.
pub const MAX_BYTES: usize = 276;
/// Fewest bytes of a carrier: a validity code without a challenge hint.
const MIN_BYTES: usize = 186;

const VERSION: u8 = 1;
const SUITE: u8 = 0;
const FLAG_CHALLENGE: u8 = 1;
/// Flags kept for later: gate beacons, sealed identity, one free.
const FLAGS_KEPT: u8 = 0b1110;

/// Why bytes are no carrier that this version reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum CarrierError {
    /// A version, suite or flag that this version does not know, around fields that a card could
    /// have. Another reader may know it.
    #[error("the code is of another version, suite or kind")]
    Unsupported,
    /// Not a carrier: this part of it is missing, out of range or not canonical.
    #[error("the code can't be read: {0}")]
    Unreadable(&'static str),
}

/// The values of a carrier, each in its range. The device key is still compressed and may not be on
/// the curve; no signature was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carrier {
    head: Head,
    attributes: Attributes,
    issuer_signature: Signature,
    iat_offset: u32,
    scene: SceneCode,
    challenge_hint: Option<[u8; 2]>,
    device_signature: Signature,
    /// The bytes that belong to the card: offset 0 to the end of the issuer signature, flags zeroed.
    card_bytes: Vec<u8>,
}

/// The fields at offsets 2 to 52, which every suite and flag leaves where they are.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Head {
    kid: KeyId,
    not_before: u32,
    lifetime_minutes: u16,
    status: StatusIndex,
    functions: Functions,
    max_code_age: u8,
    device_key: [u8; 33],
}

/// The first two bytes of a challenge, all of it that the QR carries.
#[must_use]
pub const fn hint_of(challenge: &ChallengeHash) -> [u8; 2] {
    [challenge[0], challenge[1]]
}

/// A signed code as carrier bytes. Of the challenge only the hint is written.
#[must_use]
pub fn encode(code: &SignedCode) -> Vec<u8> {
    let card = &code.card.card;
    let hint = code.statement.challenge.as_ref().map(hint_of);
    let flags = if hint.is_some() { FLAG_CHALLENGE } else { 0 };
    let mut out = Vec::with_capacity(MAX_BYTES);
    out.push(VERSION << 4 | SUITE);
    out.push((card.profile().number() as u8) << 4 | flags);
    out.extend_from_slice(&card.kid.to_bytes());
    out.extend_from_slice(&card.not_before.to_be_bytes());
    out.extend_from_slice(&card.lifetime_minutes.to_be_bytes());
    out.extend_from_slice(&card.status.list.to_be_bytes());
    out.extend_from_slice(&card.status.index.to_be_bytes()[1..]);
    out.extend_from_slice(&card.functions.bits().to_be_bytes());
    out.push(card.max_code_age);
    out.extend_from_slice(&card.device_key.compressed());
    attributes::put(&mut out, &card.attributes);
    out.extend_from_slice(code.card.signature.as_bytes());
    out.extend_from_slice(&code.statement.iat_offset.min(MAX_IAT_OFFSET).to_be_bytes()[1..]);
    out.extend_from_slice(&code.statement.scene.number().to_be_bytes());
    out.extend_from_slice(hint.as_ref().map_or(&[][..], |hint| hint));
    out.extend_from_slice(code.signature.as_bytes());
    out
}

/// Takes values off the front of a carrier.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self, name: &'static str) -> Result<[u8; N], CarrierError> {
        let (field, rest) = self.0.split_first_chunk().ok_or(CarrierError::Unreadable(name))?;
        self.0 = rest;
        Ok(*field)
    }

    fn u8(&mut self, name: &'static str) -> Result<u8, CarrierError> {
        self.take(name).map(u8::from_be_bytes)
    }

    fn u16(&mut self, name: &'static str) -> Result<u16, CarrierError> {
        self.take(name).map(u16::from_be_bytes)
    }

    fn u24(&mut self, name: &'static str) -> Result<u32, CarrierError> {
        self.take(name).map(|[a, b, c]| u32::from_be_bytes([0, a, b, c]))
    }

    fn u32(&mut self, name: &'static str) -> Result<u32, CarrierError> {
        self.take(name).map(u32::from_be_bytes)
    }

    fn signature(&mut self, name: &'static str) -> Result<Signature, CarrierError> {
        self.take(name).map(Signature)
    }
}

/// `value`, unless it is outside its range.
fn in_range<T>(value: T, ok: bool, name: &'static str) -> Result<T, CarrierError> {
    if ok { Ok(value) } else { Err(CarrierError::Unreadable(name)) }
}

impl Head {
    fn take(fields: &mut Fields) -> Result<Self, CarrierError> {
        let kid =
            KeyId::from_bytes(fields.take("kid")?).map_err(|_| CarrierError::Unreadable("kid"))?;
        let not_before = fields.u32("nbf")?;
        let lifetime_minutes = fields.u16("lifetime")?;
        let lifetime_minutes = in_range(lifetime_minutes, lifetime_minutes != 0, "lifetime")?;
        let list = fields.u16("status list")?;
        let index = fields.u24("status index")?;
        let index = in_range(index, index < STATUS_LIST_ENTRIES, "status index")?;
        let functions = Functions::from_bits(fields.u16("functions")?)
            .map_err(|_| CarrierError::Unreadable("functions"))?;
        let max_code_age = fields.u8("max_code_age")?;
        let max_code_age = in_range(max_code_age, max_code_age != 0, "max_code_age")?;
        let device_key = fields.take("device key")?;
        let status = StatusIndex { list, index };
        Ok(Self { kid, not_before, lifetime_minutes, status, functions, max_code_age, device_key })
    }

    /// Whether the device key begins like a compressed point. Which curve it is on, the suite says.
    const fn has_a_points_mark(&self) -> bool {
        matches!(self.device_key[0], 2 | 3)
    }
}

impl Carrier {
    /// Reads carrier bytes. What is of another version, suite or kind is told from what is damaged by
    /// the fields that all of them share, so a newer code is never called damaged, nor rubbish newer.
    ///
    /// # Errors
    /// [`CarrierError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, CarrierError> {
        let mut fields = Fields(bytes);
        let version = fields.u8("version")?;
        let profile_flags = fields.u8("profile")?;
        let head = Head::take(&mut fields);
        if version != VERSION << 4 | SUITE || profile_flags & FLAGS_KEPT != 0 {
            let is_a_code = head.is_ok_and(|head| head.has_a_points_mark());
            return Err(if is_a_code && bytes.len() >= MIN_BYTES {
                CarrierError::Unsupported
            } else {
                CarrierError::Unreadable("version")
            });
        }
        let profile = Profile::from_number(u64::from(profile_flags >> 4))
            .ok_or(CarrierError::Unreadable("profile"))?;
        let head = head?;
        let (attributes, rest) = attributes::take(profile, fields.0)
            .map_err(|_| CarrierError::Unreadable("attributes"))?;
        fields.0 = rest;
        let issuer_signature = fields.signature("issuer signature")?;
        let mut card_bytes = bytes[..bytes.len() - fields.0.len()].to_vec();
        if let Some(byte) = card_bytes.get_mut(1) {
            *byte &= 0xf0;
        }
        let iat_offset = fields.u24("iat")?;
        let scene = SceneCode::new(fields.u16("scene")?);
        let challenge_hint = match profile_flags & FLAG_CHALLENGE {
            0 => None,
            _ => Some(fields.take("challenge hint")?),
        };
        let device_signature = fields.signature("device signature")?;
        in_range((), fields.0.is_empty(), "trailing bytes")?;
        Ok(Self {
            head,
            attributes,
            issuer_signature,
            iat_offset,
            scene,
            challenge_hint,
            device_signature,
            card_bytes,
        })
    }

    /// The issuer's `kid`.
    #[must_use]
    pub const fn kid(&self) -> KeyId {
        self.head.kid
    }

    /// The challenge hint, when the code answers a request.
    #[must_use]
    pub const fn challenge_hint(&self) -> Option<[u8; 2]> {
        self.challenge_hint
    }

    /// The scene the code was made for.
    #[cfg(any(test, feature = "internals"))]
    #[must_use]
    pub const fn scene(&self) -> SceneCode {
        self.scene
    }

    /// Offset 0 to the end of the issuer signature with the flags zeroed: what a cache of checked
    /// issuer signatures hashes (protocol §6).
    #[must_use]
    pub fn card_bytes(&self) -> &[u8] {
        &self.card_bytes
    }

    /// Decompresses the device key, 11 µs.
    ///
    /// # Errors
    /// [`CarrierError::Unreadable`] when it is not on the curve.
    pub fn device_key(&self) -> Result<PublicKey, CarrierError> {
        PublicKey::from_compressed(&self.head.device_key)
            .map_err(|_| CarrierError::Unreadable("device key"))
    }

    /// The code, with the device key that [`Self::device_key`] answered for the same card bytes, and
    /// with the challenge that its hint stands for.
    #[must_use]
    pub fn into_code(self, device_key: PublicKey, challenge: Option<ChallengeHash>) -> SignedCode {
        let head = self.head;
        let card = Card {
            kid: head.kid,
            not_before: head.not_before,
            lifetime_minutes: head.lifetime_minutes,
            status: head.status,
            functions: head.functions,
            max_code_age: head.max_code_age,
            device_key,
            attributes: self.attributes,
        };
        SignedCode {
            card: SignedCard { card, signature: self.issuer_signature },
            statement: Statement { iat_offset: self.iat_offset, scene: self.scene, challenge },
            signature: self.device_signature,
        }
    }
}
