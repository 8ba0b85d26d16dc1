//! Keys, status and documents in SQLite.

use essc::base::time::UnixTime;
use essc::model::card::STATUS_LIST_ENTRIES;
use essc::model::key_id::KeyId;
use essc::model::life_cycle::Binding;
use essc::model::region::Region;
use essc::model::status::CardStatus;

use super::{SqliteStore, columns};
use crate::store::publications::{Document, IssuerKey, Publications};
use crate::store::{Answer, StoreError};
use essc::wire::trust_list::{KeyState, KeyUse};

/// A value that JSON writes as a word, as that word.
fn word(value: &impl serde::Serialize) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(StoreError::Corrupt("word")),
    }
}

fn read_word<T: serde::de::DeserializeOwned>(word: String) -> Result<T, StoreError> {
    serde_json::from_value(word.into()).map_err(|_| StoreError::Corrupt("word"))
}

type KeyColumns = (String, String, String, i64, i64, Vec<u8>);

fn read_issuer_key(row: KeyColumns) -> Result<IssuerKey, StoreError> {
    let (kid, usage, state, not_before, expires, public_key) = row;
    Ok(IssuerKey {
        kid: kid.parse().map_err(|_| StoreError::Corrupt("kid"))?,
        usage: read_word::<KeyUse>(usage)?,
        state: read_word::<KeyState>(state)?,
        not_before: columns::read_time(not_before)?,
        expires: columns::read_time(expires)?,
        public_key: columns::read_key(&public_key)?,
    })
}

impl Publications for SqliteStore {
    fn add_region(&self, region: Region) -> Answer<'_, ()> {
        self.write(move |step| {
            Box::pin(async move {
                sqlx::query("INSERT OR IGNORE INTO regions (region) VALUES (?1)")
                    .bind(columns::region(region))
                    .execute(&mut *step.db)
                    .await?;
                Ok(())
            })
        })
    }

    fn issuer_keys(&self) -> Answer<'_, Vec<IssuerKey>> {
        Box::pin(async move {
            let rows: Vec<KeyColumns> = sqlx::query_as(
                "SELECT kid, use, state, not_before, expires, public_key
                 FROM issuer_keys ORDER BY kid",
            )
            .fetch_all(&self.readers)
            .await?;
            rows.into_iter().map(read_issuer_key).collect()
        })
    }

    fn add_issuer_key(&self, key: IssuerKey) -> Answer<'_, bool> {
        self.write(move |step| {
            Box::pin(async move {
                let done = sqlx::query(
                    "INSERT OR IGNORE INTO issuer_keys
                     (kid, use, state, not_before, expires, public_key)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )
                .bind(key.kid.to_string())
                .bind(word(&key.usage)?)
                .bind(word(&key.state)?)
                .bind(columns::time(key.not_before))
                .bind(columns::time(key.expires))
                .bind(key.public_key.uncompressed().as_slice())
                .execute(&mut *step.db)
                .await?;
                Ok(done.rows_affected() == 1)
            })
        })
    }

    fn set_key_state(&self, kid: KeyId, state: KeyState) -> Answer<'_, bool> {
        self.write(move |step| {
            Box::pin(async move {
                let done = sqlx::query("UPDATE issuer_keys SET state = ?2 WHERE kid = ?1")
                    .bind(kid.to_string())
                    .bind(word(&state)?)
                    .execute(&mut *step.db)
                    .await?;
                Ok(done.rows_affected() == 1)
            })
        })
    }

    fn take_list_time(&self, region: Region, ahead: u64) -> Answer<'_, Option<UnixTime>> {
        self.write(move |step| {
            Box::pin(async move {
                let row: Option<(i64,)> = sqlx::query_as(
                    "UPDATE regions SET listed = MAX(listed + 1, ?2)
                     WHERE region = ?1 AND listed < ?3 RETURNING listed",
                )
                .bind(columns::region(region))
                .bind(columns::time(step.now))
                .bind(columns::time(step.now.plus(ahead)))
                .fetch_optional(&mut *step.db)
                .await?;
                row.map(|(listed,)| columns::read_time(listed)).transpose()
            })
        })
    }

    fn list_count(&self, region: Region) -> Answer<'_, u32> {
        Box::pin(async move {
            let row: Option<(i64,)> =
                sqlx::query_as("SELECT allocated FROM regions WHERE region = ?1")
                    .bind(columns::region(region))
                    .fetch_optional(&self.readers)
                    .await?;
            let allocated = row.map_or(0, |(allocated,)| u64::try_from(allocated).unwrap_or(0));
            let lists = allocated.div_ceil(u64::from(STATUS_LIST_ENTRIES)).max(1);
            u32::try_from(lists).map_err(|_| StoreError::Corrupt("count"))
        })
    }

    fn status_entries(&self, region: Region, list: u16) -> Answer<'_, Vec<(u32, CardStatus)>> {
        Box::pin(async move {
            let rows: Vec<(i64, bool, i64)> = sqlx::query_as(
                "SELECT s.entry, e.unbound, c.status
                 FROM status_entries s
                 JOIN enrolments e ON e.id = s.enrolment
                 JOIN cards c ON c.id = e.card
                 WHERE s.region = ?1 AND s.list = ?2
                 ORDER BY s.entry",
            )
            .bind(columns::region(region))
            .bind(i64::from(list))
            .fetch_all(&self.readers)
            .await?;
            rows.into_iter()
                .map(|(entry, unbound, status)| {
                    let entry =
                        u32::try_from(entry).map_err(|_| StoreError::Corrupt("status index"))?;
                    let binding = if unbound { Binding::Unbound } else { Binding::Bound };
                    Ok((entry, binding.status(columns::read_status(status)?)))
                })
                .collect()
        })
    }

    fn documents(&self) -> Answer<'_, Vec<Document>> {
        type Columns = (String, i64, i64, i64, i64, String);
        Box::pin(async move {
            let rows: Vec<Columns> = sqlx::query_as(
                "SELECT name, number, issued, effective, expires, body
                 FROM documents ORDER BY name",
            )
            .fetch_all(&self.readers)
            .await?;
            rows.into_iter()
                .map(|(name, number, issued, effective, expires, body)| {
                    Ok(Document {
                        name,
                        number: u64::try_from(number).map_err(|_| StoreError::Corrupt("number"))?,
                        issued: columns::read_time(issued)?,
                        effective: columns::read_time(effective)?,
                        expires: columns::read_time(expires)?,
                        body,
                    })
                })
                .collect()
        })
    }

    fn put_document(&self, document: Document) -> Answer<'_, bool> {
        self.write(move |step| {
            Box::pin(async move {
                let done = sqlx::query(
                    "INSERT INTO documents (name, number, issued, effective, expires, body)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT (name) DO UPDATE SET number = excluded.number,
                     issued = excluded.issued, effective = excluded.effective,
                     expires = excluded.expires, body = excluded.body
                     WHERE excluded.number > documents.number",
                )
                .bind(&document.name)
                .bind(i64::try_from(document.number).unwrap_or(i64::MAX))
                .bind(columns::time(document.issued))
                .bind(columns::time(document.effective))
                .bind(columns::time(document.expires))
                .bind(&document.body)
                .execute(&mut *step.db)
                .await?;
                Ok(done.rows_affected() == 1)
            })
        })
    }
}
