//! What a store holds, and how it is put on disk: documents first, then the floors that count them.
//!
//! A kill between the two leaves a document that is newer than its floor, which loading takes; the
//! other order would leave a floor that nothing on disk reaches. Nothing in memory changes before
//! both are written.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::time::UnixTime;
use crate::model::region::Region;
use crate::verifier::trust_store::directory::{Directory, StorageError};
use crate::verifier::trust_store::document_file::{DocumentFile, Origin};
use crate::verifier::trust_store::floors::Floors;
use crate::verifier::trust_store::roots::{self, PinnedRoot, RootPath};
use crate::verifier::trust_store::snapshot::TrustSnapshot;
use crate::verifier::trust_store::timeline::{self, Timelines};
use crate::verifier::trust_store::{Document, loading};
use crate::wire::catalogue::VerifiedCatalogue;
use crate::wire::status_list::{StatusList, StatusListUri};
use crate::wire::succession::Edition;
use crate::wire::trust_list::{KeyState, KeyUse, VerifiedTrustList};

/// Everything held, behind the store's lock.
#[derive(Default)]
pub(super) struct State {
    pub floors: Floors,
    /// The root whose lists are accepted now.
    pub root: Option<RootPath>,
    /// The trust list and its text, which may be the evidence for the next root.
    pub trust: Option<(Arc<VerifiedTrustList>, String)>,
    pub status: HashMap<StatusListUri, Arc<StatusList>>,
    /// The current edition and the one that lies ahead.
    pub catalogues: HashMap<Region, Vec<Arc<VerifiedCatalogue>>>,
    /// Made of the catalogues whenever those change.
    pub timelines: Arc<Timelines>,
    pub origins: HashMap<Document, Origin>,
    pub generation: u64,
}

impl State {
    pub(super) fn trust(&self) -> Option<&VerifiedTrustList> {
        self.trust.as_ref().map(|(list, _)| list.as_ref())
    }

    pub(super) fn trust_edition(&self) -> Option<Edition> {
        self.trust().map(VerifiedTrustList::edition)
    }

    /// Goes on with the trust list of `held`, if none was accepted after it.
    pub(super) fn keep_trust_of(&mut self, held: &Self) {
        let floor = self.floors.trust.as_ref().map(|floor| floor.edition);
        if held.trust.is_some() && held.trust_edition() == floor {
            self.trust.clone_from(&held.trust);
            self.root.clone_from(&held.root);
        }
    }

    /// Goes on with what `held` has and this lacks, if nothing was accepted after it and its signer
    /// still counts.
    pub(super) fn keep_documents_of(&mut self, held: &Self) {
        let Some(trust) = self.trust.as_ref().map(|(list, _)| Arc::clone(list)) else { return };
        let compromised = held.compromised_by(&trust);
        let counts = |one: (Document, Edition)| !compromised.contains(&one);
        for (uri, list) in &held.status {
            let newest = self.floors.status.get(uri) == Some(&list.edition());
            if newest && counts((Document::Status(*uri), list.edition())) {
                self.status.entry(*uri).or_insert_with(|| Arc::clone(list));
            }
        }
        for one in held.catalogues.values().flatten() {
            let (region, edition) = (one.catalogue().region, one.edition());
            let known = self.floors.knows_catalogue(region, edition);
            if known
                && counts((Document::Catalogue(region), edition))
                && !self.holds_catalogue(region, edition)
            {
                self.catalogues.entry(region).or_default().push(Arc::clone(one));
            }
        }
    }

    pub(super) fn holds_trust(&self, edition: Edition) -> bool {
        self.trust().is_some_and(|held| held.edition() == edition)
    }

    pub(super) fn holds_catalogue(&self, region: Region, edition: Edition) -> bool {
        let held = self.catalogues.get(&region);
        held.is_some_and(|held| held.iter().any(|one| one.edition() == edition))
    }

    /// Whether nothing would change about where the document came from; a document without an origin
    /// (from a bundle) does not take away the one known.
    pub(super) fn has_origin(&self, document: Document, origin: Option<&Origin>) -> bool {
        origin.is_none_or(|origin| self.origins.get(&document) == Some(origin))
    }

    /// The root of this thumbprint, if it counts.
    pub(super) fn root_of(
        &self,
        kid: &str,
        pins: &[PinnedRoot],
        naming: &[String],
    ) -> Option<RootPath> {
        let mut starts: Vec<RootPath> = self.root.iter().cloned().collect();
        if let (Some(root), Some((list, text))) = (&self.root, &self.trust) {
            starts.extend(root.next(list, text));
        }
        starts.extend(pins.iter().map(RootPath::pinned));
        starts.retain(|path| !self.floors.dropped_roots.contains(&path.kid()));
        let floor = self.floors.trust.as_ref().map(|floor| floor.edition);
        let mut paths = roots::reachable(starts, naming, floor).into_iter();
        paths.find(|path| path.kid() == kid && !self.floors.dropped_roots.contains(kid))
    }

