//! What stands on a card's face in an app: enough for its holder to tell it from others, and no more.

use serde::Serialize;

use crate::holder::enrollments::Enrollment;
use crate::model::attributes::{Attributes, MaskedAttributes};
use crate::model::identifiers::IdDocumentKind;
use crate::model::masking;
use crate::model::profile::Profile;

/// Name and number of the holder, both masked. `Debug` shows neither.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct CardFace {
    /// The document that the number is of.
    pub kind: IdDocumentKind,
    /// Name: its first character, and stars.
    pub name: String,
    /// Number: its first three and last four characters, and stars between.
    pub number: String,
}

impl CardFace {
    /// The face of a card, from its masked credential or, without one, from its identity credential;
    /// none where the card has neither.
    pub(crate) fn of(enrollment: &Enrollment) -> Option<Self> {
        let attributes = |profile| enrollment.card(profile).map(|signed| &signed.card.attributes);
        match attributes(Profile::Masked).or_else(|| attributes(Profile::Identity))? {
            Attributes::Masked(masked) => Some(Self::masked(masked)),
            Attributes::Identity(identity) => {
                let (kind, number) = (identity.kind(), identity.number());
                let masked = masking::attributes(kind, number, identity.name());
                masked.ok().as_ref().map(Self::masked)
            }
            Attributes::Validity | Attributes::Entitlement(_) => None,
        }
    }

    fn masked(masked: &MaskedAttributes) -> Self {
        Self {
            kind: masked.kind(),
            name: masked.name().to_owned(),
            number: masking::displayed_number(masked),
        }
    }
}

impl std::fmt::Debug for CardFace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CardFace({:?})", self.kind)
    }
}
