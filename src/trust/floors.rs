//! What was ever accepted, kept apart from the documents: losing those opens no way back.
//!
//! Two files, so that a new status list doesn't write the keys of the whole country again: one about
//! trust lists and roots, one about the numbers of everything that hangs on them. Neither has to agree
//! with the other: a number says who signed it, and whether that key still counts is looked at whenever
//! both are read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::json;
use crate::base::time::UnixTime;
use crate::crypto::digest::Sha256;
use crate::model::key_id::KeyId;
use crate::model::region::Region;
use crate::trust::refusal::ListName;
use crate::trust::succession::{Edition, digest_text};
use crate::trust::trust_floor::TrustFloor;
use crate::wire::status_list::StatusListUri;

pub(in crate::trust) const FLOORS_FILE: &str = "floors.json";
pub(in crate::trust) const EDITIONS_FILE: &str = "editions.json";
/// Most bytes of either file: 512 issuers with all their keys and lists.
pub(in crate::trust) const MAX_BYTES: usize = 64 << 20;

/// Number and content of a document, and the key that signed it; none in what older versions wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::trust) struct KnownEdition {
    number: u64,
    #[serde(with = "digest_text")]
    digest: Sha256,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<KeyId>,
}

impl KnownEdition {
    pub(in crate::trust) const fn of(edition: Edition, kid: KeyId) -> Self {
        Self { number: edition.number, digest: edition.digest, kid: Some(kid) }
    }

    pub(in crate::trust) const fn edition(&self) -> Edition {
        Edition { number: self.number, digest: self.digest }
    }
}

/// Numbers and contents that nothing older may replace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::trust) struct Floors {
    pub roots: Arc<RootFloors>,
    pub editions: Editions,
}

/// Of trust lists and roots.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(in crate::trust) struct RootFloors {
    /// The trust list accepted last.
    pub trust: Option<TrustFloor>,
    /// The root (RFC 7638 thumbprint) that signed it.
    pub root: Option<String>,
    /// The pinned root that this one is, or that led to it.
    pub pin: Option<String>,
    /// Roots whose time is over.
    pub dropped_roots: BTreeSet<String>,
}

/// Of status lists and catalogues, and the newest time that was signed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(in crate::trust) struct Editions {
    /// The status lists accepted last.
    pub status: BTreeMap<StatusListUri, KnownEdition>,
    /// The catalogues held, by region: the current one and the one that lies ahead.
    pub catalogues: BTreeMap<Region, Vec<KnownEdition>>,
    /// The newest `iat` of any document that was ever accepted.
    pub newest_iat: UnixTime,
}

/// Either file as it is read. Older versions had the editions in the first one, and no names of roots.
#[derive(Default, Deserialize)]
#[serde(default)]
struct EitherFile {
    trust: Option<TrustFloor>,
    root: Option<String>,
    pin: Option<String>,
    dropped_roots: Option<BTreeSet<String>>,
    status: BTreeMap<StatusListUri, KnownEdition>,
    catalogues: BTreeMap<Region, Vec<KnownEdition>>,
    newest_iat: Option<UnixTime>,
}

impl RootFloors {
    /// The floors of the first file, and the editions that older versions kept there.
    pub(in crate::trust) fn read(bytes: &[u8]) -> Option<(Self, Editions)> {
        let EitherFile { trust, root, pin, dropped_roots, status, catalogues, .. } =
            json::parse(bytes, MAX_BYTES).ok()?;
        let floors = Self { trust, root, pin, dropped_roots: dropped_roots? };
        Some((floors, Editions { status, catalogues, ..Editions::default() }))
    }

    /// The number of the trust list accepted last.
    pub(in crate::trust) fn edition(&self) -> Option<Edition> {
        self.trust.as_ref().map(|trust| trust.edition)
    }

    fn raise(&mut self, other: &Self) {
        let number = |floors: &Self| floors.edition().map(|edition| edition.number);
        if number(other) > number(self) {
            self.trust.clone_from(&other.trust);
            self.root.clone_from(&other.root);
            self.pin.clone_from(&other.pin);
        }
        self.dropped_roots.extend(other.dropped_roots.iter().cloned());
    }
}

impl Editions {
    pub(in crate::trust) fn read(bytes: &[u8]) -> Option<Self> {
        let EitherFile { status, catalogues, newest_iat, .. } =
            json::parse(bytes, MAX_BYTES).ok()?;
        Some(Self { status, catalogues, newest_iat: newest_iat? })
    }

    /// The catalogue of the highest number.
    pub(in crate::trust) fn newest_catalogue(&self, region: Region) -> Option<Edition> {
        let held = self.catalogues.get(&region)?;
        held.iter().map(KnownEdition::edition).max_by_key(|edition| edition.number)
    }

    /// The edition accepted last.
    pub(in crate::trust) fn newest(&self, document: ListName) -> Option<Edition> {
        match document {
            ListName::TrustList => None,
            ListName::Status(uri) => self.status.get(&uri).map(KnownEdition::edition),
            ListName::Catalogue(region) => self.newest_catalogue(region),
        }
    }

    /// Whether this very catalogue is one of those held.
    pub(in crate::trust) fn knows_catalogue(&self, region: Region, edition: Edition) -> bool {
        let held = self.catalogues.get(&region);
        held.is_some_and(|held| held.iter().any(|known| known.edition() == edition))
    }

