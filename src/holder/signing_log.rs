//! What must never happen twice: a second signed with one key, a request answered.
//!
//! Both are written down before the key signs. A signing log can get lost, or an old copy of the
//! vault can take its place; the [`Anchor`] beside it, in the secret store, tells that, and how far
//! the signing log had come (protocol §3.1). What the lost one may have used then counts as used.

mod anchor;
mod seconds;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::hex;
use crate::base::time::UnixTime;
use crate::crypto::digest::Sha256;
use crate::crypto::random::{self, RandomUnavailable};
use crate::wire::code::ChallengeHash;
use crate::wire::request::MAX_LIFE;

use anchor::Marks;
pub(in crate::holder) use anchor::{Anchor, Line};
use seconds::Seconds;

/// How many seconds ahead of now a code may be made.
const AHEAD: u64 = 5;
/// Seconds by which a request may be dated ahead of this phone, as codes may (protocol §5).
pub(in crate::holder) const REQUEST_AHEAD: u64 = 15;
/// How many seconds from now a request that is answered may end.
pub(in crate::holder) const LONGEST_ANSWER: u64 = REQUEST_AHEAD + MAX_LIFE;
/// Most answered requests that are remembered one by one.
const MAX_ANSWERED: usize = 4096;

/// Why no second can be given out now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(in crate::holder) enum NoSecond {
    /// None from now to now + 5 is free: too many codes at once. Try again in a moment.
    #[error("too many codes at once")]
    Busy,
    /// A signing log that was lost may have given them out.
    #[error("what this key signed lately is not known")]
    InDoubt {
        /// From then on one is free.
        until: UnixTime,
    },
}

/// What the vault holds of the past.
#[derive(Default, Clone, Serialize, Deserialize)]
pub(in crate::holder) struct SigningLog {
    /// By alias, the seconds that were used.
    used: BTreeMap<String, Seconds>,
    /// Requests that were answered: `request_id` in hexadecimal, and when the request ends. Version 0.1
    /// wrote the challenge, which another form of the venue's signature changes.
    answered: BTreeMap<String, UnixTime>,
    /// By alias, the seconds that signing logs which were lost may have used.
    #[serde(default)]
    doubted: BTreeMap<String, Seconds>,
    /// Requests that end by then count as answered: nobody knows it of each any more.
    #[serde(default)]
    closed_until: UnixTime,
    /// The anchor that belongs to this state; none in what version 0.1 wrote.
    #[serde(default)]
    anchor: Option<Anchor>,
}

impl SigningLog {
    /// The nearest second from `now` to `now` + 5 that this key never signed. The signing log and its
    /// anchor must be saved before the key signs. One at a time, since each process that set more
    /// aside would take those it doesn't use away from the next.
    pub(in crate::holder) fn take_second(
        &mut self,
        alias: &str,
        now: UnixTime,
    ) -> Result<UnixTime, NoSecond> {
        let last = now.plus(AHEAD).as_secs();
        let used = self.used.entry(alias.to_owned()).or_default();
        let doubted = self.doubted.get(alias);
        let second = seconds::first_free([Some(&*used), doubted], now.as_secs());
        if second <= last {
            used.add(second, second);
            return Ok(UnixTime::from_secs(second));
        }
        if seconds::first_free([Some(&*used)], now.as_secs()) > last {
            return Err(NoSecond::Busy);
        }
        Err(NoSecond::InDoubt { until: UnixTime::from_secs(second - AHEAD) })
    }

    /// Whether a request was answered.
    pub(in crate::holder) fn is_answered(&self, id: &Sha256, challenge: &ChallengeHash) -> bool {
        [id, challenge].into_iter().any(|key| self.answered.contains_key(&hex::encode(key)))
    }

