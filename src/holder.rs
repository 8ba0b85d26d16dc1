//! Layer 5: the holder's side. Keeps cards in a vault, gets and renews them over HTTP, and shows them
//! as codes without any network.

mod card_face;
mod card_state;
mod clock_health;
mod credential_check;
mod device_keys;
#[cfg(feature = "internals")]
pub mod documents;
#[cfg(not(feature = "internals"))]
mod documents;
mod enrollments;
mod error;
mod openid;
mod prompt;
mod qr;
mod scene_fit;
mod signing_log;
#[cfg(feature = "internals")]
pub mod vault;
#[cfg(not(feature = "internals"))]
mod vault;
mod wallet;

pub use card_face::CardFace;
pub use card_state::{CardState, CardSummary};
pub use clock_health::{ClockHealth, WARN_FROM_S};
pub use credential_check::CredentialFault;
pub use documents::SceneFault;
pub use enrollments::{CardId, ReEnrollReason};
pub use error::{RequestFault, WalletError};
#[cfg(feature = "internals")]
pub use openid::percent_encode;
pub use openid::{AnswerFault, BoundDevice, IssuanceError, Offer, OfferError, Refusal, TxCodeForm};
pub use qr::{MAX_SCALE, QUIET_ZONE, QrCode, QrError};
pub use scene_fit::Ineligible;
pub use vault::VaultError;
pub use wallet::{
    CardRefresh, Code, MAX_NICKNAME_CHARS, OfferedScene, Refresh, RefreshSummary, VenueRequest,
    Wallet, WalletCondition, WalletConfig, WalletEvent, WalletObserver, WalletPorts,
};
