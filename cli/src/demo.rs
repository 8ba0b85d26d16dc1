//! `essc demo`: the whole loop on real parts, and every attack on it.
//!
//! A real issuer over HTTP and SQLite, a wallet, two gates; QR pictures are read back by rqrr. The one
//! thing that is not left as it is is time: all of them share a clock that the demonstration moves, so
//! that nobody has to wait for a code to expire.

mod attacks;
mod attempt;
mod attestation;
mod attested_phone;
mod issuer;
mod loss;
pub mod modified_app;
mod ordinary_use;
mod scenario;
mod stolen_gate;
mod time;
mod venues;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use essc::model::localized::Language;
use serde::Serialize;
use serde_json::json;

use crate::failure::Failure;
use crate::runtime;
use crate::terminal::{self, answer};
use scenario::Scenario;

/// Arguments of `essc demo`.
#[derive(Args)]
pub struct Demo {
    /// Keep the pictures and texts of all codes in this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print one JSON object instead of words.
    #[arg(long)]
    json: bool,
}

/// One step: what it shows, what must come of it, what came of it. Outcomes are reason codes or
/// `accepted`; the wallet's and the set-up's are words of their own.
#[derive(Debug, Serialize)]
pub struct Step {
    name: String,
    expected: &'static str,
    got: String,
}

impl Step {
    fn is_as_expected(&self) -> bool {
        self.got == self.expected
    }
}

impl Demo {
    /// Runs all steps; the exit code says whether each ended as it should.
    ///
    /// # Errors
    /// Something around the steps: no port, no room for files.
    pub fn run(self, language: Language) -> Result<ExitCode, Failure> {
        let talk = !self.json;
        let steps = runtime::block_on(async {
            let mut scenario = Scenario::set_up(self.out, talk, language).await?;
            ordinary_use::show(&mut scenario).await?;
            attacks::show(&mut scenario)?;
            venues::show(&mut scenario)?;
            time::show(&mut scenario)?;
            loss::show(&mut scenario).await?;
            attestation::show(&mut scenario).await?;
            stolen_gate::show(&mut scenario).await?;
            Ok::<_, Failure>(scenario.into_steps())
        })??;
        let failed = steps.iter().filter(|step| !step.is_as_expected()).count();
        if self.json {
            answer!("{}", json!({ "steps": steps }));
        } else {
            print(&steps, failed);
        }
        Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn print(steps: &[Step], failed: usize) {
    let row = |step: &Step| {
        let mark = if step.is_as_expected() { "ok" } else { "FAILED" };
        vec![step.name.clone(), step.expected.to_owned(), step.got.clone(), mark.to_owned()]
    };
    answer!("");
    terminal::print_table(
        &["step", "expected", "got", ""],
        &steps.iter().map(row).collect::<Vec<_>>(),
    );
    answer!("\n{} steps, {failed} not as expected", steps.len());
}
