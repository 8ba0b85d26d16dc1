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

use super::vector;

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

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    pub root: String,
    pub least_seq: i64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Step {
    Import(ImportStep),
    Verify(VerifyStep),
    Restart(RestartStep),
}

/// A bundle is taken in.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportStep {
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
    pub trust: String,
    pub roots: Vec<String>,
    pub status: Vec<String>,
    pub catalogues: Vec<String>,
}

/// In the bundle's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcomes {
    pub trust: Became,
    pub status: Vec<Became>,
    pub catalogues: Vec<Became>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    Updated,
    Unchanged,
    Refused,
}

/// A code is judged.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifyStep {
    pub at: UnixTime,
    pub verify: Scan,
    pub verdict: Verdict,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scan {
    pub text: String,
    pub scene: SceneCode,
}

/// The process ends, and another opens the same gate.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestartStep {
    pub at: UnixTime,
    pub restart: Restart,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restart {
    pub pins: Vec<Pin>,
}

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
        let config = VerifierConfig {
            roots: pins.iter().map(pinned).collect(),
            base_region: self.gate.base_province,
            ..VerifierConfig::new(directory, self.gate.region)
        };
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
