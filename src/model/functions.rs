//! What a card can do: issue level, key protection, delegation and function bits, 16 bits in all.

use serde::{Deserialize, Serialize};

/// The functions word of a card (protocol §2). Unknown bits are kept and ignored, so that a new
/// function never breaks an old gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Functions(u16);

/// How the device key is protected, **as verified by the issuer**; never as an app claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum KeyProtection {
    /// 0: software, or nothing that an issuer could verify.
    Software = 0,
    /// 1: a trusted execution environment.
    TrustedEnvironment = 1,
    /// 2: a secure element.
    SecureElement = 2,
}

/// A function that can be loaded on a card; the number is its bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum CardFunction {
    /// Identity proof (身份识别).
    Identity = 6,
    /// Queries (查询).
    Query = 7,
    /// Medical care (就医).
    Medical = 8,
    /// Transit (交通).
    Transit = 9,
    /// Payment and settlement (支付结算).
    Payment = 10,
    /// Disbursement: the card can receive money (资金发放).
    Disbursement = 11,
}

/// The word is not one an issuer may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("key protection 3 is not defined")]
pub struct FunctionsError;

impl CardFunction {
    /// All functions, in the order of their bits.
    pub const ALL: [Self; 6] = [
        Self::Identity,
        Self::Query,
        Self::Medical,
        Self::Transit,
        Self::Payment,
        Self::Disbursement,
    ];

    const fn bit(self) -> u16 {
        1 << (self as u16)
    }
}

impl Functions {
    /// Reads the word.
    ///
    /// # Errors
    /// [`FunctionsError`] for the one undefined value, key protection 3.
    pub const fn from_bits(bits: u16) -> Result<Self, FunctionsError> {
        if bits >> 3 & 3 == 3 { Err(FunctionsError) } else { Ok(Self(bits)) }
    }

    /// A word from its parts; `level` over 7 becomes 7.
    #[must_use]
    pub fn new(level: u8, key: KeyProtection, delegated: bool, loaded: &[CardFunction]) -> Self {
        let bits = u16::from(level.min(7)) | (key as u16) << 3 | u16::from(delegated) << 5;
        Self(loaded.iter().fold(bits, |bits, f| bits | f.bit()))
    }

    /// The word as it stands on the wire.
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Issue level (签发等级), 0 to 7, ordered.
    #[must_use]
    pub const fn level(self) -> u8 {
        (self.0 & 7) as u8
    }

    /// Key protection as verified by the issuer.
    #[must_use]
    pub const fn key_protection(self) -> KeyProtection {
        match self.0 >> 3 & 3 {
            0 => KeyProtection::Software,
            1 => KeyProtection::TrustedEnvironment,
            _ => KeyProtection::SecureElement,
        }
    }

    /// Whether a relative carries this card (family service, 亲情服务).
    #[must_use]
    pub const fn delegated(self) -> bool {
        self.0 & 1 << 5 != 0
    }

    /// Whether `function` is loaded.
    #[must_use]
    pub const fn has(self, function: CardFunction) -> bool {
        self.0 & function.bit() != 0
    }

    /// The functions that are loaded, in the order of their bits.
    pub fn loaded(self) -> impl Iterator<Item = CardFunction> {
        CardFunction::ALL.into_iter().filter(move |f| self.has(*f))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_stand_where_the_protocol_says() {
        let word = Functions::new(
            2,
            KeyProtection::SecureElement,
            true,
            &[CardFunction::Identity, CardFunction::Disbursement],
        );
        assert_eq!(word.bits(), 0b1000_0111_0010);
        assert_eq!(
            (word.level(), word.key_protection(), word.delegated()),
            (2, KeyProtection::SecureElement, true)
        );
        assert_eq!(
            word.loaded().collect::<Vec<_>>(),
            [CardFunction::Identity, CardFunction::Disbursement]
        );
    }

    #[test]
    fn unknown_function_bits_are_kept_and_key_protection_3_is_refused() {
        assert_eq!(Functions::from_bits(0xf000).map(Functions::bits), Ok(0xf000));
        assert_eq!(Functions::from_bits(0b11000), Err(FunctionsError));
    }
}
