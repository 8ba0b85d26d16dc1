//! The files of a gate that has no directory, as one byte string that its host keeps: in a browser's
//! database, in a file, anywhere.
//!
//! | bytes | what |
//! | --- | --- |
//! | 8 | `ESSCGATE` |
//! | 1 | version: 1 |
//! | 32 | SHA-256 of all that follows |
//! | 2 + n, 4 + m, and again | a file: length and name, length and content, big-endian; by name, ascending |
//!
//! The digest tells a file that was cut or damaged. It protects from nobody: whoever can write where the
//! host keeps it can also put an older one back, as with a directory.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::crypto::digest::sha256;

const MAGIC: &[u8; 8] = b"ESSCGATE";
const VERSION: u8 = 1;
const HEADER: usize = 8 + 1 + 32;

/// Why bytes are not the files of a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum MemoryFilesError {
    /// Something else.
    #[error("these are not the files of a gate")]
    Other,
    /// Of a version that this one does not read.
    #[error("the gate's files are of version {0}, and this one reads 1")]
    Version(u8),
    /// Cut short or changed.
    #[error("the gate's files are damaged")]
    Damaged,
}

/// The files, shared by all who hold a clone.
#[derive(Clone, Default)]
pub struct MemoryFiles(Arc<Mutex<Held>>);

#[derive(Default)]
struct Held {
    files: BTreeMap<String, Vec<u8>>,
    changes: u64,
}

