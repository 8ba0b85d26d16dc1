//! App Attest statements: of a made-up phone under a root of the test, each wrong in one thing, and
//! attestations that Apple made.

mod phone;
mod published;

use proptest::prelude::*;

use super::*;
use crate::base::time::UnixTime;
use crate::crypto::SigningKey;
use crate::issuance::attestation::{ChainRefusal, Evidence, Revocations};
use crate::model::profile::KeyRole;
use phone::{APP, DEVELOPMENT, NONCE, NOW, Phone};

/// Which has every word for a refusal.
const PROTOCOL: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/protocol.md"));

fn policy(phone: &Phone) -> AttestationPolicy {
    let apps = vec!["A1B2C3D4E5.cn.example.other".into(), APP.into()];
    let roots = vec![phone.root()];
    let app_attest = Some(AppAttestPolicy { roots, ..AppAttestPolicy::new(apps) });
    AttestationPolicy { app_attest, ..AttestationPolicy::default() }
}

/// What becomes of a phone's statement about its everyday key.
fn judged(phone: &Phone) -> Result<Judgment, Refusal> {
    judged_with(phone, |question| question)
}

fn judged_with<'a>(
    phone: &'a Phone,
    change: impl FnOnce(Question<'a>) -> Question<'a>,
) -> Result<Judgment, Refusal> {
    let question = change(Question::new(&phone.device, NONCE, KeyRole::Everyday, NOW));
    let statement = phone.statement();
    // What is judged has travelled.
    let sent = crate::wire::app_attest::encode(
        &statement.key_id,
        statement.attestation.as_deref(),
        &statement.assertion,
    );
    let statement = AppAttest::decode(&sent).expect("its form");
    let evidence = Evidence::AppAttest(&statement);
    super::super::judge(&evidence, &question, &policy(phone), &Revocations::default())
}

/// What an issuer has of a phone's App Attest key after its first proof.
fn known(phone: &Phone) -> KnownAppAttestKey {
    judged(phone).expect("a level").app_attest.expect("a key to keep")
}

#[test]
fn an_attested_app_vouches_for_its_keys_one_after_the_other() {
    let mut phone = Phone::new();
    let judgment = judged(&phone).expect("a level");
    assert_eq!(judgment.level, KeyProtection::TrustedEnvironment);
    assert_eq!((judgment.scheme, judgment.is_pending), (Scheme::AppAttest, false));
    let first = judgment.app_attest.expect("a key to keep");
    assert_eq!((first.counter, first.app.as_str(), first.is_development), (1, APP, false));

    phone.is_attested = false;
    phone.assertion_counter = 2;
    phone.role = KeyRole::Identity;
    let identity = judged_with(&phone, |question| Question {
        known: Some(&first),
        role: KeyRole::Identity,
        ..question
    });
    assert_eq!(identity.expect("a level").app_attest.map(|known| known.counter), Some(2));
}

#[test]
fn an_attestation_that_is_sent_again_for_a_known_key_is_passed_over() {
    let mut phone = Phone::new();
    let first = known(&phone);
    phone.attested_over = "an-older-nonce";
    phone.assertion_counter = 9;
    let again = judged_with(&phone, |question| Question { known: Some(&first), ..question });
    assert_eq!(again.expect("a level").app_attest.map(|known| known.counter), Some(9));
}

#[test]
fn each_fault_of_an_attestation_is_refused_for_its_own_reason() {
    type Change = fn(&mut Phone);
    let faults: &[(AppAttestRefusal, &str, Change)] = &[
        (AppAttestRefusal::AttestationMissing, "none", |phone| phone.is_attested = false),
        (AppAttestRefusal::AttestationForm, "another format", |phone| phone.format = "packed"),
        (AppAttestRefusal::AttestationForm, "a byte after it", |phone| phone.has_tail = true),
        (AppAttestRefusal::AttestationForm, "no credential", |phone| phone.has_credential = false),
        (AppAttestRefusal::AttestationNonce, "another nonce", |phone| {
            phone.attested_over = "another-nonce";
        }),
        (AppAttestRefusal::AttestationNonce, "another tag around it", |phone| {
            phone.nonce_head[2] = 0xa2;
        }),
        (AppAttestRefusal::AttestationCounter, "a used key", |phone| phone.counter = 1),
        (AppAttestRefusal::KeyId, "another credential", |phone| phone.credential = Some([1; 32])),
        (AppAttestRefusal::KeyId, "another identifier", |phone| phone.key_id = Some([1; 32])),
        (AppAttestRefusal::KeyId, "both of another key", |phone| {
            phone.key_id = Some([1; 32]);
            phone.credential = Some([1; 32]);
        }),
        (AppAttestRefusal::App, "another app", |phone| phone.app = "A1B2C3D4E5.cn.example.fake"),
        (AppAttestRefusal::Environment, "development", |phone| phone.aaguid = *DEVELOPMENT),
        (AppAttestRefusal::Environment, "no environment", |phone| phone.aaguid = [0; 16]),
    ];
    for (refusal, what, change) in faults {
        let mut phone = Phone::new();
        change(&mut phone);
        assert_eq!(judged(&phone), Err(Refusal::from(*refusal)), "{what}");
        let word = format!("`{}`", Refusal::from(*refusal).code());
        assert!(PROTOCOL.contains(&word), "the specification has no {word}");
    }
}

