//! The documents a verifier judges by: verified when they come and again when they are read back,
//! replaced whole, never rolled back, looked at without a lock.

mod acceptance;
mod changes;
pub(in crate::verifier) mod directory;
mod document_file;
mod floors;
mod loading;
mod roots;
mod snapshot;
mod state;
#[cfg(test)]
pub(in crate::verifier) mod tests;
mod timeline;

use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::{ArcSwap, Guard};

use crate::base::time::UnixTime;
use crate::model::region::Region;
use crate::verifier::trust_store::changes::Watch;
use crate::verifier::trust_store::directory::Directory;
use crate::verifier::trust_store::state::State;
use crate::wire::catalogue::VerifiedCatalogue;
use crate::wire::in_place::InPlace;
use crate::wire::status_list::{StatusList, StatusListUri};
use crate::wire::succession::{Admission, Edition, MAX_JUMP, Succession, SuccessionError};
use crate::wire::trust_list::{TrustList, VerifiedTrustList};

pub use acceptance::{AcceptError, Acceptance, Document, LoadError, LoadFault};
pub use directory::StorageError;
pub use document_file::Origin;
pub use roots::PinnedRoot;
pub use snapshot::TrustSnapshot;
pub use timeline::OverlayFault;

/// What a store is set up with.
#[derive(Debug, Clone)]
pub struct TrustStoreConfig {
    /// The roots, oldest first: once a list under one is accepted, those before it count no more.
    pub roots: Vec<PinnedRoot>,
    /// The province whose base venues in Hong Kong and Macau judge by.
    pub across_the_border: Region,
}

/// The documents held, in a directory of their own. Several may be open on one directory, in one
/// process or in several; each decides by what is on disk, and sees what the others accepted
/// (`changes`).
pub struct TrustStore {
    directory: Directory,
    config: TrustStoreConfig,
    faults: Vec<LoadFault>,
    /// The count of changes up to which this store has read.
    counted: AtomicU64,
    watch: Watch,
    state: Mutex<State>,
    snapshot: ArcSwap<TrustSnapshot>,
}

impl TrustStore {
    /// Opens the store in a directory, made when it is missing, and verifies all it finds there. What
    /// does not verify is reported ([`TrustStore::faults`]) and not used.
    ///
    /// # Errors
    /// [`StorageError`] when the directory can't be made or read.
    pub fn open(
        directory: &Path,
        config: TrustStoreConfig,
        now: UnixTime,
    ) -> Result<Self, StorageError> {
        let directory = Directory::at(directory)?;
        // Lists are also judged by where nothing can be written or locked. What is read while another
        // process writes may be half of it; the count taken before lets it be read again.
        let _lock = directory.lock();
        let counted = AtomicU64::new(changes::count(&directory)?);
        let (state, faults) = loading::load(&directory, &config, now, None)?;
        let snapshot = ArcSwap::from_pointee(state.snapshot(config.across_the_border));
        let (watch, state) = (Watch::new(), Mutex::new(state));
        Ok(Self { directory, config, faults, counted, watch, state, snapshot })
    }

    /// The files that were not used when the store was opened.
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
    pub fn origin(&self, document: Document) -> Option<Origin> {
        self.state().origins.get(&document).cloned()
    }

    /// Numbers of the trust list and of a document that were accepted last: when they are others than
    /// before, what was refused meanwhile may only have come too late.
    pub(in crate::verifier) fn standing(&self, document: Document) -> [Option<Edition>; 2] {
        let floors = &self.state().floors;
        let trust = floors.trust.as_ref().map(|floor| floor.edition);
        let own = match document {
            Document::TrustList => None,
            Document::Status(uri) => floors.status.get(&uri).copied(),
            Document::Catalogue(region) => floors.newest_catalogue(region),
        };
        [trust, own]
    }

    /// The root whose lists are accepted now (its RFC 7638 thumbprint), once there is one.
    #[must_use]
    pub fn root_kid(&self) -> Option<String> {
        let state = self.state();
        let root = state.root.as_ref().map(roots::RootPath::kid);
        root.or_else(|| {
            let mut kids = self.config.roots.iter().map(|pin| roots::RootPath::pinned(pin).kid());
            kids.rfind(|kid| !state.floors.dropped_roots.contains(kid))
        })
    }

