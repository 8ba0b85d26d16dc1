//! Journals at their bounds, and those of version 1.

use std::fs::{self, OpenOptions};

use proptest::prelude::*;

use super::format::{MAX_FILE_BYTES, RECORD_2};
use super::*;
use crate::model::card::StatusIndex;
use crate::model::key_id::KeyId;
use crate::model::region::Region;
use crate::model::scene::SceneCode;
use crate::verifier::replay::local::{LocalReplayGuard, Remember};
use crate::verifier::replay::retention::Entry;
use crate::verifier::replay::{Claim, ClaimKey, GuardedCard, OwnGuard, Refusal, ReplayGuard as _};

const COOL_DOWN: u64 = 300;

fn at(seconds: u64) -> UnixTime {
    UnixTime::from_secs(1_800_000_000 + seconds)
}

fn card(index: u32) -> GuardedCard {
    GuardedCard {
        region: Region::GUANGZHOU,
        status: StatusIndex { list: 0, index },
        device: [7; 16],
    }
}

fn passes(index: u32, now: u64) -> Claim {
    Claim {
        card: card(index),
        key: ClaimKey::Card(SceneCode::new(401)),
        issued_at: at(now),
        until: at(now + COOL_DOWN),
        request_made_at: None,
    }
}

fn record(index: u32, now: u64) -> Record {
    let Claim { card, key, issued_at, until, .. } = passes(index, now);
    Record { card, entry: Entry { key, issued_at, until } }
}

/// A cool-down as version 1 wrote it.
fn version_1(index: u32, until: u64) -> [u8; 40] {
    let mut bytes = [0; 40];
    bytes[0] = 1;
    bytes[1..5].copy_from_slice(&KeyId::new(Region::GUANGZHOU, 1).to_bytes());
    bytes[7..11].copy_from_slice(&index.to_be_bytes());
    bytes[25..27].copy_from_slice(&401u16.to_be_bytes());
    bytes[27..35].copy_from_slice(&at(until).as_secs().to_be_bytes());
    let check = crate::crypto::digest::sha256(&bytes[..35]);
    bytes[35..].copy_from_slice(&check[..5]);
    bytes
}

fn file_of_version_1(records: impl Iterator<Item = [u8; 40]>) -> Vec<u8> {
    let mut bytes = b"ESSCRPL\x01".to_vec();
    bytes.extend_from_slice(&at(0).as_secs().to_be_bytes());
    records.for_each(|record| bytes.extend_from_slice(&record));
    bytes
}

#[test]
fn a_day_at_a_metro_gate_leaves_a_short_journal_and_every_cool_down() {
    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("replay");
    let open = |now| Journal::open(&(&path).into(), Patience::None, 200, at(now)).expect("opened");
    let most = (limit(MIN_RECORDS / 2) * RECORD_2 + 48) as u64;
    let (mut journal, _) = open(0);
    let mut rewritten = 0;
    let mut length = 0;
    // Two a second; each card comes again and again.
    for second in 0..5400 {
        for gate in 0..2 {
            let index = second as u32 % 700 * 2 + gate;
            journal.append(&record(index, second), at(second)).expect("appended");
        }
        let now = fs::metadata(&path).expect("journal").len();
        assert!(now <= most, "{now} bytes after {second} s");
        rewritten += usize::from(now < length);
        length = now;
        if second % 1000 == 999 {
            drop(journal);
            journal = open(second).0;
        }
    }
    assert!((2..20).contains(&rewritten), "written anew {rewritten} times");
    drop(journal);
    let (_, remembered) = open(5400);
    let runs = |index| {
        let of = remembered.records.iter().filter(|record| record.card == card(index));
        of.map(|record| record.entry.until).max()
    };
    for second in 5400 - COOL_DOWN..5400 {
        assert_eq!(runs(second as u32 % 700 * 2), Some(at(second + COOL_DOWN)), "{second}");
    }
    assert!(remembered.forgotten.cool_downs < at(5400), "nothing that counts was forgotten");
}

