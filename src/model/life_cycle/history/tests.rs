//! Numbers, dates and city rules of a card's life.

use super::*;

const POLICY: LifeCyclePolicy = LifeCyclePolicy {
    loss: LossPolicy::Freeze,
    temporary_loss_days: 7,
    loss_ends_after_days: None,
};

const START: u64 = 1_800_000_000;

fn at(day: u64) -> UnixTime {
    UnixTime::from_secs(START + day * DAY)
}

fn until(day: u64) -> Event {
    Event::TemporaryLoss { until: at(day) }
}

/// Records `event` with the next number.
fn then(life: LifeCycle, day: u64, event: Event, policy: &LifeCyclePolicy) -> LifeCycle {
    let entry = Entry { sequence: life.sequence() + 1, at: at(day), event };
    life.after(entry, policy).expect("allowed")
}

fn refused(life: LifeCycle, day: u64, event: Event, policy: &LifeCyclePolicy) -> HistoryError {
    let entry = Entry { sequence: life.sequence() + 1, at: at(day), event };
    life.after(entry, policy).expect_err("refused")
}

/// A card enabled on day 0 by its fourth event.
fn active() -> LifeCycle {
    let apply = Entry { sequence: 1, at: at(0), event: Event::Apply };
    let life = LifeCycle::begin(apply).expect("begins");
    [Event::Produce, Event::HandOut, Event::Enable]
        .into_iter()
        .fold(life, |life, event| then(life, 0, event, &POLICY))
}

#[test]
fn a_life_begins_with_the_application_and_the_number_one() {
    let begin = |sequence, event| LifeCycle::begin(Entry { sequence, at: at(0), event });
    assert_eq!(begin(2, Event::Apply), Err(HistoryError::Gap { expected: 1 }));
    assert_eq!(begin(1, Event::Enable), Err(Refusal::NotApplied.into()));
    assert_eq!(active().state(), State::Active);
}

#[test]
fn an_event_counts_once_and_in_its_turn() {
    let life = active();
    let loss = Entry { sequence: 5, at: at(1), event: Event::Loss };
    let lost = life.after(loss, &POLICY).expect("allowed");
    assert_eq!(lost.after(loss, &POLICY), Ok(lost), "a repeat changes nothing");
    let other = Entry { event: Event::Release, ..loss };
    assert_eq!(lost.after(other, &POLICY), Err(HistoryError::NumberTaken));
    let old = Entry { sequence: 4, ..loss };
    assert_eq!(lost.after(old, &POLICY), Err(HistoryError::Old { last: 5 }));
    let ahead = Entry { sequence: 7, at: at(2), event: Event::Release };
    assert_eq!(lost.after(ahead, &POLICY), Err(HistoryError::Gap { expected: 6 }));
}

#[test]
fn a_refused_event_does_not_use_its_number_up() {
    let life = active();
    let entry = |event| Entry { sequence: 5, at: at(1), event };
    assert_eq!(life.after(entry(Event::Unlock), &POLICY), Err(Refusal::NotLocked.into()));
    assert!(life.after(entry(Event::Lock), &POLICY).is_ok());
}

#[test]
fn a_temporary_loss_ends_by_itself_and_not_before_its_time() {
    let lost = then(active(), 1, until(4), &POLICY);
    assert_eq!(lost.status(), CardStatus::Suspended);
    assert_eq!(lost.temporary_loss_ends(), Some(at(4)));
    assert_eq!(refused(lost, 3, Event::ExpireTemporaryLoss, &POLICY), HistoryError::NotDue);
    assert_eq!(lost.due(at(3), &POLICY), None);
    let due = lost.due(at(4), &POLICY).expect("due");
    let back = lost.after(due, &POLICY).expect("allowed");
    assert_eq!((back.state(), back.status()), (State::Active, CardStatus::Valid));
    assert_eq!(back.temporary_loss_ends(), None);
}

#[test]
fn a_second_temporary_loss_prolongs_and_never_shortens() {
    let lost = then(active(), 1, until(6), &POLICY);
    let shorter = then(lost, 2, until(3), &POLICY);
    assert_eq!(shorter.temporary_loss_ends(), Some(at(6)));
    let longer = then(shorter, 5, until(9), &POLICY);
    assert_eq!(longer.temporary_loss_ends(), Some(at(9)));
}

#[test]
fn the_end_of_a_temporary_loss_stays_within_the_citys_days() {
    let error = HistoryError::EndOutOfRange { days: 7 };
    for end in [1, 9] {
        assert_eq!(refused(active(), 1, until(end), &POLICY), error, "day {end}");
    }
    assert_eq!(then(active(), 1, until(8), &POLICY).state(), State::TemporaryLoss);
}

#[test]
fn a_loss_becomes_a_cancellation_only_where_the_city_says_so() {
    let city = LifeCyclePolicy { loss_ends_after_days: Some(30), ..POLICY };
    let lost = then(active(), 1, Event::Loss, &POLICY);
    assert_eq!(refused(lost, 400, Event::ExpireLoss, &POLICY), HistoryError::NotInPolicy);
    assert_eq!(lost.due(at(400), &POLICY), None);
    assert_eq!(refused(lost, 30, Event::ExpireLoss, &city), HistoryError::NotDue);
    let due = lost.due(at(31), &city).expect("due");
    assert_eq!(lost.after(due, &city).map(|l| l.state()), Ok(State::Cancelled));
}

#[test]
fn a_frozen_card_can_not_be_reauthorized() {
    let lost = then(active(), 1, Event::Loss, &POLICY);
    assert_eq!(refused(lost, 2, Event::Reauthorize, &POLICY), HistoryError::NotInPolicy);
}

#[test]
fn where_the_policy_says_so_the_electronic_card_works_again_while_the_card_is_lost() {
    let policy = LifeCyclePolicy { loss: LossPolicy::RequireReauthorization, ..POLICY };
    let lost = then(active(), 1, until(3), &policy);
    assert!(!lost.may_be_issued());
    let again = then(lost, 2, Event::Reauthorize, &policy);
    assert_eq!((again.state(), again.status()), (State::TemporaryLoss, CardStatus::Valid));
    let formal = then(again, 2, Event::Loss, &policy);
    assert_eq!(formal.status(), CardStatus::Suspended, "a new report asks again");
    let again = then(formal, 2, Event::Reauthorize, &policy);
    let waiting = then(again, 3, Event::ApplyForReplacement, &policy);
    assert!(waiting.may_be_issued());
    assert_eq!(then(waiting, 4, Event::Replace, &policy).status(), CardStatus::Revoked);
}
