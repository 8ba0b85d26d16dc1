//! Chains of certificates: what Android's and HarmonyOS's have in common.

use super::{AttestationPolicy, Judgment, Question, Refusal, Revocations};

/// Why certificates prove nothing, whatever they say of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum ChainRefusal {}

impl ChainRefusal {
    /// The word for it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match *self {}
    }
}

/// Judges a chain by the rules of whoever its root belongs to.
pub(super) const fn judge(
    _: &[Vec<u8>],
    _: &Question<'_>,
    _: &AttestationPolicy,
    _: &Revocations,
) -> Result<Judgment, Refusal> {
    Err(Refusal::SchemeNotAccepted)
}
