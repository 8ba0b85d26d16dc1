//! Pinned roots, and roll-over from one root to the next.

use super::*;

/// A publisher whose root `generation` signs list `seq`, naming root `next`.
fn publisher(generation: u8, seq: u64, next: Option<u8>) -> Publisher {
    let mut publisher = Publisher::new();
    publisher.root = generation;
    publisher.list.seq = seq;
    publisher.list.next_root = next.map(|next| Jwk::from(&root(next).public_key()));
    publisher
}

/// The same, long past its end.
fn expired(mut publisher: Publisher) -> String {
    let long_ago = NOW.minus(86_400 * 400);
    publisher.list.iat = long_ago;
    publisher.list.soft_exp = long_ago.plus(1);
    publisher.list.exp = long_ago.plus(2);
    publisher.trust()
}

fn accept(store: &TrustStore, text: &str, naming: &[String]) -> Result<Acceptance, AcceptError> {
    store.accept_trust(text, naming, None, NOW)
}

#[test]
fn a_root_that_is_not_pinned_and_a_list_older_than_its_pin_are_refused() {
    let temp = tempfile::tempdir().expect("directory");
    let store = open(temp.path());
    let other = publisher(2, 7, None).trust();
    assert_eq!(accept(&store, &other, &[]), Err(AcceptError::Refused(Refusal::UnknownRoot)));
    assert_eq!(accept(&store, "x", &[]), Err(AcceptError::Refused(Refusal::UnknownRoot)));
    let old = publisher(1, 4, None).trust();
    let before = AcceptError::Refused(Refusal::BeforePin { least: 5, got: 4 });
    assert_eq!(accept(&store, &old, &[]), Err(before));
    assert_eq!(accept(&store, &publisher(1, 5, None).trust(), &[]), Ok(Acceptance::Updated));
}

#[test]
fn the_next_root_takes_over_and_the_old_one_is_dropped_for_good() {
    let temp = tempfile::tempdir().expect("directory");
    let store = open(temp.path());
    accept(&store, &publisher(1, 7, Some(2)).trust(), &[]).expect("names the next");
    let still = publisher(1, 8, Some(2)).trust();
    assert_eq!(accept(&store, &still, &[]), Ok(Acceptance::Updated), "until the next one signs");
    assert_eq!(accept(&store, &publisher(2, 9, None).trust(), &[]), Ok(Acceptance::Updated));
    let old = publisher(1, 10, Some(2)).trust();
    assert_eq!(accept(&store, &old, &[]), Err(AcceptError::Refused(Refusal::UnknownRoot)));
    drop(store);
    let store = open(temp.path());
    assert_eq!(store.faults(), []);
    assert_eq!(store.snapshot().trust().map(VerifiedTrustList::seq), Some(9));
    assert_eq!(
        accept(&store, &old, &[]),
        Err(AcceptError::Refused(Refusal::UnknownRoot)),
        "though it is pinned"
    );
    assert_eq!(accept(&store, &publisher(2, 10, None).trust(), &[]), Ok(Acceptance::Updated));
    drop(store);
    std::fs::remove_file(temp.path().join("floors.json")).expect("lost");
    let store = open(temp.path());
    assert_eq!(
        accept(&store, &old, &[]),
        Err(AcceptError::Refused(Refusal::UnknownRoot)),
        "floors or not"
    );
    assert_eq!(accept(&store, &publisher(2, 11, None).trust(), &[]), Ok(Acceptance::Updated));
    drop(store);
    std::fs::remove_file(temp.path().join("trust.jws")).expect("lost");
    let store = open(temp.path());
    assert_eq!(
        accept(&store, &publisher(1, 12, None).trust(), &[]),
        Err(AcceptError::Refused(Refusal::UnknownRoot))
    );
    assert_eq!(accept(&store, &publisher(2, 12, None).trust(), &[]), Ok(Acceptance::Updated));
}

