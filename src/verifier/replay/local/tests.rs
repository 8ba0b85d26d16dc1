//! What the guard remembers, forgets, and refuses to promise.

mod clock;

use std::sync::Arc;

use super::*;
use crate::model::card::StatusIndex;
use crate::model::profile::Profile;
use crate::model::region::Region;
use crate::model::scene::SceneCode;

fn at(seconds: u64) -> UnixTime {
    UnixTime::from_secs(1_000_000 + seconds)
}

fn card(index: u32) -> GuardedCard {
    GuardedCard {
        region: Region::GUANGZHOU,
        status: StatusIndex { list: 0, index },
        device: [7; 16],
    }
}

fn code(index: u32, iat: u64) -> Claim {
    let scene = SceneCode::new(501);
    Claim {
        card: card(index),
        key: ClaimKey::of_code(Profile::Validity, at(iat), scene, None),
        issued_at: at(iat),
        until: at(iat + 60),
        request_made_at: None,
    }
}

fn entry(index: u32, iat: u64, until: u64) -> Claim {
    Claim { key: ClaimKey::Card(SceneCode::new(401)), until: at(until), ..code(index, iat) }
}

#[test]
fn a_code_is_admitted_once_and_forgotten_when_no_clock_can_bring_it_back() {
    let guard = LocalReplayGuard::in_memory(100, at(0));
    assert_eq!(guard.admit(&code(1, 20), at(20)), Ok(()));
    assert_eq!(guard.admit(&code(1, 20), at(79)), Err(Refusal::Replayed));
    assert_eq!(guard.admit(&code(1, 21), at(79)), Ok(()), "another second");
    assert_eq!(guard.admit(&code(2, 20), at(79)), Ok(()), "another card");
    let entries = || guard.shards.iter().map(|s| s.lock().expect("lock").entries).sum::<usize>();
    assert_eq!(entries(), 3);
    assert_eq!(guard.admit(&code(1, 575), at(575)), Ok(()));
    assert_eq!(entries(), 3, "one of card 1 is past by more than a trusted clock goes back");
    assert_eq!(guard.admit(&code(1, 576), at(576)), Ok(()));
    assert_eq!(entries(), 3, "now both are forgotten");
}

#[test]
fn a_clock_set_back_brings_nothing_forgotten_back() {
    let guard = LocalReplayGuard::in_memory(100, at(0));
    assert_eq!(guard.admit(&code(1, 20), at(20)), Ok(()));
    assert_eq!(guard.admit(&code(1, 300), at(300)), Ok(()));
    // With the clock back at 25 the first code looks live again.
    assert_eq!(guard.admit(&code(1, 20), at(25)), Err(Refusal::Replayed));
    assert_eq!(guard.admit(&code(1, 300), at(25)), Err(Refusal::Replayed));
    assert_eq!(guard.admit(&code(1, 301), at(25)), Ok(()));
    // Here it is forgotten, and nobody knows any more.
    assert_eq!(guard.admit(&code(1, 2000), at(2000)), Ok(()));
    assert_eq!(guard.admit(&code(1, 20), at(25)), Err(Refusal::Cold));
    assert_eq!(guard.admit(&code(1, 302), at(302)), Ok(()), "later than all that is forgotten");
}

#[test]
fn a_turnstile_lets_a_card_in_once_until_its_cool_down_ends() {
    let guard = LocalReplayGuard::in_memory(100, at(0));
    assert_eq!(guard.admit(&entry(1, 20, 320), at(20)), Ok(()));
    assert_eq!(guard.admit(&entry(1, 50, 350), at(50)), Err(Refusal::Replayed), "pass-back");
    assert_eq!(guard.admit(&entry(2, 50, 350), at(50)), Ok(()));
    assert_eq!(guard.admit(&entry(1, 320, 620), at(320)), Ok(()));
}

#[test]
fn a_ninth_live_code_of_one_card_is_refused_as_full() {
    let guard = LocalReplayGuard::in_memory(1000, at(0));
    for second in 20..28 {
        assert_eq!(guard.admit(&code(1, second), at(28)), Ok(()));
    }
    assert_eq!(guard.admit(&code(1, 28), at(28)), Err(Refusal::Full));
    assert_eq!(guard.admit(&code(1, 20), at(28)), Err(Refusal::Replayed), "known ones stay known");
    assert_eq!(guard.admit(&code(1, 80), at(80)), Ok(()), "the first one's time is over");
}

#[test]
fn a_flood_is_refused_and_nothing_live_is_forgotten() {
    let guard = LocalReplayGuard::in_memory(160, at(0));
    let admitted: Vec<u32> =
        (0..2000).filter(|n| guard.admit(&code(*n, 20), at(20)).is_ok()).collect();
    assert_eq!(admitted.len(), 160);
    assert_eq!(guard.admit(&code(5000, 20), at(21)), Err(Refusal::Full));
    for index in admitted {
        assert_eq!(guard.admit(&code(index, 20), at(22)), Err(Refusal::Replayed));
    }
    assert_eq!(guard.admit(&code(5000, 274), at(274)), Err(Refusal::Full), "the last second");
    assert_eq!(guard.admit(&code(5000, 275), at(275)), Ok(()), "room again");
    // What had to go to make the room is not taken for new by a clock that was set back.
    assert_eq!(guard.admit(&code(5000, 19), at(30)), Err(Refusal::Cold));
}

