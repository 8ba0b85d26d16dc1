//! The one writer: requests that wait together share one transaction and one `fsync`.
//!
//! SQLite has one writer anyway. With `synchronous = FULL` each commit waits for the disk, so what
//! arrives while one commit runs is collected and committed together, each request in a savepoint of
//! its own. An answer leaves only after the commit it rests on.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use essc::base::time::UnixTime;
use essc::ports::clock::Clock;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use crate::store::StoreError;

/// Most requests in one transaction; bounds how long the first of them waits.
const BATCH: usize = 256;

/// Most requests that wait; beyond it callers wait to hand theirs in.
const QUEUE: usize = 4096;

/// A connection inside a transaction, and the one time that counts in it.
///
/// The time is read inside the transaction, so that the order of times is the order of commits.
pub(super) struct Step<'c> {
    pub db: &'c mut SqliteConnection,
    pub now: UnixTime,
}

pub(super) type Run<'s, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 's>>;

/// Sends the answer, or what went wrong with the commit.
type Reply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// Does its work; whether the savepoint is kept, and how to answer.
type Job = Box<
    dyn for<'s, 'c> FnOnce(
            &'s mut Step<'c>,
        ) -> Pin<Box<dyn Future<Output = (bool, Reply)> + Send + 's>>
        + Send,
>;

/// Hands work to the writer task.
#[derive(Clone)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    /// Starts the task; it ends, and closes the connection, when the last handle is dropped.
    ///
    /// After a failed transaction it opens the database anew, with `options`.
    pub fn start(
        options: SqliteConnectOptions,
        db: SqliteConnection,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let (jobs, queue) = mpsc::channel(QUEUE);
        tokio::spawn(run(options, db, queue, clock));
        Self { jobs }
    }

    /// Runs `work` in the next transaction. What it returns with `Ok` is durable; with `Err` it left
    /// no trace.
    pub async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'s, 'c> FnOnce(&'s mut Step<'c>) -> Run<'s, T> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |step| {
            Box::pin(async move {
                let outcome = work(step).await;
                let keep = outcome.is_ok();
                let reply: Reply = Box::new(move |committed| {
                    // The caller may have gone; what it asked for is done all the same.
                    let _ = sender.send(committed.and(outcome));
                });
                (keep, reply)
            })
        });
        self.jobs.send(job).await.map_err(|_| StoreError::Closed)?;
        receiver.await.map_err(|_| StoreError::Closed)?
    }
}

async fn run(
    options: SqliteConnectOptions,
    db: SqliteConnection,
    mut queue: mpsc::Receiver<Job>,
    clock: Arc<dyn Clock>,
) {
    let mut open = Some(db);
    while let Some(first) = queue.recv().await {
        let connection = match open.take() {
            Some(db) => Ok(db),
            None => options.connect().await,
        };
        let mut db = match connection {
            Ok(db) => db,
            Err(error) => {
                // The job is dropped and its caller told so; the next one tries again.
                tracing::error!(%error, "the database does not open");
                continue;
            }
        };
        let mut replies = Vec::new();
        let committed = batch(&mut db, first, &mut queue, &*clock, &mut replies).await;
        match &committed {
            Ok(()) => open = Some(db),
            // A full disk ends SQLite's transaction behind the back of whoever counts savepoints, so
            // the connection is given up with the transaction.
            Err(error) => {
                tracing::error!(%error, requests = replies.len(), "a transaction failed");
                drop(db);
            }
        }
        for reply in replies {
            reply(committed.as_ref().copied().map_err(|_| StoreError::Commit));
        }
    }
    if let Some(db) = open
        && let Err(error) = db.close().await
    {
        tracing::warn!(%error, "the database did not close cleanly");
    }
}

async fn batch(
    db: &mut SqliteConnection,
    first: Job,
    queue: &mut mpsc::Receiver<Job>,
    clock: &dyn Clock,
    replies: &mut Vec<Reply>,
) -> Result<(), sqlx::Error> {
    let mut transaction = db.begin_with("BEGIN IMMEDIATE").await?;
    let mut next = Some(first);
    while let Some(job) = next {
        let mut savepoint = transaction.begin().await?;
        let (keep, reply) = job(&mut Step { db: &mut savepoint, now: clock.now() }).await;
        replies.push(reply);
        if keep {
            savepoint.commit().await?;
        } else {
            savepoint.rollback().await?;
        }
        next = if replies.len() < BATCH { queue.try_recv().ok() } else { None };
    }
    transaction.commit().await
}
