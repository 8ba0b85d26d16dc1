//! What can go wrong in a wallet, by what the app should do.

use crate::base::text::TextError;
use crate::base::time::UnixTime;
use crate::crypto::random::RandomUnavailable;
use crate::holder::documents::SceneFault;
use crate::holder::enrollments::ReEnrollReason;
use crate::holder::openid::IssuanceError;
use crate::holder::qr::QrError;
use crate::holder::scene_fit::Ineligible;
use crate::holder::vault::VaultError;
use crate::ports::key_store::KeyStoreError;
use crate::trust;
use crate::wire::request::RequestError;

/// Why a call of the wallet failed. What it held before, it still holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum WalletError {
    /// The vault could not be opened, read or written.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// An exchange with an issuer failed.
    #[error(transparent)]
    Issuance(#[from] IssuanceError),
    /// A trust list or catalogue was refused.
    #[error(transparent)]
    Document(#[from] trust::Refusal),
    /// A document is good at another time than this phone's, and no server that is believed told the
    /// time: most likely the phone's clock is wrong.
    #[error("the phone's clock does not fit what was signed: set it")]
    ClockWrong,
    /// There is no trust list yet, or it is past its end: refresh first.
    #[error("there is no current trust list: refresh first")]
    TrustMissing,
    /// The address of the trust list is not one that this wallet speaks to.
    #[error("the address of the trust list was refused")]
    TrustAddress,
    /// Enrol again.
    #[error("the card has to be enrolled again: {why}")]
    NeedsReEnrollment {
        /// Why.
        why: ReEnrollReason,
    },
    /// Enrolling, renewing or unbinding is under way already: wait for it.
    #[error("another exchange is under way")]
    InProgress,
    /// No card of this name is on this phone.
    #[error("no such card on this phone")]
    NoSuchCard,
    /// There are as many cards on this phone as there may be.
    #[error("there are too many cards on this phone")]
    TooManyCards,
    /// Not a nickname: empty, longer than 20 characters, or with what can't be shown.
    #[error("the nickname is refused: {0}")]
    Nickname(#[from] TextError),
    /// The key store did not sign. `Cancelled` and `UserNotAuthenticated` are the user's to settle.
    #[error(transparent)]
    Key(#[from] KeyStoreError),
    /// What the scene asks for is not known.
    #[error(transparent)]
    Scene(#[from] SceneFault),
    /// The scene would not take this card.
    #[error("the scene would not take this card: {0}")]
    Ineligible(#[from] Ineligible),
    /// The scene only takes answers to a venue's request: scan that first.
    #[error("this scene needs a request of the venue")]
    RequestNeeded,
    /// The request was refused; nothing was signed.
    #[error("the venue's request was refused: {0}")]
    Request(#[from] RequestFault),
    /// Too many codes at once: try again in a moment.
    #[error("too many codes at once")]
    TooManyCodes,
    /// The record of what was signed was lost or is an old copy. What it may have held is refused until
    /// it has passed, ten minutes at most: a code then, or an answer to a request that the venue makes
    /// then.
    #[error("the record of what was signed was lost: wait {wait_s} s")]
    RecordLost {
        /// From then on nothing is in doubt.
        until: UnixTime,
        /// The same in seconds from now.
        wait_s: u32,
    },
    /// The code does not fit a QR symbol; a fault of this library.
    #[error(transparent)]
    Qr(#[from] QrError),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] RandomUnavailable),
}

/// Why a venue's request was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum RequestFault {
    /// Not a request, or one with a name or purpose that must not be shown.
    #[error(transparent)]
    Form(#[from] RequestError),
    /// The trust list knows no venue key that vouches for this venue: it may be a fraud.
    #[error("no city vouches for this venue")]
    VenueUnknown,
    /// The city's signature on the venue's card does not fit: it may be a fraud.
    #[error("the venue's card is forged")]
    VenueForged,
    /// The venue's card is not valid now.
    #[error("the venue's card is not valid now")]
    VenueExpired,
    /// The venue's signature on the request does not fit: it may be a fraud.
    #[error("the request is forged")]
    Forged,
    /// The venue may not ask for this scene.
    #[error("the venue may not ask for this scene")]
    SceneNotGranted,
    /// The request is past its end.
    #[error("the request has expired")]
    Expired,
    /// The request is from the future: set the phone's clock.
    #[error("the request is from the future; the phone's clock may be wrong")]
    FromFuture,
    /// It was answered before.
    #[error("the request was answered before")]
    Answered,
    /// The answer would tell the venue something else than the holder was shown: read it again.
    #[error("the answer would no longer tell what was shown")]
    Changed,
}
