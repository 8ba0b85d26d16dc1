//! The wallet's side of OpenID for Verifiable Credential Issuance 1.0 (protocol §8): pre-authorised
//! code, `DPoP`, four configurations, renewal without proofs.
//!
//! Everything that comes from an offer or a server is bounded in size and time and read strictly. No
//! answer of a server deletes a key.

mod client;
mod credential;
mod dpop;
mod error;
mod exchange;
mod metadata;
mod offer;
#[cfg(test)]
mod tests;
mod token;

pub use error::{AnswerFault, IssuanceError, Refusal};
pub use offer::{Offer, OfferError, TxCodeForm};

pub use client::BoundDevice;
pub(crate) use client::{IssuerClient, Login, Nonce, ProofKey};
pub(crate) use credential::{Issued, NotificationEvent};
pub(crate) use dpop::DpopKey;
#[cfg(any(test, feature = "internals"))]
pub use exchange::percent_encode;
pub(crate) use exchange::{Exchange, Fetched};
pub(crate) use token::{RefreshToken, Tokens};
