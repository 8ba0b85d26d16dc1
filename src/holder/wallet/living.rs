//! Codes that are on show: who asks for the same card and scene again gets the same code until it
//! rotates (protocol §5).
//!
//! So the key signs once for each code that a holder sees, however often a screen is drawn anew. What
//! is kept are signature and second, and when the code was first shown; what it discloses, for how
//! long it counts and when it rotates is worked out anew each time, from the card and the scene as they
//! are then.

use serde::{Deserialize, Serialize};

use crate::base::time::UnixTime;
use crate::base::{base64url, hex};
use crate::crypto::Signature;
use crate::crypto::digest::sha256;
use crate::holder::enrollments::CardId;
use crate::model::profile::KeyRole;
use crate::model::scene::SceneCode;
use crate::ports::clock::Monotonic;
use crate::wire::card::SignedCard;
use crate::wire::code::Statement;

/// Most codes that are remembered; more scenes than a holder looks through in half a minute.
const MAX_LIVING: usize = 64;

/// Seconds by which the two clocks may disagree on how long a code has been on show. More means that
/// the wall clock was set, or corrected by a server, and the code is dated by the wrong time.
const MAX_DISAGREEMENT_S: u64 = 2;

/// The time on both clocks: the wallet's, which servers correct, and the one that only runs forward.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    pub(super) now: UnixTime,
    pub(super) monotonic: Monotonic,
}

/// The codes on show. Only plain ones: an answer to a request is given once.
#[derive(Default, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct LivingCodes(Vec<LivingCode>);

/// A code on show.
#[derive(Clone, Serialize, Deserialize)]
struct LivingCode {
    card: CardId,
    scene: SceneCode,
    /// SHA-256 of the credential, in hexadecimal: a renewed one has another.
    credential: String,
    /// Whether the holder agreed to it.
    agreed: bool,
    iat_offset: u32,
    /// In base64url.
    signature: String,
    shown_at: UnixTime,
    boot: u64,
    millis: u64,
}

impl LivingCodes {
    /// The code that is on show of a card's credential for a scene, and the seconds it has left of
    /// `rotate_after`, at least one.
    pub(super) fn of(
        &self,
        card: &CardId,
        credential: &SignedCard,
        scene: SceneCode,
        rotate_after: u32,
        at: Moment,
    ) -> Option<(Statement, Signature, u32)> {
        let digest = digest_of(credential);
        let living = self
            .0
            .iter()
            .find(|one| (&one.card, one.scene, &one.credential) == (card, scene, &digest))?;
        let shown_for = living.shown_for(at)?;
        let left = (u64::from(rotate_after) * 1000).checked_sub(shown_for)?;
        let left = u32::try_from(left.div_ceil(1000)).ok().filter(|left| *left > 0)?;
        let signature = base64url::decode_array(&living.signature).ok()?;
        let statement = Statement { iat_offset: living.iat_offset, scene, challenge: None };
        Some((statement, Signature(signature), left))
    }

    /// Puts a code on show, in place of the last one of the card and scene.
    pub(super) fn show(
        &mut self,
        card: &CardId,
        credential: &SignedCard,
        statement: &Statement,
        signature: &Signature,
        at: Moment,
    ) {
        self.0.retain(|one| (&one.card, one.scene) != (card, statement.scene));
        if self.0.len() >= MAX_LIVING {
            self.0.remove(0);
        }
        self.0.push(LivingCode {
            card: card.clone(),
            scene: statement.scene,
            credential: digest_of(credential),
            agreed: credential.card.profile().key_role() == KeyRole::Identity,
            iat_offset: statement.iat_offset,
            signature: base64url::encode(signature.as_bytes()),
            shown_at: at.now,
            boot: at.monotonic.boot.cast_unsigned(),
            millis: at.monotonic.millis(),
        });
    }

    /// Takes the codes down of cards that `stays` is not true of. Returns whether there were any.
    pub(super) fn retain(&mut self, stays: impl Fn(&CardId) -> bool) -> bool {
        let before = self.0.len();
        self.0.retain(|one| stays(&one.card));
        self.0.len() != before
    }

    /// Those that may be written down: what the holder agreed to is shown by this process only.
    pub(super) fn unasked(&self) -> Self {
        Self(self.0.iter().filter(|one| !one.agreed).cloned().collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl LivingCode {
    /// Milliseconds since it was first shown; none when the clocks can't tell.
    fn shown_for(&self, at: Moment) -> Option<u64> {
        let by_wall = at.now.since(self.shown_at);
        if at.monotonic.boot.cast_unsigned() != self.boot {
            // Another process or boot, where only the wall clock runs on.
            return u64::try_from(by_wall).ok().map(|seconds| seconds * 1000);
        }
        let millis = at.monotonic.millis().checked_sub(self.millis)?;
        let disagreement = by_wall.abs_diff(i64::try_from(millis / 1000).ok()?);
        (disagreement <= MAX_DISAGREEMENT_S).then_some(millis)
    }
}

fn digest_of(credential: &SignedCard) -> String {
    hex::encode(&sha256(&credential.to_cose()))
}
