//! An issuer in a folder: made once, opened, served, stopped.

use std::fs::{File, OpenOptions};
use std::future::Future;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use essc::base::json::{self, JsonError};
use essc::crypto::random::{self, RandomUnavailable};
use essc::crypto::{PublicKey, SigningKey};
use essc::model::card::ISSUED_AFTER_START;
use essc::model::region::Region;
use essc::model::sandbox_catalogue;
use essc::ports::clock::Clock;
use essc::wire::trust_list::KeyUse;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use zeroize::Zeroizing;

use crate::attestation_policy::{self, PolicyError};
use crate::config::{Config, ConfigError, OperatorTokenHash};
use crate::http;
use crate::http::server::{self, FileLimitTooLow, Limits};
use crate::issuer_folder::{self, IssuerFolder};
use crate::key_folder::{KeyFolder, KeyFolderError};
use crate::key_ring::KeyRing;
use crate::published_documents::PublishedDocuments;
use crate::random_token::RandomToken;
use crate::revocation_copy::RevocationCopy;
use crate::service::key_change::KeyChangeError;
use crate::service::publishing::PublishError;
use crate::service::{PendingPublications, Service};
use crate::service_secret::ServiceSecret;
use crate::store::sqlite::SqliteStore;
use crate::store::{Publications as _, Store, StoreError};

/// How often time is looked at.
const TICK: Duration = Duration::from_secs(5);

/// Largest configuration that is read, in bytes.
const MAX_CONFIG_BYTES: usize = 1 << 20;

/// The operator's token in clear: shown once, wiped when dropped.
pub type OperatorToken = Zeroizing<String>;

