//! What must never happen twice: a second signed with one key, a request answered.
//!
//! Both are written down before the key signs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::hex;
use crate::base::time::UnixTime;
use crate::crypto::digest::Sha256;
use crate::wire::code::ChallengeHash;

/// How many seconds ahead of now a code may be made.
const AHEAD: u64 = 5;
/// Most ranges of used seconds that are remembered for one key: more than a day of codes.
const MAX_RANGES: usize = 4096;
/// Most answered requests that are remembered.
const MAX_ANSWERED: usize = 4096;

/// No second from now to now + 5 is free: too many codes at once. Try again in a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many codes at once")]
pub(in crate::holder) struct NoFreeSecond;

/// What the vault holds of the past.
#[derive(Default, Clone, Serialize, Deserialize)]
pub(in crate::holder) struct Ledger {
    /// By alias, the seconds that were used, as ranges with both ends, ascending, apart from each other.
    used: BTreeMap<String, Vec<(u64, u64)>>,
    /// Requests that were answered: `request_id` in hexadecimal, and when the request ends. Version 0.1
    /// wrote the challenge, which another form of the venue's signature changes.
    answered: BTreeMap<String, UnixTime>,
}

impl Ledger {
    /// The nearest second from `now` to `now` + 5 that this key never signed. The ledger must be saved
    /// before the key signs. One at a time, since each process that set more aside would take those it
    /// doesn't use away from the next.
    pub(in crate::holder) fn take_second(
        &mut self,
        alias: &str,
        now: UnixTime,
    ) -> Result<UnixTime, NoFreeSecond> {
        let mut window = now.as_secs()..=now.as_secs() + AHEAD;
        let ranges = self.used.entry(alias.to_owned()).or_default();
        let is_free = |second: &u64| !ranges.iter().any(|(a, b)| (*a..=*b).contains(second));
        let second = window.find(is_free).ok_or(NoFreeSecond)?;
        insert(ranges, (second, second));
        Ok(UnixTime::from_secs(second))
    }

    /// Whether a request was answered.
    pub(in crate::holder) fn is_answered(&self, id: &Sha256, challenge: &ChallengeHash) -> bool {
        [id, challenge].into_iter().any(|key| self.answered.contains_key(&hex::encode(key)))
    }

    /// Remembers that a request is being answered.
    pub(in crate::holder) fn answer(&mut self, id: &Sha256, expires: UnixTime) {
        self.answered.insert(hex::encode(id), expires);
        while self.answered.len() > MAX_ANSWERED {
            let oldest = self.answered.iter().min_by_key(|(_, end)| **end).map(|(k, _)| k.clone());
            if let Some(key) = oldest {
                self.answered.remove(&key);
            }
        }
    }

    /// Forgets it again: the user said no, and nothing was signed.
    pub(in crate::holder) fn withdraw(&mut self, id: &Sha256) {
        self.answered.remove(&hex::encode(id));
    }

    /// Forgets a key that is deleted.
    pub(in crate::holder) fn forget(&mut self, alias: &str) {
        self.used.remove(alias);
    }
}

/// Adds a range that is apart from all others, and joins it with those it touches.
fn insert(ranges: &mut Vec<(u64, u64)>, range: (u64, u64)) {
    let at = ranges.partition_point(|(first, _)| *first < range.0);
    ranges.insert(at, range);
    ranges.dedup_by(|next, before| {
        let touches = next.0 == before.1 + 1;
        if touches {
            before.1 = next.1;
        }
        touches
    });
    if ranges.len() > MAX_RANGES {
        ranges.remove(0);
    }
}

#[cfg(test)]
mod tests {
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
        assert_eq!(take(100), Err(NoFreeSecond));
        assert_eq!(take(101), Ok(106));
    }

    #[test]
    fn six_processes_find_six_seconds() {
        let mut ledger = Ledger::default();
        for second in 100..106 {
            ledger = reopened(&ledger);
            assert_eq!(ledger.take_second("k", at(100)), Ok(at(second)));
        }
        assert_eq!(reopened(&ledger).take_second("k", at(100)), Err(NoFreeSecond));
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
}
