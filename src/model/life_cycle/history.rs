//! One card's life as its issuer records it: events in their order, each counted once, under the
//! rules of its city.
//!
//! Events come from any channel and any city (art. 5(2)–(4)), so each carries a number. The next
//! one is always the last plus one: a repeat changes nothing, an older one is refused, and so is one
//! that skips, because what it skips may be a loss that is still on its way.

use serde::{Deserialize, Serialize};

use super::{Event, Refusal, State, next};
use crate::base::time::UnixTime;
use crate::model::status::CardStatus;

const DAY: u64 = 86_400;

/// What a reported loss does to the electronic card. Offices disagree, so it is the issuer's choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LossPolicy {
    /// Suspended until the card is released or replaced.
    #[default]
    Freeze,
    /// Suspended until the holder allows it again, though the plastic card stays lost.
    #[serde(rename = "require_reauthorisation")]
    RequireReauthorization,
}

/// The rules that differ from city to city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeCyclePolicy {
    /// What a loss does to the electronic card.
    pub loss: LossPolicy,
    /// Most days a temporary loss lasts.
    pub temporary_loss_days: u16,
    /// After how many days a loss becomes a cancellation; none: never.
    pub loss_ends_after_days: Option<u16>,
}

/// One event of a card's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    /// 1 for the application, then each one more.
    pub sequence: u64,
    /// When it happened.
    pub at: UnixTime,
    /// What happened.
    pub event: Event,
}

/// Where a card stands after its last event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LifeCycle {
    state: State,
    last: Entry,
    /// When the state was entered.
    since: UnixTime,
    /// When a temporary loss ends by itself; counts in that state only.
    until: UnixTime,
    /// Whether the holder allowed the electronic card again during this loss.
    #[serde(rename = "reauthorised")]
    reauthorized: bool,
}

/// Why an event was not recorded. Nothing changed, and its number is not used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum HistoryError {
    /// The card's state does not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Its number was passed by a later event.
    #[error("the event is older than the last one, number {last}")]
    Old {
        /// Number of the last event.
        last: u64,
    },
    /// Events between the last one and this one have not arrived.
    #[error("event number {expected} comes first")]
    Gap {
        /// The number that is due.
        expected: u64,
    },
    /// Another event has this number.
    #[error("another event has this number")]
    NumberTaken,
    /// The end of a temporary loss is not after its start, or later than the city allows.
    #[error("a temporary loss lasts up to {days} days")]
    EndOutOfRange {
        /// Most days.
        days: u16,
    },
    /// It is too early for what happens by itself.
    #[error("the time for this has not come")]
    NotDue,
    /// The issuer's loss policy does not know this event.
    #[error("the loss policy of this issuer does not allow it")]
    NotInPolicy,
}

impl Default for LifeCyclePolicy {
    /// Freeze; seven days of temporary loss; a loss stands until someone acts.
    fn default() -> Self {
        Self { loss: LossPolicy::Freeze, temporary_loss_days: 7, loss_ends_after_days: None }
    }
}

impl LifeCycle {
    /// A card's life from its first entry, the application with number 1.
    ///
    /// # Errors
    /// [`HistoryError::Gap`] for another number, [`HistoryError::Refused`] for another event.
    pub fn begin(entry: Entry) -> Result<Self, HistoryError> {
        if entry.sequence != 1 {
            return Err(HistoryError::Gap { expected: 1 });
        }
        Ok(Self {
            state: next(None, entry.event)?,
            last: entry,
            since: entry.at,
            until: UnixTime::EPOCH,
            reauthorized: false,
        })
    }

    /// The life after `entry`. The last entry repeated gives the same life again.
    ///
    /// # Errors
    /// [`HistoryError`]; the number is judged first, then the state, then dates and policy.
    pub fn after(self, entry: Entry, policy: &LifeCyclePolicy) -> Result<Self, HistoryError> {
        let last = self.last.sequence;
        let expected = last.saturating_add(1);
        if entry == self.last {
            return Ok(self);
        } else if entry.sequence == last {
            return Err(HistoryError::NumberTaken);
        } else if entry.sequence < last {
            return Err(HistoryError::Old { last });
        } else if entry.sequence > expected {
            return Err(HistoryError::Gap { expected });
        }
        let state = next(Some(self.state), entry.event)?;
        self.allows(entry, policy)?;
        let since = if state == self.state { self.since } else { entry.at };
        let until = match entry.event {
            Event::TemporaryLoss { until } if self.state == state => self.until.max(until),
            Event::TemporaryLoss { until } => until,
            _ => self.until,
        };
        let reauthorized = match entry.event {
            Event::Reauthorize => true,
            Event::ApplyForReplacement => self.reauthorized,
            _ => false,
        };
        Ok(Self { state, last: entry, since, until, reauthorized })
    }

    /// Dates and policy, for an event that the state allows.
    fn allows(&self, entry: Entry, policy: &LifeCyclePolicy) -> Result<(), HistoryError> {
        let at = entry.at;
        match entry.event {
            Event::TemporaryLoss { until } => {
                let days = policy.temporary_loss_days;
                let in_range = at < until && until <= at.plus(DAY * u64::from(days));
                if in_range { Ok(()) } else { Err(HistoryError::EndOutOfRange { days }) }
            }
            Event::ExpireTemporaryLoss if at < self.until => Err(HistoryError::NotDue),
            Event::ExpireLoss => match self.loss_ends(policy) {
                None => Err(HistoryError::NotInPolicy),
                Some(end) if at < end => Err(HistoryError::NotDue),
                Some(_) => Ok(()),
            },
            Event::Reauthorize if policy.loss == LossPolicy::Freeze => {
                Err(HistoryError::NotInPolicy)
            }
            _ => Ok(()),
        }
    }

    fn loss_ends(&self, policy: &LifeCyclePolicy) -> Option<UnixTime> {
        policy.loss_ends_after_days.map(|days| self.since.plus(DAY * u64::from(days)))
    }

    /// What time itself makes happen at `now`: the entry the issuer has to record, if any.
    #[must_use]
    pub fn due(&self, now: UnixTime, policy: &LifeCyclePolicy) -> Option<Entry> {
        let (event, end) = match self.state {
            State::TemporaryLoss => (Event::ExpireTemporaryLoss, self.until),
            State::Loss => (Event::ExpireLoss, self.loss_ends(policy)?),
            _ => return None,
        };
        let sequence = self.last.sequence.saturating_add(1);
        (now >= end).then_some(Entry { sequence, at: now, event })
    }

    /// The state.
    #[must_use]
    pub const fn state(&self) -> State {
        self.state
    }

    /// Number of the last event.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        self.last.sequence
    }

    /// When a temporary loss ends by itself.
    #[must_use]
    pub fn temporary_loss_ends(&self) -> Option<UnixTime> {
        (self.state == State::TemporaryLoss).then_some(self.until)
    }

    /// What the status list says of the electronic cards bound to this card number.
    #[must_use]
    pub const fn status(&self) -> CardStatus {
        if self.state.is_lost() && self.reauthorized {
            CardStatus::Valid
        } else {
            self.state.status()
        }
    }

    /// Whether cards may be issued or renewed, and so codes shown.
    #[must_use]
    pub const fn may_be_issued(&self) -> bool {
        matches!(self.status(), CardStatus::Valid)
    }
}

#[cfg(test)]
mod tests;
