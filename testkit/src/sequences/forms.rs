//! What refuses a document whoever signed it: ranges, periods, and what members must agree on
//! (protocol §7.2 to §7.4). One good document follows the bad ones and is accepted.

use essc::model::reason::Reason;
use serde_json::{Value, json};

use crate::documents::{Document, at, base, museum, overlay, root_jwk, scene, status, trust};
use crate::sequence::Became::{Refused, Unchanged, Updated};
use crate::story::{Story, bring, story};

const DAY: i64 = 86_400;

pub fn stories() -> Vec<Story> {
    vec![trust_lists(), issuers(), status_lists(), catalogues(), scenes(), numbers(), allowed()]
}

/// A document with one thing wrong.
fn wrong(good: &Document, what: &str, change: impl FnOnce(&mut Value)) -> Document {
    let name = format!("{}: {what}", good.name);
    good.clone().edit(change).named(&name)
}

fn set(member: &'static str, value: Value) -> impl FnOnce(&mut Value) {
    move |payload| payload[member] = value
}

/// Trust lists, each refused, then a good one.
fn told(name: &'static str, shows: &str, bad: &[Document]) -> Story {
    let story =
        bad.iter().fold(story(name, shows), |story, one| story.import(0, bring(one, Refused)));
    story
        .scan(0, 501, &[Reason::TrustMissing])
        .import(10, bring(&trust(7), Updated).catalogue(&base(3, museum()), Updated))
        .scan(20, 501, &[])
}

fn trust_lists() -> Story {
    let good = trust(7);
    let off_the_curve =
        json!({ "kty": "EC", "crv": "P-256", "x": "A".repeat(43), "y": "A".repeat(43) });
    let mut private = serde_json::to_value(root_jwk(2)).expect("json");
    private["d"] = json!("A".repeat(43));
    told(
        "trust-lists-out-of-form",
        "a trust list with anything wrong is refused as a whole",
        &[
            wrong(&good, "ends when it begins", set("exp", at(-DAY))),
            wrong(&good, "30 days and a second", set("exp", at(29 * DAY + 1))),
            wrong(&good, "soft_exp before iat", set("soft_exp", at(-DAY - 1))),
            wrong(&good, "soft_exp after exp", set("soft_exp", at(20 * DAY + 1))),
            wrong(&good, "test left out", |payload| {
                payload.as_object_mut().expect("payload").remove("test");
            }),
            wrong(&good, "seq as text", set("seq", json!("7"))),
            wrong(&good, "issuers null", set("issuers", Value::Null)),
            wrong(&good, "next_root off the curve", set("next_root", off_the_curve)),
            wrong(&good, "next_root with a private member", set("next_root", private)),
        ],
    )
}

fn issuers() -> Story {
    let good = trust(7);
    let city = |what: &str, member: &'static str, value: Value| {
        wrong(&good, what, |payload| payload["issuers"][1][member] = value)
    };
    let key = |what: &str, member: &'static str, value: Value| {
        wrong(&good, what, |payload| payload["issuers"][1]["keys"][0][member] = value)
    };
    let off_the_curve =
        json!({ "kty": "EC", "crv": "P-256", "x": "A".repeat(43), "y": "A".repeat(43) });
    told(
        "issuers-out-of-form",
        "an issuer or a key with anything wrong refuses the list",
        &[
            wrong(&good, "a region twice", |payload| {
                let mut second = payload["issuers"][1].clone();
                second["keys"] = json!([]);
                payload["issuers"].as_array_mut().expect("issuers").push(second);
            }),
            key("a kid twice", "kid", json!("06b72402")),
            key("a kid of another region", "kid", json!("06b6c007")),
            key("a kid in capitals", "kid", json!("06B72401")),
            key("a key that ends when it begins", "exp", at(-100 * DAY)),
            key("a key off the curve", "jwk", off_the_curve),
            key("suite 256", "suite", json!(256)),
            city("a status list twice", "status_lists", json!([0, 1, 0])),
            city("status list 65536", "status_lists", json!([65_536])),
            city("a city as a province", "level", json!("province")),
            wrong(&good, "a province as a city", |payload| {
                payload["issuers"][0]["level"] = json!("prefecture");
            }),
            city("cards of no life", "max_card_life", json!(0)),
            city(
                "a name of 61 characters",
                "name",
                json!({ "zh": "广".repeat(61), "en": "Guangzhou" }),
            ),
            city(
                "a name with a control",
                "name",
                json!({ "zh": "广\u{202e}州", "en": "Guangzhou" }),
            ),
            city("a name of a blank", "name", json!({ "zh": "\u{3000}", "en": "Guangzhou" })),
            city(
                "a name that ends in a blank",
                "name",
                json!({ "zh": "广州", "en": "Guangzhou " }),
            ),
            city("a name without a letter", "name", json!({ "zh": "广州", "en": "440100" })),
            city("a name as an array", "name", json!(["广州市", "Guangzhou"])),
            city("a level as an object", "level", json!({ "prefecture": null })),
            city("an address over http", "status_base", json!("http://issuer.example/440100")),
            city("an address with a query", "catalogue", json!("https://issuer.example/?a")),
            city(
                "an address with a final slash",
                "credential_issuer",
                json!("https://issuer.example/"),
            ),
        ],
    )
}

