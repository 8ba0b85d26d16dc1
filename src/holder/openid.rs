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
pub(in crate::holder) use client::{IssuerClient, Login, Nonce, ProofKey};
pub(in crate::holder) use credential::{Issued, NotificationEvent};
pub(in crate::holder) use dpop::DpopKey;
#[cfg(test)]
pub(in crate::holder) use exchange::percent_encode;
pub(in crate::holder) use exchange::{Exchange, Fetched};
pub(in crate::holder) use token::{RefreshToken, Tokens};
