//! Status lists: the state of every device key, as an IETF Token Status List JWT of 2-bit entries
//! (protocol §7; draft-ietf-oauth-status-list §4 and §5).

mod entries;
mod uri;

use serde::{Deserialize, Serialize};

use crate::base::time::UnixTime;
use crate::crypto::SigningKey;
use crate::model::key_id::KeyId;
use crate::wire::jws::{self, JoseHeader};

pub use entries::{Entries, EntriesError};
pub use uri::{StatusListUri, StatusListUriError};

/// `typ` of a status list (IETF Token Status List §5.1).
pub const TYP: &str = "statuslist+jwt";
/// Most bytes of a status list's text, 512 KiB: 2¹⁸ bytes that don't compress, in base64 twice, fit.
pub const MAX_BYTES: usize = 512 << 10;
/// Longest life of a status list, `exp − iat`: 30 days.
pub const MAX_LIFE: u64 = 30 * 86_400;

/// The payload of a status list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusListToken {
    /// What it lists: `urn:essc:status:<region>:<number>`.
    pub sub: StatusListUri,
    /// When it was signed; also its number: a younger list follows an older.
    pub iat: UnixTime,
    /// When it ends as a statement that cards are good, at most 30 days after `iat`.
    pub exp: UnixTime,
    /// After how many seconds to ask for a newer one, never 0.
    pub ttl: u64,
    /// Least `seq` of the trust list it may be judged by.
    pub min_trust_seq: u64,
    /// The entries.
    pub status_list: PackedEntries,
}

/// The entries as they travel (IETF Token Status List §4.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedEntries {
    /// Bits of one entry, always 2.
    pub bits: u8,
    /// Base64url of the zlib stream (RFC 1950) over the packed entries.
    pub lst: String,
}

impl StatusListToken {
    /// Signs the list. Nothing is checked: a publisher reads it back with
    /// [`crate::trust::status_list::StatusList::verify`].
    #[must_use]
    pub fn sign(&self, kid: KeyId, key: &SigningKey) -> String {
        jws::sign(&JoseHeader::document(TYP, &kid.to_string()), self, key)
    }
}
