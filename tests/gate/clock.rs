//! A gate's clock: what it is asked for, and what lists alone tell of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use essc::base::time::UnixTime;
use essc::model::reason::Reason;
use essc::model::scene::SceneCode;
use essc::model::verdict::{Outcome, Verdict};
use essc::ports::clock::{Clock, ManualClock, Monotonic};
use essc::verifier::Verifier;
use essc_testkit::publisher::{NOW, Publisher};

use crate::config;

#[test]
fn lists_alone_tell_that_the_clock_stands_before_them() {
    let directory = tempfile::tempdir().expect("directory");
    let config = config(directory.path());
    let open =
        |now| Verifier::open(config.clone(), Arc::new(ManualClock::at(now))).expect("opened");
    let bundle = Publisher::new().bundle().to_json();
    let report = open(NOW).import_bundle(bundle.as_bytes()).expect("a bundle");
    assert!(report.is_complete(), "{report:?}");
    let vector = include_str!("../vectors/reject/issuer-unknown.json");
    let vector: serde_json::Value = serde_json::from_str(vector).expect("json");
    let text = vector["text"].as_str().expect("text");
    let answered = |now| {
        std::fs::remove_file(directory.path().join("time-floor.json")).expect("there");
        // Whether the clock is trusted is asked before who made the code.
        open(now).verify(text, SceneCode::new(501)).reasons
    };
    assert_eq!(answered(NOW.minus(3600)), [Reason::ClockUntrusted]);
    assert_eq!(answered(NOW), [Reason::IssuerUnknown]);
}

/// Counts how often it is asked.
struct CountingClock(ManualClock, AtomicU64);

impl Clock for CountingClock {
    fn now(&self) -> UnixTime {
        self.1.fetch_add(1, Ordering::SeqCst);
        self.0.now()
    }

    fn monotonic(&self) -> Monotonic {
        self.1.fetch_add(1, Ordering::SeqCst);
        self.0.monotonic()
    }
}

#[test]
fn a_scan_asks_the_hosts_clock_for_one_reading_and_a_scan_as_of_a_time_for_none() {
    let directory = tempfile::tempdir().expect("directory");
    let clock = Arc::new(CountingClock(ManualClock::at(NOW), AtomicU64::new(0)));
    let gate = Verifier::open(config(directory.path()), clock.clone()).expect("opened");
    let asked = |scan: &dyn Fn() -> Verdict| {
        let before = clock.1.load(Ordering::SeqCst);
        assert_ne!(scan().outcome, Outcome::Accepted);
        clock.1.load(Ordering::SeqCst) - before
    };
    assert_eq!(asked(&|| gate.verify_as_of("SSC1:", SceneCode::new(501), NOW)), 0);
    // The count of the monotonic clock, and the wall clock where no sync has begun one.
    assert_eq!(asked(&|| gate.verify("SSC1:", SceneCode::new(501))), 2);
}
