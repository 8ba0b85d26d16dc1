//! The venue card: a city's word for whose key signs a gate's requests (protocol §9).

use crate::base::text;
use crate::base::time::UnixTime;
use crate::crypto::{PublicKey, Signature, SigningKey};
use crate::model::key_id::KeyId;
use crate::model::region::Region;
use crate::model::scene::SceneCode;
use crate::wire::card::issuer_name;
use crate::wire::cbor::{CborError, Reader, Writer};
use crate::wire::cose::{self, ESSC, Sign1};

/// `typ` of a venue card.
pub const TYP: &str = "essc-venue+cwt";

/// Longest venue card that is read, in bytes.
pub const MAX_BYTES: usize = 640;

/// Most characters of a venue's name.
pub const MAX_NAME_CHARS: usize = 40;

/// Longest life of a venue card that an issuer signs, in seconds. Readers don't judge it.
pub const MAX_LIFE: u64 = 31 * 86_400;

/// Most scenes of one venue.
pub const MAX_SCENES: usize = 32;

const VERSION: i64 = 1;

/// What a city says of a venue. Its values are in range when it came from [`VenueCard::checked`] or
/// from the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueCard {
    /// The city's venue key.
    pub kid: KeyId,
    /// Start of validity.
    pub not_before: UnixTime,
    /// End of validity.
    pub expires: UnixTime,
    /// The gate's key.
    pub key: PublicKey,
    /// Identifier of the venue, 1 to 32 of `0-9A-Za-z._-`.
    pub venue_id: String,
    /// Name shown to the holder, at most 40 characters.
    pub name: String,
    /// Where it stands; inside the issuing region.
    pub region: Region,
    /// Scenes it may ask for: 1 to 32, ascending, none twice.
    pub scenes: Vec<SceneCode>,
}

/// A venue card and a signature that was not necessarily verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedVenueCard {
    /// What is signed.
    pub card: VenueCard,
    /// The city's signature, or what claims to be it.
    pub signature: Signature,
}

impl VenueCard {
    /// The card, if every value may be signed.
    ///
    /// # Errors
    /// [`CborError::Value`] with the name of the first that may not.
    pub fn checked(self) -> Result<Self, CborError> {
        let id_ok = (1..=32).contains(&self.venue_id.len())
            && self.venue_id.bytes().all(|c| c.is_ascii_alphanumeric() || b"._-".contains(&c));
        let scenes_ok =
            (1..=MAX_SCENES).contains(&self.scenes.len()) && self.scenes.is_sorted_by(|a, b| a < b);
        for (ok, name) in [
            (self.not_before < self.expires, "exp"),
            (id_ok, "venue_id"),
            (text::check(&self.name, MAX_NAME_CHARS).is_ok(), "name"),
            (self.kid.region().administers(self.region), "region"),
            (scenes_ok, "scenes"),
        ] {
            if !ok {
                return Err(CborError::Value(name));
            }
        }
        Ok(self)
    }

    /// The unsigned CWT.
    #[must_use]
    pub fn cwt(&self) -> Sign1 {
        let writer = Writer::with_capacity(MAX_BYTES)
            .map(5)
            .int(1)
            .text(&issuer_name(self.kid.region()))
            .int(4)
            .uint(self.expires.as_secs())
            .int(5)
            .uint(self.not_before.as_secs());
        let writer = cose::write_cnf(writer, &self.key)
            .int(ESSC)
            .array(5)
            .int(VERSION)
            .text(&self.venue_id)
            .text(&self.name)
            .uint(u64::from(self.region.code()))
            .array(self.scenes.len() as u64);
        let writer = self.scenes.iter().fold(writer, |w, scene| w.uint(u64::from(scene.number())));
        let payload = writer.into_bytes();
        Sign1 { protected: cose::protected(Some(&self.kid.to_bytes()), TYP), payload }
    }
}

impl SignedVenueCard {
    /// Signs a venue card with a city's venue key.
    ///
    /// # Errors
    /// [`CborError::Value`] for a value that may not be signed.
    pub fn sign(card: VenueCard, key: &SigningKey) -> Result<Self, CborError> {
        let card = card.checked()?;
        text::check_signable(&card.name).map_err(|_| CborError::Value("name"))?;
        let signature = card.cwt().sign(key);
        Ok(Self { card, signature })
    }

    /// Whether the signature is `key`'s.
    #[must_use]
    pub fn verify(&self, key: &PublicKey) -> bool {
        self.card.cwt().verify(key, &self.signature)
    }

    /// The tagged `COSE_Sign1`.
    #[must_use]
    pub fn to_cose(&self) -> Vec<u8> {
        self.card.cwt().to_bytes(&self.signature)
    }

    /// Reads a tagged `COSE_Sign1`; the signature is not verified.
    ///
    /// # Errors
    /// [`CborError`].
    pub fn from_cose(bytes: &[u8]) -> Result<Self, CborError> {
        let parts = cose::parts(bytes, MAX_BYTES)?;
        let kid = KeyId::from_bytes(cose::kid_of(parts.protected, TYP)?)
            .map_err(|_| CborError::Value("kid"))?;
        let card = read_payload(kid, parts.payload)?.checked()?;
        let signed = Self { card, signature: parts.signature };
        if signed.to_cose() != bytes {
            return Err(CborError::NotDeterministic);
        }
        Ok(signed)
    }
}

fn read_payload(kid: KeyId, payload: &[u8]) -> Result<VenueCard, CborError> {
    let mut reader = Reader::new(payload, MAX_BYTES)?;
    reader.expect_map(5)?;
    reader.expect_int(1)?;
    reader.expect_text(&issuer_name(kid.region()))?;
    reader.expect_int(4)?;
    let expires = read_time(&mut reader, "exp")?;
    reader.expect_int(5)?;
    let not_before = read_time(&mut reader, "nbf")?;
    let key = cose::read_cnf(&mut reader)?;
    reader.expect_int(ESSC)?;
    reader.expect_array(5)?;
    reader.expect_int(VERSION)?;
    let venue_id = reader.text()?.to_owned();
    let name = reader.text()?.to_owned();
    let region = Region::new(reader.small("region")?).ok_or(CborError::Value("region"))?;
    let count = reader.array()?;
    if count > MAX_SCENES as u64 {
        return Err(CborError::Value("scenes"));
    }
    let scenes = (0..count)
        .map(|_| reader.small("scenes").map(SceneCode::new))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(VenueCard { kid, not_before, expires, key, venue_id, name, region, scenes })
}

/// The next item as an instant.
pub(crate) fn read_time(
    reader: &mut Reader<'_>,
    name: &'static str,
) -> Result<UnixTime, CborError> {
    UnixTime::try_from(reader.uint()?).map_err(|_| CborError::Value(name))
}
