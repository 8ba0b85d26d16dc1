//! The wallet: cards in a vault, renewed over the network, shown without it.
//!
//! One long-lived object. Calls that use the network are asynchronous and run one at a time; all
//! others answer at once, whatever is under way, except that `present` waits for the user where the
//! key asks for it. Codes are dated by the server's time where an exchange of this boot told it, and
//! by the phone's clock otherwise.

mod consent;
mod destruction;
mod devices;
mod disclosure;
mod enrollment;
mod events;
#[cfg(feature = "internals")]
mod inside;
mod living;
mod nickname;
mod presentation;
mod record;
mod renewal;
mod scenes;
mod sync;

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::holder::card_state::{self, CardSummary};
use crate::holder::clock_health::{self, ClockHealth, CorrectedClock};
use crate::holder::device_keys::DeviceKeys;
use crate::holder::documents::{Documents, StoredDocuments};
use crate::holder::enrollments::{CardId, Enrollment, Enrollments, ReEnrollReason};
use crate::holder::error::WalletError;
use crate::holder::openid::Exchange;
use crate::holder::signing_log::SigningLog;
use crate::holder::vault::{Loaded, Vault, VaultError};
use crate::holder::wallet::living::LivingCodes;
use crate::model::localized::Language;
use crate::ports::clock::Clock;
use crate::ports::http::HttpTransport;
use crate::ports::key_store::{Hardware, KeyStore, KeyStoreError};
use crate::ports::secret_store::SecretStore;
use crate::trust::{PinnedRoot, TrustConfig};

pub use consent::VenueRequest;
pub use events::{WalletEvent, WalletObserver};
pub use nickname::MAX_NICKNAME_CHARS;
pub use presentation::Code;
pub use renewal::{CardRefresh, Refresh, RefreshSummary};
pub use scenes::OfferedScene;

/// States of the vault. Their names are those of files, and part of what seals them:
/// they stay what they were when the first wallets wrote them.
const ENROLLMENTS: &str = "holdings";
const SIGNING_LOG: &str = "ledger";
const DOCUMENTS: &str = "documents";
const CODES: &str = "codes";

/// What an app decides once: by [`WalletConfig::new`], and field by field where it is to be otherwise.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct WalletConfig {
    /// Where the vault is; the wallet's alone. Not in a backup, where the platform lets one choose.
    pub directory: PathBuf,
    /// Whose wallet it is, where an app keeps several people's apart: up to 32 of `a` to `z`, digits
    /// and hyphens, empty for an app that has one. Each has a directory and a vault key of its own.
    #[cfg_attr(feature = "ffi", uniffi(default = ""))]
    pub account: String,
    /// Where the trust list is fetched: `https`, or `http` on this machine in a sandbox.
    pub trust_list_url: String,
    /// The roots that sign trust lists, oldest first, each with the least `seq` of the day the app was
    /// built. An update of the app may pin others: what hangs on a root that is pinned no more is
    /// dropped.
    pub roots: Vec<PinnedRoot>,
    /// Whether this is a sandbox build: takes test trust lists and `http` on this machine.
    pub sandbox: bool,
    /// The least hardware the keys must live in.
    pub hardware: Hardware,
    /// Language of what the user reads when a key asks for them.
    pub language: Language,
}

/// What the host brings.
#[derive(Clone)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct WalletPorts {
    /// Device keys.
    pub keys: Arc<dyn KeyStore>,
    /// The vault's key, and the anchor of the record of signatures.
    pub secrets: Arc<dyn SecretStore>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// HTTP.
    pub http: Arc<dyn HttpTransport>,
    /// Who is told what happens to the cards, if anybody.
    pub observer: Option<WalletObserver>,
}

/// Whether the wallet's data could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum WalletCondition {
    /// They could, or there are none yet.
    Ready,
    /// They could not, and nothing brings them back: enrol again. The wallet takes an offer as usual.
    NeedsReEnrollment {
        /// Why.
        why: ReEnrollReason,
    },
}

/// A wallet.
pub struct Wallet {
    config: WalletConfig,
    keys: DeviceKeys,
    clock: Arc<CorrectedClock>,
    exchange: Exchange,
    state: Mutex<State>,
    busy: AtomicBool,
    observer: Option<WalletObserver>,
    /// The cards as the observer was told of them last.
    told: Mutex<Vec<CardSummary>>,
}

struct State {
    vault: Vault,
    condition: WalletCondition,
    enrollments: Enrollments,
    signing_log: SigningLog,
    documents: Documents,
    living: LivingCodes,
    /// Whether the vault holds codes that were on show.
    has_kept_codes: bool,
}

