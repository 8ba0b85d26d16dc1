//! What this project's own tests do to a wallet and see of it, and an app does not.

use crate::crypto::PublicKey;
use crate::holder::error::WalletError;
use crate::holder::vault::Vault;
use crate::holder::wallet::{Wallet, WalletConfig, WalletPorts};

impl Wallet {
    /// Opens the wallet on a vault that is open, in whatever storage it is; the directory and account
    /// of `config` count for nothing.
    ///
    /// # Errors
    /// As [`Wallet::open`].
    pub fn open_on(
        vault: Vault,
        config: WalletConfig,
        ports: WalletPorts,
    ) -> Result<Self, WalletError> {
        Self::open_with(vault, config, ports)
    }

    /// How many enrolments are under way or were broken off: their keys go when the wallet is opened
    /// the next time.
    #[must_use]
    pub fn unfinished_enrollments(&self) -> usize {
        self.state().enrollments.pending.len()
    }

    /// The root that signed the trust list it holds.
    #[must_use]
    pub fn trusted_root(&self) -> Option<PublicKey> {
        self.state().documents.trust().map(|list| *list.root())
    }
}
