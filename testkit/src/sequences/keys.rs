//! Keys of a trust list: never missing, never replaced, never back (protocol §7.2).

use essc::model::reason::Reason;
use essc::model::region::Region;
use serde_json::json;

use crate::documents::{Document, at, base, museum, overlay, scene, second, status, trust};
use crate::sequence::Became::{Refused, Unchanged, Updated};
use crate::story::{Story, bring, story};

const CARD: &str = "06b72401";
const STATUS: &str = "06b72402";
const CITY_CATALOGUE: &str = "06b72403";
const BASE: &str = "06b6c001";

pub fn stories() -> Vec<Story> {
    [never_taken_back(), retired(), compromised()].into_iter().flatten().collect()
}

fn next(seq: u64) -> Document {
    trust(seq).set("iat", at(seq as i64 * 100 - 5000))
}

fn never_taken_back() -> Vec<Story> {
    let base = base(3, museum());
    let told = |name, shows: &str, first: &Document, then: &Document| {
        let name: &'static str = name;
        story(name, shows)
            .import(0, bring(first, Updated).catalogue(&base, Updated))
            .import(10, bring(then, Refused))
            .scan(20, 501, &[])
    };
    let vanished = next(8).named("trust 8 without a key").edit(|payload| {
        payload["issuers"][1]["keys"].as_array_mut().unwrap().remove(1);
    });
    let issuer_vanished = next(8).named("trust 8 without an issuer").edit(|payload| {
        payload["issuers"].as_array_mut().unwrap().remove(1);
    });
    let other_jwk = |key: &mut serde_json::Value| {
        key["jwk"] = serde_json::to_value(crate::documents::root_jwk(9)).unwrap();
    };
    let replaced = next(8).with_key(STATUS, other_jwk).named("trust 8, another key");
    let other_use =
        next(8).with_key(CITY_CATALOGUE, |key| key["use"] = json!("venue")).named("trust 8, use");
    let other_suite =
        next(8).with_key(CITY_CATALOGUE, |key| key["suite"] = json!(1)).named("trust 8, suite");
    let plain = next(7);
    vec![
        told("key-vanished", "a list without a key that was listed is refused", &plain, &vanished),
        told(
            "issuer-vanished",
            "a list without an issuer lacks its keys and is refused",
            &plain,
            &issuer_vanished,
        ),
        told("key-replaced", "another key under a listed kid is refused", &plain, &replaced),
        told("key-of-another-use", "another use under a listed kid is refused", &plain, &other_use),
        told("key-of-another-suite", "another suite under a kid is refused", &plain, &other_suite),
        told(
            "retired-key-comes-back",
            "a retired key never becomes active again",
            &next(7).with_state(STATUS, "retired"),
            &next(8).with_state(STATUS, "active"),
        ),
        story("compromised-key-comes-back", "a compromised key never becomes anything else")
            .import(
                0,
                bring(&next(7).with_state(STATUS, "compromised"), Updated)
                    .catalogue(&base, Updated),
            )
            .import(10, bring(&next(8).with_state(STATUS, "retired"), Refused))
            .import(20, bring(&next(9).with_state(STATUS, "unheard_of"), Refused))
            .import(30, bring(&next(10).with_state(STATUS, "active"), Refused))
            .restart(40)
            .import(50, bring(&next(11).with_state(STATUS, "retired"), Refused))
            .scan(60, 501, &[]),
        story(
            "key-of-a-suite-to-come",
            "a key of another suite is kept as it is, compared and never used",
        )
        .import(0, bring(&of_a_later_suite(7, "one"), Updated).catalogue(&base, Updated))
        .import(10, bring(&of_a_later_suite(8, "another"), Refused))
        .import(20, bring(&of_a_later_suite(9, "one"), Updated))
        .scan(30, 501, &[]),
        story("key-grows-old", "active, retired, a later state, compromised: no way but this one")
            .import(0, bring(&next(7), Updated).catalogue(&base, Updated))
            .import(10, bring(&next(8).with_state(STATUS, "retired"), Updated))
            .import(20, bring(&next(9).with_state(STATUS, "unheard_of"), Updated))
            .import(30, bring(&next(10).with_state(STATUS, "retired"), Refused))
            .import(40, bring(&next(11).with_state(STATUS, "also_unheard_of"), Updated))
            .import(50, bring(&next(12).with_state(STATUS, "compromised"), Updated))
            .scan(60, 501, &[]),
        story("key-comes-new", "keys may join, and count from then on")
            .import(0, bring(&next(7), Updated).catalogue(&base, Updated))
            .import(
                10,
                bring(&next(8).and_key(second::STATUS, "status"), Updated)
                    .status(&status(-600).by(Region::GUANGZHOU, second::STATUS), Updated),
            )
            .scan(20, 501, &[]),
    ]
}

