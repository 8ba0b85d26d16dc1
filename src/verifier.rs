//! Layer 5: a venue's side. Judges codes offline: text in, verdict out. The verifier of one gate is
//! here: what it holds, and the few calls an integrator makes.

mod folder;
mod inventory;
mod list_updates;
mod memory_files;
mod process_lock;
pub mod replay;
pub mod requests;
mod rules;
pub mod scan;
pub mod signature_cache;
mod skew;
pub mod sync;
pub mod time_floor;
pub mod trust_store;
mod venue;
mod venue_card_file;
mod venue_renewal;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::base::time::UnixTime;
use crate::model::reason::Reason;
use crate::model::region::Region;
use crate::model::scene::SceneCode;
use crate::model::verdict::{GuardScope, Outcome, Verdict};
use crate::ports::clock::Clock;
use crate::verifier::folder::Folder;
use crate::verifier::process_lock::Patience;
use crate::verifier::replay::{Claim, OwnGuard, Refusal, ReplayGuard};
use crate::verifier::requests::OutstandingRequests;
use crate::verifier::scan::{Judged, Scan};
use crate::verifier::signature_cache::SignatureCache;
use crate::verifier::skew::Skew;
use crate::verifier::time_floor::TimeFloor;
use crate::verifier::trust_store::{StorageError, TrustStore, TrustStoreConfig};
use crate::wire::request::SignedRequest;

pub use crate::trust::PinnedRoot;
pub use inventory::{ListState, VenueScene};
pub use memory_files::{MemoryFiles, MemoryFilesError};
pub use replay::{JournalError, Remember};
pub use requests::RequestsError;
pub use sync::SyncSource;
pub use venue::{AskError, Question, VENUE_KEY, Venue};
pub use venue_card_file::{VENUE_CARD_FILE, VenueCardFile};
#[cfg(feature = "internals")]
pub use venue_renewal::renew_venue_card;
pub use venue_renewal::{RenewalFault, VenueCardOutcome, VenueCardSync};

/// How a verifier is set up: by [`VerifierConfig::new`], and field by field where it is to be otherwise.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct VerifierConfig {
    /// Where it keeps lists, time floor, requests, venue card and replay journal; made when it is
    /// missing.
    pub directory: PathBuf,
    /// Where the venue stands; a district is judged by its city's overlay.
    pub venue_region: Region,
    /// The roots it trusts, oldest first.
    pub roots: Vec<PinnedRoot>,
    /// The province whose base catalogue is used across the border.
    pub base_region: Region,
    /// Which acceptances outlive a restart.
    pub remember: Remember,
    /// Most acceptances that are remembered, 0 to 1,048,576: the gate's rate times 270 s or, if that
    /// is longer, the longest cool-down of its scenes.
    pub replay_capacity: i32,
    /// Most cards whose issuer signature is remembered as checked; below 1 none.
    pub cache_capacity: i32,
}

/// Why a verifier could not be opened.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum OpenError {
    /// The lists or the time floor can't be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The replay journal can't be opened.
    #[error(transparent)]
    Replay(#[from] JournalError),
    /// The outstanding requests can't be read.
    #[error(transparent)]
    Requests(#[from] RequestsError),
}

/// A gate's verifier. One for a process; any number of threads may call it at once.
///
/// Nothing is ever fetched because of a scan: [`Self::verify`] works with what the last sync or bundle
/// brought, to this verifier or to another on the same directory.
///
/// Several processes may have a verifier on one directory: lists, time floor and requests are shared.
/// Only one of them at a time holds the replay guard. The others answer `REPLAY_GUARD_UNAVAILABLE`
/// where they would have to ask it.
pub struct Verifier {
    pub(crate) config: VerifierConfig,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) store: TrustStore,
    pub(crate) floor: TimeFloor,
    pub(crate) skew: Skew,
    pub(crate) requests: OutstandingRequests,
    pub(crate) venue_card: VenueCardFile,
    cache: SignatureCache,
    replay: Guard,
    /// The count of changes up to which time floor and skew were read back.
    followed: AtomicU64,
}

/// Who is asked whether a code was accepted before.
enum Guard {
    /// The gate's own, of which one verifier has hold.
    Own(Box<OwnGuard>),
    /// One that all gates of a venue share.
    Shared(Box<dyn ReplayGuard>),
}

impl VerifierConfig {
    /// A gate that stands in `venue_region`, trusts these roots, oldest first, and runs all day: 65,536
    /// acceptances and as many cards are remembered, cool-downs outlive a restart, and Guangdong's
    /// catalogue is used across the border.
    #[must_use]
    pub fn new(
        directory: impl Into<PathBuf>,
        venue_region: Region,
        roots: impl IntoIterator<Item = PinnedRoot>,
    ) -> Self {
        Self {
            directory: directory.into(),
            venue_region,
            roots: roots.into_iter().collect(),
            base_region: Region::GUANGDONG,
            remember: Remember::CoolDowns,
            replay_capacity: 1 << 16,
            cache_capacity: 1 << 16,
        }
    }
}

