//! What the issuer publishes: keys, status, documents.

use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::model::key_id::KeyId;
use essc::model::region::Region;
use essc::model::status::CardStatus;

use super::Answer;
use essc::wire::trust_list::{KeyState, KeyUse};

/// The public half of an issuer key. Its secret half is a file, never a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssuerKey {
    /// Identifier; holds the region.
    pub kid: KeyId,
    /// What it signs.
    pub usage: KeyUse,
    /// Whether it may sign, and whether what it signed still counts.
    pub state: KeyState,
    /// Start of its period.
    pub not_before: UnixTime,
    /// End of its period.
    pub expires: UnixTime,
    /// The key.
    pub public_key: PublicKey,
}

/// A published document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Path under the base URL: `trust-list`, `trust-list/<thumbprint>`, `440100/status/0`,
    /// `440100/catalogue`, `440100/catalogue/next`.
    pub name: String,
    /// `seq`, or the `iat` of a status list. Never goes back.
    pub number: u64,
    /// `iat`.
    pub issued: UnixTime,
    /// `effective` of a catalogue; of all else, `iat`.
    pub effective: UnixTime,
    /// `exp`.
    pub expires: UnixTime,
    /// Compact JWS.
    pub body: String,
}

/// Operations on what is published.
pub trait Publications: Send + Sync {
    /// Makes sure a region is known to the store.
    fn add_region(&self, region: Region) -> Answer<'_, ()>;

    /// All issuer keys, in the order of their identifiers.
    fn issuer_keys(&self) -> Answer<'_, Vec<IssuerKey>>;

    /// Records a new key; false when its identifier was ever used.
    fn add_issuer_key(&self, key: IssuerKey) -> Answer<'_, bool>;

    /// Changes the state of a key; false when there is none.
    fn set_key_state(&self, kid: KeyId, state: KeyState) -> Answer<'_, bool>;

    /// Takes the time of the next status lists of a region: now, or a second after the last ones.
    /// Cards issued from here on are younger than these lists, cards issued before are not.
    ///
    /// None when the lists would run more than `ahead` seconds ahead of the clock.
    fn take_list_time(&self, region: Region, ahead: u64) -> Answer<'_, Option<UnixTime>>;

    /// How many lists a region has: at least one.
    fn list_count(&self, region: Region) -> Answer<'_, u32>;

    /// The entries of a list that are given out, in the order of their indexes.
    fn status_entries(&self, region: Region, list: u16) -> Answer<'_, Vec<(u32, CardStatus)>>;

    /// All published documents.
    fn documents(&self) -> Answer<'_, Vec<Document>>;

    /// Publishes a document in place of an older one; false when the stored one is not older.
    fn put_document(&self, document: Document) -> Answer<'_, bool>;
}
