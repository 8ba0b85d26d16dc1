use std::sync::Arc;

use essc::base::time::UnixTime;
use essc::crypto::SigningKey;
use essc::crypto::jwk::Jwk;
use essc::issuance::attestation::Scheme;
use essc::model::functions::Functions;
use essc::model::region::Region;
use essc::model::sandbox_persons::sandbox_person;
use essc::ports::clock::ManualClock;

use super::*;
use crate::store::register::{Holder, NewCard};
use crate::store::sqlite::SqliteStore;
use crate::store::{Enrollments as _, Publications as _, Register as _};

/// A store with some cards, numbered from 1.
async fn with_cards(count: u32) -> (Arc<SqliteStore>, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("folder");
    let clock = Arc::new(ManualClock::at(UnixTime::from_secs(1_800_000_000)));
    let file = folder.path().join("issuer.sqlite");
    let store = SqliteStore::open(&file, clock, [1; 32]).await.expect("opened");
    store.add_region(Region::GUANGZHOU).await.expect("a region");
    for person in (0..count).map(|n| sandbox_person(n).expect("made up")) {
        let holder = Holder {
            kind: person.kind,
            number: person.number,
            name: person.name,
            birth_date: Some(person.birth_date),
            resident: true,
            disability: false,
        };
        let card = NewCard {
            region: Region::GUANGZHOU,
            number: person.card_number,
            functions: Functions::new(2, KeyProtection::Software, false, &[]),
            steps: vec![essc::model::life_cycle::Event::Apply],
        };
        store.add_holder(holder, card).await.expect("answered").expect("added");
    }
    (Arc::new(store), folder)
}

fn key(n: u8) -> PublicKey {
    SigningKey::from_bytes(&[n; 32]).expect("scalar").public_key()
}

fn proved() -> ProvedProtection {
    let kept = KeptAttestation {
        level: KeyProtection::TrustedEnvironment,
        scheme: Scheme::AppAttest,
        serials: Vec::new(),
        ends: None,
        is_pending: false,
    };
    ProvedProtection { kept, provisioned: None, app_attest: None }
}

fn by_app(counter: u32) -> ProvedProtection {
    let known = KnownAppAttestKey {
        key: Jwk::from(&key(9)),
        app: "TEAM123456.org.example.card".into(),
        is_development: false,
        counter,
        other_cards: 0,
    };
    ProvedProtection { app_attest: Some(ProvedAppAttest { key_id: [9; 32], known }), ..proved() }
}

fn by_phone(serial: &str) -> ProvedProtection {
    let serial = Serial::try_from(serial.to_owned()).expect("a serial number");
    ProvedProtection { provisioned: Some(serial), ..proved() }
}

/// Whether a proof counts for a card.
async fn counts(store: &SqliteStore, card: i64, key: PublicKey, proved: ProvedProtection) -> bool {
    let vouched =
        store.write(move |step| Box::pin(async move { step.vouch(card, &key, &proved).await }));
    vouched.await.expect("answered").is_ok()
}

#[tokio::test]
async fn a_counter_that_does_not_rise_proves_nothing_whoever_comes_at_once() {
    let (store, _folder) = with_cards(1).await;
    assert!(counts(&store, 1, key(1), by_app(5)).await);
    assert!(!counts(&store, 1, key(2), by_app(5)).await, "the same once more");
    assert!(!counts(&store, 1, key(2), by_app(4)).await, "going back");
    assert!(counts(&store, 1, key(2), by_app(6)).await);

    let mut at_once = tokio::task::JoinSet::new();
    for _ in 0..32 {
        let store = Arc::clone(&store);
        at_once.spawn(async move { counts(&store, 1, key(3), by_app(7)).await });
    }
    let counted = at_once.join_all().await.into_iter().filter(|counted| *counted).count();
    assert_eq!(counted, 1);
}

#[tokio::test]
async fn an_app_attest_key_vouches_for_a_family_and_no_more() {
    let (store, _folder) = with_cards(9).await;
    let mut counter = 0;
    for card in (1..=8).chain(1..=8) {
        counter += 1;
        assert!(counts(&store, card, key(1), by_app(counter)).await, "{card}");
    }
    assert!(!counts(&store, 9, key(1), by_app(counter + 1)).await);
    assert!(
        counts(&store, 1, key(2), by_app(counter + 2)).await,
        "the ninth costs the family nothing"
    );
    assert!(
        !counts(&store, 9, key(1), by_app(counter + 3)).await,
        "and gets nothing by another try"
    );
    counter += 3;
    let known = store.app_attest_key([9; 32]).await.expect("answered").expect("known");
    assert_eq!(known.counter, counter, "what was tried is used up");
}

#[tokio::test]
async fn a_certificate_of_one_phone_vouches_for_sixteen_keys() {
    let (store, _folder) = with_cards(1).await;
    for n in (1..=16).chain(1..=16) {
        assert!(counts(&store, 1, key(n), by_phone("c0ffee")).await, "{n}");
    }
    assert!(!counts(&store, 1, key(17), by_phone("c0ffee")).await);
    assert!(counts(&store, 1, key(16), by_phone("c0ffee")).await, "the others keep what they have");
    assert!(!counts(&store, 1, key(17), by_phone("c0ffee")).await, "at the second try too");
    assert!(counts(&store, 1, key(17), by_phone("decaf")).await, "another phone");
}
