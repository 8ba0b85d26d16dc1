//! The wallet against a scripted issuer.

mod accounts;
mod attestations;
mod crash;
mod disclosures;
mod enrollment;
mod enrollment_lists;
mod events;
mod login_page;
mod old_copies;
mod on_show;
mod presentation;
mod random_histories;
mod refusals;
mod renewal;
mod requests;
mod roll_over;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::*;
use crate::base::time::UnixTime;
use crate::holder::scripted_issuer::{ROOT_KEY, ScriptedIssuer, TX_CODE, key};
use crate::holder::vault::crashing_storage::{CrashingSecrets, CrashingStorage};
use crate::ports::clock::ManualClock;
use crate::ports::in_memory::InMemorySecretStore;
use crate::ports::software_key_store::SoftwareKeyStore;

/// 2026-11-23 00:00:00 UTC.
const START: UnixTime = UnixTime::from_secs(1_795_392_000);

/// A phone: what outlives the wallet's process.
struct Phone {
    storage: CrashingStorage,
    keys: Arc<SoftwareKeyStore>,
    secrets: Arc<dyn SecretStore>,
    clock: Arc<ManualClock>,
    issuer: Arc<ScriptedIssuer>,
    observer: Option<WalletObserver>,
}

impl Phone {
    fn new() -> Self {
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
    fn enrolled() -> (Self, Wallet, CardId) {
        let phone = Self::new();
        let wallet = phone.wallet();
        let card = phone.enroll(&wallet).expect("enrols");
        (phone, wallet, card)
    }

    /// The same, where writes of the secret store are steps as well that can fail.
    fn that_crashes() -> (Self, Wallet, CardId) {
        let mut phone = Self::new();
        phone.secrets = Arc::new(CrashingSecrets::beside(&phone.storage));
        let wallet = phone.wallet();
        let card = phone.enroll(&wallet).expect("enrols");
        (phone, wallet, card)
    }

    fn open(&self) -> Result<Wallet, WalletError> {
        self.open_pinning(config(PathBuf::new(), "").roots)
    }

    fn open_pinning(&self, roots: Vec<PinnedRoot>) -> Result<Wallet, WalletError> {
        let config = WalletConfig { roots, ..config(PathBuf::new(), "") };
        let vault = Vault::open_in(Arc::new(self.storage.clone()), "", self.secrets.clone())?;
        Wallet::open_with(vault, config, self.ports())
    }

    fn ports(&self) -> WalletPorts {
        WalletPorts {
            keys: self.keys.clone(),
            secrets: self.secrets.clone(),
            clock: self.clock.clone(),
            http: self.issuer.clone(),
            observer: self.observer.clone(),
        }
    }

    fn wallet(&self) -> Wallet {
        self.open().expect("opens")
    }

    fn enroll(&self, wallet: &Wallet) -> Result<CardId, WalletError> {
        wait(wallet.enroll(self.issuer.offer(), Some(TX_CODE.into())))
    }

    /// Lets time pass for phone and issuer alike.
    fn advance(&self, seconds: u64) {
        self.clock.advance(seconds);
        self.issuer.clock.advance(seconds);
    }
}

fn config(directory: PathBuf, account: &str) -> WalletConfig {
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
fn wait<F: Future + Send>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a transport in memory never waits"),
    }
}

/// The one card's outcome of a refresh.
fn refresh(wallet: &Wallet, which: Refresh) -> Result<CardRefresh, WalletError> {
    let report = wait(wallet.refresh(which)).expect("turn");
    let [(_, outcome)] = report.cards.try_into().expect("one card");
    outcome
}

#[test]
fn a_wallet_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Wallet>();
    shared::<VenueRequest>();
}
