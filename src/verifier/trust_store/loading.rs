//! Reading a store back: every file is verified again, and one that fails is reported, not used. A
//! process that goes on and reads what others accepted verifies only what is new to it.

use std::sync::Arc;

use crate::base::json;
use crate::base::time::UnixTime;
use crate::model::region::Region;
use crate::verifier::trust_store::directory::{Directory, StorageError};
use crate::verifier::trust_store::document_file::DocumentFile;
use crate::verifier::trust_store::floors::Floors;
use crate::verifier::trust_store::roots::{self, RootPath};
use crate::verifier::trust_store::state::State;
use crate::verifier::trust_store::{AcceptError, Document, LoadError, LoadFault, TrustStoreConfig};
use crate::wire::bundle::MAX_ROOTS;
use crate::wire::catalogue::{self, VerifiedCatalogue};
use crate::wire::status_list::{self, StatusList, StatusListUri};
use crate::wire::succession::{self, Admission, Edition, SuccessionError};
use crate::wire::trust_list::{self, TrustList};

pub(super) const TRUST_FILE: &str = "trust.jws";
pub(super) const ROOTS_FILE: &str = "roots.json";
const FLOORS_FILE: &str = "floors.json";
/// Most bytes of the lists that led to the current root.
const MAX_EVIDENCE: usize = (MAX_ROOTS + 1) * trust_list::MAX_BYTES;

pub(super) fn status_file(uri: StatusListUri) -> String {
    format!("status-{}-{}.jws", uri.region, uri.number)
}

pub(super) fn catalogue_file(region: Region, seq: u64) -> String {
    format!("catalogue-{region}-{seq}.jws")
}

/// What a file of the store holds, by its name; none for names the store does not write.
fn document_of(name: &str) -> Option<Document> {
    let (kind, rest) = name.strip_suffix(".jws")?.split_once('-')?;
    let (region, number) = rest.split_once('-')?;
    let region = region.parse().ok()?;
    match kind {
        "status" => Some(Document::Status(StatusListUri { region, number: number.parse().ok()? })),
        "catalogue" => number.parse::<u64>().ok().map(|_| Document::Catalogue(region)),
        _ => None,
    }
}

/// All that is in the directory and verifies, and what does not. `held` is what a process that goes on
/// has: of that, what can't be read any more and was not replaced or dropped stays.
pub(super) fn load(
    directory: &Directory,
    config: &TrustStoreConfig,
    now: UnixTime,
    held: Option<&State>,
) -> Result<(State, Vec<LoadFault>), StorageError> {
    let mut names = directory.names()?;
    // Of one region's catalogues the lower number first, as they were accepted.
    names.sort_unstable_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    let mut faults = Vec::new();
    let mut fault = |file: &str, reason: LoadError| {
        faults.push(LoadFault { file: file.to_owned(), reason });
    };
    let floors = Floors::read(directory)?;
    if floors.is_none() && names.iter().any(|name| name == FLOORS_FILE || name == TRUST_FILE) {
        fault(FLOORS_FILE, LoadError::Damaged);
    }
    let floors = match held {
        Some(held) => Floors::follow(held.floors.clone(), floors),
        None => floors.unwrap_or_default(),
    };
    let mut state = State { floors, ..State::default() };
    if let Err(reason) = load_trust(&mut state, directory, config, &names)? {
        fault(TRUST_FILE, reason);
        if let Some(held) = held {
            state.keep_trust_of(held);
        }
    }
    let verified = held.filter(|held| held.trust_edition() == state.trust_edition());
    for name in &names {
        let Some(document) = document_of(name) else { continue };
        let limit = match document {
            Document::Status(_) => status_list::MAX_BYTES,
            _ => catalogue::MAX_BYTES,
        };
        let loaded = match DocumentFile::read(directory, name, limit) {
            Ok(Some(file)) => load_document(&mut state, verified, document, file, now),
            Ok(None) => Err(LoadError::Damaged),
            Err(error) => Err(AcceptError::Storage(error).into()),
        };
        if let Err(reason) = loaded {
            fault(name, reason);
        }
    }
    if let Some(held) = held {
        state.keep_documents_of(held);
    }
    for editions in state.catalogues.values_mut() {
        editions.sort_unstable_by_key(|edition| edition.edition().number);
    }
    state.lay_timelines();
    state.generation = held.map_or(1, |held| held.generation + u64::from(verified.is_none()));
    Ok((state, faults))
}

