//! Keys of a made-up phone: in memory, and attested by the sandbox's authority in the place of a maker's.

use std::sync::Arc;

use essc::ports::clock::Clock;
use essc::ports::key_store::{
    Attestation, AttestationRequest, Authentication, KeyInfo, KeyPolicy, KeyStoreError,
    SecurityLevel,
};
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::ports::vouching::Vouching;
use essc_sandbox_attestation::{AttestationAuthority, KeyToAttest, Level, Phone};

/// A phone's key store.
pub struct AttestedPhone {
    /// Where the keys really are.
    pub keys: Arc<SoftwareKeyStore>,
    /// Who attests them.
    pub authority: Arc<AttestationAuthority>,
    /// What it states of itself.
    pub phone: Phone,
    /// A challenge that is attested in the place of the one that is asked for.
    pub other_challenge: Option<Vec<u8>>,
    /// Its clock.
    pub clock: Arc<dyn Clock>,
}

impl AttestedPhone {
    const fn level(&self) -> SecurityLevel {
        match self.phone.level {
            Level::Software => SecurityLevel::Software,
            Level::TrustedEnvironment => SecurityLevel::TrustedEnvironment,
            Level::StrongBox => SecurityLevel::SecureElement,
        }
    }
}

impl Vouching for AttestedPhone {
    fn keys(&self) -> &SoftwareKeyStore {
        &self.keys
    }

    fn vouch(
        &self,
        made: KeyInfo,
        policy: KeyPolicy,
        request: AttestationRequest,
    ) -> Result<KeyInfo, KeyStoreError> {
        let unavailable = |reason: String| KeyStoreError::Unavailable { reason };
        let point = made.public_key.as_slice().try_into();
        let key = KeyToAttest {
            public_key: point.map_err(|_| unavailable("no P-256 point".into()))?,
            challenge: self.other_challenge.as_ref().unwrap_or(&request.challenge),
            is_for_each_use: policy.authentication == Authentication::EachUse,
        };
        let certificates = self.authority.attest(&self.phone, &key, self.clock.now().into());
        let certificates = certificates.map_err(|error| unavailable(error.to_string()))?;
        let attestation = Some(Attestation::AndroidChain { certificates });
        Ok(KeyInfo { attestation, security_level: self.level(), ..made })
    }
}
