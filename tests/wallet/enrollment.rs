//! Enrolling, and everything that may go wrong with it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Waker};

use serde_json::json;

use super::*;
use essc::holder::CardState;
use essc::holder::CredentialFault;
use essc::holder::{AnswerFault, IssuanceError};
use essc::model::functions::Functions;
use essc::model::key_id::KeyId;
use essc::model::profile::Profile;
use essc::model::region::Region;
use essc::ports::http::{BoxFuture, HttpError, HttpRequest, HttpResponse, HttpTransport};
use essc::ports::key_store::KeyStore as _;
use essc::trust::{PinnedRoot, Refusal};

#[test]
fn an_offer_becomes_a_card_with_four_profiles() {
    let (phone, wallet, card) = Phone::enrolled();
    let cards = wallet.cards();
    assert_eq!(cards.len(), 1);
    assert_eq!((&cards[0].id, cards[0].region), (&card, Region::GUANGZHOU));
    assert_eq!(cards[0].state, CardState::Active);
    assert_eq!(cards[0].profiles, Profile::ALL);
    assert!(wallet.is_test());
    assert_eq!(phone.issuer.script().events, ["credential_accepted"; 4]);
    assert_eq!(wallet.clock_health(), ClockHealth::Good { skew_s: 0 });
}

#[test]
fn the_card_outlives_the_process() {
    let (phone, wallet, card) = Phone::enrolled();
    let before = wallet.cards();
    drop(wallet);
    phone.issuer.script().offline = true;
    let wallet = phone.wallet();
    assert_eq!(wallet.cards(), before);
    assert!(wallet.present(&card, "0501".parse().expect("scene")).is_ok());
}

#[test]
fn an_enrollment_that_failed_is_given_back_to_the_issuer() {
    let phone = Phone::new();
    let wallet = phone.wallet();
    phone.issuer.answer_once("/440100/credential", 503, &json!({}));
    assert!(phone.enroll(&wallet).is_err());
    let log = phone.issuer.script().log.clone();
    assert_eq!(log.last().map(String::as_str), Some("/440100/devices/unbind"));
}

#[test]
fn a_name_too_long_for_the_identity_credential_gets_the_other_three() {
    let phone = Phone::new();
    let wallet = phone.wallet();
    let denied = json!({"error": "credential_request_denied", "essc_reason": "name_not_supported"});
    phone.issuer.script().deny_identity = Some(denied);
    phone.enroll(&wallet).expect("enrols");
    let three = [Profile::Validity, Profile::Entitlement, Profile::Masked];
    assert_eq!(wallet.cards()[0].profiles, three);
    assert_eq!(refresh(&wallet, Refresh::Now), Ok(CardRefresh::Renewed));
    let id = &wallet.cards()[0].id;
    let shown = wallet.present(id, "0101".parse().expect("scene"));
    assert_eq!(shown, Err(WalletError::Ineligible(essc::holder::Ineligible::NoProfile)));
}

#[test]
fn a_transaction_code_is_asked_for_before_anything_is_sent() {
    let phone = Phone::new();
    let wallet = phone.wallet();
    for code in [None, Some("12345".to_owned())] {
        let enrolled = wait(wallet.enroll(phone.issuer.offer(), code));
        assert_eq!(enrolled, Err(IssuanceError::TxCodeNeeded { length: Some(6) }.into()));
    }
    assert!(phone.issuer.script().log.is_empty());
    let wrong = wait(wallet.enroll(phone.issuer.offer(), Some("654321".into())));
    assert_eq!(wrong, Err(IssuanceError::TxCodeWrong.into()));
}

