//! Roots: how one follows another, and which count no more (protocol §7.2).

use essc::model::reason::Reason;
use serde_json::json;

use crate::documents::{Document, at, base, museum, trust};
use crate::sequence::Became::{Refused, Unchanged, Updated};
use crate::story::{Delivery, Story, bring, story};

pub fn stories() -> Vec<Story> {
    [followed(), slept_through(), naming_lists(), pins(), hops()].into_iter().flatten().collect()
}

/// Lists dated in the order of their numbers.
fn list(seq: u64, root: u8) -> Document {
    trust(seq).set("iat", at(seq as i64 * 10 - 3000)).by_root(root)
}

/// A base that any trust list may judge.
fn shelf() -> Document {
    base(3, museum()).set("min_trust_seq", json!(1))
}

fn first(list: &Document) -> Delivery {
    bring(list, Updated).catalogue(&shelf(), Updated)
}

fn refused(list: &Document) -> Delivery {
    bring(list, Refused).catalogue(&shelf(), Refused)
}

fn followed() -> Vec<Story> {
    let naming = list(7, 1).naming(2);
    vec![
        story(
            "root-rolls-over",
            "a list of the root that was named is accepted, none of the old after it",
        )
        .import(0, first(&naming))
        .import(10, bring(&list(8, 2), Updated))
        .import(20, bring(&list(9, 1), Refused))
        .scan(30, 501, &[])
        .restart(40)
        .import(50, bring(&list(9, 1), Refused))
        .import(60, bring(&list(9, 2), Updated))
        .scan(70, 501, &[]),
        story(
            "root-not-rolled-over-yet",
            "until the next root has signed, the old one's lists count",
        )
        .import(0, first(&naming))
        .import(10, bring(&list(8, 1).naming(2), Updated))
        .import(20, bring(&list(9, 2), Updated))
        .scan(30, 501, &[]),
        story(
            "root-of-the-same-number",
            "a list of the next root has a higher number than the naming one",
        )
        .import(0, first(&naming))
        .import(10, bring(&list(7, 2), Refused))
        .import(20, bring(&list(6, 2), Refused))
        .scan(30, 501, &[]),
        story("root-nobody-named", "a list of a root that is neither pinned nor named is refused")
            .import(0, refused(&list(7, 2)))
            .scan(0, 501, &[Reason::TrustMissing])
            .import(10, first(&list(7, 1)))
            .import(20, bring(&list(8, 2), Refused))
            .scan(30, 501, &[]),
        story(
            "root-withdrawn-before-it-signed",
            "a name that a later list leaves out counts no more",
        )
        .import(0, first(&naming))
        .import(10, bring(&list(8, 1), Updated))
        .import(20, bring(&list(9, 2), Refused))
        .import(30, bring(&list(9, 2), Refused).over(&[&naming]))
        .scan(40, 501, &[]),
        story("root-named-anew", "of two names the later one counts")
            .import(0, first(&naming))
            .import(10, bring(&list(8, 1).naming(3), Updated))
            .import(20, bring(&list(9, 2), Refused))
            .import(30, bring(&list(9, 3), Updated))
            .scan(40, 501, &[]),
        story("root-names-itself", "a list that names the root that signed it is refused")
            .import(0, refused(&list(7, 1).naming(1)))
            .scan(10, 501, &[Reason::TrustMissing]),
    ]
}

