//! The devices a card is on, and the places they take (protocol §8.7).
//!
//! A card has so many places. A bound device takes one from its first card until its cards have run
//! out. Whether it keeps the place depends on whether it has *kept* its cards, which it says by
//! reporting one accepted or by coming back with its refresh token. A device that never said so may
//! be what is left of an enrolment that failed: it is unbound when another needs the place, so no
//! failure can lock a holder out, and never do more devices hold living cards than there are places.

use essc::base::time::UnixTime;
use essc::model::identifiers::CardNumber;
use essc::model::region::Region;

use super::enrolments::EnrolmentId;
use super::{Answer, SingleUse};

/// Most devices of one answer, and of one list that wallets take.
pub const MAX_LISTED: usize = 64;

/// A device as the holder's other devices and the operator see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

/// Operations on devices.
pub trait Devices: Send + Sync {
    /// Records that a device has kept its cards, and uses up the `DPoP` proof that says so. Whether
    /// this was the proof's first use.
    fn keep(&self, enrolment: EnrolmentId, proof: SingleUse) -> Answer<'_, bool>;

    /// The devices of the card of this enrolment, oldest first, at most [`MAX_LISTED`]: those that
    /// are bound and were issued something that lives at `now` or can be renewed.
    fn devices(&self, enrolment: EnrolmentId, now: UnixTime) -> Answer<'_, Vec<Device>>;

    /// The same for whoever knows the card's number; none when there is no such card.
    fn devices_of(&self, card: CardNumber, now: UnixTime) -> Answer<'_, Option<Vec<Device>>>;

    /// Unbinds a device of the same card: its indexes are revoked with the next list and its tokens
    /// are dead at once. Whether there was such a device.
    fn unbind(&self, enrolment: EnrolmentId, device: [u8; 16]) -> Answer<'_, bool>;

    /// The same by the card's number; answers with the card's region, or none when the card has no
    /// such device.
    fn unbind_from(&self, card: CardNumber, device: [u8; 16]) -> Answer<'_, Option<Region>>;
}
