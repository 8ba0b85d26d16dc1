//! Compact JWS (RFC 7515), ES256 only, with a closed set of header members.
//!
//! Written here rather than taken from a JWT library because those read the system clock, let unknown
//! and duplicate header members pass, and want the private key, which a device never gives away. The
//! tests let an independent library verify what this module signs.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use crate::base::base64url;
use crate::base::json::{self, JsonError};
use crate::crypto::jwk::Jwk;
use crate::crypto::{PublicKey, Signature, SigningKey};

#[cfg(any(test, feature = "internals"))]
mod open_header;
#[cfg(any(test, feature = "internals"))]
mod proof_header;

/// Most bytes of a header's JSON; an attestation chain of five certificates fits.
const MAX_HEADER_BYTES: usize = 32 * 1024;

/// The one algorithm of version 1.
pub const ALGORITHM: &str = "ES256";

/// Why a JWS was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum JwsError {
    /// More bytes than the caller's bound.
    #[error("the JWS is longer than {limit} bytes")]
    TooLong {
        /// The bound.
        limit: usize,
    },
    /// Not three parts of canonical base64url, or a signature of another length.
    #[error("not a compact JWS")]
    Form,
    /// The header is not JSON, has a member twice or one outside the closed set, or lacks one.
    #[error("the JWS header was refused")]
    Header,
    /// Another algorithm than ES256.
    #[error("the JWS algorithm is not ES256")]
    Algorithm,
    /// Another kind of object than the one expected here.
    #[error("the JWS is of another type")]
    Type,
    /// The signature does not fit.
    #[error("the JWS signature does not fit")]
    Signature,
    /// The signature fits, and the payload is not what this type holds.
    #[error("the JWS payload was refused: {0}")]
    Payload(#[from] JsonError),
}

/// The header: a closed set, each member left out or with a value. Documents carry `kid`; proofs
/// carry `jwk` or `x5c`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoseHeader {
    /// Algorithm, `ES256`.
    pub alg: String,
    /// Identifier of the signer's key.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// Kind of object.
    pub typ: String,
    /// The signer's key.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub jwk: Option<Jwk>,
    /// Android attestation chain, base64 DER, leaf first.
    #[cfg(any(test, feature = "holder", feature = "issuance", feature = "internals"))]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub x5c: Option<Vec<String>>,
    /// Apple App Attest assertion, base64url.
    #[cfg(any(test, feature = "holder", feature = "issuance", feature = "internals"))]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub essc_app_attest: Option<String>,
    /// An app provider's statement about the key in `jwk`, a compact JWS (`OpenID4VCI` 1.0, D.1).
    #[cfg(any(test, feature = "holder", feature = "issuance", feature = "internals"))]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub key_attestation: Option<String>,
}

/// A member that is there has a value: in a closed set `null` is not another way to leave it out.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    value: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}

impl JoseHeader {
    /// Header of a signed document.
    #[must_use]
    pub fn document(typ: &str, kid: &str) -> Self {
        Self { kid: Some(kid.into()), ..Self::bare(typ) }
    }

    /// Header of a proof that names its key.
    #[must_use]
    pub fn proof(typ: &str, key: &PublicKey) -> Self {
        Self { jwk: Some(Jwk::from(key)), ..Self::bare(typ) }
    }

    /// Header with algorithm and type only.
    #[must_use]
    pub fn bare(typ: &str) -> Self {
        Self {
            alg: ALGORITHM.into(),
            kid: None,
            typ: typ.into(),
            jwk: None,
            #[cfg(any(test, feature = "holder", feature = "issuance", feature = "internals"))]
            x5c: None,
            #[cfg(any(test, feature = "holder", feature = "issuance", feature = "internals"))]
            essc_app_attest: None,
            #[cfg(any(test, feature = "holder", feature = "issuance", feature = "internals"))]
            key_attestation: None,
        }
    }

    /// How many kinds of evidence about its key the header carries.
    #[cfg(any(test, feature = "holder", feature = "issuance", feature = "internals"))]
    const fn evidence(&self) -> u8 {
        self.x5c.is_some() as u8
            + self.essc_app_attest.is_some() as u8
            + self.key_attestation.is_some() as u8
    }

    /// A gate alone reads no evidence: such a member is one that it does not know, and the header is refused.
    #[cfg(not(any(test, feature = "holder", feature = "issuance", feature = "internals")))]
    const fn evidence(&self) -> u8 {
        0
    }
}

/// A JWS that was read but not verified. Its payload is out of reach until it is.
#[derive(Debug)]
pub struct UnverifiedJws<'a> {
    header: JoseHeader,
    signing_input: &'a str,
    payload: Vec<u8>,
    signature: Signature,
}