/// Held while an exchange is under way.
struct Turn<'a>(&'a AtomicBool);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl WalletConfig {
    /// A wallet of a real authority, in Chinese, whose keys live in the best that the device has, in
    /// software where that is all there is: a phone asks for more with `hardware`.
    #[must_use]
    pub fn new(
        directory: impl Into<PathBuf>,
        trust_list_url: impl Into<String>,
        roots: impl IntoIterator<Item = PinnedRoot>,
    ) -> Self {
        Self {
            directory: directory.into(),
            account: String::new(),
            trust_list_url: trust_list_url.into(),
            roots: roots.into_iter().collect(),
            sandbox: false,
            hardware: Hardware::Any,
            language: Language::Zh,
        }
    }

    fn trust(&self) -> Arc<TrustConfig> {
        Arc::new(TrustConfig {
            roots: self.roots.clone(),
            takes_test: self.sandbox,
            across_the_border: None,
        })
    }
}

impl WalletPorts {
    /// The four that a wallet can't do without; nobody is told what happens.
    #[must_use]
    pub fn new(
        keys: Arc<dyn KeyStore>,
        secrets: Arc<dyn SecretStore>,
        clock: Arc<dyn Clock>,
        http: Arc<dyn HttpTransport>,
    ) -> Self {
        Self { keys, secrets, clock, http, observer: None }
    }
}

impl Wallet {
    /// Opens the wallet; makes an empty one when there is none.
    ///
    /// # Errors
    /// [`WalletError::Vault`]. Data that can't be read any more are no error: see
    /// [`Wallet::condition`].
    pub fn open(config: WalletConfig, ports: WalletPorts) -> Result<Self, WalletError> {
        let vault = Vault::open(&config.directory, &config.account, ports.secrets.clone())?;
        Self::open_with(vault, config, ports)
    }

    fn open_with(
        vault: Vault,
        config: WalletConfig,
        ports: WalletPorts,
    ) -> Result<Self, WalletError> {
        let mut condition = WalletCondition::Ready;
        let enrollments: Enrollments = restored(&vault, ENROLLMENTS, &mut condition)?;
        // Documents are public and fetched again: losing them costs a refresh, not a card.
        let stored: StoredDocuments = restored(&vault, DOCUMENTS, &mut WalletCondition::Ready)?;
        // Codes are made again: losing them costs nothing.
        let living: LivingCodes = restored(&vault, CODES, &mut WalletCondition::Ready)?;
        let clock = Arc::new(CorrectedClock::new(ports.clock, enrollments.reading));
        let (signing_log, is_replaced) =
            record::found(&vault, &enrollments, &mut condition, clock.now())?;
        let documents = Documents::load(&config.trust(), stored, clock.now());
        let keys = DeviceKeys::new(ports.keys, config.hardware);
        let enrollments =
            if condition == WalletCondition::Ready { enrollments } else { Enrollments::default() };
        let has_kept_codes = !living.is_empty();
        let state =
            State { vault, condition, enrollments, signing_log, documents, living, has_kept_codes };
        let wallet = Self {
            exchange: Exchange::new(ports.http, clock.clone()),
            config,
            keys,
            clock,
            state: Mutex::new(state),
            busy: AtomicBool::new(false),
            observer: ports.observer,
            told: Mutex::default(),
        };
        if is_replaced && wallet.condition() == WalletCondition::Ready {
            wallet.state().begin_anew(wallet.clock.now());
        }
        wallet.drop_pending()?;
        // What is here when it is opened is no news.
        *wallet.told.lock().unwrap_or_else(PoisonError::into_inner) = wallet.cards();
        Ok(wallet)
    }

    /// Whether the wallet's data could be read.
    #[must_use]
    pub fn condition(&self) -> WalletCondition {
        self.state().condition
    }

    /// The cards on this phone, in the order of their enrolment.
    #[must_use]
    pub fn cards(&self) -> Vec<CardSummary> {
        let (state, now) = (self.state(), self.clock.now());
        let summary = |held| card_state::summary_of(held, &state.documents, now);
        state.enrollments.list.iter().map(summary).collect()
    }

    /// How the phone's clock stands against the servers'.
    #[must_use]
    pub fn clock_health(&self) -> ClockHealth {
        self.clock.health()
    }