fn status_lists() -> Story {
    let good = status(-600);
    let small = |payload: &mut Value| {
        // A zlib stream of nothing.
        payload["status_list"]["lst"] = json!("eJwDAAAAAAE");
    };
    let bad = [
        wrong(&good, "ends when it begins", set("exp", at(-600))),
        wrong(&good, "30 days and a second", set("exp", at(-600 + 30 * DAY + 1))),
        wrong(&good, "ttl 0", set("ttl", json!(0))),
        wrong(&good, "one bit", |payload| payload["status_list"]["bits"] = json!(1)),
        wrong(&good, "its entries as an array", |payload| {
            let lst = payload["status_list"]["lst"].clone();
            payload["status_list"] = json!([2, lst]);
        }),
        wrong(&good, "an empty stream", small),
        wrong(&good, "no stream", |payload| payload["status_list"]["lst"] = json!("AAAA")),
        wrong(&good, "bytes after the stream", |payload| {
            let whole = payload["status_list"]["lst"].as_str().expect("lst").to_owned();
            let mut bytes = essc::base::base64url::decode(&whole).expect("base64url");
            bytes.push(0);
            payload["status_list"]["lst"] = json!(essc::base::base64url::encode(&bytes));
        }),
        wrong(&good, "a wrong checksum", |payload| {
            let whole = payload["status_list"]["lst"].as_str().expect("lst").to_owned();
            let mut bytes = essc::base::base64url::decode(&whole).expect("base64url");
            *bytes.last_mut().expect("bytes") ^= 1;
            payload["status_list"]["lst"] = json!(essc::base::base64url::encode(&bytes));
        }),
        wrong(
            &good,
            "its number with a zero before it",
            set("sub", json!("urn:essc:status:440100:00")),
        ),
    ];
    let bundle = bring(&trust(7), Updated).catalogue(&base(3, museum()), Updated);
    let bundle = bad.iter().fold(bundle, |bundle, one| bundle.status(one, Refused));
    story("status-lists-out-of-form", "a status list with anything wrong is refused")
        .import(0, bundle)
        .scan(10, 501, &[])
        .import(20, bring(&trust(7), Unchanged).status(&good, Updated))
        .scan(30, 501, &[])
}

fn catalogues() -> Story {
    let good = base(3, museum());
    let mut twice = museum();
    twice.push(scene(501, "government"));
    let bad = [
        wrong(&good, "ends when it begins", set("exp", at(-DAY))),
        wrong(&good, "366 days and a second", set("exp", at(365 * DAY + 1))),
        wrong(&good, "effective at its exp", set("effective", at(90 * DAY))),
        wrong(&good, "made for a later trust list", set("min_trust_seq", json!(8))),
        base(3, twice).named("base 3: a number twice"),
        base(3, vec![scene(501, "culture"), scene(10_000, "culture")])
            .named("base 3: a city's number"),
        wrong(&good, "scenes null", set("scenes", Value::Null)),
        wrong(&good, "a region of five digits", set("region", json!("44000"))),
        overlay(3, vec![]).set("region", json!("440000")).named("base signed by the city"),
    ];
    let bundle = bring(&trust(7), Updated);
    let bundle = bad.iter().fold(bundle, |bundle, one| bundle.catalogue(one, Refused));
    story("catalogues-out-of-form", "a catalogue with anything wrong is refused as a whole")
        .import(0, bundle)
        .scan(10, 501, &[Reason::StatusMissing, Reason::CatalogueMissing])
        .import(20, bring(&trust(7), Unchanged).catalogue(&good, Updated))
        .scan(30, 501, &[])
}

