//! The life of a card: its states, what may happen in each, and what each means for codes.
//!
//! [`next`] is the whole table and knows no time; [`history`] adds sequence numbers, dates and the
//! rules that differ from city to city. One card number lives one such life: a replacement is a new
//! card number and begins again at [`Event::Apply`].

use serde::{Deserialize, Serialize};

use crate::base::time::UnixTime;
use crate::model::status::CardStatus;

pub mod history;

pub use history::{Entry, HistoryError, LifeCycle, LifeCyclePolicy, LossPolicy};

/// State of a card number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 申领: applied for.
    Applied,
    /// 制卡: made, not handed out.
    Produced,
    /// 封存: handed out, not enabled.
    Sealed,
    /// 正常: in use.
    Active,
    /// 应用锁定: too many wrong PINs.
    Locked,
    /// 临时挂失, 口头挂失: reported lost by phone or app; ends by itself.
    TemporaryLoss,
    /// 正式挂失: reported lost at a counter.
    Loss,
    /// 补卡中: lost, and a replacement is applied for; it can no longer be released.
    AwaitingReplacement,
    /// 补换: another card number took its place. Final.
    Replaced,
    /// 注销: death, emigration or the holder's wish. Final.
    Cancelled,
}

/// Something that happens to a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A person applies (申领).
    Apply,
    /// The card is made (制卡).
    Produce,
    /// The card is handed out (领卡).
    HandOut,
    /// The holder enables it (启用).
    Enable,
    /// Too many wrong PINs (锁定).
    Lock,
    /// The PIN is set anew (解锁).
    Unlock,
    /// Loss reported by phone or app (临时挂失). A second report prolongs the first.
    TemporaryLoss {
        /// When it ends by itself.
        until: UnixTime,
    },
    /// Loss reported at a counter (正式挂失).
    Loss,
    /// The card was found (解挂).
    Release,
    /// The holder allows the electronic card again while the plastic one is lost.
    #[serde(rename = "reauthorise")]
    Reauthorize,
    /// A replacement for a lost card is applied for (补卡申请).
    ApplyForReplacement,
    /// The replacement is handed out (补换).
    Replace,
    /// The card ends (注销).
    Cancel,
    /// A temporary loss reached its end.
    ExpireTemporaryLoss,
    /// A loss stood as long as the city lets it stand.
    ExpireLoss,
}

/// Why an event can't happen in a state: what is missing, or what was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// Nobody applied for this card.
    #[error("nobody applied for this card")]
    NotApplied,
    /// The card is not made yet.
    #[error("the card is not made yet")]
    NotProduced,
    /// The card is not handed out yet.
    #[error("the card is not handed out yet")]
    NotHandedOut,
    /// The card is not enabled yet.
    #[error("the card is not enabled yet")]
    NotEnabled,
    /// This step was taken before.
    #[error("this step was taken before")]
    AlreadyDone,
    /// The card is not locked.
    #[error("the card is not locked")]
    NotLocked,
    /// The card is locked, which suspends it without an end: only the counter takes a loss now.
    #[error("the card is locked and so already suspended; report the loss at a counter")]
    AlreadySuspended,
    /// No loss is reported.
    #[error("no loss is reported")]
    NotLost,
    /// A loss by phone does not allow this: report it at a counter first.
    #[error("report the loss at a counter first")]
    LossNotFormal,
    /// A replacement is applied for, so the lost card can't come back.
    #[error("a replacement is applied for")]
    ReplacementAppliedFor,
    /// The card is replaced or cancelled: nothing happens to it any more.
    #[error("the card is replaced or cancelled")]
    Final,
}

