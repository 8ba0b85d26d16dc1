//! Acceptances on disk, one flushed record for each. A record that was cut by a kill is dropped; its
//! acceptance was never announced.
//!
//! The file is written anew when at least half of it no longer counts, so it is never longer than
//! about twice what the guard may remember.

mod format;

use std::io;

use crate::base::time::UnixTime;
use crate::verifier::folder::{Growing, KeptFile, Lock};
use crate::verifier::process_lock::Patience;
use crate::verifier::replay::MAX_CAPACITY;
use crate::verifier::replay::retention::{Forgotten, Record, thin};
use format::{Contents, Found, Header, Line};

/// Records below which it is not worth while to write the file anew.
const MIN_RECORDS: usize = 4096;

/// Why a journal could not be opened or written.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum JournalError {
    /// Another verifier holds it, in this process or another.
    #[error("another verifier of this gate is admitting codes")]
    InUse,
    /// The guard is set up to remember more than can be read back.
    #[error("a replay guard remembers at most {MAX_CAPACITY} acceptances, not {0}")]
    Capacity(usize),
    /// The file system's error.
    #[error("the replay memory can't be read or written: {0}")]
    File(#[from] io::Error),
}

/// What a journal remembered when it was opened.
#[derive(Debug)]
pub(super) struct Remembered {
    /// Acceptances before this are not among the records.
    pub since: UnixTime,
    /// No code with a later `iat` was ever accepted without a record.
    pub newest_code: UnixTime,
    pub forgotten: Forgotten,
    pub records: Vec<Record>,
}

/// An open journal; holds its lock.
#[derive(Debug)]
pub(super) struct Journal {
    file: KeptFile,
    _lock: Lock,
    end: Growing,
    header: Header,
    /// What the file holds and still counts.
    live: Vec<Record>,
    /// How many records the file holds.
    written: usize,
    /// How many it may hold before it is written anew; told by the first append, which knows the time.
    limit: Option<usize>,
    /// How many acceptances the guard remembers.
    room: usize,
    /// A write failed and may have left half a record, or the header has changed.
    outdated: bool,
}

impl Journal {
    /// Opens or makes the journal. What it holds stays, whatever the clock says now. One whose header
    /// is damaged starts anew at `begins`, and the memory with it.
    pub(super) fn open(
        file: &KeptFile,
        patience: Patience,
        capacity: usize,
        begins: UnixTime,
    ) -> Result<(Self, Remembered), JournalError> {
        if capacity > MAX_CAPACITY {
            return Err(JournalError::Capacity(capacity));
        }
        let lock = file.lock_alone(patience)?.ok_or(JournalError::InUse)?;
        let room = capacity.max(MIN_RECORDS / 2);
        let anew =
            Header { since: begins, newest_code: UnixTime::EPOCH, forgotten: Forgotten::default() };
        let mut contents = match format::read(file, room)? {
            Found::Journal(contents) => contents,
            Found::Nothing | Found::Damaged => Contents {
                header: anew,
                records: Vec::new(),
                written: 0,
                whole: true,
                appendable: false,
            },
        };
        if !contents.whole {
            // What is left still counts; that it is all can no longer be promised.
            contents.header.since = contents.header.since.max(begins);
        }
        let Contents { header, records: live, mut written, appendable, .. } = contents;
        let end = if appendable {
            file.grow()?
        } else {
            written = live.len();
            write_anew(file, &header, &live)?
        };
        let Header { since, newest_code, forgotten } = header;
        let remembered = Remembered { since, newest_code, forgotten, records: live.clone() };
        let file = file.clone();
        let (limit, outdated) = (None, false);
        let journal = Self { file, _lock: lock, end, header, live, written, limit, room, outdated };
        Ok((journal, remembered))
    }

    /// Appends a record and flushes it.
    pub(super) fn append(&mut self, record: &Record, now: UnixTime) -> Result<(), JournalError> {
        self.write(&Line::Accepted(*record), now)?;
        self.live.push(*record);
        Ok(())
    }

    /// Notes and flushes that codes up to this `iat` may be accepted without a record.
    pub(super) fn note_codes(&mut self, iat: UnixTime, now: UnixTime) -> Result<(), JournalError> {
        self.write(&Line::NewestCode(iat), now)?;
        self.header.newest_code = self.header.newest_code.max(iat);
        Ok(())
    }

    /// Takes a beginning that lies ahead back to now, on disk too: a gate that starts for every scan
    /// would begin at each of them.
    pub(super) fn begin_earlier(&mut self, now: UnixTime) -> Result<(), JournalError> {
        self.header.since = self.header.since.min(now);
        self.outdated = true;
        self.compact(now)
    }

    fn write(&mut self, line: &Line, now: UnixTime) -> Result<(), JournalError> {
        let (live, room) = (&self.live, self.room);
        let limit = *self.limit.get_or_insert_with(|| {
            let count = live.iter().filter(|record| !record.entry.is_stale(now)).count();
            limit(count.min(room))
        });
        if self.outdated || self.written >= limit {
            self.compact(now)?;
        }
        let written = self.end.append(&format::encode(line));
        self.outdated = written.is_err();
        written?;
        self.written += 1;
        Ok(())
    }

    /// Forgets what is stale and, where that is not enough, what is over; writes the file anew.
    fn compact(&mut self, now: UnixTime) -> Result<(), JournalError> {
        let forgotten = &mut self.header.forgotten;
        self.live.retain(|record| {
            let stale = record.entry.is_stale(now);
            if stale {
                forgotten.note(&record.entry);
            }
            !stale
        });
        thin(&mut self.live, self.room, forgotten, |entry| entry.is_over(now));
        self.end = write_anew(&self.file, &self.header, &self.live)?;
        self.written = self.live.len();
        self.limit = Some(limit(self.written));
        self.outdated = false;
        Ok(())
    }
}

/// How many records a file with so many that count may hold.
fn limit(live: usize) -> usize {
    MIN_RECORDS.max(2 * live)
}

fn write_anew(
    file: &KeptFile,
    header: &Header,
    records: &[Record],
) -> Result<Growing, JournalError> {
    let mut bytes = header.to_bytes();
    bytes.reserve(records.len() * format::RECORD_2);
    for record in records {
        bytes.extend_from_slice(&format::encode(&Line::Accepted(*record)));
    }
    file.replace(&bytes)?;
    Ok(file.grow()?)
}

#[cfg(test)]
impl Journal {
    /// Makes every later write fail.
    pub(super) fn close_for_writing(&mut self, path: &std::path::Path) {
        self.end = Growing::Disk(std::fs::File::open(path).expect("journal"));
    }
}

#[cfg(test)]
mod tests;
