//! The documents held, and how a received one takes its place among them.
//!
//! Nothing changes when a document is refused. A host works on a clone and puts it in place once the
//! change is on disk: what could not be written does not count.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::base::time::UnixTime;
use crate::crypto::jwk;
use crate::model::key_id::KeyId;
use crate::model::region::Region;
use crate::trust::catalogue::VerifiedCatalogue;
use crate::trust::change::{Change, Step};
use crate::trust::document_file::Origin;
use crate::trust::floors::{self, Floors, KnownEdition};
use crate::trust::refusal::ListName;
use crate::trust::roots::{PinnedRoot, RollOver, RootPath};
use crate::trust::snapshot::TrustSnapshot;
use crate::trust::status_list::StatusList;
use crate::trust::succession::Edition;
use crate::trust::timeline::Timelines;
use crate::trust::trust_floor::StateWord;
use crate::trust::trust_list::VerifiedTrustList;
use crate::wire::status_list::StatusListUri;
use crate::wire::trust_list::{KeyState, KeyUse};

pub(in crate::trust) const TRUST_FILE: &str = "trust.jws";
pub(in crate::trust) const ROOTS_FILE: &str = "roots.json";

pub(in crate::trust) fn status_file(uri: StatusListUri) -> String {
    format!("status-{}-{}.jws", uri.region, uri.number)
}

pub(in crate::trust) fn catalogue_file(region: Region, seq: u64) -> String {
    format!("catalogue-{region}-{seq}.jws")
}

/// Whom a reader believes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustConfig {
    /// The roots, oldest first: once a list under one is accepted, those before it count no more.
    pub roots: Vec<PinnedRoot>,
    /// Whether a sandbox's trust list is taken. A gate takes one, and says so in every verdict.
    pub takes_test: bool,
    /// The province whose base venues in Hong Kong and Macau judge by; none where nobody asks.
    pub across_the_border: Option<Region>,
}

/// Everything held. A clone shares the documents.
#[derive(Debug, Clone)]
pub struct TrustState {
    pub(in crate::trust) config: Arc<TrustConfig>,
    pub(in crate::trust) floors: Floors,
    /// The root whose lists are accepted now.
    pub(in crate::trust) root: Option<Arc<RootPath>>,
    /// The trust list and its text, which may be the evidence for the next root.
    pub(in crate::trust) trust: Option<(Arc<VerifiedTrustList>, Arc<str>)>,
    pub(in crate::trust) status: HashMap<StatusListUri, Arc<StatusList>>,
    /// The current edition and the one that lies ahead.
    pub(in crate::trust) catalogues: HashMap<Region, Vec<Arc<VerifiedCatalogue>>>,
    /// Made of the catalogues, of those regions that changed since.
    pub(in crate::trust) timelines: Arc<Timelines>,
    pub(in crate::trust) unlaid: BTreeSet<Region>,
    pub(in crate::trust) origins: HashMap<ListName, Origin>,
    pub(in crate::trust) generation: u64,
}

impl TrustState {
    /// Nothing held yet.
    #[must_use]
    pub fn empty(config: Arc<TrustConfig>) -> Self {
        Self {
            config,
            floors: Floors::default(),
            root: None,
            trust: None,
            status: HashMap::new(),
            catalogues: HashMap::new(),
            timelines: Arc::default(),
            unlaid: BTreeSet::new(),
            origins: HashMap::new(),
            generation: 0,
        }
    }

    /// The steps that put a change on disk, in their order: documents, then the floors that count them,
    /// then what has been replaced.
    #[must_use]
    pub fn steps(&mut self, change: Change) -> Vec<Step> {
        self.lay_timelines();
        let mut steps = change.documents;
        // Plain data with string keys: serialising it can't fail. If it did, the file would stay as
        // it is.
        let mut write = |name: &str, json: serde_json::Result<Vec<u8>>| {
            steps.extend(json.ok().map(|bytes| Step::Write { name: name.into(), bytes }));
        };
        if change.floors {
            write(floors::FLOORS_FILE, serde_json::to_vec(&*self.floors.roots));
        }
        if change.editions {
            write(floors::EDITIONS_FILE, serde_json::to_vec(&self.floors.editions));
        }
        steps.extend(change.afterwards);
        steps
    }

    /// The trust list held, current or not.
    #[must_use]
    pub fn trust(&self) -> Option<&Arc<VerifiedTrustList>> {
        self.trust.as_ref().map(|(list, _)| list)
    }

    /// Where a document held came from, for asking again only if it changed.
    #[must_use]
    pub fn origin(&self, document: ListName) -> Option<&Origin> {
        self.origins.get(&document)
    }

