//! Bundles: each text for itself, whatever stands beside it (protocol §0, §7.5).

use essc::model::reason::Reason;
use essc::model::region::Region;
use essc::model::status::CardStatus;
use serde_json::json;

use crate::documents::{Document, at, base, museum, overlay, scene, status, status_saying, trust};
use crate::sequence::Became::{Refused, Unchanged, Updated};
use crate::story::{Story, bring, story};

pub fn stories() -> Vec<Story> {
    [texts(), json_of_others(), order(), states()].into_iter().flatten().collect()
}

fn texts() -> Vec<Story> {
    let (trust, shelf) = (trust(7), base(3, museum()));
    let all = || bring(&trust, Updated).status(&status(-600), Updated).catalogue(&shelf, Updated);
    let page = "<!DOCTYPE html><title>Log in</title>";
    let unsigned = "eyJhbGciOiJub25lIn0.e30.";
    vec![
        story("bundle-with-texts-that-are-none", "a text that is no document keeps no other out")
            .import(
                0,
                all()
                    .rubbish("empty", "")
                    .rubbish("a login page", page)
                    .rubbish("an unsigned JWS", unsigned)
                    .rubbish("three dots", "..."),
            )
            .scan(10, 501, &[]),
        story(
            "bundle-with-documents-in-wrong-places",
            "a document counts only where its type stands",
        )
        .import(
            0,
            bring(&trust, Updated)
                .status(&shelf, Refused)
                .status(&trust, Refused)
                .catalogue(&status(-600), Refused)
                .catalogue(&shelf, Updated),
        )
        .scan(10, 501, &[]),
        story("bundle-without-a-trust-list", "without a trust list nothing else is believed")
            .import(
                0,
                bring(&shelf, Refused).status(&status(-600), Refused).catalogue(&shelf, Refused),
            )
            .scan(10, 501, &[Reason::TrustMissing]),
        story("bundle-with-an-old-trust-list", "the rest is judged by the trust list held")
            .import(0, bring(&trust.clone().set("seq", json!(9)).named("trust 9"), Updated))
            .import(
                10,
                bring(&trust, Refused).status(&status(-600), Updated).catalogue(&shelf, Updated),
            )
            .scan(20, 501, &[]),
        story("bundle-with-forged-documents", "what its key did not sign is refused")
            .import(
                0,
                bring(&trust, Updated)
                    .status(&forged(status(-600)), Refused)
                    .catalogue(&forged(shelf.clone()), Refused),
            )
            .scan(10, 501, &[Reason::StatusMissing, Reason::CatalogueMissing]),
        story(
            "catalogue-of-an-issuer-without-one",
            "a bundle's catalogue needs no address to be fetched from",
        )
        .import(
            0,
            bring(&without_addresses(), Updated)
                .catalogue(&shelf, Updated)
                .catalogue(&overlay(3, vec![scene(10_500, "culture")]), Updated),
        )
        .scan(10, 501, &[])
        .scan(10, 10_500, &[]),
    ]
}

fn forged(document: Document) -> Document {
    let name = format!("{}, forged", document.name);
    document.forged().named(&name)
}

fn without_addresses() -> Document {
    trust(7).named("trust 7 without catalogues").edit(|payload| {
        for issuer in payload["issuers"].as_array_mut().expect("issuers") {
            issuer.as_object_mut().expect("issuer").remove("catalogue");
        }
    })
}

fn nested(levels: usize) -> String {
    format!(",\"x\":{}{}", "[".repeat(levels), "]".repeat(levels))
}

/// Members that this version does not name, with values that some readers can't hold.
fn json_of_others() -> Vec<Story> {
    let list = |name: &str, tail: &str| trust(7).with_tail(tail).named(&format!("trust 7, {name}"));
    let told = |name: &'static str, shows: &str, tail: &str| {
        story(name, shows)
            .import(
                0,
                bring(&list(name, tail), Updated)
                    .status(&status(-600).with_tail(tail), Updated)
                    .catalogue(&base(3, museum()).with_tail(tail), Updated),
            )
            .scan(10, 501, &[])
            .restart(20)
            .scan(30, 501, &[])
    };
    let told_refused = |name: &'static str, shows: &str, tail: &str| {
        story(name, shows)
            .import(0, bring(&list(name, tail), Refused))
            .scan(0, 501, &[Reason::TrustMissing])
            .import(
                10,
                bring(&trust(7), Updated)
                    .status(&status(-600).with_tail(tail), Refused)
                    .catalogue(&base(3, museum()).with_tail(tail), Refused),
            )
            .scan(20, 501, &[Reason::StatusMissing, Reason::CatalogueMissing])
    };
    vec![
        told(
            "unnamed-number-beyond-a-double",
            "a number that nobody names may be of any size",
            ",\"x\":1e400",
        ),
        told(
            "unnamed-number-of-5000-digits",
            "and of any length",
            &format!(",\"x\":{}", "7".repeat(5000)),
        ),
        told("unnamed-member-128-deep", "128 levels are read", &nested(127)),
        told(
            "unnamed-member-null",
            "a member that nobody names may hold anything",
            ",\"x\":[null,{},-1.5e-400]",
        ),
        told_refused("unnamed-member-129-deep", "129 levels are refused", &nested(128)),
        told_refused(
            "unnamed-member-twice",
            "a member twice is refused, named or not",
            ",\"x\":1,\"\\u0078\":1",
        ),
        told_refused("bytes-after-the-payload", "nothing follows the value", "}{\"x\":1"),
        told_refused("unnamed-member-not-json", "a number that is none is refused", ",\"x\":01"),
    ]
}

