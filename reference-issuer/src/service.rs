//! What every request shares: configuration, store, keys, clock.

use std::sync::Arc;

use essc::base::time::UnixTime;
use essc::ports::clock::Clock;
use tokio::sync::Mutex;

pub(crate) use owed::Owed;

use crate::config::{Config, OperatorTokenHash};
use crate::key_folder::KeyFolder;
use crate::key_ring::KeyRing;
use crate::mint::Mint;
use crate::shelf::Shelf;
use crate::store::Store;

mod catalogues;
pub mod devices;
pub mod issue;
pub mod key_change;
mod owed;
pub mod publishing;
pub mod registration;
pub mod tokens;
pub mod venues;

/// The running issuer.
pub struct Service {
    /// Settings.
    pub config: Config,
    /// Memory.
    pub store: Arc<dyn Store>,
    /// Tokens and nonces.
    pub mint: Mint,
    /// Keys that sign.
    pub keys: KeyRing,
    /// Files of secret keys.
    pub folder: KeyFolder,
    /// What is served to gates and wallets.
    pub shelf: Shelf,
    /// What opens the operator's calls.
    pub operator: OperatorTokenHash,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Held while documents are made, so that numbers and contents grow together.
    pub(crate) publishing: Mutex<()>,
    /// Held while a venue card is signed anew.
    pub(crate) renewing: Mutex<()>,
    /// Status lists that are asked for and not published.
    pub(crate) owed: Owed,
}

impl Service {
    /// The time that counts.
    #[must_use]
    pub fn now(&self) -> UnixTime {
        self.clock.now()
    }
}
