//! Seconds and requests that are never used twice, whatever the clock does and whatever is lost.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

fn at(seconds: u64) -> UnixTime {
    UnixTime::from_secs(seconds)
}

fn reopened(signing_log: &SigningLog) -> SigningLog {
    let text = serde_json::to_string(signing_log).expect("json");
    serde_json::from_str(&text).expect("signing log")
}

#[test]
fn six_codes_fit_one_second_and_the_seventh_waits() {
    let mut signing_log = SigningLog::default();
    let mut take = |now| signing_log.take_second("k", at(now)).map(UnixTime::as_secs);
    let first: Vec<_> = (0..6).map(|_| take(100)).collect();
    assert_eq!(first, (100..106).map(Ok).collect::<Vec<_>>());
    assert_eq!(take(100), Err(NoSecond::Busy));
    assert_eq!(take(101), Ok(106));
}

#[test]
fn six_processes_find_six_seconds() {
    let mut signing_log = SigningLog::default();
    for second in 100..106 {
        signing_log = reopened(&signing_log);
        assert_eq!(signing_log.take_second("k", at(100)), Ok(at(second)));
    }
    assert_eq!(reopened(&signing_log).take_second("k", at(100)), Err(NoSecond::Busy));
}

#[test]
fn each_key_has_its_own_seconds_and_a_deleted_one_none() {
    let mut signing_log = SigningLog::default();
    assert_eq!(signing_log.take_second("a", at(100)), Ok(at(100)));
    assert_eq!(signing_log.take_second("b", at(100)), Ok(at(100)));
    signing_log.forget("a");
    assert_eq!(signing_log.take_second("a", at(100)), Ok(at(100)));
}

#[test]
fn answered_requests_outlive_the_wallet_and_their_number_is_bounded() {
    let mut signing_log = SigningLog::default();
    signing_log.answer(&[7; 32], at(u64::MAX));
    assert!(reopened(&signing_log).is_answered(&[7; 32], &[1; 32]));
    signing_log.withdraw(&[7; 32]);
    assert!(!signing_log.is_answered(&[7; 32], &[1; 32]));
    signing_log.answer(&[8; 32], at(u64::MAX));
    assert!(signing_log.is_answered(&[2; 32], &[8; 32]), "as version 0.1 wrote it");
    signing_log.withdraw(&[8; 32]);
    for n in 0..=MAX_ANSWERED as u64 {
        let mut challenge = [0; 32];
        challenge[..8].copy_from_slice(&n.to_be_bytes());
        signing_log.answer(&challenge, at(1000 + n));
    }
    assert_eq!(signing_log.answered.len(), MAX_ANSWERED);
    assert!(!signing_log.is_answered(&[0; 32], &[1; 32]), "the oldest went");
    assert_eq!(
        signing_log.doubts_request(at(1000), None),
        Some(at(1000)),
        "and counts as answered"
    );
    assert_eq!(signing_log.doubts_request(at(1001), None), None);
}

proptest! {
    #[test]
    fn no_second_is_given_twice_whatever_the_clock_does(
        steps in proptest::collection::vec((0u64..40, any::<bool>()), 1..200)
    ) {
        let mut signing_log = SigningLog::default();
        let mut seen = HashSet::new();
        for (now, reopen) in steps {
            if reopen {
                signing_log = reopened(&signing_log);
            }
            if let Ok(second) = signing_log.take_second("k", at(now)) {
                prop_assert!((now..=now + AHEAD).contains(&second.as_secs()));
                prop_assert!(seen.insert(second), "{second} twice");
            }
        }
    }
}

fn lost(marks: Marks, now: u64) -> SigningLog {
    let mut signing_log = SigningLog::default();
    signing_log.replace_lost(Some(Anchor::first([9; 8], marks)), ["old"], at(now));
    reopened(&signing_log)
}

