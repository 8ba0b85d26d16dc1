//! More of a wallet: what it can be asked, what it answers, and what its errors say.

pub use crate::holder::{
    AnswerFault, BoundDevice, CardFace, CardRefresh, ClockHealth, CredentialFault, Ineligible,
    IssuanceError, MAX_NICKNAME_CHARS, MAX_SCALE, OfferError, OfferedScene, QUIET_ZONE, QrError,
    ReEnrollReason, Refresh, RefreshSummary, Refusal, RequestFault, SceneFault, TxCodeForm,
    VaultError, WARN_FROM_S, WalletCondition, WalletEvent, WalletObserver,
};
