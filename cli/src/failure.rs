//! Why a command could not do what was asked, and its exit code.

use std::fmt::{self, Display};
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// A command that did not come to an answer: exit code 3, or 2 for input that can't be read.
#[derive(Debug)]
pub enum Failure {
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

    /// 2 for unreadable input, 3 for everything else.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Input(_) => ExitCode::from(2),
            Self::Usage(_) | Self::SetUp(_) => ExitCode::from(3),
        }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) | Self::Input(text) | Self::SetUp(text) => f.write_str(text),
        }
    }
}
