//! What every request shares: configuration, store, keys, clock.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex as BlockingMutex, PoisonError};

use essc::base::time::UnixTime;
use essc::model::region::Region;
use essc::ports::clock::Clock;
use tokio::sync::Mutex;

use crate::config::{Config, OperatorTokenHash};
use crate::key_folder::KeyFolder;
use crate::key_ring::KeyRing;
use crate::mint::Mint;
use crate::shelf::Shelf;
use crate::store::Store;

pub mod issue;
pub mod key_change;
pub mod publishing;
pub mod registration;
pub mod tokens;

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
    /// Regions whose last publication failed: the next tick tries again.
    pub(crate) overdue: BlockingMutex<BTreeSet<Region>>,
}

impl Service {
    /// The time that counts.
    #[must_use]
    pub fn now(&self) -> UnixTime {
        self.clock.now()
    }

    pub(crate) fn set_overdue(&self, region: Region, overdue: bool) {
        let mut regions = self.overdue.lock().unwrap_or_else(PoisonError::into_inner);
        if overdue {
            regions.insert(region);
        } else {
            regions.remove(&region);
        }
    }

    pub(crate) fn is_overdue(&self, region: Region) -> bool {
        self.overdue.lock().unwrap_or_else(PoisonError::into_inner).contains(&region)
    }
}
