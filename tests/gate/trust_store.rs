//! What a store takes, what it refuses, and what it finds again.

use std::path::Path;
use std::sync::Arc;

use essc::base::time::UnixTime;
use essc::crypto::jwk::Jwk;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::model::status::CardStatus;
use essc::trust::overlay::OverlayError;
use essc::trust::status_list::StatusListError;
use essc::trust::succession::SuccessionError;
use essc::trust::timeline::OverlayFault;
use essc::trust::trust_floor::TrustFloorError;
use essc::trust::trust_list::{SignerError, VerifiedTrustList};
use essc::trust::{Acceptance, ListName, Origin, PinnedRoot, Refusal};
use essc::verifier::trust_store::{AcceptError, StorageError, TrustStore, TrustStoreConfig};
use essc::wire::status_list::StatusListUri;
use essc::wire::trust_list::{KeyState, KeyUse};
use essc_testkit::publisher::{GUANGZHOU_0, NOW, Publisher, root, scene};

mod disk;
mod roots;

fn config() -> TrustStoreConfig {
    TrustStoreConfig {
        roots: vec![PinnedRoot { key: root(1).public_key(), least_seq: 5 }],
        across_the_border: Region::GUANGDONG,
        venue_region: None,
    }
}

fn open(directory: &Path) -> TrustStore {
    TrustStore::open(directory, config(), NOW).expect("opened")
}

/// A store that holds one of each.
fn filled(directory: &Path) -> (TrustStore, Publisher) {
    let (store, publisher) = (open(directory), Publisher::new());
    let updated = Ok(Acceptance::Updated);
    assert_eq!(store.accept_trust(&publisher.trust(), &[], None, NOW), updated);
    let status = publisher.status(GUANGZHOU_0, NOW.minus(30), &[(1, CardStatus::Valid)]);
    assert_eq!(store.accept_status(&status, GUANGZHOU_0, None, NOW), updated);
    let base = publisher.base(1, NOW.minus(30));
    assert_eq!(store.accept_catalogue(&base, Region::GUANGDONG, None, NOW), updated);
    let overlay = publisher.overlay(1, NOW.minus(30));
    assert_eq!(store.accept_catalogue(&overlay, Region::GUANGZHOU, None, NOW), updated);
    (store, publisher)
}

#[test]
fn what_is_accepted_is_found_and_the_generation_counts_trust_lists_only() {
    let temp = tempfile::tempdir().expect("directory");
    let store = open(temp.path());
    let empty = store.snapshot().generation();
    assert!(store.snapshot().trust().is_none());
    let publisher = Publisher::new();
    store.accept_trust(&publisher.trust(), &[], None, NOW).expect("accepted");
    let first = store.snapshot().generation();
    assert_ne!(first, empty);
    let status = publisher.status(GUANGZHOU_0, NOW.minus(30), &[(1, CardStatus::Suspended)]);
    store.accept_status(&status, GUANGZHOU_0, None, NOW).expect("accepted");
    let snapshot = store.snapshot();
    assert_eq!(snapshot.generation(), first);
    let list = snapshot.status_list(Region::GUANGZHOU, 0).expect("held");
    assert_eq!((list.status(1), list.status(2)), (CardStatus::Suspended, CardStatus::NotGivenOut));
    assert!(snapshot.status_list(Region::SHENZHEN, 0).is_none());
    assert_eq!(snapshot.newest_iat(), NOW.minus(30));
    assert!(snapshot.key(publisher.kid(Region::GUANGZHOU, 1), KeyUse::Card).is_some());
}

#[test]
fn a_snapshot_stays_what_it_was_while_the_store_moves_on() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, mut publisher) = filled(temp.path());
    let before = Arc::clone(&store.snapshot());
    publisher.list.seq += 1;
    store.accept_trust(&publisher.trust(), &[], None, NOW).expect("accepted");
    assert_eq!(before.trust().map(VerifiedTrustList::seq), Some(7));
    assert_eq!(store.snapshot().trust().map(VerifiedTrustList::seq), Some(8));
    assert_ne!(before.generation(), store.snapshot().generation());
}

#[test]
fn nothing_is_judged_without_a_trust_list() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, publisher) = (open(temp.path()), Publisher::new());
    let status = publisher.status(GUANGZHOU_0, NOW, &[]);
    let error = Err(Refusal::NoTrustList.into());
    assert_eq!(store.accept_status(&status, GUANGZHOU_0, None, NOW), error);
    let base = publisher.base(1, NOW);
    assert_eq!(store.accept_catalogue(&base, Region::GUANGDONG, None, NOW), error);
}