/// The table: the state after `event`, where `None` is a card nobody applied for.
///
/// A card can be cancelled in every state that is not final, since its holder can die in every one.
/// A locked card takes a loss only from the counter: a loss by phone ends by itself and would
/// unlock it.
///
/// # Errors
/// [`Refusal`], and the state stays as it is.
pub const fn next(state: Option<State>, event: Event) -> Result<State, Refusal> {
    use Event as E;
    use State as S;

    let Some(state) = state else {
        return if matches!(event, E::Apply) { Ok(S::Applied) } else { Err(Refusal::NotApplied) };
    };
    match (event, state) {
        (_, S::Replaced | S::Cancelled) => Err(Refusal::Final),
        (E::Cancel, _) => Ok(S::Cancelled),

        (E::Produce, S::Applied) => Ok(S::Produced),
        (E::HandOut, S::Produced) => Ok(S::Sealed),
        (E::Enable, S::Sealed) => Ok(S::Active),
        (E::Apply, _) => Err(Refusal::AlreadyDone),
        (E::HandOut | E::Enable, S::Applied) => Err(Refusal::NotProduced),
        (E::Enable, S::Produced) => Err(Refusal::NotHandedOut),
        (E::Produce | E::HandOut | E::Enable, _) => Err(Refusal::AlreadyDone),

        // A sealed card that is lost or broken can do nothing, so it needs no report of loss.
        (E::Replace, S::Sealed | S::Active | S::Locked) => Ok(S::Replaced),
        (E::Replace, S::Loss | S::AwaitingReplacement) => Ok(S::Replaced),
        (_, S::Applied | S::Produced) => Err(Refusal::NotHandedOut),
        (_, S::Sealed) => Err(Refusal::NotEnabled),

        (E::Lock, S::Active) => Ok(S::Locked),
        (E::Lock, S::Locked) => Err(Refusal::AlreadyDone),
        (E::Lock, _) => Err(Refusal::AlreadySuspended),
        (E::Unlock, S::Locked) => Ok(S::Active),
        (E::Unlock, _) => Err(Refusal::NotLocked),

        (E::TemporaryLoss { .. }, S::Active | S::TemporaryLoss) => Ok(S::TemporaryLoss),
        (E::TemporaryLoss { .. }, S::Locked) => Err(Refusal::AlreadySuspended),
        (E::Loss, S::Active | S::Locked | S::TemporaryLoss) => Ok(S::Loss),
        (E::TemporaryLoss { .. } | E::Loss, _) => Err(Refusal::AlreadyDone),

        (_, S::Active | S::Locked) => Err(Refusal::NotLost),
        (E::Release, S::TemporaryLoss | S::Loss) => Ok(S::Active),
        (E::Release, _) => Err(Refusal::ReplacementAppliedFor),
        (E::Reauthorize, lost) => Ok(lost),
        (E::ApplyForReplacement, S::Loss) => Ok(S::AwaitingReplacement),
        (E::ApplyForReplacement | E::Replace, S::TemporaryLoss) => Err(Refusal::LossNotFormal),
        (E::ApplyForReplacement, _) => Err(Refusal::AlreadyDone),
        (E::ExpireTemporaryLoss, S::TemporaryLoss) => Ok(S::Active),
        (E::ExpireTemporaryLoss, _) => Err(Refusal::AlreadyDone),
        (E::ExpireLoss, S::Loss) => Ok(S::Cancelled),
        (E::ExpireLoss, S::TemporaryLoss) => Err(Refusal::LossNotFormal),
        (E::ExpireLoss, _) => Err(Refusal::ReplacementAppliedFor),
    }
}

impl State {
    /// Whether nothing happens to the card any more.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Replaced | Self::Cancelled)
    }

    /// Whether a loss is reported.
    #[must_use]
    pub const fn is_lost(self) -> bool {
        matches!(self, Self::TemporaryLoss | Self::Loss | Self::AwaitingReplacement)
    }

    /// What a status list says of the electronic cards bound to this card number. Before the card
    /// is enabled there are none, and their indexes are not given out.
    #[must_use]
    pub const fn status(self) -> CardStatus {
        match self {
            Self::Applied | Self::Produced | Self::Sealed => CardStatus::NotGivenOut,
            Self::Active => CardStatus::Valid,
            Self::Locked | Self::TemporaryLoss | Self::Loss | Self::AwaitingReplacement => {
                CardStatus::Suspended
            }
            Self::Replaced | Self::Cancelled => CardStatus::Revoked,
        }
    }
}

/// State of one device's binding to a card. Each device has its own keys and indexes, so unbinding
/// one leaves the others as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Binding {
    /// Enrolled.
    Bound,
    /// 解除关联: the holder removed it. Final; enrolling again is a new binding with new indexes.
    Unbound,
}

impl Binding {
    /// The status of this device's indexes, on a card whose status is `card`.
    #[must_use]
    pub const fn status(self, card: CardStatus) -> CardStatus {
        match self {
            Self::Bound => card,
            Self::Unbound => CardStatus::Revoked,
        }
    }
}

#[cfg(test)]
mod tests;
