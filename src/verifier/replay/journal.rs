//! Acceptances on disk: a header, then one flushed record for each. A record that was cut by a kill
//! is dropped; its acceptance was never announced.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::base::time::UnixTime;
use crate::crypto::digest::sha256;
use crate::model::card::StatusIndex;
use crate::model::key_id::KeyId;
use crate::model::scene::SceneCode;
use crate::ports::durable_file;
use crate::verifier::process_lock::{self, Patience};
use crate::verifier::replay::{CardId, ClaimKey};

const MAGIC: &[u8; 8] = b"ESSCRPL\x01";
const HEADER_BYTES: usize = 16;
const RECORD_BYTES: usize = 40;
const CHECK_BYTES: usize = 5;

/// Records after which the file is written anew with those that still count.
const COMPACT_AFTER: usize = 65_536;

/// Most bytes that are read: twice what compaction leaves to grow.
const MAX_BYTES: u64 = (HEADER_BYTES + 4 * COMPACT_AFTER * RECORD_BYTES) as u64;

/// Why a journal could not be opened or written.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Another verifier holds it, in this process or another.
    #[error("another verifier of this gate is admitting codes")]
    InUse,
    /// The file system's error.
    #[error("the replay memory can't be read or written: {0}")]
    File(#[from] io::Error),
}

/// One acceptance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    pub card: CardId,
    pub key: ClaimKey,
    pub until: UnixTime,
}

/// An open journal; holds its lock.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    _lock: File,
    file: File,
    complete_since: UnixTime,
    live: Vec<Record>,
    written: usize,
    /// A write failed and may have left half a record.
    torn: bool,
}

impl Journal {
    /// Opens or makes the journal; answers with the time since which it is complete and the records
    /// that still count. A damaged header starts anew, and the memory with it.
    pub(super) fn open(
        path: &Path,
        patience: Patience,
        now: UnixTime,
    ) -> Result<(Self, UnixTime, Vec<Record>), JournalError> {
        let lock = process_lock::take(&path.with_extension("lock"), patience)?;
        let lock = lock.ok_or(JournalError::InUse)?;
        let bytes = match durable_file::read(path, MAX_BYTES) {
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => None,
            read => read?,
        };
        let (complete_since, mut live) = match bytes.as_deref().and_then(read) {
            Some(Read { since, records, whole: true }) => (since, records),
            // What is left still counts; that it is all can no longer be promised.
            Some(Read { records, whole: false, .. }) => (now, records),
            None => (now, Vec::new()),
        };
        live.retain(|record| now < record.until);
        let file = write_anew(path, complete_since, &live)?;
        let written = live.len();
        let records = live.clone();
        let path = path.to_owned();
        let journal = Self { path, _lock: lock, file, complete_since, live, written, torn: false };
        Ok((journal, complete_since, records))
    }

    /// Appends a record and flushes it.
    pub(super) fn append(&mut self, record: &Record, now: UnixTime) -> Result<(), JournalError> {
        if self.torn || self.written >= COMPACT_AFTER.max(2 * self.live.len()) {
            self.live.retain(|record| now < record.until);
            self.file = write_anew(&self.path, self.complete_since, &self.live)?;
            self.written = self.live.len();
            self.torn = false;
        }
        let appended = self.file.write_all(&encode(record)).and_then(|()| self.file.sync_data());
        self.torn = appended.is_err();
        appended?;
        self.live.push(*record);
        self.written += 1;
        Ok(())
    }
}

fn write_anew(path: &Path, since: UnixTime, records: &[Record]) -> Result<File, JournalError> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&since.as_secs().to_be_bytes());
    records.iter().for_each(|record| bytes.extend_from_slice(&encode(record)));
    durable_file::replace(path, &bytes)?;
    Ok(OpenOptions::new().append(true).open(path)?)
}

fn encode(record: &Record) -> [u8; RECORD_BYTES] {
    let (tag, key) = match record.key {
        ClaimKey::Code(key) => (0, key),
        ClaimKey::Card(scene) => {
            let mut key = [0; 16];
            key[14..].copy_from_slice(&scene.number().to_be_bytes());
            (1, key)
        }
    };
    let mut bytes = [0; RECORD_BYTES];
    bytes[0] = tag;
    bytes[1..5].copy_from_slice(&record.card.kid.to_bytes());
    bytes[5..7].copy_from_slice(&record.card.status.list.to_be_bytes());
    bytes[7..11].copy_from_slice(&record.card.status.index.to_be_bytes());
    bytes[11..27].copy_from_slice(&key);
    bytes[27..35].copy_from_slice(&record.until.as_secs().to_be_bytes());
    let check = sha256(&bytes[..RECORD_BYTES - CHECK_BYTES]);
    bytes[RECORD_BYTES - CHECK_BYTES..].copy_from_slice(&check[..CHECK_BYTES]);
    bytes
}

/// What a journal held.
struct Read {
    since: UnixTime,
    records: Vec<Record>,
    /// Whether no record was damaged. One that a kill cut short at the end is none: its acceptance was
    /// never announced.
    whole: bool,
}

/// Reads a journal; none when its header is not one.
fn read(bytes: &[u8]) -> Option<Read> {
    let (magic, rest) = bytes.split_first_chunk::<8>()?;
    let (since, records) = rest.split_first_chunk::<8>()?;
    let since = UnixTime::try_from(u64::from_be_bytes(*since)).ok()?;
    let (chunks, _cut) = records.as_chunks::<RECORD_BYTES>();
    let records: Vec<Record> = chunks.iter().filter_map(decode).collect();
    let whole = records.len() == chunks.len();
    (magic == MAGIC).then_some(Read { since, records, whole })
}

fn decode(bytes: &[u8; RECORD_BYTES]) -> Option<Record> {
    let (body, check) = bytes.split_at(RECORD_BYTES - CHECK_BYTES);
    if sha256(body)[..CHECK_BYTES] != *check {
        return None;
    }
    let number = |range: std::ops::Range<usize>| {
        body[range].iter().fold(0u64, |n, byte| n << 8 | u64::from(*byte))
    };
    let key = match body[0] {
        0 => ClaimKey::Code(body[11..27].try_into().ok()?),
        _ => ClaimKey::Card(SceneCode::new(number(25..27) as u16)),
    };
    let kid = KeyId::from_bytes(body[1..5].try_into().ok()?).ok()?;
    let status = StatusIndex { list: number(5..7) as u16, index: number(7..11) as u32 };
    let until = UnixTime::try_from(number(27..35)).ok()?;
    Some(Record { card: CardId { kid, status }, key, until })
}

#[cfg(test)]
impl Journal {
    /// Makes every later write fail.
    pub(super) fn close_for_writing(&mut self, path: &Path) {
        self.file = File::open(path).expect("journal");
    }
}
