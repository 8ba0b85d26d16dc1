//! Catalogues of scenes: a province's base and a city's overlay (protocol §7, art. 6).
//!
//! Its bytes and what they must satisfy by themselves; what an overlay may add, and whether a
//! catalogue counts, is decided in [`crate::trust`].

mod entry;
mod rules;

use serde::{Deserialize, Serialize};

use crate::base::time::UnixTime;
use crate::crypto::SigningKey;
use crate::model::key_id::KeyId;
use crate::model::region::Region;
use crate::model::scene::Scene;
use crate::wire::jws::{self, JoseHeader};

pub(crate) use entry::{CatalogueEntry, Outline};
pub use rules::SceneRule;
pub(crate) use rules::check_outlines;
#[cfg(any(test, feature = "internals"))]
pub use rules::{REQUEST_IS_MANDATORY, check_scenes};

/// `typ` of a catalogue.
pub const TYP: &str = "essc-catalogue+jwt";
/// Most bytes of a catalogue's text, 2 MiB.
pub const MAX_BYTES: usize = 2 << 20;
/// Longest life of a catalogue, `exp − iat`: 366 days.
pub const MAX_LIFE: u64 = 366 * 86_400;
/// Most scenes of one catalogue.
pub const MAX_SCENES: usize = 1024;

/// The payload of a catalogue, as it is written: its words are those of this version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue<S = Scene> {
    /// Whose it is: a province's is a base, any other an overlay.
    pub region: Region,
    /// Number of this catalogue; grows by 1 to 100,000 with each.
    pub seq: u64,
    /// When it was signed.
    pub iat: UnixTime,
    /// When it ends, at most 366 days after `iat`.
    pub exp: UnixTime,
    /// From when on it is judged by; before `exp`.
    pub effective: UnixTime,
    /// Least `seq` of the trust list it may be judged by.
    pub min_trust_seq: u64,
    /// The scenes.
    pub scenes: Vec<S>,
}

impl Catalogue {
    /// Signs the catalogue. Nothing is checked: that is what `publish_catalogue` does before.
    #[must_use]
    pub fn sign(&self, kid: KeyId, key: &SigningKey) -> String {
        jws::sign(&JoseHeader::document(TYP, &kid.to_string()), self, key)
    }

    /// Whether this is a province's.
    #[must_use]
    pub const fn is_base(&self) -> bool {
        self.region.is_province()
    }
}