#[test]
fn after_a_loss_old_keys_skip_what_may_be_used_and_say_until_when_and_new_keys_do_not_wait() {
    let mut signing_log = lost(Marks::up_to(103), 100);
    assert_eq!(signing_log.take_second("old", at(100)), Ok(at(104)));
    let mut signing_log = lost(Marks::up_to(200), 100);
    assert_eq!(signing_log.take_second("old", at(100)), Err(NoSecond::InDoubt { until: at(196) }));
    assert_eq!(signing_log.take_second("old", at(195)), Err(NoSecond::InDoubt { until: at(196) }));
    assert_eq!(signing_log.take_second("old", at(196)), Ok(at(201)));
    assert_eq!(signing_log.take_second("new", at(100)), Ok(at(100)));
    signing_log.forget("old");
    assert_eq!(signing_log.take_second("old", at(100)), Ok(at(100)), "a key made anew");
}

#[test]
fn after_a_loss_a_request_that_may_have_been_answered_is_refused_and_a_later_one_is_not() {
    let signing_log = lost(Marks::up_to(103), 100);
    // Answered at 103 at the latest: it ended 135 s later at the latest.
    assert_eq!(signing_log.doubts_request(at(238), None), Some(at(238)));
    assert_eq!(signing_log.doubts_request(at(239), None), None);
    // The clock went back by 1000 s with the loss: the old keys are held to what they signed.
    let signing_log = lost(Marks::up_to(1100), 100);
    assert_eq!(signing_log.doubts_request(at(1200), Some("new")), None);
    assert_eq!(signing_log.doubts_request(at(1200), Some("old")), Some(at(1235)));
    assert_eq!(signing_log.doubts_request(at(1236), Some("old")), None);
}

#[test]
fn seconds_signed_while_the_clock_was_ahead_are_apart_from_those_of_the_present() {
    let mut signing_log = SigningLog::default();
    signing_log.take_second("old", at(90_000)).expect("a second");
    signing_log.take_second("old", at(100)).expect("a second");
    let marks = signing_log.advance(at(100), None).expect("random").marks();
    let mut signing_log = lost(marks, 101);
    assert_eq!(signing_log.take_second("old", at(101)), Ok(at(101)), "nobody waits for tomorrow");
    assert_eq!(signing_log.take_second("old", at(90_000)), Ok(at(90_001)));
    assert_eq!(signing_log.doubts_request(at(90_050), Some("old")), Some(at(90_135)));
    assert_eq!(signing_log.doubts_request(at(300), Some("old")), None);
}

#[test]
fn the_right_time_ends_a_wait_that_a_wrong_clock_began() {
    let mut signing_log = lost(Marks::up_to(90_005), 90_000);
    assert_eq!(signing_log.doubts_request(at(400), Some("new")), Some(at(90_140)));
    signing_log.learn(at(100));
    assert_eq!(signing_log.doubts_request(at(240), Some("new")), Some(at(240)));
    assert_eq!(signing_log.doubts_request(at(241), Some("new")), None);
}

#[test]
fn a_state_that_was_not_the_last_one_is_told_from_its_anchor() {
    let mut signing_log = SigningLog::default();
    let first = signing_log.advance(at(100), None).expect("random");
    let old = reopened(&signing_log);
    assert!(old.is_held_by(&first));
    let second = signing_log.advance(at(100), None).expect("random");
    assert!(signing_log.is_held_by(&first) && signing_log.is_held_by(&second));
    assert!(!old.is_held_by(&second) && !SigningLog::default().is_held_by(&first));
    signing_log.replace_lost(Some(second), [], at(100));
    let third = signing_log.advance(at(100), None).expect("random");
    assert!(signing_log.is_held_by(&second) && !old.is_held_by(&third), "newer than any copy");
    signing_log.replace_lost(None, [], at(100));
    let other = signing_log.advance(at(100), None).expect("random");
    assert!(!signing_log.is_held_by(&third) && !old.is_held_by(&other), "of another line");
}
