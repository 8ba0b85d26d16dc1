//! What a sync did about the venue card: as a word, in two languages, and in full for a log.

use crate::base::time::UnixTime;
use crate::model::localized::Language;
use crate::ports::http::HttpError;
use crate::ports::key_store::KeyStoreError;
use crate::verifier::trust_store::StorageError;
use crate::wire::cbor::CborError;
use crate::wire::in_place::InPlace;

/// The outcome of a gate's venue card.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct VenueCardSync {
    /// In a word.
    pub outcome: VenueCardOutcome,
    /// End of the card that the gate holds now. Until then it can ask holders, whatever the outcome.
    pub until: UnixTime,
    /// Why it was not renewed; none where nothing went wrong.
    pub fault: Option<RenewalFault>,
}

/// What a sync did about a gate's venue card, as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum VenueCardOutcome {
    /// More than half of its period is left: nothing was asked.
    NotDue,
    /// A card that ends later is held now.
    Renewed,
    /// The city has none that ends later.
    Unchanged,
    /// The city says that it withdrew this gate's key. Nobody signed that answer: the card is kept, and
    /// the gate asks again at its next sync.
    Withdrawn,
    /// The city says that it knows no venue with this gate's key.
    Unknown,
    /// There was no answer, or only a network's login page, or the server is busy.
    Unreachable,
    /// This gate's clock is off by more than five minutes.
    ClockWrong,
    /// Something else is wrong; the fault says what.
    Refused,
}

/// Why a venue card was not renewed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum RenewalFault {
    /// The trust list names nobody who signs for the card's city.
    #[error("the trust list does not name the venue card's city")]
    NotListed,
    /// The key was withdrawn.
    #[error("the city withdrew the venue's key")]
    Withdrawn,
    /// No venue of this identifier has this key.
    #[error("the city knows no such venue with this key")]
    Unknown,
    /// The proof's time is too far from the issuer's clock.
    #[error("this gate's clock is too far from the issuer's")]
    Clock,
    /// There was no answer.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// An answer of another status than 200.
    #[error("the issuer answered with status {0}")]
    Status(i32),
    /// The answer is something else altogether, such as a network's login page.
    #[error("the answer is no venue card: {0}")]
    InPlace(InPlace),
    /// The answer is no venue card.
    #[error("the answer is no venue card: {0}")]
    NotACard(#[from] CborError),
    /// The answer is a card of another venue or of another key.
    #[error("the answer is the card of another venue or key")]
    OtherVenue,
    /// The trust list does not prove the answer, or it is not in its period.
    #[error("the trust list does not prove the card that came")]
    NotProved,
    /// The gate's key is not the one that its venue card names.
    #[error("the gate's key is not the venue card's")]
    OtherKey,
    /// Somebody put in the card of another venue meanwhile.
    #[error("another venue card was put in meanwhile")]
    Replaced,
    /// The gate's key can't sign.
    #[error("the gate's key can't sign: {0}")]
    Key(#[from] KeyStoreError),
    /// The card that came could not be kept, so it does not count.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl RenewalFault {
    /// The word for it.
    #[must_use]
    pub const fn outcome(&self) -> VenueCardOutcome {
        match self {
            Self::Withdrawn => VenueCardOutcome::Withdrawn,
            Self::Unknown => VenueCardOutcome::Unknown,
            Self::Clock => VenueCardOutcome::ClockWrong,
            Self::InPlace(found) if !found.is_of_the_network() => VenueCardOutcome::Refused,
            Self::Http(_) | Self::InPlace(_) | Self::Status(429 | 500..) => {
                VenueCardOutcome::Unreachable
            }
            Self::NotListed
            | Self::Status(_)
            | Self::NotACard(_)
            | Self::OtherVenue
            | Self::NotProved
            | Self::OtherKey
            | Self::Replaced
            | Self::Key(_)
            | Self::Storage(_) => VenueCardOutcome::Refused,
        }
    }
}

impl VenueCardOutcome {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::NotDue,
        Self::Renewed,
        Self::Unchanged,
        Self::Withdrawn,
        Self::Unknown,
        Self::Unreachable,
        Self::ClockWrong,
        Self::Refused,
    ];

    /// The stable word, in lower case with underscores.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotDue => "not_due",
            Self::Renewed => "renewed",
            Self::Unchanged => "unchanged",
            Self::Withdrawn => "withdrawn",
            Self::Unknown => "unknown",
            Self::Unreachable => "unreachable",
            Self::ClockWrong => "clock_wrong",
            Self::Refused => "refused",
        }
    }

    /// What it is and what to do next, for the people of the venue.
    #[must_use]
    pub const fn text(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Self::NotDue => ("场所证有效", "The venue card is good."),
            Self::Renewed => ("场所证已更新", "The venue card was renewed."),
            Self::Unchanged => ("场所证已是最新", "The venue card is the newest."),
            Self::Withdrawn => (
                "发证城市已停用本机密钥，场所证不再更新。如有疑问，请联系发证机构",
                "The city withdrew this gate's key and renews its venue card no more. If that is \
                 wrong, ask the issuer.",
            ),
            Self::Unknown => (
                "发证城市没有登记本机密钥，场所证未更新。请联系发证机构登记",
                "The city knows no venue with this gate's key, so the venue card was not renewed. Ask \
                 the issuer to register it.",
            ),
            Self::Unreachable => (
                "暂时无法连接发证机构，场所证未更新，下次同步时重试",
                "The issuer can't be reached now, so the venue card was not renewed. The next sync \
                 tries again.",
            ),
            Self::ClockWrong => (
                "本机时钟误差超过五分钟，场所证未更新。请校准时钟后重新同步",
                "This gate's clock is off by more than five minutes, so the venue card was not \
                 renewed. Set the clock and sync again.",
            ),
            Self::Refused => (
                "场所证未能更新，请联系发证机构",
                "The venue card could not be renewed. Ask the issuer.",
            ),
        };
        match language {
            Language::Zh => zh,
            Language::En => en,
        }
    }
}

impl VenueCardSync {
    pub(super) const fn of(outcome: VenueCardOutcome, until: UnixTime) -> Self {
        Self { outcome, until, fault: None }
    }

    pub(super) const fn failed(fault: RenewalFault, until: UnixTime) -> Self {
        Self { outcome: fault.outcome(), until, fault: Some(fault) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_has_its_word_and_its_text_in_both_languages() {
        let mut words: Vec<_> = VenueCardOutcome::ALL.map(VenueCardOutcome::code).into();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), VenueCardOutcome::ALL.len());
        for outcome in VenueCardOutcome::ALL {
            assert!(outcome.text(Language::En).is_ascii());
            assert!(!outcome.text(Language::Zh).is_ascii());
        }
    }
}
