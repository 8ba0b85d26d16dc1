//! The life cycle stated a second time, cell by cell: every state, every event.

use super::*;

const STATES: [Option<State>; 11] = [
    None,
    Some(State::Applied),
    Some(State::Produced),
    Some(State::Sealed),
    Some(State::Active),
    Some(State::Locked),
    Some(State::TemporaryLoss),
    Some(State::Loss),
    Some(State::AwaitingReplacement),
    Some(State::Replaced),
    Some(State::Cancelled),
];

const EVENTS: [Event; 15] = [
    Event::Apply,
    Event::Produce,
    Event::HandOut,
    Event::Enable,
    Event::Lock,
    Event::Unlock,
    Event::TemporaryLoss { until: UnixTime::EPOCH },
    Event::Loss,
    Event::Release,
    Event::Reauthorize,
    Event::ApplyForReplacement,
    Event::Replace,
    Event::Cancel,
    Event::ExpireTemporaryLoss,
    Event::ExpireLoss,
];

/// Rows are [`EVENTS`], columns are [`STATES`]. A capitalised word is the next state, any other the
/// refusal.
const TABLE: &str = "
 none     Applied   Produced  Sealed    Active    Locked    TempLoss  Loss      Awaiting  Replaced  Cancelled
 Applied  done      done      done      done      done      done      done      done      final     final
 unapplied Produced done      done      done      done      done      done      done      final     final
 unapplied unmade   Sealed    done      done      done      done      done      done      final     final
 unapplied unmade   unhanded  Active    done      done      done      done      done      final     final
 unapplied unhanded unhanded  unenabled Locked    done      suspended suspended suspended final     final
 unapplied unhanded unhanded  unenabled unlocked  Active    unlocked  unlocked  unlocked  final     final
 unapplied unhanded unhanded  unenabled TempLoss  suspended TempLoss  done      done      final     final
 unapplied unhanded unhanded  unenabled Loss      Loss      Loss      done      done      final     final
 unapplied unhanded unhanded  unenabled unlost    unlost    Active    Active    awaited   final     final
 unapplied unhanded unhanded  unenabled unlost    unlost    TempLoss  Loss      Awaiting  final     final
 unapplied unhanded unhanded  unenabled unlost    unlost    informal  Awaiting  done      final     final
 unapplied unhanded unhanded  Replaced  Replaced  Replaced  informal  Replaced  Replaced  final     final
 unapplied Cancelled Cancelled Cancelled Cancelled Cancelled Cancelled Cancelled Cancelled final     final
 unapplied unhanded unhanded  unenabled unlost    unlost    Active    done      done      final     final
 unapplied unhanded unhanded  unenabled unlost    unlost    informal  Cancelled awaited   final     final
";

fn word(outcome: Result<State, Refusal>) -> &'static str {
    match outcome {
        Ok(State::Applied) => "Applied",
        Ok(State::Produced) => "Produced",
        Ok(State::Sealed) => "Sealed",
        Ok(State::Active) => "Active",
        Ok(State::Locked) => "Locked",
        Ok(State::TemporaryLoss) => "TempLoss",
        Ok(State::Loss) => "Loss",
        Ok(State::AwaitingReplacement) => "Awaiting",
        Ok(State::Replaced) => "Replaced",
        Ok(State::Cancelled) => "Cancelled",
        Err(Refusal::NotApplied) => "unapplied",
        Err(Refusal::NotProduced) => "unmade",
        Err(Refusal::NotHandedOut) => "unhanded",
        Err(Refusal::NotEnabled) => "unenabled",
        Err(Refusal::AlreadyDone) => "done",
        Err(Refusal::NotLocked) => "unlocked",
        Err(Refusal::AlreadySuspended) => "suspended",
        Err(Refusal::NotLost) => "unlost",
        Err(Refusal::LossNotFormal) => "informal",
        Err(Refusal::ReplacementAppliedFor) => "awaited",
        Err(Refusal::Final) => "final",
    }
}

#[test]
fn every_event_in_every_state_does_what_the_table_says() {
    let mut rows = TABLE.trim().lines().map(|row| row.split_whitespace().collect::<Vec<_>>());
    let header = rows.next().expect("header");
    for (column, state) in STATES.into_iter().enumerate() {
        assert_eq!(state.map_or("none", |s| word(Ok(s))), header[column]);
    }
    let rows: Vec<_> = rows.collect();
    assert_eq!(rows.len(), EVENTS.len());
    for (event, row) in EVENTS.into_iter().zip(rows) {
        assert_eq!(row.len(), STATES.len(), "{event:?}");
        for (state, expected) in STATES.into_iter().zip(row) {
            assert_eq!(word(next(state, event)), expected, "{event:?} in {state:?}");
        }
    }
}

#[test]
fn every_state_has_one_meaning_for_the_status_list() {
    let statuses = STATES.into_iter().flatten().map(State::status).collect::<Vec<_>>();
    let (none, valid) = (CardStatus::NotGivenOut, CardStatus::Valid);
    let (suspended, revoked) = (CardStatus::Suspended, CardStatus::Revoked);
    assert_eq!(
        statuses,
        [none, none, none, valid, suspended, suspended, suspended, suspended, revoked, revoked]
    );
}

#[test]
fn final_states_are_the_revoked_ones_and_nothing_leaves_them() {
    for state in STATES.into_iter().flatten() {
        assert_eq!(state.is_final(), state.status() == CardStatus::Revoked, "{state:?}");
        let leaves = EVENTS.iter().any(|event| next(Some(state), *event).is_ok());
        assert_eq!(leaves, !state.is_final(), "{state:?}");
    }
}

#[test]
fn unbinding_one_device_revokes_it_and_leaves_the_others() {
    for card in CardStatus::ALL {
        assert_eq!(Binding::Unbound.status(card), CardStatus::Revoked);
        assert_eq!(Binding::Bound.status(card), card);
    }
}
