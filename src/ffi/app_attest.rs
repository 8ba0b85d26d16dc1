//! What Apple's App Attest is given for a new key: for key stores on Apple's systems, so that the digests
//! are this library's.

use crate::crypto::PublicKey;
use crate::model::profile::KeyRole;
use crate::ports::key_store::{AttestationRequest, Authentication, KeyStoreError};
use crate::wire::app_attest::{assertion_client_data, attestation_client_data};

/// The two `clientDataHash` of one new key (protocol §8.5), 32 bytes each.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AppAttestClientData {
    /// For `attestKey`, where the issuer does not know the App Attest key yet.
    pub attestation: Vec<u8>,
    /// For `generateAssertion`.
    pub assertion: Vec<u8>,
}

/// What App Attest is given for a new key: its SEC 1 uncompressed point, what it was asked for with, and
/// when it may sign, which says whether it is an everyday key or an identity key.
///
/// # Errors
/// `Unavailable` for a challenge that has not 32 bytes, and for a point that is none.
#[uniffi::export]
pub fn app_attest_client_data(
    public_key: Vec<u8>,
    request: AttestationRequest,
    authentication: Authentication,
) -> Result<AppAttestClientData, KeyStoreError> {
    let refused = |reason: &str| KeyStoreError::Unavailable { reason: reason.to_owned() };
    let challenge = request.challenge.as_slice().try_into();
    let challenge = challenge.map_err(|_| refused("the challenge has not 32 bytes"))?;
    let point = public_key.as_slice().try_into().ok();
    let key = point.and_then(|point| PublicKey::from_uncompressed(point).ok());
    let key = key.ok_or_else(|| refused("the key is no point of P-256"))?;
    let role = match authentication {
        Authentication::UnlockedDevice => KeyRole::Everyday,
        Authentication::EachUse => KeyRole::Identity,
    };
    Ok(AppAttestClientData {
        attestation: attestation_client_data(challenge).to_vec(),
        assertion: assertion_client_data(challenge, &key, role).to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_challenge_or_no_key_is_refused_and_not_hashed() {
        let key = crate::crypto::SigningKey::from_bytes(&[7; 32]).expect("scalar").public_key();
        let good = AttestationRequest::new("https://issuer.example/440100", "a-nonce");
        let ask = |key: &[u8], request: &AttestationRequest| {
            let authentication = Authentication::EachUse;
            app_attest_client_data(key.to_vec(), request.clone(), authentication)
        };
        assert!(ask(key.uncompressed(), &good).is_ok());
        assert!(ask(key.uncompressed(), &AttestationRequest::none()).is_err());
        let long = AttestationRequest { challenge: vec![0; 33], ..good.clone() };
        assert!(ask(key.uncompressed(), &long).is_err());
        for point in [&[][..], &[4; 65], &key.uncompressed()[..64], &[0; 65]] {
            assert!(ask(point, &good).is_err(), "{point:?}");
        }
    }
}
