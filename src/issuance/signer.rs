//! An issuer's signing key with what bounds it.

use crate::base::time::UnixTime;
use crate::crypto::SigningKey;
use crate::model::key_id::KeyId;

/// A signing key, its identifier, and the end of its period, past which nothing it signs may last.
#[derive(Clone, Copy)]
pub struct IssuerSigner<'k> {
    /// Identifier; names the issuing region.
    pub kid: KeyId,
    /// The key.
    pub key: &'k SigningKey,
    /// End of its period.
    pub expires: UnixTime,
}
