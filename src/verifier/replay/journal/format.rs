//! The bytes of a journal: a header and records of fixed size, each with a check of its own.
//!
//! | version | header | record |
//! | --- | --- | --- |
//! | 1 | magic, since | tag, kid, list, index, key, until, check |
//! | 2 | magic, since, newest code, forgotten, check | tag, region, list, index, device, key, iat,
//! until, check |
//!
//! Version 1 is read and never written. It doesn't say which device key a card had; such a card counts
//! as any with its region, list and index.

use std::io::{self, BufReader, Read as _};

use crate::base::time::UnixTime;
use crate::crypto::digest::sha256;
use crate::model::card::StatusIndex;
use crate::model::key_id::KeyId;
use crate::model::region::Region;
use crate::model::scene::SceneCode;
use crate::verifier::folder::KeptFile;
use crate::verifier::replay::retention::{Entry, Forgotten, Record, thin};
use crate::verifier::replay::{ClaimKey, GuardedCard};

const MAGIC_1: [u8; 8] = *b"ESSCRPL\x01";
const MAGIC_2: [u8; 8] = *b"ESSCRPL\x02";
const RECORD_1: usize = 40;
pub(super) const RECORD_2: usize = 64;
const CHECK: usize = 5;

/// Most bytes of a journal that is read, as records one by one. What this version writes stays under
/// an eighth of it; version 1 wrote on and on.
pub(super) const MAX_FILE_BYTES: u64 = 1 << 30;

/// What a header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    /// Acceptances before this are not in the journal.
    pub since: UnixTime,
    /// No code with a later `iat` was ever accepted without a record.
    pub newest_code: UnixTime,
    pub forgotten: Forgotten,
}

/// A record of either kind.
pub(super) enum Line {
    Accepted(Record),
    /// Codes up to this `iat` may have been accepted without a record.
    NewestCode(UnixTime),
}

/// What a journal holds.
pub(super) struct Contents {
    pub header: Header,
    pub records: Vec<Record>,
    /// How many records the file has.
    pub written: usize,
    /// Whether no record was damaged. One that a kill cut short at the end is none: its acceptance was
    /// never announced.
    pub whole: bool,
    /// Whether records can be appended to the file as it is.
    pub appendable: bool,
}

/// What is under a journal's name.
pub(super) enum Found {
    Nothing,
    /// Not a journal, or longer than any.
    Damaged,
    Journal(Contents),
}

/// Reads a journal in bounded memory: at most twice `room` records, and of more the earliest to end
/// are forgotten.
pub(super) fn read(file: &KeptFile, room: usize) -> io::Result<Found> {
    let Some((length, file)) = file.open()? else { return Ok(Found::Nothing) };
    if length > MAX_FILE_BYTES {
        return Ok(Found::Damaged);
    }
    let mut file = BufReader::with_capacity(1 << 16, file.take(MAX_FILE_BYTES));
    let mut magic = [0; 8];
    if !fill(&mut file, &mut magic)? {
        return Ok(Found::Damaged);
    }
    let header = match magic {
        MAGIC_1 => read_header_1(&mut file)?,
        MAGIC_2 => read_header_2(&mut file)?,
        _ => None,
    };
    let Some(header) = header else { return Ok(Found::Damaged) };
    let mut contents =
        Contents { header, records: Vec::new(), written: 0, whole: true, appendable: true };
    if magic == MAGIC_1 {
        contents.appendable = false;
        read_lines::<RECORD_1>(&mut file, &mut contents, room, decode_1)?;
    } else {
        read_lines::<RECORD_2>(&mut file, &mut contents, room, decode_2)?;
    }
    Ok(Found::Journal(contents))
}

fn read_lines<const N: usize>(
    file: &mut impl io::Read,
    contents: &mut Contents,
    room: usize,
    decode: impl Fn(&[u8; N]) -> Option<Line>,
) -> io::Result<()> {
    let mut bytes = [0; N];
    loop {
        let read = fill_some(file, &mut bytes)?;
        if read < N {
            contents.appendable &= read == 0;
            return Ok(());
        }
        contents.written += 1;
        match decode(&bytes) {
            Some(Line::Accepted(record)) => contents.records.push(record),
            Some(Line::NewestCode(iat)) => {
                contents.header.newest_code = contents.header.newest_code.max(iat);
            }
            None => (contents.whole, contents.appendable) = (false, false),
        }
        if contents.records.len() >= 2 * room {
            thin(&mut contents.records, room, &mut contents.header.forgotten, |_| true);
            contents.appendable = false;
        }
    }
}

