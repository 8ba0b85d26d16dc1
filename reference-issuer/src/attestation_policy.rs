//! What an authority accepts as proof that a key is in secure hardware: `attestation.toml` in the
//! issuer's folder, written by people.

use std::path::{Path, PathBuf};

use essc::issuance::attestation::AttestationPolicy;
use essc::ports::durable_file;

/// The file's name in an issuer's folder.
pub const POLICY_FILE: &str = "attestation.toml";

/// Largest policy that is read, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// Why a policy does not count. Nothing is accepted in its place: an issuer doesn't start on it.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Not UTF-8, not TOML, or not the members of a policy.
    #[error("{path}: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Where and why.
        reason: String,
    },
}

/// Reads the policy of an issuer's folder. Without the file nothing is accepted, and every card says key
/// protection 0.
///
/// # Errors
/// [`PolicyError`].
pub fn read(folder: &Path) -> Result<AttestationPolicy, PolicyError> {
    let path = folder.join(POLICY_FILE);
    let bytes = match durable_file::read(&path, MAX_BYTES) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Ok(AttestationPolicy::default()),
        Err(source) => return Err(PolicyError::Io { path, source }),
    };
    let unreadable = |reason: String| PolicyError::Unreadable { path: path.clone(), reason };
    let text = std::str::from_utf8(&bytes).map_err(|error| unreadable(error.to_string()))?;
    toml::from_str(text).map_err(|error| unreadable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<AttestationPolicy, PolicyError> {
        let folder = tempfile::tempdir().expect("folder");
        std::fs::write(folder.path().join(POLICY_FILE), text).expect("written");
        read(folder.path())
    }

    #[test]
    fn without_a_file_nothing_is_accepted() {
        let folder = tempfile::tempdir().expect("folder");
        assert_eq!(read(folder.path()).expect("no policy"), AttestationPolicy::default());
    }

    #[test]
    fn the_policy_of_the_guide_is_one() {
        let guide = include_str!("../../docs/attestation.md");
        let shown = guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
        let policy = of(shown.expect("a policy")).expect("read");
        assert!(!policy.required && policy.android.is_some() && policy.huks.is_some());
        assert!(policy.app_attest.is_some());
        assert_eq!(policy.providers.len(), 1);
    }

    #[test]
    fn a_policy_that_says_what_nobody_knows_is_refused_and_not_passed_over() {
        assert!(of("required = true").expect("a policy").required);
        for wrong in ["requierd = true", "required = 1", "required = true\n\"", "[android]"] {
            let error = of(wrong).expect_err(wrong).to_string();
            assert!(error.contains(POLICY_FILE), "{error}");
        }
    }
}
