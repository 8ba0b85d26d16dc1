//! Several processes that work for one gate: a scanner that runs all day, and beside it syncs, imports,
//! requests and other scans, some of which are killed.

use std::time::Duration;

use serde_json::json;

use crate::city::City;
use crate::program::{Conversation, arg, essc, essc_killed_after};

/// A scanner at the hospital's queue.
fn scanner(city: &City, scene: &str) -> Conversation {
    let data = city.folder("gate");
    Conversation::start(&["gate", "--data", arg(&data), "verify", "--scene", scene, "--json", "-"])
}

fn code(city: &City, scene: &str) -> String {
    city.wallet(&["code", "--scene", scene, "--text", "--new"]).ends_with(0).line().to_owned()
}

#[test]
fn a_loss_that_another_process_fetched_is_known_to_the_scanner_that_runs() {
    let city = City::found();
    let number = city.enroll();
    city.open_hospital();
    let mut scanner = scanner(&city, "0901");
    let before = scanner.ask(&code(&city, "0901"));
    assert!(!before["reasons"].to_string().contains("CARD_SUSPENDED"), "{before}");

    city.operate("lose", &[&number]);
    let synced = city.gate(&["sync", &city.trust_list()]).ends_with(0);
    assert!(synced.out.contains("updated"), "{synced:?}");
    // The card was fresh when it was made, and the phone is offline: it can still show codes.
    let after = scanner.ask(&code(&city, "0901"));
    assert_eq!(after["reasons"], json!(["CARD_SUSPENDED"]), "{after}");

    city.operate("release", &[&number]);
    city.gate(&["sync", &city.trust_list()]).ends_with(0);
    let released = scanner.ask(&code(&city, "0901"));
    assert!(!released["reasons"].to_string().contains("CARD_SUSPENDED"), "{released}");
    assert_eq!(scanner.end(), Some(1), "not every code was accepted");
}

#[test]
fn a_request_of_another_process_is_answered_once_at_the_scanner_that_runs() {
    let city = City::found();
    city.enroll();
    city.open_hospital();
    let mut scanner = scanner(&city, "0302");
    assert_eq!(scanner.ask("nothing")["outcome"], "unreadable");
    for amount in ["100", "200"] {
        let ask = ["request", "--scene", "0302", "--amount", amount, "--purpose", "门诊结算"];
        let request = city.gate(&ask).ends_with(0).line().to_owned();
        let answer = ["code", "--request", &request, "--yes", "--text"];
        let answered = city.wallet(&answer).ends_with(0);
        assert!(answered.err.contains("will disclose: identity"), "{answered:?}");
        let answer = answered.line().to_owned();
        let accepted = scanner.ask(&answer);
        assert_eq!(accepted["outcome"], "accepted", "{accepted}");
        assert_eq!(scanner.ask(&answer)["reasons"], json!(["REPLAYED"]));
    }
}

#[test]
fn a_second_scan_beside_a_scanner_is_told_so_and_takes_over_when_it_is_gone() {
    let city = City::found();
    city.enroll();
    city.open_hospital();
    let ask = ["request", "--scene", "0302", "--amount", "100", "--purpose", "门诊结算"];
    let request = city.gate(&ask).ends_with(0).line().to_owned();
    let answer = ["code", "--request", &request, "--yes", "--text"];
    let answer = city.wallet(&answer).ends_with(0).line().to_owned();

    let mut scanner = scanner(&city, "0302");
    assert_eq!(scanner.ask(&answer)["outcome"], "accepted");
    let scan = ["verify", "--scene", "0302", "--json", &answer];
    let refused = city.gate(&scan).ends_with(3);
    assert!(refused.out.is_empty() && refused.err.contains("another process"), "{refused:?}");
    let data = city.folder("gate");
    let chinese = essc(&[&["gate", "--data", arg(&data)], &scan[..]].concat()).ends_with(3);
    assert!(chinese.err.contains("另一个进程正在验码"), "{chinese:?}");
    // What is judged as of a time is remembered by nobody.
    let at = ["verify", "--scene", "0302", "--json", "--at", &City::now(), &answer];
    city.gate(&at).json();

    scanner.kill();
    // It has the acceptance from the disk alone.
    assert_eq!(city.gate(&scan).ends_with(1).json()["reasons"], json!(["REPLAYED"]));
}

