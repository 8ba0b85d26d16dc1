//! What a host's listener may throw, whichever it is: who only watches can't stop anything.

/// A listener, an observer or a log sink broke. Ignored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum ListenerError {
    /// It threw.
    #[error("{reason}")]
    Broke {
        /// Why, in its own words.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ListenerError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Broke { reason: "the listener threw what it does not declare".into() }
    }
}
