//! The wallet from outside, against an issuer in memory whose answers each test sets: what it keeps, what
//! it shows, and what happens to it when anything fails.

mod accounts;
mod app_attest_keys;
mod attestations;
mod crash;
mod disclosures;
mod documents;
mod enrollment;
mod enrollment_lists;
mod events;
mod login_page;
mod old_copies;
mod on_show;
mod presentation;
mod qr;
mod random_histories;
mod refusals;
mod renewal;
mod requests;
mod roll_over;
mod stores;
mod vault;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use essc::base::time::UnixTime;
use essc::holder::{
    CardId, CardRefresh, ClockHealth, Code, ReEnrollReason, Refresh, VaultError, VenueRequest,
    Wallet, WalletCondition, WalletConfig, WalletError, WalletEvent, WalletPorts,
};
use essc::ports::clock::Clock;
use essc::ports::in_memory::InMemorySecretStore;
use essc::ports::key_store::{KeyStore, KeyStoreError};
use essc::trust::PinnedRoot;
use essc_testkit::crashing_storage::CrashingStorage;
use essc_testkit::key;
use essc_testkit::phone::{Phone, START, config, refresh, wait};
use essc_testkit::scripted_issuer::{ROOT_KEY, ScriptedIssuer, TX_CODE};

#[test]
fn a_wallet_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Wallet>();
    shared::<VenueRequest>();
}
