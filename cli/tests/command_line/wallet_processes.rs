//! Several processes on one phone's folder: one at a time has it, and the others are told so.

use std::collections::HashSet;
use std::net::TcpListener;

use crate::city::City;
use crate::program::{Conversation, Run, arg};

const IN_USE: &str = "another process or wallet object uses the wallet";

/// Runs one command of the wallet in each of several processes at once.
fn at_once(city: &City, count: usize, args: &[&str]) -> Vec<Run> {
    std::thread::scope(|scope| {
        let started: Vec<_> = (0..count).map(|_| scope.spawn(|| city.wallet(args))).collect();
        started.into_iter().map(|run| run.join().expect("it ran")).collect()
    })
}

#[test]
fn a_process_that_holds_the_folder_keeps_others_out_until_it_ends_even_by_a_kill() {
    let mut city = City::found();
    city.enroll();
    city.serving = None;
    // In the issuer's place, somebody who takes calls and never answers.
    let trust_list = city.trust_list();
    let address = trust_list.trim_start_matches("http://").trim_end_matches("/trust-list");
    let silent = TcpListener::bind(address).expect("the issuer's address");
    let data = city.folder("wallet");
    let holding = Conversation::start(&["wallet", "--data", arg(&data), "refresh"]);
    let (_waits_for_an_answer, _) = silent.accept().expect("it asks the issuer");

    for command in [&["cards"][..], &["code", "--scene", "0901", "--text"], &["refresh"]] {
        let kept_out = city.wallet(command).ends_with(3);
        assert!(kept_out.err.contains(IN_USE) && kept_out.out.is_empty(), "{kept_out:?}");
    }
    holding.kill();
    let shown = city.wallet(&["code", "--scene", "0901", "--text"]).ends_with(0);
    assert!(shown.line().starts_with("SSC1:"), "{shown:?}");
}

#[test]
fn processes_that_come_at_once_make_no_code_twice_and_leave_the_card_as_it_was() {
    let city = City::found();
    city.enroll();
    let mut codes = HashSet::new();
    for _ in 0..3 {
        let runs = at_once(&city, 6, &["code", "--scene", "0901", "--new", "--text"]);
        let (shown, kept_out): (Vec<Run>, Vec<Run>) =
            runs.into_iter().partition(|run| run.code == 0);
        assert!(!shown.is_empty(), "one of them comes first: {kept_out:?}");
        for run in kept_out {
            assert!(run.ends_with(3).err.contains(IN_USE));
        }
        for run in shown {
            assert!(codes.insert(run.line().to_owned()), "made twice: {run:?}");
        }
        for run in at_once(&city, 3, &["refresh"]) {
            assert!(run.code == 0 || run.err.contains(IN_USE), "{run:?}");
        }
    }
    let cards = city.wallet(&["cards", "--json"]).ends_with(0).json();
    assert_eq!(cards["cards"][0]["state"], "active");
    assert_eq!(cards["cards"].as_array().map(Vec::len), Some(1));
}
