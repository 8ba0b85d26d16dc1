//! The wallet's storage: one sealed file for each state, in a directory that the app gives.
//!
//! A state is replaced by writing a new file beside it, flushing it, and renaming it over the old one,
//! so that a kill at any instant leaves the old state or the new one. What can't be opened any more (a
//! flipped bit, a backup restored without its key) is a condition the holder can be led out of, not an
//! error.

mod sealed_file;
mod storage;

use std::io;
use std::path::Path;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::base::hex;
use crate::crypto::aead::AeadKey;
use crate::crypto::random::{self, RandomUnavailable};
use crate::holder::signing_log::Anchor;
use crate::ports::secret_store::{SecretStore, SecretStoreError};

pub(crate) use storage::DirectoryStorage;
pub use storage::{Lock, Storage};

/// Name under which the key of the vault of the account without a name is kept in the secret store;
/// the other accounts' names follow it after a dot.
pub const VAULT_KEY: &str = "essc.vault";

/// Most characters of an account's name.
const MAX_ACCOUNT: usize = 32;

/// How the name of a signing log's anchor begins there; the name of its line follows. So several
/// wallets may keep their secrets in one store.
const LOG_ANCHOR: &str = "essc.ledger.";

/// Most bytes of one sealed state.
pub const MAX_STATE_BYTES: usize = 8 * 1024 * 1024;

/// What a state's successor is called until it takes the state's name.
const SUCCESSOR: &str = ".new";

/// Why the vault could not be opened, read or written. What it held before is still there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum VaultError {
    /// Another process, or another wallet in this one, has it open.
    #[error("another process or wallet object uses the wallet")]
    InUse,
    /// There is no room left.
    #[error("no room is left for the vault")]
    Full,
    /// The directory or a file in it can't be written.
    #[error("the vault can't be written")]
    ReadOnly,
    /// Not the name of an account: up to 32 of `a` to `z`, digits and hyphens.
    #[error("the account's name is refused")]
    Account,
    /// Any other failure of the file system.
    #[error("the vault's files can't be reached: {kind}")]
    Files {
        /// Kind of failure, without a path.
        kind: io::ErrorKind,
    },
    /// The platform did not tell whether it has the vault's key or the signing log's anchor, or did
    /// not keep one.
    #[error(transparent)]
    Key(#[from] SecretStoreError),
    /// No randomness for a key or a nonce.
    #[error(transparent)]
    Random(#[from] RandomUnavailable),
    /// A state larger than 8 MiB; a fault of this library.
    #[error("the state is too large to be kept")]
    TooLarge,
}

impl From<io::Error> for VaultError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly,
            kind => Self::Files { kind },
        }
    }
}

/// What was found when one state was read.
#[derive(Debug, PartialEq, Eq)]
pub enum Loaded {
    /// It was never saved.
    Absent,
    /// It is whole; wiped when dropped.
    Whole(Zeroizing<Vec<u8>>),
    /// Something changed it, or its key is another one.
    Damaged,
    /// It is there and the vault's key is not: a restored backup.
    KeyLost,
}

/// What the secret store has of a signing log's anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeptAnchor {
    /// None was ever kept, or it was lost.
    None,
    /// Something that is no anchor of this version.
    Unreadable,
    /// It is there.
    Whole(Anchor),
}

/// An open vault; no one else has it open.
pub struct Vault {
    storage: Arc<dyn Storage>,
    secrets: Arc<dyn SecretStore>,
    /// Name of its key there.
    key_name: String,
    /// None when states were found and no key for them.
    key: Option<AeadKey>,
    _lock: Lock,
}

impl Vault {
    /// Opens the vault of an account in `directory`, which is made when it is missing. An account has a
    /// key of its own, so several may keep theirs in one secret store.
    ///
    /// # Errors
    /// [`VaultError`]; a lost key is none, see [`Loaded::KeyLost`].
    pub fn open(
        directory: &Path,
        account: &str,
        secrets: Arc<dyn SecretStore>,
    ) -> Result<Self, VaultError> {
        let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        if account.len() > MAX_ACCOUNT || !account.bytes().all(is_plain) {
            return Err(VaultError::Account);
        }
        Self::open_in(Arc::new(DirectoryStorage::at(directory)?), account, secrets)
    }

