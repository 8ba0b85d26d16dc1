//! Numbers and content: nothing is rolled back, swapped or moved out of reach (protocol §7.1).

use essc::model::reason::Reason;
use serde_json::json;

use crate::documents::{at, base, museum, overlay, scene, status, trust};
use crate::sequence::Became::{Refused, Unchanged, Updated};
use crate::story::{Story, bring, story};

pub fn stories() -> Vec<Story> {
    [trust_lists(), status_lists(), catalogues(), dates()].into_iter().flatten().collect()
}

/// A trust list dated after others.
fn dated(seq: u64, iat: i64) -> crate::documents::Document {
    trust(seq).set("iat", at(iat))
}

fn trust_lists() -> Vec<Story> {
    let (seventh, eighth) = (dated(7, -3000), dated(8, -2000));
    let base = base(3, museum());
    vec![
        story("trust-list-rolled-back", "a trust list with a lower number is refused")
            .import(0, bring(&eighth, Updated).catalogue(&base, Updated))
            .import(10, bring(&seventh, Refused))
            .scan(20, 501, &[]),
        story("trust-list-rolled-back-after-a-restart", "a restart forgets no number")
            .import(0, bring(&eighth, Updated).catalogue(&base, Updated))
            .restart(10)
            .import(20, bring(&seventh, Refused))
            .scan(30, 501, &[]),
        story("trust-list-swapped", "the same number with other content is refused")
            .import(0, bring(&seventh, Updated).catalogue(&base, Updated))
            .import(10, bring(&seventh.clone().swapped(), Refused))
            .scan(20, 501, &[]),
        story("trust-list-signed-again", "another signature makes no other document")
            .import(0, bring(&seventh, Updated).catalogue(&base, Updated))
            .import(10, bring(&seventh.clone().signed_again(), Unchanged))
            .scan(20, 501, &[]),
        story("trust-list-jumps", "a number more than 100,000 higher is refused, 100,000 is not")
            .import(0, bring(&seventh, Updated).catalogue(&base, Updated))
            .import(10, bring(&dated(100_008, -1000), Refused))
            .scan(20, 501, &[])
            .import(30, bring(&dated(100_007, -1000), Updated))
            .scan(40, 501, &[]),
        story("trust-list-first-of-any-number", "a first trust list may have any number")
            .import(0, bring(&dated(u64::MAX, -1000), Updated).catalogue(&base, Updated))
            .scan(10, 501, &[]),
    ]
}

fn status_lists() -> Vec<Story> {
    let trust = trust(7);
    let base = base(3, museum());
    let (first, second) = (status(-600), status(-300));
    let held = || bring(&trust, Updated).catalogue(&base, Updated);
    let again = || bring(&trust, Unchanged);
    vec![
        story("status-list-rolled-back", "a status list with a lower iat is refused")
            .import(0, held().status(&second, Updated))
            .import(10, again().status(&first, Refused))
            .scan(20, 501, &[]),
        story("status-list-rolled-back-after-a-restart", "a restart forgets no number")
            .import(0, held().status(&second, Updated))
            .restart(10)
            .import(20, again().status(&first, Refused))
            .scan(30, 501, &[]),
        story("status-list-swapped", "the same iat with other content is refused")
            .import(0, held().status(&first, Updated))
            .import(10, again().status(&first.clone().swapped(), Refused))
            .scan(20, 501, &[]),
        story("status-list-signed-again", "another signature makes no other document")
            .import(0, held().status(&first, Updated))
            .import(10, again().status(&first.clone().signed_again(), Unchanged))
            .scan(20, 501, &[]),
        story("status-list-of-the-next-day", "no step of a status list is too long")
            .import(0, held().status(&first, Updated))
            .import(200_000, again().status(&status(199_000), Updated))
            .scan(200_010, 501, &[]),
        story(
            "status-list-not-named",
            "a status list that the trust list does not name is refused",
        )
        .import(0, held().status(&first.clone().edit(renumbered), Refused))
        .scan(10, 501, &[]),
        story("status-list-named-no-more", "a held list that is named no more stays and counts")
            .import(0, held().status(&first, Updated))
            .import(10, bring(&unnamed(), Updated).status(&second, Refused))
            .scan(20, 501, &[])
            .restart(30)
            .scan(40, 501, &[]),
        story(
            "status-list-before-its-trust-list",
            "a list made for a later trust list waits for it",
        )
        .import(0, held().status(&second.clone().set("min_trust_seq", json!(8)), Refused))
        .scan(10, 501, &[])
        .import(
            20,
            bring(&dated(8, -100), Updated)
                .status(&second.clone().set("min_trust_seq", json!(8)), Updated),
        )
        .scan(30, 501, &[]),
    ]
}

fn renumbered(payload: &mut serde_json::Value) {
    payload["sub"] = json!("urn:essc:status:440100:1");
}

/// The next trust list, which names no status list of the city.
fn unnamed() -> crate::documents::Document {
    let list = dated(8, -100).named("trust 8, no status list");
    list.edit(|payload| payload["issuers"][1]["status_lists"] = json!([]))
}

