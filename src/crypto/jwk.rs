//! P-256 public keys as JWK (RFC 7517, RFC 7518 §6.2) and their thumbprint (RFC 7638).

use serde::{Deserialize, Serialize};
#[cfg(any(test, feature = "internals", feature = "issuance"))]
use serde_json::{Map, Value};

use crate::base::base64url;
use crate::crypto::digest::{Sha256, sha256};
use crate::crypto::{KeyError, PublicKey};

/// What this version reads of a key.
#[cfg(any(test, feature = "internals", feature = "issuance"))]
const PUBLIC: [&str; 4] = ["kty", "crv", "x", "y"];

/// Private and secret members of keys (RFC 7518 §6.2.2, §6.3.2, §6.4.1): whoever sends one has given
/// the key away.
#[cfg(any(test, feature = "internals", feature = "issuance"))]
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Drops the members of a key that other makers' libraries add (RFC 7517 §4), so that [`Jwk`] reads it.
///
/// # Errors
/// [`KeyError`] for a member of a private or secret key.
#[cfg(any(test, feature = "internals", feature = "issuance"))]
pub fn keep_public(key: &mut Map<String, Value>) -> Result<(), KeyError> {
    if PRIVATE.iter().any(|name| key.contains_key(*name)) {
        return Err(KeyError);
    }
    key.retain(|name, _| PUBLIC.contains(&name.as_str()));
    Ok(())
}

/// A public JWK of P-256: exactly `kty`, `crv`, `x`, `y`. Any other member, a private one above all,
/// is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jwk {
    crv: String,
    kty: String,
    x: String,
    y: String,
}

impl Jwk {
    /// The key it holds.
    ///
    /// # Errors
    /// [`KeyError`]: other type or curve, coordinates not 32 bytes of canonical base64url, or not a
    /// point of the curve.
    pub fn public_key(&self) -> Result<PublicKey, KeyError> {
        if self.kty != "EC" || self.crv != "P-256" {
            return Err(KeyError);
        }
        let coordinate = |text: &str| base64url::decode_array::<32>(text).map_err(|_| KeyError);
        PublicKey::from_coordinates(&coordinate(&self.x)?, &coordinate(&self.y)?)
    }
}

impl From<&PublicKey> for Jwk {
    fn from(key: &PublicKey) -> Self {
        Self {
            crv: "P-256".into(),
            kty: "EC".into(),
            x: base64url::encode(key.x()),
            y: base64url::encode(key.y()),
        }
    }
}

/// JWK thumbprint (RFC 7638 §3): SHA-256 of the members in lexicographic order without spaces.
#[must_use]
pub fn thumbprint(key: &PublicKey) -> Sha256 {
    let (x, y) = (base64url::encode(key.x()), base64url::encode(key.y()));
    sha256(format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#).as_bytes())
}

/// JWK thumbprint as base64url: a root's `kid`, a token's `jkt`.
#[must_use]
pub fn thumbprint_text(key: &PublicKey) -> String {
    base64url::encode(&thumbprint(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::SigningKey;

    #[test]
    fn a_jwk_reads_back_and_its_private_half_is_refused() {
        let key = SigningKey::from_bytes(&[9; 32]).expect("scalar").public_key();
        let text = serde_json::to_string(&Jwk::from(&key)).expect("json");
        let read: Jwk = serde_json::from_str(&text).expect("jwk");
        assert_eq!(read.public_key(), Ok(key));
        let private = text.replace("\"x\"", "\"d\":\"AA\",\"x\"");
        assert!(serde_json::from_str::<Jwk>(&private).is_err());
        assert!(Jwk { kty: "oct".into(), ..read }.public_key().is_err());
    }

    #[test]
    fn the_thumbprint_hashes_the_serialized_members() {
        let key = SigningKey::from_bytes(&[9; 32]).expect("scalar").public_key();
        // serde writes the members in declaration order, which is the lexicographic one.
        let text = serde_json::to_string(&Jwk::from(&key)).expect("json");
        assert_eq!(thumbprint(&key), sha256(text.as_bytes()));
    }
}
