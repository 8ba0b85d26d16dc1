//! A vector file, and how a gate comes to its verdict: docs/protocol.md §14.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use essc::base::time::UnixTime;
use essc::crypto::jwk::Jwk;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::model::verdict::{Outcome, Verdict};
use essc::ports::clock::ManualClock;
use essc::verifier::{PinnedRoot, Verifier, VerifierConfig};
use essc::wire::bundle::Bundle;
use essc::wire::request::SignedRequest;
use serde::{Deserialize, Serialize};

/// One vector file. Every field counts: a runner that passes one over judges something else.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// What it shows, in a sentence.
    pub shows: String,
    /// When the gate's replay memory began.
    pub gate_started: UnixTime,
    /// When it loaded the lists.
    pub lists_loaded: UnixTime,
    /// When it scans.
    pub now: UnixTime,
    /// Where it stands.
    pub venue_region: Region,
    /// The scene it judges for.
    pub scene: SceneCode,
    /// Files below `lists/`.
    pub lists: Lists,
    /// Requests it made, as QR texts.
    pub requests: Vec<String>,
    /// Scans of the same gate and scene before this one.
    pub before: Vec<Before>,
    /// The text that is scanned.
    pub text: String,
    /// What must be answered, in full.
    pub verdict: Verdict,
}

/// The lists that a gate has loaded.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lists {
    /// The root that it pins.
    pub root: Jwk,
    /// The trust list's file, if it has one.
    pub trust: Option<String>,
    /// Files of status lists.
    pub status: Vec<String>,
    /// Files of catalogues.
    pub catalogues: Vec<String>,
}

/// A scan that came before.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Before {
    /// When.
    pub now: UnixTime,
    /// What was scanned, and accepted.
    pub text: String,
}

/// Where the vectors are.
pub fn folder() -> PathBuf {
    // The package that runs this may be one below the root.
    let within = |folder: &Path| folder.join("tests/vectors");
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    packages.map(within).find(|folder| folder.is_dir()).expect("the vectors")
}

fn list(name: &str) -> String {
    std::fs::read_to_string(folder().join("lists").join(name)).expect("list file")
}

/// Judges a vector the way a gate does: lists from a bundle, requests kept, scans in their order.
pub fn judge(vector: &Vector) -> Verdict {
    let directory = tempfile::tempdir().expect("directory");
    let clock = Arc::new(ManualClock::at(vector.gate_started));
    let root = PinnedRoot::new(vector.lists.root.public_key().expect("root"), 1);
    let mut config = VerifierConfig::new(directory.path(), vector.venue_region, [root]);
    config.base_region = Region::GUANGDONG;
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