/// Finds the current root, then the trust list; a list past its end is held all the same.
fn load_trust(
    state: &mut State,
    directory: &Directory,
    config: &TrustStoreConfig,
    names: &[String],
) -> Result<Result<(), LoadError>, StorageError> {
    let pins = config.roots.iter().map(RootPath::pinned).collect();
    let bytes = directory.read(ROOTS_FILE, MAX_EVIDENCE)?;
    let evidence: Option<Vec<String>> = match bytes {
        None => Some(vec![]),
        Some(bytes) => json::parse(&bytes, MAX_EVIDENCE).ok(),
    };
    let mut paths = roots::reachable(pins, &evidence.unwrap_or_default(), None);
    paths.retain(|path| !state.floors.dropped_roots.contains(&path.kid()));
    let file = match DocumentFile::read(directory, TRUST_FILE, trust_list::MAX_BYTES) {
        Ok(file) => file,
        Err(error) => return Ok(Err(AcceptError::Storage(error).into())),
    };
    let Some(DocumentFile { text, origin }) = file else {
        // The list is lost; the way to its root, beyond the pins, is not.
        state.root = paths.into_iter().rfind(|path| !path.evidence.is_empty());
        let expected = state.floors.trust.is_some() || names.iter().any(|name| name == TRUST_FILE);
        return Ok(if expected { Err(LoadError::Damaged) } else { Ok(()) });
    };
    let kid = roots::signer_of(&text);
    let Some(root) = paths.iter().find(|path| Some(path.kid()) == kid) else {
        state.root = paths.into_iter().rfind(|path| !path.evidence.is_empty());
        return Ok(Err(AcceptError::UnknownRoot.into()));
    };
    state.root = Some(root.clone());
    let list = match TrustList::verify_held(&text, &root.key) {
        Ok(list) => list,
        Err(error) => return Ok(Err(AcceptError::from(error).into())),
    };
    // Its end does not matter here, so it is judged as of its beginning.
    if let Err(error) = list.accept_over(state.floors.trust.as_ref(), list.iat()) {
        return Ok(Err(AcceptError::from(error).into()));
    }
    state.floors.trust = Some(list.floor());
    state.floors.dropped_roots.extend(roots::dropped_by(root, &config.roots));
    state.trust = Some((Arc::new(list), text));
    if let Some(origin) = origin {
        state.origins.insert(Document::TrustList, origin);
    }
    Ok(Ok(()))
}

/// `verified` is what was verified before under the same trust list.
fn load_document(
    state: &mut State,
    verified: Option<&State>,
    document: Document,
    file: DocumentFile,
    now: UnixTime,
) -> Result<(), LoadError> {
    let DocumentFile { text, origin } = file;
    let trust = state.trust().ok_or(AcceptError::NoTrustList)?;
    let digest = succession::digest(&text);
    // Only what the floors know was accepted here before; anything else has to be good as new.
    match document {
        Document::TrustList => {}
        Document::Status(uri) => {
            let floor = state.floors.status.get(&uri).copied();
            let admission = admission(floor.is_some_and(|floor| floor.digest == digest));
            let known = verified.and_then(|state| state.status.get(&uri));
            let list = match known.filter(|list| list.edition().digest == digest) {
                Some(list) => Arc::clone(list),
                None => Arc::new(
                    StatusList::verify(&text, uri, trust, now, admission)
                        .map_err(AcceptError::from)?,
                ),
            };
            if let Some(floor) = floor {
                list.edition().follow(floor, None).map_err(AcceptError::from)?;
            }
            state.floors.status.insert(uri, list.edition());
            state.status.insert(uri, list);
        }
        Document::Catalogue(region) => {
            let held = state.floors.catalogues.get(&region).cloned().unwrap_or_default();
            let admission = admission(held.iter().any(|edition| edition.digest == digest));
            let known = verified.and_then(|one| one.catalogues.get(&region));
            let mut known = known.into_iter().flatten();
            let catalogue = match known.find(|one| one.edition().digest == digest) {
                Some(catalogue) => Arc::clone(catalogue),
                None => Arc::new(
                    VerifiedCatalogue::verify(&text, region, trust, now, admission)
                        .map_err(AcceptError::from)?,
                ),
            };
            let edition = catalogue.edition();
            if admission == Admission::New {
                newer_than_all(edition, &held).map_err(AcceptError::from)?;
                state.floors.catalogues.entry(region).or_default().push(edition);
            }
            let editions = state.catalogues.entry(region).or_default();
            let is_newest = editions.iter().all(|one| one.edition().number < edition.number);
            editions.push(catalogue);
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

const fn admission(known: bool) -> Admission {
    if known { Admission::Held } else { Admission::New }
}

fn newer_than_all(edition: Edition, held: &[Edition]) -> Result<(), SuccessionError> {
    held.iter().try_for_each(|one| edition.follow(*one, None).map(|_| ()))
}
