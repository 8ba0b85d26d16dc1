//! What the service hands out and recognises again: tokens, codes, nonces, notification names.
//!
//! Tokens and codes are 256 random bits, remembered by their hash. Nonces and notification names are
//! not remembered at all: they carry the time and a MAC, and only a nonce that was used is stored.

use essc::base::base64url;
use essc::base::time::UnixTime;
use essc::crypto::digest::{Sha256, equal_in_constant_time, hmac_sha256, sha256_of};
use essc::crypto::random::{self, RandomUnavailable};
use essc::model::region::Region;
use zeroize::Zeroizing;

use crate::store::SingleUse;

/// Life of a nonce, in seconds (protocol §8).
pub const NONCE_LIFE: u64 = 300;

/// Life of a notification name: how long a wallet may take to report, in seconds.
const NOTIFICATION_LIFE: u64 = 86_400;

const TIME_BYTES: usize = 8;
const RANDOM_BYTES: usize = 16;
const MAC_BYTES: usize = 16;
const BODY_BYTES: usize = TIME_BYTES + RANDOM_BYTES;

/// What a stateless value is for. A MAC of one kind is none of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The server nonce of `DPoP` proofs (RFC 9449 §8).
    Dpop,
    /// `c_nonce` of credential requests (`OpenID4VCI` §7).
    Credential,
    /// `notification_id` (`OpenID4VCI` §11).
    Notification,
}

impl Kind {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Dpop => b"dpop nonce",
            Self::Credential => b"credential nonce",
            Self::Notification => b"notification",
        }
    }

    const fn life(self) -> u64 {
        match self {
            Self::Dpop | Self::Credential => NONCE_LIFE,
            Self::Notification => NOTIFICATION_LIFE,
        }
    }
}

/// Makes and recognises what the service hands out.
pub struct Mint {
    secret: Zeroizing<[u8; 32]>,
}

/// A fresh secret for a client and what is remembered of it.
pub struct Token {
    /// Handed to the client, 43 characters of base64url.
    pub text: Zeroizing<String>,
    /// Remembered.
    pub hash: Sha256,
}

impl Token {
    /// 256 fresh random bits.
    ///
    /// # Errors
    /// [`RandomUnavailable`].
    pub fn fresh() -> Result<Self, RandomUnavailable> {
        let bytes = Zeroizing::new(random::bytes::<32>()?);
        let text = Zeroizing::new(base64url::encode(bytes.as_slice()));
        let hash = Self::hash(&text);
        Ok(Self { text, hash })
    }

    /// What is remembered of a token that came back.
    #[must_use]
    pub fn hash(text: &str) -> Sha256 {
        sha256_of(&[b"essc token", text.as_bytes()])
    }
}

impl Mint {
    /// A mint from the service's secret.
    #[must_use]
    pub const fn new(secret: Zeroizing<[u8; 32]>) -> Self {
        Self { secret }
    }

    /// The key that orders status indexes.
    #[must_use]
    pub fn allocation_key(&self) -> [u8; 32] {
        hmac_sha256(&self.secret, &[b"allocation"])
    }

    /// What is remembered of an offer's transaction code. A MAC, since six digits have no secrecy of
    /// their own.
    #[must_use]
    pub fn tx_code(&self, code: &Sha256, tx_code: &str) -> Sha256 {
        hmac_sha256(&self.secret, &[b"tx_code", code, tx_code.as_bytes()])
    }

    /// A fresh nonce or name for a region.
    ///
    /// # Errors
    /// [`RandomUnavailable`].
    pub fn fresh(
        &self,
        kind: Kind,
        region: Region,
        now: UnixTime,
    ) -> Result<String, RandomUnavailable> {
        let mut body = [0; BODY_BYTES];
        let (time, unique) = body.split_at_mut(TIME_BYTES);
        time.copy_from_slice(&now.as_secs().to_be_bytes());
        unique.copy_from_slice(&random::bytes::<RANDOM_BYTES>()?);
        let mac = self.mac(kind, region, &body);
        Ok(base64url::encode(&[body.as_slice(), &mac[..MAC_BYTES]].concat()))
    }

    /// Recognises a nonce or name of this service, kind and region that is still alive; answers with
    /// what using it up takes.
    #[must_use]
    pub fn recognise(
        &self,
        kind: Kind,
        region: Region,
        text: &str,
        now: UnixTime,
    ) -> Option<SingleUse> {
        // Decoded bytes are canonical, so one nonce has one text.
        let bytes: [u8; BODY_BYTES + MAC_BYTES] = base64url::decode_array(text).ok()?;
        let (body, mac) = bytes.split_at(BODY_BYTES);
        if !equal_in_constant_time(mac, &self.mac(kind, region, body)[..MAC_BYTES]) {
            return None;
        }
        let made = UnixTime::from_secs(u64::from_be_bytes(*body.first_chunk()?));
        let expires = made.plus(kind.life());
        let hash = sha256_of(&[kind.label(), &bytes]);
        (now < expires).then_some(SingleUse { hash, expires })
    }

    fn mac(&self, kind: Kind, region: Region, body: &[u8]) -> Sha256 {
        hmac_sha256(&self.secret, &[kind.label(), &region.to_bytes(), body])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mint(secret: u8) -> Mint {
        Mint::new(Zeroizing::new([secret; 32]))
    }

    #[test]
    fn a_nonce_is_recognised_for_five_minutes_by_its_own_service_kind_and_region() {
        let (mint, now) = (mint(1), UnixTime::from_secs(1_800_000_000));
        let nonce = mint.fresh(Kind::Dpop, Region::GUANGZHOU, now).expect("random");
        let known = |mint: &Mint, kind, region, at| mint.recognise(kind, region, &nonce, at);
        assert!(known(&mint, Kind::Dpop, Region::GUANGZHOU, now.plus(299)).is_some());
        assert!(known(&mint, Kind::Dpop, Region::GUANGZHOU, now.plus(300)).is_none());
        assert!(known(&mint, Kind::Credential, Region::GUANGZHOU, now).is_none());
        assert!(known(&mint, Kind::Dpop, Region::SHENZHEN, now).is_none());
        assert!(known(&self::mint(2), Kind::Dpop, Region::GUANGZHOU, now).is_none());
    }

    #[test]
    fn no_changed_nonce_is_recognised() {
        let (mint, now) = (mint(1), UnixTime::from_secs(1_800_000_000));
        let nonce = mint.fresh(Kind::Credential, Region::GUANGZHOU, now).expect("random");
        for at in 0..nonce.len() {
            let mut bytes = nonce.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).expect("ascii");
            let found = mint.recognise(Kind::Credential, Region::GUANGZHOU, &changed, now);
            assert!(found.is_none(), "character {at}");
        }
    }
}
