//! The places of a card's devices: what fails, is repeated or has run out takes none for good, and
//! never do more devices hold living cards than there are places.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use essc::holder::IssuanceError;
use essc::model::region::Region;
use essc::model::status::CardStatus;
use essc::ports::http::{BoxFuture, HttpError, HttpRequest, HttpResponse, HttpTransport};
use essc::ports::reqwest_transport::ReqwestTransport;
use essc::trust::status_list::StatusList;
use essc::trust::succession::Admission;
use essc::wire::card::SignedCard;
use essc::wire::status_list::StatusListUri;
use essc_testkit::issuer::handmade_wallet::{CONFIGURATIONS, Tokens, Wallet, offer};
use essc_testkit::issuer::{Issuer, text};
use serde_json::{Value, json};

use crate::sdk_wallet::{self, Phone};

const DAY: u64 = 86_400;

/// What the operator sees of a card's devices.
fn devices(issuer: &Issuer, card: &str) -> Vec<Value> {
    let answer = issuer.operate("cards/devices", json!({ "card_number": card }));
    answer["devices"].as_array().expect("a list").clone()
}

/// What the newest list says; published now, since a first card alone publishes none.
fn status(issuer: &Issuer, card: &SignedCard) -> CardStatus {
    issuer.operate("publish", json!({}));
    let answer = issuer.get("/440100/status/0");
    let uri = StatusListUri { region: Region::GUANGZHOU, number: 0 };
    let list =
        StatusList::verify(answer.text(), uri, &issuer.trust(), issuer.now(), Admission::New);
    list.expect("a good list").status(card.card.status.index)
}

fn enrolled_on<'i>(issuer: &'i Issuer, card: &str) -> (Wallet<'i>, Tokens, SignedCard) {
    let wallet = Wallet::new(issuer);
    let tokens = wallet.redeem(&offer(issuer, card));
    let issued = wallet.accepted(&tokens, "essc-validity");
    (wallet, tokens, issued)
}

/// Which requests of a phone are lost.
#[derive(Clone, Copy)]
enum Loss {
    /// The nth credential request never leaves.
    Request(usize),
    /// The nth credential request arrives, its answer is lost.
    Answer(usize),
    /// From the nth credential request on nothing arrives any more.
    AllFrom(usize),
}

/// A network that fails at a chosen credential request.
struct LossyNetwork {
    inner: ReqwestTransport,
    loss: Loss,
    asked: AtomicUsize,
}

impl LossyNetwork {
    fn new(loss: Loss) -> Arc<Self> {
        let inner = ReqwestTransport::new().expect("transport");
        Arc::new(Self { inner, loss, asked: AtomicUsize::new(0) })
    }
}

impl HttpTransport for LossyNetwork {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, HttpError>> {
        let is_credential = request.url.ends_with("/credential");
        let number = self.asked.fetch_add(usize::from(is_credential), Ordering::SeqCst)
            + usize::from(is_credential);
        let lost = match self.loss {
            Loss::Request(n) => is_credential && number == n,
            Loss::AllFrom(n) => number >= n,
            Loss::Answer(_) => false,
        };
        Box::pin(async move {
            if lost {
                return Err(HttpError::Unreachable);
            }
            let answer = self.inner.send(request).await;
            match self.loss {
                Loss::Answer(n) if is_credential && number == n => Err(HttpError::Unreachable),
                _ => answer,
            }
        })
    }
}

