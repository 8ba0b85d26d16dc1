//! The folder of one gate or one wallet: small files that are replaced whole and read up to a bound.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use essc::base::json;
use essc::crypto::jwk::Jwk;
use essc::ports::{durable_file, owner_only};
use essc::trust::PinnedRoot;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Message};

/// Most bytes of a settings, key or card file.
const MAX_FILE_BYTES: u64 = 64 * 1024;

/// A root that is pinned, as settings keep it.
#[derive(Serialize, Deserialize)]
pub struct PinnedRootFile {
    jwk: Jwk,
    /// Least number of a trust list that counts.
    least_seq: i64,
}

impl PinnedRootFile {
    /// Pins a key that a file holds.
    ///
    /// # Errors
    /// A file that is not there or holds no key.
    pub fn read(file: &Path, least_seq: i64) -> Result<Self, Failure> {
        let bytes = read_named(file)?;
        let no_key = |error: &dyn Display| {
            Failure::input(format!("{}：不是 P-256 公钥（JWK）", file.display()), error)
        };
        let jwk: Jwk = json::parse(&bytes, bytes.len()).map_err(|error| no_key(&error))?;
        jwk.public_key().map_err(|error| no_key(&error))?;
        Ok(Self { jwk, least_seq })
    }

    /// The root as it is pinned.
    ///
    /// # Errors
    /// Settings that were changed into no key.
    pub fn pin(&self) -> Result<PinnedRoot, Failure> {
        let key = self
            .jwk
            .public_key()
            .map_err(|error| Failure::set_up("设置中的根公钥已损坏", error))?;
        Ok(PinnedRoot { key, least_seq: self.least_seq })
    }
}

/// A folder with settings in it.
pub struct DataFolder(PathBuf);

impl DataFolder {
    /// The folder at a path, set up or not.
    pub fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Makes the folder for its owner only, unless it is there.
    ///
    /// # Errors
    /// A file system that refuses.
    pub fn create(&self) -> Result<(), Failure> {
        owner_only::prepare_folder(&self.0, |_| false).map_err(|e| Failure::file(&self.0, &e))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Replaces a file.
    ///
    /// # Errors
    /// A file system that refuses.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.0.join(name);
        durable_file::replace(&path, bytes).map_err(|e| Failure::file(&path, &e))
    }

    /// Reads a file that setting up makes, and takes it from all but its owner.
    ///
    /// # Errors
    /// One that is not there.
    pub fn take(&self, name: &str) -> Result<Vec<u8>, Failure> {
        let path = self.0.join(name);
        owner_only::narrow(&path).map_err(|e| Failure::file(&path, &e))?;
        let missing = || {
            Failure::Usage(Message::new(
                format!("{}：尚未初始化，请先运行 init", path.display()),
                format!("{}: not set up yet, run init first", path.display()),
            ))
        };
        read(&path)?.ok_or_else(missing)
    }

    /// Replaces the settings.
    ///
    /// # Errors
    /// A file system that refuses.
    pub fn put_settings(&self, name: &str, settings: &impl Serialize) -> Result<(), Failure> {
        self.put(name, &serde_json::to_vec_pretty(settings).map_err(Failure::unexpected)?)
    }

    /// Reads the settings.
    ///
    /// # Errors
    /// Settings that are not there or do not read.
    pub fn take_settings<T: DeserializeOwned>(&self, name: &str) -> Result<T, Failure> {
        let bytes = self.take(name)?;
        let unreadable = |e: json::JsonError| {
            Failure::SetUp(Message::new(
                format!("{}：文件已损坏（{e}）", self.0.join(name).display()),
                format!("{}: the file is damaged ({e})", self.0.join(name).display()),
            ))
        };
        json::parse(&bytes, bytes.len()).map_err(unreadable)
    }
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    durable_file::read(path, MAX_FILE_BYTES).map_err(|e| Failure::file(path, &e))
}

/// Reads a file that a person named.
///
/// # Errors
/// One that is not there.
pub fn read_named(path: &Path) -> Result<Vec<u8>, Failure> {
    read(path)?.ok_or_else(|| Failure::no_such_file(path))
}
