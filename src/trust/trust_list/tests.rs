//! What a trust list is refused for, rule by rule.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::base::text::TextError;
use crate::crypto::SigningKey;
use crate::crypto::jwk::Jwk;
use crate::model::localized::Localized;
use crate::model::verdict::Freshness;
use crate::trust::succession::Admission;
use crate::trust::trust_floor::{StateWord, TrustFloor, TrustFloorError};
use crate::wire::jws::JoseHeader;
use crate::wire::trust_list::{
    IssuerLevel, ListedJwk, MAX_ISSUERS, MAX_KEYS, MAX_LIFE, MAX_STATUS_LISTS,
};

mod later_words;
mod succession;

const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32]).expect("scalar")
}

fn root() -> SigningKey {
    key(1)
}

fn issuer_key(generation: u8, key_use: KeyUse, state: KeyState) -> IssuerKey {
    IssuerKey {
        kid: KeyId::new(Region::GUANGZHOU, generation),
        jwk: ListedJwk::from(&key(generation + 10).public_key()),
        suite: 0,
        key_use,
        state,
        nbf: NOW.minus(1000),
        exp: NOW.plus(86_400 * 365),
    }
}

fn list() -> TrustList {
    TrustList {
        seq: 7,
        iat: NOW.minus(60),
        exp: NOW.plus(86_400 * 7),
        soft_exp: NOW.plus(86_400),
        test: true,
        next_root: None,
        issuers: vec![TrustedIssuer {
            region: Region::GUANGZHOU,
            level: IssuerLevel::Prefecture,
            name: Localized::new("广州", "Guangzhou"),
            credential_issuer: "https://card.example/440100".into(),
            max_card_life: 86_400 * 14,
            keys: vec![
                issuer_key(1, KeyUse::Card, KeyState::Active),
                issuer_key(2, KeyUse::Status, KeyState::Active),
                issuer_key(3, KeyUse::Status, KeyState::Retired),
                issuer_key(4, KeyUse::Status, KeyState::Compromised),
            ],
            status_base: "https://card.example/440100/status".into(),
            status_lists: vec![0, 1],
            catalogue: Some("https://card.example/440100/catalogue".into()),
        }],
    }
}

fn verify(list: &TrustList) -> Result<VerifiedTrustList, TrustListError> {
    VerifiedTrustList::verify(&list.sign(&root()), &root().public_key(), NOW)
}

fn verified(change: impl FnOnce(&mut TrustList)) -> VerifiedTrustList {
    let mut list = list();
    change(&mut list);
    verify(&list).expect("a good list")
}

/// The rule that a change of the good list breaks.
fn broken(change: impl FnOnce(&mut TrustList)) -> TrustListRule {
    let mut list = list();
    change(&mut list);
    match verify(&list) {
        Err(TrustListError::Rule(rule)) => rule,
        other => panic!("expected a broken rule, got {other:?}"),
    }
}

#[test]
fn a_list_reads_back_and_its_keys_are_found_by_kid_and_use() {
    let read = verified(|_| ());
    assert_eq!(read.list(), &list());
    let kid = KeyId::new(Region::GUANGZHOU, 1);
    let found = read.key(kid, KeyUse::Card).expect("found");
    assert_eq!(found.public_key, key(11).public_key());
    assert_eq!(found.max_card_life, 86_400 * 14);
    assert_eq!(read.key(kid, KeyUse::Status), None, "a key signs one kind of thing");
    assert_eq!(read.key(KeyId::new(Region::GUANGZHOU, 99), KeyUse::Card), None);
    assert_eq!(
        list().issuers[0].status_url(1),
        "https://card.example/440100/status/1",
        "the number is appended to the base"
    );
}

#[test]
fn the_members_have_the_names_of_the_specification() {
    let value = serde_json::to_value(list()).expect("json");
    let issuer = &value["issuers"][0];
    assert_eq!(issuer["region"], json!("440100"));
    assert_eq!(issuer["level"], json!("prefecture"));
    assert_eq!(issuer["keys"][0]["kid"], json!("06b72401"));
    assert_eq!(issuer["keys"][0]["use"], json!("card"));
    assert_eq!(issuer["keys"][2]["state"], json!("retired"));
    assert_eq!(value.get("next_root"), None);
}

#[test]
fn another_root_type_or_signature_is_refused() {
    let text = list().sign(&root());
    let read =
        |text: &str, root: &PublicKey| VerifiedTrustList::verify(text, root, NOW).map(|_| ());
    assert_eq!(read(&text, &key(2).public_key()), Err(TrustListError::OtherRoot));
    let kid = jwk::thumbprint_text(&root().public_key());
    let forged = jws::sign(&JoseHeader::document(TYP, &kid), &list(), &key(2));
    let refused = |error| Err(TrustListError::Jws(error));
    assert_eq!(read(&forged, &root().public_key()), refused(JwsError::Signature));
    let other = jws::sign(&JoseHeader::document("statuslist+jwt", &kid), &list(), &root());
    assert_eq!(read(&other, &root().public_key()), refused(JwsError::Type));
    let long = "a".repeat(MAX_BYTES + 1);
    let limit = MAX_BYTES;
    assert_eq!(read(&long, &root().public_key()), refused(JwsError::TooLong { limit }));
}

