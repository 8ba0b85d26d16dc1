//! What an authority accepts of Apple's phones.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::model::functions::KeyProtection;
use crate::wire::x509::Certificate;

/// "Apple App Attestation Root CA" (P-384, 2020 to 2045), whose SHA-256 is `1cb9823b…42c932`.
const APPLE_ROOT: &str = "\
    MIICITCCAaegAwIBAgIQC/O+DvHN0uD7jG5yH2IXmDAKBggqhkjOPQQDAzBSMSYwJAYDVQQDDB1BcHBs\
    ZSBBcHAgQXR0ZXN0YXRpb24gUm9vdCBDQTETMBEGA1UECgwKQXBwbGUgSW5jLjETMBEGA1UECAwKQ2Fs\
    aWZvcm5pYTAeFw0yMDAzMTgxODMyNTNaFw00NTAzMTUwMDAwMDBaMFIxJjAkBgNVBAMMHUFwcGxlIEFw\
    cCBBdHRlc3RhdGlvbiBSb290IENBMRMwEQYDVQQKDApBcHBsZSBJbmMuMRMwEQYDVQQIDApDYWxpZm9y\
    bmlhMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAERTHhmLW07ATaFQIEVwTtT4dyctdhNbJhFs/Ii2FdCgAH\
    GbpphY3+d8qjuDngIN3WVhQUBHAoMeQ/cLiP1sOUtgjqK9auYen1mMEvRq9Sk3Jm5X8U62H+xTD3FE9T\
    gS41o0IwQDAPBgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBSskRBTM72+aEH/pwyp5frq5eWKoTAOBgNV\
    HQ8BAf8EBAMCAQYwCgYIKoZIzj0EAwMDaAAwZQIwQgFGnByvsiVbpTKwSga0kP0e8EeDS4+sQmTvb7vn\
    53O5+FRXgeLhpJ06ysC5PrOyAjEAp5U4xDgEgllF7En3VcE3iexZZtKeYnpqtijVoyFraWVIyd/dganm\
    rduC1bmTBGwD";

/// What is accepted of Apple's phones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct AppAttestPolicy {
    /// The root certificates; Apple's when left out.
    #[serde(default = "apple_roots")]
    pub roots: Vec<RootCertificate>,
    /// The App IDs of the apps that may make keys: team identifier, a dot, bundle identifier.
    pub apps: Vec<String>,
    /// The level that a key gets. Apple vouches for the app only, so it is the trusted environment's
    /// when left out, although the Secure Enclave is a secure element; `software` accepts nothing.
    #[serde(default = "trusted_environment")]
    pub level: KeyProtection,
}

impl AppAttestPolicy {
    /// A policy for these App IDs under Apple's root.
    #[must_use]
    pub fn new(apps: Vec<String>) -> Self {
        Self { roots: apple_roots(), apps, level: trusted_environment() }
    }
}

/// A root certificate: in configurations base64 of its DER, without line breaks. Its dates are not
/// looked at.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RootCertificate(Vec<u8>);

/// Not a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a certificate in base64 of DER")]
pub struct RootCertificateError;

impl RootCertificate {
    /// A root certificate in DER.
    ///
    /// # Errors
    /// [`RootCertificateError`].
    pub fn from_der(der: Vec<u8>) -> Result<Self, RootCertificateError> {
        match Certificate::read(&der) {
            Ok(_) => Ok(Self(der)),
            Err(_) => Err(RootCertificateError),
        }
    }

    /// Its DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<String> for RootCertificate {
    type Error = RootCertificateError;

    fn try_from(text: String) -> Result<Self, RootCertificateError> {
        Self::from_der(STANDARD.decode(text).map_err(|_| RootCertificateError)?)
    }
}

impl From<RootCertificate> for String {
    fn from(root: RootCertificate) -> Self {
        STANDARD.encode(root.0)
    }
}

impl fmt::Debug for RootCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RootCertificate({} bytes)", self.0.len())
    }
}

/// Empty, and so accepting nothing, only if the constant were no certificate, which a test excludes.
fn apple_roots() -> Vec<RootCertificate> {
    RootCertificate::try_from(APPLE_ROOT.to_owned()).into_iter().collect()
}

const fn trusted_environment() -> KeyProtection {
    KeyProtection::TrustedEnvironment
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::base::hex;
    use crate::crypto::digest::sha256;
    use crate::issuance::attestation::AttestationPolicy;

    #[test]
    fn apples_root_is_the_one_that_apple_publishes() {
        let [root] = apple_roots().try_into().expect("one root");
        assert_eq!(
            hex::encode(&sha256(root.der())),
            "1cb9823ba28ba6ad2d33a006941de2ae4f513ef1d4e831b9f7e0fa7b6242c932"
        );
    }

    #[test]
    fn a_policy_is_read_strictly_and_written_the_same() {
        let read = |value| serde_json::from_value::<AttestationPolicy>(value);
        let app = "A1B2C3D4E5.cn.example.card";
        let policy = read(json!({ "app_attest": { "apps": [app] } })).expect("a policy");
        assert_eq!(policy.app_attest, Some(AppAttestPolicy::new(vec![app.into()])));
        let written = serde_json::to_value(&policy).expect("json");
        assert_eq!(read(written).expect("a policy"), policy);
        for bad in [
            json!({ "app_attest": {} }),
            json!({ "app_attest": { "apps": [], "level": 2 } }),
            json!({ "app_attest": { "apps": [], "roots": ["AAAA"] } }),
            json!({ "app_attest": { "apps": [], "root": [] } }),
            json!({ "providers": [{ "kid": "k" }] }),
        ] {
            assert!(read(bad.clone()).is_err(), "{bad}");
        }
    }
}
