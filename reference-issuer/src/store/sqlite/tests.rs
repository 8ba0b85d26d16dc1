use essc::base::time::UnixTime;
use essc::model::region::Region;
use essc::ports::clock::ManualClock;

use super::*;
use crate::store::publications::Document;
use crate::store::{Grants as _, Publications as _};

const NOW: u64 = 1_800_000_000;

struct Opened {
    store: SqliteStore,
    clock: Arc<ManualClock>,
    _dir: tempfile::TempDir,
}

async fn open() -> Opened {
    let dir = tempfile::tempdir().expect("folder");
    let clock = Arc::new(ManualClock::at(UnixTime::from_secs(NOW)));
    let file = dir.path().join("issuer.sqlite");
    let store = SqliteStore::open(&file, clock.clone(), [1; 32]).await.expect("opened");
    Opened { store, clock, _dir: dir }
}

fn once(hash: u8, life: u64) -> SingleUse {
    SingleUse { hash: [hash; 32], expires: UnixTime::from_secs(NOW + life) }
}

#[tokio::test]
async fn of_many_uses_at_once_one_is_the_first() {
    let opened = open().await;
    let store = Arc::new(opened.store);
    let mut uses = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let store = Arc::clone(&store);
        uses.spawn(async move { store.spend(once(7, 300)).await.expect("answered") });
    }
    let firsts = uses.join_all().await.into_iter().filter(|first| *first).count();
    assert_eq!(firsts, 1);
}

#[tokio::test]
async fn what_was_used_is_forgotten_only_when_it_is_dead() {
    let opened = open().await;
    assert!(opened.store.spend(once(1, 300)).await.expect("answered"));
    opened.clock.advance(299);
    opened.store.purge().await.expect("purged");
    assert!(!opened.store.spend(once(1, 300)).await.expect("answered"), "still alive");
    opened.clock.advance(1 + SPENT_SPARE);
    opened.store.purge().await.expect("purged");
    let (rows,): (i64,) = sqlx::query_as("SELECT count(*) FROM spent WHERE hash <> x''")
        .fetch_one(&opened.store.readers)
        .await
        .expect("counted");
    assert_eq!(rows, 0, "dead, so forgotten");
    assert!(opened.store.spend(once(1, 1200)).await.expect("answered"), "another one");
}

#[tokio::test]
async fn a_clock_that_was_ahead_for_a_tick_makes_nothing_new_that_was_used() {
    const DAY: u64 = 86_400;
    for ahead in [400, 1000, DAY, 365 * DAY] {
        let opened = open().await;
        let spend = |hash, life| opened.store.spend(once(hash, life));
        assert!(spend(1, 300).await.expect("answered"));
        opened.clock.advance(ahead);
        opened.store.purge().await.expect("purged");
        // Used while the clock was ahead, and forgotten too where it went on for long.
        assert!(spend(2, ahead + 300).await.expect("answered"));
        if ahead >= DAY {
            opened.clock.advance(DAY);
            opened.store.purge().await.expect("purged");
        }
        opened.clock.set_wall(UnixTime::from_secs(NOW + 5));
        for _ in 0..2 {
            assert!(!spend(1, 300).await.expect("answered"), "{ahead} s ahead");
            opened.store.purge().await.expect("purged");
        }
        // What is handed out after the next tick is new, whatever the clock said before.
        opened.clock.advance(1);
        assert!(spend(3, 306).await.expect("answered"), "{ahead} s ahead");
        assert!(!spend(3, 306).await.expect("answered"), "{ahead} s ahead");
    }
}

#[tokio::test]
async fn a_request_that_fails_leaves_no_trace_and_the_others_of_its_batch_stand() {
    let opened = open().await;
    let store = &opened.store;
    let fails = store.write(|step| {
        Box::pin(async move {
            step.spend(once(1, 300)).await?;
            sqlx::query("INSERT INTO spent (hash) VALUES (x'00')").execute(&mut *step.db).await?;
            Ok(())
        })
    });
    let (before, failed, after) =
        tokio::join!(store.spend(once(2, 300)), fails, store.spend(once(3, 300)));
    assert!(before.expect("answered") && after.expect("answered"));
    assert!(matches!(failed, Err(StoreError::Database(_))));
    assert!(store.spend(once(1, 300)).await.expect("answered"), "rolled back");
    assert!(!store.spend(once(2, 300)).await.expect("answered"), "committed");
    assert!(!store.spend(once(3, 300)).await.expect("answered"), "committed");
}

#[tokio::test]
async fn list_times_grow_by_a_second_and_stop_when_too_far_ahead() {
    let opened = open().await;
    let store = &opened.store;
    store.add_region(Region::GUANGZHOU).await.expect("added");
    let mut taken = Vec::new();
    while let Some(time) = store.take_list_time(Region::GUANGZHOU, 3).await.expect("answered") {
        taken.push(time.as_secs() - NOW);
    }
    assert_eq!(taken, [0, 1, 2, 3]);
    opened.clock.advance(60);
    let next = store.take_list_time(Region::GUANGZHOU, 3).await.expect("answered");
    assert_eq!(next, Some(UnixTime::from_secs(NOW + 60)), "back at the clock");
}

#[tokio::test]
async fn commits_wait_for_the_disk_and_foreign_keys_hold() {
    let opened = open().await;
    let settings = opened.store.write(|step| {
        Box::pin(async move {
            let mut values = Vec::new();
            for sql in ["PRAGMA synchronous", "PRAGMA foreign_keys"] {
                let (value,): (i64,) = sqlx::query_as(sql).fetch_one(&mut *step.db).await?;
                values.push(value);
            }
            let (mode,): (String,) =
                sqlx::query_as("PRAGMA journal_mode").fetch_one(&mut *step.db).await?;
            Ok((values, mode))
        })
    });
    let full_and_on = (vec![2, 1], "wal".to_owned());
    assert_eq!(settings.await.expect("answered"), full_and_on);
}

#[tokio::test]
async fn a_reader_can_not_write() {
    let opened = open().await;
    let written = sqlx::query("DELETE FROM spent").execute(&opened.store.readers).await;
    assert!(written.is_err());
}

#[tokio::test]
async fn a_full_disk_fails_what_needs_room_and_the_store_works_on_when_there_is_some() {
    let opened = open().await;
    let store = &opened.store;
    let limit = |pages: &'static str| {
        store.write(move |step| {
            Box::pin(async move {
                sqlx::query(pages).execute(&mut *step.db).await?;
                Ok(())
            })
        })
    };
    let document = || Document {
        name: "trust-list".into(),
        number: 1,
        issued: UnixTime::from_secs(NOW),
        effective: UnixTime::from_secs(NOW),
        expires: UnixTime::from_secs(NOW + 1),
        body: "x".repeat(1 << 20),
    };
    limit("PRAGMA max_page_count = 1").await.expect("set to what there is");
    assert!(store.put_document(document()).await.is_err());
    assert!(store.documents().await.expect("read").is_empty(), "no half of it");
    limit("PRAGMA max_page_count = 100000").await.expect("set");
    assert!(store.put_document(document()).await.expect("written"));
    assert_eq!(store.documents().await.expect("read").len(), 1);
}
