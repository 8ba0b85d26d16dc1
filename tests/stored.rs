//! A wallet and a gate open what earlier versions wrote: each folder of `tests/stored` is copied, opened
//! at the time of its story, and goes on from where it stopped.
#![cfg(all(feature = "holder", feature = "verifier", feature = "http"))]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use essc::base::json;
use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::crypto::jwk::Jwk;
use essc::holder::{CardState, Wallet, WalletConfig, WalletError, WalletPorts};
use essc::model::localized::Language;
use essc::model::reason::Reason;
use essc::model::scene::SceneCode;
use essc::model::verdict::Outcome;
use essc::ports::clock::ManualClock;
use essc::ports::file_secret_store::FileSecretStore;
use essc::ports::key_store::Hardware;
use essc::ports::reqwest_transport::ReqwestTransport;
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::verifier::{PinnedRoot, Remember, Verifier, VerifierConfig};
use essc_testkit::stored;
use serde_json::Value;
use tempfile::TempDir;

/// A copy of what one version wrote.
struct Stored {
    version: String,
    folder: TempDir,
    story: Value,
}

impl Stored {
    fn every() -> Vec<Self> {
        stored::folders().iter().map(|folder| Self::copy(folder)).collect()
    }

    fn copy(from: &Path) -> Self {
        let folder = tempfile::tempdir().expect("folder");
        stored::copy(from, folder.path());
        let story = fs::read(folder.path().join("story.json")).expect("a story");
        let story = serde_json::from_slice(&story).expect("JSON");
        Self { version: from.display().to_string(), folder, story }
    }

    fn at(&self, seconds_later: u64) -> Arc<ManualClock> {
        let at = self.story["at"].as_u64().expect("a time");
        Arc::new(ManualClock::at(UnixTime::from_secs(at + seconds_later)))
    }

    fn text(&self, of: &str, name: &str) -> &str {
        self.story[of][name].as_str().expect("a text")
    }

    fn scene(&self, of: &str) -> SceneCode {
        self.text(of, "scene").parse().expect("a scene")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn root(&self) -> PublicKey {
        let bytes = fs::read(self.path("issuer/root.jwk")).expect("a root");
        let jwk: Jwk = json::parse(&bytes, bytes.len()).expect("a JWK");
        jwk.public_key().expect("a key")
    }

    fn gate(&self, clock: Arc<ManualClock>) -> Verifier {
        let root = PinnedRoot::new(self.root(), 1);
        let region = "440106".parse().expect("a region");
        let mut config = VerifierConfig::new(self.path("gate"), region, [root]);
        config.remember = Remember::Everything;
        Verifier::open(config, clock).unwrap_or_else(|e| panic!("{}: {e}", self.version))
    }

    fn wallet(&self, clock: Arc<ManualClock>) -> Wallet {
        let settings = fs::read(self.path("wallet/wallet.json")).expect("settings");
        let settings: Value = serde_json::from_slice(&settings).expect("JSON");
        let config = WalletConfig {
            directory: self.path("wallet/vault"),
            account: String::new(),
            trust_list_url: settings["trust_list"].as_str().expect("an address").to_owned(),
            roots: vec![PinnedRoot { key: self.root(), least_seq: 1 }],
            sandbox: true,
            hardware: Hardware::Any,
            language: Language::En,
        };
        let keys = SoftwareKeyStore::in_directory(&self.path("wallet/keys")).expect("keys");
        let secrets = FileSecretStore::in_directory(&self.path("wallet/secrets")).expect("secrets");
        let ports = WalletPorts {
            keys: Arc::new(keys),
            secrets: Arc::new(secrets),
            clock,
            // Nobody listens where the trust list was: nothing here asks the network.
            http: Arc::new(ReqwestTransport::new().expect("a transport")),
            observer: None,
        };
        Wallet::open(config, ports).unwrap_or_else(|e| panic!("{}: {e}", self.version))
    }
}

#[test]
fn a_gate_remembers_what_an_earlier_version_accepted_and_judges_with_its_lists() {
    for stored in Stored::every() {
        let gate = stored.gate(stored.at(1));
        let again = gate.verify(stored.text("accepted", "text"), stored.scene("accepted"));
        assert_eq!(again.reasons, [Reason::Replayed], "{}: {again:?}", stored.version);
        let answered = gate.verify(stored.text("answered", "text"), stored.scene("answered"));
        assert_eq!(answered.outcome, Outcome::Rejected, "{}: {answered:?}", stored.version);
        let unseen = gate.verify(stored.text("unseen", "text"), stored.scene("unseen"));
        assert_eq!(unseen.outcome, Outcome::Accepted, "{}: {unseen:?}", stored.version);
        drop(gate);
        let reopened = stored.gate(stored.at(2));
        let again = reopened.verify(stored.text("unseen", "text"), stored.scene("unseen"));
        assert_eq!(again.reasons, [Reason::Replayed], "{}: {again:?}", stored.version);
    }
}

#[test]
fn a_wallet_shows_the_card_that_an_earlier_version_enrolled_and_remembers_its_answers() {
    for stored in Stored::every() {
        let wallet = stored.wallet(stored.at(1));
        let cards = wallet.cards();
        let [card] = cards.as_slice() else { panic!("{}: {cards:?}", stored.version) };
        assert_eq!(card.state, CardState::Active, "{}", stored.version);

        // Not where the card was accepted a moment before: that scene takes it again only later.
        let scene = stored.scene("unseen");
        let code = wallet.present(&card.id, scene).expect("a code");
        let verdict = stored.gate(stored.at(1)).verify(&code.text, scene);
        assert_eq!(verdict.outcome, Outcome::Accepted, "{}: {verdict:?}", stored.version);

        let answered = wallet.read_request(stored.text("answered", "request"));
        let refused = answered.and_then(|request| wallet.answer(&card.id, &request));
        assert!(refused.is_err(), "{}: one request is answered once", stored.version);
    }
}

#[test]
fn a_request_that_an_earlier_version_made_is_still_answered_once() {
    for stored in Stored::every() {
        let wallet = stored.wallet(stored.at(1));
        let request =
            wallet.read_request(stored.text("open_request", "request")).expect("a request");
        let card = wallet.cards().remove(0).id;
        let scene = stored.scene("open_request");
        let answer = wallet.answer(&card, &request).expect("an answer");
        let gate = stored.gate(stored.at(1));
        let verdict = gate.verify(&answer.text, scene);
        assert_eq!(verdict.outcome, Outcome::Accepted, "{}: {verdict:?}", stored.version);
        let again = wallet.answer(&card, &request);
        assert!(matches!(again, Err(WalletError::Request(_))), "{}: {again:?}", stored.version);
        assert_eq!(gate.verify(&answer.text, scene).outcome, Outcome::Rejected);
    }
}