fn catalogues() -> Vec<Story> {
    let trust = trust(7);
    let numbered = |seq| base(seq, museum());
    let other = base(4, vec![scene(501, "culture"), scene(901, "government")]);
    let again = || bring(&trust, Unchanged);
    let first = |seq| bring(&trust, Updated).catalogue(&numbered(seq), Updated);
    let unknown = [Reason::StatusMissing, Reason::SceneUnknown];
    vec![
        story("catalogue-rolled-back", "a catalogue with a lower number is refused")
            .import(0, bring(&trust, Updated).catalogue(&other, Updated))
            .import(10, again().catalogue(&numbered(3), Refused))
            .scan(20, 901, &[]),
        story("catalogue-rolled-back-after-a-restart", "a restart forgets no number")
            .import(0, bring(&trust, Updated).catalogue(&other, Updated))
            .restart(10)
            .import(20, again().catalogue(&numbered(3), Refused))
            .scan(30, 901, &[]),
        story("catalogue-swapped", "the same number with other content is refused")
            .import(0, first(4))
            .import(10, again().catalogue(&other.clone().named("base 4, more scenes"), Refused))
            .scan(20, 901, &unknown)
            .scan(30, 501, &[]),
        story("catalogue-signed-again", "another signature makes no other document")
            .import(0, first(3))
            .import(10, again().catalogue(&numbered(3).signed_again(), Unchanged))
            .scan(20, 501, &[]),
        story("catalogue-jumps", "a number more than 100,000 higher is refused, 100,000 is not")
            .import(0, first(3))
            .import(10, again().catalogue(&numbered(100_004), Refused))
            .import(20, again().catalogue(&numbered(100_003), Updated))
            .scan(30, 501, &[]),
        story("overlay-rolled-back", "an overlay has numbers of its own")
            .import(0, first(3).catalogue(&overlay(9, vec![scene(10_500, "culture")]), Updated))
            .import(10, again().catalogue(&overlay(8, vec![]), Refused))
            .scan(20, 10_500, &[]),
    ]
}

fn dates() -> Vec<Story> {
    let trust = trust(7);
    let base = base(3, museum());
    let held = || bring(&trust, Updated).catalogue(&base, Updated);
    let again = || bring(&trust, Unchanged);
    let brief = dated(7, -100).set("soft_exp", at(500)).set("exp", at(1000));
    let brief_status = status(-600).set("exp", at(1000)).named("status of an hour");
    let brief_base = base.clone().set("exp", at(1000)).named("base of an hour");
    vec![
        story("received-ahead", "a document more than 300 s ahead is refused, 300 s is not")
            .import(0, bring(&dated(7, 301).named("trust 7 ahead"), Refused))
            .scan(0, 501, &[Reason::TrustMissing])
            .import(0, bring(&dated(8, 300), Updated).catalogue(&base, Updated))
            .import(0, bring(&dated(8, 300), Unchanged).status(&status(301), Refused))
            .scan(0, 501, &[]),
        story(
            "received-past-its-end",
            "a document received at its exp is refused, before it is not",
        )
        .import(1000, bring(&brief, Refused).catalogue(&brief_base, Refused))
        .scan(1000, 501, &[Reason::TrustMissing])
        .import(999, bring(&brief, Updated).catalogue(&brief_base, Updated))
        .scan(999, 501, &[]),
        story("held-past-its-end", "what is held and comes again past its end is nothing to do")
            .import(0, held().status(&brief_status, Updated).catalogue(&short_overlay(), Updated))
            .import(
                2000,
                again().status(&brief_status, Unchanged).catalogue(&short_overlay(), Unchanged),
            )
            .scan(2000, 501, &[])
            .scan(2000, 10_500, &[Reason::CatalogueExpired])
            .restart(2100)
            .import(2200, again().status(&brief_status, Unchanged))
            .scan(2200, 501, &[]),
        story("trust-list-held-past-its-end", "an expired trust list is held, and judges nothing")
            .import(0, bring(&brief, Updated).catalogue(&base, Updated))
            .scan(999, 501, &[])
            .import(1000, bring(&brief, Unchanged))
            .scan(1000, 501, &[Reason::TrustExpired])
            .restart(1100)
            .import(1200, bring(&brief, Unchanged))
            .scan(1200, 501, &[Reason::TrustExpired])
            .import(1300, bring(&dated(8, 1200), Updated))
            .scan(1300, 501, &[]),
        story("held-ahead-of-a-clock-set-back", "what is held stays though the clock is before it")
            .import(0, bring(&dated(7, 0), Updated).catalogue(&base, Updated))
            .import(-2500, bring(&dated(7, 0), Unchanged))
            .restart(-2400)
            .import(-2400, bring(&dated(7, 0), Unchanged).catalogue(&base, Unchanged))
            .scan(-2300, 501, &[Reason::ClockUntrusted])
            .scan(10, 501, &[]),
    ]
}

fn short_overlay() -> crate::documents::Document {
    overlay(1, vec![scene(10_500, "culture")]).set("exp", at(1000)).named("overlay of an hour")
}
