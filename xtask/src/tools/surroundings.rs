//! What a new machine is told of the network it stands in: name servers, the certificates that a local
//! proxy needs, apt's settings. None of it is a package or something that was built.

use std::fs;
use std::path::Path;

use crate::shell::Outcome;

/// Files and folders that are the same on every machine of a network.
const PLACES: [&str; 3] =
    ["etc/resolv.conf", "etc/apt/apt.conf.d", "usr/local/share/ca-certificates"];

/// Variables that tell programs of proxies and of certificates.
const VARIABLES: [&str; 11] = [
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "PIP_CERT",
    "REQUESTS_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
];

/// Copies this machine's network settings into another root.
///
/// # Errors
/// A file that can't be copied.
pub fn carry_over(folder: &Path) -> Outcome {
    PLACES.iter().try_for_each(|place| copy(&Path::new("/").join(place), &folder.join(place)))
}

/// The variables of this machine's network that are set here.
pub fn variables() -> Vec<(&'static str, String)> {
    let set = |name: &&'static str| Some((*name, std::env::var(name).ok()?));
    VARIABLES.iter().filter_map(set).filter(|(_, value)| !value.contains(' ')).collect()
}

/// Copies a file, or the files of a folder; what isn't there isn't missed.
fn copy(from: &Path, to: &Path) -> Outcome {
    let failed = |e: std::io::Error| format!("{} to {}: {e}", from.display(), to.display());
    if from.is_dir() {
        fs::create_dir_all(to).map_err(failed)?;
        for entry in fs::read_dir(from).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
    } else if from.exists() {
        fs::copy(from, to).map_err(failed)?;
    }
    Ok(())
}