    /// Until when requests are refused, if one that ends at `expires` may have been answered: by any
    /// key, or by this one.
    pub(in crate::holder) fn doubts_request(
        &self,
        expires: UnixTime,
        alias: Option<&str>,
    ) -> Option<UnixTime> {
        if expires <= self.closed_until {
            return Some(self.closed_until);
        }
        let doubted = self.doubted.get(alias?)?;
        // A request is answered with a second from 5 before to 135 before its end.
        let end = expires.as_secs();
        let answered = |(first, last): (u64, u64)| {
            first < end.saturating_add(AHEAD) && end <= last.saturating_add(LONGEST_ANSWER)
        };
        let (_, last) = doubted.ranges().find(|range| answered(*range))?;
        Some(UnixTime::from_secs(last.saturating_add(LONGEST_ANSWER)))
    }

    /// Remembers that a request is being answered.
    pub(in crate::holder) fn answer(&mut self, id: &Sha256, expires: UnixTime) {
        self.answered.insert(hex::encode(id), expires);
        while self.answered.len() > MAX_ANSWERED {
            let oldest = self.answered.iter().min_by_key(|(_, end)| **end);
            let Some((key, end)) = oldest.map(|(key, end)| (key.clone(), *end)) else { return };
            self.answered.remove(&key);
            self.closed_until = self.closed_until.max(end);
        }
    }

    /// Forgets it again: the user said no, and nothing was signed.
    pub(in crate::holder) fn withdraw(&mut self, id: &Sha256) {
        self.answered.remove(&hex::encode(id));
    }

    /// Forgets a key that is deleted.
    pub(in crate::holder) fn forget(&mut self, alias: &str) {
        self.used.remove(alias);
        self.doubted.remove(alias);
    }

    /// The anchor of the next state, which this state bears from now on. A number is never used again,
    /// whatever becomes of saving it. The first one is of the line of that name, or of a random one.
    pub(in crate::holder) fn advance(
        &mut self,
        now: UnixTime,
        line: Option<Line>,
    ) -> Result<Anchor, RandomUnavailable> {
        let edge = now.as_secs().saturating_add(AHEAD);
        let all = self.used.values().chain(self.doubted.values()).flat_map(Seconds::ranges);
        let marks = Marks::of(all, edge);
        let next = match &self.anchor {
            Some(anchor) => anchor.next(marks),
            None => Anchor::first(line.map_or_else(random::bytes, Ok)?, marks),
        };
        self.anchor = Some(next);
        Ok(next)
    }

    /// Whether this is the state that an anchor belongs to, or one after it.
    pub(in crate::holder) fn is_held_by(&self, anchor: &Anchor) -> bool {
        self.anchor.is_some_and(|own| own.follows(anchor))
    }

    /// Takes the place of a signing log that was lost: what that one may have used, by its anchor or
    /// else by now, counts as used for the keys that there are. Keys made later know no doubt.
    pub(in crate::holder) fn replace_lost<'a>(
        &mut self,
        anchor: Option<Anchor>,
        aliases: impl IntoIterator<Item = &'a str>,
        now: UnixTime,
    ) {
        let unknown = || Marks::up_to(now.plus(AHEAD).as_secs());
        let marks = anchor.map_or_else(unknown, |anchor| anchor.marks());
        let known = self.anchor.map_or(marks, |own| own.marks());
        let marks = marks.joined(known);
        for alias in aliases {
            let doubted = self.doubted.entry(alias.to_owned()).or_default();
            marks.ranges().for_each(|(first, last)| doubted.add(first, last));
        }
        // By this clock the lost one can't have answered later than now. By another clock it can, and
        // its keys are held to that.
        let latest = marks.latest_by(now.as_secs().saturating_add(AHEAD));
        let closed = UnixTime::from_secs(latest.saturating_add(LONGEST_ANSWER));
        self.closed_until = self.closed_until.max(closed);
        // The next state is newer than every copy of the lost one, or of another line.
        self.anchor = anchor;
    }

    /// Learns the right time: a request can't have been answered in the future, so a clock that was
    /// ahead when a signing log was lost shuts nobody out.
    pub(in crate::holder) fn learn(&mut self, told: UnixTime) {
        self.closed_until = self.closed_until.min(told.plus(AHEAD + LONGEST_ANSWER));
    }
}

#[cfg(test)]
mod tests;
