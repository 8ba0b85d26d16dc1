//! Why a command could not do what was asked, and its exit code.

use std::fmt::{self, Display};
use std::io;
use std::path::Path;
use std::process::ExitCode;

use essc::holder::{IssuanceError, RequestFault, WalletError};

/// A command that did not come to an answer.
#[derive(Debug)]
pub enum Failure {
    /// What was asked for was understood, and the answer is no.
    Refused(String),
    /// Asked for in a way that can't be done.
    Usage(String),
    /// A text that is not what it should be.
    Input(String),
    /// Something around the command is missing or broken.
    SetUp(String),
}

impl Failure {
    /// Input of the wrong form.
    pub fn input(error: impl Display) -> Self {
        Self::Input(error.to_string())
    }

    /// Something around the command.
    pub fn set_up(error: impl Display) -> Self {
        Self::SetUp(error.to_string())
    }

    /// A file or folder.
    pub fn file(path: &Path, error: &io::Error) -> Self {
        Self::SetUp(format!("{}: {error}", path.display()))
    }

    /// 1 for a refusal, 2 for unreadable input, 3 for everything else.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Refused(_) => ExitCode::FAILURE,
            Self::Input(_) => ExitCode::from(2),
            Self::Usage(_) | Self::SetUp(_) => ExitCode::from(3),
        }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(text) | Self::Usage(text) | Self::Input(text) | Self::SetUp(text) => {
                f.write_str(text)
            }
        }
    }
}

impl From<WalletError> for Failure {
    fn from(error: WalletError) -> Self {
        let text = error.to_string();
        match error {
            WalletError::Request(RequestFault::Form(_))
            | WalletError::Issuance(IssuanceError::Offer(_)) => Self::Input(text),
            WalletError::NoSuchCard
            | WalletError::OtherScene
            | WalletError::Issuance(IssuanceError::TxCodeNeeded { .. }) => Self::Usage(text),
            WalletError::Request(_)
            | WalletError::Unfit(_)
            | WalletError::RequestNeeded
            | WalletError::Scene(_)
            | WalletError::NeedsReEnrolment { .. } => Self::Refused(text),
            _ => Self::SetUp(text),
        }
    }
}
