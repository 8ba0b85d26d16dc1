//! A Swift compiler: the host's own, or on Debian the one of an installation of its own.

use super::package::root_on_debian;
use super::trixie::{self, Trixie};
use crate::shell::{Invocation, command};

/// The first release with the language mode that the bindings are written in.
const OLDEST: (u32, u32) = (6, 0);

/// Where `swift` is run.
#[derive(Debug)]
pub enum Swift {
    /// On the host's path.
    Host,
    /// Inside a Debian that packages Swift, since the host's doesn't.
    Inside(Trixie),
}

impl Swift {
    /// Finds Swift or, on Debian and Ubuntu as root, installs it: 3 GB and some minutes, once for a
    /// user.
    ///
    /// # Errors
    /// There is none and it can't be installed here, with what to install.
    pub fn ready() -> Result<Self, String> {
        let (major, minor) = OLDEST;
        let found = command("swift --version").read().ok().and_then(|said| version(&said));
        match found {
            Some(version) if version >= OLDEST => Ok(Self::Host),
            _ if root_on_debian() => {
                let inside = trixie::ready(&trixie::SWIFT);
                inside.map(Self::Inside).map_err(|e| format!("{e}; or put swift 6 on the path"))
            }
            Some((had, minor_had)) => Err(format!(
                "Swift {had}.{minor_had} is too old: install {major}.{minor} or newer (swift.org/install)"
            )),
            None => Err(format!(
                "`swift --version` doesn't run: install Swift {major}.{minor} or newer \
                 (swift.org/install, or Xcode 16)"
            )),
        }
    }

    /// The words of `line` as a command, split at spaces. It sees the repository and cargo's build
    /// directory under the paths they have outside, and nothing of the environment.
    pub fn command(&self, line: &str) -> Invocation {
        match self {
            Self::Host => command(line),
            Self::Inside(trixie) => trixie.command(&[]).words(line),
        }
    }
}

/// Major and minor of `Swift version 6.0.3 (…)` or `Apple Swift version 6.1 (…)`.
fn version(said: &str) -> Option<(u32, u32)> {
    let (_, after) = said.split_once("Swift version ")?;
    let number = after.split_whitespace().next()?;
    // Snapshots say `6.2-dev`.
    let mut parts = number.split(|c: char| !c.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next().unwrap_or("0").parse().unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn the_version_is_read_from_what_each_platform_says() {
        assert_eq!(version("Swift version 6.0.3 (swift-6.0.3-RELEASE)\nTarget: x"), Some((6, 0)));
        assert_eq!(
            version("swift-driver version: 1.115 Apple Swift version 6.1 (swiftlang-6.1)"),
            Some((6, 1))
        );
        assert_eq!(version("Swift version 6.2-dev (LLVM x)"), Some((6, 2)));
        assert_eq!(version("Swift version 5.10.1 (swift-5.10.1)"), Some((5, 10)));
        assert_eq!(version("OpenStack Swift client"), None);
    }
}
