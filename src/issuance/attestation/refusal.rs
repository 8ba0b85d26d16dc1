//! Why evidence about a key proves nothing, in one type over all schemes.

use super::{AndroidRefusal, AppAttestRefusal, ChainRefusal, HuksRefusal, ProviderRefusal};

/// Why evidence was refused. Says which rule it broke, and nothing of the phone or the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum Refusal {
    /// The policy accepts no evidence of this kind.
    #[error("the policy accepts no evidence of this kind")]
    SchemeNotAccepted,
    /// The certificates, whoever made them.
    #[error(transparent)]
    Chain(#[from] ChainRefusal),
    /// What an Android chain says of the key.
    #[error(transparent)]
    Android(#[from] AndroidRefusal),
    /// What a HarmonyOS chain says of the key.
    #[error(transparent)]
    Huks(#[from] HuksRefusal),
    /// App Attest.
    #[error(transparent)]
    AppAttest(#[from] AppAttestRefusal),
    /// An app provider's key attestation.
    #[error(transparent)]
    Provider(#[from] ProviderRefusal),
}

impl Refusal {
    /// The word for it in logs and statistics: the same in every version.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SchemeNotAccepted => "scheme_not_accepted",
            Self::Chain(refusal) => refusal.code(),
            Self::Android(refusal) => refusal.code(),
            Self::Huks(refusal) => refusal.code(),
            Self::AppAttest(refusal) => refusal.code(),
            Self::Provider(refusal) => refusal.code(),
        }
    }
}
