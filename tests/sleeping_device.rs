//! The monotonic clock runs on while the device sleeps. Linux lets one of its clocks be moved for the
//! processes of a time namespace (`unshare` of util-linux, as root or where users may have namespaces):
//! to them it looks as if the machine had slept for a day.
#![cfg(target_os = "linux")]

use std::os::unix::fs::MetadataExt as _;
use std::process::Command;

use essc::ports::clock::{Clock as _, SystemClock};

const DAY: u64 = 86_400;

/// Reads the clock and prints it; what the other test reads in a process of its own.
#[test]
#[expect(clippy::print_stdout, reason = "the other test reads it")]
fn prints_how_long_the_machine_has_been_running() {
    let (first, second) = (SystemClock.monotonic(), SystemClock.monotonic());
    println!("running for {} ms", second.millis());
    assert!(first.boot == second.boot && first.elapsed <= second.elapsed);
}

/// What the clock shows to a process for which these clocks were moved on by a day.
fn running_in_a_process_with(moved: &str) -> u64 {
    let mut unshare = Command::new("unshare");
    if std::fs::metadata("/proc/self").expect("a process").uid() != 0 {
        unshare.args(["--user", "--map-root-user"]);
    }
    unshare.args(["--time", moved, &DAY.to_string(), "--fork"]);
    unshare.arg(std::env::current_exe().expect("this program"));
    unshare.args(["--exact", "prints_how_long_the_machine_has_been_running", "--nocapture"]);
    let output = unshare.output().expect("unshare is there");
    let printed = String::from_utf8(output.stdout).expect("text");
    let reading = printed.split_once("running for ").and_then(|(_, rest)| rest.split_once(" ms"));
    let (millis, _) = reading.unwrap_or_else(|| {
        panic!("{printed}{}", String::from_utf8_lossy(&output.stderr));
    });
    millis.parse().expect("a number")
}

#[test]
fn the_clock_counts_the_time_that_the_machine_sleeps() {
    let here = || SystemClock.monotonic().millis();
    for (moved, by) in [("--boottime", DAY * 1000), ("--monotonic", 0)] {
        let before = here();
        let there = running_in_a_process_with(moved);
        let after = here();
        assert!((before + by..=after + by).contains(&there), "{moved}: {before} {there} {after}");
    }
}
