//! The operator's side of the register: people, and events in a card's life.
//!
//! Whatever changes a status is published before its caller hears of it, so that a loss or a release
//! that was answered is in the list that gates fetch next. Where that can't be done, the answer says
//! that it is recorded and waits for the next list.

use essc::crypto::random::{self, RandomUnavailable};
use essc::issuance::person::{self, PersonRefused};
use essc::model::functions::{CardFunction, Functions, KeyProtection};
use essc::model::identifiers::CardNumber;
use essc::model::life_cycle::{Event, LifeCyclePolicy};
use essc::model::person_name::{self, NameError};
use essc::model::region::Region;
use essc::model::sandbox_persons::{SandboxPerson, sandbox_person};
use essc::wire::trust_list::KeyUse;
use unicode_normalization::UnicodeNormalization as _;

use super::Service;
use crate::store::StoreError;
use crate::store::register::{AddRefused, CardStanding, EventRefused, Holder, NewCard};

/// The steps of a card that is handed out and enabled.
pub const ENABLED: [Event; 4] = [Event::Apply, Event::Produce, Event::HandOut, Event::Enable];

/// What is loaded on a card unless the operator says otherwise.
pub const ALL_FUNCTIONS: &[CardFunction] = &CardFunction::ALL;

/// How often a number is drawn anew when it is taken.
const DRAWS: u32 = 64;

