//! Work on a thread of its own, awaited from anywhere.
//!
//! A host polls our futures on whichever thread it likes, often the one that draws its screen, while
//! keys, prompts and HTTP clients of the host's block. So what may block runs here, and the future
//! that the host polls only waits.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// What [`run`] gives: resolves to the work's result; none when the work panicked or no thread could be
/// started. Dropping it does not stop the work.
#[must_use = "the result is in the future"]
pub struct OnOwnThread<T>(Arc<Mutex<Slot<T>>>);

/// Where the thread leaves the result.
struct Slot<T> {
    result: Option<Option<T>>,
    waker: Option<Waker>,
}

/// Fills the slot once: with the result, or when it is dropped without one.
struct Filler<T>(Arc<Mutex<Slot<T>>>);

/// Starts `work` on a new thread.
pub fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> OnOwnThread<T> {
    let slot = Arc::new(Mutex::new(Slot { result: None, waker: None }));
    let filler = Filler(slot.clone());
    let thread = thread::Builder::new().name("essc".into());
    // Should no thread start, the closure is dropped, and the filler with it.
    let _ = thread.spawn(move || filler.fill(Some(work())));
    OnOwnThread(slot)
}

/// Runs a future to its end on this thread.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        thread::park();
    }
}

impl<T> Filler<T> {
    fn fill(&self, result: Option<T>) {
        let mut slot = locked(&self.0);
        if slot.result.is_none() {
            slot.result = Some(result);
            if let Some(waker) = slot.waker.take() {
                drop(slot);
                waker.wake();
            }
        }
    }
}

impl<T> Drop for Filler<T> {
    fn drop(&mut self) {
        self.fill(None);
    }
}

impl<T> Future for OnOwnThread<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        let mut slot = locked(&self.0);
        match &mut slot.result {
            // Taken once; whoever polled again after that would be told that there is none.
            Some(result) => Poll::Ready(result.take()),
            None => {
                slot.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

fn locked<T>(slot: &Mutex<Slot<T>>) -> MutexGuard<'_, Slot<T>> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_of_another_thread_arrives() {
        let here = thread::current().id();
        let there = block_on(run(|| thread::current().id())).expect("it ran");
        assert_ne!(here, there);
    }

    #[test]
    fn work_that_panics_leaves_nobody_waiting() {
        let broken: Option<u8> = block_on(run(|| panic!("the work broke")));
        assert_eq!(broken, None);
    }

    #[test]
    fn a_future_that_waits_for_several_threads_is_run_to_its_end() {
        let sum = block_on(async {
            let (a, b) = (run(|| 1), run(|| 2));
            a.await.unwrap_or(0) + b.await.unwrap_or(0)
        });
        assert_eq!(sum, 3);
    }
}
