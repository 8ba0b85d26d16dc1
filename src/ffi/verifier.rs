//! A venue's verifier.

use std::sync::Arc;

use crate::base::base64url;
use crate::base::time::UnixTime;
use crate::ffi::error::EsscError;
use crate::ffi::error_code::ErrorCode;
use crate::ffi::list_updates::{ListState, SyncListener, SyncSummary};
use crate::ffi::network::{exchange, transport};
use crate::model::scene::SceneCode;
use crate::model::verdict::Verdict;
use crate::ports::blocking_http::HttpClient;
use crate::ports::clock::{Clock, SystemClock};
use crate::ports::key_store::KeyStore;
use crate::verifier::replay::JournalError;
use crate::verifier::{
    self, AskError, OpenError, Question, RequestsError, SyncSource, VenueScene, VerifierConfig,
};
use crate::wire::request;
use crate::wire::venue_card::SignedVenueCard;

/// A gate: text in, verdict out, no network at the moment of the scan.
///
/// One for a process; any number of threads may call it at once.
#[derive(uniffi::Object)]
pub struct Verifier {
    gate: verifier::Verifier,
    http: Option<Arc<dyn HttpClient>>,
}

#[uniffi::export]
impl Verifier {
    /// Opens a verifier on `config.directory`. Lists that don't verify any more are dropped, and the
    /// next verdict says what is missing.
    ///
    /// # Errors
    /// `Report` when files can't be read, `RejectInput` for a `replay_capacity` over 1,048,576.
    /// Another verifier on the directory, another process's or one whose sync still runs to its end,
    /// is no error: until it is gone, codes are answered with `REPLAY_GUARD_UNAVAILABLE`.
    #[uniffi::constructor(default(clock = None, http = None))]
    pub fn open(
        config: VerifierConfig,
        clock: Option<Arc<dyn Clock>>,
        http: Option<Arc<dyn HttpClient>>,
    ) -> Result<Arc<Self>, EsscError> {
        let clock = clock.unwrap_or_else(|| Arc::new(SystemClock));
        let gate = verifier::Verifier::open(config, clock).map_err(|error| match error {
            OpenError::Replay(JournalError::InUse) => EsscError::with(ErrorCode::InUse, &error),
            OpenError::Replay(JournalError::Capacity(_)) => {
                EsscError::with(ErrorCode::CapacityRefused, &error)
            }
            OpenError::Storage(_) | OpenError::Replay(_) | OpenError::Requests(_) => {
                EsscError::with(ErrorCode::StorageFailed, &error)
            }
        })?;
        Ok(Arc::new(Self { gate, http }))
    }

    /// Judges the text of a QR code for a scene, now. Takes bounded time and memory whatever the text
    /// is; never fails, never asks the network.
    pub fn verify(&self, text: &str, scene: SceneCode) -> Verdict {
        self.gate.verify(text, scene)
    }

    /// Judges a text as of another time, with the lists held today; nothing is remembered.
    pub fn verify_as_of(&self, text: &str, scene: SceneCode, at: UnixTime) -> Verdict {
        self.gate.verify_as_of(text, scene, at)
    }

    /// Brings every list up to date, asking only for what changed. The next call goes on where this one
    /// broke off. Given a venue, it also renews the venue's card when less than half of its period is
    /// left; the renewed one is kept in `config.directory` and used by [`Self::request`] from then on,
    /// in the place of the one that the venue was made with.
    ///
    /// # Errors
    /// `Report` when files can't be written, or without an HTTP client. The
    /// summary has the outcome of each list and of the venue card.
    #[uniffi::method(default(listener = None, venue = None))]
    pub async fn sync(
        self: Arc<Self>,
        source: SyncSource,
        listener: Option<Arc<dyn SyncListener>>,
        venue: Option<Arc<Venue>>,
    ) -> Result<SyncSummary, EsscError> {
        let transport = transport(self.http.clone())?;
        exchange(async move {
            let progress = |progress: verifier::sync::SyncStep| {
                if let Some(listener) = &listener {
                    // Who only watches can't stop a sync.
                    let _ = listener.progressed(progress.into());
                }
            };
            let venue = venue.as_ref().map(|venue| &venue.0);
            let report = self.gate.sync(transport.as_ref(), &source, venue, &progress).await;
            let report = report.map_err(|e| EsscError::with(ErrorCode::StorageFailed, &e))?;
            Ok(report.into())
        })
        .await
    }

