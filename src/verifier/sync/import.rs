//! Taking in a bundle: by the same rules as a sync, all its documents together.

use serde::Deserialize;

use crate::model::region::Region;
use crate::trust::ListName;
use crate::verifier::sync::TrustSync;
use crate::verifier::sync::report::{
    BundlePart, ListOutcome, ListSync, NotADocument, SyncSummary, UnreadableText,
};
use crate::verifier::trust_store::{AcceptError, StorageError};
use crate::wire::bundle::{Bundle, BundleError};
use crate::wire::in_place::InPlace;
use crate::wire::status_list::{self, StatusListUri};
use crate::wire::{catalogue, jws, jws::JwsError, trust_list};

/// Which document a text says it is; believed only once it verifies as that one. A later version may
/// have added words anywhere else in it.
#[derive(Deserialize)]
struct Named {
    /// Of a status list.
    sub: Option<StatusListUri>,
    /// Of a catalogue.
    region: Option<Region>,
}

impl TrustSync<'_> {
    /// Takes in a bundle, by the same rules as a sync. All of it is written together: a kill leaves
    /// documents that were taken in and none that was half written.
    ///
    /// # Errors
    /// [`BundleError`] for a file that is no bundle; what becomes of each document is in the report.
    pub fn import_bundle(&self, bytes: &[u8]) -> Result<SyncSummary, BundleError> {
        let bundle = Bundle::parse(bytes)?;
        let mut report = SyncSummary::default();
        let Bundle { trust, roots, status, catalogues } = &bundle;
        let (typ, most) = (trust_list::TYP, trust_list::MAX_BYTES);
        let any = |_: Named| Some(());
        named(BundlePart::Roots, roots, typ, most, any, &mut report.unreadable);
        let (typ, most) = (catalogue::TYP, catalogue::MAX_BYTES);
        let region = |named: Named| named.region;
        let part = BundlePart::Catalogues;
        let catalogues = named(part, catalogues, typ, most, region, &mut report.unreadable);
        let (typ, most) = (status_list::TYP, status_list::MAX_BYTES);
        let sub = |named: Named| named.sub;
        let status = named(BundlePart::Status, status, typ, most, sub, &mut report.unreadable);
        if let Err(error) = self.take_in(trust, roots, &catalogues, &status, &mut report) {
            report.could_not_be_kept(error);
        }
        // What can't be kept on disk now is kept with the next observation.
        let _ = self.floor.raise_to_iat(self.store.snapshot().newest_iat());
        Ok(report)
    }

    /// Takes in one document, which says itself what it is.
    ///
    /// # Errors
    /// [`NotADocument`].
    pub fn import_document(&self, text: &str) -> Result<ListSync, NotADocument> {
        let document = document_of(text)?;
        let now = self.clock.now();
        let accepted = self.store.batch(now).map_err(AcceptError::from).and_then(|mut batch| {
            let accepted = batch.accept(|state, now| match document {
                ListName::TrustList => state.accept_trust(text, &[], None, now),
                ListName::Status(uri) => state.accept_status(text, uri, None, now),
                ListName::Catalogue(region) => state.accept_catalogue(text, region, None, now),
            })?;
            batch.write()?;
            Ok(accepted)
        });
        // What can't be kept on disk now is kept with the next observation.
        let _ = self.floor.raise_to_iat(self.store.snapshot().newest_iat());
        Ok(ListSync { document, outcome: ListOutcome::of(accepted) })
    }

    fn take_in(
        &self,
        trust: &str,
        roots: &[String],
        catalogues: &[(Region, &String)],
        status: &[(StatusListUri, &String)],
        report: &mut SyncSummary,
    ) -> Result<(), StorageError> {
        let mut batch = self.store.batch(self.clock.now())?;
        let accepted = batch.accept(|state, now| state.accept_trust(trust, roots, None, now));
        report.note(ListName::TrustList, ListOutcome::of(accepted));
        // Overlays are judged against the base, so the bases come first.
        let bases = catalogues.iter().filter(|(region, _)| region.is_province());
        let overlays = catalogues.iter().filter(|(region, _)| !region.is_province());
        for (region, text) in bases.chain(overlays) {
            let document = ListName::Catalogue(*region);
            if !self.store.needs(document) {
                report.passed_over.push(document);
                continue;
            }
            let accepted =
                batch.accept(|state, now| state.accept_catalogue(text, *region, None, now));
            report.note(document, ListOutcome::of(accepted));
        }
        for (uri, text) in status {
            let accepted = batch.accept(|state, now| state.accept_status(text, *uri, None, now));
            report.note(ListName::Status(*uri), ListOutcome::of(accepted));
        }
        batch.write()
    }
}

/// The texts of one part of a bundle that are documents of its type, each with the name that `which`
/// finds in it.
fn named<'a, T>(
    part: BundlePart,
    texts: &'a [String],
    typ: &str,
    limit: usize,
    which: impl Fn(Named) -> Option<T>,
    unreadable: &mut Vec<UnreadableText>,
) -> Vec<(T, &'a String)> {
    let mut read = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        match name_of(text, typ, limit).and_then(|named| which(named).ok_or(NotADocument::Nameless))
        {
            Ok(name) => read.push((name, text)),
            Err(reason) => unreadable.push(UnreadableText { part, at, reason }),
        }
    }
    read
}

/// Which document a text is, by its type and its own words.
fn document_of(text: &str) -> Result<ListName, NotADocument> {
    let is_another = |error: &NotADocument| matches!(error, NotADocument::Jws(JwsError::Type));
    match name_of(text, trust_list::TYP, trust_list::MAX_BYTES) {
        Err(error) if is_another(&error) => {}
        named => return named.map(|_| ListName::TrustList),
    }
    match name_of(text, status_list::TYP, status_list::MAX_BYTES) {
        Err(error) if is_another(&error) => {}
        named => return named?.sub.map(ListName::Status).ok_or(NotADocument::Nameless),
    }
    let named = name_of(text, catalogue::TYP, catalogue::MAX_BYTES)?;
    named.region.map(ListName::Catalogue).ok_or(NotADocument::Nameless)
}

fn name_of(text: &str, typ: &str, limit: usize) -> Result<Named, NotADocument> {
    if let Some(what) = InPlace::of_jws(text.as_bytes()) {
        return Err(NotADocument::InPlace(what));
    }
    let named = jws::parse(text, typ, limit).and_then(|jws| jws.peek());
    named.map_err(NotADocument::Jws)
}