#[test]
fn the_same_document_changes_nothing_and_rolled_back_or_swapped_ones_are_refused() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, mut publisher) = filled(temp.path());
    let generation = store.snapshot().generation();
    let unchanged = Ok(Acceptance::Unchanged);
    assert_eq!(store.accept_trust(&publisher.trust(), &[], None, NOW), unchanged);
    assert_eq!(store.snapshot().generation(), generation);

    publisher.list.soft_exp = publisher.list.exp;
    let swapped = store.accept_trust(&publisher.trust(), &[], None, NOW);
    let number = SuccessionError::Swapped { number: 7 };
    assert_eq!(
        swapped,
        Err(AcceptError::Refused(Refusal::TrustFloor(TrustFloorError::Succession(number))))
    );

    let status = |iat, entries: &[_]| {
        let text = publisher.status(GUANGZHOU_0, iat, entries);
        store.accept_status(&text, GUANGZHOU_0, None, NOW)
    };
    assert_eq!(status(NOW.minus(30), &[(1, CardStatus::Valid)]), unchanged);
    let (held, got) = (NOW.minus(30).as_secs(), NOW.minus(31).as_secs());
    let rolled_back = SuccessionError::RolledBack { held, got };
    assert_eq!(
        status(NOW.minus(31), &[]),
        Err(AcceptError::Refused(Refusal::Succession(rolled_back)))
    );
    let swapped = SuccessionError::Swapped { number: held };
    assert_eq!(status(NOW.minus(30), &[]), Err(AcceptError::Refused(Refusal::Succession(swapped))));
    assert_eq!(status(NOW.minus(29), &[]), Ok(Acceptance::Updated));

    let base = |seq| {
        let text = publisher.base(seq, NOW.minus(20));
        store.accept_catalogue(&text, Region::GUANGDONG, None, NOW)
    };
    let jumped = SuccessionError::Jumped { held: 1, got: 100_002 };
    assert_eq!(base(100_002), Err(AcceptError::Refused(Refusal::Succession(jumped))));
    assert_eq!(base(2), Ok(Acceptance::Updated));
    let rolled_back = SuccessionError::RolledBack { held: 2, got: 1 };
    assert_eq!(base(1), Err(AcceptError::Refused(Refusal::Succession(rolled_back))));
}

#[test]
fn only_status_lists_that_the_trust_list_names_are_kept() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, publisher) = filled(temp.path());
    let other = StatusListUri { number: 9, ..GUANGZHOU_0 };
    let text = publisher.status(other, NOW, &[]);
    let refused = store.accept_status(&text, other, None, NOW);
    assert_eq!(refused, Err(AcceptError::Refused(Refusal::NotListed(other))));
}

#[test]
fn lists_of_a_compromised_key_are_dropped_at_once_and_stay_away_after_a_restart() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, mut publisher) = filled(temp.path());
    publisher.set_state(Region::GUANGZHOU, 2, KeyState::Compromised);
    publisher.set_state(Region::GUANGZHOU, 3, KeyState::Compromised);
    publisher.list.seq += 1;
    store.accept_trust(&publisher.trust(), &[], None, NOW).expect("accepted");
    let gone = |store: &TrustStore| {
        let snapshot = store.snapshot();
        assert!(snapshot.status_list(Region::GUANGZHOU, 0).is_none());
        let catalogue = snapshot.catalogue(Region::GUANGZHOU, NOW).expect("the base stays");
        assert!(catalogue.scene(SceneCode::new(10_500)).is_none());
    };
    gone(&store);
    drop(store);
    let again = open(temp.path());
    assert_eq!(again.faults(), []);
    gone(&again);
    let status = publisher.status(GUANGZHOU_0, NOW, &[]);
    let refused = again.accept_status(&status, GUANGZHOU_0, None, NOW);
    let error = SignerError::Compromised(publisher.kid(Region::GUANGZHOU, 2));
    assert_eq!(refused, Err(AcceptError::Refused(Refusal::Status(StatusListError::Signer(error)))));
}

