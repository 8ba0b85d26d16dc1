//! The sandbox's folder: an issuer's, with the operator's token and the root's key beside it.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use essc::crypto::jwk::Jwk;
use essc::ports::clock::SystemClock;
use essc::ports::durable_file;
use essc_reference_issuer::mint::Token;
use essc_reference_issuer::{Config, ReferenceIssuer};
use etcetera::BaseStrategy as _;

use crate::failure::Failure;
use crate::issuer::ROOT_FILE;

const TOKEN_FILE: &str = "operator-token";
const LOCK_FILE: &str = "sandbox.lock";

/// A sandbox's folder, which no other sandbox uses at the same time: two would publish lists that
/// contradict each other under the same numbers.
pub struct SandboxFolder {
    path: PathBuf,
    _lock: File,
}

impl SandboxFolder {
    /// Makes the folder unless it is there, and keeps other sandboxes out of it.
    ///
    /// # Errors
    /// No home to have a data folder in; a file system that refuses; another sandbox that runs on it.
    pub fn claim(named: Option<PathBuf>) -> Result<Self, Failure> {
        let path = named.map_or_else(usual_place, Ok)?;
        let refused = |e| Failure::file(&path, &e);
        DirBuilder::new().recursive(true).mode(0o700).create(&path).map_err(refused)?;
        // Absolute, since it is printed in commands that are run elsewhere.
        let path = path.canonicalize().map_err(refused)?;
        let file = path.join(LOCK_FILE);
        let lock = OpenOptions::new().create(true).append(true).open(&file);
        let lock = lock.map_err(|e| Failure::file(&file, &e))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(Failure::SetUp(
                format!("{}: another sandbox runs on it", path.display()).into(),
            )),
            Err(TryLockError::Error(error)) => Err(Failure::file(&file, &error)),
        }
    }

    /// Opens the issuer where it is reached now; the first time, makes it.
    ///
    /// # Errors
    /// An issuer that `essc sandbox` did not make, or did not finish.
    pub async fn open(&self, base_url: &str) -> Result<ReferenceIssuer, Failure> {
        let clock = Arc::new(SystemClock);
        let token_is_kept = self.token_file().exists();
        let shown = self.path.display();
        match (ReferenceIssuer::exists(&self.path), token_is_kept) {
            (true, true) => {}
            (true, false) => {
                return Err(Failure::Usage(
                    format!("{shown}: this issuer is no sandbox's; run it with essc issuer serve")
                        .into(),
                ));
            }
            (false, true) => {
                return Err(Failure::SetUp(
                    format!("{shown}: its first start was interrupted; remove it and start again")
                        .into(),
                ));
            }
            (false, false) => {
                // Before the issuer, so that none comes to be that nobody can operate.
                let token = Token::fresh().map_err(Failure::set_up)?.text;
                self.put(&self.token_file(), token.as_bytes())?;
                let config = Config::sandbox(base_url);
                ReferenceIssuer::init_with_token(&self.path, config, &token, clock.clone())
                    .await
                    .map_err(Failure::set_up)?;
            }
        }
        let issuer = ReferenceIssuer::open_at(&self.path, base_url, clock);
        let issuer = issuer.await.map_err(Failure::set_up)?;
        let root = Jwk::from(&issuer.root_key().map_err(Failure::set_up)?);
        self.put(&self.root_file(), &serde_json::to_vec(&root).map_err(Failure::set_up)?)?;
        Ok(issuer)
    }

    /// Where it is, absolute.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The operator's token, readable by its owner only.
    pub fn token_file(&self) -> PathBuf {
        self.path.join(TOKEN_FILE)
    }

    /// The root's public key, a JWK.
    pub fn root_file(&self) -> PathBuf {
        self.path.join(ROOT_FILE)
    }

    fn put(&self, file: &Path, bytes: &[u8]) -> Result<(), Failure> {
        durable_file::replace(file, bytes).map_err(|e| Failure::file(file, &e))
    }
}

/// The same for every start of a user, wherever it is started: phones that pinned its root stay
/// enrolled.
fn usual_place() -> Result<PathBuf, Failure> {
    let user = etcetera::choose_base_strategy()
        .map_err(|_| Failure::Usage("there is no home folder: name one with --data".into()))?;
    Ok(user.data_dir().join("essc").join("sandbox"))
}
