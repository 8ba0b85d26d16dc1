//! The authority's copy of the lists of HarmonyOS's revoked attestation authorities: a file that a command
//! replaces, and a running issuer reads when it has changed.
//!
//! It is DER, one value after the other: for each root its certificate and the list that it signed. The
//! lists are verified whenever they are read; when they were made they say themselves.

use std::io;
use std::path::{Path, PathBuf};

use essc::base::time::UnixTime;
use essc::issuance::attestation::{AuthorityList, AuthorityListError, Fingerprint};
use essc::ports::durable_file;
use essc::wire::der::Reader;
use essc::wire::x509;
use essc::wire::x509::revocation_list;

/// The file's name in an issuer's folder.
pub const COPY_FILE: &str = "attestation-authorities";

/// Most roots whose lists are kept.
const MAX_ROOTS: usize = 8;

/// How far a list may be dated ahead of the clock that takes it, in seconds.
const MAX_AHEAD: u64 = 300;

/// Why a copy was not taken. The one from before stays.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The list, or the certificate of its root.
    #[error(transparent)]
    List(#[from] AuthorityListError),
    /// The file is not certificates and lists.
    #[error("the copy of the authorities' lists is not certificates and lists in DER")]
    Form,
    /// The copy that is there is younger.
    #[error("the copy that is there is younger: it is of {0}")]
    Older(UnixTime),
    /// The list is from the future, or the clock is behind.
    #[error("the list is of {0}, which is later than now")]
    Future(UnixTime),
    /// More roots than lists are kept of.
    #[error("there are lists of too many roots")]
    TooMany,
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Reads the lists in an issuer's folder, of the roots that its policy pins; none where there are none.
///
/// # Errors
/// [`CopyError`]; a list that does not verify refuses all of them.
pub fn read(folder: &Path, roots: &[Fingerprint]) -> Result<Vec<AuthorityList>, CopyError> {
    let path = folder.join(COPY_FILE);
    let limit = MAX_ROOTS * (x509::MAX_BYTES + revocation_list::MAX_BYTES);
    let bytes = durable_file::read(&path, limit as u64);
    let bytes = bytes.map_err(|source| CopyError::Io { path, source })?.unwrap_or_default();
    let mut lists = Vec::new();
    for Pair { root, list } in pairs(&bytes)? {
        match AuthorityList::verify(list, root, roots) {
            Ok(list) => lists.push(list),
            // The policy has changed.
            Err(AuthorityListError::RootUnknown) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(lists)
}

/// Puts the list of a root in the place of that root's in an issuer's folder, if it verifies and is not
/// older. The issuer may run meanwhile.
///
/// # Errors
/// [`CopyError`]; the copy from before is untouched then.
pub fn replace(
    folder: &Path,
    list: &[u8],
    root: &[u8],
    roots: &[Fingerprint],
    now: UnixTime,
) -> Result<AuthorityList, CopyError> {
    let taken = AuthorityList::verify(list, root, roots)?;
    if taken.this_update() > now.plus(MAX_AHEAD) {
        return Err(CopyError::Future(taken.this_update()));
    }
    let path = folder.join(COPY_FILE);
    let io = |source| CopyError::Io { path: path.clone(), source };
    let limit = MAX_ROOTS * (x509::MAX_BYTES + revocation_list::MAX_BYTES);
    // A copy that does not read gives way to one that does.
    let before = durable_file::read(&path, limit as u64).ok().flatten().unwrap_or_default();
    let before = pairs(&before).unwrap_or_default();
    let mut bytes = [root, list].concat();
    let mut count = 1;
    for pair in before {
        let Ok(held) = AuthorityList::verify(pair.list, pair.root, roots) else { continue };
        if held.root() != taken.root() {
            bytes.extend([pair.root, pair.list].concat());
            count += 1;
        } else if taken.this_update() < held.this_update() {
            return Err(CopyError::Older(held.this_update()));
        }
    }
    if count > MAX_ROOTS {
        return Err(CopyError::TooMany);
    }
    durable_file::replace(&path, &bytes).map_err(io)?;
    Ok(taken)
}

/// A root's certificate and what should be its list.
struct Pair<'a> {
    root: &'a [u8],
    list: &'a [u8],
}

fn pairs(bytes: &[u8]) -> Result<Vec<Pair<'_>>, CopyError> {
    let mut values = Reader::new(bytes);
    let mut pairs = Vec::new();
    while !values.is_empty() {
        let root = values.value().map_err(|_| CopyError::Form)?.whole;
        let list = values.value().map_err(|_| CopyError::Form)?.whole;
        pairs.push(Pair { root, list });
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests;
