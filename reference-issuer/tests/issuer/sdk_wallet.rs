//! The SDK's own wallet against this issuer: both sides of the protocol agree.

use std::sync::Arc;

use essc::holder::{
    CardId, CardRefresh, CardState, IssuanceError, Refresh, Refusal, Wallet, WalletError,
};
use essc::model::scene::SceneCode;
use essc::ports::http::HttpTransport;
use essc::ports::key_store::KeyStore;
use essc::ports::reqwest_transport::ReqwestTransport;
use essc::ports::software_key_store::SoftwareKeyStore;
use essc_testkit::issuer::{Issuer, text};
use essc_testkit::software_wallet;
use serde_json::json;
use tokio::runtime::Runtime;

pub struct Phone {
    pub runtime: Runtime,
    pub wallet: Wallet,
    _dir: tempfile::TempDir,
}

impl Phone {
    pub fn new(issuer: &Issuer) -> Self {
        Self::with(issuer, Arc::new(ReqwestTransport::new().expect("transport")))
    }

    /// A phone whose requests go through a transport of the test's.
    pub fn with(issuer: &Issuer, http: Arc<dyn HttpTransport>) -> Self {
        Self::of(issuer, http, Arc::new(SoftwareKeyStore::in_memory()))
    }

    /// A phone with keys of the test's.
    pub fn with_keys(issuer: &Issuer, keys: Arc<dyn KeyStore>) -> Self {
        Self::of(issuer, Arc::new(ReqwestTransport::new().expect("transport")), keys)
    }

    fn of(issuer: &Issuer, http: Arc<dyn HttpTransport>, keys: Arc<dyn KeyStore>) -> Self {
        let dir = tempfile::tempdir().expect("folder");
        let (root, clock) = (issuer.root(), issuer.clock.clone());
        let url = &issuer.base_url;
        let wallet = software_wallet::open_with(dir.path(), url, root, clock, http, keys);
        Self { runtime: Runtime::new().expect("runtime"), wallet, _dir: dir }
    }

    pub fn try_enroll(&self, offer: &serde_json::Value) -> Result<CardId, WalletError> {
        let tx_code = offer["tx_code"].as_str().map(str::to_owned);
        self.runtime.block_on(self.wallet.enroll(text(&offer["offer"]), tx_code))
    }

    pub fn enroll(&self, offer: &serde_json::Value) -> CardId {
        self.try_enroll(offer).expect("enrolled")
    }

    fn refresh(&self) -> Result<CardRefresh, WalletError> {
        let report = self.runtime.block_on(self.wallet.refresh(Refresh::Now)).expect("reported");
        report.documents.expect("documents");
        report.cards.into_iter().next().expect("a card").1
    }

    fn state(&self) -> CardState {
        self.wallet.cards()[0].state
    }
}

pub fn offer(issuer: &Issuer, card: &str) -> serde_json::Value {
    issuer.operate("offers", json!({ "card_number": card }))
}

#[test]
fn the_sdks_wallet_enrolls_renews_shows_and_unbinds() {
    let issuer = Issuer::start();
    let card = issuer.holder();
    let phone = Phone::new(&issuer);
    let id = phone.enroll(&offer(&issuer, &card));
    assert_eq!(phone.state(), CardState::Active);
    assert_eq!(phone.refresh().expect("refreshed"), CardRefresh::Renewed);
    let code = phone.wallet.present(&id, SceneCode::new(501)).expect("a code");
    assert!(code.text.starts_with("SSC1:"));
    let devices = phone.runtime.block_on(phone.wallet.devices(&id)).expect("devices");
    assert!(devices.len() == 1 && devices[0].is_this_device);
    phone.runtime.block_on(phone.wallet.unbind(&id)).expect("unbound");
    assert!(phone.wallet.cards().is_empty());
}

#[test]
fn the_sdks_wallet_follows_its_card_through_loss_release_and_cancellation() {
    let issuer = Issuer::start();
    let card = issuer.holder();
    let phone = Phone::new(&issuer);
    phone.enroll(&offer(&issuer, &card));
    issuer.clock.advance(60);
    issuer.operate("cards/loss", json!({ "card_number": card }));
    let refused = phone.refresh().expect_err("suspended");
    let suspended = IssuanceError::Refused(Refusal::Suspended);
    assert!(matches!(refused, WalletError::Issuance(error) if error == suspended));
    assert_eq!(phone.state(), CardState::Suspended);
    issuer.clock.advance(60);
    issuer.operate("cards/release", json!({ "card_number": card }));
    assert_eq!(phone.refresh().expect("refreshed"), CardRefresh::Renewed);
    assert_eq!(phone.state(), CardState::Active);
    issuer.clock.advance(60);
    issuer.operate("cards/cancel", json!({ "card_number": card }));
    assert_eq!(phone.refresh().expect("refreshed"), CardRefresh::Revoked);
}

#[test]
fn the_sdks_wallet_takes_the_three_cards_that_a_long_name_leaves() {
    let issuer = Issuer::start();
    let person = json!({
        "kind": "passport", "number": "SBX900001", "name": "名".repeat(30),
        "birth_date": "1990-01-01",
    });
    let body = json!({ "region": "440100", "person": person });
    let card = text(&issuer.operate("holders", body)["card_number"]);
    let phone = Phone::new(&issuer);
    phone.enroll(&offer(&issuer, &card));
    assert_eq!(phone.state(), CardState::Active);
}
