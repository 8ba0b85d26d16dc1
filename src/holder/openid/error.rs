//! What went wrong with an issuer, by what the app should do about it.

use crate::crypto::random::RandomUnavailable;
use crate::holder::credential_check::CredentialFault;
use crate::holder::openid::offer::OfferError;
use crate::ports::http::HttpError;
use crate::ports::key_store::KeyStoreError;
use crate::wire::in_place::InPlace;

/// Why an exchange with an issuer failed. No variant costs the holder a key or a card.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
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
    /// Ask the holder for the transaction code.
    #[error("a transaction code{} is needed", digits(*length))]
    TxCodeNeeded {
        /// Digits, where the offer says how many.
        length: Option<u8>,
    },
    /// Ask the holder again: the transaction code is wrong.
    #[error("the transaction code is wrong")]
    TxCodeWrong,
    /// Ask the holder to look at the transaction code, and for another offer if it is right: the
    /// issuer does not say which of the two is wrong.
    #[error("the transaction code may be mistyped, or the offer is no longer valid")]
    TxCodeOrOffer,
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
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
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
    /// `person_not_supported`: what the register says of the holder can't be right; the office corrects
    /// it.
    #[error("the register has a number or birth date of the holder that can't be right")]
    PersonNotSupported,
    /// `identity_key_needed`: another device is unbound only by one that proves its identity key.
    #[error("another device is unbound only with this card's identity credential")]
    IdentityKeyNeeded,
    /// `unknown_card`: there is no such card any more; report it.
    #[error("the issuer knows no such card")]
    UnknownCard,
    /// `other_key`: the profile is bound to another key.
    #[error("the credential is bound to another key")]
    OtherKey,
    /// `key_not_attested`: the issuer demands proof that the key is in secure hardware, and this phone has
    /// none that counts.
    #[error("the issuer could not verify that this phone keeps the key in secure hardware")]
    KeyNotAttested,
    /// `nothing_to_renew`: nothing was issued for this key; enrol again.
    #[error("nothing was issued for this key yet")]
    NothingToRenew,
    /// `region_full`: the region can issue no more cards; report it.
    #[error("the region can issue no more cards")]
    RegionFull,
    /// No reason that this version knows.
    #[error("no reason was given")]
    Unspecified,
}

/// What of an answer is not as the protocol says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum AnswerFault {
    /// A status that has no place here.
    #[error("status {0}")]
    Status(i32),
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

/// What was asked for, as far as it decides what a refusal without a reason means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Something that is given to everybody.
    Openly,
    /// Tokens for an offer.
    Tokens {
        /// Whether a transaction code went along.
        with_tx_code: bool,
    },
    /// Tokens for a refresh token.
    Renewal,
    /// Something that takes an access token.
    WithToken,
}

impl ErrorAnswer {
    /// What `essc_reason` means, if it is one that this version knows.
    fn reason(&self, retry_after_s: Option<u32>) -> Option<IssuanceError> {
        Some(IssuanceError::Refused(match self.essc_reason.as_deref()? {
            "tx_code_wrong" => return Some(IssuanceError::TxCodeWrong),
            "tx_code_mismatch" => return Some(IssuanceError::TxCodeNeeded { length: None }),
            "offer_dead" => return Some(IssuanceError::OfferDead),
            "access_lost" => return Some(IssuanceError::AccessLost),
            "retry_later" => return Some(IssuanceError::Busy { retry_after_s }),
            "region_full" => Refusal::RegionFull,
            "unknown_card" => Refusal::UnknownCard,
            "card_suspended" => Refusal::Suspended,
            "card_not_active" => Refusal::NotActive,
            "card_replaced" => Refusal::Replaced,
            "card_cancelled" => Refusal::Cancelled,
            "device_limit" => Refusal::DeviceLimit,
            "device_unbound" => Refusal::Unbound,
            "identity_key_needed" => Refusal::IdentityKeyNeeded,
            "unknown_device" => Refusal::UnknownDevice,
            "name_not_supported" => Refusal::NameTooLong,
            "person_not_supported" => Refusal::PersonNotSupported,
            "other_key" => Refusal::OtherKey,
            "key_not_attested" => Refusal::KeyNotAttested,
            "nothing_to_renew" => Refusal::NothingToRenew,
            _ => return None,
        }))
    }

    /// What an error answer means: by `essc_reason` first, by OAuth's word and the status second
    /// (protocol §8.8).
    pub(super) fn meaning(
        &self,
        status: i32,
        retry_after_s: Option<u32>,
        asked: Asked,
    ) -> IssuanceError {
        if let Some(meant) = self.reason(retry_after_s) {
            return meant;
        }
        match (self.error.as_str(), status) {
            (_, 429 | 500..=599) => IssuanceError::Busy { retry_after_s },
            // The last two: a fresh nonce was tried, and was refused as well.
            (
                "temporarily_unavailable" | "server_error" | "invalid_nonce" | "use_dpop_nonce",
                _,
            ) => IssuanceError::Busy { retry_after_s },
            ("invalid_dpop_proof", _) => AnswerFault::Status(status).into(),
            ("invalid_grant", _) => match asked {
                Asked::Tokens { with_tx_code: true } => IssuanceError::TxCodeOrOffer,
                Asked::Tokens { with_tx_code: false } => IssuanceError::OfferDead,
                Asked::Renewal | Asked::WithToken => IssuanceError::AccessLost,
                Asked::Openly => AnswerFault::Status(status).into(),
            },
            ("invalid_token", _) | (_, 401) if asked != Asked::Openly => IssuanceError::AccessLost,
            ("access_denied" | "credential_request_denied", _) => {
                IssuanceError::Refused(Refusal::Unspecified)
            }
            _ => AnswerFault::Status(status).into(),
        }
    }
}

fn digits(length: Option<u8>) -> String {
    length.map_or_else(String::new, |length| format!(" of {length} digits"))
}
