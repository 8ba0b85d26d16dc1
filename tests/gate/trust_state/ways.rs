//! The ways from a pinned root to the one that signs now.

use super::*;

#[test]
fn the_least_number_of_a_pin_holds_for_every_root_that_it_leads_to() {
    let mut fresh = Reader::pinning(&[(1, 8)]);
    // Named once at 5, withdrawn since: whoever has its key has nothing.
    let withdrawn = [list(1, 5, Some(2))];
    assert_eq!(fresh.trust(&list(2, 7, None), &withdrawn), Err(Refusal::UnknownRoot));
    assert_eq!(fresh.trust(&list(2, 9, None), &withdrawn), Err(Refusal::UnknownRoot));
    let named = [list(1, 8, Some(2))];
    assert_eq!(fresh.trust(&list(2, 9, None), &named), Ok(Acceptance::Updated));
    let mut direct = Reader::pinning(&[(1, 8)]);
    let refused = direct.trust(&list(1, 7, None), &[]);
    assert_eq!(refused, Err(Refusal::BeforePin { least: 8, got: 7 }));
}

#[test]
fn a_naming_list_that_lies_ahead_does_not_count() {
    let mut reader = Reader::pinning(&[(1, 1)]);
    let newest = list(2, 9, None);
    let ahead = |seconds| [dated(1, 8, Some(2), NOW.plus(seconds))];
    assert_eq!(reader.trust(&newest, &ahead(301)), Err(Refusal::UnknownRoot));
    assert_eq!(reader.trust(&newest, &ahead(300)), Ok(Acceptance::Updated));
}

#[test]
fn sixteen_names_are_followed_and_a_seventeenth_is_not() {
    for (hops, expected) in [(16, Ok(Acceptance::Updated)), (17, Err(Refusal::UnknownRoot))] {
        let mut reader = Reader::pinning(&[(1, 1)]);
        let naming: Vec<String> =
            (1..=hops).map(|hop| list(hop, 10 + u64::from(hop), Some(hop + 1))).collect();
        assert_eq!(reader.trust(&list(hops + 1, 100, None), &naming), expected, "{hops}");
    }
}

/// A reader that took root 3 over from 1 and 2, and the lists that led there.
fn rolled_over() -> (Reader, [String; 2]) {
    let mut reader = Reader::pinning(&[(1, 1)]);
    let naming = [list(1, 7, Some(2)), list(2, 8, Some(3))];
    reader.trust(&list(3, 20, None), &naming).expect("accepted");
    assert_eq!(reader.open_again(), [""; 0]);
    assert_eq!(reader.seq(), Some(20));
    (reader, naming)
}

#[test]
fn one_changed_bit_on_the_way_to_the_root_is_mended_by_the_lists_that_lead_there() {
    let (mut reader, naming) = rolled_over();
    reader.files.flip_a_bit("roots.json");
    assert_eq!(reader.open_again(), ["trust.jws"]);
    assert_eq!(reader.seq(), None);
    let newest = list(3, 21, None);
    assert_eq!(reader.trust(&newest, &[]), Err(Refusal::UnknownRoot));
    assert_eq!(reader.state.root_kid(), Some(kid(1)), "where the way begins");
    assert_eq!(reader.trust(&newest, &naming), Ok(Acceptance::Updated));
    assert_eq!(reader.open_again(), [""; 0]);
    assert_eq!(reader.seq(), Some(21));
    assert_eq!(reader.trust(&list(1, 22, None), &[]), Err(Refusal::UnknownRoot));
}

#[test]
fn a_root_that_counts_no_more_leads_back_to_the_one_that_does_and_nowhere_else() {
    let (mut reader, [one_two, two_three]) = rolled_over();
    for damaged in [false, true] {
        if damaged {
            reader.files.flip_a_bit("roots.json");
            reader.open_again();
        }
        // Thieves of roots 1 and 2 name one of their own, with a number as high as they like.
        let thief = list(9, 30, None);
        let from_one = [list(1, 29, Some(9))];
        let from_two = [one_two.clone(), list(2, 29, Some(9))];
        let old = [one_two.clone(), list(2, 9, Some(9))];
        for naming in [&from_one[..], &from_two, &old] {
            assert_eq!(reader.trust(&thief, naming), Err(Refusal::UnknownRoot), "{damaged}");
        }
        let [first, second] = [&one_two, &two_three];
        let naming = [first.clone(), second.clone(), list(3, 29, Some(4))];
        let mut other = Reader { state: reader.state.clone(), ..Reader::pinning(&[(1, 1)]) };
        assert_eq!(other.trust(&list(4, 30, None), &naming), Ok(Acceptance::Updated));
    }
}

#[test]
fn a_name_that_was_withdrawn_leads_nowhere_even_when_the_list_is_lost() {
    let mut reader = Reader::pinning(&[(1, 1)]);
    let naming = list(1, 7, Some(2));
    reader.trust(&naming, &[]).expect("names root 2");
    reader.trust(&list(1, 8, None), &[]).expect("withdraws it");
    assert_eq!(
        reader.trust(&list(2, 9, None), std::slice::from_ref(&naming)),
        Err(Refusal::UnknownRoot)
    );
    reader.files.0.remove("trust.jws");
    reader.open_again();
    assert_eq!(reader.trust(&list(2, 9, None), &[naming]), Err(Refusal::UnknownRoot));
}

#[test]
fn the_way_is_looked_for_from_the_root_that_is_known() {
    let (reader, [one_two, two_three]) = rolled_over();
    let mut way = reader.state.roll_over();
    assert_eq!(way.wanted(), Some(&*kid(3)));
    way.found("<html>".into());
    assert_eq!(way.wanted(), None);
    let mut fresh = Reader::pinning(&[(1, 1)]).state.roll_over();
    assert_eq!(fresh.wanted(), Some(&*kid(1)));
    fresh.found(one_two);
    assert_eq!(fresh.wanted(), Some(&*kid(2)));
    fresh.found(two_three);
    assert_eq!(fresh.wanted(), Some(&*kid(3)));
    assert_eq!(fresh.naming().len(), 2);
    for hop in 3..17 {
        fresh.found(list(hop, 10 + u64::from(hop), Some(hop + 1)));
    }
    assert_eq!((fresh.naming().len(), fresh.wanted()), (16, None));
}

fn kid(generation: u8) -> String {
    essc::crypto::jwk::thumbprint_text(&root(generation).public_key())
}
