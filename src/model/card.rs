//! The card: what an issuer signs for one device key.

use crate::base::time::UnixTime;
use crate::crypto::PublicKey;
use crate::model::attributes::Attributes;
use crate::model::functions::Functions;
use crate::model::key_id::KeyId;
use crate::model::profile::Profile;

/// Seconds by which a card starts before it is issued, so that a phone that is a little behind can
/// sign at once. Issue time = `not_before` + 300, exactly.
pub const ISSUED_AFTER_START: u64 = 300;

/// Entries of one status list, 2²⁰.
pub const STATUS_LIST_ENTRIES: u32 = 1 << 20;

/// Where the state of a device key's cards is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusIndex {
    /// Number of the list, within the issuing region.
    pub list: u16,
    /// Index in the list, under 2²⁰.
    pub index: u32,
}

/// A card credential (protocol §2), signature apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The issuer's key, and with it the issuing region.
    pub kid: KeyId,
    /// Start of validity, seconds since 1970, until 2106.
    pub not_before: u32,
    /// Lifetime in minutes, never 0.
    pub lifetime_minutes: u16,
    /// Where its state is listed.
    pub status: StatusIndex,
    /// Functions, level, key protection, delegation.
    pub functions: Functions,
    /// How old its codes may be, in seconds, never 0.
    pub max_code_age: u8,
    /// The device key that signs its codes.
    pub device_key: PublicKey,
    /// What it says of its holder.
    pub attributes: Attributes,
}

impl Card {
    /// The profile, which the attributes decide.
    #[must_use]
    pub const fn profile(&self) -> Profile {
        self.attributes.profile()
    }

    /// Start of validity.
    #[must_use]
    pub fn starts(&self) -> UnixTime {
        UnixTime::from_secs(u64::from(self.not_before))
    }

    /// End of validity: `not_before` + 60 × lifetime.
    #[must_use]
    pub fn expires(&self) -> UnixTime {
        self.starts().plus(60 * u64::from(self.lifetime_minutes))
    }

    /// When the issuer looked at the card's state and signed: `not_before` + 300.
    #[must_use]
    pub fn issued_at(&self) -> UnixTime {
        self.starts().plus(ISSUED_AFTER_START)
    }
}
