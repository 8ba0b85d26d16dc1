//! A process killed between any two steps of any change: whatever is found afterwards is the state
//! before the change or the one after it, and going on leads where it would have led.

use super::*;
use essc::model::status::CardStatus;
use essc::wire::trust_list::{KeyState, KeyUse};
use essc_testkit::publisher::{GUANGZHOU_0, scene};

/// A document that arrives.
enum Arrival {
    Trust(String, Vec<String>),
    Status(String),
    Catalogue(String, Region),
}

impl Arrival {
    fn accept(&self, state: &mut TrustState) -> Result<Change, Refusal> {
        match self {
            Self::Trust(text, naming) => state.accept_trust(text, naming, None, NOW),
            Self::Status(text) => state.accept_status(text, GUANGZHOU_0, None, NOW),
            Self::Catalogue(text, region) => state.accept_catalogue(text, *region, None, NOW),
        }
    }
}

/// What tells two states apart.
fn told(state: &mut TrustState) -> impl PartialEq + std::fmt::Debug + use<> {
    let snapshot = state.snapshot();
    let status = snapshot.status_list(Region::GUANGZHOU, 0).map(|list| list.edition());
    let at = [NOW, NOW.plus(2000)];
    let catalogues =
        at.map(|at| snapshot.catalogue(Region::GUANGZHOU, at).map(|one| one.editions()));
    let newest = [Region::GUANGDONG, Region::GUANGZHOU]
        .map(|region| state.standing(ListName::Catalogue(region)));
    (state.trust().map(|list| list.edition()), status, catalogues, newest, state.root_kid())
}

/// Kills a process between any two steps of the arrivals, and lets the next one go on.
fn survives_every_kill(config: &Arc<TrustConfig>, arrivals: &[Arrival]) {
    let mut whole = Reader { config: config.clone(), ..Reader::pinning(&[]) };
    whole.state = TrustState::empty(config.clone());
    let mut kills = 0;
    for (at, arrival) in arrivals.iter().enumerate() {
        let before = told(&mut whole.state.clone());
        let mut next = whole.state.clone();
        let change = arrival.accept(&mut next).expect("a good document");
        let steps = next.steps(change);
        let after = told(&mut next);
        for cut in 0..=steps.len() {
            let mut files = whole.files.clone();
            steps.iter().take(cut).cloned().for_each(|step| files.take(step));
            let mut reader = Reader { files, config: config.clone(), state: whole.state.clone() };
            let faults = reader.open_again();
            let found = told(&mut reader.state);
            assert_eq!(faults, [""; 0], "arrival {at}, {cut} of {} steps", steps.len());
            assert!(found == before || found == after, "arrival {at}, {cut} steps: {found:?}");
            assert_eq!(reader.restored().unfinished, [], "arrival {at}, {cut} steps: finished");
            for arrival in &arrivals[at..] {
                reader.accept(|state| arrival.accept(state)).expect("taken after the kill");
            }
            let mut end = whole.state.clone();
            for arrival in &arrivals[at..] {
                let _ = arrival.accept(&mut end).expect("taken without a kill");
            }
            assert_eq!(told(&mut reader.state), told(&mut end), "arrival {at}, {cut} steps");
            kills += 1;
        }
        steps.into_iter().for_each(|step| whole.files.take(step));
        whole.state = next;
    }
    assert!(kills > 2 * arrivals.len(), "{kills} kills");
}

#[test]
fn a_list_that_calls_a_catalogues_key_compromised() {
    let mut publisher = Publisher::new();
    let first = publisher.trust();
    // A thief raises the number as far as one step goes.
    let thief = publisher.base(99_999, NOW.minus(30));
    let status = publisher.status(GUANGZHOU_0, NOW.minus(30), &[(1, CardStatus::Valid)]);
    let overlay = publisher.overlay(1, NOW.minus(30));
    publisher.add_key(Region::GUANGDONG, 4, KeyUse::Catalogue);
    publisher.set_state(Region::GUANGDONG, 3, KeyState::Compromised);
    publisher.set_state(Region::GUANGZHOU, 2, KeyState::Retired);
    publisher.list.seq += 1;
    let second = publisher.trust();
    let honest = publisher.catalogue_by(
        4,
        Region::GUANGDONG,
        2,
        NOW.minus(30),
        vec![scene(501), scene(502)],
    );
    let arrivals = [
        Arrival::Trust(first, vec![]),
        Arrival::Status(status),
        Arrival::Catalogue(thief, Region::GUANGDONG),
        Arrival::Catalogue(overlay, Region::GUANGZHOU),
        Arrival::Trust(second, vec![]),
        Arrival::Catalogue(honest, Region::GUANGDONG),
    ];
    survives_every_kill(&pins(&[(1, 1)]), &arrivals);
}

#[test]
fn catalogues_that_are_announced_come_into_force_and_are_withdrawn() {
    let publisher = Publisher::new();
    let base = |seq, effective| {
        let scenes = vec![scene(501), scene(500 + seq as u16 % 9 + 1)];
        Arrival::Catalogue(publisher.base_with(seq, effective, scenes), Region::GUANGDONG)
    };
    let arrivals = [
        Arrival::Trust(publisher.trust(), vec![]),
        base(1, NOW.minus(30)),
        base(2, NOW.plus(1000)),
        base(3, NOW.plus(1500)),
        base(4, NOW.minus(10)),
    ];
    survives_every_kill(&pins(&[(1, 1)]), &arrivals);
}

