//! The SDK's wallet on a made-up iPhone: what vouches for its keys goes over HTTP, is judged, and is
//! remembered on both sides.

use essc_reference_issuer::attestation_policy::POLICY_FILE;
use essc_testkit::issuer::Issuer;
use serde_json::{Value, json};

use crate::made_up_iphone::{APP, MadeUpIPhone};
use crate::sdk_wallet::{Phone, offer};

/// An issuer that accepts this app on such phones.
fn issuer(phone: &MadeUpIPhone, app: &str) -> Issuer {
    let mut issuer = Issuer::start();
    believe(&mut issuer, phone, app);
    issuer
}

/// Gives an issuer this policy, with which it starts again.
fn believe(issuer: &mut Issuer, phone: &MadeUpIPhone, app: &str) {
    issuer.stop();
    let policy = format!("[app_attest]\nroots = [\"{}\"]\napps = [\"{app}\"]\n", phone.root());
    std::fs::write(issuer.data().join(POLICY_FILE), policy).expect("written");
    issuer.restart();
}

/// What the operator sees of the keys of the device that enrolled last.
fn keys_of(issuer: &Issuer, card: &str) -> [Value; 2] {
    let seen = issuer.operate("cards/devices", json!({ "card_number": card }));
    let devices = seen["devices"].as_array().expect("devices");
    let device = devices.last().expect("a device");
    ["everyday_key", "identity_key"].map(|key| device[key].clone())
}

fn proved() -> [Value; 2] {
    let key = json!({ "protection": 1, "refusal": null });
    [key.clone(), key]
}

#[test]
fn one_app_attest_key_vouches_for_every_key_of_a_phone_at_one_issuer() {
    let iphone = MadeUpIPhone::new();
    let issuer = issuer(&iphone, APP);
    let card = issuer.holder();
    let phone = Phone::with_keys(&issuer, iphone.clone());
    for _ in 0..2 {
        phone.enroll(&offer(&issuer, &card));
        assert_eq!(keys_of(&issuer, &card), proved());
    }
    let named: Vec<bool> =
        iphone.requests().iter().map(|request| request.app_attest_key.is_some()).collect();
    assert_eq!(named, [false, true, true, true]);
    assert_eq!(iphone.app_keys(), 1);
}

#[test]
fn an_attestation_that_is_sent_again_is_passed_over_by_who_knows_the_key() {
    let iphone = MadeUpIPhone::new();
    let issuer = issuer(&iphone, APP);
    let card = issuer.holder();
    Phone::with_keys(&issuer, iphone.clone()).enroll(&offer(&issuer, &card));
    // The wallet that knew of it is gone; the attestation is over a nonce of long ago.
    iphone.send_all_again();
    Phone::with_keys(&issuer, iphone.clone()).enroll(&offer(&issuer, &card));
    assert_eq!(keys_of(&issuer, &card), proved());
    assert_eq!(iphone.requests()[2].app_attest_key, None);
    assert_eq!(iphone.app_keys(), 1);
}

#[test]
fn an_issuer_that_accepts_the_app_later_is_sent_a_new_attestation() {
    let iphone = MadeUpIPhone::new();
    let mut issuer = issuer(&iphone, "A1B2C3D4E5.cn.example.other");
    let card = issuer.holder();
    let phone = Phone::with_keys(&issuer, iphone.clone());
    phone.enroll(&offer(&issuer, &card));
    let [everyday, identity] = keys_of(&issuer, &card);
    assert_eq!(everyday, json!({ "protection": 0, "refusal": "app_attest_app" }));
    assert_eq!(identity["protection"], 0);
    believe(&mut issuer, &iphone, APP);
    phone.enroll(&offer(&issuer, &card));
    assert_eq!(keys_of(&issuer, &card), proved());
}
