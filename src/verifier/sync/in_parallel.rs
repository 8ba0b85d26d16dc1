//! A few futures at a time, on one task: what a sync needs of a runtime.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::task::Poll;

use crate::ports::http::BoxFuture;

/// Runs all futures, at most `limit` (and at least one) at a time, in their order as places come free.
pub(super) async fn in_parallel(futures: Vec<BoxFuture<'_, ()>>, limit: usize) {
    let mut waiting = VecDeque::from(futures);
    let mut running: Vec<BoxFuture<'_, ()>> = Vec::new();
    poll_fn(|context| {
        loop {
            while running.len() < limit.max(1) {
                let Some(next) = waiting.pop_front() else { break };
                running.push(next);
            }
            let before = running.len();
            running.retain_mut(|future| Future::poll(future.as_mut(), context).is_pending());
            if running.is_empty() && waiting.is_empty() {
                return Poll::Ready(());
            }
            // A place came free: what takes it has to be polled before anything can wake us.
            if running.len() == before || waiting.is_empty() {
                return Poll::Pending;
            }
        }
    })
    .await;
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn all_are_run_and_never_more_than_the_limit_at_once() {
        let (running, most, done) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let one = |yields: usize| -> BoxFuture<'_, ()> {
            let (running, most, done) = (&running, &most, &done);
            Box::pin(async move {
                most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                for _ in 0..yields {
                    tokio::task::yield_now().await;
                }
                running.fetch_sub(1, Ordering::SeqCst);
                done.fetch_add(1, Ordering::SeqCst);
            })
        };
        in_parallel((0..30).map(|n| one(1 + n % 3)).collect(), 4).await;
        assert_eq!(done.load(Ordering::SeqCst), 30);
        assert_eq!(most.load(Ordering::SeqCst), 4);
        in_parallel(vec![], 4).await;
    }
}
