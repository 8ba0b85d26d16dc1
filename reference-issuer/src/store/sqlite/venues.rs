//! Venues in SQLite. A venue is out of service when its key is among the withdrawn ones, so that one
//! row decides for every venue that has the key.

use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::model::region::Region;
use sqlx::SqliteExecutor;

use super::{SqliteStore, columns};
use crate::store::venues::{IssuedVenueCard, Venue, VenueRecord, VenueRefused, Venues, Withdrawal};
use crate::store::{Answer, StoreError};

/// Identifier, name, scenes, key, end of the longest card; of the last card kid, time and bytes; when
/// the key was withdrawn.
type Row = (
    String,
    String,
    String,
    Vec<u8>,
    i64,
    Option<String>,
    Option<i64>,
    Option<Vec<u8>>,
    Option<i64>,
);

/// A [`Row`] of each venue.
macro_rules! select_venues {
    ($rest:literal) => {
        concat!(
            "SELECT venue, name, scenes, v.public_key, expires, kid, signed, card, withdrawn
             FROM venues AS v LEFT JOIN withdrawn_venue_keys AS w ON w.public_key = v.public_key ",
            $rest
        )
    };
}

fn read(region: Region, row: Row) -> Result<VenueRecord, StoreError> {
    let (id, name, scenes, key, expires, kid, signed, cose, withdrawn) = row;
    let card = match (kid, signed, cose) {
        (Some(kid), Some(signed), Some(cose)) => Some(IssuedVenueCard {
            kid: kid.parse().map_err(|_| StoreError::Corrupt("kid"))?,
            signed: columns::read_time(signed)?,
            cose,
        }),
        _ => None,
    };
    let scenes = serde_json::from_str(&scenes).map_err(|_| StoreError::Corrupt("scenes"))?;
    let public_key = columns::read_key(&key)?;
    Ok(VenueRecord {
        venue: Venue { region, id, name, scenes, public_key },
        card,
        cards_end: columns::read_time(expires)?,
        withdrawn: withdrawn.map(columns::read_time).transpose()?,
    })
}

/// Whether a key was withdrawn, by what a step or a reader sees.
async fn is_withdrawn<'c>(
    db: impl SqliteExecutor<'c>,
    key: &PublicKey,
) -> Result<bool, StoreError> {
    let row: Option<(i64,)> =
        sqlx::query_as("SELECT withdrawn FROM withdrawn_venue_keys WHERE public_key = ?1")
            .bind(key.uncompressed().as_slice())
            .fetch_optional(db)
            .await?;
    Ok(row.is_some())
}