/// Why an issuer could not be made, opened or served.
#[derive(Debug, thiserror::Error)]
pub enum IssuerError {
    /// The folder holds an issuer already.
    #[error("{0} holds an issuer already")]
    Exists(PathBuf),
    /// The folder holds no issuer.
    #[error("{0} holds no issuer")]
    Missing(PathBuf),
    /// Another process uses the folder.
    #[error("{0} is in use by another process")]
    InUse(PathBuf),
    /// A setting is refused.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The configuration does not read.
    #[error("the configuration does not read: {0}")]
    Unreadable(#[from] JsonError),
    /// The attestation policy does not read.
    #[error(transparent)]
    AttestationPolicy(#[from] PolicyError),
    /// Keys could not be read or kept.
    #[error(transparent)]
    Keys(#[from] KeyFolderError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something could not be published.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// A key could not be made.
    #[error(transparent)]
    KeyChange(#[from] KeyChangeError),
    /// No fresh randomness.
    #[error(transparent)]
    Random(#[from] RandomUnavailable),
    /// The process may not open as many files as serving needs.
    #[error(transparent)]
    FileLimit(#[from] FileLimitTooLow),
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file, or what was being done.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The file beside the database.
#[derive(Serialize, Deserialize)]
struct Stored {
    operator_token_sha256: OperatorTokenHash,
    #[serde(flatten)]
    config: Config,
}

/// An issuer that is open.
pub struct ReferenceIssuer {
    service: Arc<Service>,
    _folder: IssuerFolder,
}

impl ReferenceIssuer {
    /// Makes an issuer in `dir`, which must not hold one: root and issuer keys, catalogues of the
    /// sandbox for Guangdong and Guangzhou, trust list, status lists. The token is shown this once.
    ///
    /// # Errors
    /// [`IssuerError`]. A folder in which this failed half-way holds no issuer.
    pub async fn init(
        dir: &Path,
        config: Config,
        clock: Arc<dyn Clock>,
    ) -> Result<OperatorToken, IssuerError> {
        config.check()?;
        // Also where it runs: that it exists is the clearer word.
        if issuer_folder::holds_issuer(dir) {
            return Err(IssuerError::Exists(dir.to_owned()));
        }
        let token = RandomToken::fresh()?.text;
        Self::init_with_token(&IssuerFolder::claim(dir)?, config, &token, clock).await?;
        Ok(token)
    }

    /// As [`Self::init`], with an operator's token (of [`RandomToken::fresh`]) that its keeper has put away
    /// already: whenever the folder holds an issuer, there is someone who can operate it.
    ///
    /// # Errors
    /// As [`Self::init`].
    pub async fn init_with_token(
        claimed: &IssuerFolder,
        config: Config,
        token: &OperatorToken,
        clock: Arc<dyn Clock>,
    ) -> Result<(), IssuerError> {
        config.check()?;
        let dir = claimed.path();
        if claimed.holds_issuer() {
            return Err(IssuerError::Exists(dir.to_owned()));
        }
        let folder = KeyFolder::create(dir)?;
        folder.keep_root(&SigningKey::generate()?)?;
        folder.keep_service_secret(&Zeroizing::new(random::bytes()?))?;
        let operator_token_sha256 = OperatorTokenHash::of(token);
        let service =
            open_service(dir, config.clone(), operator_token_sha256.clone(), clock).await?;
        make_keys(&service).await?;
        publish_sandbox_catalogues(&service).await?;
        service.publish_trust().await?;
        for one in service.config.regions.iter().filter(|one| one.signs(KeyUse::Status)) {
            service.publish_status(one.region).await?;
        }
        // Last, since with it the folder holds an issuer.
        write_config(claimed, &Stored { operator_token_sha256, config })
    }

    /// Opens the issuer in `dir`, which no other process may have open.
    ///
    /// # Errors
    /// [`IssuerError`]; keys that others can read are refused.
    pub async fn open(dir: &Path, clock: Arc<dyn Clock>) -> Result<Self, IssuerError> {
        let claimed = IssuerFolder::claim_made(dir)?;
        let stored = read_config(&claimed)?;
        Self::open_stored(claimed, stored, clock).await
    }

    /// Opens the issuer in a folder that was claimed, where it is reached under another address this time: the trust list
    /// that is published now names it. The folder's own configuration stays.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_at(
        claimed: IssuerFolder,
        base_url: impl Into<String>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, IssuerError> {
        let mut stored = read_config(&claimed)?;
        stored.config.base_url = base_url.into();
        Self::open_stored(claimed, stored, clock).await
    }

    async fn open_stored(
        claimed: IssuerFolder,
        Stored { operator_token_sha256, config }: Stored,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, IssuerError> {
        config.check()?;
        let service = open_service(claimed.path(), config, operator_token_sha256, clock).await?;
        let issuer = Self { service, _folder: claimed };
        issuer.catch_up().await?;
        Ok(issuer)
    }

    /// Publishes what a service that was killed may have recorded and not published.
    async fn catch_up(&self) -> Result<(), IssuerError> {
        for one in self.service.config.regions.iter().filter(|one| one.signs(KeyUse::Status)) {
            match self.service.publish_status(one.region).await {
                Err(PublishError::Store(error)) => return Err(error.into()),
                // Gates go on with the lists they have: those of all other regions are served, and a
                // service that runs tries again with every tick. Numbers that run ahead of the clock
                // are caught up with by waiting.
                Err(error) => {
                    tracing::warn!(%error, region = %one.region, "published with a later tick");
                }
                Ok(()) => {}
            }
        }
        match self.service.publish_trust().await {
            // A service without the root lives with the trust list it has.
            Ok(()) | Err(PublishError::Keys(KeyFolderError::NoRoot)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Serves until `stop` completes; requests that have begun are finished.
    ///
    /// # Errors
    /// [`IssuerError::FileLimit`].
    pub async fn serve(
        &self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), IssuerError> {
        self.serve_within(listener, Limits::default(), stop).await
    }

    /// The same with routes of the caller's beside the issuer's, under the same limits of time and
    /// connections.
    ///
    /// # Errors
    /// As [`Self::serve`].
    pub async fn serve_beside(
        &self,
        beside: Router,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), IssuerError> {
        self.serve_all(beside, listener, Limits::default(), stop).await
    }

    /// The same with other limits than the usual ones.
    ///
    /// # Errors
    /// As [`Self::serve`].
    pub async fn serve_within(
        &self,
        listener: TcpListener,
        limits: Limits,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), IssuerError> {
        self.serve_all(Router::new(), listener, limits, stop).await
    }

    async fn serve_all(
        &self,
        beside: Router,
        listener: TcpListener,
        limits: Limits,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), IssuerError> {
        let mut tasks = JoinSet::new();
        // Ends with this call, however it ends.
        tasks.spawn(tick(Arc::clone(&self.service)));
        let routes = http::routes(Arc::clone(&self.service), beside);
        Ok(server::serve(listener, routes, limits, stop).await?)
    }

    /// The running service, for operators in the same process.
    #[must_use]
    pub const fn service(&self) -> &Arc<Service> {
        &self.service
    }

    /// The root's public key, which gates and wallets pin.
    ///
    /// # Errors
    /// [`IssuerError::Keys`] when the root is kept elsewhere.
    pub fn root_key(&self) -> Result<PublicKey, IssuerError> {
        Ok(self.service.folder.root()?.public_key())
    }
}

/// Lets time act now and then. A failure is tried again.
async fn tick(service: Arc<Service>) {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        let looking = Arc::clone(&service);
        if let Err(error) = tokio::task::spawn_blocking(move || looking.revocations.look()).await {
            tracing::error!(%error, "the copies of the revocation lists could not be looked at");
        }
        if let Err(error) = service.tick().await {
            tracing::warn!(%error, "a tick failed and is tried again");
        }
    }
}

async fn open_service(
    dir: &Path,
    config: Config,
    operator: OperatorTokenHash,
    clock: Arc<dyn Clock>,
) -> Result<Arc<Service>, IssuerError> {
    let folder = KeyFolder::open(dir)?;
    let secret = ServiceSecret::new(folder.service_secret()?);
    let database = dir.join("issuer.sqlite");
    let store = SqliteStore::open(&database, Arc::clone(&clock), secret.allocation_key()).await?;
    for one in &config.regions {
        store.add_region(one.region).await?;
    }
    let keys = KeyRing::load(store.issuer_keys().await?, &folder)?;
    let published_documents = PublishedDocuments::default();
    for document in store.documents().await? {
        published_documents.put(document);
    }
    let store: Arc<dyn Store> = Arc::new(store);
    let attestation_policy = attestation_policy::read(dir)?;
    Ok(Arc::new(Service {
        config,
        store,
        nonces: secret.nonces(),
        secret,
        keys,
        revocations: RevocationCopy::open_for(dir, &attestation_policy),
        attestation_policy,
        folder,
        published_documents,
        operator,
        clock,
        publishing: Mutex::default(),
        renewing: Mutex::default(),
        pending_publications: PendingPublications::default(),
    }))
}

async fn make_keys(service: &Service) -> Result<(), IssuerError> {
    let starts = service.now().minus(ISSUED_AFTER_START);
    for one in &service.config.regions {
        for usage in &one.uses {
            let (record, secret) = service.make_key(one.region, *usage, starts).await?;
            service.keys.add(record, secret);
        }
    }
    Ok(())
}

async fn publish_sandbox_catalogues(service: &Service) -> Result<(), IssuerError> {
    let catalogues = [
        (Region::GUANGDONG, sandbox_catalogue::base()),
        (Region::GUANGZHOU, sandbox_catalogue::guangzhou_overlay()),
    ];
    for (region, scenes) in catalogues {
        if service.config.region(region).is_some_and(|one| one.signs(KeyUse::Catalogue)) {
            service.publish_catalogue(region, scenes, None).await?;
        }
    }
    Ok(())
}

fn write_config(folder: &IssuerFolder, stored: &Stored) -> Result<(), IssuerError> {
    let path = folder.config_file();
    let write = || {
        let text = serde_json::to_vec_pretty(stored)?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        file.write_all(&text)?;
        file.sync_all()?;
        File::open(folder.path())?.sync_all()
    };
    write().map_err(|source| IssuerError::Io { path, source })
}

fn read_config(folder: &IssuerFolder) -> Result<Stored, IssuerError> {
    let path = folder.config_file();
    let limit = MAX_CONFIG_BYTES as u64 + 1;
    let mut text = Vec::new();
    let read = File::open(&path).and_then(|file| file.take(limit).read_to_end(&mut text));
    read.map_err(|source| IssuerError::Io { path, source })?;
    let mut stored: Stored = json::parse(&text, MAX_CONFIG_BYTES)?;
    if stored.config.shorten_venue_life() {
        let seconds = stored.config.venue_life;
        tracing::warn!(
            seconds,
            "venue_life of an earlier version is a year; cards live shorter now"
        );
    }
    Ok(stored)
}