#[test]
fn codes_from_before_the_start_are_cold_unless_they_answer_a_later_request() {
    let guard = LocalReplayGuard::in_memory(100, at(100));
    for iat in [90, 100, 115] {
        assert_eq!(guard.admit(&code(1, iat), at(116)), Err(Refusal::Cold), "{iat}");
    }
    assert_eq!(guard.admit(&code(1, 116), at(116)), Ok(()));
    let asked = |made| Claim { request_made_at: Some(at(made)), ..code(2, 110) };
    assert_eq!(guard.admit(&asked(99), at(116)), Err(Refusal::Cold));
    assert_eq!(guard.admit(&asked(100), at(116)), Ok(()));
}

#[test]
fn of_many_threads_with_one_code_exactly_one_is_admitted() {
    let guard = Arc::new(LocalReplayGuard::in_memory(10_000, at(0)));
    for round in 0..50 {
        let admitted: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| {
                    let guard = Arc::clone(&guard);
                    scope.spawn(move || usize::from(guard.admit(&code(round, 20), at(20)).is_ok()))
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("thread")).sum()
        });
        assert_eq!(admitted, 1);
    }
}

#[test]
fn cool_downs_outlive_a_restart_and_codes_do_when_asked_for() {
    let directory = tempfile::tempdir().expect("directory");
    let open = |remember, now| {
        LocalReplayGuard::open(&directory.path().join("replay"), remember, 100, now)
    };
    let guard = open(Remember::Everything, at(0)).expect("open");
    assert_eq!(guard.admit(&entry(1, 20, 320), at(20)), Ok(()));
    assert_eq!(guard.admit(&code(2, 30), at(30)), Ok(()));
    assert!(matches!(open(Remember::Everything, at(31)), Err(JournalError::InUse)));
    drop(guard);

    let guard = open(Remember::Everything, at(40)).expect("open");
    assert_eq!(guard.admit(&entry(1, 40, 340), at(40)), Err(Refusal::Replayed));
    assert_eq!(guard.admit(&code(2, 30), at(40)), Err(Refusal::Replayed));
    assert_eq!(guard.admit(&code(2, 31), at(40)), Ok(()), "complete since 0, so not cold");
    drop(guard);

    let guard = open(Remember::CoolDowns, at(50)).expect("open");
    assert_eq!(guard.admit(&entry(1, 70, 370), at(70)), Err(Refusal::Replayed));
    assert_eq!(guard.admit(&code(3, 55), at(70)), Err(Refusal::Cold));
    assert_eq!(guard.admit(&code(3, 66), at(70)), Ok(()));
}

#[test]
fn a_cut_or_changed_record_is_dropped_and_those_before_it_stay() {
    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("replay");
    let open = |now| LocalReplayGuard::open(&path, Remember::Everything, 100, now).expect("open");
    let guard = open(at(0));
    assert_eq!(guard.admit(&entry(1, 20, 320), at(20)), Ok(()));
    assert_eq!(guard.admit(&entry(2, 20, 320), at(20)), Ok(()));
    drop(guard);
    let mut bytes = std::fs::read(&path).expect("journal");
    bytes.truncate(bytes.len() - 3);
    std::fs::write(&path, &bytes).expect("journal");
    let guard = open(at(40));
    assert_eq!(guard.admit(&entry(1, 40, 340), at(40)), Err(Refusal::Replayed));
    assert_eq!(guard.admit(&entry(2, 40, 340), at(40)), Ok(()));
    drop(guard);
    let mut bytes = std::fs::read(&path).expect("journal");
    let first_record = 48 + 20;
    bytes[first_record] ^= 1;
    std::fs::write(&path, &bytes).expect("journal");
    let guard = open(at(50));
    assert_eq!(guard.admit(&entry(2, 70, 370), at(70)), Err(Refusal::Replayed), "still counts");
    assert_eq!(guard.admit(&code(9, 60), at(70)), Err(Refusal::Cold), "but is not all");
    drop(guard);
    std::fs::write(&path, b"not a journal").expect("journal");
    let guard = open(at(100));
    assert_eq!(guard.admit(&code(9, 110), at(110)), Err(Refusal::Cold), "a lost memory is cold");
}

#[test]
fn what_cannot_be_written_is_not_accepted() {
    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("replay");
    let guard = LocalReplayGuard::open(&path, Remember::CoolDowns, 100, at(0)).expect("open");
    // A file opened for reading refuses the write, as a full disk does.
    let (journal, _) = guard.journal.as_ref().expect("journal");
    journal.lock().expect("lock").close_for_writing(&path);
    assert_eq!(guard.admit(&entry(1, 20, 320), at(20)), Err(Refusal::Unavailable));
}
