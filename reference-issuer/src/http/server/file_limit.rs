//! How many connections the process's limit of open files leaves room for.

use rustix::process::{Resource, getrlimit};

/// Files that are no connections: SQLite's (three for each of five connections, and its journals),
/// the lock, keys and documents that are written, the runtime's, standard input and output.
const OTHER_FILES: u64 = 64;

/// Fewer connections than this serve nobody.
const LEAST_CONNECTIONS: u64 = 16;

/// The process may not open as many files as a service needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the process may open {limit} files, the service needs {least} (ulimit -n)")]
pub struct FileLimitTooLow {
    /// What it may.
    pub limit: u64,
    /// What it needs.
    pub least: u64,
}

/// At most `most` connections, and fewer where the process may not open so many files.
pub(super) fn connections(most: usize) -> Result<usize, FileLimitTooLow> {
    within(most, getrlimit(Resource::Nofile).current)
}

fn within(most: usize, limit: Option<u64>) -> Result<usize, FileLimitTooLow> {
    let Some(limit) = limit else { return Ok(most) };
    let least = OTHER_FILES + LEAST_CONNECTIONS;
    if limit < least {
        return Err(FileLimitTooLow { limit, least });
    }
    let room = usize::try_from(limit - OTHER_FILES).unwrap_or(usize::MAX);
    Ok(most.min(room))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_stay_below_the_limit_of_open_files() {
        assert_eq!(within(4096, None), Ok(4096));
        assert_eq!(within(4096, Some(1 << 20)), Ok(4096));
        assert_eq!(within(4096, Some(1024)), Ok(960));
        assert_eq!(within(4096, Some(80)), Ok(16));
        assert_eq!(within(4096, Some(79)), Err(FileLimitTooLow { limit: 79, least: 80 }));
    }
}
