//! What went wrong with an issuer, by what the app should do about it.

use crate::crypto::random::RandomUnavailable;
use crate::holder::credential_check::CredentialFault;
use crate::holder::openid::offer::OfferError;
use crate::ports::http::HttpError;
use crate::ports::key_store::KeyStoreError;
use crate::wire::in_place::InPlace;

/// Why an exchange with an issuer failed. No variant costs the holder a key or a card.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IssuanceError {
    /// Try again when there is a network.
    #[error(transparent)]
    Offline(#[from] HttpError),
    /// Something else came in place of a document or an answer: a network's login page, for example.
    #[error("something else came in place of the answer: {0}")]
    InPlace(InPlace),
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

impl IssuanceError {
    /// Whether the network did not get through to the issuer, or its answer not back: another network,
    /// or the same one later, may help.
    #[must_use]
    pub const fn is_of_the_network(&self) -> bool {
        match self {
            Self::Offline(_) => true,
            Self::InPlace(what) => what.is_of_the_network(),
            _ => false,
        }
    }
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
    /// `unknown_device`: the card is not on that device.
    #[error("the card is not on that device")]
    UnknownDevice,
    /// `name_not_supported`: the name is too long for an identity credential. An enrolment goes on
    /// without that one.
    #[error("the name is too long for this credential")]
    NameTooLong,
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
    /// What `essc_reason` means, if it is one that this version knows.
    pub(super) fn reason(&self) -> Option<IssuanceError> {
        Some(match self.essc_reason.as_deref()? {
            "tx_code_wrong" | "tx_code_mismatch" => IssuanceError::TxCodeWrong,
            "offer_dead" => IssuanceError::OfferDead,
            "access_lost" => IssuanceError::AccessLost,
            "region_full" | "retry_later" => IssuanceError::Busy { retry_after_s: None },
            "card_suspended" => IssuanceError::Refused(Refusal::Suspended),
            "card_not_active" => IssuanceError::Refused(Refusal::NotActive),
            "card_replaced" => IssuanceError::Refused(Refusal::Replaced),
            "card_cancelled" => IssuanceError::Refused(Refusal::Cancelled),
            "device_limit" => IssuanceError::Refused(Refusal::DeviceLimit),
            "device_unbound" => IssuanceError::Refused(Refusal::Unbound),
            "unknown_device" => IssuanceError::Refused(Refusal::UnknownDevice),
            "name_not_supported" => IssuanceError::Refused(Refusal::NameTooLong),
            _ => return None,
        })
    }

    /// What an error answer means, by `essc_reason` first and by OAuth's word second. That a token
    /// is lost for good only the token endpoint can say: an access token that ran out is renewed.
    pub(super) fn meaning(&self, status: u16) -> IssuanceError {
        self.reason().unwrap_or_else(|| match self.error.as_str() {
            "temporarily_unavailable" | "server_error" | "invalid_token" | "invalid_nonce" => {
                IssuanceError::Busy { retry_after_s: None }
            }
            "access_denied" | "credential_request_denied" => {
                IssuanceError::Refused(Refusal::Unspecified)
            }
            _ => AnswerFault::Status(status).into(),
        })
    }
}