    /// Numbers of the trust list and of a document that were accepted last.
    #[must_use]
    pub fn standing(&self, document: ListName) -> [Option<Edition>; 2] {
        [self.floors.roots.edition(), self.floors.editions.newest(document)]
    }

    /// The root whose lists are accepted now (its RFC 7638 thumbprint): that of the list held, else
    /// the newest pinned one.
    #[must_use]
    pub fn root_kid(&self) -> Option<String> {
        if let Some(root) = &self.root {
            return Some(root.kid.clone());
        }
        let kids = || self.config.roots.iter().map(|pin| jwk::thumbprint_text(&pin.key));
        // One that counts no more may still begin the way back.
        let counts = kids().rfind(|kid| !self.floors.roots.dropped_roots.contains(kid));
        counts.or_else(|| kids().next_back())
    }

    /// Begins looking for the way to a root that is not known.
    #[must_use]
    pub fn roll_over(&self) -> RollOver {
        RollOver::from_root(self.root_kid())
    }

    /// Everything held now, to be judged by.
    #[must_use]
    pub fn snapshot(&mut self) -> TrustSnapshot {
        self.lay_timelines();
        TrustSnapshot {
            trust: self.trust().cloned(),
            status: self.status.clone(),
            timelines: self.timelines.clone(),
            across_the_border: self.config.across_the_border,
            generation: self.generation,
            newest_iat: self.floors.editions.newest_iat,
        }
    }

    pub(in crate::trust) fn trust_edition(&self) -> Option<Edition> {
        self.trust().map(|list| list.edition())
    }

    pub(in crate::trust) fn editions_of(&self, region: Region) -> &[Arc<VerifiedCatalogue>] {
        self.catalogues.get(&region).map_or(&[][..], Vec::as_slice)
    }

    pub(in crate::trust) fn note_origin(&mut self, document: ListName, origin: Option<Origin>) {
        match origin {
            Some(origin) => self.origins.insert(document, origin),
            None => self.origins.remove(&document),
        };
    }

    /// Drops what keys signed that the trust list held does not know or calls compromised. The numbers
    /// of such catalogues go too, unless the key is listed with a word that this version does not know.
    pub(in crate::trust) fn drop_what_counts_no_more(&mut self, change: &mut Change) {
        let Some(trust) = self.trust().cloned() else { return };
        let counts = |kid: KeyId, key_use| {
            trust.key(kid, key_use).is_some_and(|key| key.state != KeyState::Compromised)
        };
        let origins = &mut self.origins;
        self.status.retain(|uri, list| {
            let stays = counts(list.kid(), KeyUse::Status);
            if !stays {
                origins.remove(&ListName::Status(*uri));
                change.remove_afterwards(status_file(*uri));
            }
            stays
        });
        for (region, editions) in &mut self.catalogues {
            editions.retain(|one| {
                let stays = counts(one.kid(), KeyUse::Catalogue);
                if !stays {
                    origins.remove(&ListName::Catalogue(*region));
                    self.unlaid.insert(*region);
                    change.remove_afterwards(catalogue_file(*region, one.edition().number));
                }
                stays
            });
        }
        // A number outlasts a list in which a word about its key is not known: it would be the way
        // back.
        let is_unused = |kid: KeyId| {
            let compromised = StateWord::Known(KeyState::Compromised);
            trust.unused().get(&kid).is_some_and(|key| key.state != compromised)
        };
        let stands = |kid| counts(kid, KeyUse::Catalogue) || is_unused(kid);
        let forgot = self.floors.editions.forget_catalogues(stands);
        change.editions |= forgot;
    }

    pub(in crate::trust) fn hold_catalogues(
        &mut self,
        region: Region,
        kept: Vec<Arc<VerifiedCatalogue>>,
    ) {
        let known = kept.iter().map(|one| KnownEdition::of(one.edition(), one.kid()));
        self.floors.editions.catalogues.insert(region, known.collect());
        self.catalogues.insert(region, kept);
        self.unlaid.insert(region);
    }

    /// Notes the date of a document that was accepted.
    pub(in crate::trust) fn note_iat(&mut self, iat: UnixTime) {
        let newest = &mut self.floors.editions.newest_iat;
        *newest = iat.max(*newest);
    }

    pub(in crate::trust) fn lay_timelines(&mut self) {
        let changed = std::mem::take(&mut self.unlaid);
        if !changed.is_empty() {
            Arc::make_mut(&mut self.timelines).lay(&self.catalogues, &changed);
        }
    }
}
