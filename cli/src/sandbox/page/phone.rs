//! The page's phone: a wallet of the SDK in this process, through its public interface, with its keys
//! in files of the sandbox's folder.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use essc::base::json;
use essc::holder::{
    CardId, Code, Refresh, VenueRequest, Wallet, WalletConfig, WalletError, WalletPorts,
};
use essc::model::identifiers::CardNumber;
use essc::model::scene::SceneCode;
use essc::ports::file_secret_store::FileSecretStore;
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::ports::{durable_file, owner_only};
use essc::trust::PinnedRoot;
use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedRwLockReadGuard, RwLock};

use super::device::{OffsetClock, SwitchedNetwork};
use super::fault::Fault;
use crate::failure::Failure;
use crate::wallet::words;

/// Most requests that were read and not answered yet.
const MOST_REQUESTS: usize = 16;

/// Most bytes of the phone's notes.
const MAX_NOTES: u64 = 64 * 1024;

/// How often to wait for a free second, and how long: each second brings one code.
const MAX_WAITS: u32 = 5;
const A_SECOND: Duration = Duration::from_secs(1);

/// What the page knows of the phone and the wallet doesn't.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notes {
    /// Whether its holder has lost it: somebody else has it in hand.
    #[serde(default)]
    pub lost: bool,
    /// The card number of each card, where its offer was made by this sandbox's page or start.
    #[serde(default)]
    pub owners: BTreeMap<String, String>,
}

/// The phone.
pub struct Phone {
    folder: PathBuf,
    root: PinnedRoot,
    trust_list: String,
    /// Its clock.
    pub clock: Arc<OffsetClock>,
    /// Its network.
    pub network: Arc<SwitchedNetwork>,
    /// None only when a new phone could not be set up.
    wallet: Arc<RwLock<Option<Wallet>>>,
    notes: Mutex<Notes>,
    /// What was asked and shown to the holder, by its text.
    requests: Mutex<VecDeque<(String, VenueRequest)>>,
}

type Held = OwnedRwLockReadGuard<Option<Wallet>, Wallet>;

impl Phone {
    /// Opens the phone in a folder; an empty one the first time.
    ///
    /// # Errors
    /// A folder that can't be used.
    pub fn open(
        folder: PathBuf,
        root: PinnedRoot,
        trust_list: String,
        network: SwitchedNetwork,
    ) -> Result<Self, Failure> {
        owner_only::prepare_folder(&folder, |_| false).map_err(|e| Failure::file(&folder, &e))?;
        let file = folder.join(NOTES);
        let notes =
            durable_file::read(&file, MAX_NOTES).map_err(|error| Failure::file(&file, &error))?;
        let notes = notes.and_then(|bytes| json::parse(&bytes, bytes.len()).ok());
        let phone = Self {
            folder,
            root,
            trust_list,
            clock: Arc::default(),
            network: Arc::new(network),
            wallet: Arc::default(),
            notes: Mutex::new(notes.unwrap_or_default()),
            requests: Mutex::default(),
        };
        let wallet = phone.open_wallet()?;
        // Nobody else has hold of it yet.
        if let Ok(mut held) = phone.wallet.try_write() {
            *held = Some(wallet);
        }
        Ok(phone)
    }

    /// Where its keys are.
    pub fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    fn config(&self) -> WalletConfig {
        let vault = self.folder.join("vault");
        let mut config = WalletConfig::new(vault, self.trust_list.clone(), [self.root]);
        config.sandbox = true;
        config
    }

    fn keys(&self) -> Result<Arc<SoftwareKeyStore>, Failure> {
        let keys = SoftwareKeyStore::in_directory(&self.folder.join("keys"));
        keys.map(Arc::new).map_err(|error| Failure::set_up("手机的密钥不可用", error))
    }

    fn secrets(&self) -> Result<Arc<FileSecretStore>, Failure> {
        let secrets = FileSecretStore::in_directory(&self.folder.join("secrets"));
        secrets.map(Arc::new).map_err(|error| Failure::set_up("手机的密钥不可用", error))
    }

    fn open_wallet(&self) -> Result<Wallet, Failure> {
        let (clock, network) = (Arc::clone(&self.clock), Arc::clone(&self.network));
        let ports = WalletPorts::new(self.keys()?, self.secrets()?, clock, network);
        Ok(Wallet::open(self.config(), ports)?)
    }

    /// The wallet, for one call.
    ///
    /// # Errors
    /// A new phone could not be set up.
    pub async fn wallet(&self) -> Result<Held, Fault> {
        let held = Arc::clone(&self.wallet).read_owned().await;
        OwnedRwLockReadGuard::try_map(held, Option::as_ref)
            .map_err(|_| Fault::server("the phone could not be set up"))
    }

    /// What the page notes of the phone.
    pub fn noted<T>(&self, read: impl FnOnce(&Notes) -> T) -> T {
        read(&self.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, change: impl FnOnce(&mut Notes)) -> Result<(), Fault> {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut notes);
        let bytes = serde_json::to_vec(&*notes).map_err(Fault::server)?;
        durable_file::replace(&self.folder.join(NOTES), &bytes).map_err(Fault::server)
    }