fn slept_through() -> Vec<Story> {
    let (to_second, to_third) = (list(7, 1).naming(2), list(8, 2).naming(3));
    vec![
        story(
            "roots-slept-through",
            "naming lists lead a gate from the root it knows to the current one",
        )
        .import(0, first(&list(6, 1)))
        .import(10, bring(&list(9, 3), Refused))
        .import(20, bring(&list(9, 3), Updated).over(&[&to_second, &to_third]))
        .scan(30, 501, &[])
        .import(40, bring(&list(10, 1), Refused))
        .import(50, bring(&list(10, 2), Refused))
        .restart(60)
        .import(70, bring(&list(10, 2), Refused).over(&[&to_second]))
        .import(80, bring(&list(11, 3), Updated))
        .scan(90, 501, &[]),
        story("fresh-gate-behind-roots", "a fresh gate is led from its pin in the same way")
            .import(0, first(&list(9, 3)).over(&[&to_second, &to_third]))
            .scan(10, 501, &[])
            .restart(20)
            .scan(30, 501, &[]),
        story(
            "way-to-a-list-of-the-same-number",
            "what a naming list leads to has a higher number than it",
        )
        .import(0, refused(&list(7, 2)).over(&[&to_second]))
        .scan(10, 501, &[Reason::TrustMissing])
        .import(20, first(&list(8, 2)).over(&[&to_second]))
        .scan(30, 501, &[]),
        story("way-that-does-not-rise", "a naming list has a higher number than the one before it")
            .import(0, refused(&list(9, 3)).over(&[&to_second, &list(7, 2).naming(3)]))
            .import(10, refused(&list(9, 3)).over(&[&list(8, 1).naming(2), &list(7, 2).naming(3)]))
            .scan(20, 501, &[Reason::TrustMissing]),
        story("way-with-a-gap", "a way that lacks a list leads nowhere")
            .import(0, refused(&list(9, 3)).over(&[&to_third]))
            .scan(10, 501, &[Reason::TrustMissing]),
        story("way-from-the-list-held", "the list held names the first root of the way")
            .import(0, first(&to_second))
            .import(10, bring(&list(9, 3), Updated).over(&[&to_third]))
            .scan(20, 501, &[]),
        story("dropped-root-names-another", "a root that counts no more leads to no new one")
            .import(0, first(&to_second))
            .import(10, bring(&list(8, 2), Updated))
            .import(20, bring(&list(20, 4), Refused).over(&[&list(19, 1).naming(4)]))
            .scan(30, 501, &[]),
        story("way-that-is-known", "the way to the current root may come again with its lists")
            .import(0, first(&list(9, 3)).over(&[&to_second, &to_third]))
            .import(10, bring(&list(9, 3), Unchanged).over(&[&to_second, &to_third]))
            .import(20, bring(&list(10, 3), Updated).over(&[&to_second, &to_third]))
            .restart(30)
            .scan(40, 501, &[]),
    ]
}

fn naming_lists() -> Vec<Story> {
    let ended = list(7, 1).set("soft_exp", at(-600)).set("exp", at(-500)).naming(2);
    let ahead = |seconds| trust(8).set("iat", at(seconds)).by_root(1).naming(2);
    let forged = list(7, 1).naming(2).by_root(5).named("naming list signed by root 5");
    let rubbish =
        list(7, 1).set("issuers", json!("none")).naming(2).named("naming list, no issuers");
    vec![
        story("naming-list-past-its-end", "a list counts for the root it names even past its exp")
            .import(0, refused(&ended))
            .import(0, first(&list(8, 2)).over(&[&ended]))
            .scan(10, 501, &[]),
        story(
            "naming-list-older-than-the-held",
            "a naming list older than the list held counts no more",
        )
        .import(0, first(&list(9, 1)))
        .import(10, bring(&list(10, 2), Refused).over(&[&list(8, 1).naming(2)]))
        .import(20, bring(&list(11, 2), Updated).over(&[&list(10, 1).naming(2)]))
        .scan(30, 501, &[]),
        story("naming-list-ahead", "a naming list more than 300 s ahead doesn't count")
            .import(0, refused(&list(9, 2)).over(&[&ahead(301)]))
            .scan(0, 501, &[Reason::TrustMissing])
            .import(1, first(&list(9, 2)).over(&[&ahead(301)]))
            .scan(1, 501, &[]),
        story("naming-list-forged", "a naming list that its root did not sign leads nowhere")
            .import(0, refused(&list(8, 2)).over(&[&forged]))
            .scan(10, 501, &[Reason::TrustMissing]),
        story("naming-list-no-trust-list", "a naming list is a trust list in every other way too")
            .import(0, refused(&list(8, 2)).over(&[&rubbish]))
            .scan(10, 501, &[Reason::TrustMissing]),
        story(
            "naming-list-raises-no-floor",
            "what only names a root is not held and raises no number",
        )
        .import(0, first(&list(20, 1)))
        .import(10, bring(&list(21, 1), Updated).over(&[&list(30, 1).naming(2)]))
        .import(20, bring(&list(22, 1), Updated))
        .scan(30, 501, &[]),
    ]
}

