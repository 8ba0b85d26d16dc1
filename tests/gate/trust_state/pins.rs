//! An update of an app, or an operator, pins other roots while lists are held.

use super::*;

fn reader(generation: u8) -> Reader {
    let mut reader = Reader::pinning(&[(generation, 1)]);
    reader.trust(&list(generation, 50, None), &[]).expect("accepted");
    reader
}

fn updated(mut reader: Reader, generations: &[(u8, i64)]) -> (Reader, Vec<String>) {
    reader.config = pins(generations);
    let faults = reader.open_again();
    (reader, faults)
}

#[test]
fn a_root_that_is_pinned_no_more_is_not_believed_any_longer() {
    let (mut reader, faults) = updated(reader(1), &[(2, 1)]);
    assert_eq!((reader.seq(), faults), (None, vec!["trust.jws".to_owned()]));
    assert_eq!(reader.trust(&list(1, 51, None), &[]), Err(Refusal::UnknownRoot));
    // The thief's numbers count for as little as the thief.
    assert_eq!(reader.trust(&list(2, 10, None), &[]), Ok(Acceptance::Updated));
    assert_eq!(reader.open_again(), [""; 0]);
    assert_eq!(reader.seq(), Some(10));
    assert!(reader.trust(&list(2, 9, None), &[]).is_err());
}

#[test]
fn a_root_that_joins_the_one_pinned_takes_nothing_away() {
    let (mut reader, faults) = updated(reader(1), &[(1, 1), (2, 1)]);
    assert_eq!((reader.seq(), faults), (Some(50), vec![]));
    let rolled_back = reader.trust(&list(2, 10, None), &[]);
    assert!(matches!(rolled_back, Err(Refusal::TrustFloor(_))), "{rolled_back:?}");
    assert_eq!(reader.trust(&list(2, 51, None), &[]), Ok(Acceptance::Updated));
    assert_eq!(reader.trust(&list(1, 52, None), &[]), Err(Refusal::UnknownRoot));
}

#[test]
fn a_wallet_that_slept_through_a_roll_over_lives_on_with_the_root_of_the_new_app() {
    let (mut reader, _) = updated(reader(1), &[(3, 60)]);
    assert_eq!(
        reader.trust(&list(3, 59, None), &[]),
        Err(Refusal::BeforePin { least: 60, got: 59 })
    );
    assert_eq!(reader.trust(&list(3, 61, None), &[]), Ok(Acceptance::Updated));
}

#[test]
fn a_held_list_under_the_least_number_of_a_new_pin_is_not_used() {
    let (mut reader, faults) = updated(reader(1), &[(1, 51)]);
    assert_eq!((reader.seq(), faults), (None, vec!["trust.jws".to_owned()]));
    assert_eq!(reader.trust(&list(1, 51, None), &[]), Ok(Acceptance::Updated));
}

#[test]
fn a_list_of_a_sandbox_is_not_used_by_what_is_none() {
    let mut reader = reader(1);
    let config = TrustConfig { takes_test: false, ..(*reader.config).clone() };
    reader.config = Arc::new(config);
    assert_eq!(reader.open_again(), ["trust.jws"]);
    assert_eq!(reader.trust(&list(1, 51, None), &[]), Err(Refusal::Test));
}
