//! The sandbox's folder: an issuer's, with the operator's token, the root's key and the attestation
//! authority beside it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use essc::crypto::jwk::Jwk;
use essc::ports::clock::SystemClock;
use essc::ports::{durable_file, owner_only};
use essc_reference_issuer::random_token::RandomToken;
use essc_reference_issuer::{Config, IssuerFolder, ReferenceIssuer};
use etcetera::BaseStrategy as _;

use crate::failure::{Failure, Message};
use crate::issuer::{ROOT_FILE, trouble};
use crate::sandbox::attestation::{self, SandboxAttestation};

const TOKEN_FILE: &str = "operator-token";

/// Whether a file is for its owner only.
fn is_secret(name: &str) -> bool {
    name == TOKEN_FILE || name == attestation::SECRET_FILE
}

/// A sandbox's folder, which no other process uses at the same time.
pub struct SandboxFolder {
    path: PathBuf,
}

impl SandboxFolder {
    /// Makes the folder unless it is there, and keeps other processes out of it, which hold the claim
    /// that comes with it.
    ///
    /// # Errors
    /// No home to have a data folder in; a file system that refuses; another process that uses it.
    pub fn claim(named: Option<PathBuf>) -> Result<(Self, IssuerFolder), Failure> {
        let path = named.map_or_else(usual_place, Ok)?;
        let refused = |e| Failure::file(&path, &e);
        owner_only::prepare_folder(&path, is_secret).map_err(refused)?;
        // Absolute, since it is printed in commands that are run elsewhere.
        let path = path.canonicalize().map_err(refused)?;
        let claimed = IssuerFolder::claim(&path).map_err(trouble::issuer)?;
        Ok((Self { path }, claimed))
    }

    /// Whether a folder is a sandbox's, made whole or not.
    pub fn is_at(path: &Path) -> bool {
        path.join(TOKEN_FILE).exists()
    }

    /// Opens the issuer where it is reached now; the first time, makes it.
    ///
    /// # Errors
    /// An issuer that `essc sandbox` did not make, or did not finish.
    pub async fn open(
        &self,
        claimed: IssuerFolder,
        base_url: &str,
    ) -> Result<(ReferenceIssuer, SandboxAttestation), Failure> {
        let clock = Arc::new(SystemClock);
        let shown = self.path.display();
        match (claimed.holds_issuer(), Self::is_at(&self.path)) {
            (true, true) => {}
            (true, false) => {
                return Err(Failure::Usage(Message::new(
                    format!("{shown}：这个发卡服务不是沙箱，请用 essc issuer serve 运行"),
                    format!("{shown}: this issuer is no sandbox's; run it with essc issuer serve"),
                )));
            }
            (false, true) => {
                return Err(Failure::SetUp(Message::new(
                    format!("{shown}：首次启动曾被中断，请删除该文件夹后重新启动"),
                    format!("{shown}: its first start was interrupted; remove it and start again"),
                )));
            }
            (false, false) => {
                // Before the issuer, so that none comes to be that nobody can operate.
                let token = RandomToken::fresh()
                    .map_err(|error| Failure::set_up("系统无法提供随机数", error))?
                    .text;
                self.put(&self.token_file(), token.as_bytes())?;
                let config = Config::sandbox(base_url);
                ReferenceIssuer::init_with_token(&claimed, config, &token, clock.clone())
                    .await
                    .map_err(trouble::issuer)?;
            }
        }
        // Before the issuer, which reads its policy when it is opened.
        let attestation = SandboxAttestation::open(&self.path)?;
        let issuer = ReferenceIssuer::open_at(claimed, base_url, clock);
        let issuer = issuer.await.map_err(trouble::issuer)?;
        let root = Jwk::from(&issuer.root_key().map_err(trouble::issuer)?);
        self.put(&self.root_file(), &serde_json::to_vec(&root).map_err(Failure::unexpected)?)?;
        Ok((issuer, attestation))
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

    /// What the page's phone and gate keep.
    pub fn page(&self) -> PathBuf {
        self.path.join("page")
    }

    fn put(&self, file: &Path, bytes: &[u8]) -> Result<(), Failure> {
        durable_file::replace(file, bytes).map_err(|e| Failure::file(file, &e))
    }
}

/// The same for every start of a user, wherever it is started: phones that pinned its root stay
/// enrolled.
fn usual_place() -> Result<PathBuf, Failure> {
    let user = etcetera::choose_base_strategy().map_err(|_| {
        Failure::Usage(Message::new(
            "没有主目录，请用 --data 指定文件夹",
            "there is no home folder: name one with --data",
        ))
    })?;
    Ok(user.data_dir().join("essc").join("sandbox"))
}
