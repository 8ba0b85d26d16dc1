//! Scenes (应用场景): what a venue asks for, as the signed catalogue states it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::attributes::Answer;
use crate::model::functions::{CardFunction, KeyProtection};
use crate::model::localized::Localized;
use crate::model::profile::Profile;
use crate::model::region::Region;

/// Number of a scene: on the wire a number, in JSON its decimal digits, at least four.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SceneCode(u16);

/// The text is not the canonical decimal form of a scene number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a scene is four digits, or five from 10000 to 65535")]
pub struct SceneCodeError;

impl SceneCode {
    /// Scene numbers under this one are the province's (protocol §7).
    pub const FIRST_OF_CITIES: u16 = 10_000;

    /// The scene of a wire number.
    #[must_use]
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// The wire number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl std::str::FromStr for SceneCode {
    type Err = SceneCodeError;

    fn from_str(text: &str) -> Result<Self, SceneCodeError> {
        let code = text.parse().map(Self).map_err(|_| SceneCodeError)?;
        if code.to_string() == text { Ok(code) } else { Err(SceneCodeError) }
    }
}

impl TryFrom<String> for SceneCode {
    type Error = SceneCodeError;

    fn try_from(text: String) -> Result<Self, SceneCodeError> {
        text.parse()
    }
}

impl From<SceneCode> for String {
    fn from(code: SceneCode) -> Self {
        code.to_string()
    }
}

impl fmt::Display for SceneCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

impl fmt::Debug for SceneCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Whether a scene takes cards that a relative carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(rename_all = "lowercase")]
pub enum Delegated {
    /// Delegated cards are taken.
    Allowed,
    /// Delegated cards are refused.
    Refused,
}

/// Whether a scene needs an answer to a venue's request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(rename_all = "lowercase")]
pub enum Challenge {
    /// A plain code is enough.
    None,
    /// Only codes that answer a request.
    Request,
}

/// What counts as using a code twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Replay {
    /// Nothing.
    None,
    /// The same code.
    Code,
    /// Any code of the same card within the cool-down.
    Card,
}

/// One entry of the catalogue (protocol §7). All durations are seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// Its number.
    pub code: SceneCode,
    /// Area, a lower-case word: `medical`, `transit`.
    pub area: String,
    /// Name shown to holder and venue.
    pub name: Localized,
    /// The department that answers for it (art. 3).
    pub department: String,
    /// Profiles it takes.
    pub profiles: Vec<Profile>,
    /// Answers of which one must be yes; judged on entitlement codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
    /// Functions that must all be loaded.
    pub functions: Vec<CardFunction>,
    /// Least issue level, 0 to 7.
    pub level: u8,
    /// Least key protection.
    pub min_key: KeyProtection,
    /// Whether delegated cards are taken.
    pub delegated: Delegated,
    /// After how long the wallet shows a new code.
    pub rotate_after: u32,
    /// How old a code may be; the card's own limit may be lower.
    pub max_code_age: u32,
    /// How long ago the card may have been issued; none: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_card_age: Option<u32>,
    /// How old the evidence of status may be.
    pub max_status_age: u32,
    /// Whether a request is needed.
    pub challenge: Challenge,
    /// What counts as a replay.
    pub replay: Replay,
    /// Cool-down of `replay: card`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cooldown: Option<u32>,
    /// How many days a venue keeps receipts; 0: it keeps none.
    pub receipt_days: u32,
    /// Issuing regions it takes; none: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regions: Option<Vec<Region>>,
    /// Whether venues across the border may use it.
    pub cross_border: bool,
    /// Whether it is switched on.
    pub enabled: bool,
}

impl Scene {
    /// Whether it takes cards of this issuing region.
    #[must_use]
    pub fn takes_region(&self, region: Region) -> bool {
        self.regions.as_ref().is_none_or(|set| set.iter().any(|r| r.covers(region)))
    }

    /// The most disclosing profile it takes.
    #[must_use]
    pub fn most_disclosing(&self) -> Option<Profile> {
        self.profiles.iter().copied().max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scene_has_one_text() {
        assert_eq!(SceneCode::new(302).to_string(), "0302");
        assert_eq!("0302".parse(), Ok(SceneCode::new(302)));
        assert_eq!("10500".parse(), Ok(SceneCode::new(10_500)));
        for bad in ["302", "00302", "+302", "65536", "010500", ""] {
            assert!(bad.parse::<SceneCode>().is_err(), "{bad}");
        }
    }
}
