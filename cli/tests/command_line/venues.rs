//! Venue cards that are renewed at syncs, and gates that are put out of service, each command a process of
//! its own and by the system's clock: a card that lives less than the five minutes by which it starts
//! early is always due.

use std::time::Duration;

use serde_json::{Value, json};

use crate::city::City;
use crate::program::{arg, essc, essc_killed_after};

const ASK: [&str; 3] = ["request", "--scene", "0302"];

fn city() -> City {
    let city = City::found_with(|settings| settings["venue_life"] = json!(290));
    city.enroll();
    city.open_hospital();
    city
}

fn sync(city: &City, code: i32) -> Value {
    city.gate(&["sync", "--json", &city.trust_list()]).ends_with(code).json()
}

/// The operator enters the hospital again, with the key of the gate that it has: the venue card that
/// comes of it is for the gate to fetch.
fn enter_again(city: &City, scenes: &str) -> u64 {
    let root = city.folder("issuer").join("root.jwk");
    let key = city.gate(&["init", "--region", "440106", "--root", arg(&root)]).ends_with(0);
    let venue = ["--region", "440100", "--id", "hospital-1", "--name", "第一医院"];
    let args = [&venue[..], &["--scenes", scenes, key.line()]].concat();
    city.operate("add-venue", &args)["expires"].as_u64().expect("a time")
}

fn wait_a_second() {
    // Cards are numbered by their second, and this is the system's clock.
    let begun = City::now();
    while City::now() == begun {
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_sync_fetches_the_next_card_and_the_next_request_of_another_process_has_it() {
    let city = city();
    let first = sync(&city, 0);
    assert_eq!(first["venue_card"]["outcome"], "unchanged", "{first}");
    assert_eq!(first["documents"][0]["document"], "trust_list");
    wait_a_second();
    let until = enter_again(&city, "0302,0701");
    let synced = sync(&city, 0);
    let expected = json!({ "outcome": "renewed", "until": until, "reason": null });
    assert_eq!(synced["venue_card"], expected);
    let request = city.gate(&ASK).ends_with(0).line().to_owned();
    let inspected = essc(&["inspect", "--json", &request]).ends_with(0).json();
    assert_eq!(inspected["venue"]["exp"], json!(until));
    assert_eq!(inspected["venue"]["scenes"], json!(["0302", "0701"]), "scenes may change");
    let said = city.gate(&["sync", &city.trust_list()]).ends_with(0);
    assert!(said.out.contains("The venue card is the newest."), "{said:?}");
}

#[test]
fn a_withdrawn_gate_is_told_so_keeps_its_card_and_never_gets_another_whatever_is_killed() {
    let mut city = city();
    let before = sync(&city, 0)["venue_card"]["until"].clone();
    let named = ["--region", "440100", "hospital-1"];
    let withdrawn = city.operate("withdraw-venue", &named);
    assert_eq!(withdrawn["cards_end"], before, "until then it can ask");
    // Killed at once after its answer, as the power does it.
    city.serve();
    assert_eq!(city.operate("withdraw-venue", &named), withdrawn);
    let listed = city.operate("venues", &["--region", "440100"]);
    assert_eq!(listed["venues"][0]["state"], "withdrawn");
    assert_eq!(
        (&listed["venues"].as_array().expect("a list").len(), &listed["next"]),
        (&1, &Value::Null)
    );
    let synced = sync(&city, 3);
    assert_eq!(synced["venue_card"]["outcome"], "withdrawn");
    assert_eq!(synced["venue_card"]["until"], before);
    assert_eq!(synced["documents"][0]["reason"], Value::Null, "lists come all the same: {synced}");
    let said = city.gate(&["sync", &city.trust_list()]).ends_with(3);
    assert!(said.out.contains("withdrew this gate's key"), "{said:?}");
    assert!(said.out.contains(" UTC"), "{said:?}");
    city.gate(&ASK).ends_with(0);

    let root = city.folder("issuer").join("root.jwk");
    let key = city.gate(&["init", "--region", "440106", "--root", arg(&root)]).ends_with(0);
    let again = ["--region", "440100", "--id", "hospital-1", "--name", "第一医院", "--scenes"];
    let refused = city.refuse("add-venue", &[&again[..], &["0302", key.line()]].concat());
    assert!(refused.err.contains("withdrawn for good"), "{refused:?}");
    let unknown = city.refuse("withdraw-venue", &["--region", "440100", "hospital-2"]);
    assert!(unknown.err.contains("no such venue"), "{unknown:?}");
    // A new gate of the same venue, with a key of its own.
    let data = city.folder("gate-2");
    let gate = |args: &[&str]| essc(&[&["gate", "--data", arg(&data)], args].concat());
    let key = gate(&["init", "--region", "440106", "--root", arg(&root)]).ends_with(0);
    let added = city.operate("add-venue", &[&again[..], &["0302", key.line()]].concat());
    let file = city.folder("venue-card-2.txt");
    std::fs::write(&file, added["venue_card"].as_str().expect("card")).expect("written");
    gate(&["venue-card", arg(&file)]).ends_with(0);
    let synced = gate(&["sync", "--json", &city.trust_list()]).ends_with(0).json();
    assert_eq!(synced["venue_card"]["outcome"], "unchanged");
    assert_eq!(sync(&city, 3)["venue_card"]["outcome"], "withdrawn");
}

#[test]
fn syncs_that_are_killed_leave_a_card_that_the_gate_asks_with() {
    let city = city();
    let data = city.folder("gate");
    let list = city.trust_list();
    let args = ["gate", "--data", arg(&data), "sync", &list];
    for kill in 0..8u64 {
        let until = enter_again(&city, "0302");
        essc_killed_after(Duration::from_millis(20 + 25 * kill), &args);
        city.gate(&ASK).ends_with(0);
        let synced = sync(&city, 0);
        assert!(synced["venue_card"]["until"].as_u64().expect("a time") >= until, "{synced}");
        city.gate(&ASK).ends_with(0);
    }
}

#[test]
fn an_issuer_that_is_off_and_a_damaged_card_are_told_and_the_lists_stay() {
    let mut city = city();
    city.serving = None;
    let synced = sync(&city, 3);
    assert_eq!(synced["venue_card"]["outcome"], "unreachable");
    city.gate(&ASK).ends_with(0);
    city.serve();
    std::fs::write(city.folder("gate").join("venue-card.cbor"), b"damaged").expect("written");
    let synced = city.gate(&["sync", "--json", &city.trust_list()]).ends_with(0);
    assert!(synced.err.contains("damaged") || synced.err.contains("CBOR"), "{synced:?}");
    assert_eq!(synced.json()["venue_card"], Value::Null);
}
