//! The trust list: which issuers and keys count, signed by the root (protocol §7).
//!
//! Its bytes and what they must satisfy by themselves; whether a list counts is decided in
//! [`crate::trust`].

mod listed;
mod listed_jwk;
mod rules;

use serde::{Deserialize, Serialize};

use crate::base::time::UnixTime;
use crate::crypto::SigningKey;
use crate::crypto::jwk::{self, Jwk};
use crate::model::key_id::KeyId;
use crate::model::localized::Localized;
use crate::model::region::Region;
use crate::wire::jws::{self, JoseHeader};

pub(crate) use listed::{LaterWords, ListedIssuer};
pub use listed_jwk::{ListedJwk, MAX_JWK_BYTES};
pub use rules::TrustListRule;
pub(crate) use rules::{SUITE_ES256, check};

/// `typ` of a trust list.
pub const TYP: &str = "essc-trust+jwt";
/// Most bytes of a trust list's text, 4 MiB.
pub const MAX_BYTES: usize = 4 << 20;
/// Longest life of a trust list, `exp − iat`: 30 days.
pub const MAX_LIFE: u64 = 30 * 86_400;
/// Most issuers of one list.
pub const MAX_ISSUERS: usize = 512;
/// Most keys of one issuer, over all uses and states.
pub const MAX_KEYS: usize = 256;
/// Most status lists of one issuer.
pub const MAX_STATUS_LISTS: usize = 1024;

/// The payload of a trust list, as it is written: its words are those of this version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustList<I = TrustedIssuer> {
    /// Number of this list; grows by 1 to 100,000 with each.
    pub seq: u64,
    /// When it was signed.
    pub iat: UnixTime,
    /// When it ends, at most 30 days after `iat`.
    pub exp: UnixTime,
    /// From when on verdicts call it stale; from `iat` to `exp`.
    pub soft_exp: UnixTime,
    /// A sandbox's list: nothing that rests on it is legally valid.
    pub test: bool,
    /// The root that will sign after this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_root: Option<Jwk>,
    /// The issuers, one for a region.
    pub issuers: Vec<I>,
}

/// One issuer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedIssuer {
    /// Its region.
    pub region: Region,
    /// Province or prefecture-level city, as its region's code says.
    pub level: IssuerLevel,
    /// Name shown to people.
    pub name: Localized,
    /// Its `OpenID4VCI` credential issuer identifier, a URL.
    pub credential_issuer: String,
    /// Longest life of a card it may issue, in seconds.
    pub max_card_life: u64,
    /// Its keys; a key that was ever listed stays.
    pub keys: Vec<IssuerKey>,
    /// Its status lists are fetched at `status_base/<number>`.
    pub status_base: String,
    /// Numbers of its status lists.
    pub status_lists: Vec<u16>,
    /// Where its catalogue is fetched; none: it publishes none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalogue: Option<String>,
}

/// One key of an issuer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuerKey {
    /// Its identifier: the issuer's region and a generation.
    pub kid: KeyId,
    /// The key. Of a suite that version 1 does not know, any JSON object.
    pub jwk: ListedJwk,
    /// Suite, 0 for ES256. Keys of other suites are listed, kept and never used by version 1.
    pub suite: u8,
    /// What it signs.
    #[serde(rename = "use")]
    pub key_use: KeyUse,
    /// Whether its signatures count.
    pub state: KeyState,
    /// Start of its period.
    pub nbf: UnixTime,
    /// End of its period.
    pub exp: UnixTime,
}

/// Level of an issuer (art. 2(2)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssuerLevel {
    /// A province.
    Province,
    /// A prefecture-level city.
    Prefecture,
}

/// What an issuer's key signs, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyUse {
    /// Card credentials.
    Card,
    /// Status lists.
    Status,
    /// Catalogues.
    Catalogue,
    /// Venue cards.
    Venue,
}

/// State of an issuer's key. It only ever moves down this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// It signs.
    Active,
    /// It signs no more; cards it signed count until its `exp`, lists it signed until theirs.
    Retired,
    /// Nothing it ever signed counts.
    Compromised,
}

impl TrustList {
    /// Signs the list with the root, `kid` being the root's RFC 7638 thumbprint. Nothing is checked:
    /// that is what `publish_trust_list` does before.
    #[must_use]
    pub fn sign(&self, root: &SigningKey) -> String {
        let kid = jwk::thumbprint_text(&root.public_key());
        jws::sign(&JoseHeader::document(TYP, &kid), self, root)
    }

    /// The entry of a region.
    #[must_use]
    pub fn issuer(&self, region: Region) -> Option<&TrustedIssuer> {
        self.issuers.iter().find(|issuer| issuer.region == region)
    }
}

impl KeyUse {
    /// The word for it in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Status => "status",
            Self::Catalogue => "catalogue",
            Self::Venue => "venue",
        }
    }
}

impl KeyState {
    /// The word for it in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Retired => "retired",
            Self::Compromised => "compromised",
        }
    }
}

impl TrustedIssuer {
    /// Where the status list of this number is fetched.
    #[must_use]
    pub fn status_url(&self, number: u16) -> String {
        format!("{}/{number}", self.status_base)
    }
}