    /// Whether the trust list is a sandbox's: say so on every screen.
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.state().documents.trust().is_some_and(|trust| trust.is_test())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The turn for an exchange; one at a time, since refresh tokens rotate.
    fn turn(&self) -> Result<Turn<'_>, WalletError> {
        let free = self.busy.compare_exchange(false, true, Ordering::AcqRel, Ordering::Acquire);
        free.map(|_| Turn(&self.busy)).map_err(|_| WalletError::InProgress)
    }

    /// The enrolment of a card whose keys are good.
    fn living(&self, card: &CardId) -> Result<Enrollment, WalletError> {
        let state = self.state();
        let enrollment = state.enrollments.enrollment(card).ok_or(WalletError::NoSuchCard)?;
        match enrollment.dead {
            Some(why) => Err(WalletError::NeedsReEnrollment { why }),
            None => Ok(enrollment.clone()),
        }
    }

    /// What a failure of a card's key means; a dead key is remembered.
    fn key_failed(&self, card: &CardId, error: KeyStoreError) -> WalletError {
        if !matches!(error, KeyStoreError::Invalidated | KeyStoreError::NotFound) {
            return WalletError::Key(error);
        }
        let why = ReEnrollReason::KeyInvalidated;
        let retired = self.state().change(|enrollments| {
            if let Some(enrollment) = enrollments.enrollment_mut(card) {
                enrollment.dead = Some(why);
            }
        });
        // Not being able to write it down changes nothing: the key is as dead the next time.
        drop(retired);
        WalletError::NeedsReEnrollment { why }
    }

    /// Keeps what servers said of the time, unless the vault holds as much.
    fn keep_reading(&self) {
        let reading = self.clock.reading();
        let mut state = self.state();
        if clock_health::tells_more(reading, state.enrollments.reading)
            && let Err(error) = state.change(|enrollments| enrollments.reading = reading)
        {
            tracing::debug!(%error, "the server's time is known to this process only");
        }
    }

    /// Deletes the keys of enrolments that a dying wallet left half done.
    fn drop_pending(&self) -> Result<(), WalletError> {
        let pending = self.state().enrollments.pending.clone();
        if pending.is_empty() {
            return Ok(());
        }
        for card in &pending {
            // One that can't be deleted now is tried again the next time.
            if let Err(error) = self.keys.delete(card.as_str()) {
                tracing::warn!(%error, "the keys of a card that is gone are left for later");
                return Ok(());
            }
        }
        self.state().change(|enrollments| enrollments.pending.clear())
    }
}

impl State {
    /// Changes the enrolments on disk first, then in memory: what is shown is what would be found
    /// after a kill.
    fn change(&mut self, change: impl FnOnce(&mut Enrollments)) -> Result<(), WalletError> {
        let mut next = self.enrollments.clone();
        change(&mut next);
        save(&mut self.vault, ENROLLMENTS, &next)?;
        self.enrollments = next;
        let enrollments = &self.enrollments;
        let works = |card: &CardId| enrollments.enrollment(card).is_some_and(|e| e.dead.is_none());
        if self.living.retain(works)
            && self.has_kept_codes
            && let Err(error) = self.save_codes()
        {
            // They lead to no card any more, and run out by themselves.
            tracing::warn!(%error, "codes of a card that is gone are still in the vault");
        }
        Ok(())
    }

    fn save_documents(&mut self) -> Result<(), WalletError> {
        save(&mut self.vault, DOCUMENTS, self.documents.stored())
    }

    fn save_codes(&mut self) -> Result<(), WalletError> {
        let codes = self.living.unasked();
        if codes.is_empty() && !self.has_kept_codes {
            return Ok(());
        }
        save(&mut self.vault, CODES, &codes)?;
        self.has_kept_codes = !codes.is_empty();
        Ok(())
    }
}

/// A state of the vault, or none and the reason.
fn restored<T: DeserializeOwned + Default>(
    vault: &Vault,
    name: &str,
    condition: &mut WalletCondition,
) -> Result<T, WalletError> {
    let why = match vault.load(name)? {
        Loaded::Absent => return Ok(T::default()),
        Loaded::Whole(bytes) => match serde_json::from_slice(&bytes) {
            Ok(state) => return Ok(state),
            Err(_) => ReEnrollReason::VaultDamaged,
        },
        Loaded::Damaged => ReEnrollReason::VaultDamaged,
        Loaded::KeyLost => ReEnrollReason::VaultKeyLost,
    };
    *condition = WalletCondition::NeedsReEnrollment { why };
    Ok(T::default())
}

fn save(vault: &mut Vault, name: &str, state: &impl Serialize) -> Result<(), WalletError> {
    let bytes =
        serde_json::to_vec(state).map_err(|error| VaultError::from(io::Error::from(error)))?;
    let bytes = Zeroizing::new(bytes);
    Ok(vault.save(name, &bytes)?)
}
