//! The authority's copy of the revocation list for Android's attestation certificates: a file that a
//! command replaces, and a running issuer reads when it has changed, with the lists of HarmonyOS's
//! authorities ([`authority_list_copy`]) beside it.
//!
//! Its first line is an object with `as_of`, the time at which the list was right by its origin's clock,
//! in seconds; the rest is the list, byte for byte as the origin gave it.

use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use essc::base::json;
use essc::base::time::UnixTime;
use essc::issuance::attestation::revocations::MAX_STATUS_LIST_BYTES;
use essc::issuance::attestation::{
    AttestationPolicy, AuthorityList, Fingerprint, Revocations, RevocationsError,
};
use essc::ports::durable_file;
use serde::{Deserialize, Serialize};

use crate::authority_list_copy;

/// The file's name in an issuer's folder.
pub const COPY_FILE: &str = "attestation-status";

/// A list that revokes nothing.
const EMPTY_LIST: &[u8] = br#"{"entries":{}}"#;

/// Longest first line, in bytes.
const MAX_HEAD: usize = 256;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    as_of: UnixTime,
}

/// Why a copy was not taken. The one from before stays.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The list itself.
    #[error(transparent)]
    List(#[from] RevocationsError),
    /// The file has no first line of the form it must have.
    #[error("the copy of the revocation list has no time in its first line")]
    Head,
    /// The copy that is there is younger.
    #[error("the copy that is there is younger: it is right as of {0}")]
    Older(UnixTime),
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Reads the copy in an issuer's folder; none when there is none.
///
/// # Errors
/// [`CopyError`].
pub fn read(folder: &Path) -> Result<Option<Revocations>, CopyError> {
    let Some((as_of, list)) = read_bytes(folder)? else { return Ok(None) };
    Ok(Some(Revocations::parse(&list, as_of)?))
}

/// The time and the list of the copy, which was not looked at yet.
fn read_bytes(folder: &Path) -> Result<Option<(UnixTime, Vec<u8>)>, CopyError> {
    let path = folder.join(COPY_FILE);
    let limit = (MAX_HEAD + 1 + MAX_STATUS_LIST_BYTES) as u64;
    let bytes = durable_file::read(&path, limit);
    let Some(bytes) = bytes.map_err(|source| CopyError::Io { path, source })? else {
        return Ok(None);
    };
    let end = bytes.iter().take(MAX_HEAD + 1).position(|byte| *byte == b'\n');
    let (head, list) = bytes.split_at(end.ok_or(CopyError::Head)?);
    let Head { as_of } = json::parse(head, MAX_HEAD).map_err(|_| CopyError::Head)?;
    let list = list.strip_prefix(b"\n").unwrap_or(list);
    Ok(Some((as_of, list.to_vec())))
}

/// Says of the list in a folder that it is right as of now, for an issuer that is the list's own origin;
/// begins an empty one where there is none, or where it does not read.
///
/// # Errors
/// [`CopyError`]: as [`replace`].
pub fn confirm(folder: &Path, as_of: UnixTime) -> Result<Revocations, CopyError> {
    let held = read_bytes(folder).ok().flatten().map(|(_, list)| list);
    let held = held.filter(|list| Revocations::parse(list, as_of).is_ok());
    replace(folder, held.as_deref().unwrap_or(EMPTY_LIST), as_of)
}

/// Puts a list in the place of the copy in an issuer's folder, if it reads whole and is not older. The
/// issuer may run meanwhile.
///
/// # Errors
/// [`CopyError`]; the copy from before is untouched then.
pub fn replace(folder: &Path, list: &[u8], as_of: UnixTime) -> Result<Revocations, CopyError> {
    let taken = Revocations::parse(list, as_of)?;
    // A copy that does not read gives way to one that does.
    if let Ok(Some(held)) = read(folder)
        && as_of < held.as_of()
    {
        return Err(CopyError::Older(held.as_of()));
    }
    let path = folder.join(COPY_FILE);
    let io = |source| CopyError::Io { path: path.clone(), source };
    let mut bytes = serde_json::to_vec(&Head { as_of }).map_err(|error| io(error.into()))?;
    bytes.push(b'\n');
    bytes.extend_from_slice(list);
    durable_file::replace(&path, &bytes).map_err(io)?;
    Ok(taken)
}

/// The copies as a running issuer has them.
pub struct RevocationCopy {
    folder: PathBuf,
    /// Of HarmonyOS's authorities, by the policy.
    roots: Vec<Fingerprint>,
    parts: Mutex<Parts>,
    held: RwLock<Arc<Revocations>>,
}

/// What was read of each file, and by what it would be known to be another one.
#[derive(Default)]
struct Parts {
    seen: Option<Seen>,
    android: Revocations,
    seen_authorities: Option<Seen>,
    authorities: Vec<AuthorityList>,
}

/// By what a file is known to be another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    file: u64,
    modified: Option<SystemTime>,
    bytes: u64,
}

impl From<Metadata> for Seen {
    fn from(file: Metadata) -> Self {
        Self { file: file.ino(), modified: file.modified().ok(), bytes: file.len() }
    }
}