impl Verifier {
    /// Opens a gate's verifier on its directory, and takes the replay guard unless another verifier
    /// has it; then it is taken at the first scan that needs it after it has come free.
    ///
    /// # Errors
    /// [`OpenError`]. Lists that don't verify any more are not an error: they are dropped, and the
    /// next verdict says what is missing.
    pub fn open(config: VerifierConfig, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let verifier = Self::open_beside(config, clock)?;
        match verifier.take_guard(Patience::None) {
            Err(JournalError::InUse) | Ok(()) => Ok(verifier),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens a verifier that brings lists or makes requests, and leaves judging to another: it takes
    /// the replay guard only if it is asked to judge after all. A gate that has no memory yet begins
    /// one.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_beside(config: VerifierConfig, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let folder = Folder::at(&config.directory)?;
        let venue_region = Some(config.venue_region);
        Self::open_in(&folder, config, venue_region, clock)
    }

    /// Opens a gate that has no directory: whatever it would write there is in `files`, which its host
    /// keeps as bytes and brings back ([`MemoryFiles::to_bytes`]); `config.directory` is not looked at.
    /// What was remembered outlives a restart as far as the host kept it: a host that lets somebody in
    /// keeps the files first.
    ///
    /// It keeps the catalogues of all places, so that [`Self::verify_in`] may be asked about any.
    ///
    /// # Errors
    /// [`OpenError`], of which only a capacity that is too large can be.
    pub fn open_in_memory(
        config: VerifierConfig,
        files: MemoryFiles,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        let verifier = Self::open_in(&Folder::memory(files), config, None, clock)?;
        verifier.take_guard(Patience::None)?;
        Ok(verifier)
    }

    fn open_in(
        folder: &Folder,
        config: VerifierConfig,
        venue_region: Option<Region>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        let now = clock.now();
        let lists = TrustStoreConfig {
            roots: config.roots.clone(),
            across_the_border: config.base_region,
            venue_region,
        };
        let store = TrustStore::open_in(folder.lists()?, lists, now)?;
        let floor = TimeFloor::open_in(folder.clone())?;
        // The lists are signed; a floor that was lost or taken away is back before the first scan.
        if let Err(error) = floor.raise_to_iat(store.snapshot().newest_iat()) {
            tracing::warn!(%error, "the time floor could not be kept");
        }
        let skew = Skew::open(folder.file("skew.json"))?;
        let requests = OutstandingRequests::open(folder.file("requests.json"))?;
        let guard = OwnGuard::at(
            folder.file("replay"),
            config.remember,
            usize::try_from(config.replay_capacity).unwrap_or(usize::MAX),
        );
        // A memory that begins anew is complete since the latest time this gate knows of: a clock that
        // was set back must not date it before what it has forgotten.
        guard.begin(now.max(floor.floor()))?;
        let replay = Guard::Own(Box::new(guard));
        let cache =
            SignatureCache::with_capacity(usize::try_from(config.cache_capacity).unwrap_or(0));
        let followed = AtomicU64::new(store.counted());
        let venue_card = VenueCardFile::in_folder(folder.clone());
        let verifier = Self {
            config,
            clock,
            store,
            floor,
            skew,
            requests,
            venue_card,
            cache,
            replay,
            followed,
        };
        verifier.note_time(now);
        Ok(verifier)
    }

    /// Puts another guard in the place of the gate's own: one that all gates of a venue share.
    #[must_use]
    pub fn with_replay_guard(self, replay: Box<dyn ReplayGuard>) -> Self {
        Self { replay: Guard::Shared(replay), ..self }
    }

    /// Takes the replay guard, waiting about three seconds for another verifier to let go of it: for a
    /// process that starts for one scan. A guard that is held, or shared by the gates of a venue, is
    /// nothing to wait for.
    ///
    /// # Errors
    /// [`JournalError::InUse`] when another verifier goes on holding it, [`JournalError::File`].
    pub fn wait_for_guard(&self) -> Result<(), JournalError> {
        self.take_guard(Patience::Moment)
    }

    fn take_guard(&self, patience: Patience) -> Result<(), JournalError> {
        match &self.replay {
            Guard::Own(guard) => {
                guard.hold(patience, self.clock.now().max(self.floor.floor())).map(|_| ())
            }
            Guard::Shared(_) => Ok(()),
        }
    }

    /// Judges the text of a QR code for a scene, now. Takes bounded time and memory whatever the text
    /// is; never fails, never asks the network.
    #[must_use]
    pub fn verify(&self, text: &str, scene: SceneCode) -> Verdict {
        self.verify_in(text, scene, self.config.venue_region)
    }

    /// The same for another place than this gate's own: for a gate that is carried about. One with a
    /// directory keeps the catalogues of its own place only.
    #[must_use]
    pub fn verify_in(&self, text: &str, scene: SceneCode, venue: Region) -> Verdict {
        self.follow_disk();
        let now = self.now();
        let trusted = self.floor.now_is_trusted(now);
        let judged = self.judge(text, scene, venue, now, trusted);
        self.note_time(now);
        Verdict { skew_s: self.skew.seconds(), ..self.admit(judged, now) }
    }

    /// Judges a text as of another time, with the lists held today. Nothing is remembered and nothing
    /// is called a replay; the verdict says `as_of`.
    #[must_use]
    pub fn verify_as_of(&self, text: &str, scene: SceneCode, at: UnixTime) -> Verdict {
        self.follow_disk();
        let judged = self.judge(text, scene, self.config.venue_region, at, true);
        Verdict { as_of: Some(at), skew_s: self.skew.seconds(), ..judged.verdict }
    }

    /// Keeps a request that this gate is about to show, so that a code may answer it.
    ///
    /// # Errors
    /// [`RequestsError`]; the request must then not be shown.
    pub fn keep_request(&self, request: &SignedRequest) -> Result<(), RequestsError> {
        self.requests.add(request, self.now())
    }

    /// The lists held, for showing their age.
    #[must_use]
    pub(crate) fn lists(&self) -> &TrustStore {
        self.follow_disk();
        &self.store
    }

    /// Takes in what other processes of this gate brought: lists, time floor and skew. Costs nothing
    /// most of the time, and never waits.
    pub(crate) fn follow_disk(&self) {
        self.store.follow_disk(|| self.now());
        let counted = self.store.counted();
        if self.followed.swap(counted, Ordering::AcqRel) == counted {
            return;
        }
        self.floor.follow_disk(self.clock.as_ref());
        self.skew.follow_disk();
        if let Err(error) = self.floor.raise_to_iat(self.store.snapshot().newest_iat()) {
            tracing::warn!(%error, "the time floor could not be kept");
        }
    }

    /// Lets the floor see a time, unless it is one that the floor does not believe.
    pub(crate) fn note_time(&self, now: UnixTime) {
        if !self.floor.now_is_trusted(now) {
            return;
        }
        if let Err(error) = self.floor.observe(now) {
            // It holds in memory; what can't be written now is written with a later scan.
            tracing::warn!(%error, "the time floor could not be kept");
        }
    }

    /// This gate's time: the last sync's, and what the monotonic clock counted since.
    pub(crate) fn now(&self) -> UnixTime {
        self.floor.now(self.clock.as_ref())
    }

    fn judge(
        &self,
        text: &str,
        scene: SceneCode,
        venue: Region,
        now: UnixTime,
        now_is_trusted: bool,
    ) -> Judged {
        let scan = Scan {
            lists: &self.store.snapshot(),
            requests: &self.requests,
            cache: &self.cache,
            venue,
            scene,
            now,
            now_is_trusted,
        };
        scan.judge(text)
    }

    /// Asks the replay guard, and uses the request up that the code answers.
    fn admit(&self, judged: Judged, now: UnixTime) -> Verdict {
        let Judged { verdict, claim, answers } = judged;
        if verdict.outcome != Outcome::Accepted {
            return verdict;
        }
        let guard = claim.as_ref().map(|_| self.replay.scope());
        let verdict = Verdict { guard, ..verdict };
        let refused = |reason| Verdict {
            outcome: Outcome::Rejected,
            reasons: vec![reason],
            disclosed: None,
            ..verdict.clone()
        };
        if let Some(claim) = claim
            && let Err(refusal) = self.replay.admit(&claim, now)
        {
            return refused(refusal.into());
        }
        match answers.map(|request| self.requests.use_up(&request.challenge)) {
            None | Some(Ok(true)) => verdict,
            Some(Ok(false)) => refused(Reason::Replayed),
            Some(Err(_)) => refused(Reason::ReplayGuardUnavailable),
        }
    }
}

impl Guard {
    const fn scope(&self) -> GuardScope {
        match self {
            Self::Own(_) => GuardScope::Local,
            Self::Shared(_) => GuardScope::Shared,
        }
    }

    fn admit(&self, claim: &Claim, now: UnixTime) -> Result<(), Refusal> {
        match self {
            Self::Own(guard) => guard.admit(claim, now),
            Self::Shared(guard) => guard.admit(claim, now),
        }
    }
}
