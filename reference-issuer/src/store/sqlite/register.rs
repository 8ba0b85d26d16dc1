//! People and cards in SQLite.

use essc::base::time::UnixTime;
use essc::model::functions::Functions;
use essc::model::identifiers::CardNumber;
use essc::model::life_cycle::{Entry, Event, HistoryError, LifeCycle, LifeCyclePolicy, State};
use essc::model::region::Region;

use super::writer::Step;
use super::{SqliteStore, columns};
use crate::store::register::{AddRefused, CardStanding, EventRefused, Holder, NewCard, Register};
use crate::store::{Answer, StoreError};

/// A card's row, as far as its life needs it.
struct CardRow {
    id: i64,
    region: Region,
    life: LifeCycle,
}

/// A card's life after its first steps, each an event at `now`.
fn begin(steps: &[Event], now: UnixTime) -> Result<(LifeCycle, Vec<Entry>), HistoryError> {
    let mut entries =
        (1..).zip(steps).map(|(sequence, event)| Entry { sequence, at: now, event: *event });
    // Without a first step the table itself says what is missing.
    let first = entries.next().unwrap_or(Entry { sequence: 1, at: now, event: Event::Produce });
    let mut life = LifeCycle::begin(first)?;
    let mut history = vec![first];
    for entry in entries {
        life = life.after(entry, &LifeCyclePolicy::default())?;
        history.push(entry);
    }
    Ok((life, history))
}

/// Whether time alone may change a card.
fn moves(life: &LifeCycle) -> bool {
    matches!(life.state(), State::TemporaryLoss | State::Loss)
}

impl Step<'_> {
    async fn insert_card(
        &mut self,
        holder: i64,
        card: (Region, CardNumber, i64),
        life: &LifeCycle,
        history: &[Entry],
    ) -> Result<(), StoreError> {
        let (region, number, functions) = card;
        let id = sqlx::query(
            "INSERT INTO cards (holder, region, number, functions, life, status, moves)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )
        .bind(holder)
        .bind(columns::region(region))
        .bind(number.as_str())
        .bind(functions)
        .bind(columns::life(life)?)
        .bind(i64::from(life.status().bits()))
        .bind(moves(life))
        .execute(&mut *self.db)
        .await?
        .last_insert_rowid();
        for entry in history {
            self.insert_entry(id, entry).await?;
        }
        Ok(())
    }

    async fn insert_entry(&mut self, card: i64, entry: &Entry) -> Result<(), StoreError> {
        let text = serde_json::to_string(entry).map_err(|_| StoreError::Corrupt("event"))?;
        sqlx::query("INSERT INTO card_events (card, sequence, entry) VALUES (?1, ?2, ?3)")
            .bind(card)
            .bind(i64::try_from(entry.sequence).unwrap_or(i64::MAX))
            .bind(text)
            .execute(&mut *self.db)
            .await?;
        Ok(())
    }

    /// Whether an event of this kind was recorded under this number: a repeat, which changes nothing.
    async fn is_recorded(
        &mut self,
        card: i64,
        sequence: u64,
        event: Event,
    ) -> Result<bool, StoreError> {
        let row: Option<(String,)> =
            sqlx::query_as("SELECT entry FROM card_events WHERE card = ?1 AND sequence = ?2")
                .bind(card)
                .bind(i64::try_from(sequence).unwrap_or(i64::MAX))
                .fetch_optional(&mut *self.db)
                .await?;
        let Some((text,)) = row else { return Ok(false) };
        let entry: Entry = serde_json::from_str(&text).map_err(|_| StoreError::Corrupt("event"))?;
        Ok(std::mem::discriminant(&entry.event) == std::mem::discriminant(&event))
    }

    async fn card_row(&mut self, number: CardNumber) -> Result<Option<CardRow>, StoreError> {
        let row: Option<(i64, i64, String)> =
            sqlx::query_as("SELECT id, region, life FROM cards WHERE number = ?1")
                .bind(number.as_str())
                .fetch_optional(&mut *self.db)
                .await?;
        row.map(|(id, region, life)| {
            let region = columns::read_region(region)?;
            Ok(CardRow { id, region, life: columns::read_life(&life)? })
        })
        .transpose()
    }

    async fn number_is_given(&mut self, number: CardNumber) -> Result<bool, StoreError> {
        Ok(self.card_row(number).await?.is_some())
    }

    /// Takes a card one event further.
    async fn advance(
        &mut self,
        card: &CardRow,
        entry: Entry,
        policy: &LifeCyclePolicy,
    ) -> Result<Result<LifeCycle, HistoryError>, StoreError> {
        let life = match card.life.after(entry, policy) {
            Ok(life) if life == card.life => return Ok(Ok(life)),
            Ok(life) => life,
            Err(refused) => return Ok(Err(refused)),
        };
        sqlx::query("UPDATE cards SET life = ?2, status = ?3, moves = ?4 WHERE id = ?1")
            .bind(card.id)
            .bind(columns::life(&life)?)
            .bind(i64::from(life.status().bits()))
            .bind(moves(&life))
            .execute(&mut *self.db)
            .await?;
        self.insert_entry(card.id, &entry).await?;
        Ok(Ok(life))
    }
}

