//! The vectors in `tests/vectors/{accept,reject,unreadable}`: made again from their cases byte for
//! byte, and judged from the files alone.
//!
//! `cargo xtask vectors --write` writes them anew.

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use essc::base::time::UnixTime;
use essc::crypto::jwk::Jwk;
use essc::model::reason::Reason;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::model::verdict::{Outcome, Verdict};
use essc::ports::clock::ManualClock;
use essc::verifier::{PinnedRoot, Verifier, VerifierConfig};
use essc::wire::bundle::Bundle;
use essc::wire::request::SignedRequest;
use serde::{Deserialize, Serialize};
use support::cases::{self, Case};
use support::world;

/// One vector file. Every field counts: a runner that passes one over judges something else.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    /// What it shows, in a sentence.
    shows: String,
    /// When the gate's replay memory began.
    gate_started: UnixTime,
    /// When it loaded the lists.
    lists_loaded: UnixTime,
    /// When it scans.
    now: UnixTime,
    /// Where it stands.
    venue_region: Region,
    /// The scene it judges for.
    scene: SceneCode,
    /// Files below `lists/`.
    lists: Lists,
    /// Requests it made, as QR texts.
    requests: Vec<String>,
    /// Scans of the same gate and scene before this one.
    before: Vec<Before>,
    /// The text that is scanned.
    text: String,
    /// What must be answered, in full.
    verdict: Verdict,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    root: Jwk,
    trust: Option<String>,
    status: Vec<String>,
    catalogues: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Before {
    now: UnixTime,
    text: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

fn list(name: &str) -> String {
    std::fs::read_to_string(folder().join("lists").join(name)).expect("list file")
}

/// Judges a vector the way a gate does: lists from a bundle, requests kept, scans in their order.
fn judge(vector: &Vector) -> Verdict {
    let directory = tempfile::tempdir().expect("directory");
    let clock = Arc::new(ManualClock::at(vector.gate_started));
    let config = VerifierConfig {
        roots: vec![PinnedRoot {
            key: vector.lists.root.public_key().expect("root"),
            least_seq: 1,
        }],
        base_region: Region::GUANGDONG,
        ..VerifierConfig::new(directory.path(), vector.venue_region)
    };
    let gate = Verifier::open(config, clock.clone()).expect("gate");
    clock.set_wall(vector.lists_loaded);
    let names = |names: &[String]| names.iter().map(|name| list(name)).collect();
    if let Some(trust) = &vector.lists.trust {
        let bundle = Bundle {
            trust: list(trust),
            roots: vec![],
            status: names(&vector.lists.status),
            catalogues: names(&vector.lists.catalogues),
        };
        let report =
            gate.import_bundle(&serde_json::to_vec(&bundle).expect("json")).expect("bundle");
        assert!(report.is_complete(), "{}: {report:?}", vector.shows);
    }
    for request in &vector.requests {
        let request = SignedRequest::from_text(request).expect("request");
        gate.keep_request(&request).expect("kept");
    }
    for scan in &vector.before {
        clock.set_wall(scan.now);
        let verdict = gate.verify(&scan.text, vector.scene);
        let Verdict { outcome, reasons, .. } = verdict;
        assert_eq!(outcome, Outcome::Accepted, "{}, before: {reasons:?}", vector.shows);
    }
    clock.set_wall(vector.now);
    gate.verify(&vector.text, vector.scene)
}

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