/// Why the register was not changed.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    /// This service issues no cards in the region.
    #[error("{0} is not served here")]
    Region(Region),
    /// The name may not be signed.
    #[error("the name was refused: {0}")]
    Name(#[from] NameError),
    /// Number or date of birth can't be right.
    #[error("the person was refused: {0}")]
    Person(#[from] PersonRefused),
    /// The holder was not added.
    #[error(transparent)]
    Add(#[from] AddRefused),
    /// The event was not recorded.
    #[error(transparent)]
    Event(#[from] EventRefused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No fresh randomness.
    #[error(transparent)]
    Random(#[from] RandomUnavailable),
}

/// A change of a card that is recorded.
#[derive(Debug, Clone, Copy)]
pub struct Recorded {
    /// Where the card stands.
    pub standing: CardStanding,
    /// Whether it is in a list that is published. If not, the next tick publishes it.
    pub published: bool,
}

/// What a card can do, as the operator orders it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loading {
    /// Issue level, 0 to 7.
    pub level: u8,
    /// Whether a relative carries it.
    pub delegated: bool,
    /// Functions.
    pub functions: Vec<CardFunction>,
}

impl Default for Loading {
    fn default() -> Self {
        Self { level: 2, delegated: false, functions: ALL_FUNCTIONS.to_vec() }
    }
}

impl Loading {
    fn word(&self) -> Functions {
        // Key protection is a property of each device key, written when its cards are issued.
        Functions::new(self.level, KeyProtection::Software, self.delegated, &self.functions)
    }
}

impl Service {
    /// Enters a person with a new card, enabled unless `steps` says less. The name is taken as it was
    /// typed or read from a chip: padding goes, what looks like the interpunct becomes it, and it is
    /// normalized. A date of birth that the number holds need not be stated.
    ///
    /// # Errors
    /// [`RegistrationError`].
    pub async fn add_holder(
        &self,
        region: Region,
        mut holder: Holder,
        card_number: Option<CardNumber>,
        loading: &Loading,
        steps: Vec<Event>,
    ) -> Result<(CardNumber, CardStanding), RegistrationError> {
        self.require(region, KeyUse::Card)?;
        holder.name = person_name::tidy(&holder.name.nfc().collect::<String>());
        person::check_name(&holder.name)?;
        holder.birth_date =
            person::check(holder.kind, &holder.number, holder.birth_date, self.now())?;
        for _ in 0..DRAWS {
            let number = match card_number {
                Some(number) => number,
                None => fresh_card_number()?,
            };
            let card = NewCard { region, number, functions: loading.word(), steps: steps.clone() };
            match self.store.add_holder(holder.clone(), card).await? {
                Ok(standing) => return Ok((number, standing)),
                Err(AddRefused::CardNumberTaken) if card_number.is_none() => {}
                Err(refused) => return Err(refused.into()),
            }
        }
        Err(AddRefused::CardNumberTaken.into())
    }

    /// Enters a made-up person, one who is not in the register yet.
    ///
    /// # Errors
    /// [`RegistrationError`].
    pub async fn add_generated_holder(
        &self,
        region: Region,
        loading: &Loading,
    ) -> Result<(SandboxPerson, CardNumber, CardStanding), RegistrationError> {
        const PERSONS: u32 = 500_000;
        for _ in 0..DRAWS {
            let n = u32::from_be_bytes(random::bytes()?) % PERSONS;
            let Some(person) = sandbox_person(n) else { continue };
            let holder = Holder {
                kind: person.kind,
                number: person.number.clone(),
                name: person.name.clone(),
                birth_date: Some(person.birth_date),
                resident: true,
                disability: false,
            };
            let card_number = Some(person.card_number);
            let steps = ENABLED.to_vec();
            match self.add_holder(region, holder, card_number, loading, steps).await {
                Ok((number, standing)) => return Ok((person, number, standing)),
                Err(RegistrationError::Add(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Err(AddRefused::HolderExists.into())
    }

    /// Records an event in a card's life and publishes what it changes. What is recorded counts, so
    /// that it could not be published yet is no error.
    ///
    /// # Errors
    /// [`RegistrationError`]; nothing is recorded then.
    pub async fn record_event(
        &self,
        number: CardNumber,
        event: Event,
        sequence: Option<u64>,
    ) -> Result<Recorded, RegistrationError> {
        let policy = self.policy_of(number).await?;
        let standing = self.store.record_event(number, event, sequence, policy).await??;
        Ok(self.published(standing).await)
    }

    async fn published(&self, standing: CardStanding) -> Recorded {
        let published = self.publish_status(standing.region).await;
        if let Err(error) = &published {
            tracing::warn!(%error, region = %standing.region, "an event waits for the next list");
        }
        Recorded { standing, published: published.is_ok() }
    }

    /// Ends a card and begins the life of the one that takes its place, enabled at once.
    ///
    /// # Errors
    /// As [`Self::record_event`].
    pub async fn replace_card(
        &self,
        old: CardNumber,
    ) -> Result<(CardNumber, Recorded), RegistrationError> {
        let policy = self.policy_of(old).await?;
        for _ in 0..DRAWS {
            let new = fresh_card_number()?;
            match self.store.replace_card(old, new, ENABLED.to_vec(), policy).await? {
                Ok(standing) => return Ok((new, self.published(standing).await)),
                Err(EventRefused::CardNumberTaken) => {}
                Err(refused) => return Err(refused.into()),
            }
        }
        Err(EventRefused::CardNumberTaken.into())
    }

    /// The rules of the city whose card this is.
    pub(crate) async fn policy_of(
        &self,
        number: CardNumber,
    ) -> Result<LifeCyclePolicy, RegistrationError> {
        let card = self.store.card(number).await?.ok_or(EventRefused::UnknownCard)?;
        let one = self.config.region(card.region);
        one.map(|one| one.life_cycle).ok_or(RegistrationError::Region(card.region))
    }

    fn require(&self, region: Region, usage: KeyUse) -> Result<(), RegistrationError> {
        let serves = self.config.region(region).is_some_and(|one| one.signs(usage));
        if serves { Ok(()) } else { Err(RegistrationError::Region(region)) }
    }
}

/// A random card number.
fn fresh_card_number() -> Result<CardNumber, RandomUnavailable> {
    loop {
        // The low 47 bits: about one in 1.4 of them is under 36⁹.
        let drawn = u64::from_be_bytes(random::bytes()?) >> 17;
        if let Some(number) = CardNumber::from_base36(drawn) {
            return Ok(number);
        }
    }
}
