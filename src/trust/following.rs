//! What a process keeps that goes on while others write: documents it has in memory, which can't be
//! read any more and were not replaced.

use std::sync::Arc;

use crate::trust::refusal::ListName;
use crate::trust::state::TrustState;
use crate::trust::timeline;

impl TrustState {
    /// Goes on with the trust list of `held`, if none was accepted after it.
    pub(in crate::trust) fn keep_trust_of(&mut self, held: &Self) {
        if held.trust.is_some() && held.trust_edition() == self.floors.roots.edition() {
            self.trust.clone_from(&held.trust);
            self.root.clone_from(&held.root);
        }
    }

    /// Goes on with what `held` has and this lacks, if nothing was accepted after it.
    pub(in crate::trust) fn keep_documents_of(&mut self, held: &Self) {
        if self.trust.is_none() {
            return;
        }
        for (uri, list) in &held.status {
            if self.floors.editions.newest(ListName::Status(*uri)) == Some(list.edition()) {
                self.status.entry(*uri).or_insert_with(|| Arc::clone(list));
            }
        }
        for one in held.catalogues.values().flatten() {
            let (region, edition) = (one.catalogue().region, one.edition());
            let is_here = self.editions_of(region).iter().any(|here| here.edition() == edition);
            if !is_here && self.floors.editions.knows_catalogue(region, edition) {
                timeline::insert(self.catalogues.entry(region).or_default(), Arc::clone(one));
                self.unlaid.insert(region);
            }
        }
    }
}
