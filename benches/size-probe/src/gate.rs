//! A gate's whole use of the core, without a network.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use essc::{PinnedRoot, Region, SceneCode, SigningKey, SystemClock, Verifier, VerifierConfig};

/// Opens, imports, verifies; what comes out is not the point.
pub fn use_everything() -> Option<usize> {
    let verifier = open()?;
    let report = verifier.import_bundle(black_box(b"{}")).ok()?;
    let verdict = verifier.verify(black_box("SSC1:"), SceneCode::new(black_box(501)));
    Some(verdict.reasons.len() + report.documents.len())
}

/// A verifier that trusts one root.
pub fn open() -> Option<Verifier> {
    let key = SigningKey::generate().ok()?.public_key();
    let root = PinnedRoot::new(key, black_box(0));
    let directory = Path::new(black_box("gate"));
    let config = VerifierConfig::new(directory, Region::GUANGZHOU, [root]);
    Verifier::open(config, Arc::new(SystemClock)).ok()
}
