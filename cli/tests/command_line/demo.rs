//! `essc demo`: every step ends as it should, and every attack is there.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::program::{arg, essc};

/// Every refusal the demonstration has to show; each is the whole outcome of a step.
const REFUSALS: [&str; 28] = [
    "UNREADABLE",
    "CODE_EXPIRED",
    "CODE_FROM_FUTURE",
    "REPLAYED",
    "CARD_FORGED",
    "CODE_FORGED",
    "SCENE_MISMATCH",
    "PROFILE_MISMATCH",
    "FUNCTION_NOT_LOADED",
    "NOT_ENTITLED",
    "KEY_PROTECTION_TOO_LOW",
    "CHALLENGE_MISSING",
    "CHALLENGE_MISMATCH",
    "VENUE_FORGED",
    "VENUE_EXPIRED",
    "WITHDRAWN",
    "CARD_SUSPENDED",
    "CARD_REVOKED",
    "STATUS_STALE",
    "ISSUER_UNKNOWN",
    "ISSUER_KEY_COMPROMISED",
    "CLOCK_UNTRUSTED",
    "REPLAY_GUARD_COLD",
    "software_key",
    "device_unlocked",
    "application_signature",
    "key_origin",
    "key_challenge",
];

#[test]
fn every_step_ends_as_expected_and_no_refusal_is_left_out() {
    let directory = tempfile::tempdir().expect("directory");
    let run = essc(&["demo", "--json", "--out", arg(directory.path())]).ends_with(0);
    let shown = run.json();
    let steps = shown["steps"].as_array().expect("steps");
    let text = |step: &Value, member: &str| step[member].as_str().expect("text").to_owned();
    for step in steps {
        assert_eq!(step["expected"], step["got"], "{step}");
        assert!(!text(step, "name").is_empty());
    }
    let got: BTreeSet<String> = steps.iter().map(|step| text(step, "got")).collect();
    for refusal in REFUSALS {
        assert!(got.contains(refusal), "{refusal}: {got:?}");
    }
    // The same reason at a turnstile and at a hall, an acceptance after the release, and one by the
    // card's own word.
    let of = |part: &str| {
        let step = steps.iter().find(|step| text(step, "name").contains(part));
        text(step.unwrap_or_else(|| panic!("{part}")), "got")
    };
    assert_eq!((of("pass-back"), of("replayed")), ("REPLAYED".into(), "REPLAYED".into()));
    assert_eq!((of("released"), of("stapled")), ("accepted".into(), "accepted".into()));
    // The pictures that were read back are there to be looked at.
    for name in ["museum", "meal-hall", "library", "counter", "hospital"] {
        let text = std::fs::read_to_string(directory.path().join(format!("{name}.txt")));
        assert!(text.expect("kept").starts_with("SSC1:"), "{name}");
        let picture = std::fs::read(directory.path().join(format!("{name}.png"))).expect("kept");
        assert!(picture.starts_with(b"\x89PNG"), "{name}");
    }
}
