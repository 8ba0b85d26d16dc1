//! Which App Attest key an issuer knows: noted with the card, told to the key store with the next key, and
//! of no harm where a kill makes the wallet forget it.

use essc::model::functions::{CardFunction, Functions, KeyProtection};
use serde_json::{Value, json};

use super::attestations::{AttestedKeys, Made, app_attest, evidence};
use super::*;
use essc::ports::key_store::Attestation;
use essc_testkit::crashing_storage::{Failure, Power};

const KEY: [u8; 32] = [7; 32];

/// An issuer that judges App Attest; its cards state this protection.
fn phone(protection: KeyProtection) -> Phone {
    let phone = Phone::new();
    let mut script = phone.issuer.script();
    script.load(Functions::new(2, protection, false, &CardFunction::ALL));
    drop(script);
    phone
}

fn open(phone: &Phone, keys: &Arc<AttestedKeys>) -> Wallet {
    let ports = WalletPorts { keys: keys.clone(), ..phone.ports() };
    phone.open_as(config(PathBuf::new(), ""), ports).expect("opens")
}

/// The keys that the store was told of.
fn told(keys: &AttestedKeys) -> Vec<Option<Vec<u8>>> {
    keys.requests().into_iter().map(|request| request.app_attest_key).collect()
}

/// Whether Apple's attestation object went along, for each proof with an assertion.
fn objects(phone: &Phone) -> Vec<bool> {
    let script = phone.issuer.script();
    let asserted = script.proof_headers.iter().filter(|header| header.essc_app_attest.is_some());
    asserted.map(|header| evidence(header).attestation.is_some()).collect()
}

#[test]
fn a_key_that_the_issuer_answered_to_is_named_with_every_key_after() {
    let phone = phone(KeyProtection::TrustedEnvironment);
    let keys = AttestedKeys::new(app_attest);
    let wallet = open(&phone, &keys);
    phone.enroll(&wallet).expect("enrols");
    drop(wallet);
    // The next card of the same person takes the place of the first, and so does the next process.
    for _ in 0..2 {
        let wallet = open(&phone, &keys);
        phone.enroll(&wallet).expect("enrols");
        assert_eq!(wallet.cards().len(), 1);
    }
    let known = || Some(KEY.to_vec());
    assert_eq!(told(&keys), [None, known(), known(), known(), known(), known()]);
    assert_eq!(objects(&phone), [true, false, false, false, false, false]);
}

#[test]
fn a_store_that_has_lost_the_key_makes_another_and_that_one_is_known_from_then_on() {
    // From the third key on another App Attest key, as after a backup was put back.
    fn of_another_phone(made: Made) -> Attestation {
        let key_id = vec![if made.nth < 2 { 7 } else { 8 }; 32];
        let attestation = Some(b"the attestation object".to_vec());
        Attestation::AppAttest { key_id, attestation, assertion: made.request.challenge }
    }
    let phone = phone(KeyProtection::TrustedEnvironment);
    let keys = AttestedKeys::new(of_another_phone);
    let wallet = open(&phone, &keys);
    for _ in 0..3 {
        phone.enroll(&wallet).expect("enrols");
    }
    let known = |id: u8| Some(vec![id; 32]);
    assert_eq!(told(&keys), [None, known(7), known(7), known(8), known(8), known(8)]);
    assert_eq!(objects(&phone), [true, false, true, false, false, false]);
}

#[test]
fn an_object_that_is_not_sent_may_have_any_length() {
    fn ever_longer(made: Made) -> Attestation {
        let attestation = Some(vec![0; 15_000 * (1 + usize::from(made.nth))]);
        let assertion = made.request.challenge;
        Attestation::AppAttest { key_id: KEY.to_vec(), attestation, assertion }
    }
    let phone = phone(KeyProtection::TrustedEnvironment);
    let wallet = open(&phone, &AttestedKeys::new(ever_longer));
    phone.enroll(&wallet).expect("enrols");
    assert_eq!(objects(&phone), [true, false]);
}