#[test]
fn a_gate_that_slept_through_generations_follows_the_names_even_of_expired_lists() {
    let temp = tempfile::tempdir().expect("directory");
    let store = open(temp.path());
    accept(&store, &publisher(1, 7, None).trust(), &[]).expect("accepted");
    let naming = [expired(publisher(1, 8, Some(2))), expired(publisher(2, 9, Some(3)))];
    let newest = publisher(3, 10, None).trust();
    assert_eq!(accept(&store, &newest, &[]), Err(AcceptError::Refused(Refusal::UnknownRoot)));
    assert_eq!(
        accept(&store, &newest, &naming[..1]),
        Err(AcceptError::Refused(Refusal::UnknownRoot))
    );
    assert_eq!(
        accept(&store, &newest, &naming[1..]),
        Err(AcceptError::Refused(Refusal::UnknownRoot))
    );
    assert_eq!(store.snapshot().trust().map(VerifiedTrustList::seq), Some(7));
    assert_eq!(accept(&store, &newest, &naming), Ok(Acceptance::Updated));
    drop(store);
    let store = open(temp.path());
    assert_eq!(store.faults(), []);
    assert_eq!(store.snapshot().trust().map(VerifiedTrustList::seq), Some(10));
    for generation in [1, 2] {
        let old = publisher(generation, 11, None).trust();
        assert_eq!(
            accept(&store, &old, &[]),
            Err(AcceptError::Refused(Refusal::UnknownRoot)),
            "{generation}"
        );
    }
}

#[test]
fn an_expired_list_counts_for_the_name_alone() {
    let temp = tempfile::tempdir().expect("directory");
    let store = open(temp.path());
    let list = expired(publisher(1, 7, Some(2)));
    let refused = accept(&store, &list, &[]);
    assert_eq!(refused, Err(AcceptError::Refused(Refusal::TrustFloor(TrustFloorError::Expired))));
    assert!(store.snapshot().trust().is_none());
}

#[test]
fn a_name_from_a_list_older_than_the_one_held_does_not_count() {
    let temp = tempfile::tempdir().expect("directory");
    let store = open(temp.path());
    accept(&store, &publisher(1, 9, None).trust(), &[]).expect("accepted");
    let withdrawn = [publisher(1, 8, Some(2)).trust()];
    let stolen = publisher(2, 10, None).trust();
    assert_eq!(
        accept(&store, &stolen, &withdrawn),
        Err(AcceptError::Refused(Refusal::UnknownRoot))
    );
}

#[test]
fn the_next_root_starts_after_the_list_that_named_it() {
    let temp = tempfile::tempdir().expect("directory");
    let store = open(temp.path());
    let naming = [publisher(1, 20, Some(2)).trust()];
    let early = accept(&store, &publisher(2, 20, None).trust(), &naming);
    let rolled_back = SuccessionError::RolledBack { held: 20, got: 20 };
    assert_eq!(early, Err(AcceptError::Refused(Refusal::Succession(rolled_back))));
    assert_eq!(accept(&store, &publisher(2, 21, None).trust(), &naming), Ok(Acceptance::Updated));
}

#[test]
fn of_two_pinned_roots_the_older_ends_when_the_newer_signs() {
    let temp = tempfile::tempdir().expect("directory");
    let pin = |generation| PinnedRoot { key: root(generation).public_key(), least_seq: 0 };
    let config = TrustStoreConfig { roots: vec![pin(1), pin(2)], ..config() };
    let store = TrustStore::open(temp.path(), config, NOW).expect("opened");
    assert_eq!(accept(&store, &publisher(1, 7, None).trust(), &[]), Ok(Acceptance::Updated));
    assert_eq!(accept(&store, &publisher(2, 8, None).trust(), &[]), Ok(Acceptance::Updated));
    assert_eq!(
        accept(&store, &publisher(1, 9, None).trust(), &[]),
        Err(AcceptError::Refused(Refusal::UnknownRoot))
    );
}