impl MemoryFiles {
    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`MemoryFilesError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MemoryFilesError> {
        let (magic, rest) = bytes.split_first_chunk().ok_or(MemoryFilesError::Other)?;
        let (version, rest) = rest.split_first().ok_or(MemoryFilesError::Other)?;
        match (magic, *version) {
            (MAGIC, VERSION) => {}
            (MAGIC, other) => return Err(MemoryFilesError::Version(other)),
            _ => return Err(MemoryFilesError::Other),
        }
        let (digest, body) = rest.split_first_chunk().ok_or(MemoryFilesError::Damaged)?;
        if sha256(body) != *digest {
            return Err(MemoryFilesError::Damaged);
        }
        let files = read(body).ok_or(MemoryFilesError::Damaged)?;
        Ok(Self(Arc::new(Mutex::new(Held { files, changes: 0 }))))
    }

    /// The files as one byte string; the same files give the same bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let held = self.held();
        let lengths = held.files.iter().map(|(name, content)| name.len() + content.len() + 6);
        let mut bytes = Vec::with_capacity(HEADER + lengths.sum::<usize>());
        bytes.extend_from_slice(MAGIC);
        bytes.push(VERSION);
        bytes.extend_from_slice(&[0; 32]);
        for (name, content) in &held.files {
            // Names are this crate's own; documents are at most 64 MiB each.
            let (name_length, length) = (name.len() as u16, content.len() as u32);
            bytes.extend_from_slice(&name_length.to_be_bytes());
            bytes.extend_from_slice(name.as_bytes());
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(content);
        }
        let digest = sha256(&bytes[HEADER..]);
        bytes[HEADER - 32..HEADER].copy_from_slice(&digest);
        bytes
    }

    /// How many times anything was written or removed: what [`Self::to_bytes`] gave before the last one
    /// is an old state.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.held().changes
    }

    pub(super) fn names_below(&self, prefix: &str) -> Vec<String> {
        let held = self.held();
        let below = held.files.keys().filter_map(|name| name.strip_prefix(prefix));
        below.filter(|name| !name.contains('/')).map(str::to_owned).collect()
    }

    pub(super) fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.held().files.get(name).cloned()
    }

    pub(super) fn length(&self, name: &str) -> Option<usize> {
        self.held().files.get(name).map(Vec::len)
    }

    pub(super) fn replace(&self, name: &str, bytes: &[u8]) {
        let mut held = self.held();
        held.changes += 1;
        held.files.insert(name.to_owned(), bytes.to_vec());
    }

    pub(super) fn append(&self, name: &str, bytes: &[u8]) {
        let mut held = self.held();
        held.changes += 1;
        held.files.entry(name.to_owned()).or_default().extend_from_slice(bytes);
    }

    pub(super) fn remove(&self, name: &str) {
        let mut held = self.held();
        if held.files.remove(name).is_some() {
            held.changes += 1;
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // Each change is one call of the map's own.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for MemoryFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryFiles({} files)", self.held().files.len())
    }
}

fn read(mut body: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    while !body.is_empty() {
        let name = take(&mut body, |length: [u8; 2]| u16::from_be_bytes(length).into())?;
        let name = std::str::from_utf8(name).ok()?.to_owned();
        let content = take(&mut body, |length: [u8; 4]| u32::from_be_bytes(length) as usize)?;
        if files.last_key_value().is_some_and(|(last, _)| *last >= name) {
            return None;
        }
        files.insert(name, content.to_vec());
    }
    Some(files)
}

/// Takes a length and as many bytes off the front.
fn take<'a, const N: usize>(
    body: &mut &'a [u8],
    length: impl Fn([u8; N]) -> usize,
) -> Option<&'a [u8]> {
    let (first, rest) = body.split_first_chunk()?;
    let (taken, rest) = rest.split_at_checked(length(*first))?;
    *body = rest;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn some() -> MemoryFiles {
        let files = MemoryFiles::default();
        files.replace("lists/trust.jws", b"a.b.c");
        files.replace("replay", b"one");
        files.append("replay", b", two");
        files.replace("skew.json", b"");
        files
    }

    #[test]
    fn what_was_written_reads_back_and_every_change_counts() {
        let files = some();
        assert_eq!(files.changes(), 4);
        files.remove("none");
        assert_eq!(files.changes(), 4);
        let again = MemoryFiles::from_bytes(&files.to_bytes()).expect("read");
        assert_eq!(again.to_bytes(), files.to_bytes());
        assert_eq!(again.read("replay").as_deref(), Some(&b"one, two"[..]));
        assert_eq!(again.names_below("lists/"), ["trust.jws"]);
        assert_eq!(again.names_below(""), ["replay", "skew.json"]);
        let empty = MemoryFiles::default().to_bytes();
        assert!(MemoryFiles::from_bytes(&empty).is_ok_and(|read| read.to_bytes() == empty));
    }

    #[test]
    fn what_was_cut_or_changed_or_is_of_another_version_is_refused_as_what_it_is() {
        let bytes = some().to_bytes();
        let read = |bytes: &[u8]| MemoryFiles::from_bytes(bytes).map(|_| ());
        for length in 0..bytes.len() {
            let expected =
                if length < 9 { MemoryFilesError::Other } else { MemoryFilesError::Damaged };
            assert_eq!(read(&bytes[..length]), Err(expected), "{length}");
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 4;
            let expected = match at {
                0..8 => MemoryFilesError::Other,
                8 => MemoryFilesError::Version(5),
                _ => MemoryFilesError::Damaged,
            };
            assert_eq!(read(&changed), Err(expected), "{at}");
        }
    }

    /// Bytes with a digest that fits.
    fn sealed(body: &[u8]) -> Vec<u8> {
        [&MAGIC[..], &[VERSION], &sha256(body), body].concat()
    }

    #[test]
    fn there_is_one_form_of_the_same_files() {
        let one = b"\0\x01a\0\0\0\x01x";
        let other = b"\0\x01b\0\0\0\0";
        for body in [[&one[..], other].concat(), vec![]] {
            assert!(MemoryFiles::from_bytes(&sealed(&body)).is_ok());
        }
        let twice = [&one[..], one].concat();
        let unordered = [&other[..], one].concat();
        for body in
            [&twice[..], &unordered, &one[..7], b"\0\x01\xff\0\0\0\0", b"\0\x01a\xff\xff\xff\xff"]
        {
            let read = MemoryFiles::from_bytes(&sealed(body)).map(|_| ());
            assert_eq!(read, Err(MemoryFilesError::Damaged), "{body:?}");
        }
    }

    proptest! {
        #[test]
        fn any_body_is_refused_or_written_again_as_it_was(body: Vec<u8>) {
            let bytes = sealed(&body);
            if let Ok(files) = MemoryFiles::from_bytes(&bytes) {
                prop_assert_eq!(files.to_bytes(), bytes);
            }
        }
    }
}
