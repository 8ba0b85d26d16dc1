//! A sequence file, and a gate that goes through it: docs/protocol.md §14.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use essc::base::base64url;
use essc::base::time::UnixTime;
use essc::crypto::jwk::Jwk;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::model::verdict::Verdict;
use essc::ports::clock::ManualClock;
use essc::trust::ListName;
use essc::verifier::sync::{BundlePart, ListOutcome, SyncSummary};
use essc::verifier::{PinnedRoot, Verifier, VerifierConfig};
use essc::wire::bundle::Bundle;
use essc::wire::status_list::StatusListUri;
use serde::{Deserialize, Serialize};

use crate::vector;

/// One sequence file. Every field counts: a runner that passes one over shows something else.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    /// What it shows, in a sentence.
    pub shows: String,
    /// Public keys of roots, by the names that pins give them.
    pub roots: BTreeMap<String, Jwk>,
    /// The gate that goes through the steps.
    pub gate: Gate,
    /// Signed documents and QR texts, by the names that steps give them.
    pub texts: BTreeMap<String, String>,
    /// What happens, in this order.
    pub steps: Vec<Step>,
}

/// The gate of a sequence.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// The clock when it is opened, with nothing held and nothing remembered.
    pub opened: UnixTime,
    /// Where it stands.
    pub region: Region,
    /// Whose base it judges by across the border.
    pub base_province: Region,
    /// The roots pinned, oldest first.
    pub pins: Vec<Pin>,
}

/// A root that a gate pins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// Its name among the roots.
    pub root: String,
    /// The least number of a list that it takes from this root.
    pub least_seq: i64,
}

/// One thing that happens.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Step {
    /// A bundle is taken in.
    Import(ImportStep),
    /// A code is judged.
    Verify(VerifyStep),
    /// The gate is closed and opened again.
    Restart(RestartStep),
}

/// A bundle is taken in.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportStep {
    /// When.
    pub at: UnixTime,
    /// The bundle, its texts by name.
    pub import: Names,
    /// What becomes of each document; none where the bundle is refused as a whole.
    pub outcomes: Option<Outcomes>,
}

/// Names of the texts of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// The trust list.
    pub trust: String,
    /// Trust lists that name next roots.
    pub roots: Vec<String>,
    /// Status lists.
    pub status: Vec<String>,
    /// Catalogues.
    pub catalogues: Vec<String>,
}

/// What becomes of each document, in the bundle's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcomes {
    /// The trust list.
    pub trust: Became,
    /// Each status list.
    pub status: Vec<Became>,
    /// Each catalogue.
    pub catalogues: Vec<Became>,
}

/// What becomes of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    /// It is held now.
    Updated,
    /// It was held before.
    Unchanged,
    /// It is not taken.
    Refused,
}

/// A code is judged.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifyStep {
    /// When.
    pub at: UnixTime,
    /// What is scanned.
    pub verify: Scan,
    /// What must be answered, in full.
    pub verdict: Verdict,
}

/// A code that is held to the scanner.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scan {
    /// The name of its text.
    pub text: String,
    /// The scene it is judged for.
    pub scene: SceneCode,
}

/// The process ends, and another opens the same gate.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestartStep {
    /// When.
    pub at: UnixTime,
    /// How it is opened again.
    pub restart: Restart,
}

/// How a gate is opened again.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restart {
    /// The roots pinned then.
    pub pins: Vec<Pin>,
}

/// Where the sequence files are.
pub fn folder() -> PathBuf {
    vector::folder().join("sequences")
}

