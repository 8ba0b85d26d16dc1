//! What was ever accepted, kept apart from the documents: losing those opens no way back.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::json;
use crate::model::region::Region;
use crate::verifier::trust_store::Document;
use crate::verifier::trust_store::directory::{Directory, StorageError};
use crate::wire::status_list::StatusListUri;
use crate::wire::succession::Edition;
use crate::wire::trust_list::TrustFloor;

const FILE: &str = "floors.json";
/// Most bytes of the file: 512 issuers with all their keys and lists.
const MAX_BYTES: usize = 64 << 20;

/// Numbers and contents that nothing older may replace.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(in crate::verifier) struct Floors {
    /// The trust list accepted last.
    pub trust: Option<TrustFloor>,
    /// Roots (RFC 7638 thumbprints) whose time is over.
    pub dropped_roots: BTreeSet<String>,
    /// The status lists accepted last.
    pub status: BTreeMap<StatusListUri, Edition>,
    /// The catalogues held, by region: the current one and the one that lies ahead.
    pub catalogues: BTreeMap<Region, Vec<Edition>>,
}

impl Floors {
    /// The floors on disk; none when they are missing or damaged.
    pub(in crate::verifier) fn read(directory: &Directory) -> Result<Option<Self>, StorageError> {
        let bytes = directory.read(FILE, MAX_BYTES)?;
        Ok(bytes.and_then(|bytes| json::parse(&bytes, MAX_BYTES).ok()))
    }

    pub(in crate::verifier) fn write(&self, directory: &Directory) -> Result<(), StorageError> {
        // Plain data with string keys: serialising it can't fail.
        directory.replace(FILE, &serde_json::to_vec(self).unwrap_or_default())
    }

    /// The catalogue of the highest number.
    pub(in crate::verifier) fn newest_catalogue(&self, region: Region) -> Option<Edition> {
        self.catalogues.get(&region)?.iter().copied().max_by_key(|edition| edition.number)
    }

    /// Whether this very catalogue is one of those held.
    pub(in crate::verifier) fn knows_catalogue(&self, region: Region, edition: Edition) -> bool {
        self.catalogues.get(&region).is_some_and(|held| held.contains(&edition))
    }

    /// Lets go of a catalogue's number that a stolen key may have raised: an honest successor must not
    /// be refused for it. A status list's number is its `iat`, which can't be raised beyond now.
    pub(in crate::verifier) fn forget(&mut self, document: Document, edition: Edition) {
        if let Document::Catalogue(region) = document
            && let Some(held) = self.catalogues.get_mut(&region)
        {
            held.retain(|one| *one != edition);
        }
    }

    /// The floors of a process that goes on, when it reads back those on disk. They are the disk's,
    /// and at least its own, so that a file that is lost or put back opens no way back here either.
    pub(in crate::verifier) fn follow(mut held: Self, disk: Option<Self>) -> Self {
        let Some(mut floors) = disk else { return held };
        let number = |floors: &Self| floors.trust.as_ref().map(|trust| trust.edition.number);
        if number(&floors) > number(&held) {
            // A newer trust list may have let go of a number that a stolen key had raised.
            held.catalogues.clear();
        }
        floors.raise(held);
        floors
    }

    /// Raises these floors to others.
    fn raise(&mut self, other: Self) {
        let number = |trust: &TrustFloor| trust.edition.number;
        if other.trust.as_ref().map(number) > self.trust.as_ref().map(number) {
            self.trust = other.trust;
        }
        self.dropped_roots.extend(other.dropped_roots);
        for (uri, edition) in other.status {
            let held = self.status.entry(uri).or_insert(edition);
            if edition.number > held.number {
                *held = edition;
            }
        }
        for (region, editions) in other.catalogues {
            let newest = editions.iter().map(|edition| edition.number).max();
            if newest > self.newest_catalogue(region).map(|edition| edition.number) {
                self.catalogues.insert(region, editions);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition(number: u64) -> Edition {
        Edition { number, digest: [number as u8; 32] }
    }

    fn floors(number: u64) -> Floors {
        let uri = StatusListUri { region: Region::GUANGZHOU, number: 0 };
        Floors {
            trust: Some(TrustFloor { edition: edition(number), keys: BTreeMap::new() }),
            dropped_roots: BTreeSet::from([format!("root {number}")]),
            status: BTreeMap::from([(uri, edition(number))]),
            catalogues: BTreeMap::from([(Region::GUANGDONG, vec![edition(number)])]),
        }
    }

    #[test]
    fn floors_only_rise() {
        let mut lower = floors(1);
        lower.raise(floors(2));
        let mut higher = floors(2);
        higher.raise(floors(1));
        assert_eq!(lower, higher);
        assert_eq!(lower.newest_catalogue(Region::GUANGDONG), Some(edition(2)));
        assert_eq!(lower.dropped_roots.len(), 2);
    }

    #[test]
    fn floors_read_back_and_damaged_ones_are_none() {
        let temp = tempfile::tempdir().expect("directory");
        let directory = Directory::at(temp.path()).expect("made");
        assert_eq!(Floors::read(&directory), Ok(None));
        floors(3).write(&directory).expect("written");
        assert_eq!(Floors::read(&directory), Ok(Some(floors(3))));
        directory.replace(FILE, b"{").expect("written");
        assert_eq!(Floors::read(&directory), Ok(None));
    }
}
