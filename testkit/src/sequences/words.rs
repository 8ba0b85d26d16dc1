//! Words of a later version: the entry they stand in is unusable, the document is not (protocol §0).

use essc::model::functions::CardFunction;
use essc::model::reason::Reason;
use serde_json::{Value, json};

use crate::documents::{Document, base, museum, overlay, scene, second, status, trust};
use crate::sequence::Became::{Refused, Updated};
use crate::story::{Story, bring, story};
use essc::model::region::Region;

const CARD: &str = "06b72401";
const STATUS: &str = "06b72402";
const LATER: &str = "of_a_later_version";
const UNKNOWN: [Reason; 2] = [Reason::StatusMissing, Reason::SceneUnknown];

pub fn stories() -> Vec<Story> {
    [trust_lists(), catalogues(), no_words()].into_iter().flatten().collect()
}

fn trust_lists() -> Vec<Story> {
    let shelf = base(3, museum());
    let other_use = trust(7)
        .and_key(second::STATUS, "status")
        .with_key(STATUS, |key| key["use"] = json!(LATER))
        .named("trust 7, use of a later version");
    let by_second =
        status(-600).by(Region::GUANGZHOU, second::STATUS).named("status by another key");
    let other_level = trust(7)
        .edit(|payload| payload["issuers"][1]["level"] = json!(LATER))
        .named("trust 7, level of a later version");
    vec![
        story(
            "key-state-of-a-later-version",
            "a card key of a state that is not known is not there",
        )
        .import(
            0,
            bring(&trust(7).with_state(CARD, LATER), Updated)
                .status(&status(-600), Updated)
                .catalogue(&shelf, Updated),
        )
        .scan(10, 501, &[Reason::IssuerUnknown]),
        story(
            "key-use-of-a-later-version",
            "a key of a use that is not known signs nothing; others do",
        )
        .import(
            0,
            bring(&other_use, Updated)
                .status(&status(-600), Refused)
                .status(&by_second, Updated)
                .catalogue(&shelf, Updated),
        )
        .scan(10, 501, &[]),
        story(
            "issuer-level-of-a-later-version",
            "no key of an issuer of a level that is not known counts",
        )
        .import(
            0,
            bring(&other_level, Updated)
                .status(&status(-600), Refused)
                .catalogue(&shelf, Updated)
                .catalogue(&overlay(3, vec![scene(10_500, "culture")]), Refused),
        )
        .scan(10, 501, &[Reason::IssuerUnknown]),
        story(
            "level-of-a-later-version-for-a-while",
            "numbers outlast a list in which their issuer's level is not known",
        )
        .import(
            0,
            bring(&trust(7), Updated)
                .status(&status(-500), Updated)
                .catalogue(&shelf, Updated)
                .catalogue(&overlay(9, vec![scene(10_500, "culture")]), Updated),
        )
        .import(10, bring(&numbered(8, &other_level), Updated))
        .without_status()
        .scan(20, 501, &[Reason::IssuerUnknown])
        .import(
            30,
            bring(&trust(9), Updated)
                .status(&status(-600), Refused)
                .catalogue(&overlay(8, vec![]), Refused),
        )
        .restart(40)
        .import(
            50,
            bring(&trust(10), Updated)
                .status(&status(-600), Refused)
                .catalogue(&overlay(8, vec![]), Refused)
                .catalogue(&overlay(10, vec![scene(10_501, "culture")]), Updated),
        )
        .import(60, bring(&trust(11), Updated).status(&status(-400), Updated))
        .scan(70, 10_501, &[]),
        story(
            "key-use-of-a-later-version-changes",
            "a use that is not known is remembered as its word",
        )
        .import(0, bring(&other_use, Updated).catalogue(&shelf, Updated))
        .import(10, bring(&next_of(&other_use, "another_later_word"), Refused))
        .import(20, bring(&next_of(&other_use, LATER), Updated))
        .scan(30, 501, &[]),
    ]
}

fn next_of(list: &Document, key_use: &str) -> Document {
    let name = format!("trust 8, use {key_use}");
    list.clone()
        .set("seq", json!(8))
        .with_key(STATUS, |key| key["use"] = json!(key_use))
        .named(&name)
}

/// A scene with one member changed.
fn with(code: u16, member: &str, value: Value) -> Value {
    let mut scene = serde_json::to_value(scene(code, "culture")).expect("json");
    scene[member] = value;
    scene
}

