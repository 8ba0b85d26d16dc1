//! The two keys of a card on this phone, and signatures that are checked before they leave.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::crypto::jwk::Jwk;
use crate::crypto::{KeyError, PublicKey, Signature};
use crate::model::profile::KeyRole;
use crate::ports::key_store::{
    Attestation, AttestationRequest, Authentication, Hardware, KeyPolicy, KeyStore, KeyStoreError,
    SignPrompt,
};

/// A key of this phone: where it is found and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StoredKey", into = "StoredKey")]
pub(crate) struct DeviceKey {
    pub(crate) alias: String,
    pub(crate) public_key: PublicKey,
}

#[derive(Serialize, Deserialize)]
struct StoredKey {
    alias: String,
    jwk: Jwk,
}

impl TryFrom<StoredKey> for DeviceKey {
    type Error = KeyError;

    fn try_from(stored: StoredKey) -> Result<Self, KeyError> {
        Ok(Self { alias: stored.alias, public_key: stored.jwk.public_key()? })
    }
}

impl From<DeviceKey> for StoredKey {
    fn from(key: DeviceKey) -> Self {
        Self { alias: key.alias, jwk: Jwk::from(&key.public_key) }
    }
}

/// The host's key store, asked for what a card needs.
pub(crate) struct DeviceKeys {
    store: Arc<dyn KeyStore>,
    hardware: Hardware,
}

impl DeviceKeys {
    pub(crate) fn new(store: Arc<dyn KeyStore>, hardware: Hardware) -> Self {
        Self { store, hardware }
    }

    /// The alias of a card's key.
    pub(crate) fn alias(card: &str, role: KeyRole) -> String {
        match role {
            KeyRole::Everyday => format!("essc.{card}.everyday"),
            KeyRole::Identity => format!("essc.{card}.identity"),
        }
    }

    /// Makes a card's key, attested as requested where that can be had.
    pub(crate) fn generate(
        &self,
        card: &str,
        role: KeyRole,
        request: AttestationRequest,
    ) -> Result<(DeviceKey, Option<Attestation>), KeyStoreError> {
        let authentication = match role {
            KeyRole::Everyday => Authentication::UnlockedDevice,
            KeyRole::Identity => Authentication::EachUse,
        };
        let alias = Self::alias(card, role);
        let policy = KeyPolicy::es256(authentication, self.hardware);
        let info = self.store.generate(alias.clone(), policy, request)?;
        let public_key = <&[u8; 65]>::try_from(info.public_key.as_slice())
            .ok()
            .and_then(|bytes| PublicKey::from_uncompressed(bytes).ok())
            .ok_or_else(|| broken("the key store gave no key of P-256"))?;
        Ok((DeviceKey { alias, public_key }, info.attestation))
    }

    /// Signs, and checks that it is this key's signature.
    pub(crate) fn sign(
        &self,
        key: &DeviceKey,
        message: &[u8],
        prompt: Option<SignPrompt>,
    ) -> Result<Signature, KeyStoreError> {
        let der = self.store.sign(key.alias.clone(), message.to_vec(), prompt)?;
        let signature =
            Signature::from_der(&der).map_err(|_| broken("the key store gave no DER signature"))?;
        if key.public_key.verify(message, &signature) {
            Ok(signature)
        } else {
            // Another key stands under the alias: the card's is gone.
            Err(KeyStoreError::Invalidated)
        }
    }

    /// Deletes both keys of a card.
    pub(crate) fn delete(&self, card: &str) -> Result<(), KeyStoreError> {
        let roles = [KeyRole::Everyday, KeyRole::Identity];
        // Both are tried, whatever becomes of the first.
        let [first, second] = roles.map(|role| self.store.delete(Self::alias(card, role)));
        first.and(second)
    }
}

fn broken(reason: &str) -> KeyStoreError {
    KeyStoreError::Unavailable { reason: reason.to_owned() }
}