#[test]
fn each_fault_of_an_assertion_is_refused_for_its_own_reason() {
    type Change = fn(&mut Phone);
    let faults: &[(AppAttestRefusal, &str, Change)] = &[
        (AppAttestRefusal::AssertionForm, "cut off", |phone| phone.assertion_data = Some(36)),
        (AppAttestRefusal::AssertionForm, "r and s without DER", |phone| {
            phone.is_der = false;
        }),
        (AppAttestRefusal::App, "of another app", |phone| {
            phone.assertion_app = "A1B2C3D4E5.cn.example.other";
        }),
        (AppAttestRefusal::AssertionSignature, "another key", |phone| {
            phone.asserted_by = SigningKey::from_bytes(&[6; 32]).expect("scalar");
        }),
        (AppAttestRefusal::AssertionSignature, "another nonce", |phone| {
            phone.asserted_over = "another-nonce";
        }),
        (AppAttestRefusal::AssertionSignature, "another device key", |phone| {
            phone.asserted = SigningKey::from_bytes(&[6; 32]).expect("scalar").public_key();
        }),
        (AppAttestRefusal::AssertionSignature, "the other role", |phone| {
            phone.role = KeyRole::Identity;
        }),
        (AppAttestRefusal::AssertionCounter, "a counter of 0", |phone| {
            phone.assertion_counter = 0;
        }),
    ];
    for (refusal, what, change) in faults {
        let mut phone = Phone::new();
        change(&mut phone);
        assert_eq!(judged(&phone), Err(Refusal::from(*refusal)), "{what}");
        let word = format!("`{}`", Refusal::from(*refusal).code());
        assert!(PROTOCOL.contains(&word), "the specification has no {word}");
    }
}

#[test]
fn each_fault_of_the_certificates_is_refused_for_its_own_reason() {
    type Change = fn(&mut Phone);
    let faults: &[(ChainRefusal, &str, Change)] = &[
        (ChainRefusal::RootUnknown, "another root", |phone| phone.root_name = "Another root"),
        (ChainRefusal::Signature, "a root that looks alike", |phone| phone.is_root_alike = true),
        (ChainRefusal::IssuerName, "an issuer of another name", |phone| {
            phone.leaf_issuer = "Another CA";
        }),
        (ChainRefusal::Expired, "a leaf of last year", |phone| phone.leaf_years = (2025, 2026)),
        (ChainRefusal::NotYetValid, "a leaf of next year", |phone| {
            phone.leaf_years = (2028, 2029);
        }),
        (ChainRefusal::Expired, "an intermediate of last year", |phone| {
            phone.intermediate_years = (2020, 2026);
        }),
        (ChainRefusal::NotYetValid, "an intermediate of next year", |phone| {
            phone.intermediate_years = (2028, 2030);
        }),
        (ChainRefusal::Shape, "an intermediate that is no authority", |phone| {
            phone.is_intermediate_authority = false;
        }),
        (ChainRefusal::Shape, "a leaf that is an authority", |phone| {
            phone.is_leaf_authority = true;
        }),
        (ChainRefusal::ExtensionMissing, "no nonce", |phone| phone.nonces = 0),
        (ChainRefusal::ExtensionElsewhere, "a nonce in the intermediate", |phone| {
            phone.has_intermediate_nonce = true;
        }),
        (ChainRefusal::CertificateForm, "a byte after the leaf", |phone| {
            phone.leaf_tail = vec![0];
        }),
        (ChainRefusal::CertificateTooLong, "a leaf of more than 4 KiB", |phone| {
            phone.leaf_tail = vec![0; 4_096];
        }),
        (ChainRefusal::LeafKey, "a leaf of P-384", |phone| phone.is_leaf_p384 = true),
    ];
    for (refusal, what, change) in faults {
        let mut phone = Phone::new();
        change(&mut phone);
        assert_eq!(judged(&phone), Err(Refusal::from(*refusal)), "{what}");
        let word = format!("`{}`", Refusal::from(*refusal).code());
        assert!(PROTOCOL.contains(&word), "the specification has no {word}");
    }
}

