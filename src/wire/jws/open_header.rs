//! Headers of proofs as clients of other makers write them: an open set of members.
//!
//! Keys out of `WebCrypto` or Nimbus carry `ext`, `key_ops`, `kid` and `use`, and libraries add header
//! members of their own. None of them changes what is verified here, so they are left out before the
//! header is read as the closed set that it is elsewhere.

use serde_json::{Map, Value};

use super::{JoseHeader, JwsError, MAX_HEADER_BYTES};
use crate::base::json;
use crate::crypto::jwk;

/// What this version reads of a header.
const HEADER: [&str; 7] = ["alg", "typ", "kid", "jwk", "x5c", "essc_app_attest", "key_attestation"];

/// Reads a header.
///
/// # Errors
/// [`JwsError::Header`] for a header with `crit` or a private key, or one that is not a proof's.
pub(super) fn read(bytes: &[u8]) -> Result<JoseHeader, JwsError> {
    let mut header: Map<String, Value> =
        json::parse(bytes, MAX_HEADER_BYTES).map_err(|_| JwsError::Header)?;
    if header.contains_key("crit") {
        return Err(JwsError::Header);
    }
    if let Some(Value::Object(key)) = header.get_mut("jwk") {
        jwk::keep_public(key).map_err(|_| JwsError::Header)?;
    }
    header.retain(|name, _| HEADER.contains(&name.as_str()));
    serde_json::from_value(Value::Object(header)).map_err(|_| JwsError::Header)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::crypto::SigningKey;
    use crate::crypto::jwk::Jwk;

    fn header(change: impl FnOnce(&mut Value)) -> Result<JoseHeader, JwsError> {
        let key = SigningKey::from_bytes(&[3; 32]).expect("scalar").public_key();
        let mut header = json!({ "alg": "ES256", "typ": "dpop+jwt", "jwk": Jwk::from(&key) });
        change(&mut header);
        read(header.to_string().as_bytes())
    }

    #[test]
    fn members_of_other_makers_are_ignored() {
        let plain = header(|_| {}).expect("a header");
        let full = header(|header| {
            header["jku"] = "https://card.example".into();
            header["b64"] = true.into();
            for (name, value) in [
                ("ext", json!(true)),
                ("key_ops", json!(["verify"])),
                ("kid", json!("k")),
                ("use", json!("sig")),
                ("alg", json!("ES256")),
            ] {
                header["jwk"][name] = value;
            }
        });
        assert_eq!(full, Ok(plain));
    }

    #[test]
    fn what_must_be_understood_and_private_keys_are_refused() {
        let refused = Err(JwsError::Header);
        assert_eq!(header(|header| header["crit"] = json!(["b64"])), refused);
        for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
            assert_eq!(header(|header| header["jwk"][name] = "AA".into()), refused, "{name}");
        }
        assert_eq!(header(|header| header["jwk"] = Value::Null), refused);
        assert_eq!(header(|header| header["x5c"] = "AA".into()), refused);
        assert_eq!(header(|header| header["key_attestation"] = json!(["AA"])), refused);
        assert_eq!(header(|header| header["key_attestation"] = Value::Null), refused);
        let twice = br#"{"alg":"ES256","typ":"dpop+jwt","x":1,"x":2}"#;
        assert_eq!(read(twice), refused);
    }
}
