//! Bundles are taken in by the rules of a sync.

use super::*;
use essc::trust::succession::SuccessionError;
use essc::wire::bundle::{Bundle, BundleError};

fn bundle(publisher: &Publisher) -> Bundle {
    Bundle {
        trust: publisher.trust(),
        roots: vec![],
        status: vec![publisher.status(GUANGZHOU_0, NOW.minus(30), &[(1, CardStatus::Valid)])],
        // The overlay first: order does not matter.
        catalogues: vec![publisher.overlay(1, NOW.minus(30)), publisher.base(1, NOW.minus(30))],
    }
}

#[test]
fn a_bundle_brings_everything_without_a_network() {
    let gate = Gate::new();
    let bytes = bundle(&gate.publisher).to_json().into_bytes();
    let report = gate.sync().import_bundle(&bytes).expect("a bundle");
    assert!(report.is_complete(), "{report:?}");
    assert_eq!(report.documents.len(), 4);
    assert_eq!(report.outcome(OVERLAY), Some(&ListOutcome::Updated));
    let again = gate.sync().import_bundle(&bytes).expect("a bundle");
    assert!(again.documents.iter().all(|one| one.outcome == ListOutcome::Unchanged));
    assert!(gate.server.take_requests().is_empty());
    assert_eq!(gate.floor.floor(), NOW.minus(30));
}

#[tokio::test]
async fn a_bundle_that_is_older_than_what_is_held_takes_nothing_back() {
    let mut gate = Gate::new();
    let old = bundle(&gate.publisher).to_json().into_bytes();
    gate.publisher.list.seq += 1;
    gate.server.serve(TRUST_URL, &gate.publisher.trust());
    let newer = gate.publisher.status(GUANGZHOU_0, NOW, &[(1, CardStatus::Revoked)]);
    gate.server.serve(GUANGZHOU_URL, &newer);
    gate.run().await;
    let report = gate.sync().import_bundle(&old).expect("a bundle");
    let trust = report.outcome(ListName::TrustList).expect("reported");
    assert!(matches!(trust, ListOutcome::Refused { .. }));
    let (held, got) = (NOW.as_secs(), NOW.minus(30).as_secs());
    let reason =
        AcceptError::Refused(Refusal::Succession(SuccessionError::RolledBack { held, got }));
    assert_eq!(report.outcome(STATUS_GUANGZHOU), Some(&ListOutcome::Refused { reason }));
    let snapshot = gate.store.snapshot();
    let list = snapshot.status_list(Region::GUANGZHOU, 0).expect("held");
    assert_eq!(list.status(1), CardStatus::Revoked);
}

#[test]
fn what_is_no_bundle_is_a_typed_error_and_what_is_no_document_is_counted() {
    let gate = Gate::new();
    assert!(matches!(gate.sync().import_bundle(b"{"), Err(BundleError::Json(_))));
    let mut mixed = bundle(&gate.publisher);
    mixed.status.push("x".into());
    // A status list among the catalogues is none of them.
    mixed.catalogues.push(mixed.status[0].clone());
    let report = gate.sync().import_bundle(mixed.to_json().as_bytes()).expect("a bundle");
    let reasons: Vec<String> = report.unreadable.iter().map(ToString::to_string).collect();
    assert_eq!(
        reasons,
        ["text 2 of catalogues: the JWS is of another type", "text 1 of status: not a compact JWS"]
    );
    assert!(!report.is_complete());
    assert_eq!(report.documents.len(), 4);
}

#[test]
fn a_bundle_carries_the_lists_that_name_the_next_roots() {
    use essc::crypto::jwk::Jwk;
    let gate = Gate::new();
    let mut publisher = Publisher::new();
    publisher.list.next_root = Some(Jwk::from(&root(2).public_key()));
    let naming = publisher.trust();
    publisher.root = 2;
    publisher.list.next_root = None;
    publisher.list.seq += 1;
    let without = bundle(&publisher);
    let report = gate.sync().import_bundle(without.to_json().as_bytes()).expect("a bundle");
    let reason = AcceptError::Refused(Refusal::UnknownRoot);
    assert_eq!(report.outcome(ListName::TrustList), Some(&ListOutcome::Refused { reason }));
    let with = Bundle { roots: vec![naming], ..without };
    let report = gate.sync().import_bundle(with.to_json().as_bytes()).expect("a bundle");
    assert!(report.is_complete(), "{report:?}");
}

