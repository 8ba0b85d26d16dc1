//! More of a gate: its lists and where they come from, the venue behind it, its memory, and what its
//! errors say.

pub use crate::verifier::replay::{Claim, ClaimKey, GuardedCard, Refusal, ReplayGuard};
pub use crate::verifier::sync::{
    BundlePart, FetchError, ListOutcome, ListSync, NotADocument, Progress, SyncStep, SyncSummary,
    UnreadableText, no_progress,
};
pub use crate::verifier::trust_store::{AcceptError, StorageError};
pub use crate::verifier::{
    JournalError, ListState, MemoryFiles, MemoryFilesError, Remember, RenewalFault, RequestsError,
    VENUE_CARD_FILE, VENUE_KEY, VenueCardFile, VenueCardOutcome, VenueCardSync, VenueScene,
};