fn retired() -> Vec<Story> {
    let base = base(3, museum());
    let city = |seq| overlay(seq, vec![scene(10_500, "culture")]);
    let retired = next(8)
        .with_key(STATUS, |key| key["state"] = json!("retired"))
        .with_key(CITY_CATALOGUE, |key| key["state"] = json!("retired"))
        .named("trust 8, keys retired");
    vec![
        story("lists-of-a-retired-key", "lists held of a retired key count; new ones are refused")
            .import(
                0,
                bring(&next(7), Updated)
                    .status(&status(-600), Updated)
                    .catalogue(&base, Updated)
                    .catalogue(&city(1), Updated),
            )
            .import(
                10,
                bring(&retired, Updated)
                    .status(&status(-500), Refused)
                    .catalogue(&city(2), Refused),
            )
            .scan(20, 10_500, &[])
            .import(
                30,
                bring(&retired, Unchanged)
                    .status(&status(-600), Unchanged)
                    .catalogue(&city(1), Unchanged),
            )
            .restart(40)
            .scan(50, 10_500, &[]),
        story("cards-of-a-retired-key", "cards of a retired key count until its exp")
            .import(
                0,
                bring(&next(7).with_state(CARD, "retired"), Updated).catalogue(&base, Updated),
            )
            .scan(10, 501, &[]),
        story(
            "key-not-in-its-period",
            "a list is refused outside its signer's period, kept once held",
        )
        .import(
            0,
            bring(&ending(), Updated).status(&status(-600), Updated).catalogue(&base, Updated),
        )
        .import(1000, bring(&ending(), Unchanged).status(&status(-500), Refused))
        .scan(1000, 501, &[])
        .restart(1010)
        .scan(1020, 501, &[]),
        story(
            "signed-by-a-key-of-another-use",
            "a card key signs no status list, nor a city a base",
        )
        .import(
            0,
            bring(&next(7), Updated)
                .status(&status(-600).by(Region::GUANGZHOU, 1), Refused)
                .catalogue(&base.clone().by(Region::GUANGZHOU, 3).named("base of 440100"), Refused)
                .catalogue(&base, Updated),
        )
        .scan(10, 501, &[]),
    ]
}

/// A trust list in which the status key's period ends soon.
fn ending() -> Document {
    next(7).with_key(STATUS, |key| key["exp"] = at(1000)).named("trust 7, a key ends")
}