#[test]
fn what_stands_in_the_place_of_a_document_in_a_bundle_is_called_what_it_is() {
    use essc::verifier::sync::NotADocument;
    use essc::wire::in_place::InPlace;
    let gate = Gate::new();
    let mut mixed = bundle(&gate.publisher);
    let whole = mixed.status[0].clone();
    mixed.roots = vec!["<html>login</html>".into()];
    mixed.status = vec![whole[..whole.len() - 9].into(), String::new(), whole];
    mixed.catalogues.insert(0, "\u{feff}eyJ".into());
    let report = gate.sync().import_bundle(mixed.to_json().as_bytes()).expect("a bundle");
    let found: Vec<_> =
        report.unreadable.iter().map(|one| (one.part, one.at, &one.reason)).collect();
    let is = |what| NotADocument::InPlace(what);
    assert_eq!(
        found,
        [
            (BundlePart::Roots, 0, &is(InPlace::WebPage)),
            (BundlePart::Catalogues, 0, &is(InPlace::ByteOrderMark)),
            (BundlePart::Status, 0, &is(InPlace::Cut)),
            (BundlePart::Status, 1, &is(InPlace::Nothing)),
        ]
    );
    assert!(report.documents.iter().all(|one| one.outcome == ListOutcome::Updated));
}

#[test]
fn a_catalogue_with_a_word_of_a_later_version_is_taken_from_a_bundle_as_from_a_sync() {
    use essc::crypto::SigningKey;
    use essc::model::key_id::KeyId;
    use essc::wire::catalogue::TYP;
    use essc::wire::jws::{self, JoseHeader};
    let gate = Gate::new();
    let text = gate.publisher.base_with(1, NOW.minus(30), vec![scene(501), scene(502)]);
    let mut payload: serde_json::Value =
        jws::parse(&text, TYP, text.len()).and_then(|jws| jws.peek()).expect("a catalogue");
    payload["scenes"][1]["replay"] = "later".into();
    let kid = KeyId::new(Region::GUANGDONG, 3).to_string();
    let key = SigningKey::from_bytes(&[3; 32]).expect("scalar");
    let later = jws::sign(&JoseHeader::document(TYP, &kid), &payload, &key);
    let bundle = Bundle { catalogues: vec![later], ..bundle(&gate.publisher) };
    let report = gate.sync().import_bundle(bundle.to_json().as_bytes()).expect("a bundle");
    assert!(report.is_complete(), "{report:?}");
    let snapshot = gate.store.snapshot();
    let catalogue = snapshot.catalogue(Region::GUANGZHOU, NOW).expect("a catalogue");
    use essc::model::scene::SceneCode;
    let has = |code| catalogue.scene(SceneCode::new(code)).is_some();
    assert_eq!([501, 502].map(has), [true, false]);
}

#[test]
fn catalogues_of_other_cities_are_passed_over_and_said_so() {
    let gate = Gate::new();
    let elsewhere = gate.publisher.of(Region::SHENZHEN, 1, NOW.minus(30), vec![scene(11_500)]);
    let mut bundle = bundle(&gate.publisher);
    bundle.catalogues.push(elsewhere);
    let report = gate.sync().import_bundle(bundle.to_json().as_bytes()).expect("a bundle");
    assert!(report.is_complete(), "{report:?}");
    assert_eq!(report.passed_over, [ListName::Catalogue(Region::SHENZHEN)]);
    assert!(gate.store.snapshot().catalogues(NOW).all(|one| one.region != Region::SHENZHEN));
}

#[test]
fn a_document_alone_says_itself_what_it_is() {
    let gate = Gate::new();
    let Bundle { trust, status, catalogues, .. } = bundle(&gate.publisher);
    // Without the trust list nothing else can be judged.
    let early = gate.sync().import_document(&status[0]).expect("a document");
    assert_eq!(early.document, STATUS_GUANGZHOU);
    let reason = AcceptError::Refused(Refusal::NoTrustList);
    assert_eq!(early.outcome, ListOutcome::Refused { reason });
    let texts = [&trust, &status[0], &catalogues[1], &catalogues[0]];
    let names = [ListName::TrustList, STATUS_GUANGZHOU, BASE, OVERLAY];
    for outcome in [ListOutcome::Updated, ListOutcome::Unchanged] {
        for (text, name) in texts.iter().zip(names) {
            let report = gate.sync().import_document(text).expect("a document");
            assert_eq!((report.document, &report.outcome), (name, &outcome));
        }
    }
    assert_eq!(gate.floor.floor(), NOW.minus(30));
    assert!(gate.store.snapshot().status_list(Region::GUANGZHOU, 0).is_some());
}

#[test]
fn a_text_that_is_no_document_is_told_from_one_that_is_not_believed() {
    let gate = Gate::new();
    let trust = gate.publisher.trust();
    let request = "eyJhbGciOiJFUzI1NiIsInR5cCI6Im9wZW5pZDR2Y2ktcHJvb2Yrand0In0.e30.".to_owned();
    let proof = request + &"A".repeat(86);
    let none = ["", "x", "{}", "<html>", "a.b.c", &trust[..400], &proof, &trust.to_uppercase()];
    for text in none {
        assert!(gate.sync().import_document(text).is_err(), "{text}");
    }
    let (signed, signature) = trust.rsplit_once('.').expect("a JWS");
    let forged = format!("{signed}.{}", signature.chars().rev().collect::<String>());
    if let Ok(report) = gate.sync().import_document(&forged) {
        assert!(matches!(report.outcome, ListOutcome::Refused { .. }), "{report:?}");
    }
    assert!(gate.store.snapshot().trust().is_none());
}