    /// Gets a card; its name on this phone.
    ///
    /// # Errors
    /// As [`Wallet::enroll`].
    pub async fn enroll(
        &self,
        offer: String,
        tx_code: Option<String>,
        owner: Option<CardNumber>,
    ) -> Result<CardId, Fault> {
        let card = self.wallet().await?.enroll(offer, tx_code).await?;
        if let Some(owner) = owner {
            self.note(|notes| {
                notes.owners.insert(card.as_str().to_owned(), owner.as_str().to_owned());
            })?;
        }
        Ok(card)
    }

    /// Fetches what changed and renews cards.
    ///
    /// # Errors
    /// What went wrong first; what could be done is done.
    pub async fn refresh(&self) -> Result<(), Fault> {
        let summary = self.wallet().await?.refresh(Refresh::Now).await?;
        summary.documents?;
        for (_, outcome) in summary.cards {
            outcome?;
        }
        Ok(())
    }

    /// Takes a card off this phone: at its issuer, then here; only here where the issuer does not know
    /// it any more.
    ///
    /// # Errors
    /// As [`Wallet::unbind`].
    pub async fn unbind(&self, card: CardId) -> Result<(), Fault> {
        let wallet = self.wallet().await?;
        match wallet.unbind(&card).await {
            Err(WalletError::NeedsReEnrollment { .. }) => wallet.forget(&card)?,
            other => other?,
        }
        self.note(|notes| drop(notes.owners.remove(card.as_str())))
    }

    /// A code for a scene; where it is to be a fresh one, not the one that is on show.
    ///
    /// # Errors
    /// As [`Wallet::present`].
    pub async fn present(
        &self,
        card: CardId,
        scene: SceneCode,
        fresh: bool,
    ) -> Result<Code, Fault> {
        if fresh {
            self.wallet().await?.drop_codes();
        }
        self.patiently(move |wallet| wallet.present(&card, scene)).await
    }

    /// Reads a venue's request, and keeps it for the holder's answer; what it asks, and what the card
    /// would tell.
    ///
    /// # Errors
    /// As [`Wallet::read_request`].
    pub async fn read_request(&self, text: &str) -> Result<VenueRequest, Fault> {
        let request = self.wallet().await?.read_request(text)?;
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.retain(|(known, _)| known != text);
        if requests.len() == MOST_REQUESTS {
            requests.pop_front();
        }
        requests.push_back((text.to_owned(), request.clone()));
        Ok(request)
    }

    /// Answers a request as the holder was shown it.
    ///
    /// # Errors
    /// As [`Wallet::answer`]; a request that wasn't read.
    pub async fn answer(&self, card: CardId, text: &str) -> Result<Code, Fault> {
        let shown = {
            let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
            requests.iter().find(|(known, _)| known == text).map(|(_, request)| request.clone())
        };
        let request = shown.ok_or_else(|| {
            Fault::input("request", "请先读取场所的请求", "read the venue's request first")
        })?;
        self.patiently(move |wallet| wallet.answer(&card, &request)).await
    }

    /// A code. Where more were made than seconds have passed, waits for a free second.
    async fn patiently(
        &self,
        make: impl Fn(&Wallet) -> Result<Code, WalletError> + Send + Sync + 'static,
    ) -> Result<Code, Fault> {
        let make = Arc::new(make);
        for waits in 0.. {
            let (wallet, make) = (self.wallet().await?, Arc::clone(&make));
            // It writes to disk before it signs.
            let made = tokio::task::spawn_blocking(move || make(&wallet)).await;
            match made.map_err(Fault::server)? {
                Err(WalletError::TooManyCodes) if waits < MAX_WAITS => {
                    tokio::time::sleep(A_SECOND).await;
                }
                made => return Ok(made?),
            }
        }
        Err(WalletError::TooManyCodes.into())
    }

    /// Its holder has lost it, or found it again.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn lose(&self, lost: bool) -> Result<(), Fault> {
        self.note(|notes| notes.lost = lost)
    }

    /// A new phone in its place: the old one's keys and cards are deleted here, and no issuer is told.
    ///
    /// # Errors
    /// A disk that refuses.
    pub async fn replace(&self) -> Result<(), Fault> {
        let mut held = Arc::clone(&self.wallet).write_owned().await;
        *held = None;
        let failed =
            |failure: Failure| Fault::server(failure.text(essc::model::localized::Language::En));
        let (keys, secrets) = (self.keys().map_err(failed)?, self.secrets().map_err(failed)?);
        let destroyed = Wallet::destroy(&self.config(), keys, secrets);
        let opened = self.open_wallet().map_err(failed)?;
        *held = Some(opened);
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.note(|notes| *notes = Notes::default())?;
        self.clock.set_offset_s(0);
        self.network.switch_off(false);
        destroyed.map_err(|error| Fault::server(words::told(&error).en))
    }
}

const NOTES: &str = "notes.json";