#[test]
fn an_issuer_that_the_trust_list_does_not_name_is_not_spoken_to() {
    let phone = Phone::new();
    let wallet = phone.wallet();
    for (from, to) in [("440100", "440300"), ("127.0.0.1", "127.0.0.2"), ("http", "https")] {
        let offer = phone.issuer.offer().replace(from, to);
        phone.issuer.script().log.clear();
        let enrolled = wait(wallet.enroll(offer, Some(TX_CODE.into())));
        assert_eq!(enrolled, Err(IssuanceError::IssuerNotTrusted.into()), "{to}");
        let log = phone.issuer.script().log.clone();
        assert_eq!(log.last().map(String::as_str), Some("/trust-list"));
        assert!(log.iter().all(|path| path.starts_with("/trust-list")), "{log:?}");
    }
}

#[test]
fn endpoints_of_another_origin_are_refused() {
    let good = json!({
        "credential_issuer": essc_testkit::scripted_issuer::ISSUER,
        "credential_endpoint": "http://127.0.0.1:8087/440100/credential",
        "nonce_endpoint": "http://127.0.0.1:8087/440100/nonce",
        "credential_configurations_supported": {
            "essc-validity": {"format": "essc+cwt"}, "essc-entitlement": {"format": "essc+cwt"},
            "essc-masked": {"format": "essc+cwt"}, "essc-identity": {"format": "essc+cwt"},
        },
    });
    let changes = [
        ("nonce_endpoint", json!("https://evil.example/nonce")),
        ("credential_endpoint", json!("http://127.0.0.1:8088/440100/credential")),
        ("essc_devices_endpoint", json!("http://user@127.0.0.1:8087/devices")),
        ("notification_endpoint", json!("http://127.0.0.1:8087/../x")),
    ];
    for (member, value) in changes {
        let phone = Phone::new();
        let wallet = phone.wallet();
        let mut metadata = good.clone();
        metadata[member] = value;
        let path = "/.well-known/openid-credential-issuer/440100";
        phone.issuer.answer_once(path, 200, &metadata);
        let expected = IssuanceError::Answer(AnswerFault::Metadata(member));
        assert_eq!(phone.enroll(&wallet), Err(expected.into()));
    }
}

#[test]
fn a_credential_that_was_not_asked_for_is_refused_and_the_issuer_told() {
    type Change = fn(&mut essc::model::card::Card);
    let cases: [(Change, CredentialFault); 6] = [
        (|card| card.kid = KeyId::new(Region::SHENZHEN, 1), CredentialFault::Region),
        (|card| card.kid = KeyId::new(Region::GUANGZHOU, 2), CredentialFault::IssuerKey),
        (|card| card.device_key = key(77).public_key(), CredentialFault::DeviceKey),
        (|card| card.not_before += 400, CredentialFault::Dates),
        (|card| card.lifetime_minutes = 5, CredentialFault::Dates),
        (|card| card.lifetime_minutes += 1, CredentialFault::Dates),
    ];
    for (change, fault) in cases {
        let phone = Phone::new();
        let wallet = phone.wallet();
        phone.issuer.script().change_card = change;
        let expected = IssuanceError::Credential(fault);
        assert_eq!(phone.enroll(&wallet), Err(expected.into()));
        assert_eq!(phone.issuer.script().events, ["credential_failure"]);
        assert!(wallet.cards().is_empty());
    }
    let sets: [(Change, CredentialFault); 3] = [
        (|card| card.status.index = 10, CredentialFault::StatusIndex),
        (
            |card| card.status.index += u32::from(card.profile() == Profile::Entitlement),
            CredentialFault::StatusIndex,
        ),
        (
            |card| {
                if card.profile() == Profile::Masked {
                    let bits = card.functions.bits() | 1 << 5;
                    card.functions = Functions::from_bits(bits).expect("functions");
                }
            },
            CredentialFault::Set,
        ),
    ];
    for (change, fault) in sets {
        let phone = Phone::new();
        let wallet = phone.wallet();
        phone.issuer.script().change_card = change;
        let expected = IssuanceError::Credential(fault);
        assert_eq!(phone.enroll(&wallet), Err(expected.into()));
        assert_eq!(phone.issuer.script().events, ["credential_failure"; 4]);
    }
}

