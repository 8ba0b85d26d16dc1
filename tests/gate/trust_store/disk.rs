//! A store that is closed, damaged, robbed of files, or on a disk that refuses.

use std::fs;
use std::io;

use super::*;

const TRUST: &str = "trust.jws";
const STATUS: &str = "status-440100-0.jws";
const BASE: &str = "catalogue-440000-1.jws";
const FLOORS: [&str; 2] = ["floors.json", "editions.json"];

fn has_all(store: &TrustStore, now: UnixTime) -> bool {
    let snapshot = store.snapshot();
    let catalogue = snapshot.catalogue(Region::GUANGZHOU, now);
    let overlay = catalogue.is_some_and(|one| one.scene(SceneCode::new(10_500)).is_some());
    snapshot.trust().is_some() && snapshot.status_list(Region::GUANGZHOU, 0).is_some() && overlay
}

#[test]
fn a_store_that_is_opened_again_holds_what_it_held_even_past_its_end() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, _) = filled(temp.path());
    drop(store);
    let back = NOW.minus(86_400 * 365);
    for now in [NOW, NOW.plus(86_400 * 365), back] {
        let store = TrustStore::open(temp.path(), config(), now).expect("opened");
        assert_eq!(store.faults(), []);
        assert!(has_all(&store, NOW));
    }
}

#[test]
fn a_damaged_file_is_reported_and_not_used() {
    let good = tempfile::tempdir().expect("directory");
    let (store, _) = filled(good.path());
    drop(store);
    for name in [TRUST, STATUS, BASE] {
        let temp = tempfile::tempdir().expect("directory");
        for entry in fs::read_dir(good.path()).expect("listed") {
            let entry = entry.expect("entry");
            fs::copy(entry.path(), temp.path().join(entry.file_name())).expect("copied");
        }
        let path = temp.path().join(name);
        let mut bytes = fs::read(&path).expect("read");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, bytes).expect("damaged");
        let store = open(temp.path());
        assert!(store.faults().iter().any(|fault| fault.file == name), "{name}");
        assert!(!has_all(&store, NOW), "{name}");
    }
}

#[test]
fn files_that_are_not_the_stores_are_left_alone() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, _) = filled(temp.path());
    drop(store);
    for name in [".status-440100-0.jws.tmp", "note.txt", "status-x-0.jws", "catalogue-440000-.jws"]
    {
        fs::write(temp.path().join(name), b"x").expect("written");
    }
    let store = open(temp.path());
    assert_eq!(store.faults(), []);
    assert!(temp.path().join("note.txt").exists());
}

#[test]
fn a_document_put_under_another_name_is_not_taken_for_it() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, _) = filled(temp.path());
    drop(store);
    fs::copy(temp.path().join(STATUS), temp.path().join("status-440300-0.jws")).expect("copied");
    let store = open(temp.path());
    assert!(store.snapshot().status_list(Region::SHENZHEN, 0).is_none());
    assert_eq!(store.faults().len(), 1);
}

#[test]
fn lost_documents_open_no_way_back() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, mut publisher) = filled(temp.path());
    let old_trust = publisher.trust();
    let old_status = publisher.status(GUANGZHOU_0, NOW.minus(40), &[]);
    publisher.list.seq = 9;
    store.accept_trust(&publisher.trust(), &[], None, NOW).expect("accepted");
    drop(store);
    for name in [TRUST, STATUS] {
        fs::remove_file(temp.path().join(name)).expect("lost");
    }
    let store = open(temp.path());
    assert!(store.snapshot().trust().is_none());
    assert!(store.faults().iter().any(|fault| fault.file == TRUST));
    let refused = store.accept_trust(&old_trust, &[], None, NOW).expect_err("refused");
    let rolled_back = SuccessionError::RolledBack { held: 9, got: 7 };
    assert_eq!(
        refused,
        AcceptError::Refused(Refusal::TrustFloor(TrustFloorError::Succession(rolled_back)))
    );
    let mut without = Publisher::new();
    without.list.seq = 10;
    without.list.issuers.pop();
    let refused = store.accept_trust(&without.trust(), &[], None, NOW).expect_err("refused");
    assert!(matches!(
        refused,
        AcceptError::Refused(Refusal::TrustFloor(TrustFloorError::KeyVanished(_)))
    ));
    let same_again = store.accept_trust(&publisher.trust(), &[], None, NOW);
    assert_eq!(same_again, Ok(Acceptance::Updated));
    let refused = store.accept_status(&old_status, GUANGZHOU_0, None, NOW).expect_err("refused");
    assert!(matches!(
        refused,
        AcceptError::Refused(Refusal::Succession(SuccessionError::RolledBack { .. }))
    ));
}

#[test]
fn an_older_file_put_back_is_not_used() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, mut publisher) = filled(temp.path());
    let old = fs::read(temp.path().join(TRUST)).expect("read");
    publisher.list.seq += 1;
    store.accept_trust(&publisher.trust(), &[], None, NOW).expect("accepted");
    drop(store);
    fs::write(temp.path().join(TRUST), old).expect("put back");
    let store = open(temp.path());
    assert!(store.snapshot().trust().is_none());
}

