//! The memory of one gate: sharded by card, bounded, with a journal for what must outlive a restart.

use std::collections::HashMap;
#[cfg(any(test, feature = "internals"))]
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::base::time::UnixTime;
use crate::verifier::folder::KeptFile;
use crate::verifier::process_lock::Patience;
use crate::verifier::replay::journal::{Journal, JournalError};
use crate::verifier::replay::retention::{CLOCK_BACK, Entry, Forgotten, Record};
use crate::verifier::replay::{Claim, ClaimKey, GuardedCard, MAX_LIVE_CODES, Refusal, ReplayGuard};

const SHARDS: usize = 16;

/// By how much a code may be ahead of this gate's clock when it is accepted.
const AHEAD: u64 = 15;

/// How far ahead of the codes that are accepted without a record their newest `iat` is noted, so that
/// the disk is written four times a minute at most.
const NOTED_AHEAD: u64 = 15;

/// Which acceptances outlive a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum Remember {
    /// Cool-downs only: after a restart every code made before it is refused once
    /// (`REPLAY_GUARD_COLD`). For gates that run all day.
    CoolDowns,
    /// All of them, at the price of a flushed write for each acceptance. For gates that start for
    /// every scan.
    Everything,
}

#[derive(Debug, Default)]
struct Shard {
    cards: HashMap<GuardedCard, Vec<Entry>>,
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
    complete_since: AtomicU64,
    /// No code with a later `iat` was accepted before this guard was opened and is not remembered.
    newest_code: UnixTime,
    forgotten: Mutex<Forgotten>,
    journal: Option<(Mutex<Journal>, Remember)>,
    /// The `iat` up to which codes are noted on disk as accepted without a record.
    noted: AtomicU64,
}

impl LocalReplayGuard {
    /// A guard that starts at `now` and remembers `capacity` acceptances, in memory only.
    #[must_use]
    pub fn in_memory(capacity: usize, now: UnixTime) -> Self {
        Self {
            shards: Default::default(),
            room: capacity.div_ceil(SHARDS).max(1),
            complete_since: AtomicU64::new(now.as_secs()),
            newest_code: UnixTime::EPOCH,
            forgotten: Mutex::default(),
            journal: None,
            noted: AtomicU64::new(0),
        }
    }

    /// A guard with a journal at `path`, which it locks. `now` is when its memory begins, where the
    /// journal doesn't go back further; it decides nothing about what the journal holds.
    ///
    /// # Errors
    /// [`JournalError`]: in use by another verifier, a capacity over [`MAX_CAPACITY`], or the file
    /// system's.
    ///
    /// [`MAX_CAPACITY`]: crate::verifier::replay::MAX_CAPACITY
    #[cfg(any(test, feature = "internals"))]
    pub fn open(
        path: &Path,
        remember: Remember,
        capacity: usize,
        now: UnixTime,
    ) -> Result<Self, JournalError> {
        Self::open_waiting(&path.into(), remember, capacity, Patience::None, now)
    }

    /// The same, waiting for another verifier to let go of the journal.
    pub(crate) fn open_waiting(
        file: &KeptFile,
        remember: Remember,
        capacity: usize,
        patience: Patience,
        now: UnixTime,
    ) -> Result<Self, JournalError> {
        let (journal, remembered) = Journal::open(file, patience, capacity, now)?;
        let since = match remember {
            Remember::Everything => remembered.since,
            Remember::CoolDowns => now,
        };
        let guard = Self {
            newest_code: remembered.newest_code,
            forgotten: Mutex::new(remembered.forgotten),
            noted: AtomicU64::new(remembered.newest_code.as_secs()),
            journal: Some((Mutex::new(journal), remember)),
            ..Self::in_memory(capacity, since)
        };
        for Record { card, entry } in remembered.records {
            guard.shard(&card).add(card, entry);
        }
        Ok(guard)
    }

    fn shard(&self, card: &GuardedCard) -> std::sync::MutexGuard<'_, Shard> {
        let [_, b, c, d] = card.status.index.to_be_bytes();
        let at = usize::from(b ^ c ^ d) % SHARDS;
        self.shards[at].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether an acceptance of this code, or of this card at its scene, may be one that is not
    /// remembered.
    fn is_cold(&self, claim: &Claim, now: UnixTime) -> bool {
        let forgotten = *self.forgotten.lock().unwrap_or_else(PoisonError::into_inner);
        if forgotten.may_hold(claim.key, claim.issued_at, now) {
            return true;
        }
        let since = self.complete_since(now);
        let is_new = claim.issued_at > since.plus(AHEAD) && claim.issued_at > self.newest_code;
        !is_new && claim.request_made_at.is_none_or(|made| made < since)
    }