fn pins() -> Vec<Story> {
    let missing = [Reason::TrustMissing];
    vec![
        story("least-seq", "a list under the pinned number is refused")
            .pinning(&[(1, 8)])
            .import(0, refused(&list(7, 1)))
            .scan(0, 501, &missing)
            .import(10, first(&list(8, 1)))
            .scan(20, 501, &[]),
        story(
            "least-seq-over-a-named-root",
            "the pinned number holds for lists of named roots and for naming lists",
        )
        .pinning(&[(1, 8)])
        .import(0, refused(&list(7, 2)).over(&[&list(5, 1).naming(2)]))
        .import(10, refused(&list(9, 2)).over(&[&list(7, 1).naming(2)]))
        .scan(10, 501, &missing)
        .import(20, first(&list(9, 2)).over(&[&list(8, 1).naming(2)]))
        .scan(30, 501, &[]),
        story(
            "two-pinned-roots",
            "once a list of the later pin is accepted, the earlier counts no more",
        )
        .pinning(&[(1, 1), (2, 8)])
        .import(0, first(&list(7, 1)))
        .import(10, bring(&list(8, 2), Updated))
        .import(20, bring(&list(9, 1), Refused))
        .restart(30)
        .import(40, bring(&list(9, 1), Refused))
        .scan(50, 501, &[]),
        story("two-pinned-roots-least-seq", "each pinned root has a least number of its own")
            .pinning(&[(1, 1), (2, 8)])
            .import(0, refused(&list(7, 2)))
            .import(10, first(&list(7, 1)))
            .scan(20, 501, &[]),
        story(
            "pin-behind-a-named-root",
            "a root that a pinned one led to drops the pins before that one",
        )
        .pinning(&[(1, 1), (2, 1)])
        .import(0, first(&list(9, 3)).over(&[&list(8, 2).naming(3)]))
        .import(10, bring(&list(10, 1), Refused))
        .import(20, bring(&list(10, 2), Refused))
        .import(30, bring(&list(10, 3), Updated))
        .scan(40, 501, &[]),
        story(
            "another-root-pinned",
            "a list whose root is pinned no more counts for nothing, nor does its number",
        )
        .import(0, first(&list(50, 1)))
        .scan(0, 501, &[])
        .restart_pinning(10, &[(2, 8)])
        .without_trust()
        .scan(20, 501, &missing)
        .import(30, bring(&list(60, 1), Refused))
        .import(40, bring(&list(9, 2), Updated))
        .import(50, bring(&list(8, 2), Refused))
        .import(55, bring(&list(9, 2), Unchanged).catalogue(&base(4, museum()), Updated))
        .scan(60, 501, &[]),
        story(
            "root-pinned-that-was-rolled-to",
            "an update may pin the root that the gate had rolled over to",
        )
        .import(0, first(&list(7, 1).naming(2)))
        .import(10, bring(&list(8, 2), Updated))
        .restart_pinning(20, &[(2, 8)])
        .scan(30, 501, &[])
        .import(40, bring(&list(8, 2), Unchanged))
        .import(50, bring(&list(9, 1), Refused))
        .import(60, bring(&list(9, 2), Updated))
        .scan(70, 501, &[]),
        story(
            "another-root-pinned-without-the-keys",
            "the keys listed by a root pinned no more are forgotten",
        )
        .import(0, first(&list(50, 1)))
        .restart_pinning(10, &[(2, 1)])
        .import(20, bring(&without_status_key(9, 2), Updated))
        .import(25, bring(&without_status_key(9, 2), Unchanged).catalogue(&other_shelf(), Updated))
        .scan(30, 501, &[]),
        story(
            "higher-number-pinned-with-the-keys",
            "those listed by a root that stays pinned are not",
        )
        .import(0, first(&list(7, 1)))
        .restart_pinning(10, &[(1, 8)])
        .without_trust()
        .import(20, bring(&without_status_key(8, 1), Refused))
        .scan(20, 501, &[Reason::TrustMissing])
        .import(30, bring(&list(9, 1), Updated).catalogue(&other_shelf(), Updated))
        .scan(40, 501, &[]),
        story(
            "way-back-to-the-current-root",
            "a root that counts no more leads back to the current one, and nowhere else",
        )
        .import(0, first(&list(8, 2)).over(&[&list(7, 1).naming(2)]))
        .restart_pinning(10, &[(1, 8)])
        .without_trust()
        .scan(20, 501, &[Reason::TrustMissing])
        .import(30, bring(&list(10, 1), Refused))
        .import(40, bring(&list(10, 4), Refused).over(&[&list(9, 1).naming(4)]))
        .import(50, bring(&list(10, 2), Updated).over(&[&list(9, 1).naming(2)]))
        .import(55, bring(&list(10, 2), Unchanged).catalogue(&other_shelf(), Updated))
        .scan(60, 501, &[])
        .restart_pinning(70, &[(1, 8)])
        .scan(80, 501, &[]),
        story(
            "higher-number-pinned",
            "a held list under the number that an update pins counts no more",
        )
        .import(0, first(&list(7, 1)))
        .restart_pinning(10, &[(1, 8)])
        .without_trust()
        .scan(20, 501, &missing)
        .import(30, bring(&list(7, 1), Refused))
        .import(40, bring(&list(8, 1), Updated))
        .import(45, bring(&list(8, 1), Unchanged).catalogue(&base(4, museum()), Updated))
        .scan(50, 501, &[]),
    ]
}