fn scenes() -> Story {
    let good = base(3, museum());
    let first = |what: &str, change: fn(&mut Value)| {
        wrong(&good, what, |payload| change(&mut payload["scenes"][0]))
    };
    let bad = [
        first("turns slower than it ages", |scene| scene["rotate_after"] = json!(61)),
        first("turns every four seconds", |scene| scene["rotate_after"] = json!(4)),
        first("level 8", |scene| scene["level"] = json!(8)),
        first("answers without entitlement", |scene| scene["answers"] = json!(["senior_60"])),
        first("entitlement with empty answers", |scene| {
            scene["profiles"] = json!(["entitlement"]);
            scene["answers"] = json!([]);
        }),
        first("answers null", |scene| scene["answers"] = Value::Null),
        first("entitlement without answers", |scene| scene["profiles"] = json!(["entitlement"])),
        first("no profile", |scene| scene["profiles"] = json!([])),
        first("a profile twice", |scene| scene["profiles"] = json!(["validity", "validity"])),
        first("a cool-down without card", |scene| scene["cooldown"] = json!(60)),
        first("card without a cool-down", |scene| scene["replay"] = json!("card")),
        first("across the border without validity", |scene| {
            scene["cross_border"] = json!(true);
            scene["profiles"] = json!(["masked"]);
        }),
        first("0302 without a request", |scene| scene["code"] = json!("0302")),
        first("a number of three digits", |scene| scene["code"] = json!("501")),
        first("a number with a zero too many", |scene| scene["code"] = json!("00501")),
        first("an area in capitals", |scene| scene["area"] = json!("Culture")),
        first("regions empty", |scene| scene["regions"] = json!([])),
        first("a region twice", |scene| scene["regions"] = json!(["440000", "440000"])),
        first("a card age under an hour", |scene| scene["max_card_age"] = json!(3599)),
        first("a name as an array", |scene| scene["name"] = json!(["博物馆", "Museum"])),
        first("a word as an object", |scene| scene["challenge"] = json!({ "none": null })),
        first("a department of a filler", |scene| scene["department"] = json!("\u{3164}")),
        first("a name with a soft hyphen", |scene| scene["name"]["en"] = json!("Mu\u{ad}seum")),
        first("a name in decomposed form", |scene| scene["name"]["en"] = json!("Muse\u{301}e")),
    ];
    let bundle = bring(&trust(7), Updated);
    let bundle = bad.iter().fold(bundle, |bundle, one| bundle.catalogue(one, Refused));
    story("scenes-out-of-form", "a scene with anything wrong refuses its catalogue")
        .import(0, bundle)
        .scan(10, 501, &[Reason::StatusMissing, Reason::CatalogueMissing])
        .import(20, bring(&trust(7), Unchanged).catalogue(&good, Updated))
        .scan(30, 501, &[])
}

/// Integers that are not written in digits alone, or are beyond 64 bits; what stands before a value.
fn numbers() -> Story {
    let list = |what: &str, from: &str, to: &str| {
        let good = trust(7);
        let name = format!("{}: {what}", good.name);
        good.rewritten(from, to).named(&name)
    };
    told(
        "numbers-out-of-form",
        "an integer is written in digits alone, and has at most 64 bits",
        &[
            list("-0", "\"status_lists\":[0]", "\"status_lists\":[-0]"),
            list("7.0", "\"seq\":7", "\"seq\":7.0"),
            list("7e0", "\"seq\":7", "\"seq\":7e0"),
            list(
                "2 to the 64",
                "\"max_card_life\":1209600",
                "\"max_card_life\":18446744073709551616",
            ),
            list("a byte order mark", "{\"exp\"", "\u{feff}{\"exp\""),
        ],
    )
}

/// What a reader takes though no writer writes it.
fn allowed() -> Story {
    let list = trust(7).rewritten("{\"exp\"", " \t\r\n{ \"exp\"").edit(|payload| {
        payload["next_root"] = Value::Null;
        payload["issuers"][1]["catalogue"] = Value::Null;
        payload["issuers"][1]["max_card_life"] = json!(u64::MAX);
    });
    let token = status(-600).set("ttl", json!(u64::MAX));
    let catalogue = base(3, museum()).edit(|payload| {
        for member in ["cooldown", "max_card_age", "regions"] {
            payload["scenes"][0][member] = Value::Null;
        }
        payload["scenes"][0]["answers"] = json!([]);
    });
    story(
        "forms-that-are-read",
        "white space, optional members that are null, and great numbers are read",
    )
    .import(0, bring(&list, Updated).status(&token, Updated).catalogue(&catalogue, Updated))
    .scan(10, 501, &[])
    .restart(20)
    .scan(30, 501, &[])
}
