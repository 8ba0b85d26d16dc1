//! Seconds and requests that are never used twice, whatever the clock does and whatever is lost.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

fn at(seconds: u64) -> UnixTime {
    UnixTime::from_secs(seconds)
}

fn reopened(ledger: &Ledger) -> Ledger {
    let text = serde_json::to_string(ledger).expect("json");
    serde_json::from_str(&text).expect("ledger")
}

#[test]
fn six_codes_fit_one_second_and_the_seventh_waits() {
    let mut ledger = Ledger::default();
    let mut take = |now| ledger.take_second("k", at(now)).map(UnixTime::as_secs);
    let first: Vec<_> = (0..6).map(|_| take(100)).collect();
    assert_eq!(first, (100..106).map(Ok).collect::<Vec<_>>());
    assert_eq!(take(100), Err(NoSecond::Busy));
    assert_eq!(take(101), Ok(106));
}

#[test]
fn six_processes_find_six_seconds() {
    let mut ledger = Ledger::default();
    for second in 100..106 {
        ledger = reopened(&ledger);
        assert_eq!(ledger.take_second("k", at(100)), Ok(at(second)));
    }
    assert_eq!(reopened(&ledger).take_second("k", at(100)), Err(NoSecond::Busy));
}

#[test]
fn each_key_has_its_own_seconds_and_a_deleted_one_none() {
    let mut ledger = Ledger::default();
    assert_eq!(ledger.take_second("a", at(100)), Ok(at(100)));
    assert_eq!(ledger.take_second("b", at(100)), Ok(at(100)));
    ledger.forget("a");
    assert_eq!(ledger.take_second("a", at(100)), Ok(at(100)));
}

#[test]
fn answered_requests_outlive_the_wallet_and_their_number_is_bounded() {
    let mut ledger = Ledger::default();
    ledger.answer(&[7; 32], at(u64::MAX));
    assert!(reopened(&ledger).is_answered(&[7; 32], &[1; 32]));
    ledger.withdraw(&[7; 32]);
    assert!(!ledger.is_answered(&[7; 32], &[1; 32]));
    ledger.answer(&[8; 32], at(u64::MAX));
    assert!(ledger.is_answered(&[2; 32], &[8; 32]), "as version 0.1 wrote it");
    ledger.withdraw(&[8; 32]);
    for n in 0..=MAX_ANSWERED as u64 {
        let mut challenge = [0; 32];
        challenge[..8].copy_from_slice(&n.to_be_bytes());
        ledger.answer(&challenge, at(1000 + n));
    }
    assert_eq!(ledger.answered.len(), MAX_ANSWERED);
    assert!(!ledger.is_answered(&[0; 32], &[1; 32]), "the oldest went");
    assert_eq!(ledger.doubts_request(at(1000), None), Some(at(1000)), "and counts as answered");
    assert_eq!(ledger.doubts_request(at(1001), None), None);
}

proptest! {
    #[test]
    fn no_second_is_given_twice_whatever_the_clock_does(
        steps in proptest::collection::vec((0u64..40, any::<bool>()), 1..200)
    ) {
        let mut ledger = Ledger::default();
        let mut seen = HashSet::new();
        for (now, reopen) in steps {
            if reopen {
                ledger = reopened(&ledger);
            }
            if let Ok(second) = ledger.take_second("k", at(now)) {
                prop_assert!((now..=now + AHEAD).contains(&second.as_secs()));
                prop_assert!(seen.insert(second), "{second} twice");
            }
        }
    }
}

fn lost(marks: Marks, now: u64) -> Ledger {
    let mut ledger = Ledger::default();
    ledger.replace_lost(Some(Anchor::first([9; 8], marks)), ["old"], at(now));
    reopened(&ledger)
}

#[test]
fn after_a_loss_old_keys_skip_what_may_be_used_and_say_until_when_and_new_keys_do_not_wait() {
    let mut ledger = lost(Marks::up_to(103), 100);
    assert_eq!(ledger.take_second("old", at(100)), Ok(at(104)));
    let mut ledger = lost(Marks::up_to(200), 100);
    assert_eq!(ledger.take_second("old", at(100)), Err(NoSecond::InDoubt { until: at(196) }));
    assert_eq!(ledger.take_second("old", at(195)), Err(NoSecond::InDoubt { until: at(196) }));
    assert_eq!(ledger.take_second("old", at(196)), Ok(at(201)));
    assert_eq!(ledger.take_second("new", at(100)), Ok(at(100)));
    ledger.forget("old");
    assert_eq!(ledger.take_second("old", at(100)), Ok(at(100)), "a key made anew");
}

#[test]
fn after_a_loss_a_request_that_may_have_been_answered_is_refused_and_a_later_one_is_not() {
    let ledger = lost(Marks::up_to(103), 100);
    // Answered at 103 at the latest: it ended 135 s later at the latest.
    assert_eq!(ledger.doubts_request(at(238), None), Some(at(238)));
    assert_eq!(ledger.doubts_request(at(239), None), None);
    // The clock went back by 1000 s with the loss: the old keys are held to what they signed.
    let ledger = lost(Marks::up_to(1100), 100);
    assert_eq!(ledger.doubts_request(at(1200), Some("new")), None);
    assert_eq!(ledger.doubts_request(at(1200), Some("old")), Some(at(1235)));
    assert_eq!(ledger.doubts_request(at(1236), Some("old")), None);
}

#[test]
fn seconds_signed_while_the_clock_was_ahead_are_apart_from_those_of_the_present() {
    let mut ledger = Ledger::default();
    ledger.take_second("old", at(90_000)).expect("a second");
    ledger.take_second("old", at(100)).expect("a second");
    let marks = ledger.advance(at(100), None).expect("random").marks();
    let mut ledger = lost(marks, 101);
    assert_eq!(ledger.take_second("old", at(101)), Ok(at(101)), "nobody waits for tomorrow");
    assert_eq!(ledger.take_second("old", at(90_000)), Ok(at(90_001)));
    assert_eq!(ledger.doubts_request(at(90_050), Some("old")), Some(at(90_135)));
    assert_eq!(ledger.doubts_request(at(300), Some("old")), None);
}

#[test]
fn the_right_time_ends_a_wait_that_a_wrong_clock_began() {
    let mut ledger = lost(Marks::up_to(90_005), 90_000);
    assert_eq!(ledger.doubts_request(at(400), Some("new")), Some(at(90_140)));
    ledger.learn(at(100));
    assert_eq!(ledger.doubts_request(at(240), Some("new")), Some(at(240)));
    assert_eq!(ledger.doubts_request(at(241), Some("new")), None);
}

#[test]
fn a_state_that_was_not_the_last_one_is_told_from_its_anchor() {
    let mut ledger = Ledger::default();
    let first = ledger.advance(at(100), None).expect("random");
    let old = reopened(&ledger);
    assert!(old.is_held_by(&first));
    let second = ledger.advance(at(100), None).expect("random");
    assert!(ledger.is_held_by(&first) && ledger.is_held_by(&second));
    assert!(!old.is_held_by(&second) && !Ledger::default().is_held_by(&first));
    ledger.replace_lost(Some(second), [], at(100));
    let third = ledger.advance(at(100), None).expect("random");
    assert!(ledger.is_held_by(&second) && !old.is_held_by(&third), "newer than any copy");
    ledger.replace_lost(None, [], at(100));
    let other = ledger.advance(at(100), None).expect("random");
    assert!(!ledger.is_held_by(&third) && !old.is_held_by(&other), "of another line");
}
