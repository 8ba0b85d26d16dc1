//! Key attestations of app providers (`OpenID4VCI` Appendix D): for phones without a platform's statement.

use super::{AttestationPolicy, Judgment, Question, Refusal};

/// Why a provider's key attestation proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum ProviderRefusal {}

impl ProviderRefusal {
    /// The word for it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match *self {}
    }
}

/// Judges a key attestation.
pub(super) const fn judge(
    _: &str,
    _: &Question<'_>,
    _: &AttestationPolicy,
) -> Result<Judgment, Refusal> {
    Err(Refusal::SchemeNotAccepted)
}