    /// Takes lists in from a bundle file, by the same rules as a sync.
    ///
    /// # Errors
    /// `RejectInput` for bytes that are no bundle.
    pub fn import_bundle(&self, bytes: Vec<u8>) -> Result<SyncSummary, EsscError> {
        let report = self.gate.import_bundle(&bytes);
        Ok(report.map_err(|e| EsscError::with(ErrorCode::BundleRefused, &e))?.into())
    }

    /// The lists held, with their age.
    pub fn lists(&self) -> Vec<ListState> {
        self.gate.held().into_iter().map(Into::into).collect()
    }

    /// The scenes that are switched on where this gate stands; none without a catalogue.
    pub fn scenes(&self) -> Vec<VenueScene> {
        self.gate.scenes()
    }

    /// Makes a request for a scene, signs it with the venue's key and keeps it, so that a code may
    /// answer it.
    ///
    /// # Errors
    /// `RejectInput` for a venue card that wallets would refuse, `Retry`, `Report`.
    pub fn request(
        &self,
        venue: &Venue,
        scene: SceneCode,
        question: Question,
    ) -> Result<SignedRequest, EsscError> {
        let signed = self.gate.request(&venue.0, scene, question)?;
        Ok(SignedRequest { text: signed.to_text(), expires_at: signed.request.expires })
    }

    /// Keeps a request that another device of this venue made, so that a code scanned here may answer
    /// it.
    ///
    /// # Errors
    /// `RejectInput` for what is no request.
    pub fn keep_request(&self, text: &str) -> Result<(), EsscError> {
        let request = request::SignedRequest::from_text(text)
            .map_err(|e| EsscError::with(ErrorCode::RequestRefused, &e))?;
        Ok(self.gate.keep_request(&request)?)
    }
}

/// The venue behind a gate: its card and its key.
#[derive(uniffi::Object)]
pub struct Venue(verifier::Venue);

#[uniffi::export]
impl Venue {
    /// A venue with the card that its city gave it, as base64url, and a key store that holds the key of
    /// the alias `essc.venue`. The first card is enough for as long as syncs renew it.
    ///
    /// # Errors
    /// `RejectInput`.
    #[uniffi::constructor]
    pub fn of(card: &str, keys: Arc<dyn KeyStore>) -> Result<Arc<Self>, EsscError> {
        let refused = |e: &dyn std::fmt::Display| EsscError::with(ErrorCode::VenueCardRefused, e);
        let bytes = base64url::decode(card.trim()).map_err(|e| refused(&e))?;
        let card = SignedVenueCard::from_cose(&bytes).map_err(|e| refused(&e))?;
        Ok(Arc::new(Self(verifier::Venue { card, keys })))
    }
}

/// A request to be shown as a QR code.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SignedRequest {
    /// The text of the QR code.
    pub text: String,
    /// Until when it can be answered.
    pub expires_at: UnixTime,
}

impl From<AskError> for EsscError {
    fn from(error: AskError) -> Self {
        let code = match &error {
            AskError::Scene(_) => ErrorCode::SceneNotGranted,
            AskError::Period | AskError::NotProved => ErrorCode::VenueCardNotProved,
            AskError::Question(_) => ErrorCode::QuestionRefused,
            AskError::Key(_) => ErrorCode::KeyStoreUnavailable,
            AskError::OtherKey => ErrorCode::VenueCardRefused,
            AskError::Random(_) => ErrorCode::NoRandomness,
            AskError::Requests(fault) => requests(fault),
        };
        Self::with(code, &error)
    }
}

impl From<RequestsError> for EsscError {
    fn from(error: RequestsError) -> Self {
        Self::with(requests(&error), &error)
    }
}

const fn requests(fault: &RequestsError) -> ErrorCode {
    match fault {
        RequestsError::Full => ErrorCode::TooManyRequests,
        RequestsError::Forgotten => ErrorCode::RequestAnswered,
        RequestsError::File(_) => ErrorCode::StorageFailed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::region::Region;

    #[test]
    fn a_verifier_is_opened_while_another_one_on_its_directory_is_still_used() {
        let directory = tempfile::tempdir().expect("directory");
        let config = VerifierConfig::new(directory.path(), Region::GUANGZHOU, []);
        let open = || Verifier::open(config.clone(), None, None).expect("opened");
        let first = open();
        // A sync that nobody waits for any more holds the object like this.
        let sync = first.clone();
        drop(first);
        let second = open();
        assert_eq!(second.lists().len(), sync.lists().len());
    }
}