/// Reads a compact JWS of type `typ` and at most `limit` bytes.
///
/// # Errors
/// [`JwsError`], of which `Signature` and `Payload` come only from [`UnverifiedJws::verify`].
pub fn parse<'a>(text: &'a str, typ: &str, limit: usize) -> Result<UnverifiedJws<'a>, JwsError> {
    let closed = |bytes: &[u8]| json::parse(bytes, MAX_HEADER_BYTES).map_err(|_| JwsError::Header);
    parse_with(text, typ, limit, closed)
}

/// Reads a proof that a client may have made with any library: members of its header and of the key
/// in it that this version does not know are ignored (RFC 7515 §4, RFC 7517 §4). `crit` and the
/// members of a private key are refused.
///
/// # Errors
/// As [`parse`].
#[cfg(any(test, feature = "internals"))]
pub fn parse_proof<'a>(
    text: &'a str,
    typ: &str,
    limit: usize,
) -> Result<UnverifiedJws<'a>, JwsError> {
    parse_with(text, typ, limit, open_header::read)
}

fn parse_with<'a>(
    text: &'a str,
    typ: &str,
    limit: usize,
    read_header: impl FnOnce(&[u8]) -> Result<JoseHeader, JwsError>,
) -> Result<UnverifiedJws<'a>, JwsError> {
    if text.len() > limit {
        return Err(JwsError::TooLong { limit });
    }
    let (signing_input, signature) = text.rsplit_once('.').ok_or(JwsError::Form)?;
    let (header, payload) = signing_input.split_once('.').ok_or(JwsError::Form)?;
    let bytes = |part: &str| base64url::decode(part).map_err(|_| JwsError::Form);
    let signature = Signature::from_slice(&bytes(signature)?).ok_or(JwsError::Form)?;
    let header = read_header(&bytes(header)?)?;
    if header.alg != ALGORITHM {
        return Err(JwsError::Algorithm);
    }
    if header.typ != typ {
        return Err(JwsError::Type);
    }
    Ok(UnverifiedJws { header, signing_input, payload: bytes(payload)?, signature })
}

impl UnverifiedJws<'_> {
    /// The header, as it was read.
    #[cfg(any(test, feature = "internals"))]
    #[must_use]
    pub const fn header(&self) -> &JoseHeader {
        &self.header
    }

    /// The `kid` of a document's signer; a document carries nothing else in its header.
    ///
    /// # Errors
    /// [`JwsError::Header`] for any other header.
    pub fn document_kid(&self) -> Result<&str, JwsError> {
        match &self.header {
            header @ JoseHeader { kid: Some(kid), jwk: None, .. } if header.evidence() == 0 => {
                Ok(kid)
            }
            _ => Err(JwsError::Header),
        }
    }

    /// Verifies the signature, then reads the payload.
    ///
    /// # Errors
    /// [`JwsError::Signature`], then [`JwsError::Payload`].
    pub fn verify<T: DeserializeOwned>(&self, key: &PublicKey) -> Result<T, JwsError> {
        if !key.verify(self.signing_input.as_bytes(), &self.signature) {
            return Err(JwsError::Signature);
        }
        Ok(json::parse(&self.payload, self.payload.len())?)
    }

    /// Reads the payload without believing it: for finding the key, never for anything else.
    ///
    /// # Errors
    /// [`JwsError::Payload`].
    pub fn peek<T: DeserializeOwned>(&self) -> Result<T, JwsError> {
        Ok(json::parse(&self.payload, self.payload.len())?)
    }
}

/// The bytes to sign: header and payload in base64url, with a dot between.
#[must_use]
pub fn signing_input(header: &JoseHeader, payload: &impl Serialize) -> String {
    // Plain data with string keys: serialising it can't fail.
    let part = |json: serde_json::Result<Vec<u8>>| base64url::encode(&json.unwrap_or_default());
    format!("{}.{}", part(serde_json::to_vec(header)), part(serde_json::to_vec(payload)))
}

/// A signing input and its signature as a compact JWS.
#[must_use]
pub fn assemble(signing_input: &str, signature: &Signature) -> String {
    format!("{signing_input}.{}", base64url::encode(signature.as_bytes()))
}

