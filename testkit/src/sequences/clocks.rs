//! Clocks, time floor and replay guard while lists and restarts come (protocol §6.3, §6.5, §6.6).

use essc::model::reason::Reason;
use essc::model::scene::{Replay, Scene};
use serde_json::json;

use crate::documents::{Document, at, base, museum, scene, status, trust};
use crate::sequence::Became::{Refused, Unchanged, Updated};
use crate::story::{Story, bring, story};

const UNTRUSTED: [Reason; 1] = [Reason::ClockUntrusted];

pub fn stories() -> Vec<Story> {
    [guards(), set_back(), floors()].into_iter().flatten().collect()
}

/// A museum, a door that takes each code once, and a turnstile that takes each card once in ten minutes.
fn doors() -> Document {
    base(
        3,
        vec![
            scene(501, "culture"),
            Scene { replay: Replay::Code, ..scene(502, "culture") },
            Scene { replay: Replay::Card, cooldown: Some(600), ..scene(503, "culture") },
        ],
    )
    .named("base with doors")
}

fn guards() -> Vec<Story> {
    let held = || bring(&trust(7), Updated).catalogue(&doors(), Updated);
    vec![
        story(
            "guard-restarted",
            "after a restart every code made before it, or up to 15 s after, is refused",
        )
        .guarding(&[502, 503])
        .import(0, held())
        .scan_code(10, 502, 5, &[])
        .scan_code(11, 502, 5, &[Reason::Replayed])
        .restart(20)
        .scan_code(21, 502, 5, &[Reason::ReplayGuardCold])
        .scan_code(36, 502, 35, &[Reason::ReplayGuardCold])
        .scan_code(37, 502, 36, &[])
        .scan_code(38, 502, 36, &[Reason::Replayed])
        .scan_code(38, 501, 33, &[]),
        story("cool-down-over-a-restart", "a cool-down outlasts a restart")
            .guarding(&[502, 503])
            .import(0, held())
            .scan_code(10, 503, 5, &[])
            .restart(20)
            .scan_code(50, 503, 45, &[Reason::Replayed])
            .restart(500)
            .scan_code(609, 503, 604, &[Reason::Replayed])
            .scan_code(610, 503, 605, &[]),
        story(
            "guard-with-its-clock-set-back",
            "codes are known by what they say, wherever the clock stands",
        )
        .guarding(&[502, 503])
        .import(0, held())
        .scan_code(10, 502, 5, &[])
        .scan_code(-60, 502, -65, &[])
        .scan_code(-60, 502, -65, &[Reason::Replayed])
        .scan_code(-10, 502, 5, &[Reason::Replayed]),
        story(
            "guard-restarted-with-its-clock-set-back",
            "a guard's start is never dated before the time floor",
        )
        .guarding(&[502, 503])
        .import(0, held())
        .scan_code(110, 502, 105, &[])
        .restart(-100)
        .scan_code(-90, 502, -95, &[Reason::ReplayGuardCold])
        .scan_code(111, 502, 105, &[Reason::ReplayGuardCold])
        .scan_code(126, 502, 125, &[Reason::ReplayGuardCold])
        .scan_code(127, 502, 126, &[]),
    ]
}

fn set_back() -> Vec<Story> {
    let trust = trust(7);
    let shelf = base(3, museum());
    let held = || bring(&trust, Updated).catalogue(&shelf, Updated);
    let month = 86_400 * 40;
    vec![
        story("clock-set-back", "300 s behind the latest time seen are forgiven, 301 s are not")
            .import(0, held())
            .scan(100, 501, &[])
            .scan(-200, 501, &[])
            .scan(-201, 501, &UNTRUSTED)
            .scan(100, 501, &[]),
        story("clock-set-back-and-restarted", "the latest time seen outlasts a restart")
            .import(0, held())
            .restart(-400)
            .scan(-400, 501, &UNTRUSTED)
            .scan(-300, 501, &[]),
        story("clock-once-a-month-ahead", "without a network nothing lowers the latest time seen")
            .import(0, held())
            .restart(month)
            .restart(10)
            .scan(20, 501, &UNTRUSTED)
            .import(30, bring(&trust.clone().set("seq", json!(8)).named("trust 8"), Updated))
            .scan(40, 501, &UNTRUSTED)
            .restart(50)
            .scan(60, 501, &UNTRUSTED),
        story(
            "lists-loaded-by-a-clock-set-back",
            "lists are taken in whatever the floor says of the time",
        )
        .import(0, held())
        .import(-1000, bring(&trust, Unchanged).status(&status(-1200), Updated))
        .scan(-1000, 501, &UNTRUSTED)
        .scan(10, 501, &[]),
    ]
}

fn floors() -> Vec<Story> {
    let trust = trust(7);
    let ahead = base(3, museum()).set("iat", at(300)).named("base 3 ahead");
    let newer = base(4, museum());
    vec![
        story(
            "floor-of-a-list-replaced-at-once",
            "a list raises the floor though the same bundle replaces it",
        )
        .import(0, bring(&trust, Updated).catalogue(&ahead, Updated).catalogue(&newer, Updated))
        .scan(-1, 501, &UNTRUSTED)
        .scan(0, 501, &[])
        .restart(0)
        .scan(-1, 501, &UNTRUSTED)
        .scan(0, 501, &[]),
        story(
            "lists-dated-out-of-order",
            "numbers say which list is newer; dates raise the floor and never lower it",
        )
        .import(
            0,
            bring(&trust.clone().set("iat", at(200)).named("trust 7 ahead"), Updated).catalogue(
                &ahead.clone().set("iat", at(100)).named("base 3 a little ahead"),
                Updated,
            ),
        )
        .import(
            10,
            bring(&trust.clone().set("seq", json!(8)).named("trust 8 of yesterday"), Updated)
                .catalogue(&newer, Updated),
        )
        .scan(20, 501, &[])
        .restart(30)
        .scan(-101, 501, &UNTRUSTED)
        .scan(-100, 501, &[]),
        story("floor-of-a-list-that-is-dropped", "a list that is dropped leaves its date")
            .import(
                0,
                bring(&trust, Updated).status(&status(200), Updated).catalogue(&newer, Updated),
            )
            .import(10, bring(&stolen(), Updated))
            .without_status()
            .restart(20)
            .scan(-101, 501, &UNTRUSTED)
            .scan(-100, 501, &[]),
        story(
            "floor-of-a-root-pinned-no-more",
            "a list that counts no more because of its root leaves its date too",
        )
        .import(0, bring(&trust.clone().set("iat", at(200)).named("trust 7 ahead"), Updated))
        .restart_pinning(10, &[(2, 1)])
        .without_trust()
        .scan(-101, 501, &UNTRUSTED)
        .scan(-100, 501, &[Reason::TrustMissing]),
        story("floor-of-a-list-refused", "a list that is refused raises nothing")
            .import(
                0,
                bring(&trust, Updated)
                    .status(&status(301), Refused)
                    .catalogue(&base(3, vec![]).set("iat", at(250)).edit(broken), Refused)
                    .catalogue(&newer, Updated),
            )
            .scan(-300, 501, &[])
            .scan(-301, 501, &UNTRUSTED),
    ]
}

fn stolen() -> Document {
    trust(8).with_state("06b72402", "compromised")
}

fn broken(payload: &mut serde_json::Value) {
    payload["scenes"] = json!("none");
}
