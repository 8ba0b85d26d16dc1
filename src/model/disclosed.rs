//! What a scene may see of a card: one form for each profile.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::attributes::{Answer, Attributes};
use crate::model::card::Card;
use crate::model::identifiers::IdDocumentKind;
use crate::model::masking;
use crate::model::profile::Profile;
use crate::model::region::Region;
use crate::model::scene::Scene;

/// What a scene sees of an accepted card, by the profile that was shown. `Debug` shows profile and
/// region only. In JSON it is one flat object with the profile as a member (docs/json.md).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(into = "Flat", try_from = "Flat")]
pub enum Disclosed {
    /// That the card is valid, and where it was issued.
    Validity {
        /// Issuing region.
        region: Region,
    },
    /// Answers about the holder, not who they are.
    Entitlement {
        /// Issuing region.
        region: Region,
        /// Answers that are yes, of those the scene asks for.
        answers: Vec<Answer>,
    },
    /// Who the holder is, as far as somebody who knows them can tell.
    Masked {
        /// Issuing region.
        region: Region,
        /// The document that the number is of.
        kind: IdDocumentKind,
        /// Name with its masked characters as `*`.
        name: String,
        /// Number of the document with its masked characters as `*`.
        number: String,
    },
    /// Who the holder is.
    Identity {
        /// Issuing region.
        region: Region,
        /// The document that the number is of.
        kind: IdDocumentKind,
        /// Name.
        name: String,
        /// Number of the document.
        number: String,
        /// Card number.
        card_number: String,
    },
}

impl Disclosed {
    /// What a card says to a scene: of the answers only those it asks for, masked numbers with their
    /// stars.
    #[must_use]
    pub fn by(card: &Card, scene: &Scene) -> Self {
        let region = card.kid.region();
        match &card.attributes {
            Attributes::Validity => Self::Validity { region },
            Attributes::Entitlement(answers) => {
                let asked = |answer: &Answer| scene.answers.contains(answer);
                Self::Entitlement { region, answers: answers.given().filter(asked).collect() }
            }
            Attributes::Masked(masked) => Self::Masked {
                region,
                kind: masked.kind(),
                name: masked.name().to_owned(),
                number: masking::displayed_number(masked),
            },
            Attributes::Identity(identity) => Self::Identity {
                region,
                kind: identity.kind(),
                name: identity.name().to_owned(),
                number: identity.number().as_str().to_owned(),
                card_number: identity.card_number().as_str().to_owned(),
            },
        }
    }

    /// Issuing region.
    #[must_use]
    pub const fn region(&self) -> Region {
        match self {
            Self::Validity { region }
            | Self::Entitlement { region, .. }
            | Self::Masked { region, .. }
            | Self::Identity { region, .. } => *region,
        }
    }

    /// Profile that was shown.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        match self {
            Self::Validity { .. } => Profile::Validity,
            Self::Entitlement { .. } => Profile::Entitlement,
            Self::Masked { .. } => Profile::Masked,
            Self::Identity { .. } => Profile::Identity,
        }
    }

    /// Answers that are yes; none but in an entitlement code.
    #[must_use]
    pub fn answers(&self) -> &[Answer] {
        match self {
            Self::Entitlement { answers, .. } => answers,
            _ => &[],
        }
    }

    /// The name, masked in the masked profile.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Masked { name, .. } | Self::Identity { name, .. } => Some(name),
            _ => None,
        }
    }

    /// Number of the holder's document, masked in the masked profile.
    #[must_use]
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::Masked { number, .. } | Self::Identity { number, .. } => Some(number),
            _ => None,
        }
    }

    /// Card number, which only an identity code tells.
    #[must_use]
    pub fn card_number(&self) -> Option<&str> {
        match self {
            Self::Identity { card_number, .. } => Some(card_number),
            _ => None,
        }
    }
}

impl fmt::Debug for Disclosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Disclosed({} of {})", self.profile().name(), self.region())
    }
}

/// The JSON form: what does not apply is left out.
#[derive(Serialize, Deserialize)]
struct Flat {
    region: Region,
    profile: Profile,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    answers: Vec<Answer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<IdDocumentKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    card_number: Option<String>,
}

