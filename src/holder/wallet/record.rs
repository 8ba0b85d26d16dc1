//! The record of what was signed: the signing log in the vault, and its anchor in the secret store.
//!
//! A code is recorded in this order: the signing log, the anchor, and the first time what the
//! enrolments say that there is an anchor. Then the key signs. So wherever a kill comes, the signing
//! log is as new as the anchor or newer; one that is older, or gone, was lost, and the wallet goes on
//! from a new one in which everything that the lost one may have held counts as used (protocol §3.1).

use crate::base::hex;
use crate::base::time::UnixTime;
use crate::crypto::digest::Sha256;
use crate::holder::device_keys::DeviceKey;
use crate::holder::enrollments::{Enrollments, ReEnrollReason};
use crate::holder::error::{RequestFault, WalletError};
use crate::holder::signing_log::{Line, SigningLog};
use crate::holder::vault::{KeptAnchor, Loaded, Vault};
use crate::holder::wallet::{ENROLLMENTS, SIGNING_LOG, State, Wallet, WalletCondition, save};
use crate::wire::code::ChallengeHash;

/// Longest wait that is asked of a holder, in seconds. A longer one comes from a clock that is or was
/// wrong, and waiting is no help against that.
const LONGEST_WAIT_S: u32 = 600;

/// The signing log, and whether it takes the place of one that was lost. A vault's key that is lost,
/// and enrolments that are gone, are said in `condition`; a signing log that is lost alone costs no
/// card.
pub(super) fn found(
    vault: &Vault,
    enrollments: &Enrollments,
    condition: &mut WalletCondition,
    now: UnixTime,
) -> Result<(SigningLog, bool), WalletError> {
    let loaded = vault.load(SIGNING_LOG)?;
    // Enrolments come first: where there is a signing log and none of them, cards are gone and not
    // missing.
    if loaded != Loaded::Absent && vault.load(ENROLLMENTS)? == Loaded::Absent {
        *condition = WalletCondition::NeedsReEnrollment { why: ReEnrollReason::VaultDamaged };
    }
    let read = match loaded {
        Loaded::Absent => Some(SigningLog::default()),
        Loaded::Whole(bytes) => serde_json::from_slice(&bytes).ok(),
        Loaded::Damaged => None,
        Loaded::KeyLost => {
            let why = ReEnrollReason::VaultKeyLost;
            *condition = WalletCondition::NeedsReEnrollment { why };
            None
        }
    };
    let anchor = kept_anchor(vault, enrollments)?;
    let is_good = match (&read, anchor) {
        (Some(signing_log), KeptAnchor::Whole(anchor)) => signing_log.is_held_by(&anchor),
        // Nothing was ever signed with an anchor: a new wallet, or what version 0.1 wrote, or a kill
        // during the first record.
        (Some(_), KeptAnchor::None) => enrollments.log_line.is_none(),
        (_, KeptAnchor::Unreadable) | (None, _) => false,
    };
    let mut signing_log = read.unwrap_or_default();
    if is_good {
        return Ok((signing_log, false));
    }
    tracing::warn!(
        "the signing log was lost or is an old copy: what it may have held counts as used"
    );
    let anchor = match anchor {
        KeptAnchor::Whole(anchor) => Some(anchor),
        KeptAnchor::None | KeptAnchor::Unreadable => None,
    };
    let keys = enrollments.list.iter().flat_map(|held| {
        std::iter::once(&held.everyday).chain(&held.identity).map(|key| key.alias.as_str())
    });
    signing_log.replace_lost(anchor, keys, now);
    Ok((signing_log, true))
}

/// The anchor of the signing log's line. Enrolments that are themselves an old copy, from before the
/// first record, do not name the line; but it has the name of a card that they hold.
fn kept_anchor(vault: &Vault, enrollments: &Enrollments) -> Result<KeptAnchor, WalletError> {
    let lines = match &enrollments.log_line {
        Some(line) => vec![line.as_str()],
        None => enrollments.list.iter().map(|held| held.id.as_str()).collect(),
    };
    for line in lines {
        let kept = vault.anchor(line)?;
        if kept != KeptAnchor::None {
            return Ok(kept);
        }
    }
    Ok(KeptAnchor::None)
}

impl State {
    /// Writes the signing log down and makes it the one that counts. When this has returned without
    /// error, and not before, a key may sign by it.
    pub(super) fn record(&mut self, now: UnixTime) -> Result<(), WalletError> {
        // A line that is begun where none was has the name of a card, so that a copy finds it.
        let first = self.enrollments.list.first().filter(|_| self.enrollments.log_line.is_none());
        let line = self.write_record(now, first.and_then(|held| held.id.to_bytes()))?;
        if self.enrollments.log_line.as_ref() != Some(&line) {
            self.change(|enrollments| enrollments.log_line = Some(line))?;
        }
        Ok(())
    }

    /// The same without what the enrolments say that there is an anchor; the name of its line.
    pub(super) fn write_record(
        &mut self,
        now: UnixTime,
        line: Option<Line>,
    ) -> Result<String, WalletError> {
        let anchor = self.signing_log.advance(now, line)?;
        self.save_signing_log()?;
        self.vault.save_anchor(&anchor)?;
        Ok(hex::encode(anchor.line()))
    }

    /// Writes a signing log down that takes the place of a lost one, so that the wait has begun.
    pub(super) fn begin_anew(&mut self, now: UnixTime) {
        if let Err(error) = self.record(now) {
            // It is found lost again the next time, or written with the next code.
            tracing::warn!(%error, "the new signing log is known to this process only");
        }
    }

    /// Writes the signing log down with less in it than before: an older copy says no less.
    pub(super) fn save_signing_log(&mut self) -> Result<(), WalletError> {
        save(&mut self.vault, SIGNING_LOG, &self.signing_log)
    }

    /// Forgets what is kept of keys that are gone.
    pub(super) fn forget(&mut self, keys: &[&DeviceKey]) -> Result<(), WalletError> {
        for key in keys {
            self.signing_log.forget(&key.alias);
        }
        self.save_signing_log()
    }
}

impl Wallet {
    /// Refuses a request that was answered, or may have been: by any key, or by that of `alias`.
    pub(super) fn check_unanswered(
        &self,
        state: &mut State,
        id: &Sha256,
        challenge: &ChallengeHash,
        expires: UnixTime,
        alias: Option<&str>,
        now: UnixTime,
    ) -> Result<(), WalletError> {
        if state.signing_log.is_answered(id, challenge) {
            return Err(RequestFault::Answered.into());
        }
        if self.clock.is_told() {
            state.signing_log.learn(now);
        }
        match state.signing_log.doubts_request(expires, alias) {
            Some(until) => Err(self.record_lost(until, now)),
            None => Ok(()),
        }
    }

    /// What the holder is told while something is in doubt until a time.
    pub(super) fn record_lost(&self, until: UnixTime, now: UnixTime) -> WalletError {
        let wait_s = u32::try_from(until.since(now)).ok().filter(|wait| *wait <= LONGEST_WAIT_S);
        match wait_s {
            Some(wait_s) => WalletError::RecordLost { until, wait_s },
            // The clock is right now, so it was far ahead when these keys signed last: others can be
            // had at once.
            None if self.clock.is_told() => {
                WalletError::NeedsReEnrollment { why: ReEnrollReason::VaultDamaged }
            }
            None => WalletError::ClockWrong,
        }
    }
}
