//! The documents as they lie in the vault: the files of a trust state, in one sealed state that is
//! replaced whole.

use std::collections::BTreeMap;
use std::io;

use serde::{Deserialize, Serialize};

use crate::model::region::Region;
use crate::trust::trust_floor::TrustFloor;
use crate::trust::{Files, Step};
use crate::wire::{catalogue, jws};

/// The files by their names; what they hold is text.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "AnyVersion")]
pub struct StoredDocuments {
    files: BTreeMap<String, String>,
}

/// What this version wrote, or version 0.1.
#[derive(Deserialize)]
#[serde(untagged)]
enum AnyVersion {
    Files { files: BTreeMap<String, String> },
    Documents(OlderDocuments),
}

/// The documents as version 0.1 kept them.
#[derive(Deserialize)]
struct OlderDocuments {
    trust: Option<OlderDocument>,
    floor: Option<TrustFloor>,
    catalogues: Vec<OlderCatalogue>,
}

#[derive(Deserialize)]
struct OlderDocument {
    text: String,
}

#[derive(Deserialize)]
struct OlderCatalogue {
    region: Region,
    text: String,
}

impl From<AnyVersion> for StoredDocuments {
    fn from(stored: AnyVersion) -> Self {
        match stored {
            AnyVersion::Files { files } => Self { files },
            AnyVersion::Documents(older) => older.into(),
        }
    }
}

impl From<OlderDocuments> for StoredDocuments {
    fn from(older: OlderDocuments) -> Self {
        let mut files = BTreeMap::new();
        if let Some(floor) = older.floor {
            let floors = serde_json::json!({ "trust": floor, "dropped_roots": [] });
            files.insert("floors.json".to_owned(), floors.to_string());
        }
        files.extend(older.trust.map(|trust| ("trust.jws".to_owned(), trust.text)));
        for OlderCatalogue { region, text } in older.catalogues {
            // Its number stands in its name; one that has none is not a catalogue.
            if let Some(seq) = number_of(&text) {
                files.insert(format!("catalogue-{region}-{seq}.jws"), text);
            }
        }
        Self { files }
    }
}

/// The number that a catalogue says it has; it is believed once the catalogue verifies.
fn number_of(text: &str) -> Option<u64> {
    #[derive(Deserialize)]
    struct Numbered {
        seq: u64,
    }
    let jws = jws::parse(text, catalogue::TYP, catalogue::MAX_BYTES).ok()?;
    jws.peek::<Numbered>().ok().map(|numbered| numbered.seq)
}

impl StoredDocuments {
    /// Takes the steps of a change.
    pub(super) fn take(&mut self, steps: Vec<Step>) {
        for step in steps {
            match step {
                Step::Write { name, bytes } => {
                    // Documents are ASCII, and floors are JSON.
                    let text = String::from_utf8(bytes).unwrap_or_default();
                    self.files.insert(name, text);
                }
                Step::Remove { name } => {
                    self.files.remove(&name);
                }
            }
        }
    }

    /// Loses a file that is there.
    ///
    /// # Panics
    /// When it is not.
    #[cfg(feature = "internals")]
    pub fn lose(&mut self, name: &str) {
        self.files.remove(name).expect("there");
    }
}

impl Files for StoredDocuments {
    fn names(&self) -> Result<Vec<String>, io::ErrorKind> {
        Ok(self.files.keys().cloned().collect())
    }

    fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>, io::ErrorKind> {
        let file = self.files.get(name).map(String::as_bytes);
        Ok(file.map(|bytes| if bytes.len() > limit { vec![] } else { bytes.to_vec() }))
    }
}
