//! Fetching the signed documents: the trust list, then what it names; each verified and kept as it
//! comes, so that a sync that breaks off has lost nothing.
//!
//! A document is asked for with the tag of the one held. One that fails never keeps others waiting.

mod exchange;
mod in_parallel;
mod report;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, PoisonError};

use crate::base::time::UnixTime;
use crate::model::region::Region;
use crate::ports::clock::Clock;
use crate::ports::http::{BoxFuture, HttpTransport};
use crate::trust::{Acceptance, Document, Refusal};
use crate::verifier::sync::exchange::{Answer, fetch};
use crate::verifier::sync::in_parallel::in_parallel;
use crate::verifier::time_floor::TimeFloor;
use crate::verifier::trust_store::{StorageError, TrustStore};
use crate::wire::bundle::{Bundle, BundleError};
use crate::wire::status_list::{self, StatusListToken, StatusListUri};
use crate::wire::{catalogue, jws, trust_list};

pub use report::{
    DocumentOutcome, DocumentReport, FetchError, Progress, SyncProgress, SyncReport, no_progress,
};

/// Documents fetched at one time.
pub const PARALLEL: usize = 4;

/// Where a sync begins.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
pub struct SyncSource {
    /// URL of the trust list; all else is named in it. Lists that name next roots are fetched at
    /// `<this>/<thumbprint of the root that signed them>`.
    pub trust_list: String,
    /// A URL whose answers are `no-store` and tell the server's time; none: it is taken from the
    /// documents' answers, where they are `no-store`.
    pub time: Option<String>,
}

/// One sync over the ports of a gate.
pub struct TrustSync<'a> {
    /// What is brought up to date.
    pub store: &'a TrustStore,
    /// The floor that a sync raises and may lower.
    pub floor: &'a TimeFloor,
    /// How documents are fetched.
    pub transport: &'a dyn HttpTransport,
    /// The gate's clock.
    pub clock: &'a dyn Clock,
}

/// Documents that may be fetched together, with their URLs.
type Wave = Vec<(Document, String)>;

/// What of a running sync several fetches write to.
struct Tally<'a> {
    progress: &'a Progress<'a>,
    state: Mutex<(SyncProgress, SyncReport)>,
}