#[test]
fn without_floors_documents_have_to_be_good_as_new() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, _) = filled(temp.path());
    drop(store);
    for file in FLOORS {
        fs::write(temp.path().join(file), b"{").expect("damaged");
    }
    let store = open(temp.path());
    assert_eq!(store.faults().len(), 2, "{:?}", store.faults());
    assert!(has_all(&store, NOW));
    assert_eq!(open(temp.path()).faults(), [], "what the documents tell was written again");
    for file in FLOORS {
        fs::remove_file(temp.path().join(file)).expect("lost");
    }
    let late = NOW.plus(86_400 * 2);
    let store = TrustStore::open(temp.path(), config(), late).expect("opened");
    assert!(store.snapshot().status_list(Region::GUANGZHOU, 0).is_none(), "it is past its end");
}

#[test]
fn a_document_newer_than_its_floor_was_being_accepted_when_the_power_went() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, mut publisher) = filled(temp.path());
    let floors = FLOORS.map(|file| fs::read(temp.path().join(file)).expect("read"));
    publisher.list.seq += 1;
    store.accept_trust(&publisher.trust(), &[], None, NOW).expect("accepted");
    let status = publisher.status(GUANGZHOU_0, NOW, &[(1, CardStatus::Revoked)]);
    store.accept_status(&status, GUANGZHOU_0, None, NOW).expect("accepted");
    drop(store);
    for (file, bytes) in FLOORS.iter().zip(floors) {
        fs::write(temp.path().join(file), bytes).expect("not written yet");
    }
    let store = open(temp.path());
    assert_eq!(store.faults(), []);
    assert_eq!(store.snapshot().trust().map(VerifiedTrustList::seq), Some(8));
    let snapshot = store.snapshot();
    let list = snapshot.status_list(Region::GUANGZHOU, 0).expect("held");
    assert_eq!(list.status(1), CardStatus::Revoked);
}

#[test]
fn what_can_not_be_written_is_not_held() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, mut publisher) = filled(temp.path());
    // A directory in the place of the file: replacing it fails whoever runs this, root included.
    fs::create_dir(temp.path().join(".trust.jws.tmp")).expect("blocked");
    fs::create_dir(temp.path().join(".status-440100-0.jws.tmp")).expect("blocked");
    publisher.list.seq += 1;
    let refused = store.accept_trust(&publisher.trust(), &[], None, NOW);
    let is_storage = |error| matches!(error, AcceptError::Storage(_));
    assert!(is_storage(refused.expect_err("refused")));
    assert_eq!(store.snapshot().trust().map(VerifiedTrustList::seq), Some(7));
    let status = publisher.status(GUANGZHOU_0, NOW, &[(1, CardStatus::Revoked)]);
    let refused = store.accept_status(&status, GUANGZHOU_0, None, NOW);
    assert!(is_storage(refused.expect_err("refused")));
    let snapshot = store.snapshot();
    let list = snapshot.status_list(Region::GUANGZHOU, 0).expect("still held");
    assert_eq!(list.status(1), CardStatus::Valid);
}

#[test]
fn a_store_that_can_not_be_written_can_still_be_judged_by() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, mut publisher) = filled(temp.path());
    drop(store);
    // Nothing is written without the lock, and a directory in its place can't be locked.
    fs::remove_file(temp.path().join("lock")).expect("removed");
    fs::create_dir(temp.path().join("lock")).expect("blocked");
    let store = open(temp.path());
    assert!(has_all(&store, NOW));
    publisher.list.seq += 1;
    let refused = store.accept_trust(&publisher.trust(), &[], None, NOW);
    assert!(matches!(refused, Err(AcceptError::Storage(_))));
    assert!(has_all(&store, NOW));
}

#[test]
fn an_interrupted_write_of_the_floors_leaves_nothing_half_accepted() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, publisher) = filled(temp.path());
    fs::create_dir(temp.path().join(".editions.json.tmp")).expect("blocked");
    let ahead = publisher.base(2, NOW.plus(1000));
    let origin = Origin::of("https://card.example/catalogue", "\"2\"");
    let refused = store.accept_catalogue(&ahead, Region::GUANGDONG, origin.clone(), NOW);
    assert!(matches!(refused, Err(AcceptError::Storage(_))));
    assert_eq!(store.origin(ListName::Catalogue(Region::GUANGDONG)), None, "ask for it again");
    fs::remove_dir(temp.path().join(".editions.json.tmp")).expect("freed");
    let accepted = store.accept_catalogue(&ahead, Region::GUANGDONG, origin, NOW);
    assert_eq!(accepted, Ok(Acceptance::Updated));
}

#[test]
fn a_path_that_can_not_be_a_directory_is_a_typed_error() {
    let temp = tempfile::tempdir().expect("directory");
    let file = temp.path().join("file");
    fs::write(&file, b"x").expect("written");
    let opened = TrustStore::open(&file.join("store"), config(), NOW);
    let reason = io::ErrorKind::NotADirectory;
    assert_eq!(opened.err(), Some(StorageError { reason }));
}

#[test]
fn the_tag_of_a_document_is_kept_with_it() {
    let temp = tempfile::tempdir().expect("directory");
    let (store, publisher) = filled(temp.path());
    let origin = Origin::of("https://card.example/trust-list", "\"7\"");
    assert!(origin.is_some());
    let same = store.accept_trust(&publisher.trust(), &[], origin.clone(), NOW);
    assert_eq!(same, Ok(Acceptance::Unchanged));
    assert_eq!(store.origin(ListName::TrustList), origin);
    drop(store);
    assert_eq!(open(temp.path()).origin(ListName::TrustList), origin);
    fs::remove_file(temp.path().join(TRUST)).expect("lost");
    assert_eq!(open(temp.path()).origin(ListName::TrustList), None);
}