fn of_scenes(name: &str, scenes: Vec<Value>) -> Document {
    base(3, vec![]).set("scenes", json!(scenes)).named(name)
}

fn catalogues() -> Vec<Story> {
    let trust = trust(7);
    let mut mandatory = with(302, "challenge", json!(LATER));
    mandatory["area"] = json!("medical");
    let scenes = vec![
        with(501, "level", json!(1)),
        with(502, "profiles", json!(["validity", LATER])),
        with(503, "answers", json!([LATER])),
        with(504, "functions", json!([LATER])),
        with(505, "min_key", json!(LATER)),
        with(506, "delegated", json!(LATER)),
        mandatory,
        with(508, "replay", json!(LATER)),
    ];
    let told = of_scenes("base 3 with many later words", scenes);
    let story_of = story(
        "scenes-of-a-later-version",
        "a scene with a word that is not known is unknown, the others count",
    )
    .import(0, bring(&trust, Updated).catalogue(&told, Updated))
    .scan(10, 501, &[]);
    let story_of = [502, 503, 504, 505, 506, 302, 508]
        .into_iter()
        .fold(story_of, |story, scene| story.scan(10, scene, &UNKNOWN));
    vec![
        story_of,
        story(
            "scenes-of-a-later-version-restarted",
            "what is read back from disk is read in the same way",
        )
        .import(
            0,
            bring(&trust, Updated).catalogue(
                &of_scenes(
                    "base 3 with a later word",
                    vec![with(501, "level", json!(1)), with(601, "replay", json!(LATER))],
                ),
                Updated,
            ),
        )
        .restart(10)
        .scan(20, 501, &[])
        .scan(20, 601, &UNKNOWN),
        story(
            "scene-of-a-later-version-switched-off",
            "a scene that is off opens no area for an overlay",
        )
        .import(
            0,
            bring(&trust, Updated)
                .catalogue(&off_and_later(), Updated)
                .catalogue(&overlay(3, vec![scene(10_500, "sports")]), Refused),
        )
        .scan(10, 501, &[]),
    ]
}

fn off_and_later() -> Document {
    let mut off = with(601, "replay", json!(LATER));
    (off["enabled"], off["area"]) = (json!(false), json!("sports"));
    of_scenes("base 3, a later scene that is off", vec![with(501, "level", json!(1)), off])
}

/// What is no word, or out of its range, refuses the document; later words excuse nothing.
fn no_words() -> Vec<Story> {
    let trust = trust(7);
    let good = with(501, "level", json!(1));
    let told = |name: &'static str, shows: &str, scene: Value| {
        let refused = of_scenes(&format!("base 3, {name}"), vec![good.clone(), scene]);
        story(name, shows)
            .import(0, bring(&trust, Updated).catalogue(&refused, Refused))
            .scan(10, 501, &[Reason::StatusMissing, Reason::CatalogueMissing])
            .import(
                20,
                bring(&trust, crate::sequence::Became::Unchanged)
                    .catalogue(&base(3, museum()), Updated),
            )
            .scan(30, 501, &[])
    };
    let mut out_of_range = with(502, "replay", json!(LATER));
    out_of_range["max_code_age"] = json!(256);
    let mut no_rotation = with(502, "replay", json!(LATER));
    no_rotation["rotate_after"] = json!(61);
    let functions = json!([CardFunction::Medical, LATER, LATER]);
    let mut with_text = with(502, "replay", json!(LATER));
    with_text["department"] = json!("");
    let long = "a".repeat(33);
    vec![
        told(
            "word-twice",
            "one word twice in a list, known or not, refuses",
            with(502, "functions", functions),
        ),
        told(
            "word-in-capitals",
            "what is no word at all refuses",
            with(502, "replay", json!("Code")),
        ),
        told(
            "word-too-long",
            "a word has at most 32 characters",
            with(502, "min_key", json!(long)),
        ),
        told(
            "word-of-another-type",
            "a number in the place of a word refuses",
            with(502, "delegated", json!(1)),
        ),
        told(
            "later-scene-out-of-range",
            "ranges are checked beside a later word too",
            out_of_range,
        ),
        told(
            "later-scene-that-does-not-rotate",
            "so is what ties numbers to each other",
            no_rotation,
        ),
        told("later-scene-without-a-department", "and texts", with_text),
    ]
}

fn numbered(seq: u64, list: &Document) -> Document {
    let name = format!("{} as {seq}", list.name);
    list.clone().set("seq", json!(seq)).named(&name)
}