fn hops() -> Vec<Story> {
    // Root n names root n + 1 in list number n.
    let naming: Vec<Document> = (1..=17).map(|n| list(u64::from(n), n).naming(n + 1)).collect();
    let way = |count: usize| naming.iter().take(count).collect::<Vec<_>>();
    vec![
        story("sixteen-hops", "sixteen lists lead from root to root")
            .import(0, first(&list(30, 17)).over(&way(16)))
            .scan(10, 501, &[])
            .restart(20)
            .scan(30, 501, &[]),
        story(
            "seventeen-hops-in-two-parts",
            "the seventeenth name counts no more, whenever it comes",
        )
        .import(0, first(&list(30, 17)).over(&way(16)))
        .import(10, bring(&list(32, 18), Refused).over(&[&list(31, 17).naming(18)]))
        .import(20, bring(&list(33, 17), Updated))
        .scan(30, 501, &[]),
        story(
            "seventeen-hops",
            "a bundle with seventeen is refused as a whole, and sixteen don't lead that far",
        )
        .import_no_bundle(0, first(&list(30, 18)).over(&way(17)))
        .import(10, refused(&list(30, 18)).over(&way(16)))
        .scan(20, 501, &[Reason::TrustMissing]),
    ]
}

/// A list in which Guangzhou's status key is missing.
fn without_status_key(seq: u64, root: u8) -> Document {
    let list = list(seq, root);
    let name = format!("{} without a key", list.name);
    list.named(&name).edit(|payload| {
        payload["issuers"][1]["keys"].as_array_mut().expect("keys").remove(1);
    })
}

fn other_shelf() -> Document {
    base(4, museum()).set("min_trust_seq", json!(1))
}