/// Fills a buffer as far as the file goes.
fn fill_some(file: &mut impl io::Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn fill(file: &mut impl io::Read, buffer: &mut [u8]) -> io::Result<bool> {
    Ok(fill_some(file, buffer)? == buffer.len())
}

fn read_header_1(file: &mut impl io::Read) -> io::Result<Option<Header>> {
    let mut since = [0; 8];
    let read = fill(file, &mut since)?;
    Ok(time(&since).filter(|_| read).map(|since| Header {
        since,
        newest_code: UnixTime::EPOCH,
        forgotten: Forgotten::default(),
    }))
}

fn read_header_2(file: &mut impl io::Read) -> io::Result<Option<Header>> {
    let mut bytes = [0; 40];
    let read = fill(file, &mut bytes)?;
    let (body, check) = bytes.split_at(32);
    if !read || sha256(body)[..8] != *check {
        return Ok(None);
    }
    let times: Option<Vec<UnixTime>> = body.as_chunks::<8>().0.iter().map(time).collect();
    Ok(times.and_then(|times| match times[..] {
        [since, newest_code, codes, cool_downs] => {
            Some(Header { since, newest_code, forgotten: Forgotten { codes, cool_downs } })
        }
        _ => None,
    }))
}

fn time(bytes: &[u8; 8]) -> Option<UnixTime> {
    UnixTime::try_from(u64::from_be_bytes(*bytes)).ok()
}

impl Header {
    pub(super) fn to_bytes(self) -> Vec<u8> {
        let Self { since, newest_code, forgotten } = self;
        let mut bytes = MAGIC_2.to_vec();
        for time in [since, newest_code, forgotten.codes, forgotten.cool_downs] {
            bytes.extend_from_slice(&time.as_secs().to_be_bytes());
        }
        let check = sha256(&bytes[MAGIC_2.len()..]);
        bytes.extend_from_slice(&check[..8]);
        bytes
    }
}

/// What stands in a record, in the order of its bytes.
#[derive(Default)]
struct Fields {
    tag: u8,
    region: [u8; 4],
    list: [u8; 2],
    index: [u8; 4],
    device: [u8; 16],
    key: [u8; 16],
    issued_at: [u8; 8],
    until: [u8; 8],
}

const CODE: u8 = 0;
const CARD: u8 = 1;
const NEWEST_CODE: u8 = 2;

impl Fields {
    fn to_record(&self) -> [u8; RECORD_2] {
        let parts: [&[u8]; 8] = [
            &[self.tag],
            &self.region,
            &self.list,
            &self.index,
            &self.device,
            &self.key,
            &self.issued_at,
            &self.until,
        ];
        let body = parts.concat();
        let check = sha256(&body);
        let mut bytes = [0; RECORD_2];
        bytes[..body.len()].copy_from_slice(&body);
        bytes[body.len()..].copy_from_slice(&check[..CHECK]);
        bytes
    }

    fn entry_key(&self) -> Option<ClaimKey> {
        match self.tag {
            CODE => Some(ClaimKey::Code(self.key)),
            CARD => Some(ClaimKey::Card(SceneCode::new(u16::from_be_bytes([
                self.key[14],
                self.key[15],
            ])))),
            _ => None,
        }
    }

    fn record(&self, region: Region) -> Option<Record> {
        let status = StatusIndex {
            list: u16::from_be_bytes(self.list),
            index: u32::from_be_bytes(self.index),
        };
        let card = GuardedCard { region, status, device: self.device };
        let (issued_at, until) = (time(&self.issued_at)?, time(&self.until)?);
        Some(Record { card, entry: Entry { key: self.entry_key()?, issued_at, until } })
    }
}

pub(super) fn encode(line: &Line) -> [u8; RECORD_2] {
    let record = match line {
        Line::NewestCode(iat) => {
            let issued_at = iat.as_secs().to_be_bytes();
            return Fields { tag: NEWEST_CODE, issued_at, ..Fields::default() }.to_record();
        }
        Line::Accepted(record) => record,
    };
    let (tag, key) = match record.entry.key {
        ClaimKey::Code(key) => (CODE, key),
        ClaimKey::Card(scene) => {
            let mut key = [0; 16];
            key[14..].copy_from_slice(&scene.number().to_be_bytes());
            (CARD, key)
        }
    };
    let [a, b, c] = record.card.region.to_bytes();
    Fields {
        tag,
        region: [0, a, b, c],
        list: record.card.status.list.to_be_bytes(),
        index: record.card.status.index.to_be_bytes(),
        device: record.card.device,
        key,
        issued_at: record.entry.issued_at.as_secs().to_be_bytes(),
        until: record.entry.until.as_secs().to_be_bytes(),
    }
    .to_record()
}

fn decode_2(bytes: &[u8; RECORD_2]) -> Option<Line> {
    let body = checked(bytes)?;
    let fields = Fields {
        tag: *body.first()?,
        region: part(body, 1)?,
        list: part(body, 5)?,
        index: part(body, 7)?,
        device: part(body, 11)?,
        key: part(body, 27)?,
        issued_at: part(body, 43)?,
        until: part(body, 51)?,
    };
    if fields.tag == NEWEST_CODE {
        return time(&fields.issued_at).map(Line::NewestCode);
    }
    let [_, a, b, c] = fields.region;
    fields.record(Region::from_bytes([a, b, c])?).map(Line::Accepted)
}

/// A record of version 1, whose region is that of a `kid`. Its `iat` is not there; the end it was
/// remembered until stands in its place, which is later.
fn decode_1(bytes: &[u8; RECORD_1]) -> Option<Line> {
    let body = checked(bytes)?;
    let until = part(body, 27)?;
    let fields = Fields {
        tag: if *body.first()? == CODE { CODE } else { CARD },
        list: part(body, 5)?,
        index: part(body, 7)?,
        key: part(body, 11)?,
        issued_at: until,
        until,
        ..Fields::default()
    };
    let kid = KeyId::from_bytes(part(body, 1)?).ok()?;
    fields.record(kid.region()).map(Line::Accepted)
}

/// A record's bytes before its check, if that is right.
fn checked(bytes: &[u8]) -> Option<&[u8]> {
    let (body, check) = bytes.split_at_checked(bytes.len().checked_sub(CHECK)?)?;
    (sha256(body)[..CHECK] == *check).then_some(body)
}

fn part<const N: usize>(body: &[u8], at: usize) -> Option<[u8; N]> {
    body.get(at..)?.first_chunk().copied()
}
