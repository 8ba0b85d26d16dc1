//! The documents a gate judges by: held and replaced by the rules of [`crate::trust`], kept in a
//! directory, shared with other processes, looked at without a lock.

mod changes;

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::{ArcSwap, Guard};

use crate::base::time::UnixTime;
use crate::model::region::Region;
use crate::trust::refusal::{Acceptance, ListName, LoadFault, Refusal};
use crate::trust::succession::Edition;
use crate::trust::{
    Change, Origin, PinnedRoot, RollOver, Step, TrustConfig, TrustSnapshot, TrustState, restore,
};
use crate::verifier::folder::{Folder, Lock};
use crate::verifier::trust_store::changes::Watch;
use crate::wire::status_list::StatusListUri;

pub use crate::verifier::folder::StorageError;

/// What a store is set up with.
#[derive(Debug, Clone)]
pub struct TrustStoreConfig {
    /// The roots, oldest first: once a list under one is accepted, those before it count no more.
    pub roots: Vec<PinnedRoot>,
    /// The province whose base venues in Hong Kong and Macau judge by.
    pub across_the_border: Region,
    /// Where the gate stands, which tells the catalogues it needs; none: all of them.
    pub venue_region: Option<Region>,
}

/// Why a document was not accepted; what was held stays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum AcceptError {
    /// It is not believed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It could not be kept, so it does not count.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The documents held, in a folder of their own. Several may be open on one directory, in one
/// process or in several; each decides by what is on disk, and sees what the others accepted
/// (`changes`).
pub struct TrustStore {
    folder: Folder,
    config: Arc<TrustConfig>,
    venue_region: Option<Region>,
    faults: Vec<LoadFault>,
    /// The count of changes up to which this store has read.
    counted: AtomicU64,
    watch: Watch,
    state: Mutex<TrustState>,
    snapshot: ArcSwap<TrustSnapshot>,
}

/// Documents that are taken in together: written under one lock, and the floors once.
pub(crate) struct Batch<'a> {
    store: &'a TrustStore,
    held: MutexGuard<'a, TrustState>,
    next: TrustState,
    change: Change,
    now: UnixTime,
    _lock: Lock,
}

impl Batch<'_> {
    /// Takes in one document; it counts once [`Self::write`] has returned.
    pub(crate) fn accept(
        &mut self,
        accept: impl FnOnce(&mut TrustState, UnixTime) -> Result<Change, Refusal>,
    ) -> Result<Acceptance, Refusal> {
        let change = accept(&mut self.next, self.now)?;
        let acceptance = change.acceptance();
        self.change.join(change);
        Ok(acceptance)
    }

    /// Writes all that was taken in and puts it in the place of what was held.
    pub(crate) fn write(mut self) -> Result<(), StorageError> {
        if self.change.is_empty() {
            return Ok(());
        }
        self.store.count_change()?;
        for step in self.next.steps(self.change) {
            self.store.folder.take(&step)?;
        }
        self.store.snapshot.store(Arc::new(self.next.snapshot()));
        *self.held = self.next;
        Ok(())
    }
}

impl TrustStore {
    /// Opens the store in a directory, made when it is missing, and verifies all it finds there. What
    /// does not verify is reported ([`TrustStore::faults`]) and not used.
    ///
    /// # Errors
    /// [`StorageError`] when the directory can't be made or read.
    #[cfg(any(test, feature = "internals"))]
    pub fn open(
        directory: &std::path::Path,
        config: TrustStoreConfig,
        now: UnixTime,
    ) -> Result<Self, StorageError> {
        Self::open_in(Folder::at(directory)?, config, now)
    }

    /// The same in a folder that is there.
    pub(crate) fn open_in(
        folder: Folder,
        config: TrustStoreConfig,
        now: UnixTime,
    ) -> Result<Self, StorageError> {
        let TrustStoreConfig { roots, across_the_border, venue_region } = config;
        let across_the_border = Some(across_the_border);
        let config = Arc::new(TrustConfig { roots, takes_test: true, across_the_border });
        // Lists are also judged by where nothing can be written or locked. What is read while another
        // process writes may be half of it; the count taken before lets it be read again.
        let lock = folder.lock();
        let counted = AtomicU64::new(changes::count(&folder)?);
        let mut restored = restore(&folder, &config, None, now)?;
        let snapshot = ArcSwap::from_pointee(restored.state.snapshot());
        let (watch, state) = (Watch::of(&folder), Mutex::new(restored.state));
        let faults = restored.faults;
        let store = Self { folder, config, venue_region, faults, counted, watch, state, snapshot };
        if lock.is_ok() {
            store.bring_to_its_end(&restored.unfinished);
        }
        Ok(store)
    }