impl Sequence {
    /// Goes through the steps; what came otherwise than the file says, a line for each.
    pub fn play(&self) -> Vec<String> {
        let directory = tempfile::tempdir().expect("directory");
        let clock = Arc::new(ManualClock::at(self.gate.opened));
        let mut gate = Some(self.open(directory.path(), &self.gate.pins, &clock));
        let mut different = Vec::new();
        for (number, step) in self.steps.iter().enumerate() {
            let mut differs = |got: String| different.push(format!("step {number}: {got}"));
            match step {
                Step::Import(step) => {
                    clock.set_wall(step.at);
                    let got = self.import(gate.as_ref().expect("open"), &step.import);
                    if got != step.outcomes {
                        differs(format!("{got:?}, not {:?}", step.outcomes));
                    }
                }
                Step::Verify(step) => {
                    clock.set_wall(step.at);
                    let gate = gate.as_ref().expect("open");
                    let got = gate.verify(self.text(&step.verify.text), step.verify.scene);
                    if got != step.verdict {
                        differs(format!("{got:?}, not {:?}", step.verdict));
                    }
                }
                Step::Restart(step) => {
                    clock.set_wall(step.at);
                    // The locks of the folder go with the process that had it open.
                    drop(gate.take());
                    gate = Some(self.open(directory.path(), &step.restart.pins, &clock));
                }
            }
        }
        different
    }

    fn open(&self, directory: &Path, pins: &[Pin], clock: &Arc<ManualClock>) -> Verifier {
        let pinned = |pin: &Pin| PinnedRoot {
            key: self.roots[&pin.root].public_key().expect("root"),
            least_seq: pin.least_seq,
        };
        let roots = pins.iter().map(pinned);
        let mut config = VerifierConfig::new(directory, self.gate.region, roots);
        config.base_region = self.gate.base_province;
        Verifier::open(config, clock.clone()).expect("gate")
    }

    fn text(&self, name: &str) -> &str {
        self.texts.get(name).unwrap_or_else(|| panic!("no text {name}"))
    }

    fn import(&self, gate: &Verifier, names: &Names) -> Option<Outcomes> {
        let texts = |names: &[String]| -> Vec<String> {
            names.iter().map(|name| self.text(name).to_owned()).collect()
        };
        let bundle = Bundle {
            trust: self.text(&names.trust).to_owned(),
            roots: texts(&names.roots),
            status: texts(&names.status),
            catalogues: texts(&names.catalogues),
        };
        let report = gate.import_bundle(bundle.to_json().as_bytes()).ok()?;
        Some(outcomes(report, &bundle))
    }
}

/// A gate reports by document; the file says it by the text.
fn outcomes(report: SyncSummary, bundle: &Bundle) -> Outcomes {
    let mut reported = VecDeque::from(report.documents);
    let mut take = |document: Option<ListName>| {
        let at = reported.iter().position(|one| Some(one.document) == document)?;
        Some(match reported.remove(at)?.outcome {
            ListOutcome::Updated => Became::Updated,
            ListOutcome::Unchanged => Became::Unchanged,
            ListOutcome::Refused { .. } => Became::Refused,
            ListOutcome::Failed { reason } => panic!("fetched from a bundle: {reason}"),
        })
    };
    let mut unreadable = 0;
    let mut of = |document: Option<ListName>| {
        take(document).unwrap_or_else(|| {
            unreadable += 1;
            Became::Refused
        })
    };
    let outcomes = Outcomes {
        trust: of(Some(ListName::TrustList)),
        status: bundle.status.iter().map(|text| of(status_list(text))).collect(),
        catalogues: bundle.catalogues.iter().map(|text| of(catalogue(text))).collect(),
    };
    // A naming list that is none is told too; it has no outcome.
    let told = report.unreadable.iter().filter(|text| text.part != BundlePart::Roots).count();
    assert_eq!((reported.len(), unreadable), (0, told), "reports without a text");
    outcomes
}

fn status_list(text: &str) -> Option<ListName> {
    let sub = member(text, "\"sub\":\"")?;
    Some(ListName::Status(serde_json::from_value::<StatusListUri>(sub.into()).ok()?))
}

fn catalogue(text: &str) -> Option<ListName> {
    Some(ListName::Catalogue(member(text, "\"region\":\"")?.parse::<Region>().ok()?))
}

/// What follows `opening` in a payload, up to the next quote.
fn member(text: &str, opening: &str) -> Option<String> {
    let payload = base64url::decode(text.split('.').nth(1)?).ok()?;
    let payload = String::from_utf8(payload).ok()?;
    let (_, rest) = payload.split_once(opening)?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}