impl Venues for SqliteStore {
    fn put_venue(
        &self,
        venue: Venue,
        card: IssuedVenueCard,
        expires: UnixTime,
    ) -> Answer<'_, Result<(), VenueRefused>> {
        self.write(move |step| {
            Box::pin(async move {
                if is_withdrawn(&mut *step.db, &venue.public_key).await? {
                    return Ok(Err(VenueRefused::Withdrawn));
                }
                let scenes = serde_json::to_string(&venue.scenes)
                    .map_err(|_| StoreError::Corrupt("scenes"))?;
                sqlx::query(
                    "INSERT INTO venues
                     (region, venue, name, scenes, public_key, expires, kid, signed, card)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                     ON CONFLICT (region, venue) DO UPDATE SET
                         name = ?3, scenes = ?4, public_key = ?5, expires = max(expires, ?6),
                         kid = ?7, signed = ?8, card = ?9",
                )
                .bind(columns::region(venue.region))
                .bind(&venue.id)
                .bind(&venue.name)
                .bind(scenes)
                .bind(venue.public_key.uncompressed().as_slice())
                .bind(columns::time(expires))
                .bind(card.kid.to_string())
                .bind(columns::time(card.signed))
                .bind(card.cose)
                .execute(&mut *step.db)
                .await?;
                Ok(Ok(()))
            })
        })
    }

    fn venue_of(
        &self,
        region: Region,
        id: String,
        key: PublicKey,
    ) -> Answer<'_, Result<VenueRecord, VenueRefused>> {
        Box::pin(async move {
            if is_withdrawn(&self.readers, &key).await? {
                return Ok(Err(VenueRefused::Withdrawn));
            }
            const VENUE: &str = select_venues!("WHERE region = ?1 AND venue = ?2");
            let row: Option<Row> = sqlx::query_as(VENUE)
                .bind(columns::region(region))
                .bind(id)
                .fetch_optional(&self.readers)
                .await?;
            let record = row.map(|row| read(region, row)).transpose()?;
            let record = record.filter(|record| record.venue.public_key == key);
            Ok(record.ok_or(VenueRefused::Unknown))
        })
    }

    fn keep_venue_card(
        &self,
        region: Region,
        id: String,
        key: PublicKey,
        card: IssuedVenueCard,
        expires: UnixTime,
    ) -> Answer<'_, Result<(), VenueRefused>> {
        self.write(move |step| {
            Box::pin(async move {
                if is_withdrawn(&mut *step.db, &key).await? {
                    return Ok(Err(VenueRefused::Withdrawn));
                }
                let done = sqlx::query(
                    "UPDATE venues
                     SET kid = ?4, signed = ?5, card = ?6, expires = max(expires, ?7)
                     WHERE region = ?1 AND venue = ?2 AND public_key = ?3",
                )
                .bind(columns::region(region))
                .bind(id)
                .bind(key.uncompressed().as_slice())
                .bind(card.kid.to_string())
                .bind(columns::time(card.signed))
                .bind(card.cose)
                .bind(columns::time(expires))
                .execute(&mut *step.db)
                .await?;
                let is_kept = done.rows_affected() == 1;
                Ok(if is_kept { Ok(()) } else { Err(VenueRefused::Unknown) })
            })
        })
    }

    fn withdraw_venue(&self, region: Region, id: String) -> Answer<'_, Option<Withdrawal>> {
        self.write(move |step| {
            Box::pin(async move {
                sqlx::query(
                    "INSERT OR IGNORE INTO withdrawn_venue_keys (public_key, withdrawn)
                     SELECT public_key, ?3 FROM venues WHERE region = ?1 AND venue = ?2",
                )
                .bind(columns::region(region))
                .bind(&id)
                .bind(columns::time(step.now))
                .execute(&mut *step.db)
                .await?;
                // Another venue may have had a card for the same key.
                let row: Option<(i64, i64)> = sqlx::query_as(
                    "SELECT withdrawn, (SELECT max(expires) FROM venues AS same
                                        WHERE same.public_key = v.public_key)
                     FROM venues AS v
                     JOIN withdrawn_venue_keys AS w ON w.public_key = v.public_key
                     WHERE region = ?1 AND venue = ?2",
                )
                .bind(columns::region(region))
                .bind(&id)
                .fetch_optional(&mut *step.db)
                .await?;
                let read = |(withdrawn, cards_end)| {
                    Ok(Withdrawal {
                        withdrawn: columns::read_time(withdrawn)?,
                        cards_end: columns::read_time(cards_end)?,
                    })
                };
                row.map(read).transpose()
            })
        })
    }

    fn venues(
        &self,
        region: Region,
        after: Option<String>,
        limit: u32,
    ) -> Answer<'_, Vec<VenueRecord>> {
        Box::pin(async move {
            const VENUES: &str =
                select_venues!("WHERE region = ?1 AND venue > ?2 ORDER BY venue LIMIT ?3");
            let rows: Vec<Row> = sqlx::query_as(VENUES)
                .bind(columns::region(region))
                .bind(after.unwrap_or_default())
                .bind(limit)
                .fetch_all(&self.readers)
                .await?;
            rows.into_iter().map(|row| read(region, row)).collect()
        })
    }
}
