//! Fetching the signed documents: the trust list, then what it names; each verified and kept as it
//! comes, so that a sync that breaks off has lost nothing.
//!
//! A document is asked for with the tag of the one held. One that fails never keeps others waiting.

mod exchange;
mod import;
mod in_parallel;
mod report;

use std::sync::{Mutex, PoisonError};

use crate::base::time::UnixTime;
use crate::model::region::Region;
use crate::ports::clock::{Clock, Monotonic};
use crate::ports::http::{BoxFuture, HttpTransport};
use crate::trust::{Acceptance, ListName, Refusal};
use crate::verifier::sync::exchange::{Answer, fetch};
use crate::verifier::sync::in_parallel::in_parallel;
use crate::verifier::time_floor::TimeFloor;
use crate::verifier::trust_store::{StorageError, TrustStore};
use crate::wire::status_list::{self, StatusListUri};
use crate::wire::{catalogue, trust_list};

pub use report::{
    BundlePart, FetchError, ListOutcome, ListSync, NotADocument, Progress, SyncStep, SyncSummary,
    UnreadableText, no_progress,
};

/// Documents fetched at one time.
pub const PARALLEL: usize = 4;

/// Where a sync begins.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct SyncSource {
    /// URL of the trust list; all else is named in it. Lists that name next roots are fetched at
    /// `<this>/<thumbprint of the root that signed them>`.
    pub trust_list: String,
    /// A URL whose answers are `no-store` and tell the server's time; none: it is taken from the
    /// trust list's answer, where that is `no-store`.
    pub time: Option<String>,
}

impl SyncSource {
    /// The trust list at this URL; the server's time is taken from its answer.
    #[must_use]
    pub fn new(trust_list: impl Into<String>) -> Self {
        Self { trust_list: trust_list.into(), time: None }
    }
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
type Wave = Vec<(ListName, String)>;

/// The server's time, and the reading of the monotonic clock when it was told.
type Measured = Option<(UnixTime, Monotonic)>;

/// What of a running sync several fetches write to.
struct Tally<'a> {
    progress: &'a Progress<'a>,
    state: Mutex<(SyncStep, SyncSummary, Measured)>,
}

