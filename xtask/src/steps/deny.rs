//! Licences, bans and sources of every dependency, by cargo-deny and `deny.toml`.

use crate::shell::{Outcome, command};
use crate::tools;

/// Pinned, so that a new release of the tool can't turn a commit red.
const VERSION: &str = "0.20.2";

pub fn run() -> Outcome {
    tools::cargo("deny", VERSION)?;
    command("cargo deny --locked --all-features check bans licenses sources").run()?;
    command("cargo deny --manifest-path fuzz/Cargo.toml --config deny.toml --locked check")
        .words("bans licenses sources")
        .run()
}