    /// Lets go of the numbers that keys gave which count no more: a stolen key may have raised them,
    /// and an honest successor must not be refused for it. `counts` tells of a catalogue's signer; a
    /// status list's number is its `iat`, which can't be raised beyond now.
    pub(in crate::trust) fn forget_catalogues(&mut self, counts: impl Fn(KeyId) -> bool) -> bool {
        let mut forgot = false;
        for held in self.catalogues.values_mut() {
            let before = held.len();
            held.retain(|known| known.kid.is_none_or(&counts));
            forgot |= held.len() < before;
        }
        self.catalogues.retain(|_, held| !held.is_empty());
        forgot
    }

    /// Raises these numbers to others.
    pub(in crate::trust) fn raise(&mut self, other: Self) {
        self.newest_iat = self.newest_iat.max(other.newest_iat);
        for (uri, known) in other.status {
            let held = self.status.entry(uri).or_insert(known);
            if known.number > held.number {
                *held = known;
            }
        }
        for (region, editions) in other.catalogues {
            let newest = editions.iter().map(|known| known.number).max();
            if newest > self.newest_catalogue(region).map(|edition| edition.number) {
                self.catalogues.insert(region, editions);
            }
        }
    }
}

impl Floors {
    /// The floors of a process that goes on, when it reads back those on disk. They are the disk's,
    /// and at least its own, so that a file that is lost or put back opens no way back here either.
    pub(in crate::trust) fn follow(mut held: Self, disk: Self) -> Self {
        let mut floors = disk;
        let number = |floors: &Self| floors.roots.edition().map(|edition| edition.number);
        if number(&floors) > number(&held) {
            // A newer trust list may have let go of a number that a stolen key had raised.
            held.editions.catalogues.clear();
        }
        Arc::make_mut(&mut floors.roots).raise(&held.roots);
        floors.editions.raise(held.editions);
        floors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(number: u64) -> KnownEdition {
        let edition = Edition { number, digest: [number as u8; 32] };
        KnownEdition::of(edition, KeyId::new(Region::GUANGDONG, number as u8))
    }

    fn floors(number: u64) -> Floors {
        let uri = StatusListUri { region: Region::GUANGZHOU, number: 0 };
        let trust = TrustFloor { edition: known(number).edition(), keys: BTreeMap::new() };
        Floors {
            roots: Arc::new(RootFloors {
                trust: Some(trust),
                root: Some(format!("root {number}")),
                pin: Some("pin".into()),
                dropped_roots: BTreeSet::from([format!("root {number}")]),
            }),
            editions: Editions {
                status: BTreeMap::from([(uri, known(number))]),
                catalogues: BTreeMap::from([(Region::GUANGDONG, vec![known(number)])]),
                newest_iat: UnixTime::from_secs(number),
            },
        }
    }

    #[test]
    fn floors_only_rise() {
        let higher = Floors::follow(floors(2), floors(1));
        assert_eq!(higher, Floors::follow(floors(1), floors(2)));
        assert_eq!(higher.editions.newest_catalogue(Region::GUANGDONG), Some(known(2).edition()));
        assert_eq!(higher.roots.dropped_roots.len(), 2);
        assert_eq!(higher.roots.root.as_deref(), Some("root 2"));
    }

    #[test]
    fn floors_read_back_and_damaged_ones_are_none() {
        let Floors { roots, editions } = floors(3);
        let text = serde_json::to_vec(&*roots).expect("json");
        assert_eq!(RootFloors::read(&text), Some(((*roots).clone(), Editions::default())));
        let text = serde_json::to_vec(&editions).expect("json");
        assert_eq!(Editions::read(&text), Some(editions));
        assert_eq!((RootFloors::read(b"{"), Editions::read(b"{}")), (None, None));
    }

    #[test]
    fn one_file_of_an_older_version_is_read() {
        let (digest, uri) = ("01".repeat(32), "urn:essc:status:440100:0");
        let text = format!(
            r#"{{"trust":null,"dropped_roots":["x"],
                "status":{{"{uri}":{{"number":9,"digest":"{digest}"}}}},
                "catalogues":{{"440000":[{{"number":3,"digest":"{digest}"}}]}}}}"#
        );
        let (roots, editions) = RootFloors::read(text.as_bytes()).expect("read");
        assert_eq!((roots.root, editions.newest_iat), (None, UnixTime::EPOCH));
        let newest = editions.newest_catalogue(Region::GUANGDONG);
        assert_eq!(newest, Some(Edition { number: 3, digest: [1; 32] }));
        assert_eq!(editions.status.len(), 1);
    }

    #[test]
    fn numbers_of_a_key_that_counts_no_more_are_let_go_of_and_no_others() {
        let mut editions = floors(1).editions;
        let unknown = KnownEdition { kid: None, ..known(5) };
        editions.catalogues.insert(Region::GUANGZHOU, vec![unknown]);
        assert!(!editions.forget_catalogues(|_| true));
        assert!(editions.forget_catalogues(|_| false));
        assert_eq!(editions.newest_catalogue(Region::GUANGDONG), None);
        assert_eq!(editions.newest_catalogue(Region::GUANGZHOU), Some(known(5).edition()));
        assert_eq!(editions.status.len(), 1);
    }
}