    /// Since when this memory is complete. A beginning that lies further ahead than a trusted clock
    /// goes back was read off a clock that was wrong: the memory is complete since now at the latest.
    fn complete_since(&self, now: UnixTime) -> UnixTime {
        let since = UnixTime::from_secs(self.complete_since.load(Ordering::Acquire));
        if since <= now.plus(CLOCK_BACK) {
            return since;
        }
        self.complete_since.fetch_min(now.as_secs(), Ordering::AcqRel);
        if let Some((journal, _)) = &self.journal
            && let Err(error) =
                journal.lock().unwrap_or_else(PoisonError::into_inner).begin_earlier(now)
        {
            tracing::warn!(%error, "since when the replay memory is complete could not be kept");
        }
        now
    }

    /// Writes down what must outlive a restart: the record of a claim or, for a code that needs none,
    /// how far such codes go.
    fn persist(&self, record: &Record, now: UnixTime) -> Result<(), Refusal> {
        let Some((journal, remember)) = &self.journal else { return Ok(()) };
        let lock = || journal.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(record.entry.key, ClaimKey::Card(_)) || *remember == Remember::Everything {
            return lock().append(record, now).map_err(|_| Refusal::Unavailable);
        }
        let issued_at = record.entry.issued_at;
        let is_noted = || issued_at.as_secs() <= self.noted.load(Ordering::Acquire);
        if is_noted() {
            return Ok(());
        }
        let mut journal = lock();
        if is_noted() {
            // By another thread, and on disk.
            return Ok(());
        }
        let newest = issued_at.plus(NOTED_AHEAD);
        if let Err(error) = journal.note_codes(newest, now) {
            // It counts only after a restart with a clock that went back meanwhile: no reason to turn
            // everybody away because a disk is full.
            tracing::warn!(%error, "how far codes were accepted could not be noted");
        }
        self.noted.store(newest.as_secs(), Ordering::Release);
        Ok(())
    }
}

impl ReplayGuard for LocalReplayGuard {
    fn admit(&self, claim: &Claim, now: UnixTime) -> Result<(), Refusal> {
        let mut forgotten = Forgotten::default();
        let mut shard = self.shard(&claim.card);
        shard.forget_stale(&claim.card, now, &mut forgotten);
        let is_code = matches!(claim.key, ClaimKey::Code(_));
        let mut live_codes = 0;
        for entry in shard.entries_of(&claim.card) {
            // A code is one of its kind for ever, a cool-down ends.
            if entry.key == claim.key && (is_code || now < entry.until) {
                return Err(Refusal::Replayed);
            }
            let is_live = matches!(entry.key, ClaimKey::Code(_)) && now < entry.until;
            live_codes += usize::from(is_live);
        }
        if is_code && live_codes >= MAX_LIVE_CODES {
            return Err(Refusal::Full);
        }
        if shard.entries >= self.room {
            shard.sweep(now, &mut forgotten);
        }
        if forgotten != Forgotten::default() {
            self.forgotten.lock().unwrap_or_else(PoisonError::into_inner).join(forgotten);
        }
        if shard.entries >= self.room {
            return Err(Refusal::Full);
        }
        if self.is_cold(claim, now) {
            return Err(Refusal::Cold);
        }
        let Claim { card, key, issued_at, until, .. } = *claim;
        let entry = Entry { key, issued_at, until };
        // Still under the shard's lock, so that nobody is told yes before it is on disk.
        self.persist(&Record { card, entry }, now)?;
        shard.add(card, entry);
        Ok(())
    }
}

impl Shard {
    fn add(&mut self, card: GuardedCard, entry: Entry) {
        self.cards.entry(card).or_default().push(entry);
        self.entries += 1;
    }

    /// What is remembered of a card, and of those with its status entry whose device key an earlier
    /// version did not write down.
    fn entries_of(&self, card: &GuardedCard) -> impl Iterator<Item = &Entry> {
        let unknown_device = GuardedCard { device: [0; 16], ..*card };
        let known = self.cards.get(card).into_iter().flatten();
        known.chain(self.cards.get(&unknown_device).into_iter().flatten())
    }

    /// Forgets what is stale of one card.
    fn forget_stale(&mut self, card: &GuardedCard, now: UnixTime, forgotten: &mut Forgotten) {
        let Some(entries) = self.cards.get_mut(card) else { return };
        let before = entries.len();
        forget(entries, forgotten, |entry| entry.is_stale(now));
        self.entries -= before - entries.len();
        if entries.is_empty() {
            self.cards.remove(card);
        }
    }

    /// Forgets all that is over, at most once a second: a flood of claims must not make every one of
    /// them look at all.
    fn sweep(&mut self, now: UnixTime, forgotten: &mut Forgotten) {
        if now == self.swept_at {
            return;
        }
        self.swept_at = now;
        self.cards.retain(|_, entries| {
            forget(entries, forgotten, |entry| entry.is_over(now));
            !entries.is_empty()
        });
        self.entries = self.cards.values().map(Vec::len).sum();
    }
}

fn forget(entries: &mut Vec<Entry>, forgotten: &mut Forgotten, goes: impl Fn(&Entry) -> bool) {
    entries.retain(|entry| {
        let goes = goes(entry);
        if goes {
            forgotten.note(entry);
        }
        !goes
    });
}

#[cfg(test)]
mod tests;