impl Register for SqliteStore {
    fn add_holder(
        &self,
        holder: Holder,
        card: NewCard,
    ) -> Answer<'_, Result<CardStanding, AddRefused>> {
        self.write(move |step| {
            Box::pin(async move {
                if step.number_is_given(card.number).await? {
                    return Ok(Err(AddRefused::CardNumberTaken));
                }
                let (life, history) = match begin(&card.steps, step.now) {
                    Ok(begun) => begun,
                    Err(refused) => return Ok(Err(refused.into())),
                };
                let inserted = sqlx::query(
                    "INSERT OR IGNORE INTO holders
                     (kind, number, name, birth_date, resident, disability)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )
                .bind(i64::from(holder.kind as u8))
                .bind(holder.number.as_str())
                .bind(&holder.name)
                .bind(holder.birth_date.map(columns::birth_date))
                .bind(holder.resident)
                .bind(holder.disability)
                .execute(&mut *step.db)
                .await?;
                if inserted.rows_affected() == 0 {
                    return Ok(Err(AddRefused::HolderExists));
                }
                let row = (card.region, card.number, i64::from(card.functions.bits()));
                step.insert_card(inserted.last_insert_rowid(), row, &life, &history).await?;
                Ok(Ok(CardStanding { region: card.region, life }))
            })
        })
    }

    fn card(&self, number: CardNumber) -> Answer<'_, Option<CardStanding>> {
        Box::pin(async move {
            let row: Option<(i64, String)> =
                sqlx::query_as("SELECT region, life FROM cards WHERE number = ?1")
                    .bind(number.as_str())
                    .fetch_optional(&self.readers)
                    .await?;
            row.map(|(region, life)| {
                let region = columns::read_region(region)?;
                Ok(CardStanding { region, life: columns::read_life(&life)? })
            })
            .transpose()
        })
    }

    fn record_event(
        &self,
        number: CardNumber,
        event: Event,
        sequence: Option<u64>,
        policy: LifeCyclePolicy,
    ) -> Answer<'_, Result<CardStanding, EventRefused>> {
        self.write(move |step| {
            Box::pin(async move {
                let Some(card) = step.card_row(number).await? else {
                    return Ok(Err(EventRefused::UnknownCard));
                };
                if let Some(sequence) = sequence
                    && step.is_recorded(card.id, sequence, event).await?
                {
                    return Ok(Ok(CardStanding { region: card.region, life: card.life }));
                }
                // The same once more, by somebody who did not hear the first answer. Another report
                // of a temporary loss has an end of its own, which may prolong it.
                let may_prolong = matches!(event, Event::TemporaryLoss { .. });
                if sequence.is_none()
                    && !may_prolong
                    && step.is_recorded(card.id, card.life.sequence(), event).await?
                {
                    return Ok(Ok(CardStanding { region: card.region, life: card.life }));
                }
                let next = card.life.sequence().saturating_add(1);
                let sequence = sequence.unwrap_or(next);
                let entry = Entry { sequence, at: step.now, event };
                let advanced = step.advance(&card, entry, &policy).await?;
                Ok(advanced
                    .map(|life| CardStanding { region: card.region, life })
                    .map_err(EventRefused::from))
            })
        })
    }

    fn replace_card(
        &self,
        old: CardNumber,
        new: CardNumber,
        steps: Vec<Event>,
        policy: LifeCyclePolicy,
    ) -> Answer<'_, Result<CardStanding, EventRefused>> {
        self.write(move |step| {
            Box::pin(async move {
                let Some(card) = step.card_row(old).await? else {
                    return Ok(Err(EventRefused::UnknownCard));
                };
                if step.number_is_given(new).await? {
                    return Ok(Err(EventRefused::CardNumberTaken));
                }
                let (life, history) = match begin(&steps, step.now) {
                    Ok(begun) => begun,
                    Err(refused) => return Ok(Err(refused.into())),
                };
                let sequence = card.life.sequence().saturating_add(1);
                let entry = Entry { sequence, at: step.now, event: Event::Replace };
                if let Err(refused) = step.advance(&card, entry, &policy).await? {
                    return Ok(Err(refused.into()));
                }
                let (holder, functions): (i64, i64) =
                    sqlx::query_as("SELECT holder, functions FROM cards WHERE id = ?1")
                        .bind(card.id)
                        .fetch_one(&mut *step.db)
                        .await?;
                let row = (card.region, new, functions);
                step.insert_card(holder, row, &life, &history).await?;
                Ok(Ok(CardStanding { region: card.region, life }))
            })
        })
    }

    fn pass_time(&self, region: Region, policy: LifeCyclePolicy) -> Answer<'_, bool> {
        self.write(move |step| {
            Box::pin(async move {
                let rows: Vec<(i64, String)> =
                    sqlx::query_as("SELECT id, life FROM cards WHERE moves = 1 AND region = ?1")
                        .bind(columns::region(region))
                        .fetch_all(&mut *step.db)
                        .await?;
                let mut changed = false;
                for (id, life) in rows {
                    let card = CardRow { id, region, life: columns::read_life(&life)? };
                    let Some(entry) = card.life.due(step.now, &policy) else { continue };
                    changed |= step.advance(&card, entry, &policy).await?.is_ok();
                }
                Ok(changed)
            })
        })
    }
}

/// The functions word of a card's row.
pub(super) fn read_functions(column: i64) -> Result<Functions, StoreError> {
    let bits = u16::try_from(column).map_err(|_| StoreError::Corrupt("functions"))?;
    Functions::from_bits(bits).map_err(|_| StoreError::Corrupt("functions"))
}
