//! The one error that crosses, by what the app should do about it.

use std::fmt::Display;
use std::time::Duration;

use crate::ffi::error_code::{ErrorAction, ErrorCode};

/// Why a call did not do what was asked. What was held before is still held.
///
/// The variant says what to do, `code` what it was (stable, with a text for people), `reason` is for a
/// log: English, without personal data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum EsscError {
    /// Try again: in a moment, or when there is a network.
    #[error("{reason}")]
    Retry {
        /// What it was.
        code: ErrorCode,
        /// For a log.
        reason: String,
        /// How long from now to wait, if the other side said so.
        retry_after: Option<Duration>,
    },
    /// Call `refresh` (a wallet) or `sync` (a verifier), then try again.
    #[error("{reason}")]
    Refresh {
        /// What it was.
        code: ErrorCode,
        /// For a log.
        reason: String,
    },
    /// Tell the user and let them choose or do something; `code` says what.
    #[error("{reason}")]
    AskUser {
        /// What it was.
        code: ErrorCode,
        /// For a log.
        reason: String,
    },
    /// The user has to authenticate, or chose not to.
    #[error("{reason}")]
    Authenticate {
        /// What it was.
        code: ErrorCode,
        /// For a log.
        reason: String,
    },
    /// The card is gone from this phone for good: enrol again.
    #[error("{reason}")]
    ReEnroll {
        /// What it was.
        code: ErrorCode,
        /// For a log.
        reason: String,
    },
    /// What was given is refused; nothing was signed or sent because of it.
    #[error("{reason}")]
    RejectInput {
        /// What it was.
        code: ErrorCode,
        /// For a log.
        reason: String,
    },
    /// A fault of the app, the issuer or this library: report it.
    #[error("{reason}")]
    Report {
        /// What it was.
        code: ErrorCode,
        /// For a log.
        reason: String,
    },
}

impl EsscError {
    /// The error of a code, with the words of what caused it.
    pub(crate) fn with(code: ErrorCode, cause: &(impl Display + ?Sized)) -> Self {
        let reason = cause.to_string();
        match code.action() {
            ErrorAction::Retry => Self::Retry { code, reason, retry_after: None },
            ErrorAction::Refresh => Self::Refresh { code, reason },
            ErrorAction::AskUser => Self::AskUser { code, reason },
            ErrorAction::Authenticate => Self::Authenticate { code, reason },
            ErrorAction::ReEnroll => Self::ReEnroll { code, reason },
            ErrorAction::RejectInput => Self::RejectInput { code, reason },
            ErrorAction::Report => Self::Report { code, reason },
        }
    }

    /// Its code.
    #[cfg(test)]
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Retry { code, .. }
            | Self::Refresh { code, .. }
            | Self::AskUser { code, .. }
            | Self::Authenticate { code, .. }
            | Self::ReEnroll { code, .. }
            | Self::RejectInput { code, .. }
            | Self::Report { code, .. } => *code,
        }
    }
}