#[test]
fn an_issuer_whose_cards_state_no_protection_is_asked_anew() {
    // It answered 200 and accepted nothing: its policy may be another one the next time.
    let phone = phone(KeyProtection::Software);
    let keys = AttestedKeys::new(app_attest);
    let wallet = open(&phone, &keys);
    for _ in 0..2 {
        phone.enroll(&wallet).expect("enrols");
    }
    let known = || Some(KEY.to_vec());
    assert_eq!(told(&keys), [None, known(), None, known()]);
    assert_eq!(objects(&phone), [true, false, true, false]);
}

#[test]
fn an_enrollment_without_app_attest_forgets_no_key() {
    fn at_first_only(made: Made) -> Attestation {
        match made.nth {
            0 | 1 | 4.. => app_attest(made),
            // What is not sent, as where Apple's servers are not to be had.
            _ => Attestation::AndroidChain { certificates: vec![] },
        }
    }
    let phone = phone(KeyProtection::TrustedEnvironment);
    let keys = AttestedKeys::new(at_first_only);
    let wallet = open(&phone, &keys);
    for _ in 0..3 {
        phone.enroll(&wallet).expect("enrols");
    }
    assert_eq!(told(&keys)[4..], [Some(KEY.to_vec()), Some(KEY.to_vec())]);
    assert_eq!(objects(&phone), [true, false, false, false]);
}

#[test]
fn a_wallet_of_an_earlier_version_knows_no_key_and_notes_the_next_one() {
    let phone = phone(KeyProtection::TrustedEnvironment);
    let keys = AttestedKeys::new(app_attest);
    let wallet = open(&phone, &keys);
    phone.enroll(&wallet).expect("enrols");
    drop(wallet);
    phone.rewrite("holdings", |kept| {
        let card = kept["enrolments"][0].as_object_mut().expect("a card");
        assert_eq!(card.remove("app_attest_key"), Some(json!(essc::base::base64url::encode(&KEY))));
    });
    let wallet = open(&phone, &keys);
    assert_eq!(wallet.condition(), WalletCondition::Ready);
    phone.enroll(&wallet).expect("enrols");
    assert_eq!(told(&keys)[2..], [None, Some(KEY.to_vec())]);
    drop(wallet);
    phone.rewrite("holdings", |kept| {
        assert_ne!(kept["enrolments"][0]["app_attest_key"], Value::Null);
    });
}

#[test]
fn killed_at_any_write_it_names_the_key_or_sends_the_object_again() {
    let phone_of = || phone(KeyProtection::TrustedEnvironment);
    let steps = {
        let (phone, keys) = (phone_of(), AttestedKeys::new(app_attest));
        let wallet = open(&phone, &keys);
        phone.storage.fail_at(usize::MAX - 1, Failure::KilledBefore);
        phone.enroll(&wallet).expect("enrols");
        phone.storage.steps()
    };
    for step in 0..steps {
        for failure in [Failure::KilledBefore, Failure::KilledDuring] {
            for power in [Power::On, Power::Lost] {
                let (phone, keys) = (phone_of(), AttestedKeys::new(app_attest));
                let wallet = open(&phone, &keys);
                phone.storage.fail_at(step, failure);
                let _ = phone.enroll(&wallet);
                drop(wallet);
                phone.storage.restart(power);
                phone.issuer.script().proof_headers.clear();
                let made = keys.requests().len();
                let wallet = open(&phone, &keys);
                let is_kept = !wallet.cards().is_empty();
                phone.enroll(&wallet).expect("enrols");
                let known = is_kept.then(|| KEY.to_vec());
                assert_eq!(told(&keys)[made..], [known, Some(KEY.to_vec())], "step {step}");
                assert_eq!(objects(&phone), [!is_kept, false], "step {step}, {failure:?}");
            }
        }
    }
}
