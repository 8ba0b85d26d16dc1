//! What a sync came to, as one JSON object (docs/json.md).

use essc::trust::ListName;
use essc::verifier::VenueCardSync;
use essc::verifier::sync::{ListOutcome, ListSync, SyncSummary};
use serde_json::{Value, json};

/// The report of a sync.
pub fn of(report: &SyncSummary) -> Value {
    json!({
        "documents": report.documents.iter().map(document).collect::<Vec<_>>(),
        "skew_s": report.skew_s,
        "venue_card": report.venue_card.as_ref().map(venue_card),
    })
}

fn document(report: &ListSync) -> Value {
    let (kind, region, number) = match report.document {
        ListName::TrustList => ("trust_list", None, None),
        ListName::Status(uri) => ("status_list", Some(uri.region), Some(uri.number)),
        ListName::Catalogue(region) => ("catalogue", Some(region), None),
    };
    let (outcome, reason) = match &report.outcome {
        ListOutcome::Updated => ("updated", None),
        ListOutcome::Unchanged => ("unchanged", None),
        ListOutcome::Refused { reason } => ("refused", Some(reason.to_string())),
        ListOutcome::Failed { reason } => ("failed", Some(reason.to_string())),
    };
    json!({
        "document": kind, "region": region, "number": number,
        "outcome": outcome, "reason": reason,
    })
}

fn venue_card(card: &VenueCardSync) -> Value {
    json!({
        "outcome": card.outcome.code(),
        "until": card.until,
        "reason": card.fault.as_ref().map(ToString::to_string),
    })
}