    pub(super) fn keep_trust(
        &mut self,
        directory: &Directory,
        pins: &[PinnedRoot],
        root: RootPath,
        list: VerifiedTrustList,
        text: &str,
        origin: Option<Origin>,
    ) -> Result<(), StorageError> {
        if self.root.as_ref().map(|held| &held.evidence) != Some(&root.evidence) {
            // Plain text in a list: serialising it can't fail.
            let evidence = serde_json::to_vec(&root.evidence).unwrap_or_default();
            directory.replace(loading::ROOTS_FILE, &evidence)?;
        }
        let file = DocumentFile { text: text.to_owned(), origin: origin.clone() };
        file.write(directory, loading::TRUST_FILE)?;
        let compromised = self.compromised_by(&list);
        let mut floors = self.floors.clone();
        floors.trust = Some(list.floor());
        floors.dropped_roots.extend(roots::dropped_by(&root, pins));
        for (document, edition) in &compromised {
            floors.forget(*document, *edition);
        }
        floors.write(directory)?;
        self.floors = floors;
        self.root = Some(root);
        self.trust = Some((Arc::new(list), text.to_owned()));
        self.note_origin(Document::TrustList, origin);
        for (document, edition) in compromised {
            // A file that can't be removed does no harm: loading refuses its signer.
            let _ = directory.remove(&self.drop_document(document, edition));
        }
        self.lay_timelines();
        Ok(())
    }

    pub(super) fn keep_status(
        &mut self,
        directory: &Directory,
        list: StatusList,
        text: &str,
        origin: Option<Origin>,
    ) -> Result<(), StorageError> {
        let uri = list.uri();
        let file = DocumentFile { text: text.to_owned(), origin: origin.clone() };
        file.write(directory, &loading::status_file(uri))?;
        let mut floors = self.floors.clone();
        floors.status.insert(uri, list.edition());
        floors.write(directory)?;
        self.floors = floors;
        self.status.insert(uri, Arc::new(list));
        self.note_origin(Document::Status(uri), origin);
        Ok(())
    }

    pub(super) fn keep_catalogue(
        &mut self,
        directory: &Directory,
        catalogue: VerifiedCatalogue,
        text: &str,
        origin: Option<Origin>,
        now: UnixTime,
    ) -> Result<(), StorageError> {
        let region = catalogue.catalogue().region;
        let edition = catalogue.edition();
        let file = DocumentFile { text: text.to_owned(), origin: origin.clone() };
        file.write(directory, &loading::catalogue_file(region, edition.number))?;
        let before = self.catalogues.get(&region).cloned().unwrap_or_default();
        let kept = timeline::join(&before, Arc::new(catalogue), now);
        let mut floors = self.floors.clone();
        floors.catalogues.insert(region, kept.iter().map(|one| one.edition()).collect());
        floors.write(directory)?;
        self.floors = floors;
        let gone = before.iter().map(|one| one.edition());
        for old in gone.filter(|old| !kept.iter().any(|one| one.edition() == *old)) {
            // One that stays is refused when it is loaded: it is older than its floor.
            let _ = directory.remove(&loading::catalogue_file(region, old.number));
        }
        self.catalogues.insert(region, kept);
        self.lay_timelines();
        // Where the one in force came from still holds when an announced one joins it from elsewhere.
        if origin.is_some() {
            self.note_origin(Document::Catalogue(region), origin);
        }
        Ok(())
    }

    pub(super) fn lay_timelines(&mut self) {
        self.timelines = Arc::new(Timelines::of(&self.catalogues));
    }

    fn note_origin(&mut self, document: Document, origin: Option<Origin>) {
        match origin {
            Some(origin) => self.origins.insert(document, origin),
            None => self.origins.remove(&document),
        };
    }

    /// What keys signed that `trust` says are compromised.
    fn compromised_by(&self, trust: &VerifiedTrustList) -> Vec<(Document, Edition)> {
        let is_bad = |kid, key_use| {
            trust.key(kid, key_use).is_none_or(|key| key.state == KeyState::Compromised)
        };
        let status = self.status.values().filter(|list| is_bad(list.kid(), KeyUse::Status));
        let status = status.map(|list| (Document::Status(list.uri()), list.edition()));
        let catalogues = self.catalogues.values().flatten();
        let catalogues = catalogues.filter(|one| is_bad(one.kid(), KeyUse::Catalogue));
        let catalogues =
            catalogues.map(|one| (Document::Catalogue(one.catalogue().region), one.edition()));
        status.chain(catalogues).collect()
    }

    /// Drops one document from memory and names its file.
    fn drop_document(&mut self, document: Document, edition: Edition) -> String {
        self.origins.remove(&document);
        match document {
            Document::TrustList => loading::TRUST_FILE.to_owned(),
            Document::Status(uri) => {
                self.status.remove(&uri);
                loading::status_file(uri)
            }
            Document::Catalogue(region) => {
                let editions = self.catalogues.entry(region).or_default();
                editions.retain(|one| one.edition() != edition);
                loading::catalogue_file(region, edition.number)
            }
        }
    }

    pub(super) fn snapshot(&self, across_the_border: Region) -> TrustSnapshot {
        let trust = self.trust.as_ref().map(|(list, _)| list.clone());
        let iats = trust.iter().map(|list| list.iat());
        let iats = iats.chain(self.status.values().map(|list| list.iat()));
        let catalogues = self.catalogues.values().flatten();
        let newest_iat = iats.chain(catalogues.map(|one| one.catalogue().iat)).max();
        TrustSnapshot {
            trust,
            status: self.status.clone(),
            timelines: self.timelines.clone(),
            across_the_border: Some(across_the_border),
            generation: self.generation,
            newest_iat: newest_iat.unwrap_or_default(),
        }
    }
}