fn order() -> Vec<Story> {
    let trust = trust(7);
    let numbered = |seq| base(seq, museum());
    let city = |seq| overlay(seq, vec![scene(10_500, "culture")]);
    vec![
        story("bundle-in-any-order", "overlays are judged by the base, wherever that stands")
            .import(
                0,
                bring(&trust, Updated)
                    .catalogue(
                        &overlay(3, vec![scene(10_500, "sports")]).named("overlay, sports"),
                        Refused,
                    )
                    .catalogue(&city(3), Updated)
                    .catalogue(&numbered(3), Updated),
            )
            .scan(10, 10_500, &[]),
        story("bundle-with-two-of-one-kind", "of two of a kind the second follows the first")
            .import(
                0,
                bring(&trust, Updated)
                    .status(&status(-500), Updated)
                    .status(&status(-600), Refused)
                    .status(&status(-500), Unchanged)
                    .status(&status(-400), Updated)
                    .catalogue(&numbered(3), Updated)
                    .catalogue(&numbered(4), Updated)
                    .catalogue(&numbered(3), Refused),
            )
            .scan(10, 501, &[]),
        story("bundle-again", "the same bundle again changes nothing")
            .import(
                0,
                bring(&trust, Updated)
                    .status(&status(-600), Updated)
                    .catalogue(&numbered(3), Updated)
                    .catalogue(&city(3), Updated),
            )
            .import(
                10,
                bring(&trust, Unchanged)
                    .status(&status(-600), Unchanged)
                    .catalogue(&numbered(3), Unchanged)
                    .catalogue(&city(3), Unchanged),
            )
            .restart(20)
            .import(
                30,
                bring(&trust, Unchanged)
                    .status(&status(-600), Unchanged)
                    .catalogue(&numbered(3), Unchanged)
                    .catalogue(&city(3), Unchanged),
            )
            .scan(40, 10_500, &[]),
        story(
            "bundle-whose-trust-list-drops-a-key",
            "the trust list comes first, and the rest is judged by it",
        )
        .import(
            0,
            bring(&trust.clone().with_state("06b72402", "retired"), Updated)
                .status(&status(-600), Refused)
                .catalogue(&numbered(3), Updated),
        )
        .scan(10, 501, &[]),
    ]
}

/// What one list says of a card, the next may end; the end of a list ends nothing.
fn states() -> Vec<Story> {
    let (trust, shelf) = (trust(7), base(3, museum()));
    let says = |iat, state| status_saying(iat, state).named(&format!("status {iat:+}, {state:?}"));
    let held =
        |list: &Document| bring(&trust, Updated).status(list, Updated).catalogue(&shelf, Updated);
    let ended = says(-600, CardStatus::Suspended).set("exp", at(1000)).named("status that ends");
    vec![
        story("card-suspended-and-released", "a suspension ends with a newer list")
            .import(0, held(&says(-600, CardStatus::Suspended)))
            .scan(10, 501, &[Reason::CardSuspended])
            .import(20, bring(&trust, Unchanged).status(&says(-500, CardStatus::Valid), Updated))
            .scan(30, 501, &[]),
        story("card-suspended-past-the-end", "the end of a list ends no suspension")
            .import(0, held(&ended))
            .scan(999, 501, &[Reason::CardSuspended])
            .scan(1000, 501, &[Reason::CardSuspended])
            .restart(1100)
            .scan(1200, 501, &[Reason::CardSuspended]),
        story("suspension-rolled-back", "an older list does not take a suspension back")
            .import(0, held(&says(-500, CardStatus::Suspended)))
            .import(10, bring(&trust, Unchanged).status(&says(-600, CardStatus::Valid), Refused))
            .import(20, bring(&trust, Unchanged).status(&says(-500, CardStatus::Valid), Refused))
            .scan(30, 501, &[Reason::CardSuspended]),
        story(
            "index-opened-ahead",
            "an index may be 0 before a card has it, and stays 0 when one does",
        )
        .import(0, held(&says(-5000, CardStatus::NotGivenOut)))
        .import(10, bring(&trust, Unchanged).status(&says(-4000, CardStatus::Valid), Updated))
        .scan(20, 501, &[])
        .import(30, bring(&trust, Unchanged).status(&says(-600, CardStatus::Valid), Updated))
        .scan(40, 501, &[]),
        story("list-for-another-city", "a list that another city's key signed is refused")
            .import(
                0,
                bring(&trust, Updated)
                    .status(&status(-600).by(Region::GUANGDONG, 1), Refused)
                    .catalogue(&shelf, Updated),
            )
            .scan(10, 501, &[]),
    ]
}