    /// Writes what a process that was killed left undone. The caller has the store's lock.
    fn bring_to_its_end(&self, unfinished: &[Step]) {
        let written = unfinished.iter().try_for_each(|step| self.folder.take(step));
        if let Err(error) = written {
            // It holds in memory, and the next one who reads the files finds it again.
            tracing::warn!(%error, "an interrupted change of the lists could not be finished");
        }
    }

    /// The files that were not used when the store was opened.
    #[cfg_attr(not(feature = "internals"), allow(dead_code, reason = "asked by tests and tools"))]
    #[must_use]
    pub fn faults(&self) -> &[LoadFault] {
        &self.faults
    }

    /// Everything held now; without a lock, and never waiting for a writer.
    #[must_use]
    pub fn snapshot(&self) -> Guard<Arc<TrustSnapshot>> {
        self.snapshot.load()
    }

    /// Where a document held came from, for asking again only if it changed.
    #[must_use]
    pub fn origin(&self, document: ListName) -> Option<Origin> {
        self.state().origin(document).cloned()
    }

    /// Numbers of the trust list and of a document that were accepted last: when they are others than
    /// before, what was refused meanwhile may only have come too late.
    pub(crate) fn standing(&self, document: ListName) -> [Option<Edition>; 2] {
        self.state().standing(document)
    }

    /// Whether this gate ever judges by a document: by every status list, since cards come from
    /// everywhere; of the catalogues by its province's and its city's, and across the border by that
    /// of the configured province (protocol §7.1).
    #[must_use]
    pub fn needs(&self, document: ListName) -> bool {
        let (ListName::Catalogue(region), Some(venue)) = (document, self.venue_region) else {
            return true;
        };
        if venue.is_across_the_border() {
            return Some(region) == self.config.across_the_border;
        }
        region == venue.province() || region == venue.city()
    }

    /// The root whose lists are accepted now (its RFC 7638 thumbprint), once there is one.
    #[cfg(any(test, feature = "internals"))]
    #[must_use]
    pub fn root_kid(&self) -> Option<String> {
        self.state().root_kid()
    }

    /// Begins looking for the way to a root that is not known.
    #[must_use]
    pub fn roll_over(&self) -> RollOver {
        self.state().roll_over()
    }

    /// Takes in a trust list. `naming` are lists that name next roots, oldest first, for a verifier
    /// that slept through a roll-over; each counts for that name alone.
    ///
    /// # Errors
    /// [`AcceptError`]; what was held stays.
    pub fn accept_trust(
        &self,
        text: &str,
        naming: &[String],
        origin: Option<Origin>,
        now: UnixTime,
    ) -> Result<Acceptance, AcceptError> {
        self.accept(now, |state, now| state.accept_trust(text, naming, origin, now))
    }

    /// Takes in the status list `uri`.
    ///
    /// # Errors
    /// [`AcceptError`]; what was held stays.
    pub fn accept_status(
        &self,
        text: &str,
        uri: StatusListUri,
        origin: Option<Origin>,
        now: UnixTime,
    ) -> Result<Acceptance, AcceptError> {
        self.accept(now, |state, now| state.accept_status(text, uri, origin, now))
    }

    /// Takes in the catalogue of `region`. An overlay is checked against the base that will be in
    /// force with it; without a base it is kept, and used when it stands on the one that comes.
    ///
    /// # Errors
    /// [`AcceptError`]; what was held stays.
    pub fn accept_catalogue(
        &self,
        text: &str,
        region: Region,
        origin: Option<Origin>,
        now: UnixTime,
    ) -> Result<Acceptance, AcceptError> {
        self.accept(now, |state, now| state.accept_catalogue(text, region, origin, now))
    }

    fn accept(
        &self,
        now: UnixTime,
        accept: impl FnOnce(&mut TrustState, UnixTime) -> Result<Change, Refusal>,
    ) -> Result<Acceptance, AcceptError> {
        let mut batch = self.batch(now)?;
        let acceptance = batch.accept(accept)?;
        batch.write()?;
        Ok(acceptance)
    }

    /// Begins to take documents in. Other processes are kept out until it ends, and what they accepted
    /// meanwhile is taken in first: what comes is judged by what is on disk.
    pub(crate) fn batch(&self, now: UnixTime) -> Result<Batch<'_>, StorageError> {
        let mut held = self.state();
        let lock = self.folder.lock()?;
        self.read_back(&mut held, now)?;
        let next = held.clone();
        Ok(Batch { store: self, held, next, change: Change::default(), now, _lock: lock })
    }

    fn state(&self) -> MutexGuard<'_, TrustState> {
        // A writer that panicked left whole values: each is built before it is put in place.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
