//! The register: people, their cards, the life of each card.

use essc::model::functions::Functions;
use essc::model::identifiers::{BirthDate, CardNumber, IdDocumentKind, IdNumber};
use essc::model::life_cycle::{Event, HistoryError, LifeCycle, LifeCyclePolicy};
use essc::model::region::Region;

use super::Answer;

/// A person with a card. Their `Debug` shows neither name nor number.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder {
    /// Which document the number is of.
    pub kind: IdDocumentKind,
    /// Social security number, or another document's.
    pub number: IdNumber,
    /// Name, in normalization form C.
    pub name: String,
    /// Date of birth; none: no answer about age is given.
    pub birth_date: Option<BirthDate>,
    /// Resident of the issuing region.
    pub resident: bool,
    /// Holds a disability certificate.
    pub disability: bool,
}

impl std::fmt::Debug for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Holder(…)")
    }
}

/// A card to be entered.
#[derive(Debug, Clone)]
pub struct NewCard {
    /// Issuing region.
    pub region: Region,
    /// Card number.
    pub number: CardNumber,
    /// Level, delegation and loaded functions; key protection is each device's own.
    pub functions: Functions,
    /// The steps it has behind it, in their order, beginning with the application.
    pub steps: Vec<Event>,
}

/// Why a holder was not added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddRefused {
    /// This person has a card.
    #[error("this person is in the register")]
    HolderExists,
    /// The card number is given.
    #[error("this card number is given")]
    CardNumberTaken,
    /// The steps are not a life.
    #[error("the card's first steps were refused: {0}")]
    Steps(#[from] HistoryError),
}

/// A card as the register has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardStanding {
    /// Issuing region.
    pub region: Region,
    /// Where it stands in its life.
    pub life: LifeCycle,
}

/// Why an event was not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EventRefused {
    /// No card has this number.
    #[error("no card has this number")]
    UnknownCard,
    /// The card's life does not allow it.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The number of the replacement is given.
    #[error("the number of the new card is given")]
    CardNumberTaken,
}

/// Operations on the register.
pub trait Register: Send + Sync {
    /// Enters a person with their card.
    fn add_holder(
        &self,
        holder: Holder,
        card: NewCard,
    ) -> Answer<'_, Result<CardStanding, AddRefused>>;

    /// The card of this number.
    fn card(&self, number: CardNumber) -> Answer<'_, Option<CardStanding>>;

    /// Records the next event of a card; with `sequence`, only as the event of that number, so that
    /// a repeat changes nothing. Without one, a repeat of the last event changes nothing, but for a
    /// temporary loss, which is prolonged.
    fn record_event(
        &self,
        number: CardNumber,
        event: Event,
        sequence: Option<u64>,
        policy: LifeCyclePolicy,
    ) -> Answer<'_, Result<CardStanding, EventRefused>>;

    /// Replaces a card: the old number's life ends, the new number begins its own with `steps`, for
    /// the same person and with the same functions. The standing is the new card's.
    fn replace_card(
        &self,
        old: CardNumber,
        new: CardNumber,
        steps: Vec<Event>,
        policy: LifeCyclePolicy,
    ) -> Answer<'_, Result<CardStanding, EventRefused>>;

    /// Records what time itself made happen in a region (a temporary loss that ended); whether
    /// anything did.
    fn pass_time(&self, region: Region, policy: LifeCyclePolicy) -> Answer<'_, bool>;
}
