//! What a sync tells while it runs and when it is done.

use crate::base::time::UnixTime;
use crate::ports::http::HttpError;
use crate::trust::{Acceptance, ListName};
use crate::verifier::trust_store::{AcceptError, StorageError};
use crate::verifier::venue_renewal::VenueCardSync;
use crate::wire::in_place::InPlace;
use crate::wire::jws::JwsError;

/// How far a sync is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct SyncStep {
    /// Documents that are done, well or not.
    pub done: usize,
    /// Documents known so far; grows when the trust list has come.
    pub total: usize,
    /// Bytes received.
    pub bytes: u64,
    /// The document that was done last.
    pub current: Option<ListName>,
}

/// Called after each document; from the task that runs the sync.
pub type Progress<'a> = dyn Fn(SyncStep) + Send + Sync + 'a;

/// For callers that don't want to know.
pub const fn no_progress(_: SyncStep) {}

/// What a sync or a bundle did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct SyncSummary {
    /// The documents, in the order in which they were done.
    pub documents: Vec<ListSync>,
    /// Texts of a bundle that are none of its documents.
    pub unreadable: Vec<UnreadableText>,
    /// Catalogues of a bundle that this gate doesn't need: those of other provinces and cities.
    pub passed_over: Vec<ListName>,
    /// The server's time, from an answer that no cache keeps and that did not take long.
    pub server_time: Option<UnixTime>,
    /// This clock against the server's, in seconds; positive: this clock is ahead.
    pub skew_s: Option<i64>,
    /// What was done about the venue card; none where no venue was given.
    pub venue_card: Option<VenueCardSync>,
}

/// A text of a bundle that is none of its documents.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("text {at} of {part}: {reason}")]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct UnreadableText {
    /// The member of the bundle that it stands in.
    pub part: BundlePart,
    /// Its place there, from 0.
    pub at: usize,
    /// Why it is none.
    pub reason: NotADocument,
}

/// A member of a bundle that holds several texts (protocol §7.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum BundlePart {
    /// `roots`.
    Roots,
    /// `status`.
    Status,
    /// `catalogues`.
    Catalogues,
}

impl std::fmt::Display for BundlePart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Roots => "roots",
            Self::Status => "status",
            Self::Catalogues => "catalogues",
        })
    }
}

/// Why a text is no document of the type that stands there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum NotADocument {
    /// Something that is easily told.
    #[error("no signed document: {0}")]
    InPlace(InPlace),
    /// Not a JWS of this type.
    #[error(transparent)]
    Jws(JwsError),
    /// It doesn't say which status list, or whose catalogue it is.
    #[error("it does not say which document it is")]
    Nameless,
}

/// The outcome of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct ListSync {
    /// Which.
    pub document: ListName,
    /// What was done with it.
    pub outcome: ListOutcome,
}

/// The outcome of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum ListOutcome {
    /// A newer one is held now.
    Updated,
    /// The one held is the newest.
    Unchanged,
    /// It came and was refused; what was held stays.
    Refused {
        /// Why.
        reason: AcceptError,
    },
    /// It did not come.
    Failed {
        /// Why.
        reason: FetchError,
    },
}

/// Why a document did not come.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum FetchError {
    /// There was no answer.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// An answer of another status than 200, or 304 to a conditional request.
    #[error("the server answered with status {0}")]
    Status(i32),
    /// A body that is not text.
    #[error("the answer is not text")]
    NotText,
    /// A body that is no signed document at all.
    #[error("the answer is no signed document: {0}")]
    InPlace(InPlace),
}

impl ListOutcome {
    pub(super) fn of<E: Into<AcceptError>>(accepted: Result<Acceptance, E>) -> Self {
        match accepted {
            Ok(Acceptance::Updated) => Self::Updated,
            Ok(Acceptance::Unchanged) => Self::Unchanged,
            Err(reason) => Self::Refused { reason: reason.into() },
        }
    }
}

impl SyncSummary {
    /// Whether every document is up to date now.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let good =
            |one: &ListSync| matches!(one.outcome, ListOutcome::Updated | ListOutcome::Unchanged);
        self.unreadable.is_empty() && self.documents.iter().all(good)
    }

    /// The outcome of one document.
    #[must_use]
    pub fn outcome(&self, document: ListName) -> Option<&ListOutcome> {
        self.documents.iter().find(|one| one.document == document).map(|one| &one.outcome)
    }

    /// Takes back that anything was updated: the disk refused.
    pub(super) fn could_not_be_kept(&mut self, error: StorageError) {
        if self.documents.is_empty() {
            self.note(ListName::TrustList, ListOutcome::Updated);
        }
        for one in &mut self.documents {
            if one.outcome == ListOutcome::Updated {
                one.outcome = ListOutcome::Refused { reason: error.into() };
            }
        }
    }

    pub(super) fn note(&mut self, document: ListName, outcome: ListOutcome) {
        self.documents.push(ListSync { document, outcome });
    }
}