impl TrustSync<'_> {
    /// Brings every document up to date. Never fails as a whole: the report says what became of each.
    ///
    /// # Errors
    /// [`StorageError`] when the time floor can't be kept.
    pub async fn run(
        &self,
        source: &SyncSource,
        progress: &Progress<'_>,
    ) -> Result<SyncReport, StorageError> {
        let tally = Tally::new(progress);
        if let Some(url) = &source.time {
            // Only its time is of interest; without one the report has no skew.
            let _ = self.get(url, None, exchange::MAX_TIME_BYTES, &tally).await;
        }
        tally.expect(1);
        let outcome = self.document(Document::TrustList, &source.trust_list, &tally).await;
        let trusted = matches!(outcome, DocumentOutcome::Updated | DocumentOutcome::Unchanged);
        tally.finish(Document::TrustList, outcome);
        let (bases, overlays) = self.named();
        tally.expect(bases.len() + overlays.len());
        // Overlays are judged against the base, so the bases come first.
        for wave in [bases, overlays] {
            let fetches = wave.into_iter().map(|(document, url)| -> BoxFuture<'_, ()> {
                let tally = &tally;
                Box::pin(async move {
                    let outcome = self.document(document, &url, tally).await;
                    tally.finish(document, outcome);
                })
            });
            in_parallel(fetches.collect(), PARALLEL).await;
        }
        let report = tally.into_report();
        self.floor.raise_to_iat(self.store.snapshot().newest_iat())?;
        if let Some(server_time) = report.server_time.filter(|_| trusted) {
            self.floor.lower_to(server_time)?;
        }
        self.floor.anchor(self.clock);
        Ok(report)
    }

    async fn trust_list(&self, url: &str, tally: &Tally<'_>) -> DocumentOutcome {
        let document = Document::TrustList;
        let answer = match self.get(url, Some(document), trust_list::MAX_BYTES, tally).await {
            Ok(answer) => answer,
            Err(reason) => return DocumentOutcome::Failed { reason },
        };
        let Answer::New { text, origin } = answer else { return DocumentOutcome::Unchanged };
        let accept = |naming: &[String]| {
            self.store.accept_trust(&text, naming, origin.clone(), self.clock.now())
        };
        let mut result = accept(&[]);
        // The gate slept through one or more roll-overs: follow the names from the root it knows.
        let mut way = self.store.roll_over();
        while result == Err(Refusal::UnknownRoot.into())
            && let Some(kid) = way.wanted()
        {
            let url = format!("{url}/{kid}");
            let Ok(Answer::New { text, .. }) =
                self.get(&url, None, trust_list::MAX_BYTES, tally).await
            else {
                break;
            };
            way.found(text);
            result = accept(way.naming());
        }
        DocumentOutcome::of(result)
    }

    /// What the trust list names: status lists and bases, and overlays.
    fn named(&self) -> (Wave, Wave) {
        let snapshot = self.store.snapshot();
        let (mut bases, mut overlays) = (Wave::new(), Wave::new());
        for issuer in snapshot.trust().into_iter().flat_map(|trust| &trust.list().issuers) {
            let region = issuer.region;
            if let Some(url) = &issuer.catalogue {
                let wave = if region.is_province() { &mut bases } else { &mut overlays };
                wave.push((Document::Catalogue(region), url.clone()));
            }
            bases.extend(issuer.status_lists.iter().map(|number| {
                let uri = StatusListUri { region, number: *number };
                (Document::Status(uri), issuer.status_url(*number))
            }));
        }
        (bases, overlays)
    }

    /// Brings one document up to date. What another sync, of this process or another, made old while
    /// its answer was on the way is asked for once more: nothing is wrong with it.
    async fn document(&self, document: Document, url: &str, tally: &Tally<'_>) -> DocumentOutcome {
        let before = self.store.standing(document);
        match self.fetched(document, url, tally).await {
            DocumentOutcome::Refused { .. } if self.store.standing(document) != before => {
                self.fetched(document, url, tally).await
            }
            outcome => outcome,
        }
    }

    async fn fetched(&self, document: Document, url: &str, tally: &Tally<'_>) -> DocumentOutcome {
        let limit = match document {
            Document::TrustList => return self.trust_list(url, tally).await,
            Document::Status(_) => status_list::MAX_BYTES,
            Document::Catalogue(_) => catalogue::MAX_BYTES,
        };
        let outcome = match self.get(url, Some(document), limit, tally).await {
            Err(reason) => return DocumentOutcome::Failed { reason },
            Ok(Answer::Unchanged) => DocumentOutcome::Unchanged,
            Ok(Answer::New { text, origin }) => {
                let now = self.clock.now();
                DocumentOutcome::of(match document {
                    Document::TrustList => self.store.accept_trust(&text, &[], origin, now),
                    Document::Status(uri) => self.store.accept_status(&text, uri, origin, now),
                    Document::Catalogue(region) => {
                        self.store.accept_catalogue(&text, region, origin, now)
                    }
                })
            }
        };
        match document {
            Document::Catalogue(region) => self.catalogue_ahead(region, url, outcome, tally).await,
            _ => outcome,
        }
    }

    /// A catalogue that is announced and not yet in force is published at `<catalogue>/next`, beside
    /// the one in force; most of the time there is none.
    async fn catalogue_ahead(
        &self,
        region: Region,
        url: &str,
        outcome: DocumentOutcome,
        tally: &Tally<'_>,
    ) -> DocumentOutcome {
        let url = format!("{url}/next");
        let Ok(Answer::New { text, .. }) = self.get(&url, None, catalogue::MAX_BYTES, tally).await
        else {
            return outcome;
        };
        match self.store.accept_catalogue(&text, region, None, self.clock.now()) {
            Ok(Acceptance::Unchanged) => outcome,
            next => match outcome {
                DocumentOutcome::Updated | DocumentOutcome::Unchanged => DocumentOutcome::of(next),
                worse => worse,
            },
        }
    }

    async fn get(
        &self,
        url: &str,
        held: Option<Document>,
        limit: usize,
        tally: &Tally<'_>,
    ) -> Result<Answer, FetchError> {
        let origin = held.and_then(|document| self.store.origin(document));
        let fetched = fetch(self.transport, self.clock, url, origin.as_ref(), limit).await?;
        tally.count(fetched.bytes, fetched.times);
        fetched.answer
    }

    /// Takes in a bundle, by the same rules as a sync.
    ///
    /// # Errors
    /// [`BundleError`] for a file that is no bundle; what becomes of each document is in the report.
    pub fn import_bundle(&self, bytes: &[u8]) -> Result<SyncReport, BundleError> {
        let bundle = Bundle::parse(bytes)?;
        let now = self.clock.now();
        let mut report = SyncReport::default();
        let trust = self.store.accept_trust(&bundle.trust, &bundle.roots, None, now);
        report.note(Document::TrustList, DocumentOutcome::of(trust));
        // Overlays are judged against the base, so the bases come first.
        let mut catalogues: Vec<(Region, &String)> = Vec::new();
        for text in &bundle.catalogues {
            match named_catalogue(text) {
                Some(region) => catalogues.push((region, text)),
                None => report.unreadable += 1,
            }
        }
        catalogues.sort_by_key(|(region, _)| (!region.is_province(), *region));
        for (region, text) in catalogues {
            let accepted = self.store.accept_catalogue(text, region, None, now);
            report.note(Document::Catalogue(region), DocumentOutcome::of(accepted));
        }
        for text in &bundle.status {
            match named_status_list(text) {
                Some(uri) => {
                    let accepted = self.store.accept_status(text, uri, None, now);
                    report.note(Document::Status(uri), DocumentOutcome::of(accepted));
                }
                None => report.unreadable += 1,
            }
        }
        // What can't be kept on disk now is kept with the next observation.
        let _ = self.floor.raise_to_iat(self.store.snapshot().newest_iat());
        Ok(report)
    }
}