/// Signs with a software key.
#[must_use]
pub fn sign(header: &JoseHeader, payload: &impl Serialize, key: &SigningKey) -> String {
    let input = signing_input(header, payload);
    let signature = key.sign(input.as_bytes());
    assemble(&input, &signature)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_bytes(&[3; 32]).expect("scalar")
    }

    fn signed() -> String {
        sign(&JoseHeader::document("essc-trust+jwt", "k"), &json!({"seq": 1}), &key())
    }

    fn with_header(header: &str) -> String {
        let input =
            format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(b"{}"));
        assemble(&input, &key().sign(input.as_bytes()))
    }

    fn read(text: &str) -> Result<Value, JwsError> {
        let jws = parse(text, "essc-trust+jwt", 4096)?;
        jws.document_kid()?;
        jws.verify(&key().public_key())
    }

    #[test]
    fn a_library_that_is_not_ours_verifies_what_is_signed_here() {
        let public = key().public_key();
        let (x, y) = (base64url::encode(public.x()), base64url::encode(public.y()));
        let decoding = jsonwebtoken::DecodingKey::from_ec_components(&x, &y).expect("key");
        let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::ES256);
        rules.validate_exp = false;
        rules.required_spec_claims.clear();
        let decoded = jsonwebtoken::decode::<Value>(signed(), &decoding, &rules).expect("verifies");
        assert_eq!(decoded.claims, json!({"seq": 1}));
        assert_eq!(decoded.header.typ.as_deref(), Some("essc-trust+jwt"));
    }

    #[test]
    fn other_algorithms_types_and_header_members_are_refused() {
        assert!(read(&signed()).is_ok());
        let cases = [
            (r#"{"alg":"none","kid":"k","typ":"essc-trust+jwt"}"#, JwsError::Algorithm),
            (r#"{"alg":"HS256","kid":"k","typ":"essc-trust+jwt"}"#, JwsError::Algorithm),
            (r#"{"alg":"ES256","kid":"k","typ":"statuslist+jwt"}"#, JwsError::Type),
            (r#"{"alg":"ES256","kid":"k","typ":"JWT"}"#, JwsError::Type),
            (r#"{"alg":"ES256","kid":"k"}"#, JwsError::Header),
            (r#"{"alg":"ES256","typ":"essc-trust+jwt"}"#, JwsError::Header),
            (r#"{"alg":"ES256","kid":"k","kid":"k","typ":"essc-trust+jwt"}"#, JwsError::Header),
            (r#"{"alg":"ES256","kid":"k","typ":"essc-trust+jwt","crit":["x"]}"#, JwsError::Header),
            (r#"{"alg":"ES256","kid":"k","typ":"essc-trust+jwt","x5c":[]}"#, JwsError::Header),
        ];
        for (header, error) in cases {
            assert_eq!(read(&with_header(header)), Err(error), "{header}");
        }
    }

    #[test]
    fn a_header_member_that_is_null_is_refused() {
        for member in ["jwk", "x5c", "essc_app_attest", "key_attestation"] {
            let header =
                format!(r#"{{"alg":"ES256","kid":"k","typ":"essc-trust+jwt","{member}":null}}"#);
            assert_eq!(read(&with_header(&header)), Err(JwsError::Header), "{member}");
        }
        let jwk = serde_json::to_string(&Jwk::from(&key().public_key())).expect("json");
        let proof = |kid: &str| {
            let header = format!(r#"{{"alg":"ES256","typ":"essc-trust+jwt",{kid}"jwk":{jwk}}}"#);
            let text = with_header(&header);
            parse(&text, "essc-trust+jwt", 4096).map(|jws| jws.proof_header().is_ok())
        };
        assert_eq!(proof("").ok(), Some(true));
        assert_eq!(proof(r#""kid":null,"#).err(), Some(JwsError::Header));
    }

    #[test]
    fn a_document_with_a_statement_about_its_key_is_refused() {
        for member in ["essc_app_attest", "key_attestation"] {
            let header =
                format!(r#"{{"alg":"ES256","kid":"k","typ":"essc-trust+jwt","{member}":"AA"}}"#);
            assert_eq!(read(&with_header(&header)), Err(JwsError::Header), "{member}");
        }
    }

    #[test]
    fn parts_lengths_and_signatures_are_checked() {
        let good = signed();
        assert_eq!(read(&good[..good.len() - 1]), Err(JwsError::Form));
        assert_eq!(read(&format!("{good}.")), Err(JwsError::Form));
        assert_eq!(read("a.b"), Err(JwsError::Form));
        let (input, _) = good.rsplit_once('.').expect("dot");
        let forged = assemble(input, &Signature([1; 64]));
        assert_eq!(read(&forged), Err(JwsError::Signature));
        assert_eq!(read(&assemble(input, &Signature([0; 64]))), Err(JwsError::Signature));
        assert!(matches!(parse(&good, "essc-trust+jwt", 10), Err(JwsError::TooLong { limit: 10 })));
    }

    proptest! {
        #[test]
        fn a_changed_byte_is_never_accepted(at in 0usize..200, to: u8) {
            let good = signed();
            let mut bytes = good.clone().into_bytes();
            let at = at % bytes.len();
            bytes[at] = to;
            if let Ok(text) = String::from_utf8(bytes) {
                prop_assert!(text == good || read(&text).is_err());
            }
        }
    }
}