#[test]
fn syncs_that_are_killed_leave_lists_that_the_scanner_and_the_next_sync_take() {
    let city = City::found();
    let number = city.enroll();
    city.open_hospital();
    let mut scanner = scanner(&city, "0901");
    let data = city.folder("gate");
    let list = city.trust_list();
    let sync = ["gate", "--data", arg(&data), "sync", &list];
    let mut suspended = false;
    for kill in 0..12u64 {
        suspended = !suspended;
        city.operate(if suspended { "lose" } else { "release" }, &[&number]);
        // From before it opens the folder to after it has written everything.
        essc_killed_after(Duration::from_millis(10 + 17 * kill), &sync);
        let verdict = scanner.ask(&code(&city, "0901"));
        assert!(
            !verdict["reasons"].to_string().contains("TRUST_MISSING")
                && !verdict["reasons"].to_string().contains("STATUS_MISSING"),
            "lists are missing after a kill: {verdict}"
        );
        let synced = essc(&sync).ends_with(0);
        assert!(!synced.out.contains("refused"), "{synced:?}");
        let verdict = scanner.ask(&code(&city, "0901"));
        let says = verdict["reasons"].to_string().contains("CARD_SUSPENDED");
        assert_eq!(says, suspended, "after kill {kill}: {verdict}");
    }
}

#[test]
fn scanners_that_are_killed_during_a_sync_leave_a_folder_that_the_next_one_opens() {
    let city = City::found();
    let number = city.enroll();
    city.open_hospital();
    for round in 0..6 {
        let mut scanner = scanner(&city, "0901");
        scanner.ask(&code(&city, "0901"));
        city.operate(if round % 2 == 0 { "lose" } else { "release" }, &[&number]);
        let list = city.trust_list();
        std::thread::scope(|scope| {
            let syncing = scope.spawn(|| city.gate(&["sync", &list]));
            std::thread::sleep(Duration::from_millis(40 * round));
            scanner.kill();
            syncing.join().expect("a sync").ends_with(0);
        });
    }
    let shown = code(&city, "0901");
    let judged = city.gate(&["verify", "--scene", "0901", "--at", &City::now(), "--json", &shown]);
    assert_eq!(judged.ends_with(0).json()["outcome"], "accepted");
}

#[test]
fn two_syncs_at_once_both_end_well() {
    let city = City::found();
    city.enroll();
    city.open_hospital();
    let list = city.trust_list();
    for _ in 0..4 {
        city.operate("publish", &[]);
        std::thread::scope(|scope| {
            let both = [(); 2].map(|()| scope.spawn(|| city.gate(&["sync", &list])));
            for sync in both {
                let synced = sync.join().expect("a sync").ends_with(0);
                assert!(!synced.out.contains("refused"), "{synced:?}");
            }
        });
    }
}

/// A request of the hospital's and the wallet's answer to it.
fn answered(city: &City) -> String {
    let ask = ["request", "--scene", "0302", "--amount", "100", "--purpose", "门诊结算"];
    let request = city.gate(&ask).ends_with(0).line().to_owned();
    let answer = ["code", "--request", &request, "--yes", "--text"];
    city.wallet(&answer).ends_with(0).line().to_owned()
}

#[test]
fn an_answer_given_to_several_processes_at_once_is_accepted_by_one() {
    let city = City::found();
    city.enroll();
    city.open_hospital();
    for _ in 0..3 {
        let answer = answered(&city);
        let scan = ["verify", "--scene", "0302", "--json", &answer];
        let runs = std::thread::scope(|scope| {
            let scans = [(); 6].map(|()| scope.spawn(|| city.gate(&scan)));
            scans.map(|scan| scan.join().expect("a scan"))
        });
        let accepted = runs.iter().filter(|run| run.code == 0).count();
        assert_eq!(accepted, 1, "{runs:?}");
        // Each of the others was told so, or that another process was verifying all the while.
        let is_refused = |code| [0, 1, 3].contains(&code);
        assert!(runs.iter().all(|run| is_refused(run.code)), "{runs:?}");
        let refused = runs.iter().filter(|run| run.code == 1);
        refused.for_each(|run| assert_eq!(run.json()["reasons"], json!(["REPLAYED"])));
    }
}

#[test]
fn a_process_that_opened_the_folder_before_an_acceptance_knows_of_it_when_it_takes_over() {
    let city = City::found();
    city.enroll();
    city.open_hospital();
    let answer = answered(&city);
    let mut first = scanner(&city, "0302");
    assert_eq!(first.ask("nothing")["outcome"], "unreadable", "it has the guard");
    // Opened now, and waiting for the guard.
    let mut second = scanner(&city, "0302");
    assert_eq!(first.ask(&answer)["outcome"], "accepted");
    first.kill();
    assert_eq!(second.ask(&answer)["reasons"], json!(["REPLAYED"]));
}

#[test]
fn a_damaged_file_of_requests_stops_no_gate_and_what_it_held_is_not_accepted() {
    let city = City::found();
    city.enroll();
    city.open_hospital();
    let lost = answered(&city);
    std::fs::write(city.folder("gate").join("requests.json"), b"[{").expect("damaged");
    let scan = |answer: &str| city.gate(&["verify", "--scene", "0302", "--json", answer]);
    assert_eq!(scan(&lost).ends_with(1).json()["reasons"], json!(["CHALLENGE_MISMATCH"]));
    let next = answered(&city);
    scan(&next).ends_with(0);
    assert_eq!(scan(&next).ends_with(1).json()["reasons"], json!(["REPLAYED"]));
}
