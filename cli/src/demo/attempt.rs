//! What wallets and gates answer, in the words of the table.

use essc::holder::{RequestFault, WalletError};
use essc::model::verdict::{Outcome, Verdict};
use essc::verifier::sync::{ListOutcome, SyncSummary};

/// A sync after which everything is up to date.
pub const SYNCED: &str = "SYNCED";

/// A verdict in one word: `accepted`, or its reasons.
pub fn verdict(verdict: &Verdict) -> String {
    match verdict.outcome {
        Outcome::Accepted => "accepted".into(),
        _ => verdict.reasons.iter().map(|r| r.code()).collect::<Vec<_>>().join(" "),
    }
}

/// [`SYNCED`], or the first thing that went wrong.
pub fn sync(report: &SyncSummary) -> String {
    let trouble = report.documents.iter().find_map(|one| match &one.outcome {
        ListOutcome::Updated | ListOutcome::Unchanged => None,
        ListOutcome::Refused { reason } => Some(format!("REFUSED {reason}")),
        ListOutcome::Failed { reason } => Some(format!("FAILED {reason}")),
    });
    trouble.unwrap_or_else(|| SYNCED.into())
}

/// `DONE`, or why the wallet refused.
pub fn wallet<T>(result: &Result<T, WalletError>) -> String {
    match result {
        Ok(_) => "DONE".into(),
        Err(WalletError::Request(fault)) => request(fault).into(),
        Err(WalletError::Ineligible(_)) => "WALLET_UNFIT".into(),
        Err(WalletError::RequestNeeded) => "WALLET_REQUEST_NEEDED".into(),
        Err(error) => error.to_string(),
    }
}

const fn request(fault: &RequestFault) -> &'static str {
    match fault {
        RequestFault::VenueUnknown => "VENUE_UNKNOWN",
        RequestFault::VenueForged => "VENUE_FORGED",
        RequestFault::VenueExpired => "VENUE_EXPIRED",
        RequestFault::Forged => "REQUEST_FORGED",
        RequestFault::Answered => "REQUEST_ANSWERED",
        RequestFault::Changed => "DISCLOSURE_CHANGED",
        RequestFault::Expired => "REQUEST_EXPIRED",
        _ => "REQUEST_REFUSED",
    }
}
