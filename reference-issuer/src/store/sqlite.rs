//! The store on SQLite: WAL, foreign keys, every commit on disk before its answer leaves.
//!
//! Writes go through one task (`writer`), reads through a pool of read-only connections.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use essc::ports::clock::Clock;
use essc::ports::owner_only;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, SqlSafeStr as _, SqliteConnection};

use crate::nonces::NONCE_LIFE;
use crate::store::{Answer, SingleUse, StoreError};
use writer::{Run, Step, Writer};

mod attestations;
mod columns;
mod devices;
mod enrollments;
mod grants;
mod issue_row;
mod publications;
mod register;
mod renewal;
mod venues;
mod writer;

/// How much longer than it could be used again a used thing is remembered, in seconds.
const SPENT_SPARE: u64 = 600;

/// Connections that only read.
const READERS: u32 = 4;

/// The schema, in the order of its history; a migration that was released is never edited.
const MIGRATIONS: [(i64, &str, &str); 6] = [
    (1, "register", include_str!("../../migrations/0001_register.sql")),
    (2, "enrolment", include_str!("../../migrations/0002_enrolment.sql")),
    (3, "publication", include_str!("../../migrations/0003_publication.sql")),
    (4, "device places", include_str!("../../migrations/0004_device_places.sql")),
    (5, "venue withdrawal", include_str!("../../migrations/0005_venue_withdrawal.sql")),
    (6, "attestation", include_str!("../../migrations/0006_attestation.sql")),
];

/// An issuer's memory in one SQLite file.
pub struct SqliteStore {
    writer: Writer,
    readers: SqlitePool,
    allocation_key: [u8; 32],
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(Box::new(error))
    }
}

impl SqliteStore {
    /// Opens the database file, makes it when there is none, and brings its schema up to date.
    ///
    /// `allocation_key` orders the status indexes; it must be the same for the life of the file.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn open(
        file: &Path,
        clock: Arc<dyn Clock>,
        allocation_key: [u8; 32],
    ) -> Result<Self, StoreError> {
        make_for_owner_only(file).map_err(|error| StoreError::Database(Box::new(error)))?;
        let options = SqliteConnectOptions::new()
            .filename(file)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .disable_statement_logging();
        let mut connection = options.connect().await?;
        migrate(&mut connection).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.clone().read_only(true))
            .await?;
        let writer = Writer::start(options, connection, clock);
        Ok(Self { writer, readers, allocation_key })
    }

    fn write<T, F>(&self, work: F) -> Answer<'_, T>
    where
        T: Send + 'static,
        F: for<'s, 'c> FnOnce(&'s mut Step<'c>) -> Run<'s, T> + Send + 'static,
    {
        Box::pin(self.writer.write(work))
    }
}

/// Makes the database file unless it is there, and takes it and what SQLite keeps beside it from all
/// but its owner. What SQLite makes later beside the file gets the file's mode.
fn make_for_owner_only(file: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(file)?;
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut path = file.as_os_str().to_owned();
        path.push(suffix);
        owner_only::narrow(Path::new(&path))?;
    }
    Ok(())
}

async fn migrate(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let migrations = MIGRATIONS
        .into_iter()
        .map(|(version, name, sql)| {
            Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
        })
        .collect();
    Migrator::with_migrations(migrations)
        .run(connection)
        .await
        .map_err(|error| StoreError::Database(Box::new(error)))
}

impl Step<'_> {
    /// Uses a thing up; whether this was the first time. The primary key decides, and the mark that
    /// `forget_spent` left: what ends no later than something that was forgotten may be it.
    async fn spend(&mut self, once: SingleUse) -> Result<bool, StoreError> {
        const SPEND: &str = "INSERT OR IGNORE INTO spent (hash, expires) SELECT ?1, ?2
             WHERE NOT EXISTS (SELECT 1 FROM spent WHERE hash = x'' AND expires >= ?2)";
        let done = sqlx::query(SPEND)
            .bind(once.hash.as_slice())
            .bind(columns::time(once.expires))
            .execute(&mut *self.db)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Forgets what was used up and is dead by itself, not at once: a clock that was ahead may come
    /// back. The latest end of all that was forgotten stays, in the row whose hash is empty. One that
    /// nothing alive now can reach was set by a clock that was ahead by far, and is taken back to the
    /// end of what is alive now.
    async fn forget_spent(&mut self) -> Result<(), StoreError> {
        const TAKE_BACK: &str = "UPDATE spent SET expires = ?1 WHERE hash = x'' AND expires > ?1";
        const MARK: &str = "INSERT OR REPLACE INTO spent (hash, expires)
             SELECT x'', max(expires) FROM spent WHERE expires <= ?1 OR hash = x''
             HAVING max(expires) IS NOT NULL";
        const FORGET: &str = "DELETE FROM spent WHERE expires <= ?1 AND hash <> x''";
        let dead = columns::time(self.now.minus(SPENT_SPARE));
        let alive = columns::time(self.now.plus(NONCE_LIFE));
        for (sql, time) in [(TAKE_BACK, alive), (MARK, dead), (FORGET, dead)] {
            sqlx::query(sql).bind(time).execute(&mut *self.db).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
