//! A wallet over a real network, for an issuer that is a sandbox: keys and secrets are in memory.

use std::path::Path;
use std::sync::Arc;

use essc::crypto::PublicKey;
use essc::holder::{Wallet, WalletConfig, WalletPorts};
use essc::ports::clock::Clock;
use essc::ports::http::HttpTransport;
use essc::ports::in_memory::InMemorySecretStore;
use essc::ports::key_store::KeyStore;
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::trust::PinnedRoot;

/// Opens one whose vault is `vault` in `folder`; it pins `root` and fetches the trust list of the issuer
/// at `base_url`.
///
/// # Panics
/// When it can't be opened.
#[must_use]
pub fn open(
    folder: &Path,
    base_url: &str,
    root: PublicKey,
    clock: Arc<dyn Clock>,
    http: Arc<dyn HttpTransport>,
) -> Wallet {
    open_with(folder, base_url, root, clock, http, Arc::new(SoftwareKeyStore::in_memory()))
}

/// The same over keys of the test's.
///
/// # Panics
/// When it can't be opened.
#[must_use]
pub fn open_with(
    folder: &Path,
    base_url: &str,
    root: PublicKey,
    clock: Arc<dyn Clock>,
    http: Arc<dyn HttpTransport>,
    keys: Arc<dyn KeyStore>,
) -> Wallet {
    let pin = PinnedRoot::new(root, 1);
    let trust_list = format!("{base_url}/trust-list");
    let mut config = WalletConfig::new(folder.join("vault"), trust_list, [pin]);
    config.sandbox = true;
    let secrets = Arc::new(InMemorySecretStore::default());
    Wallet::open(config, WalletPorts::new(keys, secrets, clock, http)).expect("opened")
}
