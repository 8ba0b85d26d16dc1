//! Replay protection without a network: what was accepted is remembered for as long as it could be
//! accepted again (protocol §6).

mod journal;
mod local;
mod own;

use std::fmt;

use crate::base::time::UnixTime;
use crate::crypto::digest::sha256_of;
use crate::model::card::StatusIndex;
use crate::model::key_id::KeyId;
use crate::model::profile::Profile;
use crate::model::reason::Reason;
use crate::model::scene::SceneCode;
use crate::wire::code::{ChallengeHash, SignedCode};

pub use journal::JournalError;
pub use local::{LocalReplayGuard, Remember};
pub(in crate::verifier) use own::OwnGuard;

/// Most codes of one card that are remembered at once.
pub const MAX_LIVE_CODES: usize = 8;

/// The card a code was made with, whatever its profile: issuer key and status entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CardId {
    /// The issuer's key.
    pub kid: KeyId,
    /// The device key's status entry.
    pub status: StatusIndex,
}

/// What makes two acceptances the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClaimKey {
    /// The same code: (kid, list, index, profile, iat, scene, challenge). Never its signature, which
    /// has several forms.
    Code([u8; 16]),
    /// The same card at the same scene: (kid, list, index, scene).
    Card(SceneCode),
}

/// An acceptance that asks to be the first.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// The card.
    pub card: CardId,
    /// What makes it the same as another.
    pub key: ClaimKey,
    /// `iat` of the code.
    pub issued_at: UnixTime,
    /// From when on it could not be accepted again: `iat` + limit, or the end of the cool-down,
    /// whichever is later.
    pub until: UnixTime,
    /// When the request that the code answers was made.
    pub request_made_at: Option<UnixTime>,
}

/// Why a claim was not admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// Remembers acceptances. One for each gate, or one for the gates of a venue.
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

impl CardId {
    /// The card of a code.
    #[must_use]
    pub fn of(code: &SignedCode) -> Self {
        Self { kid: code.card.card.kid, status: code.card.card.status }
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
