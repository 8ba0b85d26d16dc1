//! Reading a state back from its files: every document is verified again, and one that fails is
//! reported, not used. A process that goes on and reads what others accepted verifies only what is new
//! to it.
//!
//! A kill between two steps of a change leaves documents that are newer than the floors, or files that
//! have been replaced. Both are told from what lies there, and the change is brought to its end.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::sync::Arc;

use crate::base::json;
use crate::base::time::UnixTime;
use crate::crypto::jwk;
use crate::model::region::Region;
use crate::trust::accepting::admission;
use crate::trust::catalogue::{CatalogueError, VerifiedCatalogue};
use crate::trust::change::{Change, Step};
use crate::trust::document_file::{DocumentFile, MAX_ORIGIN_BYTES};
use crate::trust::floors::{
    self, EDITIONS_FILE, Editions, FLOORS_FILE, Floors, KnownEdition, RootFloors,
};
use crate::trust::refusal::{ListName, LoadError, LoadFault, Refusal};
use crate::trust::roots::{self, RootPath};
use crate::trust::state::{ROOTS_FILE, TRUST_FILE, TrustConfig, TrustState};
use crate::trust::status_list::{StatusList, StatusListError};
use crate::trust::succession::{self, Admission, Edition, SuccessionError};
use crate::trust::timeline;
use crate::trust::trust_list::{SignerError, VerifiedTrustList};
use crate::wire::bundle::MAX_ROOTS;
use crate::wire::status_list::StatusListUri;
use crate::wire::{catalogue, status_list, trust_list};

/// Most bytes of the lists that led to the current root, and those of another way beside them.
const MAX_EVIDENCE: usize = 2 * (MAX_ROOTS + 1) * trust_list::MAX_BYTES;

/// Where the files of a state lie: a directory, or a map in a wallet's vault.
pub trait Files {
    /// The names of all files.
    ///
    /// # Errors
    /// The kind of failure.
    fn names(&self) -> Result<Vec<String>, ErrorKind>;

    /// A file; none when it does not exist. One over `limit` bytes reads as an empty one: it is
    /// damaged, and nothing that is kept here is empty.
    ///
    /// # Errors
    /// The kind of failure.
    fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>, ErrorKind>;
}

/// A state that was read back.
#[derive(Debug)]
pub struct Restored {
    /// All that verifies.
    pub state: TrustState,
    /// The files that were not used.
    pub faults: Vec<LoadFault>,
    /// What a kill left undone. Nothing depends on its being written at once.
    pub unfinished: Vec<Step>,
}

/// Reads a state back. `held` is what a process that goes on has: of that, what can't be read any more
/// and was not replaced or dropped stays.
///
/// # Errors
/// The kind of failure when names, floors or the way to the root can't be read. A single document that
/// can't be read is a fault.
pub fn restore(
    files: &impl Files,
    config: &Arc<TrustConfig>,
    held: Option<&TrustState>,
    now: UnixTime,
) -> Result<Restored, ErrorKind> {
    let mut names = files.names()?;
    // Of one region's catalogues the lower number first, as they were accepted.
    names.sort_unstable_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    let mut restoring = Restoring {
        state: TrustState::empty(config.clone()),
        held,
        verified: None,
        faults: Vec::new(),
        change: Change::default(),
    };
    restoring.floors(files)?;
    let written = restoring.state.floors.clone();
    if let Err(reason) = restoring.trust(files, &names)? {
        restoring.fault(TRUST_FILE, reason);
        if let Some(held) = held {
            restoring.state.keep_trust_of(held);
        }
    }
    let trust = restoring.state.trust_edition();
    restoring.verified = held.filter(|held| held.trust_edition() == trust);
    for name in &names {
        if let Some((document, number)) = document_of(name) {
            restoring.document(files, name, document, number, now);
        }
    }
    Ok(restoring.finish(&written))
}

/// What a file holds, by its name, and the number in it; none for names that are not written here.
fn document_of(name: &str) -> Option<(ListName, u64)> {
    let (kind, rest) = name.strip_suffix(".jws")?.split_once('-')?;
    let (region, number) = rest.split_once('-')?;
    let (region, number): (Region, u64) = (region.parse().ok()?, number.parse().ok()?);
    match kind {
        "status" => {
            let uri = StatusListUri { region, number: u16::try_from(number).ok()? };
            Some((ListName::Status(uri), number))
        }
        "catalogue" => Some((ListName::Catalogue(region), number)),
        _ => None,
    }
}

struct Restoring<'a> {
    state: TrustState,
    held: Option<&'a TrustState>,
    /// What was verified before under the same trust list.
    verified: Option<&'a TrustState>,
    faults: Vec<LoadFault>,
    change: Change,
}

