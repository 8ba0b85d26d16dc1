//! What a gate accepts, keeps and refuses: signed documents one after another, over the network and from
//! files, and its venue card. The rules that it shares with a wallet are here too.

mod catalogue;
mod clock;
mod inventory;
mod sandbox;
mod sync;
mod trust_state;
mod trust_store;
mod venue_card;
mod wrong_clock;

use std::path::Path;

use essc::model::region::Region;
use essc::trust::PinnedRoot;
use essc::verifier::VerifierConfig;
use essc_testkit::publisher::root;

/// A gate in Guangzhou that pins the publisher's root.
fn config(directory: &Path) -> VerifierConfig {
    let root = PinnedRoot::new(root(1).public_key(), 1);
    VerifierConfig::new(directory, Region::GUANGZHOU, [root])
}