#[test]
fn lists_of_a_retired_key_are_kept_and_its_new_ones_refused() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, mut publisher) = filled(temp.path());
    publisher.set_state(Region::GUANGZHOU, 2, KeyState::Retired);
    publisher.list.seq += 1;
    store.accept_trust(&publisher.trust(), &[], None, NOW).expect("accepted");
    drop(store);
    let again = open(temp.path());
    assert_eq!(again.faults(), []);
    assert!(again.snapshot().status_list(Region::GUANGZHOU, 0).is_some());
    let status = publisher.status(GUANGZHOU_0, NOW, &[]);
    let refused = again.accept_status(&status, GUANGZHOU_0, None, NOW);
    let error = SignerError::Retired(publisher.kid(Region::GUANGZHOU, 2));
    assert_eq!(refused, Err(AcceptError::Refused(Refusal::Status(StatusListError::Signer(error)))));
}

#[test]
fn a_catalogue_that_lies_ahead_waits_beside_the_current_one() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, publisher) = filled(temp.path());
    let ahead = publisher.base_with(2, NOW.plus(1000), vec![scene(501), scene(502)]);
    let updated = Ok(Acceptance::Updated);
    assert_eq!(store.accept_catalogue(&ahead, Region::GUANGDONG, None, NOW), updated);
    let current = publisher.base(1, NOW.minus(30));
    let unchanged = Ok(Acceptance::Unchanged);
    assert_eq!(store.accept_catalogue(&current, Region::GUANGDONG, None, NOW), unchanged);
    let has = |store: &TrustStore, region, now| {
        let snapshot = store.snapshot();
        let catalogue = snapshot.catalogue(region, now).expect("a catalogue");
        catalogue.scene(SceneCode::new(502)).is_some()
    };
    drop(store);
    let store = open(temp.path());
    assert_eq!(store.faults(), []);
    for region in [Region::GUANGDONG, Region::GUANGZHOU, Region::SHENZHEN, Region::HONG_KONG] {
        assert!(!has(&store, region, NOW.plus(999)), "{region}");
        assert!(has(&store, region, NOW.plus(1000)), "{region}");
    }
    let instead = publisher.base(3, NOW.minus(10));
    assert_eq!(store.accept_catalogue(&instead, Region::GUANGDONG, None, NOW), updated);
    assert!(!has(&store, Region::GUANGDONG, NOW.plus(1000)), "a higher number replaces both");
}

#[test]
fn venues_judge_by_their_citys_overlay_and_across_the_border_by_the_base() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, _) = filled(temp.path());
    let added = SceneCode::new(10_500);
    let district = "440106".parse().expect("region");
    for (region, found) in [
        (Region::GUANGZHOU, true),
        (district, true),
        (Region::SHENZHEN, false),
        (Region::HONG_KONG, false),
    ] {
        let snapshot = store.snapshot();
        let catalogue = snapshot.catalogue(region, NOW).expect("a catalogue");
        assert_eq!(catalogue.scene(added).is_some(), found, "{region}");
        assert!(catalogue.scene(SceneCode::new(501)).is_some(), "{region}");
    }
    let elsewhere = "430100".parse().expect("region");
    assert!(store.snapshot().catalogue(elsewhere, NOW).is_none());
    assert!(store.snapshot().catalogue(Region::GUANGZHOU, NOW.minus(31)).is_none());
}

#[test]
fn an_overlay_that_does_not_stand_on_its_base_is_refused_or_set_aside() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, publisher) = filled(temp.path());
    let repeats = publisher.overlay_with(2, NOW.minus(10), vec![scene(10_501)]);
    let refused = store.accept_catalogue(&repeats, Region::GUANGZHOU, None, NOW);
    let (code, of) = (SceneCode::new(10_501), SceneCode::new(501));
    let reason = OverlayError::Repeats { code, of };
    assert_eq!(refused, Err(AcceptError::Refused(Refusal::Overlay(reason))));
    assert_eq!(store.snapshot().overlay_faults(), []);

    let mut closed = scene(501);
    closed.enabled = false;
    let base = publisher.base_with(2, NOW.minus(10), vec![closed]);
    store.accept_catalogue(&base, Region::GUANGDONG, None, NOW).expect("a base stands alone");
    let snapshot = store.snapshot();
    let region = Region::GUANGZHOU;
    let reason = OverlayError::OpensArea(SceneCode::new(10_500));
    assert_eq!(snapshot.overlay_faults(), [OverlayFault { region, reason }]);
    let catalogue = snapshot.catalogue(region, NOW).expect("the base");
    assert!(catalogue.scene(SceneCode::new(10_500)).is_none());
}
