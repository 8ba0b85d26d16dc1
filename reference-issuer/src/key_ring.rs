//! The issuer keys a service can sign with, and which of them signs now.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use essc::base::time::UnixTime;
use essc::crypto::SigningKey;
use essc::issuance::signer::IssuerSigner;
use essc::model::key_id::KeyId;
use essc::model::region::Region;
use essc::wire::trust_list::{KeyState, KeyUse};

use crate::key_folder::{KeyFolder, KeyFolderError};
use crate::store::publications::IssuerKey;

/// A key of this issuer with its secret half.
pub struct RingKey {
    /// What is public of it.
    pub record: IssuerKey,
    secret: SigningKey,
}

impl RingKey {
    /// The key as what signs needs it.
    #[must_use]
    pub const fn signer(&self) -> IssuerSigner<'_> {
        IssuerSigner { kid: self.record.kid, key: &self.secret, expires: self.record.expires }
    }
}

/// All keys of this issuer, by identifier. Shared by every request; changes are rare.
#[derive(Default)]
pub struct KeyRing {
    keys: RwLock<BTreeMap<KeyId, Arc<RingKey>>>,
}

impl KeyRing {
    /// Reads the secret halves of the recorded keys that may still sign.
    ///
    /// # Errors
    /// [`KeyFolderError`] when one of them is missing or open to others.
    pub fn load(records: Vec<IssuerKey>, folder: &KeyFolder) -> Result<Self, KeyFolderError> {
        let ring = Self::default();
        for record in records.into_iter().filter(|key| key.state == KeyState::Active) {
            let secret = folder.issuer_key(record.kid)?;
            ring.add(record, secret);
        }
        Ok(ring)
    }

    /// Adds a key.
    pub fn add(&self, record: IssuerKey, secret: SigningKey) {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        keys.insert(record.kid, Arc::new(RingKey { record, secret }));
    }

    /// Takes away a key that must not sign any more.
    pub fn remove(&self, kid: KeyId) {
        self.keys.write().unwrap_or_else(PoisonError::into_inner).remove(&kid);
    }

    /// The key that signs now: the newest of its region and use whose period runs.
    #[must_use]
    pub fn current(&self, region: Region, usage: KeyUse, now: UnixTime) -> Option<Arc<RingKey>> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let fits = |key: &&Arc<RingKey>| {
            let record = &key.record;
            record.kid.region() == region
                && record.usage == usage
                && now.within(record.not_before, record.expires)
        };
        keys.values().rev().find(fits).cloned()
    }
}
