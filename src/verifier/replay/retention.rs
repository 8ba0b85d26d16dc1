//! How long an acceptance is remembered, and what is still known of those that were forgotten
//! (protocol §6.6).
//!
//! Nothing is forgotten because a clock says so when the gate is opened: that clock may be wrong. What
//! was forgotten leaves a mark behind, so that a clock that is set back meets "this may have been
//! accepted" and never "this is new".

use std::collections::BinaryHeap;

use crate::base::time::UnixTime;
use crate::verifier::replay::{ClaimKey, GuardedCard};

/// The longest that a code can live, whatever its card and its scene say, in seconds.
const LONGEST_CODE: u64 = 255;

/// How far a trusted clock may go back, in seconds: the tolerance of the time floor (§6.5).
pub(in crate::verifier) const CLOCK_BACK: u64 = 300;

/// How much longer than its cool-down a card at a scene is remembered, in seconds. Cool-downs are long
/// and a mark left by one holds up every card, so a clock that is ahead by less than a day is
/// outlasted.
const COOL_DOWN_SPARE: u64 = 86_400;

/// An acceptance of one card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub key: ClaimKey,
    /// `iat` of the code.
    pub issued_at: UnixTime,
    /// As in [`crate::verifier::replay::Claim`].
    pub until: UnixTime,
}

/// An acceptance, with its card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    pub card: GuardedCard,
    pub entry: Entry,
}

/// What is known of the acceptances that were forgotten. Neither part ever goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Forgotten {
    /// The latest `iat` of a forgotten code.
    pub codes: UnixTime,
    /// The latest end of a forgotten cool-down.
    pub cool_downs: UnixTime,
}

impl Entry {
    /// From when on nothing but a clock that is set back could make it count. A code's limit may be
    /// longer under the next catalogue, so its end is that of the longest.
    pub(super) fn ends(&self) -> UnixTime {
        match self.key {
            ClaimKey::Code(_) => self.issued_at.plus(LONGEST_CODE),
            ClaimKey::Card(_) => self.until,
        }
    }

    /// Whether it may be forgotten when its room is needed.
    pub(super) fn is_over(&self, now: UnixTime) -> bool {
        now >= self.ends()
    }

    /// Whether it is forgotten though there is room.
    pub(super) fn is_stale(&self, now: UnixTime) -> bool {
        let spare = match self.key {
            ClaimKey::Code(_) => CLOCK_BACK,
            ClaimKey::Card(_) => COOL_DOWN_SPARE,
        };
        now >= self.ends().plus(spare)
    }
}

impl Forgotten {
    /// Takes note of an acceptance that is forgotten now.
    pub(super) fn note(&mut self, entry: &Entry) {
        match entry.key {
            ClaimKey::Code(_) => self.codes = self.codes.max(entry.issued_at),
            ClaimKey::Card(_) => self.cool_downs = self.cool_downs.max(entry.until),
        }
    }

    /// What both know.
    pub(super) fn join(&mut self, other: Self) {
        self.codes = self.codes.max(other.codes);
        self.cool_downs = self.cool_downs.max(other.cool_downs);
    }

    /// Whether an acceptance with this key may be among them.
    pub(super) fn may_hold(&self, key: ClaimKey, issued_at: UnixTime, now: UnixTime) -> bool {
        match key {
            ClaimKey::Code(_) => issued_at <= self.codes,
            ClaimKey::Card(_) => now < self.cool_downs,
        }
    }
}

/// Forgets the acceptances that end first until `room` are left, as far as `may_go` allows it.
pub(super) fn thin(
    records: &mut Vec<Record>,
    room: usize,
    forgotten: &mut Forgotten,
    may_go: impl Fn(&Entry) -> bool,
) {
    let Some(excess) = records.len().checked_sub(room).filter(|excess| *excess > 0) else { return };
    let mut first = BinaryHeap::with_capacity(excess + 1);
    for record in records.iter() {
        first.push(record.entry.ends());
        if first.len() > excess {
            first.pop();
        }
    }
    let Some(last) = first.peek().copied() else { return };
    // Of those that end together with the last of them, only as many as are too many.
    let mut left = first.iter().filter(|end| **end == last).count();
    records.retain(|record| {
        let end = record.entry.ends();
        let is_one_of_them = end < last || (end == last && left > 0);
        left -= usize::from(is_one_of_them && end == last);
        let goes = is_one_of_them && may_go(&record.entry);
        if goes {
            forgotten.note(&record.entry);
        }
        !goes
    });
}
