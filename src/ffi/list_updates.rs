//! What a sync or a bundle did, list by list, and how far a sync is.

use crate::base::time::UnixTime;
use crate::ffi::listener_error::ListenerError;
use crate::model::region::Region;
use crate::model::verdict::Freshness;
use crate::trust;
use crate::verifier::{self, VenueCardOutcome, sync};

/// One of the lists a verifier holds.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum ListName {
    /// The trust list.
    TrustList,
    /// A status list.
    StatusList {
        /// The issuing region.
        region: Region,
        /// The number of the list.
        number: i32,
    },
    /// The catalogue of a region.
    Catalogue {
        /// The region.
        region: Region,
    },
}

/// A list that is held.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ListState {
    /// Which.
    pub name: ListName,
    /// When it was signed.
    pub as_of: UnixTime,
    /// When it ends.
    pub expires_at: UnixTime,
    /// How fresh it is.
    pub freshness: Freshness,
}

/// What a sync or a bundle did with one list.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum ListOutcome {
    /// A newer one is held now.
    Updated,
    /// The one held is the newest.
    Unchanged,
    /// It came and was refused; what was held stays.
    Refused {
        /// For a log.
        reason: String,
    },
    /// It did not come.
    Failed {
        /// For a log.
        reason: String,
    },
}

/// One list of a sync or bundle.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ListSync {
    /// Which.
    pub name: ListName,
    /// What was done with it.
    pub outcome: ListOutcome,
}

/// What a sync or a bundle did.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SyncSummary {
    /// Whether every list is up to date now.
    pub is_complete: bool,
    /// The lists, in the order in which they were done.
    pub lists: Vec<ListSync>,
    /// Texts of a bundle that are none of its lists: where each stands and why, for a log.
    pub unreadable: Vec<String>,
    /// Catalogues of a bundle that this gate doesn't need: those of other provinces and cities.
    pub passed_over: Vec<ListName>,
    /// This clock against the server's, in seconds; positive: this clock is ahead.
    pub skew_s: Option<i64>,
    /// What was done about the venue card; left out where no venue was given.
    pub venue_card: Option<VenueCardSync>,
}

/// What a sync did about the venue card.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct VenueCardSync {
    /// In a word, which has a text for people.
    pub outcome: VenueCardOutcome,
    /// End of the card that the gate holds now. Until then it can ask holders, whatever the outcome.
    pub until: UnixTime,
    /// Why it was not renewed, for a log; none where nothing went wrong.
    pub reason: Option<String>,
}

/// How far a sync is.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SyncStep {
    /// Lists that are done, well or not.
    pub done: i32,
    /// Lists known so far; grows when the trust list has come.
    pub total: i32,
    /// Bytes received.
    pub bytes: i64,
    /// The list that was done last.
    pub current: Option<ListName>,
}

/// Watches a sync.
#[uniffi::export(rust, foreign)]
pub trait SyncListener: Send + Sync {
    /// Called after each list, from a thread of the library. What it throws is ignored.
    ///
    /// # Errors
    /// Any; ignored.
    fn progressed(&self, step: SyncStep) -> Result<(), ListenerError>;
}

impl From<trust::ListName> for ListName {
    fn from(document: trust::ListName) -> Self {
        match document {
            trust::ListName::TrustList => Self::TrustList,
            trust::ListName::Status(uri) => {
                Self::StatusList { region: uri.region, number: uri.number.into() }
            }
            trust::ListName::Catalogue(region) => Self::Catalogue { region },
        }
    }
}

impl From<verifier::ListState> for ListState {
    fn from(held: verifier::ListState) -> Self {
        let verifier::ListState { document, as_of, expires_at, freshness } = held;
        Self { name: document.into(), as_of, expires_at, freshness }
    }
}

impl From<sync::ListSync> for ListSync {
    fn from(report: sync::ListSync) -> Self {
        let outcome = match report.outcome {
            sync::ListOutcome::Updated => ListOutcome::Updated,
            sync::ListOutcome::Unchanged => ListOutcome::Unchanged,
            sync::ListOutcome::Refused { reason } => {
                ListOutcome::Refused { reason: reason.to_string() }
            }
            sync::ListOutcome::Failed { reason } => {
                ListOutcome::Failed { reason: reason.to_string() }
            }
        };
        Self { name: report.document.into(), outcome }
    }
}

impl From<sync::SyncSummary> for SyncSummary {
    fn from(report: sync::SyncSummary) -> Self {
        Self {
            is_complete: report.is_complete(),
            unreadable: report.unreadable.iter().map(ToString::to_string).collect(),
            passed_over: report.passed_over.into_iter().map(Into::into).collect(),
            skew_s: report.skew_s,
            venue_card: report.venue_card.map(Into::into),
            lists: report.documents.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<verifier::VenueCardSync> for VenueCardSync {
    fn from(renewal: verifier::VenueCardSync) -> Self {
        let verifier::VenueCardSync { outcome, until, fault } = renewal;
        Self { outcome, until, reason: fault.map(|fault| fault.to_string()) }
    }
}

impl From<sync::SyncStep> for SyncStep {
    fn from(progress: sync::SyncStep) -> Self {
        Self {
            done: narrow(progress.done),
            total: narrow(progress.total),
            bytes: i64::try_from(progress.bytes).unwrap_or(i64::MAX),
            current: progress.current.map(Into::into),
        }
    }
}

fn narrow(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::localized::Language;
    use crate::verifier::RenewalFault;

    #[test]
    fn a_summary_says_what_became_of_the_venue_card_and_until_when_it_runs() {
        let until = UnixTime::from_secs(1_800_000_000);
        let fault = RenewalFault::Withdrawn;
        let renewal =
            verifier::VenueCardSync { outcome: fault.outcome(), until, fault: Some(fault) };
        let report =
            sync::SyncSummary { venue_card: Some(renewal), ..sync::SyncSummary::default() };
        let summary = SyncSummary::from(report);
        let card = summary.venue_card.expect("told");
        assert_eq!((card.outcome, card.until), (VenueCardOutcome::Withdrawn, until));
        assert!(
            card.reason.is_some() && summary.is_complete,
            "the lists are up to date all the same"
        );
        assert!(card.outcome.text(Language::Zh).contains("停用"));
        assert_eq!(SyncSummary::from(sync::SyncSummary::default()).venue_card, None);
    }
}
