//! An issuer's signing key with what bounds it.

use crate::base::time::UnixTime;
use crate::crypto::SigningKey;
use crate::model::key_id::KeyId;

/// A signing key, its identifier, and the end of its period, past which nothing it signs may last.
#[derive(Clone, Copy)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct IssuerSigner<'k> {
    /// Identifier; names the issuing region.
    pub kid: KeyId,
    /// The key.
    pub key: &'k SigningKey,
    /// End of its period.
    pub expires: UnixTime,
}

impl<'k> IssuerSigner<'k> {
    /// The key of this identifier, which signs for nothing that lasts past `expires`.
    #[must_use]
    pub const fn new(kid: KeyId, key: &'k SigningKey, expires: UnixTime) -> Self {
        Self { kid, key, expires }
    }
}