    /// Opens the vault of an account in any storage.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_in(
        storage: Arc<dyn Storage>,
        account: &str,
        secrets: Arc<dyn SecretStore>,
    ) -> Result<Self, VaultError> {
        let key_name = match account {
            "" => VAULT_KEY.to_owned(),
            name => format!("{VAULT_KEY}.{name}"),
        };
        let lock = storage.lock()?.ok_or(VaultError::InUse)?;
        let names = storage.names()?;
        for leftover in names.iter().filter(|name| name.ends_with(SUCCESSOR)) {
            storage.remove(leftover)?;
        }
        let kept = secrets.load(key_name.clone())?.map(Zeroizing::new);
        let key = match kept.as_deref().map(|bytes| <[u8; 32]>::try_from(bytes.as_slice())) {
            Some(Ok(bytes)) => Some(AeadKey::new(bytes)),
            // A key of another length is not ours: as good as none.
            Some(Err(_)) | None if names.iter().any(|name| sealed_file::is_state(name)) => None,
            Some(Err(_)) | None => Some(make_key(&*secrets, &key_name)?),
        };
        Ok(Self { storage, secrets, key_name, key, _lock: lock })
    }

    /// Reads one state.
    ///
    /// # Errors
    /// [`VaultError`] when the file system fails; what was read and can't be opened is no error.
    pub fn load(&self, state: &str) -> Result<Loaded, VaultError> {
        let file = sealed_file::name(state);
        // One byte more than is allowed, so that a longer file is seen to be longer.
        let Some(bytes) = self.storage.read(&file, MAX_STATE_BYTES + 1)? else {
            return Ok(Loaded::Absent);
        };
        let Some(key) = &self.key else { return Ok(Loaded::KeyLost) };
        if bytes.len() > MAX_STATE_BYTES {
            return Ok(Loaded::Damaged);
        }
        Ok(sealed_file::open(key, &file, &bytes).map_or(Loaded::Damaged, Loaded::Whole))
    }

    /// Replaces one state; when this returns, the new one outlives a loss of power.
    ///
    /// # Errors
    /// [`VaultError`]; the state is then the old one or, when only the last flush failed, the new one.
    pub fn save(&mut self, state: &str, plaintext: &[u8]) -> Result<(), VaultError> {
        let nonce = random::bytes()?;
        let key = match &mut self.key {
            Some(key) => key,
            // The states of the lost key are unreadable for good; this one begins anew.
            none => none.insert(make_key(&*self.secrets, &self.key_name)?),
        };
        let file = sealed_file::name(state);
        let sealed = sealed_file::seal(key, &file, nonce, plaintext);
        if sealed.len() > MAX_STATE_BYTES {
            return Err(VaultError::TooLarge);
        }
        let successor = format!("{file}{SUCCESSOR}");
        let replaced = self
            .storage
            .write_durably(&successor, &sealed)
            .and_then(|()| self.storage.rename(&successor, &file))
            .and_then(|()| self.storage.flush_directory());
        if let Err(error) = replaced {
            // Room for others; what stays behind after a kill is removed when the vault is opened.
            let _ = self.storage.remove(&successor);
            return Err(error.into());
        }
        Ok(())
    }

    /// The anchor of a line of signing logs, in hexadecimal, which is no file of the vault: no copy
    /// of the vault brings an old one back.
    ///
    /// # Errors
    /// [`VaultError::Key`] when the secret store can't tell.
    pub(crate) fn anchor(&self, line: &str) -> Result<KeptAnchor, VaultError> {
        let Some(kept) = self.secrets.load(format!("{LOG_ANCHOR}{line}"))? else {
            return Ok(KeptAnchor::None);
        };
        Ok(Anchor::from_bytes(&kept).map_or(KeptAnchor::Unreadable, KeptAnchor::Whole))
    }

    /// Replaces the anchor of its line.
    ///
    /// # Errors
    /// [`VaultError::Key`] when the secret store did not keep it.
    pub(crate) fn save_anchor(&self, anchor: &Anchor) -> Result<(), VaultError> {
        let name = format!("{LOG_ANCHOR}{}", hex::encode(anchor.line()));
        Ok(self.secrets.save(name, anchor.to_bytes())?)
    }

    /// Deletes its key, the anchor of its line of signing logs, and its states, in this order: what a
    /// kill leaves of the states can't be opened by anyone.
    ///
    /// # Errors
    /// [`VaultError`]; what is left is deleted by the next call.
    pub(crate) fn destroy(self, line: Option<&str>) -> Result<(), VaultError> {
        self.secrets.delete(self.key_name.clone())?;
        if let Some(line) = line {
            self.secrets.delete(format!("{LOG_ANCHOR}{line}"))?;
        }
        let names = self.storage.names()?;
        let is_ours =
            |name: &str| sealed_file::is_state(name.strip_suffix(SUCCESSOR).unwrap_or(name));
        for name in names.iter().filter(|name| is_ours(name)) {
            self.storage.remove(name)?;
        }
        Ok(self.storage.flush_directory()?)
    }
}

fn make_key(secrets: &dyn SecretStore, name: &str) -> Result<AeadKey, VaultError> {
    let bytes = Zeroizing::new(random::bytes::<32>()?);
    secrets.save(name.to_owned(), bytes.to_vec())?;
    Ok(AeadKey::new(*bytes))
}
