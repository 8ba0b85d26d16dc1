//! One gate: the core's verifier, its time set by each call, its files in memory.

use std::sync::Arc;

use essc::card::SignedRequest;
use essc::gate::{JournalError, MemoryFiles, NotADocument, Remember, RequestsError};
use essc::{
    ManualClock, OpenError, PinnedRoot, Region, SceneCode, UnixTime, Verifier, VerifierConfig,
};

use crate::fault::Fault;
use crate::report;

/// How many cards' issuer signatures are remembered as checked: a small venue's day.
const CACHE: i32 = 4096;

/// How a gate is set up.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The roots it trusts, oldest first.
    pub roots: Vec<PinnedRoot>,
    /// Where it stands; each verification may name another place.
    pub region: Region,
    /// The province whose base catalogue is used across the border.
    pub base_region: Region,
    /// Which acceptances outlive a reload.
    pub remember: Remember,
    /// Most acceptances that are remembered.
    pub capacity: i32,
}

/// A gate.
pub struct Gate {
    verifier: Verifier,
    clock: Arc<ManualClock>,
    files: MemoryFiles,
}

impl Gate {
    /// Opens a gate with the state that [`Self::state`] gave, or with nothing held where that is empty.
    ///
    /// # Errors
    /// `STATE_REFUSED`, `CAPACITY_REFUSED`.
    pub fn open(setup: Setup, state: &[u8], now: UnixTime) -> Result<Self, Fault> {
        let files = match state {
            [] => MemoryFiles::default(),
            state => MemoryFiles::from_bytes(state).map_err(|e| Fault::new(Fault::STATE, e))?,
        };
        let Setup { roots, region, base_region, remember, capacity } = setup;
        // Of the files in memory nothing is on a path.
        let mut config = VerifierConfig::new("", region, roots);
        config.base_region = base_region;
        config.remember = remember;
        config.replay_capacity = capacity;
        config.cache_capacity = CACHE;
        let clock = Arc::new(ManualClock::at(now));
        let verifier = Verifier::open_in_memory(config, files.clone(), clock.clone());
        let verifier = verifier.map_err(|error| match &error {
            OpenError::Replay(JournalError::Capacity(_)) => Fault::new(Fault::CAPACITY, error),
            _ => Fault::new(Fault::INTERNAL, error),
        })?;
        Ok(Self { verifier, clock, files })
    }

    /// Takes in a bundle or one published document; the answer is the report, as JSON.
    ///
    /// # Errors
    /// `BUNDLE_REFUSED`, `DOCUMENT_REFUSED` for bytes that are neither.
    pub fn load(&self, bytes: &[u8], now: UnixTime) -> Result<String, Fault> {
        self.clock.set_wall(now);
        if bytes.trim_ascii_start().first() == Some(&b'{') {
            let report = self.verifier.import_bundle(bytes);
            return report
                .map(|report| report::loaded(&report))
                .map_err(|e| Fault::new(Fault::BUNDLE, e));
        }
        let refused = |e: NotADocument| Fault::new(Fault::DOCUMENT, e);
        let text = String::from_utf8_lossy(bytes.trim_ascii());
        let report = self.verifier.import_document(&text).map_err(refused)?;
        Ok(report::loaded_one(&report))
    }

    /// Judges the text of a code; the answer is the verdict, as JSON.
    #[must_use]
    pub fn verify(&self, text: &str, scene: SceneCode, place: Region, now: UnixTime) -> String {
        self.clock.set_wall(now);
        report::json(&self.verifier.verify_in(text, scene, place))
    }

    /// Keeps a request that this venue's server made and is about to be shown.
    ///
    /// # Errors
    /// `REQUEST_REFUSED`, `TOO_MANY_REQUESTS`, `REQUEST_ANSWERED`.
    pub fn keep_request(&self, text: &str, now: UnixTime) -> Result<(), Fault> {
        self.clock.set_wall(now);
        let request = SignedRequest::from_text(text).map_err(|e| Fault::new(Fault::REQUEST, e))?;
        self.verifier.keep_request(&request).map_err(|error| {
            let code = match &error {
                RequestsError::Full => Fault::REQUESTS_FULL,
                RequestsError::Forgotten => Fault::REQUEST_FORGOTTEN,
                _ => Fault::INTERNAL,
            };
            Fault::new(code, error)
        })
    }

    /// The documents held, as JSON.
    #[must_use]
    pub fn lists(&self, now: UnixTime) -> String {
        self.clock.set_wall(now);
        report::held(&self.verifier.held())
    }

    /// The scenes of a place, as JSON.
    #[must_use]
    pub fn scenes(&self, place: Region, now: UnixTime) -> String {
        self.clock.set_wall(now);
        report::scenes(self.verifier.scenes_in(place))
    }

    /// Everything that has to outlive a reload.
    #[must_use]
    pub fn state(&self) -> Vec<u8> {
        self.files.to_bytes()
    }

    /// How often the state has changed since the gate was opened.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.files.changes()
    }
}