#[test]
fn roots_that_roll_over_and_one_that_was_pinned_beside_them() {
    let naming = vec![list(1, 7, Some(2)), list(2, 8, Some(3))];
    let arrivals = [
        Arrival::Trust(list(1, 6, None), vec![]),
        Arrival::Trust(list(3, 9, Some(4)), naming),
        Arrival::Trust(list(4, 10, None), vec![]),
        // Pinned too: the way to it is another one.
        Arrival::Trust(list(5, 11, Some(6)), vec![]),
        Arrival::Trust(list(6, 12, None), vec![]),
    ];
    survives_every_kill(&pins(&[(1, 1), (5, 1)]), &arrivals);
}

#[test]
fn a_number_whose_document_is_lost_is_forgotten_with_its_key_too() {
    let mut reader = Reader::pinning(&[(1, 1)]);
    let mut publisher = Publisher::new();
    reader.trust(&publisher.trust(), &[]).expect("accepted");
    reader.catalogue(&publisher.base(99_999, NOW.minus(30)), Region::GUANGDONG).expect("thief's");
    reader.files.0.remove("catalogue-440000-99999.jws").expect("there");
    reader.open_again();
    let older = publisher.base(2, NOW.minus(30));
    assert!(reader.catalogue(&older, Region::GUANGDONG).is_err(), "the number is still known");
    publisher.add_key(Region::GUANGDONG, 4, KeyUse::Catalogue);
    publisher.set_state(Region::GUANGDONG, 3, KeyState::Compromised);
    publisher.list.seq += 1;
    reader.trust(&publisher.trust(), &[]).expect("accepted");
    let honest = publisher.catalogue_by(4, Region::GUANGDONG, 2, NOW.minus(30), vec![scene(501)]);
    assert_eq!(reader.catalogue(&honest, Region::GUANGDONG), Ok(Acceptance::Updated));
}

#[test]
fn what_was_accepted_is_the_same_again_past_its_end() {
    let mut reader = Reader::pinning(&[(1, 1)]);
    let publisher = Publisher::new();
    let status = publisher.status(GUANGZHOU_0, NOW.minus(30), &[(1, CardStatus::Valid)]);
    let base = publisher.base(1, NOW.minus(30));
    reader.trust(&publisher.trust(), &[]).expect("accepted");
    reader.accept(|state| state.accept_status(&status, GUANGZHOU_0, None, NOW)).expect("accepted");
    reader.catalogue(&base, Region::GUANGDONG).expect("accepted");
    for at in [NOW.plus(365 * 86_400), NOW.minus(365 * 86_400)] {
        let again = [
            reader.accept(|state| state.accept_trust(&publisher.trust(), &[], None, at)),
            reader.accept(|state| state.accept_status(&status, GUANGZHOU_0, None, at)),
            reader.accept(|state| state.accept_catalogue(&base, Region::GUANGDONG, None, at)),
        ];
        assert_eq!(again, [const { Ok(Acceptance::Unchanged) }; 3]);
    }
}

#[test]
fn a_bundle_that_replaces_what_a_compromised_key_signed_is_held_after_a_restart() {
    let mut publisher = Publisher::new();
    let held = [(1, CardStatus::Valid)];
    let old = publisher.status(GUANGZHOU_0, NOW.minus(30), &held);
    let first = [
        Arrival::Trust(publisher.trust(), vec![]),
        Arrival::Catalogue(publisher.base(2, NOW.minus(30)), Region::GUANGDONG),
        Arrival::Status(old),
    ];
    publisher.add_key(Region::GUANGDONG, 4, KeyUse::Catalogue);
    publisher.add_key(Region::GUANGZHOU, 4, KeyUse::Status);
    publisher.set_state(Region::GUANGDONG, 3, KeyState::Compromised);
    publisher.set_state(Region::GUANGZHOU, 2, KeyState::Compromised);
    publisher.list.seq += 1;
    // The same number and the same list again, by the keys that count: the files have the same names.
    let honest = publisher.catalogue_by(4, Region::GUANGDONG, 2, NOW.minus(30), vec![scene(501)]);
    let bundle = [
        Arrival::Trust(publisher.trust(), vec![]),
        Arrival::Catalogue(honest, Region::GUANGDONG),
        Arrival::Status(publisher.status_by(4, GUANGZHOU_0, NOW.minus(20), &held)),
    ];
    let mut before = Reader::pinning(&[(1, 1)]);
    for arrival in &first {
        before.accept(|state| arrival.accept(state)).expect("accepted");
    }
    let mut next = before.state.clone();
    let mut change = Change::default();
    for arrival in &bundle {
        change.join(arrival.accept(&mut next).expect("accepted"));
    }
    let steps = next.steps(change);
    for cut in 0..=steps.len() {
        let mut reader = Reader { files: before.files.clone(), ..Reader::pinning(&[(1, 1)]) };
        steps.iter().take(cut).cloned().for_each(|step| reader.files.take(step));
        reader.open_again();
        if cut == steps.len() {
            assert_eq!(told(&mut reader.state), told(&mut next.clone()), "all of it was written");
        }
        for arrival in &bundle {
            reader.accept(|state| arrival.accept(state)).expect("taken after the kill");
        }
        assert_eq!(reader.open_again(), [""; 0], "{cut} steps");
        assert_eq!(told(&mut reader.state), told(&mut next.clone()), "{cut} steps");
    }
}
