//! What every request shares: configuration, store, keys, clock.

use std::sync::Arc;

use essc::base::time::UnixTime;
use essc::ports::clock::Clock;
use tokio::sync::Mutex;

pub(crate) use pending_publications::PendingPublications;

use essc::issuance::attestation::AttestationPolicy;

use crate::config::{Config, OperatorTokenHash};
use crate::key_folder::KeyFolder;
use crate::key_ring::KeyRing;
use crate::nonces::Nonces;
use crate::published_documents::PublishedDocuments;
use crate::revocation_copy::RevocationCopy;
use crate::service_secret::ServiceSecret;
use crate::store::Store;

pub mod attestation;
mod catalogues;
pub mod devices;
pub mod issue;
pub mod key_change;
mod pending_publications;
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
    /// What offers' codes and the order of status indexes are derived from.
    pub secret: ServiceSecret,
    /// Nonces and notification names.
    pub nonces: Nonces,
    /// Keys that sign.
    pub keys: KeyRing,
    /// What is accepted as proof that a key is in secure hardware.
    pub attestation_policy: AttestationPolicy,
    /// The certificates that prove nothing any more.
    pub revocations: RevocationCopy,
    /// Files of secret keys.
    pub folder: KeyFolder,
    /// What is served to gates and wallets.
    pub published_documents: PublishedDocuments,
    /// What opens the operator's calls.
    pub operator: OperatorTokenHash,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Held while documents are made, so that numbers and contents grow together.
    pub(crate) publishing: Mutex<()>,
    /// Held while a venue card is signed anew.
    pub(crate) renewing: Mutex<()>,
    /// Status lists that are asked for and not published.
    pub(crate) pending_publications: PendingPublications,
}

impl Service {
    /// The time that counts.
    #[must_use]
    pub fn now(&self) -> UnixTime {
        self.clock.now()
    }
}
