//! Who watches a wallet from the other side of the interface, and what it is told.

use std::sync::Arc;

use crate::ffi::error::EsscError;
use crate::ffi::listener_error::ListenerError;
use crate::holder::{self, CardId, CardState};

/// Something that happened to a wallet. What it tells of is on disk already.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum WalletEvent {
    /// A card came onto this phone.
    Enrolled {
        /// The card.
        card: CardId,
    },
    /// A card has new credentials.
    Renewed {
        /// The card.
        card: CardId,
    },
    /// A card can do something else than before: it was suspended, ran out, its keys died.
    StateChanged {
        /// The card.
        card: CardId,
        /// What it can do now.
        state: CardState,
    },
    /// A card has another nickname.
    Renamed {
        /// The card.
        card: CardId,
    },
    /// A card is not on this phone any more.
    Removed {
        /// The card.
        card: CardId,
    },
    /// A refresh did not do all it should have; the cards work on as before.
    RefreshFailed {
        /// The card it is about; left out for trust list and catalogues.
        card: Option<CardId>,
        /// Why.
        error: EsscError,
    },
}

impl From<holder::WalletEvent> for WalletEvent {
    fn from(event: holder::WalletEvent) -> Self {
        use holder::WalletEvent as E;
        match event {
            E::Enrolled { card } => Self::Enrolled { card },
            E::Renewed { card } => Self::Renewed { card },
            E::StateChanged { card, state } => Self::StateChanged { card, state },
            E::Renamed { card } => Self::Renamed { card },
            E::Removed { card } => Self::Removed { card },
            E::RefreshFailed { card, error } => Self::RefreshFailed { card, error: error.into() },
        }
    }
}

/// Watches a wallet.
#[uniffi::export(rust, foreign)]
pub trait WalletObserver: Send + Sync {
    /// Called after each change, from the thread that made it, with nothing locked: it may call the
    /// wallet. What it throws is ignored.
    ///
    /// # Errors
    /// Any; ignored.
    fn happened(&self, event: WalletEvent) -> Result<(), ListenerError>;
}

/// The observer as the wallet calls it.
pub(crate) fn observing(observer: Arc<dyn WalletObserver>) -> holder::WalletObserver {
    Arc::new(move |event| {
        // Who only watches can't stop anything.
        let _ = observer.happened(event.into());
    })
}
