//! The project's sequences: what a gate makes of documents that come one after another.

mod bundles;
mod clocks;
mod forms;
mod keys;
mod overlays;
mod roots;
mod succession;
mod timelines;
mod words;

use crate::story::Story;

/// All sequences.
pub fn all() -> Vec<Story> {
    let all = [
        succession::stories(),
        keys::stories(),
        roots::stories(),
        overlays::stories(),
        timelines::stories(),
        words::stories(),
        bundles::stories(),
        forms::stories(),
        clocks::stories(),
    ];
    all.into_iter().flatten().collect()
}
