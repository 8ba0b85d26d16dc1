//! What a verifier answers: an outcome with its reasons and the evidence it rests on, as data.

use serde::{Deserialize, Serialize};

use crate::base::time::UnixTime;
use crate::model::disclosed::Disclosed;
use crate::model::reason::Reason;

/// Accepted, rejected, or not read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The code is good, here and now.
    Accepted,
    /// The code was read and is refused, with reasons.
    Rejected,
    /// No code was read: scan again.
    Unreadable,
}

/// How fresh a piece of evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(rename_all = "lowercase")]
pub enum Freshness {
    /// As fresh as it should be.
    Fresh,
    /// Older than it should be; still counts, and the verdict says so.
    Stale,
    /// Past its end.
    Expired,
}

/// The trust list a verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
pub struct TrustEvidence {
    /// `fresh` before `soft_exp`, `stale` before `exp`, else `expired`.
    #[serde(rename = "grade")]
    pub freshness: Freshness,
    /// The list's `iat`.
    pub as_of: UnixTime,
}

/// Where the youngest statement about a card's state comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(rename_all = "lowercase")]
pub enum StatusSource {
    /// A status list.
    List,
    /// The card itself: its issuer looked at the state when it signed (stapled freshness).
    Card,
}

/// The status evidence a verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
pub struct StatusEvidence {
    /// `fresh` within the scene's `max_status_age`, `expired` for a list past its `exp`, else `stale`.
    #[serde(rename = "grade")]
    pub freshness: Freshness,
    /// When the statement was made.
    pub as_of: UnixTime,
    /// Who made it.
    pub source: StatusSource,
}

/// Which memory of accepted codes a verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(rename_all = "lowercase")]
pub enum GuardScope {
    /// This gate's own; no other is set up.
    Local,
    /// One that all gates of a venue share.
    Shared,
    /// This gate's own, because the shared one could not be reached and the venue's policy is to go on.
    Alone,
}

/// The answer to one scan. Fields that don't apply are null in JSON, never left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
pub struct Verdict {
    /// Accepted, rejected or unreadable.
    pub outcome: Outcome,
    /// Every reason, in the order of [`Reason`]; empty when accepted.
    pub reasons: Vec<Reason>,
    /// What the scene may see; only when accepted.
    pub disclosed: Option<Disclosed>,
    /// `now − iat` in seconds, once the code is known to be authentic.
    pub code_age_s: Option<i64>,
    /// The trust list it rests on.
    pub trust: Option<TrustEvidence>,
    /// The status evidence it rests on.
    pub status: Option<StatusEvidence>,
    /// Which memory of accepted codes was asked; none where none was.
    pub guard: Option<GuardScope>,
    /// Suite of the signatures, once both fit: 0, ES256.
    pub suite: Option<i32>,
    /// This verifier's clock against the server's at the last sync, in seconds; positive: ahead.
    pub skew_s: Option<i64>,
    /// The trust list is a sandbox's: nothing here is legally valid.
    pub test: bool,
    /// Set when a past moment was judged again with the lists of that time.
    pub as_of: Option<UnixTime>,
}

impl Verdict {
    /// A verdict with one reason and nothing else known.
    #[must_use]
    pub fn refused(reason: Reason) -> Self {
        let outcome = match reason {
            Reason::Unreadable => Outcome::Unreadable,
            _ => Outcome::Rejected,
        };
        Self {
            outcome,
            reasons: vec![reason],
            disclosed: None,
            code_age_s: None,
            trust: None,
            status: None,
            guard: None,
            suite: None,
            skew_s: None,
            test: false,
            as_of: None,
        }
    }
}
