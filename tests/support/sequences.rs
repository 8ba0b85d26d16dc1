//! The project's sequences: what a gate makes of documents that come one after another.

mod keys;
mod overlays;
mod roots;
mod succession;

use super::story::Story;

/// All sequences.
pub fn all() -> Vec<Story> {
    [succession::stories(), keys::stories(), roots::stories(), overlays::stories()]
        .into_iter()
        .flatten()
        .collect()
}
