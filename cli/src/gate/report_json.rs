//! What a sync came to, as one JSON object (docs/json.md).

use essc::trust::Document;
use essc::verifier::VenueRenewal;
use essc::verifier::sync::{DocumentOutcome, DocumentReport, SyncReport};
use serde_json::{Value, json};

/// The report of a sync.
pub fn of(report: &SyncReport) -> Value {
    json!({
        "documents": report.documents.iter().map(document).collect::<Vec<_>>(),
        "skew_s": report.skew_s,
        "venue_card": report.venue_card.as_ref().map(venue_card),
    })
}

fn document(report: &DocumentReport) -> Value {
    let (kind, region, number) = match report.document {
        Document::TrustList => ("trust_list", None, None),
        Document::Status(uri) => ("status_list", Some(uri.region), Some(uri.number)),
        Document::Catalogue(region) => ("catalogue", Some(region), None),
    };
    let (outcome, reason) = match &report.outcome {
        DocumentOutcome::Updated => ("updated", None),
        DocumentOutcome::Unchanged => ("unchanged", None),
        DocumentOutcome::Refused { reason } => ("refused", Some(reason.to_string())),
        DocumentOutcome::Failed { reason } => ("failed", Some(reason.to_string())),
    };
    json!({
        "document": kind, "region": region, "number": number,
        "outcome": outcome, "reason": reason,
    })
}

fn venue_card(card: &VenueRenewal) -> Value {
    json!({
        "outcome": card.outcome.code(),
        "until": card.until,
        "reason": card.fault.as_ref().map(ToString::to_string),
    })
}