#[test]
fn five_connections_cut_at_the_third_credential_leave_the_holder_every_place() {
    let issuer = Issuer::start();
    let card = issuer.holder();
    let cut: Vec<SignedCard> = (0..5)
        .map(|_| {
            let wallet = Wallet::new(&issuer);
            let tokens = wallet.redeem(&offer(&issuer, &card));
            wallet.credential(&tokens, "essc-validity");
            wallet.credential(&tokens, "essc-entitlement")
        })
        .collect();
    let kept: Vec<_> = (0..5).map(|_| enrolled_on(&issuer, &card)).collect();
    let seen = devices(&issuer, &card);
    assert_eq!(seen.len(), 5);
    assert!(seen.iter().all(|one| one["kept"] == json!(true)));
    for gone in &cut {
        assert_eq!(status(&issuer, gone), CardStatus::Revoked, "never more than five that live");
    }
    for (wallet, tokens, issued) in &kept {
        assert_eq!(status(&issuer, issued), CardStatus::Valid);
        assert_eq!(wallet.try_renew(tokens, "essc-validity").status, 200);
    }
}

#[test]
fn wherever_an_enrollment_of_the_sdk_breaks_the_card_is_on_the_same_devices_as_before() {
    let issuer = Issuer::start();
    let card = issuer.holder();
    let phone = Phone::new(&issuer);
    phone.enroll(&sdk_wallet::offer(&issuer, &card));
    let before = devices(&issuer, &card);
    for number in 1..=CONFIGURATIONS.len() {
        for loss in [Loss::Request(number), Loss::Answer(number)] {
            let other = Phone::with(&issuer, LossyNetwork::new(loss));
            let failed = other.try_enroll(&sdk_wallet::offer(&issuer, &card));
            assert!(failed.is_err() && other.wallet.cards().is_empty());
            assert_eq!(devices(&issuer, &card), before, "lost at credential {number}");
        }
    }
}

#[test]
fn enrollments_whose_network_never_came_back_give_way_to_the_next() {
    let mut issuer = Issuer::start();
    let card = issuer.holder();
    for _ in 0..6 {
        let dead = Phone::with(&issuer, LossyNetwork::new(Loss::AllFrom(3)));
        assert!(dead.try_enroll(&sdk_wallet::offer(&issuer, &card)).is_err());
    }
    issuer.kill();
    issuer.restart();
    let phone = Phone::new(&issuer);
    let id = phone.enroll(&sdk_wallet::offer(&issuer, &card));
    let seen = phone.runtime.block_on(phone.wallet.devices(&id)).expect("devices");
    assert_eq!(seen.iter().filter(|one| one.is_this_device).count(), 1);
    assert!(seen.len() <= 5);
}

#[test]
fn a_phone_that_enrolls_one_card_ten_times_is_one_device() {
    let issuer = Issuer::start_with(|config| config.device_cap = 2);
    let card = issuer.holder();
    let phone = Phone::new(&issuer);
    for _ in 0..10 {
        phone.enroll(&sdk_wallet::offer(&issuer, &card));
        assert_eq!(devices(&issuer, &card).len(), 1);
        assert_eq!(phone.wallet.cards().len(), 1);
    }
}

#[test]
fn a_device_that_kept_its_cards_gives_way_to_nobody() {
    let issuer = Issuer::start_with(|config| config.device_cap = 2);
    let card = issuer.holder();
    let (first, tokens, kept) = enrolled_on(&issuer, &card);
    // A wallet that reports nothing keeps its place by coming back with its refresh token.
    let silent = Wallet::new(&issuer);
    let redeemed = silent.redeem(&offer(&issuer, &card));
    let other = silent.credential(&redeemed, "essc-validity");
    assert_eq!(silent.try_refresh(&redeemed.refresh).status, 200);
    let third = offer(&issuer, &card);
    let answer = Wallet::new(&issuer).try_redeem(&third.code, third.tx_code.as_deref());
    let full = (400, "invalid_grant".to_owned(), Some("device_limit".to_owned()));
    assert_eq!(answer.error(), full);
    assert_eq!(status(&issuer, &kept), CardStatus::Valid);
    assert_eq!(status(&issuer, &other), CardStatus::Valid);
    assert_eq!(first.try_renew(&tokens, "essc-validity").status, 200);
}

