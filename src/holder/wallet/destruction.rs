//! The end of a wallet on this phone: a person signs out, or their account is closed.

use std::sync::Arc;

use crate::holder::device_keys::DeviceKeys;
use crate::holder::enrollments::Enrollments;
use crate::holder::error::WalletError;
use crate::holder::vault::{Loaded, Vault};
use crate::holder::wallet::{ENROLLMENTS, Wallet, WalletConfig};
use crate::ports::key_store::KeyStore;
use crate::ports::secret_store::SecretStore;

impl Wallet {
    /// Deletes a wallet from this phone for good: the keys of its cards, the key of its vault, its
    /// files. Other accounts' wallets are not touched, and no issuer is told: [`Wallet::unbind`] every
    /// card first where there is a network. One that was broken off is gone on with by the next call.
    ///
    /// Where the vault can't be read any more, nobody knows the names of its cards' keys; they stay in
    /// the key store, and nothing is left that they could sign for.
    ///
    /// # Errors
    /// [`WalletError::Vault`] when the wallet is open or its files can't be removed,
    /// [`WalletError::Key`] when a key could not be deleted: the wallet is then still there.
    pub fn destroy(
        config: &WalletConfig,
        keys: Arc<dyn KeyStore>,
        secrets: Arc<dyn SecretStore>,
    ) -> Result<(), WalletError> {
        let vault = Vault::open(&config.directory, &config.account, secrets)?;
        let enrollments = match vault.load(ENROLLMENTS)? {
            Loaded::Whole(bytes) => serde_json::from_slice(&bytes).unwrap_or_default(),
            Loaded::Absent | Loaded::Damaged | Loaded::KeyLost => Enrollments::default(),
        };
        let keys = DeviceKeys::new(keys, config.hardware);
        let enrolled = enrollments.list.iter().map(|held| &held.id);
        for card in enrolled.chain(&enrollments.pending) {
            keys.delete(card.as_str())?;
        }
        vault.destroy(enrollments.log_line.as_deref())?;
        Ok(())
    }
}
