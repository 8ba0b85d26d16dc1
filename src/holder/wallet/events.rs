//! What happened to the cards of a wallet, told to whoever watches it.
//!
//! Events are the difference between what was told last and what the wallet shows now, worked out at
//! the end of every call that may change something. So a card that ran out or became due by itself is
//! told of with the next call, and no call can forget to tell.

use std::sync::{Arc, PoisonError};

use crate::holder::card_state::{CardState, CardSummary};
use crate::holder::enrollments::CardId;
use crate::holder::error::WalletError;
use crate::holder::wallet::Wallet;

/// Something that happened to a wallet. What it tells of is on disk already.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
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
        /// The card it is about; none for trust list and catalogues.
        card: Option<CardId>,
        /// Why.
        error: WalletError,
    },
}

/// Whoever watches a wallet. Called from the thread that made the change, with no lock held: it may
/// call the wallet.
pub type WalletObserver = Arc<dyn Fn(WalletEvent) + Send + Sync>;

/// Tells what changed, and what failed, when it goes out of scope.
pub(super) struct Telling<'a> {
    wallet: &'a Wallet,
    failures: Vec<WalletEvent>,
}

impl Telling<'_> {
    /// Notes what a refresh could not do, of one card or of trust list and catalogues.
    pub(super) fn failed(&mut self, card: Option<&CardId>, error: &WalletError) {
        let (card, error) = (card.cloned(), error.clone());
        self.failures.push(WalletEvent::RefreshFailed { card, error });
    }
}

impl Drop for Telling<'_> {
    fn drop(&mut self) {
        // A host's clock that panics would do so again here, and a second panic ends the app.
        if std::thread::panicking() {
            return;
        }
        let Some(observer) = &self.wallet.observer else { return };
        for event in self.failures.drain(..).chain(self.wallet.untold_changes()) {
            observer(event);
        }
    }
}

impl Wallet {
    /// To be taken before anything that a call locks, so that it goes last: whoever is told may call the
    /// wallet.
    pub(super) const fn telling(&self) -> Telling<'_> {
        Telling { wallet: self, failures: Vec::new() }
    }

    /// What changed since this was asked last. Two calls that end together tell each change once.
    fn untold_changes(&self) -> Vec<WalletEvent> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.cards();
        let events = changes(&told, &now);
        *told = now;
        events
    }
}

/// What happened between two lists of the same wallet's cards, in the order of the later one.
fn changes(before: &[CardSummary], after: &[CardSummary]) -> Vec<WalletEvent> {
    let mut events = Vec::new();
    for card in before {
        if !after.iter().any(|one| one.id == card.id) {
            events.push(WalletEvent::Removed { card: card.id.clone() });
        }
    }
    for card in after {
        let id = || card.id.clone();
        let Some(was) = before.iter().find(|one| one.id == card.id) else {
            events.push(WalletEvent::Enrolled { card: id() });
            continue;
        };
        if (card.expires_at, card.renew_at) != (was.expires_at, was.renew_at) {
            events.push(WalletEvent::Renewed { card: id() });
        }
        if card.state != was.state {
            events.push(WalletEvent::StateChanged { card: id(), state: card.state });
        }
        if card.nickname != was.nickname {
            events.push(WalletEvent::Renamed { card: id() });
        }
    }
    events
}
