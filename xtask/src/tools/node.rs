//! Packages of the npm registry, exactly as a lock file pins them, beside the program that uses them.

use std::fs;
use std::path::Path;

use super::package::{NODE, NPM};
use crate::shell::{Outcome, command};

/// Written into `node_modules` last: the lock file that was installed.
const MARKER: &str = "node_modules/package-lock.installed";

/// The oldest Node.js that the programs run on: the one of Debian 12.
const OLDEST: u32 = 18;

/// The oldest npm that lets a package say what its dependencies' dependencies are (`overrides`) also where
/// they ask for one exact version; an older one, such as Debian 12's, fetches this version and runs it.
const OLDEST_NPM: (u32, &str) = (10, "10.9.4");

/// Makes sure that Node.js runs and that `folder` has the packages of its `package-lock.json`.
///
/// Install scripts of packages are not run: none of what is used here needs one.
///
/// # Errors
/// Node.js or npm is missing or too old and can't be installed here, with what to install; or a package
/// can't be fetched.
pub fn packages(folder: &Path) -> Outcome {
    NODE.ready()?;
    let said = command("node --version").read()?;
    if release(&said).is_none_or(|found| found < OLDEST) {
        return Err(format!("`node --version` says {}: {OLDEST} or newer is needed", said.trim()));
    }
    let lock = folder.join("package-lock.json");
    let wanted = fs::read_to_string(&lock).map_err(|e| format!("{}: {e}", lock.display()))?;
    let marker = folder.join(MARKER);
    if fs::read_to_string(&marker).is_ok_and(|had| had == wanted) {
        return Ok(());
    }
    NPM.ready()?;
    let (oldest, instead) = OLDEST_NPM;
    let said = command("npm --version").read()?;
    let npm = if release(&said).is_some_and(|found| found >= oldest) {
        command("npm")
    } else {
        command(&format!("npm exec --yes --package=npm@{instead} -- npm"))
    };
    npm.words("ci --ignore-scripts --no-audit --no-fund --loglevel=error").within(folder).run()?;
    fs::write(&marker, wanted).map_err(|e| format!("{}: {e}", marker.display()))
}

/// The number before the first point: 18 of `v18.20.4`.
fn release(said: &str) -> Option<u32> {
    said.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::release;

    #[test]
    fn a_release_is_the_number_before_the_first_point() {
        assert_eq!(release("v18.20.4\n"), Some(18));
        assert_eq!(release("v20.0.0-nightly"), Some(20));
        assert_eq!(release("9.2.0\n"), Some(9));
        assert_eq!(release("none"), None);
        assert_eq!(release(""), None);
    }
}
