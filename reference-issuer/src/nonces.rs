//! Nonces and notification names: handed out, recognised when they come back, and not remembered.
//!
//! Each carries the time and a MAC of the service; only a nonce that was used is stored.

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

/// Makes nonces and notification names, and recognises those of this service.
pub struct Nonces {
    secret: Zeroizing<[u8; 32]>,
}

impl Nonces {
    /// Those of a service with this secret.
    #[must_use]
    pub const fn new(secret: Zeroizing<[u8; 32]>) -> Self {
        Self { secret }
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
    pub fn recognize(
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

    fn nonces(secret: u8) -> Nonces {
        Nonces::new(Zeroizing::new([secret; 32]))
    }

    #[test]
    fn a_nonce_is_recognized_for_five_minutes_by_its_own_service_kind_and_region() {
        let (nonces, now) = (nonces(1), UnixTime::from_secs(1_800_000_000));
        let nonce = nonces.fresh(Kind::Dpop, Region::GUANGZHOU, now).expect("random");
        let known = |nonces: &Nonces, kind, region, at| nonces.recognize(kind, region, &nonce, at);
        assert!(known(&nonces, Kind::Dpop, Region::GUANGZHOU, now.plus(299)).is_some());
        assert!(known(&nonces, Kind::Dpop, Region::GUANGZHOU, now.plus(300)).is_none());
        assert!(known(&nonces, Kind::Credential, Region::GUANGZHOU, now).is_none());
        assert!(known(&nonces, Kind::Dpop, Region::SHENZHEN, now).is_none());
        assert!(known(&self::nonces(2), Kind::Dpop, Region::GUANGZHOU, now).is_none());
    }

    #[test]
    fn no_changed_nonce_is_recognized() {
        let (nonces, now) = (nonces(1), UnixTime::from_secs(1_800_000_000));
        let nonce = nonces.fresh(Kind::Credential, Region::GUANGZHOU, now).expect("random");
        for at in 0..nonce.len() {
            let mut bytes = nonce.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).expect("ascii");
            let found = nonces.recognize(Kind::Credential, Region::GUANGZHOU, &changed, now);
            assert!(found.is_none(), "character {at}");
        }
    }
}
