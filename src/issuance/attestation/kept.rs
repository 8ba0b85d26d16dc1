//! What an issuer keeps of a judgment, and the level it stands for at each signing.
//!
//! Attestation comes once in a key's life, and attestation keys leak afterwards: so the level is looked at
//! again whenever a card is signed.

use serde::{Deserialize, Serialize};

use super::{Judgment, Revocations, Scheme, Serial};
use crate::base::time::UnixTime;
use crate::model::functions::KeyProtection;

/// What is kept of a key's judgment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptAttestation {
    /// The level it was given.
    pub level: KeyProtection,
    /// By what it was proved.
    pub scheme: Scheme,
    /// Serial numbers of the certificates that vouch for it, that of the root left out.
    pub serials: Vec<Serial>,
    /// When the level ends.
    pub ends: Option<UnixTime>,
    /// Whether no revocation list of its time was seen yet.
    pub is_pending: bool,
}

impl From<&Judgment> for KeptAttestation {
    fn from(judgment: &Judgment) -> Self {
        Self {
            level: judgment.level,
            scheme: judgment.scheme,
            serials: judgment.serials.clone(),
            ends: judgment.ends,
            is_pending: judgment.is_pending,
        }
    }
}

impl KeptAttestation {
    /// Ends the pending state if the scheme's list in `revocations` is young enough. Whether that changed anything, so that it
    /// has to be stored: the state ends for good with the first such copy.
    pub fn settle(&mut self, revocations: &Revocations, now: UnixTime) -> bool {
        let settles = self.is_pending && revocations.is_current(self.scheme, now);
        self.is_pending &= !settles;
        settles
    }
}

/// The key protection that a card signed now may state.
///
/// [`KeyProtection::Software`] while the judgment is pending (see [`KeptAttestation::settle`]), after its
/// end, and when one of its certificates stands in the newest copy of the revocation list, however old that
/// copy is.
#[must_use]
pub fn level_now(
    kept: &KeptAttestation,
    revocations: &Revocations,
    now: UnixTime,
) -> KeyProtection {
    let is_pending = kept.is_pending && !revocations.is_current(kept.scheme, now);
    let is_over = kept.ends.is_some_and(|end| end <= now);
    let is_revoked = kept.serials.iter().any(|serial| revocations.revokes(kept.scheme, serial));
    if is_pending || is_over || is_revoked { KeyProtection::Software } else { kept.level }
}
