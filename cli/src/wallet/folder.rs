//! A wallet's folder: settings, keys, the vault's key, the vault.

use std::path::Path;
use std::sync::Arc;

use essc::holder::{Wallet, WalletConfig, WalletPorts};
use essc::model::localized::Language;
use essc::ports::clock::{Clock, SystemClock};
use essc::ports::file_secret_store::FileSecretStore;
use essc::ports::key_store::KeyStore;
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::wire::address::Address;
use serde::{Deserialize, Serialize};

use crate::data_folder::{DataFolder, PinnedRootFile};
use crate::failure::{Failure, Message};
use crate::runtime;
use crate::wallet::clock::MachineClock;
use crate::wallet::sandbox_attestation::{AttestedAs, SandboxAttestation};

const SETTINGS: &str = "wallet.json";
const KEYS: &str = "keys";
const SECRETS: &str = "secrets";
const VAULT: &str = "vault";

/// What a wallet is set up with.
#[derive(Serialize, Deserialize)]
pub struct Settings {
    /// The root it trusts.
    pub root: PinnedRootFile,
    /// URL of the trust list.
    pub trust_list: String,
    /// Whether it takes a sandbox's lists, and `http` on this machine.
    pub sandbox: bool,
}

/// A wallet's folder.
pub struct WalletFolder(DataFolder);

impl WalletFolder {
    /// The folder at a path, set up or not.
    pub fn at(path: &Path) -> Self {
        Self(DataFolder::at(path))
    }

    /// Sets the folder up; cards that are there stay.
    pub fn init(&self, settings: &Settings) -> Result<(), Failure> {
        Address::parse(&settings.trust_list, settings.sandbox).map_err(|error| {
            let url = &settings.trust_list;
            Failure::Usage(Message::new(
                format!("{url}：不是可用的地址（{error}）"),
                format!("{url}: {error}"),
            ))
        })?;
        self.0.create()?;
        self.0.put_settings(SETTINGS, settings)
    }

    /// Opens the wallet; new keys are attested by the sandbox that they are for, where that is asked for.
    ///
    /// # Errors
    /// A folder that can't be used; an attestation asked for where no sandbox's lists are taken.
    pub fn open(
        &self,
        attested_as: Option<AttestedAs>,
        language: Language,
    ) -> Result<Wallet, Failure> {
        let settings: Settings = self.0.take_settings(SETTINGS)?;
        let at = |name| self.0.path().join(name);
        let mut config = WalletConfig::new(at(VAULT), settings.trust_list, [settings.root.pin()?]);
        config.sandbox = settings.sandbox;
        config.language = language;
        if attested_as.is_some() && !settings.sandbox {
            return Err(Failure::Usage(Message::new(
                "--attested-as 只用于沙箱（init --sandbox）",
                "--attested-as is for sandboxes only (init --sandbox)",
            )));
        }
        let keys = SoftwareKeyStore::in_directory(&at(KEYS))
            .map_err(|error| Failure::set_up("钱包的密钥不可用", error))?;
        let secrets = FileSecretStore::in_directory(&at(SECRETS))
            .map_err(|error| Failure::set_up("钱包的密钥不可用", error))?;
        let clock: Arc<dyn Clock> = match MachineClock::of(&self.0) {
            Some(clock) => Arc::new(clock),
            None => Arc::new(SystemClock),
        };
        let keys: Arc<dyn KeyStore> = match attested_as {
            Some(attested_as) => Arc::new(SandboxAttestation { keys, attested_as }),
            None => Arc::new(keys),
        };
        let http = Arc::new(runtime::transport()?);
        let ports = WalletPorts::new(keys, Arc::new(secrets), clock, http);
        Ok(Wallet::open(config, ports)?)
    }
}
