//! What a status list says of one index: two bits (Token Status List, protocol §7).

use serde::{Deserialize, Serialize};

/// The state of one device key's cards, as a status list gives it; the number is the two bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum CardStatus {
    /// 0: in use.
    Valid = 0,
    /// 1: dead for good.
    Revoked = 1,
    /// 2: lost or locked; comes back with a newer list, or not at all.
    Suspended = 2,
    /// 3: this index was not given to anyone when the list was made.
    NotGivenOut = 3,
}

impl CardStatus {
    /// All four, in the order of their numbers.
    pub const ALL: [Self; 4] = [Self::Valid, Self::Revoked, Self::Suspended, Self::NotGivenOut];

    /// The status of two bits; higher bits are not looked at.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Self {
        match bits & 3 {
            0 => Self::Valid,
            1 => Self::Revoked,
            2 => Self::Suspended,
            _ => Self::NotGivenOut,
        }
    }

    /// The two bits.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_reads_back_from_its_bits() {
        for (bits, status) in (0..).zip(CardStatus::ALL) {
            assert_eq!((status.bits(), CardStatus::from_bits(bits)), (bits, status));
        }
    }
}
