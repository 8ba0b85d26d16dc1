//! Identifiers of issuer keys: the issuing region and a generation.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::hex;
use crate::model::region::Region;

/// `kid` of an issuer key: region (3 bytes, 440100 = 06 B7 24) and generation (1 byte); in JSON
/// eight lower-case hex digits. Never used twice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyId([u8; 4]);

/// The bytes or the text are not a `kid`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a key identifier: three bytes of region (at most 999999), one of generation")]
pub struct KeyIdError;

impl KeyId {
    /// The `kid` of one generation of a region's keys.
    #[must_use]
    pub const fn new(region: Region, generation: u8) -> Self {
        let [a, b, c] = region.to_bytes();
        Self([a, b, c, generation])
    }

    /// Reads the four bytes.
    ///
    /// # Errors
    /// [`KeyIdError`] for a region over 999999.
    pub fn from_bytes(bytes: [u8; 4]) -> Result<Self, KeyIdError> {
        let [a, b, c, _] = bytes;
        Region::from_bytes([a, b, c]).ok_or(KeyIdError)?;
        Ok(Self(bytes))
    }

    /// The four bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 4] {
        self.0
    }

    /// The issuing region.
    #[must_use]
    pub const fn region(self) -> Region {
        let [a, b, c, _] = self.0;
        Region::from_bytes_unchecked([a, b, c])
    }

    /// The generation, counted per region over all uses.
    #[must_use]
    pub const fn generation(self) -> u8 {
        self.0[3]
    }
}

impl TryFrom<String> for KeyId {
    type Error = KeyIdError;

    fn try_from(text: String) -> Result<Self, KeyIdError> {
        text.parse()
    }
}

impl std::str::FromStr for KeyId {
    type Err = KeyIdError;

    fn from_str(text: &str) -> Result<Self, KeyIdError> {
        Self::from_bytes(hex::decode_array(text).map_err(|_| KeyIdError)?)
    }
}

impl From<KeyId> for String {
    fn from(kid: KeyId) -> Self {
        hex::encode(&kid.0)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn region_and_generation_read_back_and_upper_case_is_refused() {
        let kid = KeyId::new(Region::GUANGZHOU, 3);
        assert_eq!(kid.to_string(), "06b72403");
        assert_eq!("06b72403".parse(), Ok(kid));
        assert_eq!((kid.region(), kid.generation()), (Region::GUANGZHOU, 3));
        assert!("06B72403".parse::<KeyId>().is_err());
        assert!(KeyId::from_bytes([0x0f, 0x42, 0x40, 0]).is_err(), "1000000");
    }
}
