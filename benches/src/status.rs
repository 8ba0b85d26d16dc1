//! Status at the size of a province: 125 million cards in 120 lists of 2²⁰, one in a hundred revoked.

use std::fs;
use std::hint::black_box;
use std::time::Instant;

use essc::base::time::UnixTime;
use essc::crypto::SigningKey;
use essc::issuance::signer::IssuerSigner;
use essc::issuance::status_publisher::{self, ListTerms};
use essc::model::key_id::KeyId;
use essc::model::localized::Localized;
use essc::model::region::Region;
use essc::model::status::CardStatus;
use essc::trust::status_list::StatusList;
use essc::trust::succession::Admission;
use essc::trust::trust_list::VerifiedTrustList;
use essc::wire::status_list::StatusListUri;
use essc::wire::trust_list::{
    IssuerKey, IssuerLevel, KeyState, KeyUse, ListedJwk, TrustList, TrustedIssuer,
};

use crate::measure::time;
use crate::table::Row;

const LISTS: u16 = 120;
const ENTRIES: u32 = 1 << 20;
const LISTED: f64 = 0.01;
const NOW: UnixTime = UnixTime::from_secs(1_795_000_000);
const DAY: u64 = 86_400;
const KID: KeyId = KeyId::new(Region::GUANGZHOU, 2);

/// Bytes of one list, two bits an entry.
const RAW: f64 = ENTRIES as f64 / 4.0;

/// Builds, signs, verifies and asks all the lists; empty if the core refuses its own lists.
pub fn rows() -> Vec<Row> {
    measure().unwrap_or_default()
}

fn measure() -> Option<Vec<Row>> {
    let key = SigningKey::from_bytes(&[2; 32]).ok()?;
    let trust = trust(&key)?;
    let mut random = Xorshift(0x9e37_79b9_7f4a_7c15);

    let mut texts = Vec::new();
    let (mut building, mut listed) = (0.0, 0u64);
    for number in 0..LISTS {
        let entries: Vec<CardStatus> = (0..ENTRIES).map(|_| random.status()).collect();
        listed += entries.iter().filter(|s| **s == CardStatus::Revoked).count() as u64;
        let signer = IssuerSigner { kid: KID, key: &key, expires: NOW.plus(100 * DAY) };
        let terms = ListTerms { at: NOW, life: DAY, ttl: 600, min_trust_seq: 1 };
        let started = Instant::now();
        let given = (0..ENTRIES).zip(entries);
        texts.push(status_publisher::publish(uri(number), given, &terms, &signer).ok()?.0);
        building += started.elapsed().as_secs_f64();
    }
    let text: f64 = texts.iter().map(|text| text.len() as f64).sum();
    // The entries stand in the payload in base64, and the payload in the JWS in base64.
    let packed = text * 9.0 / 16.0;

    let before = resident();
    let started = Instant::now();
    let mut lists = Vec::with_capacity(texts.len());
    for (number, text) in (0..LISTS).zip(&texts) {
        lists.push(StatusList::verify(text, uri(number), &trust, NOW, Admission::New).ok()?);
    }
    let loading = started.elapsed().as_secs_f64();
    let resident = resident().zip(before).map(|(after, before)| after - before);

    let lookup = time(|| {
        let at = random.next();
        let list = lists.get(at as usize % lists.len());
        list.map(|list| list.status((at >> 32) as u32 % ENTRIES))
    });

    let cards = f64::from(LISTS) * f64::from(ENTRIES);
    let bound = entropy(listed as f64 / cards) * cards / 8.0;
    let raw = RAW * f64::from(LISTS);
    let mut rows = vec![
        Row::size("125 M cards, 1 % revoked: zlib / entropy bound", packed, bound, Some(1.5)),
        Row::size("the same as signed texts / entropy bound", text, bound, None),
        Row::time("building and signing all 120 lists", building),
        Row::time("verifying and inflating all 120 lists", loading),
        Row::time_at_most("one lookup", lookup, 1e-6),
    ];
    if let Some(resident) = resident {
        rows.push(Row::size(
            "memory of the loaded lists / 2 bits a card",
            resident,
            raw,
            Some(1.1),
        ));
    }
    black_box(&lists);
    Some(rows)
}

fn uri(number: u16) -> StatusListUri {
    StatusListUri { region: Region::GUANGZHOU, number }
}

/// Bits of a card that is listed with probability `p`.
fn entropy(p: f64) -> f64 {
    -p * p.log2() - (1.0 - p) * (1.0 - p).log2()
}

/// Resident bytes of this process, where `/proc` tells; pages are 4 KiB on x86-64.
fn resident() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024.0)
}

fn trust(key: &SigningKey) -> Option<VerifiedTrustList> {
    let status_key = IssuerKey {
        kid: KID,
        jwk: ListedJwk::from(&key.public_key()),
        suite: 0,
        key_use: KeyUse::Status,
        state: KeyState::Active,
        nbf: NOW.minus(DAY),
        exp: NOW.plus(100 * DAY),
    };
    let issuer = TrustedIssuer {
        region: Region::GUANGZHOU,
        level: IssuerLevel::Prefecture,
        name: Localized::new("广州", "Guangzhou"),
        credential_issuer: "https://card.example/440100".into(),
        max_card_life: 7 * DAY,
        keys: vec![status_key],
        status_base: "https://card.example/440100/status".into(),
        status_lists: (0..LISTS).collect(),
        catalogue: None,
    };
    let (iat, exp, issuers) = (NOW, NOW.plus(DAY), vec![issuer]);
    let list = TrustList { seq: 1, iat, exp, soft_exp: exp, test: true, next_root: None, issuers };
    VerifiedTrustList::verify(&list.sign(key), &key.public_key(), NOW).ok()
}

/// Marsaglia's xorshift64: the same lists in every run.
struct Xorshift(u64);

impl Xorshift {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn status(&mut self) -> CardStatus {
        let fraction = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        if fraction < LISTED { CardStatus::Revoked } else { CardStatus::Valid }
    }
}