fn compromised() -> Vec<Story> {
    let base = base(9, museum());
    let stolen_status = next(8).and_key(second::STATUS, "status").with_state(STATUS, "compromised");
    let by_second = |iat| {
        let name = format!("status {iat:+} of the second key");
        status(iat).by(Region::GUANGZHOU, second::STATUS).named(&name)
    };
    let stolen_city =
        next(8).and_key(second::CATALOGUE, "catalogue").with_state(CITY_CATALOGUE, "compromised");
    let stolen_both = next(8)
        .and_key(second::STATUS, "status")
        .and_key(second::CATALOGUE, "catalogue")
        .with_state(STATUS, "compromised")
        .with_state(CITY_CATALOGUE, "compromised");
    let city = |seq| overlay(seq, vec![scene(10_500, "culture")]);
    let honest = overlay(2, vec![scene(10_501, "culture")])
        .by(Region::GUANGZHOU, second::CATALOGUE)
        .named("overlay 2 of the second key");
    let unknown = [Reason::StatusMissing, Reason::SceneUnknown];
    vec![
        story(
            "status-key-compromised",
            "a compromised key's list is dropped at once, not its number",
        )
        .import(
            0,
            bring(&next(7), Updated).status(&status(-500), Updated).catalogue(&base, Updated),
        )
        .import(10, bring(&stolen_status, Updated))
        .without_status()
        .scan(20, 501, &[])
        .import(25, bring(&stolen_status, Unchanged).status(&status(-500), Refused))
        .import(30, bring(&stolen_status, Unchanged).status(&by_second(-600), Refused))
        .import(40, bring(&stolen_status, Unchanged).status(&by_second(-400), Updated))
        .scan(50, 501, &[]),
        story(
            "catalogue-key-compromised",
            "a thief's catalogue is dropped, and its number forgotten",
        )
        .import(
            0,
            bring(&next(7), Updated).catalogue(&base, Updated).catalogue(&city(99_999), Updated),
        )
        .import(10, bring(&stolen_city, Updated))
        .scan(20, 10_500, &unknown)
        .scan(20, 501, &[])
        .import(30, bring(&stolen_city, Unchanged).catalogue(&honest, Updated))
        .scan(40, 10_501, &[]),
        story(
            "catalogue-key-compromised-and-restarted",
            "the number stays forgotten after a restart",
        )
        .import(
            0,
            bring(&next(7), Updated).catalogue(&base, Updated).catalogue(&city(99_999), Updated),
        )
        .import(10, bring(&stolen_city, Updated))
        .restart(20)
        .import(30, bring(&stolen_city, Unchanged).catalogue(&city(99_999), Refused))
        .import(40, bring(&stolen_city, Unchanged).catalogue(&honest, Updated))
        .scan(50, 10_501, &[]),
        story(
            "replaced-in-the-bundle-that-calls-its-key-compromised",
            "a list and a catalogue of the same number by keys that count outlive a restart",
        )
        .import(
            0,
            bring(&next(7), Updated)
                .status(&status(-500), Updated)
                .catalogue(&base, Updated)
                .catalogue(&city(2), Updated),
        )
        .import(
            10,
            bring(&stolen_both, Updated)
                .catalogue(&honest, Updated)
                .status(&by_second(-400), Updated),
        )
        .restart(20)
        .scan(40, 10_501, &[]),
        story("base-key-compromised", "without its base a gate judges nothing")
            .import(0, bring(&next(7), Updated).catalogue(&base, Updated))
            .import(10, bring(&next(8).with_state(BASE, "compromised"), Updated))
            .scan(20, 501, &[Reason::StatusMissing, Reason::CatalogueMissing]),
        story("card-key-compromised", "no card of a compromised key counts, whatever its date")
            .import(0, bring(&next(7), Updated).catalogue(&base, Updated))
            .scan(10, 501, &[])
            .import(20, bring(&next(8).with_state(CARD, "compromised"), Updated))
            .scan(30, 501, &[Reason::IssuerKeyCompromised]),
        story("list-of-a-compromised-key", "a list of a compromised key is refused")
            .import(
                0,
                bring(&next(7).with_state(STATUS, "compromised"), Updated)
                    .status(&status(-600), Refused)
                    .catalogue(&base, Updated),
            )
            .scan(10, 501, &[]),
    ]
}

/// A list with a status key of a suite that is not known.
fn of_a_later_suite(seq: u64, content: &str) -> Document {
    let name = format!("trust {seq}, a key of suite 7, {content}");
    next(seq).named(&name).and_key(second::STATUS, "status").with_key("06b72414", |key| {
        key["suite"] = json!(7);
        key["jwk"] = json!({ "kty": "AKP", "pub": content });
    })
}