#[test]
fn a_journal_that_version_1_let_grow_is_read_and_its_cool_downs_hold() {
    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("replay");
    // Version 1 dropped every cool-down of a journal with more than 262,143 records.
    let grown = (0..300_000u32).map(|n| version_1(n, u64::from(n) / 1000 + COOL_DOWN));
    fs::write(&path, file_of_version_1(grown)).expect("written");
    let open = |now| LocalReplayGuard::open(&path, Remember::CoolDowns, 65_536, at(now));
    let guard = open(300).expect("opened");
    assert_eq!(guard.admit(&passes(299_999, 400), at(400)), Err(Refusal::Replayed));
    assert_eq!(guard.admit(&passes(299_999, 599), at(599)), Ok(()));
    drop(guard);
    assert!(fs::metadata(&path).expect("journal").len() < 150_000 * 64, "written anew");
    let guard = open(300).expect("opened");
    assert_eq!(guard.admit(&passes(299_998, 400), at(400)), Err(Refusal::Replayed));
}

#[test]
fn a_cool_down_of_version_1_holds_a_card_whichever_key_its_issuer_signs_with_today() {
    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("replay");
    fs::write(&path, file_of_version_1([version_1(5, 320)].into_iter())).expect("written");
    let guard = LocalReplayGuard::open(&path, Remember::Everything, 100, at(40)).expect("opened");
    assert_eq!(guard.admit(&passes(5, 40), at(40)), Err(Refusal::Replayed));
    assert_eq!(guard.admit(&passes(6, 40), at(40)), Ok(()));
    assert_eq!(guard.admit(&passes(5, 320), at(320)), Ok(()));
}

#[test]
fn a_file_longer_than_any_journal_is_damaged_and_one_of_that_length_is_read() {
    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("replay");
    let lengthened = |length| {
        fs::remove_file(&path).ok();
        let (mut journal, _) =
            Journal::open(&(&path).into(), Patience::None, 100, at(0)).expect("opened");
        journal.append(&record(1, 20), at(20)).expect("appended");
        drop(journal);
        let file = OpenOptions::new().write(true).open(&path).expect("journal");
        file.set_len(length).expect("lengthened");
        let (_, remembered) =
            Journal::open(&(&path).into(), Patience::None, 100, at(60)).expect("opened");
        (remembered.since, remembered.records.len())
    };
    // Zeros are no records, so the memory begins anew, and what is left of it still counts.
    assert_eq!(lengthened(1 << 20), (at(60), 1));
    assert_eq!(lengthened(MAX_FILE_BYTES + 1), (at(60), 0));
}

proptest! {
    #[test]
    fn any_bytes_open_as_a_journal_and_what_is_appended_then_is_read_back(
        version in 0u8..4,
        rest in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let directory = tempfile::tempdir().expect("directory");
        let path = directory.path().join("replay");
        fs::write(&path, [&b"ESSCRPL"[..], &[version], &rest].concat()).expect("written");
        let open = || Journal::open(&(&path).into(), Patience::None, 100, at(0)).expect("opened");
        let (mut journal, _) = open();
        journal.append(&record(1, 20), at(20)).expect("appended");
        drop(journal);
        prop_assert!(open().1.records.contains(&record(1, 20)));
    }
}

#[test]
fn a_guard_that_would_remember_more_than_is_read_back_is_refused() {
    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("replay");
    let open = |capacity| LocalReplayGuard::open(&path, Remember::CoolDowns, capacity, at(0));
    let refused = open(MAX_CAPACITY + 1);
    assert!(matches!(refused, Err(JournalError::Capacity(n)) if n == MAX_CAPACITY + 1));
    assert!(open(MAX_CAPACITY).is_ok());
    // Nor does a verifier open with one that it would take up later.
    let own = OwnGuard::at(path.clone().into(), Remember::CoolDowns, MAX_CAPACITY + 1);
    assert!(matches!(own.begin(at(0)), Err(JournalError::Capacity(_))));
    assert!((limit(MAX_CAPACITY + 16) * RECORD_2) as u64 * 2 < MAX_FILE_BYTES, "read back whole");
}
