//! How lists come to a gate: over the network when it syncs, or in a bundle file.

use crate::base::time::UnixTime;
use crate::ports::http::{BoxFuture, HttpError, HttpRequest, HttpResponse, HttpTransport};
use crate::verifier::Verifier;
use crate::verifier::sync::{ListSync, NotADocument, Progress, SyncSource, SyncSummary, TrustSync};
use crate::verifier::trust_store::StorageError;
use crate::verifier::venue::Venue;
use crate::wire::bundle::BundleError;

impl Verifier {
    /// Brings every list up to date, asking only for what changed, and renews the card of a venue,
    /// where one is given, that has less than half of its period left (protocol §9.5). Never fails as
    /// a whole: the summary has the outcome of each list and of the venue card, and the next call
    /// goes on where this one broke off.
    ///
    /// # Errors
    /// [`StorageError`] when the time floor or the measured skew can't be kept.
    pub async fn sync(
        &self,
        transport: &dyn HttpTransport,
        source: &SyncSource,
        venue: Option<&Venue>,
        progress: &Progress<'_>,
    ) -> Result<SyncSummary, StorageError> {
        let mut report = self.trust_sync(transport).run(source, progress).await?;
        if let Some(seconds) = report.skew_s {
            self.skew.learn(seconds)?;
        }
        self.note_time(self.now());
        self.floor.count_sync()?;
        self.store.announce(self.now())?;
        if let Some(venue) = venue {
            let now = self.server_time(report.skew_s);
            report.venue_card = Some(self.renew_venue_card(venue, transport, now).await);
        }
        Ok(report)
    }

    /// Takes lists in from a bundle (JSON, protocol §7), by the same rules as a sync.
    ///
    /// # Errors
    /// [`BundleError`] for bytes that are no bundle; what becomes of each document is in the report.
    pub fn import_bundle(&self, bytes: &[u8]) -> Result<SyncSummary, BundleError> {
        let report = self.trust_sync(&NoTransport).import_bundle(bytes)?;
        self.note_time(self.now());
        Ok(report)
    }

    /// Takes in one published document, by the same rules as a sync: a trust list, a status list or a
    /// catalogue, as it says itself. Status lists and catalogues need the trust list first. A trust list
    /// of a root that only others lead to comes in a bundle, with those.
    ///
    /// # Errors
    /// [`NotADocument`] for a text that is none; what becomes of one is in the answer.
    pub fn import_document(&self, text: &str) -> Result<ListSync, NotADocument> {
        let report = self.trust_sync(&NoTransport).import_document(text)?;
        self.note_time(self.now());
        Ok(report)
    }

    /// The server's time, where a sync measured how far this gate's clock is from it.
    fn server_time(&self, skew_s: Option<i64>) -> UnixTime {
        match skew_s {
            None => self.now(),
            Some(ahead @ 0..) => self.clock.now().minus(ahead.unsigned_abs()),
            Some(behind) => self.clock.now().plus(behind.unsigned_abs()),
        }
    }

    fn trust_sync<'a>(&'a self, transport: &'a dyn HttpTransport) -> TrustSync<'a> {
        let Self { store, floor, clock, .. } = self;
        TrustSync { store, floor, transport, clock: clock.as_ref() }
    }
}

/// A bundle needs no network.
struct NoTransport;

impl HttpTransport for NoTransport {
    fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, HttpError>> {
        Box::pin(std::future::ready(Err(HttpError::Unreachable)))
    }
}