#[test]
fn a_counter_that_does_not_rise_is_refused() {
    let mut phone = Phone::new();
    let stored = KnownAppAttestKey { counter: 5, ..known(&phone) };
    phone.is_attested = false;
    for (counter, rises) in [(4, false), (5, false), (6, true), (u32::MAX, true)] {
        phone.assertion_counter = counter;
        let judgment =
            judged_with(&phone, |question| Question { known: Some(&stored), ..question });
        let kept = judgment.map(|judgment| judgment.app_attest.map(|key| key.counter));
        let expected =
            if rises { Ok(Some(counter)) } else { Err(AppAttestRefusal::AssertionCounter.into()) };
        assert_eq!(kept, expected);
    }
}

#[test]
fn a_known_key_is_measured_by_todays_policy() {
    let mut phone = Phone::new();
    let good = known(&phone);
    phone.is_attested = false;
    phone.assertion_counter = 2;
    let ask = |stored: &KnownAppAttestKey, is_test| {
        judged_with(&phone, |question| Question { known: Some(stored), is_test, ..question })
    };
    assert!(ask(&good, false).is_ok());
    let other = KnownAppAttestKey { key: Jwk::from(&phone.device), ..good.clone() };
    assert_eq!(ask(&other, false), Err(AppAttestRefusal::KeyId.into()));
    let withdrawn = KnownAppAttestKey { app: "A1B2C3D4E5.cn.example.old".into(), ..good.clone() };
    assert_eq!(ask(&withdrawn, false), Err(AppAttestRefusal::App.into()));
    let development = KnownAppAttestKey { is_development: true, ..good };
    assert_eq!(ask(&development, false), Err(AppAttestRefusal::Environment.into()));
    assert!(ask(&development, true).is_ok());
}

#[test]
fn an_app_under_development_counts_in_a_sandbox() {
    let mut phone = Phone::new();
    phone.aaguid = *DEVELOPMENT;
    let judgment = judged_with(&phone, |question| Question { is_test: true, ..question });
    let kept = judgment.expect("a level").app_attest.expect("a key to keep");
    assert!(kept.is_development);
}

#[test]
fn the_level_is_the_policys() {
    let phone = Phone::new();
    let question = Question::new(&phone.device, NONCE, KeyRole::Everyday, NOW);
    let statement = phone.statement();
    let ask = |level| {
        let mut policy = policy(&phone);
        policy.app_attest = policy.app_attest.map(|apple| AppAttestPolicy { level, ..apple });
        judge(&statement, &question, &policy).map(|judgment| judgment.level)
    };
    assert_eq!(ask(KeyProtection::SecureElement), Ok(KeyProtection::SecureElement));
    assert_eq!(ask(KeyProtection::Software), Err(Refusal::SchemeNotAccepted));
    let none = judge(&statement, &question, &AttestationPolicy::default());
    assert_eq!(none, Err(Refusal::SchemeNotAccepted));
}

#[test]
fn extensions_after_the_credential_are_passed_over() {
    let mut phone = Phone::new();
    phone.extensions = vec![0xa1, 0x61, b'x', 0xf5];
    assert!(judged(&phone).is_ok());
}

#[test]
fn the_specification_has_the_word_for_what_is_not_even_read() {
    assert!(PROTOCOL.contains(&format!("`{}`", AppAttestRefusal::Form.code())));
}

#[test]
fn what_is_kept_is_written_and_read_back() {
    let key = known(&Phone::new());
    let text = serde_json::to_string(&key).expect("json");
    assert_eq!(serde_json::from_str::<KnownAppAttestKey>(&text).expect("a key"), key);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_changed_byte_of_the_assertion_is_never_believed(at: usize, to: u8) {
        let phone = Phone::new();
        let mut statement = phone.statement();
        let at = at % statement.assertion.len();
        let before = std::mem::replace(&mut statement.assertion[at], to);
        let question = Question::new(&phone.device, NONCE, KeyRole::Everyday, NOW);
        let judgment = judge(&statement, &question, &policy(&phone));
        prop_assert!(before == to || judgment.is_err());
    }
}