impl TrustSync<'_> {
    /// Brings every list up to date. Never fails as a whole: the summary has the outcome of each.
    ///
    /// # Errors
    /// [`StorageError`] when the time floor can't be kept.
    pub async fn run(
        &self,
        source: &SyncSource,
        progress: &Progress<'_>,
    ) -> Result<SyncSummary, StorageError> {
        let tally = Tally::new(progress);
        if let Some(url) = &source.time {
            // Only its time is of interest; without one the report has no skew.
            let _ = self.get(url, Asked::Time, exchange::MAX_TIME_BYTES, &tally).await;
        }
        tally.expect(1);
        let outcome = self.document(ListName::TrustList, &source.trust_list, &tally).await;
        let trusted = matches!(outcome, ListOutcome::Updated | ListOutcome::Unchanged);
        tally.finish(ListName::TrustList, outcome);
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

    async fn trust_list(&self, url: &str, tally: &Tally<'_>) -> ListOutcome {
        let document = ListName::TrustList;
        let asked = Asked::Held(document);
        let answer = match self.get(url, asked, trust_list::MAX_BYTES, tally).await {
            Ok(answer) => answer,
            Err(reason) => return ListOutcome::Failed { reason },
        };
        let Answer::New { text, origin } = answer else { return ListOutcome::Unchanged };
        let accept = |naming: &[String]| {
            self.store.accept_trust(&text, naming, origin.clone(), self.now(tally))
        };
        let mut result = accept(&[]);
        // The gate slept through one or more roll-overs: follow the names from the root it knows.
        let mut way = self.store.roll_over();
        while result == Err(Refusal::UnknownRoot.into())
            && let Some(kid) = way.wanted()
        {
            let url = format!("{url}/{kid}");
            let Ok(Answer::New { text, .. }) =
                self.get(&url, Asked::Other, trust_list::MAX_BYTES, tally).await
            else {
                break;
            };
            way.found(text);
            result = accept(way.naming());
        }
        ListOutcome::of(result)
    }

    /// What of the documents that the trust list names this gate needs: status lists and bases, and
    /// overlays.
    fn named(&self) -> (Wave, Wave) {
        let snapshot = self.store.snapshot();
        let (mut bases, mut overlays) = (Wave::new(), Wave::new());
        for issuer in snapshot.trust().into_iter().flat_map(|trust| &trust.list().issuers) {
            let region = issuer.region;
            let is_needed = self.store.needs(ListName::Catalogue(region));
            if let Some(url) = issuer.catalogue.as_ref().filter(|_| is_needed) {
                let wave = if region.is_province() { &mut bases } else { &mut overlays };
                wave.push((ListName::Catalogue(region), url.clone()));
            }
            bases.extend(issuer.status_lists.iter().map(|number| {
                let uri = StatusListUri { region, number: *number };
                (ListName::Status(uri), issuer.status_url(*number))
            }));
        }
        (bases, overlays)
    }

    /// Brings one document up to date. What another sync, of this process or another, made old while
    /// its answer was on the way is asked for once more: nothing is wrong with it.
    async fn document(&self, document: ListName, url: &str, tally: &Tally<'_>) -> ListOutcome {
        let before = self.store.standing(document);
        match self.fetched(document, url, tally).await {
            ListOutcome::Refused { .. } if self.store.standing(document) != before => {
                self.fetched(document, url, tally).await
            }
            outcome => outcome,
        }
    }

    async fn fetched(&self, document: ListName, url: &str, tally: &Tally<'_>) -> ListOutcome {
        let limit = match document {
            ListName::TrustList => return self.trust_list(url, tally).await,
            ListName::Status(_) => status_list::MAX_BYTES,
            ListName::Catalogue(_) => catalogue::MAX_BYTES,
        };
        let outcome = match self.get(url, Asked::Held(document), limit, tally).await {
            Err(reason) => return ListOutcome::Failed { reason },
            Ok(Answer::Unchanged) => ListOutcome::Unchanged,
            Ok(Answer::New { text, origin }) => {
                let now = self.now(tally);
                ListOutcome::of(match document {
                    ListName::TrustList => self.store.accept_trust(&text, &[], origin, now),
                    ListName::Status(uri) => self.store.accept_status(&text, uri, origin, now),
                    ListName::Catalogue(region) => {
                        self.store.accept_catalogue(&text, region, origin, now)
                    }
                })
            }
        };
        match document {
            ListName::Catalogue(region) => self.catalogue_ahead(region, url, outcome, tally).await,
            _ => outcome,
        }
    }

    /// A catalogue that is announced and not yet in force is published at `<catalogue>/next`, beside
    /// the one in force; most of the time there is none.
    async fn catalogue_ahead(
        &self,
        region: Region,
        url: &str,
        outcome: ListOutcome,
        tally: &Tally<'_>,
    ) -> ListOutcome {
        let url = format!("{url}/next");
        let asked = self.get(&url, Asked::Other, catalogue::MAX_BYTES, tally).await;
        let Ok(Answer::New { text, .. }) = asked else {
            return outcome;
        };
        match self.store.accept_catalogue(&text, region, None, self.now(tally)) {
            Ok(Acceptance::Unchanged) => outcome,
            next => match outcome {
                ListOutcome::Updated | ListOutcome::Unchanged => ListOutcome::of(next),
                worse => worse,
            },
        }
    }

    async fn get(
        &self,
        url: &str,
        asked: Asked,
        limit: usize,
        tally: &Tally<'_>,
    ) -> Result<Answer, FetchError> {
        let origin = match asked {
            Asked::Held(document) => self.store.origin(document),
            Asked::Time | Asked::Other => None,
        };
        let fetched = fetch(self.transport, self.clock, url, origin.as_ref(), limit).await?;
        // Whoever publishes the trust list tells the time, and not every city that has a list.
        let tells = matches!(asked, Asked::Time | Asked::Held(ListName::TrustList));
        let times = fetched.times.filter(|_| tells);
        tally.count(
            fetched.bytes,
            times.map(|(server, skew)| (server, skew, self.clock.monotonic())),
        );
        fetched.answer
    }

    /// The time that documents are judged by: the server's where this sync was told it, since a gate
    /// whose clock is wrong still has to get its lists. Never before what was ever signed.
    fn now(&self, tally: &Tally<'_>) -> UnixTime {
        let measured = tally.with(|_, _, measured| *measured);
        let reading = self.clock.monotonic();
        match measured {
            Some((server_time, at)) if at.boot == reading.boot => {
                let passed = reading.elapsed.saturating_sub(at.elapsed).as_secs();
                server_time.plus(passed).max(self.store.snapshot().newest_iat())
            }
            _ => self.clock.now(),
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy)]
enum Asked {
    /// The time alone.
    Time,
    /// A document, by the tag of the one held.
    Held(ListName),
    /// A document that none is held of at this address.
    Other,
}

impl<'a> Tally<'a> {
    fn new(progress: &'a Progress<'a>) -> Self {
        Self { progress, state: Mutex::default() }
    }

    fn expect(&self, documents: usize) {
        self.with(|progress, _, _| progress.total += documents);
    }

    fn count(&self, bytes: usize, times: Option<(UnixTime, i64, Monotonic)>) {
        self.with(|progress, report, measured| {
            progress.bytes += bytes as u64;
            // The first one counts: the address of the time is asked before the trust list.
            if let Some((server_time, skew, at)) = times
                && measured.is_none()
            {
                (report.server_time, report.skew_s) = (Some(server_time), Some(skew));
                *measured = Some((server_time, at));
            }
        });
    }

    fn finish(&self, document: ListName, outcome: ListOutcome) {
        let now = self.with(|progress, report, _| {
            progress.done += 1;
            progress.current = Some(document);
            report.note(document, outcome);
            *progress
        });
        (self.progress)(now);
    }

    fn with<T>(
        &self,
        change: impl FnOnce(&mut SyncStep, &mut SyncSummary, &mut Measured) -> T,
    ) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (progress, report, measured) = &mut *state;
        change(progress, report, measured)
    }

    fn into_report(self) -> SyncSummary {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).1
    }
}
