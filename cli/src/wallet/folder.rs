//! A wallet's folder: settings, keys, the vault's key, the vault.

use std::path::Path;
use std::sync::Arc;

use essc::holder::{Wallet, WalletConfig, WalletPorts};
use essc::model::localized::Language;
use essc::ports::clock::SystemClock;
use essc::ports::file_secret_store::FileSecretStore;
use essc::ports::key_store::Hardware;
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::wire::address::Address;
use serde::{Deserialize, Serialize};

use crate::data_folder::{DataFolder, PinnedRootFile};
use crate::failure::{Failure, Message};
use crate::runtime;
use crate::wallet::clock::MachineClock;

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

    /// Opens the wallet.
    pub fn open(&self, language: Language) -> Result<Wallet, Failure> {
        let settings: Settings = self.0.take_settings(SETTINGS)?;
        let at = |name| self.0.path().join(name);
        let config = WalletConfig {
            directory: at(VAULT),
            account: String::new(),
            trust_list_url: settings.trust_list,
            roots: vec![settings.root.pin()?],
            sandbox: settings.sandbox,
            hardware: Hardware::Any,
            language,
        };
        let keys = SoftwareKeyStore::in_directory(&at(KEYS))
            .map_err(|error| Failure::set_up("钱包的密钥不可用", error))?;
        let secrets = FileSecretStore::in_directory(&at(SECRETS))
            .map_err(|error| Failure::set_up("钱包的密钥不可用", error))?;
        let ports = WalletPorts {
            keys: Arc::new(keys),
            secrets: Arc::new(secrets),
            clock: match MachineClock::of(&self.0) {
                Some(clock) => Arc::new(clock),
                None => Arc::new(SystemClock),
            },
            http: Arc::new(runtime::transport()?),
            observer: None,
        };
        Ok(Wallet::open(config, ports)?)
    }
}
