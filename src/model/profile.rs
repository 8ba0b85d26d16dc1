//! Disclosure profiles: the four credentials of one enrolment.

use serde::{Deserialize, Serialize};

/// What a credential discloses. Profiles 0 and 1 carry the everyday key, 2 and 3 the identity key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// 0: the card is valid, and the issuing region.
    Validity = 0,
    /// 1: also answers (age bands, resident, disability).
    Entitlement = 1,
    /// 2: also the holder's kind, masked number and masked name.
    Masked = 2,
    /// 3: also number, card number and name.
    Identity = 3,
}

/// Which of the two device keys signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyRole {
    /// Usable while the phone is unlocked; validity and entitlement codes, `DPoP`, renewal.
    Everyday,
    /// Authenticated for each signature; masked and identity codes.
    Identity,
}

impl Profile {
    /// All four, in the order of their numbers.
    pub const ALL: [Self; 4] = [Self::Validity, Self::Entitlement, Self::Masked, Self::Identity];

    /// The profile of a wire number.
    #[must_use]
    pub fn from_number(number: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.number() == number)
    }

    /// The wire number, 0 to 3.
    #[must_use]
    pub const fn number(self) -> u64 {
        self as u64
    }

    /// The lower-case name used in JSON and in credential configurations.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Validity => "validity",
            Self::Entitlement => "entitlement",
            Self::Masked => "masked",
            Self::Identity => "identity",
        }
    }

    /// The device key that signs codes of this profile.
    #[must_use]
    pub const fn key_role(self) -> KeyRole {
        match self {
            Self::Validity | Self::Entitlement => KeyRole::Everyday,
            Self::Masked | Self::Identity => KeyRole::Identity,
        }
    }
}
