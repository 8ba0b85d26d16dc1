//! Replay protection without a network: what was accepted is remembered for as long as it could be
//! accepted again (protocol §6).

mod journal;
mod local;
mod own;
mod retention;

use std::fmt;

use crate::base::time::UnixTime;
use crate::crypto::digest::{sha256, sha256_of};
use crate::model::card::StatusIndex;
use crate::model::profile::Profile;
use crate::model::reason::Reason;
use crate::model::region::Region;
use crate::model::scene::SceneCode;
use crate::wire::code::{ChallengeHash, SignedCode};

pub use journal::JournalError;
pub use local::{LocalReplayGuard, Remember};
pub(crate) use own::OwnGuard;
pub(crate) use retention::CLOCK_BACK;

/// Most codes of one card that are remembered at once.
pub const MAX_LIVE_CODES: usize = 8;

/// Most acceptances that a gate's own guard may be set up to remember.
pub const MAX_CAPACITY: usize = 1 << 20;

/// The card a code was made with, whatever its profile (protocol §6.6): the issuing region, the
/// status entry, and the device key.
///
/// The issuer's key is no part of it, so that a card that was renewed after the issuer changed its key
/// is still the same card. The device key is part of it because the status entries of all cards are
/// public: whoever stole an issuer's key can forge a card with the entry of somebody else, but without
/// that person's device key he can't use up their cool-down or their eight live codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct GuardedCard {
    /// The issuing region, whose status lists the entry is in.
    pub region: Region,
    /// The device key's status entry.
    pub status: StatusIndex,
    /// The first 16 bytes of SHA-256 of the device key (SEC 1, uncompressed).
    pub device: [u8; 16],
}

/// What makes two acceptances the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum ClaimKey {
    /// The same code of a card: (profile, iat, scene, challenge). Never its signature, which has
    /// several forms.
    Code([u8; 16]),
    /// The same card at the same scene.
    Card(SceneCode),
}

/// An acceptance that asks to be the first.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct Claim {
    /// The card.
    pub card: GuardedCard,
    /// What makes it the same as another.
    pub key: ClaimKey,
    /// `iat` of the code.
    pub issued_at: UnixTime,
    /// From when on it is not accepted again by any rule but the guard's: `iat` + limit; for a card at
    /// a scene the end of the cool-down, if that is later.
    pub until: UnixTime,
    /// When the request that the code answers was made.
    pub request_made_at: Option<UnixTime>,
}

/// Why a claim was not admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum Refusal {
    /// It was admitted before.
    Replayed,
    /// There is no room to remember it, so it can't be accepted.
    Full,
    /// The code may have been accepted before this memory began.
    Cold,
    /// The memory can't be asked or written, and policy says refuse.
    Unavailable,
}

/// Remembers acceptances. One for each gate, or one for the gates of a venue. What it may forget, and
/// when, is in protocol §6.6: `now` is the asking verifier's time, which may go back.
pub trait ReplayGuard: Send + Sync + fmt::Debug {
    /// Admits the claim and remembers it, or says why not; two equal claims at once: one is admitted.
    ///
    /// # Errors
    /// [`Refusal`].
    fn admit(&self, claim: &Claim, now: UnixTime) -> Result<(), Refusal>;
}

impl ClaimKey {
    /// The key of one code.
    #[must_use]
    pub fn of_code(
        profile: Profile,
        issued_at: UnixTime,
        scene: SceneCode,
        challenge: Option<&ChallengeHash>,
    ) -> Self {
        let digest = sha256_of(&[
            &profile.number().to_be_bytes(),
            &issued_at.as_secs().to_be_bytes(),
            &scene.number().to_be_bytes(),
            challenge.map_or(&[], |hash| &hash[..]),
        ]);
        let mut key = [0; 16];
        key.copy_from_slice(&digest[..16]);
        Self::Code(key)
    }
}

impl GuardedCard {
    /// The card of a code.
    #[must_use]
    pub(crate) fn of(code: &SignedCode) -> Self {
        let card = &code.card.card;
        let digest = sha256(card.device_key.uncompressed());
        let mut device = [0; 16];
        device.copy_from_slice(&digest[..16]);
        Self { region: card.kid.region(), status: card.status, device }
    }
}

impl From<Refusal> for Reason {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Replayed => Self::Replayed,
            Refusal::Full => Self::ReplayGuardFull,
            Refusal::Cold => Self::ReplayGuardCold,
            Refusal::Unavailable => Self::ReplayGuardUnavailable,
        }
    }
}
