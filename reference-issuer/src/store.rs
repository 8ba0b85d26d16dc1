//! What the issuer remembers, in the words of the domain.
//!
//! Every operation is a whole transaction: callers never see SQL, and another database joins by
//! implementing these six traits. Single use (codes, nonces, proofs, refresh tokens) is decided
//! here and nowhere else, in the transaction that does what the use was for. Times that order issue
//! and publication are read inside the transaction, so their order is that of the commits.

use std::future::Future;
use std::pin::Pin;

pub mod devices;
pub mod enrollments;
pub mod grants;
pub mod publications;
pub mod register;
pub mod sqlite;
pub mod venues;

pub use devices::Devices;
pub use enrollments::Enrollments;
pub use grants::Grants;
pub use publications::Publications;
pub use register::Register;
pub use venues::Venues;

use essc::base::time::UnixTime;
use essc::crypto::digest::Sha256;

/// What an operation answers: a result of the store, and within it what the domain decided.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// The whole memory of an issuer.
pub trait Store: Register + Grants + Enrollments + Devices + Publications + Venues {}

impl<S: Register + Grants + Enrollments + Devices + Publications + Venues> Store for S {}

/// Why the store could not do its work. Says nothing of the domain: those answers are values.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store is shutting down, or could not begin a transaction.
    #[error("the store takes no more work")]
    Closed,
    /// The transaction was not committed; nothing happened.
    #[error("the transaction was not committed")]
    Commit,
    /// The database refused a statement.
    #[error("the database refused")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A stored value is not one this program writes.
    #[error("the stored {0} can't be read")]
    Corrupt(&'static str),
}

/// Something that may be used once: a nonce or a proof's `jti`, as a hash, until it is dead anyway.
#[derive(Debug, Clone, Copy)]
pub struct SingleUse {
    /// SHA-256, with what the use was for hashed along.
    pub hash: Sha256,
    /// When the used thing stops being accepted by itself.
    pub expires: UnixTime,
}
