//! A phone whose wallet has a [`ScriptedIssuer`] for an authority: it can be killed at any step, lose its
//! files, and be moved in time. Nothing in it waits, so that no runtime is needed.

use std::future::Future;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use essc::base::time::UnixTime;
use essc::holder::vault::{Loaded, Vault};
use essc::holder::{
    CardId, CardRefresh, Refresh, Wallet, WalletConfig, WalletError, WalletObserver, WalletPorts,
};
use essc::model::localized::Language;
use essc::ports::clock::ManualClock;
use essc::ports::in_memory::InMemorySecretStore;
use essc::ports::key_store::Hardware;
use essc::ports::secret_store::SecretStore;
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::trust::PinnedRoot;
use serde_json::Value;

use crate::crashing_storage::{CrashingSecrets, CrashingStorage};
use crate::key;
use crate::scripted_issuer::{ROOT_KEY, ScriptedIssuer, TX_CODE};

/// 2026-11-23 00:00:00 UTC.
pub const START: UnixTime = UnixTime::from_secs(1_795_392_000);

/// A phone: what outlives the wallet's process.
pub struct Phone {
    /// Where the vault is.
    pub storage: CrashingStorage,
    /// The device keys.
    pub keys: Arc<SoftwareKeyStore>,
    /// The vault's key, and the anchor of the signing log.
    pub secrets: Arc<dyn SecretStore>,
    /// The phone's clock.
    pub clock: Arc<ManualClock>,
    /// Whom it talks to.
    pub issuer: Arc<ScriptedIssuer>,
    /// Who is told what happens to the cards.
    pub observer: Option<WalletObserver>,
}

impl Default for Phone {
    fn default() -> Self {
        Self::new()
    }
}

impl Phone {
    /// A phone without a card, and an issuer that gives it one.
    #[must_use]
    pub fn new() -> Self {
        Self {
            storage: CrashingStorage::default(),
            keys: Arc::new(SoftwareKeyStore::in_memory()),
            secrets: Arc::new(InMemorySecretStore::default()),
            clock: Arc::new(ManualClock::at(START)),
            issuer: ScriptedIssuer::at(START),
            observer: None,
        }
    }

    /// A phone with a card, and the wallet open.
    #[must_use]
    pub fn enrolled() -> (Self, Wallet, CardId) {
        let phone = Self::new();
        let wallet = phone.wallet();
        let card = phone.enroll(&wallet).expect("enrols");
        (phone, wallet, card)
    }

    /// The same, where writes of the secret store are steps as well that can fail.
    #[must_use]
    pub fn that_crashes() -> (Self, Wallet, CardId) {
        let mut phone = Self::new();
        phone.secrets = Arc::new(CrashingSecrets::beside(&phone.storage));
        let wallet = phone.wallet();
        let card = phone.enroll(&wallet).expect("enrols");
        (phone, wallet, card)
    }

    /// Opens the wallet.
    ///
    /// # Errors
    /// As [`Wallet::open`].
    pub fn open(&self) -> Result<Wallet, WalletError> {
        self.open_as(config(PathBuf::new(), ""), self.ports())
    }

    /// Opens the wallet as an app that pins these roots.
    ///
    /// # Errors
    /// As [`Wallet::open`].
    pub fn open_pinning(&self, roots: Vec<PinnedRoot>) -> Result<Wallet, WalletError> {
        self.open_as(WalletConfig { roots, ..config(PathBuf::new(), "") }, self.ports())
    }

    /// Opens the wallet as another app does, or over other ports; in this phone's storage all the same.
    ///
    /// # Errors
    /// As [`Wallet::open`].
    pub fn open_as(&self, config: WalletConfig, ports: WalletPorts) -> Result<Wallet, WalletError> {
        let vault = Vault::open_in(Arc::new(self.storage.clone()), "", self.secrets.clone())?;
        Wallet::open_on(vault, config, ports)
    }

    /// What the vault holds under a name, read beside a wallet that has it open; none if it is not
    /// there or can't be read.
    #[must_use]
    pub fn kept(&self, state: &str) -> Option<Vec<u8>> {
        let copy = Arc::new(self.storage.copy());
        let vault = Vault::open_in(copy, "", self.secrets.clone()).expect("opens");
        match vault.load(state).expect("reads") {
            Loaded::Whole(bytes) => Some(bytes.to_vec()),
            Loaded::Absent | Loaded::Damaged | Loaded::KeyLost => None,
        }
    }

    /// Changes what the vault holds under a name, as another version would have written it; no wallet
    /// has it open.
    pub fn rewrite(&self, state: &str, change: impl FnOnce(&mut Value)) {
        let storage = Arc::new(self.storage.clone());
        let mut vault = Vault::open_in(storage, "", self.secrets.clone()).expect("opens");
        let Ok(Loaded::Whole(bytes)) = vault.load(state) else { panic!("no {state}") };
        let mut value = serde_json::from_slice(&bytes).expect("JSON");
        change(&mut value);
        vault.save(state, value.to_string().as_bytes()).expect("saved");
    }

    /// What its wallet is opened with.
    #[must_use]
    pub fn ports(&self) -> WalletPorts {
        WalletPorts {
            keys: self.keys.clone(),
            secrets: self.secrets.clone(),
            clock: self.clock.clone(),
            http: self.issuer.clone(),
            observer: self.observer.clone(),
        }
    }

    /// The wallet, opened.
    #[must_use]
    pub fn wallet(&self) -> Wallet {
        self.open().expect("opens")
    }

    /// Redeems an offer of its issuer.
    ///
    /// # Errors
    /// As [`Wallet::enroll`].
    pub fn enroll(&self, wallet: &Wallet) -> Result<CardId, WalletError> {
        wait(wallet.enroll(self.issuer.offer(), Some(TX_CODE.into())))
    }

    /// Lets time pass for phone and issuer alike.
    pub fn advance(&self, seconds: u64) {
        self.clock.advance(seconds);
        self.issuer.clock.advance(seconds);
    }
}

/// How the wallet of a sandbox app is set up, which pins the issuer's root.
#[must_use]
pub fn config(directory: PathBuf, account: &str) -> WalletConfig {
    WalletConfig {
        directory,
        account: account.to_owned(),
        trust_list_url: "http://127.0.0.1:8087/trust-list".into(),
        roots: vec![PinnedRoot { key: key(ROOT_KEY).public_key(), least_seq: 1 }],
        sandbox: true,
        hardware: Hardware::Any,
        language: Language::En,
    }
}

/// Runs a future that never waits, as all do over a transport in memory.
pub fn wait<F: Future + Send>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a transport in memory never waits"),
    }
}

/// The one card's outcome of a refresh.
///
/// # Errors
/// As [`Wallet::refresh_card`].
pub fn refresh(wallet: &Wallet, which: Refresh) -> Result<CardRefresh, WalletError> {
    let report = wait(wallet.refresh(which)).expect("turn");
    let [(_, outcome)] = report.cards.try_into().expect("one card");
    outcome
}