#[test]
fn devices_whose_cards_have_run_out_take_no_place_until_they_have_cards_again() {
    let issuer = Issuer::start_with(|config| config.device_cap = 1);
    let card = issuer.holder();
    let (old, tokens, _) = enrolled_on(&issuer, &card);
    issuer.clock.advance(8 * DAY);
    assert_eq!(devices(&issuer, &card)[0]["counts"], json!(false));
    let (_, _, new) = enrolled_on(&issuer, &card);
    old.fetch_nonce();
    let fresh = Tokens::of(&old.try_refresh(&tokens.refresh));
    let denied = old.try_renew(&fresh, "essc-validity");
    let full = (400, "credential_request_denied".to_owned(), Some("device_limit".to_owned()));
    assert_eq!(denied.error(), full, "a device that comes back needs a place");
    assert_eq!(status(&issuer, &new), CardStatus::Valid);
    let place = devices(&issuer, &card).into_iter().find(|one| one["counts"] == json!(true));
    let unbind = json!({ "card_number": card, "device": place.expect("one")["device"] });
    issuer.operate("cards/unbind", unbind);
    assert_eq!(old.try_renew(&fresh, "essc-validity").status, 200);
}

#[test]
fn a_device_without_cards_and_without_access_is_forgotten() {
    let issuer = Issuer::start();
    let card = issuer.holder();
    enrolled_on(&issuer, &card);
    issuer.clock.advance(91 * DAY);
    assert!(devices(&issuer, &card).is_empty());
}

#[test]
fn an_operator_lists_and_unbinds_the_devices_of_a_holder_who_has_none_at_hand() {
    let issuer = Issuer::start_with(|config| config.device_cap = 1);
    let card = issuer.holder();
    let (lost, tokens, issued) = enrolled_on(&issuer, &card);
    let seen = devices(&issuer, &card);
    assert_eq!((seen.len(), &seen[0]["counts"]), (1, &json!(true)));
    let unbind = json!({ "card_number": card, "device": seen[0]["device"] });
    issuer.operate("cards/unbind", unbind.clone());
    assert_eq!(status(&issuer, &issued), CardStatus::Revoked);
    let renewed = lost.try_renew(&tokens, "essc-validity");
    assert_eq!(renewed.error(), (401, "invalid_token".to_owned(), None));
    let again = issuer.try_operate("cards/unbind", unbind);
    let unknown = (404, "not_found".to_owned(), Some("unknown_device".to_owned()));
    assert_eq!(again.error(), unknown);
    enrolled_on(&issuer, &card);
    let nobody = issuer.try_operate("cards/devices", json!({ "card_number": "ZZ9999999" }));
    assert_eq!(nobody.status, 404);
}

#[test]
fn a_key_enrolled_again_keeps_its_cards_until_the_next_ones_are_there() {
    let issuer = Issuer::start();
    let (wallet, tokens, card) = Wallet::enrolled(&issuer);
    let before = wallet.accepted(&tokens, "essc-validity");
    let again = wallet.redeem(&offer(&issuer, &card));
    assert_eq!(wallet.try_renew(&tokens, "essc-validity").status, 200, "nothing came of it yet");
    wallet.credential(&again, "essc-validity");
    assert_eq!(status(&issuer, &before), CardStatus::Revoked);
    assert_eq!(devices(&issuer, &card).len(), 1);
}

#[test]
fn a_refused_device_says_so_and_has_changed_nothing() {
    let issuer = Issuer::start_with(|config| config.device_cap = 1);
    let card = issuer.holder();
    let phone = Phone::new(&issuer);
    phone.enroll(&sdk_wallet::offer(&issuer, &card));
    let before = devices(&issuer, &card);
    let other = Phone::new(&issuer);
    let refused = other.try_enroll(&sdk_wallet::offer(&issuer, &card)).expect_err("no place");
    let limit = IssuanceError::Refused(essc::holder::Refusal::DeviceLimit);
    assert_eq!(refused, limit.into());
    assert_eq!(devices(&issuer, &card), before);
    assert!(!text(&before[0]["device"]).is_empty());
}