impl Restoring<'_> {
    fn fault(&mut self, file: &str, reason: LoadError) {
        self.faults.push(LoadFault { file: file.to_owned(), reason });
    }

    fn floors(&mut self, files: &impl Files) -> Result<(), ErrorKind> {
        let first = files.read(FLOORS_FILE, floors::MAX_BYTES)?;
        let second = files.read(EDITIONS_FILE, floors::MAX_BYTES)?;
        let roots = first.as_deref().and_then(RootFloors::read);
        // Without either, a first list was being written when the process was killed.
        let is_missed = first.is_some() || second.is_some();
        if roots.is_none() && is_missed {
            self.fault(FLOORS_FILE, LoadError::Damaged);
        }
        let editions = second.as_deref().and_then(Editions::read);
        if editions.is_none() && second.is_some() {
            self.fault(EDITIONS_FILE, LoadError::Damaged);
        }
        let (roots, older) = roots.unwrap_or_default();
        let mut editions = editions.unwrap_or_default();
        editions.raise(older);
        let mut floors = Floors { roots: Arc::new(roots), editions };
        if let Some(held) = self.held {
            floors = Floors::follow(held.floors.clone(), floors);
        }
        // What a root signed that is pinned no more counts for nothing, and so do the numbers it gave:
        // an app that takes a stolen root out must not be bound by what the thief published.
        let pins = || self.state.config.roots.iter().map(|pin| jwk::thumbprint_text(&pin.key));
        if floors.roots.pin.as_ref().is_some_and(|pin| !pins().any(|kid| kid == *pin)) {
            floors.roots = Arc::default();
        }
        self.state.floors = floors;
        Ok(())
    }

    /// Finds the current root, then the trust list; a list past its end is held all the same.
    fn trust(
        &mut self,
        files: &impl Files,
        names: &[String],
    ) -> Result<Result<(), LoadError>, ErrorKind> {
        let state = &mut self.state;
        let evidence: Vec<String> = files
            .read(ROOTS_FILE, MAX_EVIDENCE)?
            .and_then(|bytes| json::parse(&bytes, MAX_EVIDENCE).ok())
            .unwrap_or_default();
        // A root that counts no more may have led to the one that does.
        let none = BTreeSet::new();
        let pins = state.config.roots.iter().map(|pin| RootPath::pinned(pin, &none)).collect();
        let mut paths = roots::reached(pins, evidence.iter().map(String::as_str));
        let dropped = &state.floors.roots.dropped_roots;
        paths.retain(|path| !dropped.contains(&path.kid));
        let beyond_the_pins = |paths: Vec<RootPath>| {
            paths.into_iter().rfind(|path| !path.evidence.is_empty()).map(Arc::new)
        };
        let file = match files.read(TRUST_FILE, trust_list::MAX_BYTES + MAX_ORIGIN_BYTES) {
            Ok(file) => file.and_then(DocumentFile::parse),
            Err(kind) => return Ok(Err(LoadError::Unreadable(kind))),
        };
        let Some(DocumentFile { text, origin }) = file else {
            // The list is lost; the way to its root, beyond the pins, is not.
            state.root = beyond_the_pins(paths);
            let floor = &state.floors.roots.trust;
            let expected = floor.is_some() || names.iter().any(|name| name == TRUST_FILE);
            return Ok(if expected { Err(LoadError::Damaged) } else { Ok(()) });
        };
        let kid = roots::signer_of(&text);
        let floors = Arc::make_mut(&mut state.floors.roots);
        if floors.root.is_none()
            && floors.edition().is_some_and(|held| held.digest == succession::digest(&text))
        {
            // Older versions did not write down which root signed the list.
            floors.root.clone_from(&kid);
        }
        let Some(root) = paths.iter().find(|path| Some(&path.kid) == kid.as_ref()).cloned() else {
            state.root = beyond_the_pins(paths);
            return Ok(Err(Refusal::UnknownRoot.into()));
        };
        let root = Arc::new(root);
        state.root = Some(root.clone());
        let list = match VerifiedTrustList::verify_held(&text, &root.key) {
            Ok(list) => list,
            Err(error) => return Ok(Err(Refusal::from(error).into())),
        };
        if let Err(refusal) = state.check_trust(&list, &root) {
            return Ok(Err(refusal.into()));
        }
        let floors = Arc::make_mut(&mut state.floors.roots);
        // Its end does not matter here, so it is judged as of its beginning.
        if let Err(error) = list.accept_over(floors.trust.as_ref(), list.iat()) {
            return Ok(Err(Refusal::from(error).into()));
        }
        floors.trust = Some(list.floor());
        floors.root = Some(root.kid.clone());
        floors.pin = Some(root.pin().to_owned());
        floors.dropped_roots.extend(root.drops(&state.config.roots));
        state.trust = Some((Arc::new(list), Arc::from(text)));
        if let Some(origin) = origin {
            state.origins.insert(ListName::TrustList, origin);
        }
        Ok(Ok(()))
    }

    fn document(
        &mut self,
        files: &impl Files,
        name: &str,
        document: ListName,
        number: u64,
        now: UnixTime,
    ) {
        let limit = match document {
            ListName::Status(_) => status_list::MAX_BYTES,
            _ => catalogue::MAX_BYTES,
        };
        let loaded = match files.read(name, limit + MAX_ORIGIN_BYTES) {
            Ok(bytes) => match bytes.and_then(DocumentFile::parse) {
                Some(file) => self.verify(document, file, now),
                None => Err(LoadError::Damaged),
            },
            Err(kind) => Err(LoadError::Unreadable(kind)),
        };
        match loaded {
            Ok(()) => {}
            Err(LoadError::Refused(refusal))
                if self.was_to_be_removed(document, number, &refusal) =>
            {
                self.change.remove_afterwards(name.to_owned());
            }
            Err(reason) => self.fault(name, reason),
        }
    }

    /// Whether a file is only there because the host was killed before it removed it.
    fn was_to_be_removed(&mut self, document: ListName, number: u64, refusal: &Refusal) -> bool {
        match refusal {
            Refusal::Status(StatusListError::Signer(SignerError::Compromised(_))) => true,
            Refusal::Catalogue(CatalogueError::Signer(SignerError::Compromised(kid))) => {
                // What older versions wrote doesn't say who gave the number.
                if let ListName::Catalogue(region) = document {
                    let held = self.state.floors.editions.catalogues.entry(region).or_default();
                    for known in held.iter_mut().filter(|known| known.edition().number == number) {
                        known.kid = known.kid.or(Some(*kid));
                    }
                }
                true
            }
            Refusal::Succession(SuccessionError::RolledBack { .. }) => {
                matches!(document, ListName::Catalogue(_))
            }
            _ => false,
        }
    }

    fn verify(
        &mut self,
        document: ListName,
        file: DocumentFile,
        now: UnixTime,
    ) -> Result<(), LoadError> {
        let DocumentFile { text, origin } = file;
        let state = &mut self.state;
        let trust = state.trust().cloned().ok_or(Refusal::NoTrustList)?;
        let digest = succession::digest(&text);
        // Only what the floors know was accepted here before; anything else has to be good as new.
        match document {
            ListName::TrustList => {}
            ListName::Status(uri) => {
                let floor = state.floors.editions.newest(document);
                let known = self.verified.and_then(|state| state.status.get(&uri));
                let list = match known.filter(|list| list.edition().digest == digest) {
                    Some(list) => Arc::clone(list),
                    None => {
                        let held = admission(floor.is_some_and(|floor| floor.digest == digest));
                        let list = StatusList::verify(&text, uri, &trust, now, held);
                        Arc::new(list.map_err(Refusal::from)?)
                    }
                };
                if let Some(floor) = floor {
                    list.edition().follow(floor, None).map_err(Refusal::from)?;
                }
                let edition = KnownEdition::of(list.edition(), list.kid());
                state.floors.editions.status.insert(uri, edition);
                state.note_iat(list.iat());
                state.status.insert(uri, list);
            }
            ListName::Catalogue(region) => {
                let editions = &state.floors.editions.catalogues;
                let held = editions.get(&region).cloned().unwrap_or_default();
                let is_known = held.iter().any(|known| known.edition().digest == digest);
                let known = self.verified.map_or(&[][..], |state| state.editions_of(region));
                let read = match known.iter().find(|one| one.edition().digest == digest) {
                    Some(read) => Arc::clone(read),
                    None => {
                        let held = admission(is_known);
                        let read = VerifiedCatalogue::verify(&text, region, &trust, now, held);
                        Arc::new(read.map_err(Refusal::from)?)
                    }
                };
                let edition = KnownEdition::of(read.edition(), read.kid());
                if admission(is_known) == Admission::New {
                    newer_than_all(edition.edition(), &held).map_err(Refusal::from)?;
                }
                let editions = state.floors.editions.catalogues.entry(region).or_default();
                editions.retain(|known| known.edition() != edition.edition());
                let at = editions
                    .partition_point(|known| known.edition().number < edition.edition().number);
                editions.insert(at, edition);
                state.note_iat(read.catalogue().iat);
                state.unlaid.insert(region);
                let editions = state.catalogues.entry(region).or_default();
                let is_newest =
                    editions.iter().all(|one| one.edition().number < edition.edition().number);
                timeline::insert(editions, read);
                if !is_newest && state.origins.contains_key(&document) {
                    return Ok(());
                }
            }
        }
        if let Some(origin) = origin {
            state.origins.insert(document, origin);
        }
        Ok(())
    }

    fn finish(self, written: &Floors) -> Restored {
        let Self { mut state, held, verified, faults, mut change } = self;
        if let Some(held) = held {
            state.keep_documents_of(held);
        }
        state.drop_what_counts_no_more(&mut change);
        if let Some(trust) = state.trust().cloned() {
            state.note_iat(trust.iat());
        }
        change.floors = state.floors.roots != written.roots;
        change.editions = state.floors.editions != written.editions;
        let trust_changed = verified.is_none();
        state.generation = held.map_or(1, |held| held.generation + u64::from(trust_changed));
        let unfinished = state.steps(change);
        Restored { state, faults, unfinished }
    }
}

fn newer_than_all(edition: Edition, held: &[KnownEdition]) -> Result<(), SuccessionError> {
    held.iter().try_for_each(|known| edition.follow(known.edition(), None).map(|_| ()))
}
