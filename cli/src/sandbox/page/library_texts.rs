//! The library's own texts, for the page to say what it says: every reason, outcome and freshness, and
//! the names of regions.

use essc::model::localized::{Language, Localized};
use essc::model::reason::Reason;
use essc::model::region::Region;
use essc::model::verdict::{Freshness, Outcome};
use serde_json::{Map, Value, json};

/// `GET /sandbox/texts`: texts in both languages, by the words of docs/json.md.
pub fn all() -> Value {
    let reasons = Reason::ALL.iter().map(|reason| (reason.code(), both(|l| reason.text(l))));
    let outcomes = [
        ("accepted", Outcome::Accepted),
        ("rejected", Outcome::Rejected),
        ("unreadable", Outcome::Unreadable),
    ];
    let freshness =
        [("fresh", Freshness::Fresh), ("stale", Freshness::Stale), ("expired", Freshness::Expired)];
    let regions = Region::all_known()
        .map(|region| (region.to_string(), both(|l| region.name(l).unwrap_or_default())));
    json!({
        "reasons": object(reasons),
        "outcomes": object(outcomes.map(|(word, outcome)| (word, both(|l| outcome.text(l))))),
        "freshness": object(freshness.map(|(word, grade)| (word, both(|l| grade.text(l))))),
        "regions": object(regions),
    })
}

fn both(text: impl Fn(Language) -> &'static str) -> Localized {
    Localized::new(text(Language::Zh), text(Language::En))
}

fn object(texts: impl IntoIterator<Item = (impl Into<String>, Localized)>) -> Value {
    let pairs = texts.into_iter().map(|(word, text)| (word.into(), json!(text)));
    Value::Object(pairs.collect::<Map<_, _>>())
}
