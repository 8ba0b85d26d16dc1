//! What a verifier answers: an outcome with its reasons and the evidence it rests on, as data.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::time::UnixTime;
use crate::model::attributes::{Answer, Attributes};
use crate::model::card::Card;
use crate::model::identifiers::IdDocumentKind;
use crate::model::masking;
use crate::model::profile::Profile;
use crate::model::reason::Reason;
use crate::model::region::Region;
use crate::model::scene::Scene;

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

/// What the scene may see of an accepted card. `Debug` shows profile and region only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
pub struct Disclosed {
    /// Issuing region.
    pub region: Region,
    /// Profile that was shown.
    pub profile: Profile,
    /// Answers that are yes, of those the scene asks for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
    /// Holder kind (masked, identity).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<IdDocumentKind>,
    /// Name, masked in the masked profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Number of the holder's document, masked in the masked profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Card number (identity).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_number: Option<String>,
}

impl Disclosed {
    /// What a card says to a scene: of the answers only those it asks for, masked numbers with their
    /// stars.
    #[must_use]
    pub fn by(card: &Card, scene: &Scene) -> Self {
        let mut disclosed = Self {
            region: card.kid.region(),
            profile: card.profile(),
            answers: Vec::new(),
            kind: None,
            name: None,
            number: None,
            card_number: None,
        };
        match &card.attributes {
            Attributes::Validity => {}
            Attributes::Entitlement(answers) => {
                let asked = |answer: &Answer| scene.answers.contains(answer);
                disclosed.answers = answers.given().filter(asked).collect();
            }
            Attributes::Masked(masked) => {
                disclosed.kind = Some(masked.kind());
                disclosed.name = Some(masked.name().to_owned());
                disclosed.number = Some(masking::displayed_number(masked));
            }
            Attributes::Identity(identity) => {
                disclosed.kind = Some(identity.kind());
                disclosed.name = Some(identity.name().to_owned());
                disclosed.number = Some(identity.number().as_str().to_owned());
                disclosed.card_number = Some(identity.card_number().as_str().to_owned());
            }
        }
        disclosed
    }
}

impl fmt::Debug for Disclosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Disclosed({} of {})", self.profile.name(), self.region)
    }
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
    pub suite: Option<u8>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_shows_nothing_of_a_person() {
        let mut verdict = Verdict::refused(Reason::Unreadable);
        verdict.disclosed = Some(Disclosed {
            region: Region::GUANGZHOU,
            profile: Profile::Identity,
            answers: vec![],
            kind: Some(IdDocumentKind::Mainland),
            name: Some("测试甲".into()),
            // The example number of GB 11643; no person's.
            number: Some("11010519491231002X".into()),
            card_number: Some("SBX000001".into()),
        });
        let shown = format!("{verdict:?}");
        assert!(shown.contains("Disclosed(identity of 440100)"), "{shown}");
        for personal in ["测试甲", "1949", "SBX"] {
            assert!(!shown.contains(personal), "{shown}");
        }
    }
}
