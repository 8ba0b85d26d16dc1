//! What becomes of a document that comes from outside.

use std::io::ErrorKind;

use crate::model::region::Region;
use crate::trust::catalogue::CatalogueError;
use crate::trust::overlay::OverlayError;
use crate::trust::status_list::StatusListError;
use crate::trust::succession::SuccessionError;
use crate::trust::trust_floor::TrustFloorError;
use crate::trust::trust_list::{SignerError, TrustListError};
use crate::wire::in_place::InPlace;
use crate::wire::status_list::StatusListUri;

/// One of the documents that wallets and gates hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum ListName {
    /// The trust list.
    TrustList,
    /// A status list.
    Status(StatusListUri),
    /// The catalogue of a region.
    Catalogue(Region),
}

/// What accepting a document did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Acceptance {
    /// It is newer and has taken the place of the one held.
    Updated,
    /// It is the one held.
    #[default]
    Unchanged,
}

/// Why a document was not accepted; what was held stays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum Refusal {
    /// No signed document at all, so nobody forged it.
    #[error("no signed document: {0}")]
    InPlace(InPlace),
    /// Signed by a root that is neither pinned nor named by a list of one that counts, or whose time
    /// is over.
    #[error("the trust list is signed by an unknown root")]
    UnknownRoot,
    /// A sandbox's trust list, and this is not one.
    #[error("a sandbox's trust list")]
    Test,
    /// Older than the pin of its root, or of the root that led to it, allows.
    #[error("trust list {got} is older than the pinned {least}")]
    BeforePin {
        /// Least `seq` of the pin.
        least: u64,
        /// Its `seq`.
        got: u64,
    },
    /// The trust list itself was refused.
    #[error(transparent)]
    Trust(#[from] TrustListError),
    /// The trust list may not follow the one accepted last.
    #[error(transparent)]
    TrustFloor(#[from] TrustFloorError),
    /// There is no trust list to judge by.
    #[error("there is no trust list yet")]
    NoTrustList,
    /// The trust list does not name this status list.
    #[error("the trust list does not name {0}")]
    NotListed(StatusListUri),
    /// The status list itself was refused.
    #[error(transparent)]
    Status(#[from] StatusListError),
    /// The catalogue itself was refused.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The overlay does not stand on the base held.
    #[error(transparent)]
    Overlay(#[from] OverlayError),
    /// It may not follow the one accepted last.
    #[error(transparent)]
    Succession(#[from] SuccessionError),
}

impl Refusal {
    /// Whether the document is good and only the reader's time is not within its own: it lies ahead, it
    /// is past its end, or its signer's period is not now. A wrong clock has the same effect.
    #[must_use]
    pub const fn is_about_time(&self) -> bool {
        use SignerError::OutOfPeriod;
        matches!(
            self,
            Self::Trust(TrustListError::FromTheFuture)
                | Self::TrustFloor(TrustFloorError::Expired)
                | Self::Status(
                    StatusListError::FromTheFuture
                        | StatusListError::Expired
                        | StatusListError::Signer(OutOfPeriod(_))
                )
                | Self::Catalogue(
                    CatalogueError::FromTheFuture
                        | CatalogueError::Expired
                        | CatalogueError::Signer(OutOfPeriod(_))
                )
        )
    }
}

/// A file that was not used when a state was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadFault {
    /// Its name.
    pub file: String,
    /// What is wrong with it.
    pub reason: LoadError,
}

/// Why a file was not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum LoadError {
    /// Damaged, forged, or older than what was accepted before.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// Not text, or not of the form that is written here.
    #[error("the file is damaged")]
    Damaged,
    /// It could not be read.
    #[error("the file could not be read: {0}")]
    Unreadable(ErrorKind),
}
