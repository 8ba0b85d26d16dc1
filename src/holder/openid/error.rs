//! What went wrong with an issuer, by what the app should do about it.

use crate::crypto::random::RandomUnavailable;
use crate::holder::credential_check::CredentialFault;
use crate::holder::openid::offer::OfferError;
use crate::ports::http::HttpError;
use crate::ports::key_store::KeyStoreError;

/// Why an exchange with an issuer failed. No variant costs the holder a key or a card.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IssuanceError {
    /// Try again when there is a network.
    #[error(transparent)]
    Offline(#[from] HttpError),
    /// Try again later: the issuer has too much to do or a fault.
    #[error("the issuer can't answer now")]
    Busy {
        /// When it asks to be tried again, in seconds from now, if it says so.
        retry_after_s: Option<u32>,
    },
    /// Scan another offer: this one is none.
    #[error(transparent)]
    Offer(#[from] OfferError),
    /// Scan another offer: the trust list does not name this issuer.
    #[error("the trust list does not name this issuer")]
    IssuerNotTrusted,
    /// Ask the holder for the transaction code, of this many digits.
    #[error("a transaction code of {length} digits is needed")]
    TxCodeNeeded {
        /// Digits.
        length: u8,
    },
    /// Ask the holder again: the transaction code is wrong.
    #[error("the transaction code is wrong")]
    TxCodeWrong,
    /// Ask the office or app for another offer: this one was used, expired, or tried too often.
    #[error("the offer is no longer valid")]
    OfferDead,
    /// The issuer will not issue, and says why.
    #[error("the issuer refused: {0}")]
    Refused(Refusal),
    /// Enrol again: the issuer does not know this wallet's token any more.
    #[error("the issuer does not know this wallet any more")]
    AccessLost,
    /// Report it: the issuer's answer is not what the protocol says.
    #[error("the issuer's answer was refused: {0}")]
    Answer(#[from] AnswerFault),
    /// Report it: a credential is not the one that was asked for. Nothing of it was kept.
    #[error("a credential was refused: {0}")]
    Credential(#[from] CredentialFault),
    /// The key store did not sign or make a key.
    #[error(transparent)]
    Key(#[from] KeyStoreError),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] RandomUnavailable),
}

/// Why an issuer will not issue: the values of `essc_reason` that are not about offer or code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// `card_suspended`: lost or locked; ask the office.
    #[error("the card is suspended")]
    Suspended,
    /// `card_not_active`: enable the card first.
    #[error("the card is not enabled yet")]
    NotActive,
    /// `card_replaced`: enrol the new card.
    #[error("the card was replaced")]
    Replaced,
    /// `card_cancelled`: for good.
    #[error("the card was cancelled")]
    Cancelled,
    /// `device_limit`: unbind another device first.
    #[error("the card is on as many devices as it may be")]
    DeviceLimit,
    /// `device_unbound`: this device was unbound; enrol again.
    #[error("this device was unbound")]
    Unbound,
    /// No reason that this version knows.
    #[error("no reason was given")]
    Unspecified,
}

/// What of an answer is not as the protocol says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerFault {
    /// A status that has no place here.
    #[error("status {0}")]
    Status(u16),
    /// Not JSON of the expected form.
    #[error("the JSON of the {0}")]
    Json(&'static str),
    /// Metadata for another issuer, or that leave out what is needed.
    #[error("the metadata's {0}")]
    Metadata(&'static str),
    /// A token of another type than `DPoP`, or one that can't be sent back.
    #[error("the access token")]
    Token,
    /// A nonce that can't be sent back.
    #[error("the nonce")]
    Nonce,
    /// Not one credential in base64url.
    #[error("the credential's form")]
    Credential,
}

/// The fields of an OAuth error answer (RFC 6749 §5.2) that are looked at.
#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct ErrorAnswer {
    #[serde(default)]
    pub(super) error: String,
    /// Why, more exactly than OAuth's words can say.
    #[serde(default)]
    pub(super) essc_reason: Option<String>,
}

impl ErrorAnswer {
    /// What an error answer means, by `essc_reason` first and by OAuth's word second.
    pub(super) fn meaning(&self, status: u16) -> IssuanceError {
        let refused = IssuanceError::Refused;
        match self.essc_reason.as_deref() {
            Some("tx_code_wrong") => return IssuanceError::TxCodeWrong,
            Some("offer_dead") => return IssuanceError::OfferDead,
            Some("access_lost") => return IssuanceError::AccessLost,
            Some("card_suspended") => return refused(Refusal::Suspended),
            Some("card_not_active") => return refused(Refusal::NotActive),
            Some("card_replaced") => return refused(Refusal::Replaced),
            Some("card_cancelled") => return refused(Refusal::Cancelled),
            Some("device_limit") => return refused(Refusal::DeviceLimit),
            Some("device_unbound") => return refused(Refusal::Unbound),
            _ => {}
        }
        match (status, self.error.as_str()) {
            (_, "temporarily_unavailable" | "server_error") => {
                IssuanceError::Busy { retry_after_s: None }
            }
            (401, _) | (_, "invalid_token") => IssuanceError::AccessLost,
            (_, "access_denied" | "credential_request_denied" | "invalid_request") | (403, _) => {
                refused(Refusal::Unspecified)
            }
            _ => AnswerFault::Status(status).into(),
        }
    }
}
