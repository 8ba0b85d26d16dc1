//! A venue's request: who asks, for what scene, how much and why, signed (protocol §9).

use crate::base::text;
use crate::base::time::UnixTime;
use crate::crypto::digest::{Sha256, sha256, sha256_of};
use crate::crypto::{Signature, SigningKey};
use crate::model::scene::SceneCode;
use crate::wire::carrier::CarrierError;
use crate::wire::cbor::{CborError, Reader, Writer};
use crate::wire::code::ChallengeHash;
use crate::wire::cose::{self, ESSC, Sign1};
use crate::wire::framing;
use crate::wire::venue_card::{SignedVenueCard, read_time};

/// `typ` of a request.
pub const TYP: &str = "essc-request+cwt";

/// Longest request that is read, in bytes.
pub const MAX_BYTES: usize = 1536;

/// Longest life of a request, in seconds.
pub const MAX_LIFE: u64 = 120;

/// Most characters of a purpose.
pub const MAX_PURPOSE_CHARS: usize = 60;

const VERSION: i64 = 1;

/// Domain of the challenge hash.
const CHALLENGE_DOMAIN: &[u8] = b"essc-request-v1";

/// What a venue asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// When it was made.
    pub issued_at: UnixTime,
    /// Until when a code may answer it: later than `issued_at` by 1 to 120 s.
    pub expires: UnixTime,
    /// The scene.
    pub scene: SceneCode,
    /// Makes equal questions different.
    pub nonce: [u8; 16],
    /// Amount in fen, 1 to 2³² − 1.
    pub amount: Option<u32>,
    /// Purpose shown to the holder, at most 60 characters.
    pub purpose: Option<String>,
    /// Who asks.
    pub venue_card: SignedVenueCard,
}

/// A request and a signature that was not necessarily verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedRequest {
    /// What is signed.
    pub request: Request,
    /// The venue's signature, or what claims to be it.
    pub signature: Signature,
}

/// Why a text is no request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum RequestError {
    /// Not the text of a request, or of another version.
    #[error(transparent)]
    Text(#[from] CarrierError),
    /// Not the object.
    #[error(transparent)]
    Object(#[from] CborError),
}

impl Request {
    /// The request, if every value may be signed.
    ///
    /// # Errors
    /// [`CborError::Value`] with the name of the first that may not.
    pub fn checked(self) -> Result<Self, CborError> {
        let life = self.expires.since(self.issued_at);
        let purpose_ok =
            self.purpose.as_deref().is_none_or(|p| text::check(p, MAX_PURPOSE_CHARS).is_ok());
        for (ok, name) in [
            ((1..=MAX_LIFE as i64).contains(&life), "exp"),
            (self.amount != Some(0), "amount"),
            (purpose_ok, "purpose"),
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
            .map(3)
            .int(4)
            .uint(self.expires.as_secs())
            .int(6)
            .uint(self.issued_at.as_secs())
            .int(ESSC)
            .array(6)
            .int(VERSION)
            .uint(u64::from(self.scene.number()))
            .bytes(&self.nonce);
        let writer = match self.amount {
            Some(amount) => writer.uint(u64::from(amount)),
            None => writer.null(),
        };
        let writer = match &self.purpose {
            Some(purpose) => writer.text(purpose),
            None => writer.null(),
        };
        let payload = writer.bytes(&self.venue_card.to_cose()).into_bytes();
        Sign1 { protected: cose::protected(None, TYP), payload }
    }
}

impl SignedRequest {
    /// Signs a request with the venue's key.
    ///
    /// # Errors
    /// [`CborError::Value`] for a value that may not be signed.
    pub fn sign(request: Request, key: &SigningKey) -> Result<Self, CborError> {
        let request = request.checked()?;
        let purpose = request.purpose.as_deref().unwrap_or_default();
        text::check_signable(purpose).map_err(|_| CborError::Value("purpose"))?;
        let signature = request.cwt().sign(key);
        Ok(Self { request, signature })
    }

    /// Whether the signature is that of the key in the venue card, which is verified on its own.
    #[must_use]
    pub fn verify(&self) -> bool {
        self.request.cwt().verify(&self.request.venue_card.card.key, &self.signature)
    }

    /// The tagged `COSE_Sign1`.
    #[must_use]
    pub fn to_cose(&self) -> Vec<u8> {
        self.request.cwt().to_bytes(&self.signature)
    }

    /// Reads a tagged `COSE_Sign1`; neither signature is verified.
    ///
    /// # Errors
    /// [`CborError`].
    pub fn from_cose(bytes: &[u8]) -> Result<Self, CborError> {
        let parts = cose::parts(bytes, MAX_BYTES)?;
        let mut reader = Reader::new(parts.payload, MAX_BYTES)?;
        reader.expect_map(3)?;
        reader.expect_int(4)?;
        let expires = read_time(&mut reader, "exp")?;
        reader.expect_int(6)?;
        let issued_at = read_time(&mut reader, "iat")?;
        reader.expect_int(ESSC)?;
        reader.expect_array(6)?;
        reader.expect_int(VERSION)?;
        let scene = SceneCode::new(reader.small("scene")?);
        let nonce = reader.array_of("nonce")?;
        let amount = reader.nullable(|r| r.small("amount"))?;
        let purpose = reader.nullable(|r| r.text().map(str::to_owned))?;
        let venue_card = SignedVenueCard::from_cose(reader.bytes()?)?;
        let request = Request { issued_at, expires, scene, nonce, amount, purpose, venue_card };
        let signed = Self { request: request.checked()?, signature: parts.signature };
        // Settles what was passed over above: the protected header, and the form of everything.
        if signed.to_cose() != bytes {
            return Err(CborError::NotDeterministic);
        }
        Ok(signed)
    }

    /// The QR text.
    #[must_use]
    pub fn to_text(&self) -> String {
        framing::REQUEST.frame(&self.to_cose())
    }

    /// Reads a QR text; neither signature is verified.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn from_text(text: &str) -> Result<Self, RequestError> {
        Ok(Self::from_cose(&framing::REQUEST.unframe(text)?)?)
    }

    /// What tells this request from others: SHA-256 of its `Sig_structure`, the same for both forms of
    /// its signature and for whatever signature else it is sent with again.
    #[must_use]
    pub fn request_id(&self) -> Sha256 {
        sha256(&self.request.cwt().to_be_signed())
    }

    /// The challenge a code answers it with: SHA-256(`essc-request-v1` ‖ request bytes). Since only
    /// one encoding is read, these are the bytes received, tag and signature included.
    #[must_use]
    pub fn challenge(&self) -> ChallengeHash {
        sha256_of(&[CHALLENGE_DOMAIN, &self.to_cose()])
    }
}
