//! Wallets that are not ours, against our issuer: small clients on other projects' OpenID4VCI
//! libraries, unchanged and pinned, each with a sandbox of its own behind TLS (`tests/foreign`).
//!
//! The library that speaks version 1.0 is a step; those of drafts are run by `cargo xtask foreign`.

use std::path::PathBuf;

use crate::bindings;
use crate::output::say;
use crate::shell::{Invocation, Outcome, command, program, root, target};
use crate::steps::INTEROP_PYTHON;
use crate::tools::{maven, npm_packages};

/// A wallet in a folder of its own below `tests/foreign`.
struct Wallet {
    /// The folder's name.
    name: &'static str,
    /// Whether it is given cards, which are then verified.
    given_cards: bool,
    /// Fetches what it needs and gives the command that runs it.
    command: fn(PathBuf) -> Result<Invocation, String>,
}

const WALLETS: [Wallet; 3] = [
    Wallet { name: "openid4vc-ts", given_cards: true, command: on_node },
    Wallet { name: "sphereon", given_cards: true, command: on_node },
    Wallet { name: "eudi", given_cards: false, command: on_the_jvm },
];

/// The wallet that speaks version 1.0: the whole way, and its cards verified.
pub fn current() -> Outcome {
    // What the verification of cards accepts and refuses, on cards made by hand; and our own client
    // against a TLS server of others.
    let tests = program(&INTEROP_PYTHON.ready()?);
    in_surroundings(tests.words("-m unittest discover --start-directory tests/foreign"))?.run()?;
    let [current, ..] = WALLETS;
    current.run()
}

/// Runs every wallet, or the one named; `None` if there is no such wallet.
pub fn run(name: Option<&str>) -> Option<Outcome> {
    let chosen = || WALLETS.iter().filter(|wallet| name.is_none_or(|name| name == wallet.name));
    chosen().next()?;
    let mut failed = Vec::new();
    for wallet in chosen() {
        say!("\n{}", wallet.name);
        if let Err(reason) = wallet.run() {
            say!("  failed: {reason}");
            failed.push(wallet.name);
        }
    }
    let outcome = if failed.is_empty() {
        Ok(())
    } else {
        Err(format!("{}; docs/foreign-wallets.md says what is expected", failed.join(", ")))
    };
    Some(outcome)
}

impl Wallet {
    fn run(&self) -> Outcome {
        let wallet = (self.command)(root().join("tests/foreign").join(self.name))?;
        let python = INTEROP_PYTHON.ready()?;
        let runner = program(&python).with("tests/foreign/run_wallet.py");
        let runner = if self.given_cards { runner } else { runner.words("--no-cards") };
        let runner = runner.with(target().join("foreign").join(self.name)).then(&wallet);
        in_surroundings(runner)?.run()
    }
}

/// With the library and the command line where tests look for them.
fn in_surroundings(invocation: Invocation) -> Result<Invocation, String> {
    let surroundings = bindings::ready()?;
    Ok(surroundings.into_iter().fold(invocation, |made, (name, value)| made.env(name, value)))
}

fn on_node(folder: PathBuf) -> Result<Invocation, String> {
    npm_packages(&folder)?;
    Ok(command("node").with(folder.join("wallet.mjs")))
}

fn on_the_jvm(folder: PathBuf) -> Result<Invocation, String> {
    maven()?;
    let mvn = command("mvn --batch-mode --quiet --file");
    Ok(mvn.with(folder.join("pom.xml")).words("compile exec:java"))
}