#[test]
fn times_that_do_not_hold_together_are_refused() {
    let mut ahead = list();
    ahead.iat = NOW.plus(301);
    assert_eq!(verify(&ahead).err(), Some(TrustListError::FromTheFuture));
    assert_eq!(broken(|l| l.exp = l.iat), TrustListRule::Life);
    assert_eq!(broken(|l| l.exp = l.iat.plus(MAX_LIFE + 1)), TrustListRule::Life);
    assert_eq!(broken(|l| l.soft_exp = l.iat.minus(1)), TrustListRule::SoftExp);
    assert_eq!(broken(|l| l.soft_exp = l.exp.plus(1)), TrustListRule::SoftExp);
    let kid = KeyId::new(Region::GUANGZHOU, 1);
    let empty = broken(|l| l.issuers[0].keys[0].exp = l.issuers[0].keys[0].nbf);
    assert_eq!(empty, TrustListRule::KeyPeriod(kid));
    verified(|l| l.iat = NOW.plus(300));
}

#[test]
fn a_list_that_is_held_outlives_a_clock_that_was_set_back() {
    let (text, key) = (list().sign(&root()), root().public_key());
    let early = UnixTime::from_secs(1);
    let received = VerifiedTrustList::verify(&text, &key, early).map(|_| ());
    assert_eq!(received, Err(TrustListError::FromTheFuture));
    let held = VerifiedTrustList::verify_held(&text, &key).expect("held");
    assert_eq!((held.list(), held.freshness(early)), (&list(), Freshness::Fresh));
    let other = VerifiedTrustList::verify_held(&text, &self::key(2).public_key()).map(|_| ());
    assert_eq!(other, Err(TrustListError::OtherRoot), "every other rule holds");
    let mut long = list();
    long.exp = long.iat.plus(MAX_LIFE + 1);
    let long = VerifiedTrustList::verify_held(&long.sign(&root()), &key).map(|_| ());
    assert_eq!(long, Err(TrustListError::Rule(TrustListRule::Life)));
}

#[test]
fn duplicates_and_keys_of_another_region_are_refused() {
    let kid = KeyId::new(Region::GUANGZHOU, 1);
    let twice = broken(|l| l.issuers[0].keys[1].kid = kid);
    assert_eq!(twice, TrustListRule::DuplicateKey(kid));
    let region = broken(|l| l.issuers.push(l.issuers[0].clone()));
    assert_eq!(region, TrustListRule::DuplicateRegion(Region::GUANGZHOU));
    let foreign = KeyId::new(Region::SHENZHEN, 1);
    let other = broken(|l| l.issuers[0].keys[0].kid = foreign);
    assert_eq!(other, TrustListRule::ForeignKey(foreign));
    let number = broken(|l| l.issuers[0].status_lists = vec![3, 3]);
    assert_eq!(number, TrustListRule::DuplicateStatusList { region: Region::GUANGZHOU, number: 3 });
}

#[test]
fn an_issuer_that_is_not_what_it_says_is_refused() {
    let gz = Region::GUANGZHOU;
    let level = broken(|l| l.issuers[0].level = IssuerLevel::Province);
    assert_eq!(level, TrustListRule::Level(gz));
    let level = broken(|l| l.issuers[0].region = Region::GUANGDONG);
    assert_eq!(level, TrustListRule::Level(Region::GUANGDONG));
    let district = Region::new(440_106).expect("region");
    let level = broken(|l| l.issuers[0].region = district);
    assert_eq!(level, TrustListRule::Level(district), "a city, no district");
    let name = broken(|l| l.issuers[0].name.en = "Guang\u{202e}zhou".into());
    assert_eq!(name, TrustListRule::Name { region: gz, reason: TextError::Unprintable });
    let url = broken(|l| l.issuers[0].status_base = "http://card.example".into());
    assert_eq!(url, TrustListRule::Url(gz));
    let url = broken(|l| l.issuers[0].catalogue = Some("file:///etc/passwd".into()));
    assert_eq!(url, TrustListRule::Url(gz));
    assert_eq!(broken(|l| l.issuers[0].max_card_life = 0), TrustListRule::CardLife(gz));
}

#[test]
fn counts_are_bounded() {
    let limit = MAX_STATUS_LISTS;
    let lists = broken(|l| l.issuers[0].status_lists = (0..=1024).collect());
    assert_eq!(lists, TrustListRule::TooMany { what: "status lists", limit });
    let keys = broken(|l| {
        let first = l.issuers[0].keys[0].clone();
        l.issuers[0].keys = vec![first; MAX_KEYS + 1];
    });
    assert_eq!(keys, TrustListRule::TooMany { what: "keys", limit: MAX_KEYS });
    let issuers = broken(|l| l.issuers = vec![l.issuers[0].clone(); MAX_ISSUERS + 1]);
    assert_eq!(issuers, TrustListRule::TooMany { what: "issuers", limit: MAX_ISSUERS });
}

