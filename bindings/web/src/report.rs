//! What a gate answers beside verdicts, as JSON. The words are those of `docs/json.md`.

use essc::gate::{ListOutcome, ListState, ListSync, SyncSummary, VenueScene};
use essc::{Region, SceneCode, UnixTime, document::ListName};
use serde::Serialize;

/// Which document: its kind, and where it has them its region and its number.
type Name = (&'static str, Option<Region>, Option<u16>);

#[derive(Serialize)]
struct Outcome {
    document: &'static str,
    region: Option<Region>,
    number: Option<u16>,
    outcome: &'static str,
    reason: Option<String>,
}

#[derive(Serialize)]
struct Loaded {
    complete: bool,
    documents: Vec<Outcome>,
    unreadable: Vec<String>,
}

#[derive(Serialize)]
struct Held {
    document: &'static str,
    region: Option<Region>,
    number: Option<u16>,
    grade: essc::card::Freshness,
    as_of: UnixTime,
    expires_at: UnixTime,
}

#[derive(Serialize)]
struct Scene {
    code: SceneCode,
    area: String,
    name: essc::card::Localized,
    needs_request: bool,
}

/// What a bundle or a document came to.
pub(crate) fn loaded(report: &SyncSummary) -> String {
    json(&Loaded {
        complete: report.is_complete(),
        documents: report.documents.iter().map(outcome).collect(),
        unreadable: report.unreadable.iter().map(ToString::to_string).collect(),
    })
}

/// The same of one document.
pub(crate) fn loaded_one(report: &ListSync) -> String {
    let documents = vec![outcome(report)];
    let complete = matches!(report.outcome, ListOutcome::Updated | ListOutcome::Unchanged);
    json(&Loaded { complete, documents, unreadable: Vec::new() })
}

/// The documents held.
pub(crate) fn held(lists: &[ListState]) -> String {
    let held = |list: &ListState| {
        let (document, region, number) = name(list.document);
        let ListState { freshness: grade, as_of, expires_at, .. } = *list;
        Held { document, region, number, grade, as_of, expires_at }
    };
    json(&lists.iter().map(held).collect::<Vec<_>>())
}

/// The scenes of a place.
pub(crate) fn scenes(scenes: Vec<VenueScene>) -> String {
    let scene = |scene: VenueScene| Scene {
        code: scene.code,
        area: scene.area,
        name: scene.name,
        needs_request: scene.needs_request,
    };
    json(&scenes.into_iter().map(scene).collect::<Vec<_>>())
}

fn outcome(report: &ListSync) -> Outcome {
    let (outcome, reason) = match &report.outcome {
        ListOutcome::Updated => ("updated", None),
        ListOutcome::Unchanged => ("unchanged", None),
        ListOutcome::Refused { reason } => ("refused", Some(reason.to_string())),
        // Nothing is fetched here; what later versions may say is none of the above either.
        _ => ("failed", None),
    };
    let (document, region, number) = name(report.document);
    Outcome { document, region, number, outcome, reason }
}

fn name(list: ListName) -> Name {
    match list {
        ListName::TrustList => ("trust_list", None, None),
        ListName::Status(uri) => ("status_list", Some(uri.region), Some(uri.number)),
        ListName::Catalogue(region) => ("catalogue", Some(region), None),
        #[allow(
            unreachable_patterns,
            reason = "reachable where `internals` is off, as in the module"
        )]
        _ => ("unknown", None, None),
    }
}

/// Plain data with string keys: serialising it can't fail.
pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
