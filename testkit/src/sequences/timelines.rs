//! Catalogues over time: announced, withdrawn, past their end (protocol §7.4).

use essc::model::reason::Reason;

use super::overlays::{UNKNOWN, one, scenes};
use crate::documents::{at, base, overlay, scene, trust};
use crate::sequence::Became::{Refused, Unchanged, Updated};
use crate::story::{Story, bring, story};

pub fn stories() -> Vec<Story> {
    let (trust, current) = (trust(7), base(3, scenes()));
    let coming = |seq, scenes| {
        base(seq, scenes).set("effective", at(1000)).named(&format!("base {seq} for later"))
    };
    let open = vec![scene(901, "government"), scene(502, "sports")];
    let for_later = overlay(3, vec![scene(10_500, "sports")])
        .set("effective", at(1000))
        .named("overlay 3 for later");
    let held = || bring(&trust, Updated).catalogue(&current, Updated);
    let again = || bring(&trust, Unchanged);
    vec![
        story("base-announced", "the one of the highest number whose time has come is in force")
            .import(0, held().catalogue(&coming(4, open.clone()), Updated))
            .scan(999, 501, &[])
            .scan(999, 901, &UNKNOWN)
            .scan(1000, 501, &UNKNOWN)
            .scan(1000, 901, &[])
            .restart(1010)
            .scan(1020, 901, &[]),
        story(
            "base-announced-received-again",
            "the one in force and the announced one are both held",
        )
        .import(0, held().catalogue(&coming(4, open.clone()), Updated))
        .import(
            10,
            again().catalogue(&current, Unchanged).catalogue(&coming(4, open.clone()), Unchanged),
        )
        .restart(20)
        .import(
            30,
            again().catalogue(&coming(4, open.clone()), Unchanged).catalogue(&current, Unchanged),
        )
        .scan(40, 501, &[])
        .scan(1000, 901, &[]),
        story(
            "base-announced-and-withdrawn",
            "one that takes effect at once withdraws an announced one",
        )
        .import(0, held().catalogue(&coming(4, open.clone()), Updated))
        .import(10, again().catalogue(&base(5, scenes()), Updated))
        .import(20, again().catalogue(&coming(4, open.clone()), Refused))
        .import(30, again().catalogue(&current, Refused))
        .scan(1000, 501, &[])
        .scan(1000, 901, &UNKNOWN),
        story(
            "base-announced-and-replaced",
            "a later announcement takes the place of an earlier one",
        )
        .import(0, held().catalogue(&coming(4, open.clone()), Updated))
        .import(10, again().catalogue(&coming(5, scenes()), Updated))
        .import(20, again().catalogue(&coming(4, open.clone()), Refused))
        .scan(30, 501, &[])
        .scan(1000, 501, &[])
        .scan(1000, 901, &UNKNOWN),
        story(
            "overlay-announced-with-its-base",
            "an announced overlay is checked against the base in force with it",
        )
        .import(
            0,
            held().catalogue(&coming(4, open.clone()), Updated).catalogue(&for_later, Updated),
        )
        .scan(10, 10_500, &UNKNOWN)
        .scan(1000, 10_500, &[])
        .restart(1010)
        .scan(1020, 10_500, &[]),
        story(
            "overlay-announced-on-the-base-of-now",
            "the base of now does not help an announced overlay",
        )
        .import(
            0,
            held().catalogue(&coming(4, open.clone()), Updated).catalogue(
                &one(|_| {}).set("effective", at(1000)).named("overlay 3 on the old"),
                Refused,
            ),
        )
        .scan(10, 501, &[]),
        story(
            "overlay-falls-with-an-announced-base",
            "an overlay in force falls when the announced base begins",
        )
        .import(
            0,
            held().catalogue(&one(|_| {}), Updated).catalogue(&coming(4, open.clone()), Updated),
        )
        .scan(999, 10_500, &[])
        .scan(1000, 10_500, &UNKNOWN)
        .scan(1000, 901, &[]),
        story("first-catalogue-for-later", "an announced base alone is no base yet")
            .import(0, bring(&trust, Updated).catalogue(&coming(4, open), Updated))
            .scan(999, 901, &[Reason::StatusMissing, Reason::CatalogueMissing])
            .scan(1000, 901, &[]),
        story(
            "overlay-expired",
            "a scene is judged by an expired overlay all the same, and says so",
        )
        .import(0, held().catalogue(&one(|_| {}).set("exp", at(1000)), Updated))
        .scan(999, 10_500, &[])
        .scan(1000, 10_500, &[Reason::CatalogueExpired])
        .scan(1000, 501, &[]),
        story("base-expired", "the base's end does not touch the scenes of the overlay")
            .import(
                0,
                bring(&trust, Updated)
                    .catalogue(
                        &current.clone().set("exp", at(1000)).named("base 3 that ends"),
                        Updated,
                    )
                    .catalogue(&one(|_| {}), Updated),
            )
            .scan(1000, 501, &[Reason::CatalogueExpired])
            .scan(1000, 10_500, &[])
            .scan(
                1000,
                10_504,
                &[Reason::StatusMissing, Reason::CatalogueExpired, Reason::SceneUnknown],
            ),
    ]
}