    /// The thumbprint of the root that a text names as the next, unverified: for finding the list that
    /// root signed, never for believing it.
    #[must_use]
    pub fn named_by(trust_list: &str) -> Option<String> {
        roots::named_by(trust_list)
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
        if let Some(what) = InPlace::of_jws(text.as_bytes()) {
            return Err(AcceptError::InPlace(what));
        }
        let mut state = self.state();
        let _lock = self.lock_and_read_back(&mut state, now)?;
        let kid = roots::signer_of(text).ok_or(AcceptError::UnknownRoot)?;
        let root = state.root_of(&kid, &self.config.roots, naming);
        let root = root.ok_or(AcceptError::UnknownRoot)?;
        let list = TrustList::verify(text, &root.key, now)?;
        self.check_pin(&list)?;
        if let Some(held) = root.after.filter(|after| list.seq() <= *after) {
            let error = SuccessionError::RolledBack { held, got: list.seq() };
            return Err(AcceptError::Succession(error));
        }
        let same = list.accept_over(state.floors.trust.as_ref(), now)? == Succession::Same;
        let unchanged = same && state.holds_trust(list.edition());
        if unchanged && state.has_origin(Document::TrustList, origin.as_ref()) {
            return Ok(Acceptance::Unchanged);
        }
        self.count_change()?;
        state.keep_trust(&self.directory, &self.config.roots, root, list, text, origin)?;
        self.publish(&mut state, !unchanged);
        Ok(if unchanged { Acceptance::Unchanged } else { Acceptance::Updated })
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
        let mut state = self.state();
        let _lock = self.lock_and_read_back(&mut state, now)?;
        let trust = state.trust().ok_or(AcceptError::NoTrustList)?;
        let issuer = trust.issuer(uri.region);
        if !issuer.is_some_and(|issuer| issuer.status_lists.contains(&uri.number)) {
            return Err(AcceptError::NotListed(uri));
        }
        let list = StatusList::verify(text, uri, trust, now, Admission::New)?;
        let succession = match state.floors.status.get(&uri) {
            Some(floor) => list.edition().follow(*floor, None)?,
            None => Succession::Newer,
        };
        let unchanged = succession == Succession::Same && state.status.contains_key(&uri);
        if unchanged && state.has_origin(Document::Status(uri), origin.as_ref()) {
            return Ok(Acceptance::Unchanged);
        }
        self.count_change()?;
        state.keep_status(&self.directory, list, text, origin)?;
        self.publish(&mut state, false);
        Ok(if unchanged { Acceptance::Unchanged } else { Acceptance::Updated })
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
        let mut state = self.state();
        let _lock = self.lock_and_read_back(&mut state, now)?;
        let trust = state.trust().ok_or(AcceptError::NoTrustList)?;
        let catalogue = VerifiedCatalogue::verify(text, region, trust, now, Admission::New)?;
        let edition = catalogue.edition();
        let succession = match state.floors.newest_catalogue(region) {
            // The one in force stays published while a newer one lies ahead.
            _ if state.floors.knows_catalogue(region, edition) => Succession::Same,
            Some(floor) => edition.follow(floor, Some(MAX_JUMP))?,
            None => Succession::Newer,
        };
        if !catalogue.catalogue().is_base() {
            let begins = catalogue.catalogue().effective.max(now);
            let bases = state.catalogues.get(&region.province()).map_or(&[][..], Vec::as_slice);
            if let Some(base) = timeline::in_force(bases, begins) {
                catalogue.check_on(&base)?;
            }
        }
        let held = state.holds_catalogue(region, edition);
        let unchanged = succession == Succession::Same && held;
        if unchanged && state.has_origin(Document::Catalogue(region), origin.as_ref()) {
            return Ok(Acceptance::Unchanged);
        }
        self.count_change()?;
        state.keep_catalogue(&self.directory, catalogue, text, origin, now)?;
        self.publish(&mut state, false);
        Ok(if unchanged { Acceptance::Unchanged } else { Acceptance::Updated })
    }

    fn check_pin(&self, list: &VerifiedTrustList) -> Result<(), AcceptError> {
        let pin = self.config.roots.iter().find(|pin| pin.key == *list.root());
        match pin.map(|pin| pin.least_seq).filter(|least| list.seq() < *least) {
            Some(least) => Err(AcceptError::BeforePin { least, got: list.seq() }),
            None => Ok(()),
        }
    }

    /// Keeps other processes out, and takes in what they accepted meanwhile: what comes is judged by
    /// what is on disk.
    fn lock_and_read_back(
        &self,
        state: &mut State,
        now: UnixTime,
    ) -> Result<std::fs::File, StorageError> {
        let lock = self.directory.lock()?;
        self.read_back(state, now)?;
        Ok(lock)
    }

    fn publish(&self, state: &mut State, trust_changed: bool) {
        state.generation += u64::from(trust_changed);
        self.snapshot.store(Arc::new(state.snapshot(self.config.across_the_border)));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A writer that panicked left whole values: each is built before it is put in place.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