impl From<Disclosed> for Flat {
    fn from(disclosed: Disclosed) -> Self {
        let (region, profile) = (disclosed.region(), disclosed.profile());
        let bare = Self {
            region,
            profile,
            answers: Vec::new(),
            kind: None,
            name: None,
            number: None,
            card_number: None,
        };
        match disclosed {
            Disclosed::Validity { .. } => bare,
            Disclosed::Entitlement { answers, .. } => Self { answers, ..bare },
            Disclosed::Masked { kind, name, number, .. } => {
                Self { kind: Some(kind), name: Some(name), number: Some(number), ..bare }
            }
            Disclosed::Identity { kind, name, number, card_number, .. } => Self {
                kind: Some(kind),
                name: Some(name),
                number: Some(number),
                card_number: Some(card_number),
                ..bare
            },
        }
    }
}

/// A JSON form whose members are not those of its profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what was disclosed has other members than its profile")]
struct OtherMembers;

impl TryFrom<Flat> for Disclosed {
    type Error = OtherMembers;

    fn try_from(flat: Flat) -> Result<Self, OtherMembers> {
        let Flat { region, profile, answers, kind, name, number, card_number } = flat;
        if profile != Profile::Entitlement && !answers.is_empty() {
            return Err(OtherMembers);
        }
        match (profile, kind, name, number, card_number) {
            (Profile::Validity, None, None, None, None) => Ok(Self::Validity { region }),
            (Profile::Entitlement, None, None, None, None) => {
                Ok(Self::Entitlement { region, answers })
            }
            (Profile::Masked, Some(kind), Some(name), Some(number), None) => {
                Ok(Self::Masked { region, kind, name, number })
            }
            (Profile::Identity, Some(kind), Some(name), Some(number), Some(card_number)) => {
                Ok(Self::Identity { region, kind, name, number, card_number })
            }
            _ => Err(OtherMembers),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made up; the number is the example of GB 11643.
    fn each() -> [(Disclosed, &'static str); 4] {
        let region = Region::GUANGZHOU;
        let kind = IdDocumentKind::Mainland;
        [
            (Disclosed::Validity { region }, r#"{"region":"440100","profile":"validity"}"#),
            (
                Disclosed::Entitlement { region, answers: vec![Answer::Resident] },
                r#"{"region":"440100","profile":"entitlement","answers":["resident"]}"#,
            ),
            (
                Disclosed::Masked {
                    region,
                    kind,
                    name: "测**".into(),
                    number: "110***002X".into(),
                },
                r#"{"region":"440100","profile":"masked","kind":"mainland","name":"测**","number":"110***002X"}"#,
            ),
            (
                Disclosed::Identity {
                    region,
                    kind,
                    name: "测试甲".into(),
                    number: "11010519491231002X".into(),
                    card_number: "SBX000001".into(),
                },
                r#"{"region":"440100","profile":"identity","kind":"mainland","name":"测试甲","number":"11010519491231002X","card_number":"SBX000001"}"#,
            ),
        ]
    }

    #[test]
    fn each_profile_has_its_members_in_json_and_no_others() {
        for (disclosed, json) in each() {
            assert_eq!(serde_json::to_string(&disclosed).expect("json"), json);
            assert_eq!(serde_json::from_str::<Disclosed>(json).expect("read"), disclosed);
        }
        for wrong in [
            r#"{"region":"440100","profile":"validity","answers":["resident"]}"#,
            r#"{"region":"440100","profile":"validity","name":"测**"}"#,
            r#"{"region":"440100","profile":"masked","kind":"mainland","name":"测**"}"#,
            r#"{"region":"440100","profile":"identity","kind":"mainland","name":"测","number":"1"}"#,
        ] {
            assert!(serde_json::from_str::<Disclosed>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn debug_output_shows_nothing_of_a_person() {
        let shown = each().map(|(disclosed, _)| format!("{disclosed:?}"));
        assert_eq!(shown[3], "Disclosed(identity of 440100)");
        for personal in ["测", "1101", "SBX"] {
            assert!(shown.iter().all(|text| !text.contains(personal)), "{shown:?}");
        }
    }
}