/// Which list a text says it is; believed only once it verifies as that one.
fn named_status_list(text: &str) -> Option<StatusListUri> {
    let jws = jws::parse(text, status_list::TYP, status_list::MAX_BYTES).ok()?;
    jws.peek::<StatusListToken>().ok().map(|token| token.sub)
}

/// Whose catalogue a text says it is; believed only once it verifies as that one.
fn named_catalogue(text: &str) -> Option<Region> {
    let jws = jws::parse(text, catalogue::TYP, catalogue::MAX_BYTES).ok()?;
    jws.peek::<catalogue::Catalogue>().ok().map(|catalogue| catalogue.region)
}

impl<'a> Tally<'a> {
    fn new(progress: &'a Progress<'a>) -> Self {
        Self { progress, state: Mutex::default() }
    }

    fn expect(&self, documents: usize) {
        self.with(|progress, _| progress.total += documents);
    }

    fn count(&self, bytes: usize, times: Option<(UnixTime, i64)>) {
        self.with(|progress, report| {
            progress.bytes += bytes as u64;
            if let Some((server_time, skew)) = times {
                (report.server_time, report.skew_s) = (Some(server_time), Some(skew));
            }
        });
    }

    fn finish(&self, document: Document, outcome: DocumentOutcome) {
        let now = self.with(|progress, report| {
            progress.done += 1;
            progress.current = Some(document);
            report.note(document, outcome);
            *progress
        });
        (self.progress)(now);
    }

    fn with<T>(&self, change: impl FnOnce(&mut SyncProgress, &mut SyncReport) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (progress, report) = &mut *state;
        change(progress, report)
    }

    fn into_report(self) -> SyncReport {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).1
    }
}
