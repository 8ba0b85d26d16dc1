//! The memory of one gate: sharded by card, bounded, with a journal for what must outlive a restart.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::base::time::UnixTime;
use crate::verifier::process_lock::Patience;
use crate::verifier::replay::journal::{Journal, JournalError, Record};
use crate::verifier::replay::{CardId, Claim, ClaimKey, MAX_LIVE_CODES, Refusal, ReplayGuard};

const SHARDS: usize = 16;

/// By how much a code may be ahead of this gate's clock when it is accepted.
const AHEAD: u64 = 15;

/// Which acceptances outlive a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
pub enum Remember {
    /// Cool-downs only: after a restart every code made before it is refused once
    /// (`REPLAY_GUARD_COLD`). For gates that run all day.
    CoolDowns,
    /// All of them, at the price of a flushed write for each acceptance. For gates that start for
    /// every scan.
    Everything,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    key: ClaimKey,
    until: UnixTime,
}

#[derive(Debug, Default)]
struct Shard {
    cards: HashMap<CardId, Vec<Entry>>,
    entries: usize,
    swept_at: UnixTime,
}

/// The replay guard of one gate.
#[derive(Debug)]
pub struct LocalReplayGuard {
    shards: [Mutex<Shard>; SHARDS],
    /// Most entries of one shard.
    room: usize,
    /// Acceptances before this are not remembered.
    complete_since: UnixTime,
    /// The latest time this guard was given; it never goes back.
    clock: AtomicU64,
    journal: Option<(Mutex<Journal>, Remember)>,
}

impl LocalReplayGuard {
    /// A guard that starts at `now` and remembers `capacity` acceptances, in memory only.
    #[must_use]
    pub fn in_memory(capacity: usize, now: UnixTime) -> Self {
        Self::new(capacity, now, None)
    }

    /// A guard with a journal at `path`, which it locks.
    ///
    /// # Errors
    /// [`JournalError`]: in use by another verifier, or the file system's.
    pub fn open(
        path: &Path,
        remember: Remember,
        capacity: usize,
        now: UnixTime,
    ) -> Result<Self, JournalError> {
        Self::open_waiting(path, remember, capacity, Patience::None, now)
    }

    /// The same, waiting for another verifier to let go of the journal.
    pub(in crate::verifier) fn open_waiting(
        path: &Path,
        remember: Remember,
        capacity: usize,
        patience: Patience,
        now: UnixTime,
    ) -> Result<Self, JournalError> {
        let (journal, complete_since, records) = Journal::open(path, patience, now)?;
        let since = match remember {
            Remember::Everything => complete_since,
            Remember::CoolDowns => now,
        };
        let guard = Self::new(capacity, since, Some((Mutex::new(journal), remember)));
        for record in records {
            let mut shard = guard.shard(&record.card);
            let entry = Entry { key: record.key, until: record.until };
            shard.cards.entry(record.card).or_default().push(entry);
            shard.entries += 1;
        }
        Ok(guard)
    }

    fn new(
        capacity: usize,
        complete_since: UnixTime,
        journal: Option<(Mutex<Journal>, Remember)>,
    ) -> Self {
        Self {
            shards: Default::default(),
            room: capacity.div_ceil(SHARDS).max(1),
            complete_since,
            clock: AtomicU64::new(0),
            journal,
        }
    }

    fn shard(&self, card: &CardId) -> std::sync::MutexGuard<'_, Shard> {
        let [_, b, c, d] = card.status.index.to_be_bytes();
        let at = usize::from(b ^ c ^ d) % SHARDS;
        self.shards[at].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// This guard's time: what it is given, unless it was given a later one before.
    fn time(&self, now: UnixTime) -> UnixTime {
        let before = self.clock.fetch_max(now.as_secs(), Ordering::AcqRel);
        UnixTime::from_secs(before.max(now.as_secs()))
    }

    /// Whether an acceptance of this code may have been forgotten: it may be older than this memory,
    /// or the verifier's clock was set back to a time whose entries are gone.
    fn is_cold(&self, claim: &Claim, now: UnixTime) -> bool {
        if now >= claim.until {
            return true;
        }
        let since = self.complete_since;
        let asked_since = claim.request_made_at.is_some_and(|made| made >= since);
        claim.issued_at <= since.plus(AHEAD) && !asked_since
    }

    /// Writes the record of a claim where it must outlive a restart.
    fn persist(&self, claim: &Claim, now: UnixTime) -> Result<(), Refusal> {
        let Some((journal, remember)) = &self.journal else { return Ok(()) };
        if matches!(claim.key, ClaimKey::Code(_)) && *remember == Remember::CoolDowns {
            return Ok(());
        }
        let record = Record { card: claim.card, key: claim.key, until: claim.until };
        let mut journal = journal.lock().unwrap_or_else(PoisonError::into_inner);
        journal.append(&record, now).map_err(|_| Refusal::Unavailable)
    }
}

impl ReplayGuard for LocalReplayGuard {
    fn admit(&self, claim: &Claim, now: UnixTime) -> Result<(), Refusal> {
        let now = self.time(now);
        let mut shard = self.shard(&claim.card);
        shard.forget_past(&claim.card, now);
        let entries = shard.cards.get(&claim.card).map_or(&[][..], Vec::as_slice);
        if entries.iter().any(|entry| entry.key == claim.key) {
            return Err(Refusal::Replayed);
        }
        let codes = entries.iter().filter(|entry| matches!(entry.key, ClaimKey::Code(_))).count();
        if codes >= MAX_LIVE_CODES && matches!(claim.key, ClaimKey::Code(_)) {
            return Err(Refusal::Full);
        }
        if shard.entries >= self.room {
            shard.sweep(now);
        }
        if shard.entries >= self.room {
            return Err(Refusal::Full);
        }
        if self.is_cold(claim, now) {
            return Err(Refusal::Cold);
        }
        // Still under the shard's lock, so that nobody is told yes before it is on disk.
        self.persist(claim, now)?;
        let entry = Entry { key: claim.key, until: claim.until };
        shard.cards.entry(claim.card).or_default().push(entry);
        shard.entries += 1;
        Ok(())
    }
}

impl Shard {
    /// Forgets what one card can't be accepted with again.
    fn forget_past(&mut self, card: &CardId, now: UnixTime) {
        let Some(entries) = self.cards.get_mut(card) else { return };
        let before = entries.len();
        entries.retain(|entry| now < entry.until);
        self.entries -= before - entries.len();
        if entries.is_empty() {
            self.cards.remove(card);
        }
    }

    /// Forgets what no card can be accepted with again, at most once a second: a flood of claims must
    /// not make every one of them look at all.
    fn sweep(&mut self, now: UnixTime) {
        if now <= self.swept_at {
            return;
        }
        self.swept_at = now;
        self.cards.retain(|_, entries| {
            entries.retain(|entry| now < entry.until);
            !entries.is_empty()
        });
        self.entries = self.cards.values().map(Vec::len).sum();
    }
}

#[cfg(test)]
mod tests;