#[test]
fn a_card_under_a_forged_signature_is_refused() {
    let phone = Phone::new();
    let wallet = phone.wallet();
    // Signed by the key of generation 9, and naming that of generation 1.
    phone.issuer.script().card_key = 9;
    phone.issuer.script().change_card = |card| card.kid = KeyId::new(Region::GUANGZHOU, 1);
    let expected = IssuanceError::Credential(CredentialFault::Signature);
    assert_eq!(phone.enroll(&wallet), Err(expected.into()));
}

#[test]
fn enrolling_again_replaces_the_holders_card_and_deletes_its_keys() {
    let (phone, wallet, first) = Phone::enrolled();
    let second = phone.enroll(&wallet).expect("enrols again");
    assert_ne!(first, second);
    let ids: Vec<CardId> = wallet.cards().into_iter().map(|card| card.id).collect();
    assert_eq!(ids, [second]);
    let gone = phone.keys.info(format!("essc.{}.everyday", first.as_str()));
    assert_eq!(gone, Err(KeyStoreError::NotFound));
}

/// Brings what is asked for over `https` to the issuer, which knows `http` only.
struct OverTls(Arc<ScriptedIssuer>);

impl HttpTransport for OverTls {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, HttpError>> {
        let url = request.url.replacen("https://", "http://", 1);
        self.0.send(HttpRequest { url, ..request })
    }
}

#[test]
fn a_sandbox_trust_list_and_a_wrong_root_are_refused() {
    let trusting = |root: u8, least_seq, sandbox| {
        let phone = Phone::new();
        let config = WalletConfig {
            trust_list_url: "https://127.0.0.1:8087/trust-list".into(),
            roots: vec![PinnedRoot { key: key(root).public_key(), least_seq }],
            sandbox,
            ..config(PathBuf::new(), "")
        };
        let ports = WalletPorts { http: Arc::new(OverTls(phone.issuer.clone())), ..phone.ports() };
        phone.enroll(&phone.open_as(config, ports).expect("opens"))
    };
    assert_eq!(trusting(55, 1, true), Err(Refusal::UnknownRoot.into()));
    assert_eq!(trusting(ROOT_KEY, 1, false), Err(Refusal::Test.into()));
    let refused = trusting(ROOT_KEY, i64::MAX, true);
    assert!(matches!(refused, Err(WalletError::Document(Refusal::BeforePin { .. }))));
}

#[test]
fn without_a_network_nothing_is_started() {
    let phone = Phone::new();
    let wallet = phone.wallet();
    phone.issuer.script().offline = true;
    let expected = IssuanceError::Offline(HttpError::Unreachable);
    assert_eq!(phone.enroll(&wallet), Err(expected.into()));
    assert_eq!(wallet.unfinished_enrollments(), 0);
}

/// A network that keeps the first request for ever, and brings all others to the issuer.
struct SilentAtFirst(Arc<ScriptedIssuer>, AtomicBool);

impl HttpTransport for SilentAtFirst {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, HttpError>> {
        if self.1.swap(false, Ordering::SeqCst) {
            return Box::pin(std::future::pending());
        }
        self.0.send(request)
    }
}

#[test]
fn one_exchange_runs_at_a_time() {
    let (phone, wallet, _) = Phone::enrolled();
    drop(wallet);
    let http = Arc::new(SilentAtFirst(phone.issuer.clone(), AtomicBool::new(true)));
    let ports = WalletPorts { http, ..phone.ports() };
    let wallet = phone.open_as(config(PathBuf::new(), ""), ports).expect("opens");
    let mut first = Box::pin(wallet.refresh(Refresh::Now));
    assert!(first.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert_eq!(phone.enroll(&wallet), Err(WalletError::InProgress));
    drop(first);
    assert!(wait(wallet.refresh(Refresh::WhenDue)).is_ok());
}
