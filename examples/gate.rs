//! A gate in one file: gets its lists, from a network or from a file, then judges one code a line, as a
//! USB scanner types them.
//!
//! ```sh
//! gate() { cargo run --quiet --package essc-examples --bin gate -- "$@"; }
//! gate door ROOT.jwk http://127.0.0.1:8440/trust-list 0501        # lists of `essc sandbox`
//! gate door ROOT.jwk bundle.json 0501                             # lists in a file
//! ```
//!
//! Prints a verdict as JSON (docs/json.md) for each line that it reads. A new gate refuses codes made up
//! to 15 seconds after its memory began (`REPLAY_GUARD_COLD`): it can't know whether it has seen them.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

use std::error::Error;
use std::io::BufRead as _;
use std::sync::Arc;

use essc::gate::{SyncSummary, no_progress};
use essc::{
    Outcome, PinnedRoot, Region, ReqwestTransport, SceneCode, SyncSource, SystemClock, Verifier,
    VerifierConfig,
};

const USAGE: &str = "usage: gate FOLDER ROOT.jwk TRUST-LIST-URL|BUNDLE.json SCENE";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, root, lists, scene] = arguments.as_slice() else {
        return Err(USAGE.into());
    };
    let scene: SceneCode = scene.parse()?;
    let root = PinnedRoot::from_jwk(std::fs::read(root)?, 1)?;
    let config = VerifierConfig::new(folder, Region::GUANGZHOU, [root]);
    let gate = Verifier::open(config, Arc::new(SystemClock))?;
    let report = bring(&gate, lists).await?;
    for one in &report.documents {
        eprintln!("{:?}: {:?}", one.document, one.outcome);
    }
    // From here on no network is needed.
    eprintln!("scenes: {}", gate.scenes().len());
    for line in std::io::stdin().lock().lines() {
        let verdict = gate.verify(&line?, scene);
        println!("{}", serde_json::to_string(&verdict)?);
        if verdict.outcome == Outcome::Accepted {
            eprintln!("welcome");
        }
    }
    Ok(())
}

async fn bring(gate: &Verifier, lists: &str) -> Result<SyncSummary, Box<dyn Error>> {
    if lists.starts_with("http") {
        let source = SyncSource::new(lists);
        return Ok(gate.sync(&ReqwestTransport::new()?, &source, None, &no_progress).await?);
    }
    Ok(gate.import_bundle(&std::fs::read(lists)?)?)
}
