//! What a gate says of what it holds.

use std::sync::Arc;

use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::model::verdict::Freshness;
use essc::ports::clock::ManualClock;
use essc::trust::ListName;
use essc::verifier::Verifier;
use essc_testkit::publisher::{NOW, Publisher};

use crate::config;

#[test]
fn what_is_held_is_listed_with_its_age_and_the_scenes_with_their_names() {
    let directory = tempfile::tempdir().expect("directory");
    let clock = Arc::new(ManualClock::at(NOW));
    let gate = Verifier::open(config(directory.path()), clock.clone()).expect("opened");
    assert_eq!((gate.held(), gate.scenes()), (vec![], vec![]));
    let bundle = Publisher::new().bundle().to_json();
    gate.import_bundle(bundle.as_bytes()).expect("a bundle");
    let held = gate.held();
    let documents: Vec<ListName> = held.iter().map(|one| one.document).collect();
    assert_eq!(documents, [ListName::TrustList, ListName::Catalogue(Region::GUANGDONG)]);
    assert!(held.iter().all(|one| one.freshness == Freshness::Fresh && one.as_of <= NOW));
    let scenes = gate.scenes();
    assert!(scenes.is_sorted_by_key(|scene| scene.code));
    assert!(scenes.iter().any(|scene| scene.code == SceneCode::new(501)));
    clock.advance(held[0].expires_at.since(NOW).unsigned_abs());
    assert_eq!(gate.held()[0].freshness, Freshness::Expired);
}
