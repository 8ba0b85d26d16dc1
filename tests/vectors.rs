//! The vectors in `tests/vectors/{accept,reject,unreadable}`: made again from their cases byte for
//! byte, and judged from the files alone.
//!
//! `cargo xtask vectors --write` writes them anew.

use std::collections::BTreeSet;
use std::sync::Arc;

use essc::base::time::UnixTime;
use essc::crypto::jwk::Jwk;
use essc::model::reason::Reason;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::model::verdict::{Outcome, Verdict};
use essc::ports::clock::ManualClock;
use essc::verifier::{PinnedRoot, Remember, Verifier, VerifierConfig};
use essc_testkit::cases::{self, Case};
use essc_testkit::vector::{Before, Lists, Vector, folder, judge};
use essc_testkit::world;

fn vector_of(case: &Case) -> Vector {
    let own = |name: &&str| (*name).to_owned();
    let at = UnixTime::from_secs;
    let before = |(text, now): &(String, u64)| Before { now: at(*now), text: text.clone() };
    Vector {
        shows: case.shows.into(),
        gate_started: at(case.gate_started),
        lists_loaded: at(case.lists_loaded),
        now: at(case.now),
        venue_region: case.venue,
        scene: SceneCode::new(case.scene),
        lists: Lists {
            root: Jwk::from(&world::root().public_key()),
            trust: case.lists.trust.map(str::to_owned),
            status: case.lists.status.iter().map(own).collect(),
            catalogues: case.lists.catalogues.iter().map(own).collect(),
        },
        requests: case.requests.clone(),
        before: case.before.iter().map(before).collect(),
        text: case.text.clone(),
        verdict: Verdict::refused(Reason::Unreadable),
    }
}

fn outcome_of(folder: &str) -> Outcome {
    match folder {
        "accept" => Outcome::Accepted,
        "reject" => Outcome::Rejected,
        "unreadable" => Outcome::Unreadable,
        other => panic!("folder {other}"),
    }
}

/// Every file of the folders, with its text.
fn files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for name in ["accept", "reject", "unreadable", "lists"] {
        for entry in std::fs::read_dir(folder().join(name)).expect("folder") {
            let path = entry.expect("entry").path();
            let file = path.file_name().expect("name").to_string_lossy().into_owned();
            files.push((format!("{name}/{file}"), std::fs::read_to_string(&path).expect("file")));
        }
    }
    files.sort();
    files
}

#[test]
fn the_files_are_those_of_the_cases_and_judge_as_they_say() {
    let write = std::env::var_os("ESSC_WRITE_VECTORS").is_some();
    let mut expected: Vec<(String, String)> = cases::list_files()
        .into_iter()
        .map(|(name, text)| (format!("lists/{name}"), text))
        .collect();
    if write {
        for name in ["accept", "reject", "unreadable", "lists"] {
            let _ = std::fs::remove_dir_all(folder().join(name));
            std::fs::create_dir_all(folder().join(name)).expect("folder");
        }
        for (name, text) in &expected {
            std::fs::write(folder().join(name), text).expect("list file");
        }
    }
    for case in cases::all() {
        let mut vector = vector_of(&case);
        vector.verdict = judge(&vector);
        let name = format!("{}/{}.json", case.folder, case.name);
        assert_eq!(vector.verdict.reasons, case.reasons, "{name}");
        assert_eq!(vector.verdict.outcome, outcome_of(case.folder), "{name}");
        let text = serde_json::to_string_pretty(&vector).expect("json") + "\n";
        if write {
            std::fs::write(folder().join(&name), &text).expect("vector file");
        }
        expected.push((name, text));
    }
    expected.sort();
    let files = files();
    let names = |files: &[(String, String)]| {
        files.iter().map(|(name, _)| name.clone()).collect::<BTreeSet<_>>()
    };
    assert_eq!(names(&files), names(&expected), "files without a case, or cases without a file");
    for ((name, file), (_, made)) in files.iter().zip(&expected) {
        assert_eq!(file, made, "{name}");
    }
}

#[test]
fn a_scanner_that_replaces_blanks_makes_a_forger_of_nobody() {
    let mut changed = 0;
    for case in cases::all() {
        for (from, to) in [(" ", "+"), ("+", " ")] {
            let text = case.text.replace(from, to);
            if case.folder == "accept" && text != case.text {
                let vector = Vector { text, ..vector_of(&case) };
                let verdict = judge(&vector);
                assert_eq!(verdict.outcome, Outcome::Unreadable, "{}: {verdict:?}", case.name);
                changed += 1;
            }
        }
    }
    assert!(changed >= 40, "{changed}");
}

#[test]
fn every_vector_file_is_judged_as_it_says() {
    let mut seen = BTreeSet::new();
    let mut different = Vec::new();
    for (name, text) in files().iter().filter(|(name, _)| !name.starts_with("lists/")) {
        let vector: Vector = serde_json::from_str(text).expect(name);
        let got = judge(&vector);
        if got != vector.verdict {
            different.push(format!("{name}: {got:?}, not {:?}", vector.verdict));
        }
        seen.extend(vector.verdict.reasons);
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
    let missing: Vec<_> = Reason::ALL.iter().filter(|reason| !seen.contains(reason)).collect();
    // A shared guard is not part of this gate, so no vector can show it away.
    assert_eq!(missing, [&Reason::ReplayGuardUnavailable]);
}

/// A gate that starts for every scan and keeps all acceptances on disk: `tests/vectors/restarts`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Restarts {
    shows: String,
    gate_started: UnixTime,
    venue_region: Region,
    scene: SceneCode,
    root: Jwk,
    bundle: serde_json::Value,
    scans: Vec<Scan>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Scan {
    now: UnixTime,
    text: String,
    outcome: Outcome,
    reasons: Vec<Reason>,
}

#[test]
fn a_gate_that_starts_for_every_scan_remembers_what_it_accepted_whatever_its_clock_says() {
    let files = std::fs::read_dir(folder().join("restarts")).expect("folder");
    let files: Vec<_> = files.map(|entry| entry.expect("entry").path()).collect();
    assert!(!files.is_empty());
    for file in files {
        let text = std::fs::read_to_string(&file).expect("file");
        let vector: Restarts = serde_json::from_str(&text).expect("a vector");
        let directory = tempfile::tempdir().expect("directory");
        let open = |now| {
            let key = vector.root.public_key().expect("root");
            let root = PinnedRoot::new(key, 1);
            let mut config = VerifierConfig::new(directory.path(), vector.venue_region, [root]);
            config.remember = Remember::Everything;
            Verifier::open(config, Arc::new(ManualClock::at(now))).expect("gate")
        };
        drop(open(vector.gate_started));
        let bundle = serde_json::to_vec(&vector.bundle).expect("json");
        let report = open(vector.scans[0].now).import_bundle(&bundle).expect("bundle");
        assert!(report.is_complete(), "{}: {report:?}", vector.shows);
        for (number, scan) in vector.scans.iter().enumerate() {
            let verdict = open(scan.now).verify(&scan.text, vector.scene);
            let judged = (verdict.outcome, verdict.reasons);
            assert_eq!(judged, (scan.outcome, scan.reasons.clone()), "{}: {number}", vector.shows);
        }
    }
}
