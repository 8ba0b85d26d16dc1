//! The project's sequences: what a gate makes of documents that come one after another.

mod bundles;
mod clocks;
mod keys;
mod overlays;
mod roots;
mod succession;
mod words;

use super::story::Story;

/// All sequences.
pub fn all() -> Vec<Story> {
    [
        succession::stories(),
        keys::stories(),
        roots::stories(),
        overlays::stories(),
        words::stories(),
        bundles::stories(),
        clocks::stories(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
