//! Grants: offers, what they are redeemed for, and tokens that are renewed.

use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::crypto::digest::Sha256;
use essc::model::identifiers::CardNumber;
use essc::model::life_cycle::State;
use essc::model::region::Region;

use super::register::Holder;
use super::{Answer, SingleUse};

/// How often a `tx_code` may be tried.
pub const TX_CODE_TRIES: u32 = 5;

/// An offer to enrol one device.
#[derive(Debug, Clone, Copy)]
pub struct NewOffer {
    /// The card it is for.
    pub card: CardNumber,
    /// SHA-256 of the pre-authorised code.
    pub code: Sha256,
    /// MAC of the transaction code, where one is needed.
    pub tx_code: Option<Sha256>,
    /// Thumbprint of the one key that may redeem it, where it is bound to one.
    pub thumbprint: Option<Sha256>,
    /// End of its life.
    pub expires: UnixTime,
}

/// Whose card is offered.
#[derive(Debug, Clone)]
pub struct OfferedCard {
    /// Issuing region.
    pub region: Region,
    /// The person.
    pub holder: Holder,
}

/// Why a card gets no offer and no credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotIssuable {
    /// No card has this number in this region.
    #[error("no such card")]
    UnknownCard,
    /// Suspended, ended, or not enabled yet.
    #[error("the card can't be issued in its state")]
    State(State),
}

/// A pair of tokens that is about to be handed out, as hashes.
#[derive(Debug, Clone, Copy)]
pub struct TokenPair {
    /// SHA-256 of the access token.
    pub access: Sha256,
    /// End of the access token.
    pub access_expires: UnixTime,
    /// SHA-256 of the refresh token.
    pub refresh: Sha256,
    /// End of the refresh token.
    pub refresh_expires: UnixTime,
}

/// The key that signed the `DPoP` proof of a token request.
#[derive(Debug, Clone, Copy)]
pub struct Prover {
    /// The key.
    pub key: PublicKey,
    /// Its RFC 7638 thumbprint.
    pub thumbprint: Sha256,
    /// The proof's `jti`.
    pub proof: SingleUse,
}

/// A request to redeem an offer.
#[derive(Debug, Clone, Copy)]
pub struct Redemption {
    /// The region asked.
    pub region: Region,
    /// SHA-256 of the code.
    pub code: Sha256,
    /// MAC of the transaction code that came along.
    pub tx_code: Option<Sha256>,
    /// Who redeems; this becomes the everyday key.
    pub prover: Prover,
    /// Random name of the new device.
    pub device: [u8; 16],
    /// Most devices of one card.
    pub device_cap: u32,
    /// The tokens to hand out.
    pub tokens: TokenPair,
}

/// Why an offer was not redeemed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RedeemRefused {
    /// The proof was used before.
    #[error("the proof was used before")]
    ProofReused,
    /// Unknown, used, dead after five tries, or expired: one answer, so that nothing is learnt.
    #[error("no such offer")]
    UnknownCode,
    /// The transaction code is missing, or none is wanted.
    #[error("a transaction code is missing or not wanted")]
    TxCodeMismatch,
    /// The transaction code is wrong; the try is counted.
    #[error("the transaction code is wrong")]
    WrongTxCode,
    /// The offer is bound to another key.
    #[error("the offer is bound to another key")]
    OtherKey,
    /// The card has as many devices as it may.
    #[error("the card has as many devices as it may")]
    DeviceCap,
    /// The card can't be issued now.
    #[error(transparent)]
    Card(#[from] NotIssuable),
}

/// A request to renew tokens.
#[derive(Debug, Clone, Copy)]
pub struct Renewal {
    /// The region asked.
    pub region: Region,
    /// SHA-256 of the refresh token that was presented.
    pub presented: Sha256,
    /// Who presents it.
    pub prover: Prover,
    /// The tokens to hand out.
    pub tokens: TokenPair,
}

/// Why tokens were not renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RenewRefused {
    /// The proof was used before.
    #[error("the proof was used before")]
    ProofReused,
    /// Unknown, expired, or of another key or region: one answer.
    #[error("no such refresh token")]
    Unknown,
    /// A token came back whose successor was used: every token of the family is dead now.
    #[error("a refresh token came back whose successor was used")]
    Reused,
    /// The device was unbound.
    #[error("the device was unbound")]
    Unbound,
    /// The card is suspended or has ended. The refresh token counts on, for a card that is released.
    #[error(transparent)]
    Card(#[from] NotIssuable),
}

/// Operations on grants.
pub trait Grants: Send + Sync {
    /// Keeps an offer, if its card can be issued; answers with whose card it is.
    fn create_offer(&self, offer: NewOffer) -> Answer<'_, Result<OfferedCard, NotIssuable>>;

    /// Redeems an offer: enrols the prover's key as a device of the card and keeps the tokens. The
    /// try is counted before the transaction code is compared, and stays counted. Refused only when
    /// every place of the card is taken by a device that has kept its cards.
    fn redeem_offer(&self, redemption: Redemption) -> Answer<'_, Result<(), RedeemRefused>>;

    /// Rotates a refresh token. One whose successors were never used is taken again, since their
    /// answers may have been lost; one whose successor was used ends the family when it comes back.
    fn renew_tokens(&self, renewal: Renewal) -> Answer<'_, Result<(), RenewRefused>>;

    /// Uses a thing up; whether this was the first time.
    fn spend(&self, once: SingleUse) -> Answer<'_, bool>;

    /// Forgets what is dead by itself: offers, tokens, used nonces, devices that never got a card.
    fn purge(&self) -> Answer<'_, ()>;
}