#[test]
fn a_key_of_another_suite_is_listed_but_never_used() {
    let kid = KeyId::new(Region::GUANGZHOU, 1);
    let read = verified(|l| l.issuers[0].keys[0].suite = 1);
    assert_eq!(read.key(kid, KeyUse::Card), None);
    assert!(read.floor().keys.contains_key(&kid), "and can't vanish either");
}

#[test]
fn keys_that_are_not_points_and_a_next_root_that_is_the_root_are_refused() {
    let sm2: Jwk = serde_json::from_value(json!({
        "kty": "EC", "crv": "SM2", "x": "AA", "y": "AA"
    }))
    .expect("form");
    let kid = KeyId::new(Region::GUANGZHOU, 1);
    let off = broken(|l| l.issuers[0].keys[0].jwk = ListedJwk::P256(sm2.clone()));
    assert_eq!(off, TrustListRule::Key(kid));
    verified(|l| {
        l.issuers[0].keys[0].jwk = ListedJwk::P256(sm2.clone());
        l.issuers[0].keys[0].suite = 1;
    });
    let ml_dsa = json!({ "kty": "AKP", "alg": "ML-DSA-65", "pub": "AA" });
    let ml_dsa: ListedJwk = serde_json::from_value(ml_dsa).expect("any object");
    let off = broken(|l| l.issuers[0].keys[0].jwk = ml_dsa.clone());
    assert_eq!(off, TrustListRule::Key(kid));
    let later = verified(|l| {
        l.issuers[0].keys[0].jwk = ml_dsa.clone();
        l.issuers[0].keys[0].suite = 3;
    });
    assert!(later.key(kid, KeyUse::Card).is_none(), "never used");
    assert_eq!(broken(|l| l.next_root = Some(sm2)), TrustListRule::NextRoot);
    let same = broken(|l| l.next_root = Some(Jwk::from(&root().public_key())));
    assert_eq!(same, TrustListRule::NextRoot);
    let next = verified(|l| l.next_root = Some(Jwk::from(&key(2).public_key())));
    assert_eq!(next.next_root(), Some(&key(2).public_key()));
}

#[test]
fn only_active_keys_in_their_period_sign_new_documents() {
    let trust = verified(|_| ());
    let kid = |generation| KeyId::new(Region::GUANGZHOU, generation);
    let signer = |generation: u8, now, admission| {
        trust.signer(&kid(generation).to_string(), KeyUse::Status, now, admission).map(|k| k.kid)
    };
    assert_eq!(signer(2, NOW, Admission::New), Ok(kid(2)));
    assert_eq!(signer(3, NOW, Admission::New), Err(SignerError::Retired(kid(3))));
    assert_eq!(signer(3, NOW, Admission::Held), Ok(kid(3)));
    assert_eq!(signer(4, NOW, Admission::New), Err(SignerError::Compromised(kid(4))));
    assert_eq!(signer(4, NOW, Admission::Held), Err(SignerError::Compromised(kid(4))));
    assert_eq!(signer(1, NOW, Admission::New), Err(SignerError::Unknown(kid(1))), "a card key");
    let late = NOW.plus(86_400 * 365);
    assert_eq!(signer(2, late, Admission::New), Err(SignerError::OutOfPeriod(kid(2))));
    assert_eq!(signer(2, late, Admission::Held), Ok(kid(2)));
    let early = NOW.minus(1001);
    assert_eq!(signer(2, early, Admission::New), Err(SignerError::OutOfPeriod(kid(2))));
    let other = trust.signer("06B72402", KeyUse::Status, NOW, Admission::New);
    assert_eq!(other, Err(SignerError::Kid));
}

#[test]
fn a_list_is_graded_by_its_own_dates() {
    let trust = verified(|_| ());
    assert_eq!(trust.freshness(NOW.plus(86_399)), Freshness::Fresh);
    assert_eq!(trust.freshness(NOW.plus(86_400)), Freshness::Stale);
    assert_eq!(trust.freshness(NOW.plus(86_400 * 7)), Freshness::Expired);
    assert_eq!(trust.evidence(NOW).as_of, NOW.minus(60));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_changed_byte_is_never_accepted(at: prop::sample::Index, to: u8) {
        let good = list().sign(&root());
        let mut bytes = good.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = to;
        if let Ok(text) = String::from_utf8(bytes) {
            let read = VerifiedTrustList::verify(&text, &root().public_key(), NOW);
            prop_assert!(text == good || read.is_err());
        }
    }

    #[test]
    fn random_text_never_panics_and_is_never_accepted(text: String) {
        prop_assert!(VerifiedTrustList::verify(&text, &root().public_key(), NOW).is_err());
    }

    #[test]
    fn a_signed_payload_of_any_shape_never_panics(payload: Vec<u8>) {
        let kid = jwk::thumbprint_text(&root().public_key());
        let header = serde_json::to_vec(&JoseHeader::document(TYP, &kid)).expect("json");
        let part = crate::base::base64url::encode;
        let input = format!("{}.{}", part(&header), part(&payload));
        let text = jws::assemble(&input, &root().sign(input.as_bytes()));
        prop_assert!(VerifiedTrustList::verify(&text, &root().public_key(), NOW).is_err());
    }
}
