//! The devices a card is on, and the places they take (protocol §8.7).
//!
//! A card has so many places. A bound device takes one from its first card until its cards have run
//! out. Whether it keeps the place depends on whether it has *kept* its cards, which it says by
//! reporting one accepted or by coming back with its refresh token. A device that never said so may
//! be what is left of an enrolment that failed: it is unbound when another needs the place, so no
//! failure can lock a holder out, and never do more devices hold living cards than there are places.

use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::model::functions::KeyProtection;
use essc::model::identifiers::CardNumber;
use essc::model::region::Region;

use super::enrollments::EnrollmentId;
use super::grants::NotIssuable;
use super::{Answer, SingleUse};

/// Most devices of one answer, and of one list that wallets take.
pub const MAX_LISTED: usize = 64;

/// A device as the holder's other devices and the operator see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Random name.
    pub device: [u8; 16],
    /// When it was enrolled.
    pub enrolled: UnixTime,
    /// When the last card issued to it runs out.
    pub cards_end: UnixTime,
    /// Whether it has kept its cards.
    pub kept: bool,
    /// Whether it is the one that asks.
    pub this: bool,
    /// The protection of its everyday key.
    pub everyday: DeviceKey,
    /// The same of its identity key; none until it has one.
    pub identity: Option<DeviceKey>,
}

/// What is known of where one of a device's keys lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceKey {
    /// What the last card for it states.
    pub protection: KeyProtection,
    /// Why what was sent about it proves nothing, by the word for it in the protocol.
    pub refusal: Option<String>,
}

/// A device's wish to take the card off a device.
#[derive(Debug, Clone, Copy)]
pub struct Unbinding {
    /// Who asks.
    pub enrollment: EnrollmentId,
    /// The device the card is to be taken off.
    pub device: [u8; 16],
    /// The `jti` of the request's `DPoP` proof.
    pub proof: SingleUse,
    /// The key that was proved along, which only the person can use; needed for another device.
    pub person: Option<PersonProof>,
}

/// A verified proof of a key that asks for the person at each use.
#[derive(Debug, Clone, Copy)]
pub struct PersonProof {
    /// The key.
    pub key: PublicKey,
    /// The nonce of the proof.
    pub nonce: SingleUse,
}

/// Why a device's call was refused. Nothing was changed or told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeviceRefused {
    /// The `DPoP` proof was used before.
    #[error("the proof was used before")]
    ProofReused,
    /// The device that asks was unbound.
    #[error("the device was unbound")]
    Unbound,
    /// The card is suspended or has ended.
    #[error(transparent)]
    Card(#[from] NotIssuable),
    /// The card is on no such device.
    #[error("the card is on no such device")]
    UnknownDevice,
    /// Another device is unbound only with a proof of the identity key, and there is none.
    #[error("a proof of the identity key is needed")]
    PersonNeeded,
    /// The key that was proved is not the identity key of the device that asks.
    #[error("another key than the recorded identity key")]
    OtherKey,
    /// The nonce of the proof was used before.
    #[error("the nonce was used before")]
    NonceUsed,
}

/// Operations on devices.
///
/// Those that a device asks for are refused while its card is suspended, in the transaction that
/// would do them: a phone that is reported lost changes nothing from then on.
pub trait Devices: Send + Sync {
    /// Takes a device's report on a credential, and uses up the `DPoP` proof it came with. One that
    /// was accepted lets the device keep its place.
    fn report(
        &self,
        enrollment: EnrollmentId,
        accepted: bool,
        proof: SingleUse,
    ) -> Answer<'_, Result<(), DeviceRefused>>;

    /// The devices of the card of this enrolment, oldest first, at most [`MAX_LISTED`]: those that
    /// are bound and were issued something that lives at `now` or can be renewed. Uses up the `DPoP`
    /// proof of the request.
    fn devices(
        &self,
        enrollment: EnrollmentId,
        now: UnixTime,
        proof: SingleUse,
    ) -> Answer<'_, Result<Vec<Device>, DeviceRefused>>;

    /// The same for whoever knows the card's number; none when there is no such card.
    fn devices_of(&self, card: CardNumber, now: UnixTime) -> Answer<'_, Option<Vec<Device>>>;

    /// Unbinds a device of the same card: its indexes are revoked with the next list and its tokens
    /// are dead at once. A device unbinds itself with its token, and another one only with a proof of
    /// its recorded identity key.
    fn unbind(&self, unbinding: Unbinding) -> Answer<'_, Result<(), DeviceRefused>>;

    /// The same for the operator, by the card's number and in every state; answers with the card's region, or none when the card has no
    /// such device.
    fn unbind_from(&self, card: CardNumber, device: [u8; 16]) -> Answer<'_, Option<Region>>;
}
