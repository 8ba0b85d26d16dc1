//! Apple App Attest: Apple vouches for the app, and the app for the key.

use serde::{Deserialize, Serialize};

use super::{AttestationPolicy, Judgment, Question, Refusal};
use crate::wire::app_attest::AppAttest;

/// An App Attest key that the issuer has verified: kept, and replaced in the transaction that signs the
/// card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownAppAttestKey {
    /// Its counter, which only rises.
    pub counter: u32,
}

/// Why an App Attest statement proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum AppAttestRefusal {}

impl AppAttestRefusal {
    /// The word for it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match *self {}
    }
}

/// Judges an App Attest statement.
pub(super) const fn judge(
    _: &AppAttest,
    _: &Question<'_>,
    _: &AttestationPolicy,
) -> Result<Judgment, Refusal> {
    Err(Refusal::SchemeNotAccepted)
}