impl RevocationCopy {
    /// What is in the folder now, for an issuer with this policy. A copy that does not read counts as none
    /// until another takes its place: new keys wait, and old ones keep their levels.
    #[must_use]
    pub fn open_for(folder: &Path, policy: &AttestationPolicy) -> Self {
        let roots = policy.huks.as_ref().map(|huks| huks.roots.clone()).unwrap_or_default();
        let parts = Mutex::default();
        let copy = Self { folder: folder.to_owned(), roots, parts, held: RwLock::default() };
        copy.look();
        copy
    }

    /// The list to go by.
    #[must_use]
    pub fn current(&self) -> Arc<Revocations> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes what a command has put there since. What does not read leaves the one that is held.
    pub fn look(&self) {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = [self.look_at_android(&mut parts), self.look_at_authorities(&mut parts)];
        if is_new.contains(&true) {
            let revocations = parts.android.clone().with_huks(&parts.authorities, &self.roots);
            *self.held.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(revocations);
        }
    }

    fn look_at_android(&self, parts: &mut Parts) -> bool {
        let seen = std::fs::metadata(self.folder.join(COPY_FILE)).ok().map(Seen::from);
        if std::mem::replace(&mut parts.seen, seen) == seen {
            return false;
        }
        match read(&self.folder) {
            Ok(Some(revocations)) => {
                tracing::info!(as_of = %revocations.as_of(), "a new copy of the revocation list");
                parts.android = revocations;
                true
            }
            Ok(None) => false,
            Err(error) => {
                tracing::error!(%error, "the copy of the revocation list stays as it was");
                false
            }
        }
    }

    fn look_at_authorities(&self, parts: &mut Parts) -> bool {
        let file = self.folder.join(authority_list_copy::COPY_FILE);
        let seen = std::fs::metadata(file).ok().map(Seen::from);
        if std::mem::replace(&mut parts.seen_authorities, seen) == seen {
            return false;
        }
        match authority_list_copy::read(&self.folder, &self.roots) {
            Ok(lists) if lists.is_empty() => false,
            Ok(lists) => {
                tracing::info!(?lists, "new lists of revoked authorities");
                parts.authorities = lists;
                true
            }
            Err(error) => {
                tracing::error!(%error, "the lists of revoked authorities stay as they were");
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: UnixTime = UnixTime::from_secs(1_800_000_000);

    fn listing(serial: &str) -> Vec<u8> {
        format!("{{\n  \"entries\": {{\"{serial}\": {{\"status\": \"REVOKED\"}}}}\n}}").into_bytes()
    }

    fn copy() -> (tempfile::TempDir, RevocationCopy) {
        let folder = tempfile::tempdir().expect("folder");
        let copy = open(folder.path());
        (folder, copy)
    }

    fn open(folder: &Path) -> RevocationCopy {
        RevocationCopy::open_for(folder, &AttestationPolicy::default())
    }

    #[test]
    fn what_a_command_writes_is_what_the_issuer_reads() {
        let (folder, copy) = copy();
        assert_eq!(*copy.current(), Revocations::default());
        replace(folder.path(), &listing("c0ffee"), AT).expect("taken");
        copy.look();
        let expected = Revocations::parse(&listing("c0ffee"), AT).expect("a list");
        assert_eq!(*copy.current(), expected);
        assert_eq!(*open(folder.path()).current(), expected, "after a restart");
    }

    #[test]
    fn its_own_origin_dates_the_list_anew_and_begins_one_where_none_reads() {
        let folder = tempfile::tempdir().expect("folder");
        let begun = confirm(folder.path(), AT).expect("begun");
        assert_eq!(begun, Revocations::parse(EMPTY_LIST, AT).expect("a list"));
        replace(folder.path(), &listing("c0ffee"), AT.plus(1)).expect("taken");
        let dated = confirm(folder.path(), AT.plus(9)).expect("dated");
        assert_eq!(dated, Revocations::parse(&listing("c0ffee"), AT.plus(9)).expect("a list"));
        assert!(matches!(confirm(folder.path(), AT), Err(CopyError::Older(_))));
        std::fs::write(folder.path().join(COPY_FILE), b"{\"as_of\":1}\n{").expect("written");
        assert_eq!(confirm(folder.path(), AT).expect("begun anew"), begun);
    }

    #[test]
    fn a_list_that_is_older_or_torn_leaves_the_one_there_is() {
        let (folder, copy) = copy();
        replace(folder.path(), &listing("c0ffee"), AT).expect("taken");
        let older = replace(folder.path(), EMPTY_LIST, AT.minus(1));
        assert!(matches!(older, Err(CopyError::Older(held)) if held == AT));
        let torn = listing("c0ffee");
        let torn = replace(folder.path(), &torn[..torn.len() - 1], AT.plus(9));
        assert!(matches!(torn, Err(CopyError::List(_))));
        replace(folder.path(), EMPTY_LIST, AT).expect("the same time is not older");

        copy.look();
        let held = copy.current();
        for damaged in [&b""[..], b"{\"as_of\":1}", b"{}\n{\"entries\":{}}", b"{\"as_of\":1}\n{"] {
            std::fs::write(folder.path().join(COPY_FILE), damaged).expect("written");
            copy.look();
            assert_eq!(copy.current(), held);
            assert_eq!(*open(folder.path()).current(), Revocations::default());
        }
        replace(folder.path(), EMPTY_LIST, AT.minus(9))
            .expect("in the place of what does not read");
    }
}
