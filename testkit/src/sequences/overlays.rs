//! Overlays on a base: what stands, what does not, and what can't be decided (protocol §7.4).

use essc::model::functions::{CardFunction, KeyProtection};
use essc::model::profile::Profile;
use essc::model::reason::Reason;
use essc::model::scene::{Challenge, Delegated, Scene};
use serde_json::{Value, json};

use crate::documents::{Document, base, overlay, scene, trust};
use crate::sequence::Became::{Refused, Unchanged, Updated};
use crate::story::{Story, bring, story};

pub(super) const UNKNOWN: [Reason; 2] = [Reason::StatusMissing, Reason::SceneUnknown];

pub fn stories() -> Vec<Story> {
    [refused(), stands(), with_another_base(), undecided(), mended()]
        .into_iter()
        .flatten()
        .collect()
}

/// A museum; a scene of medical care that is strict, one that is not; bills on request; an area that is
/// switched off.
pub(super) fn scenes() -> Vec<Scene> {
    vec![
        scene(501, "culture"),
        Scene {
            functions: vec![CardFunction::Medical],
            min_key: KeyProtection::TrustedEnvironment,
            delegated: Delegated::Refused,
            ..scene(301, "medical")
        },
        Scene { functions: vec![CardFunction::Transit], ..scene(303, "medical") },
        Scene {
            functions: vec![CardFunction::Payment],
            challenge: Challenge::Request,
            ..scene(1101, "utilities")
        },
        Scene { enabled: false, ..scene(601, "tourism") },
    ]
}

/// A good scene of the city.
fn good() -> Scene {
    scene(10_500, "culture")
}

pub(super) fn one(change: impl FnOnce(&mut Scene)) -> Document {
    let mut scene = good();
    change(&mut scene);
    overlay(3, vec![scene])
}

/// The overlay is refused as a whole, the base stands.
fn told_refused(name: &'static str, shows: &str, overlay: &Document) -> Story {
    let base = base(3, scenes());
    story(name, shows)
        .import(0, bring(&trust(7), Updated).catalogue(&base, Updated).catalogue(overlay, Refused))
        .scan(10, 10_500, &UNKNOWN)
        .scan(10, 501, &[])
}

fn refused() -> Vec<Story> {
    let strict = |scene: &mut Scene| {
        scene.area = "medical".into();
        scene.functions = vec![CardFunction::Medical];
        scene.min_key = KeyProtection::TrustedEnvironment;
        scene.delegated = Delegated::Refused;
    };
    let twice = Scene { code: scene(10_501, "culture").code, ..good() };
    vec![
        told_refused(
            "overlay-with-a-number-of-the-base",
            "numbers below 10000 are the base's",
            &overlay(3, vec![good(), scene(501, "culture")]),
        ),
        told_refused(
            "overlay-with-a-number-of-another-city",
            "a city has 500 numbers of its own",
            &overlay(3, vec![good(), scene(11_000, "culture")]),
        ),
        told_refused(
            "overlay-repeats-the-base",
            "one purpose has one code",
            &one(|scene| scene.department = "部门501".into()),
        ),
        told_refused(
            "overlay-repeats-itself",
            "nor two of its own",
            &overlay(3, vec![good(), twice]),
        ),
        told_refused(
            "overlay-opens-an-area",
            "an area of which the base has no scene",
            &one(|scene| scene.area = "sports".into()),
        ),
        told_refused(
            "overlay-opens-an-area-that-is-off",
            "an area of which the base has no enabled scene",
            &one(|scene| scene.area = "tourism".into()),
        ),
        told_refused(
            "overlay-discloses-more",
            "a profile above the highest that the base takes in the area",
            &one(|scene| scene.profiles = vec![Profile::Validity, Profile::Masked]),
        ),
        told_refused(
            "overlay-across-the-border",
            "an overlay's scene is never cross-border",
            &one(|scene| scene.cross_border = true),
        ),
        told_refused(
            "overlay-with-a-weaker-key",
            "less min_key than the area asks for the function",
            &one(|scene| {
                strict(scene);
                scene.min_key = KeyProtection::Software;
            }),
        ),
        told_refused(
            "overlay-takes-delegated-cards",
            "delegated cards where the area refuses them for the function",
            &one(|scene| {
                strict(scene);
                scene.delegated = Delegated::Allowed;
            }),
        ),
        told_refused(
            "overlay-without-a-request",
            "a plain code where a function needs a request elsewhere in the base",
            &one(|scene| scene.functions = vec![CardFunction::Payment]),
        ),
        told_refused(
            "overlay-with-one-strict-function",
            "the strictest over all its functions is what it must state",
            &one(|scene| {
                strict(scene);
                scene.functions = vec![CardFunction::Transit, CardFunction::Medical];
                scene.delegated = Delegated::Allowed;
            }),
        ),
        told_refused(
            "overlay-without-functions",
            "without functions it inherits from all enabled scenes of the area",
            &one(|scene| {
                scene.area = "medical".into();
                scene.functions = vec![];
            }),
        ),
        told_refused(
            "overlay-with-a-function-of-nobody",
            "a function that no scene of the base has inherits from the area",
            &one(|scene| {
                scene.area = "medical".into();
                scene.functions = vec![CardFunction::Disbursement];
            }),
        ),
        told_refused(
            "overlay-one-bad-scene-of-two",
            "one scene that breaks a rule refuses the whole",
            &overlay(3, vec![good(), scene(10_501, "sports")]),
        ),
    ]
}

fn stands() -> Vec<Story> {
    let (trust, base) = (trust(7), base(3, scenes()));
    let mild = Scene {
        area: "medical".into(),
        functions: vec![CardFunction::Transit],
        ..scene(10_500, "medical")
    };
    let strict = Scene {
        functions: vec![CardFunction::Medical],
        min_key: KeyProtection::TrustedEnvironment,
        delegated: Delegated::Refused,
        ..scene(10_501, "medical")
    };
    let elsewhere = Scene {
        functions: vec![CardFunction::Payment],
        challenge: Challenge::Request,
        ..scene(10_502, "culture")
    };
    let off = Scene { enabled: false, ..scene(10_503, "culture") };
    vec![
        story("overlay-stands", "what adds to the base and states what it inherits is judged by")
            .import(
                0,
                bring(&trust, Updated)
                    .catalogue(&overlay(3, vec![mild, strict, elsewhere, off]), Updated)
                    .catalogue(&base, Updated),
            )
            .scan(10, 10_500, &[])
            .scan(10, 10_501, &[Reason::KeyProtectionTooLow])
            .scan(10, 10_502, &[Reason::ChallengeMissing])
            .scan(10, 10_503, &UNKNOWN)
            .scan(10, 10_504, &UNKNOWN)
            .scan(10, 501, &[]),
        story("overlay-before-its-base", "without a base an overlay is kept and judges nothing")
            .import(0, bring(&trust, Updated).catalogue(&one(|_| {}), Updated))
            .scan(10, 10_500, &[Reason::StatusMissing, Reason::CatalogueMissing])
            .restart(20)
            .import(30, bring(&trust, Unchanged).catalogue(&base, Updated))
            .scan(40, 10_500, &[]),
        story(
            "overlay-before-a-base-it-does-not-stand-on",
            "and when the base comes it is looked at",
        )
        .import(0, bring(&trust, Updated).catalogue(&one(|s| s.area = "sports".into()), Updated))
        .import(10, bring(&trust, Unchanged).catalogue(&base, Updated))
        .scan(20, 10_500, &UNKNOWN)
        .scan(20, 501, &[]),
    ]
}

fn with_another_base() -> Vec<Story> {
    let trust = trust(7);
    let without = base(4, vec![scene(901, "government")]).named("base 4 without culture");
    let again = base(5, scenes());
    vec![
        story(
            "overlay-falls-with-a-new-base",
            "an overlay that stands no more gives way to the base alone",
        )
        .import(
            0,
            bring(&trust, Updated)
                .catalogue(&base(3, scenes()), Updated)
                .catalogue(&one(|_| {}), Updated),
        )
        .scan(10, 10_500, &[])
        .import(20, bring(&trust, Unchanged).catalogue(&without, Updated))
        .scan(30, 10_500, &UNKNOWN)
        .scan(30, 901, &[])
        .restart(40)
        .scan(50, 10_500, &UNKNOWN)
        .import(60, bring(&trust, Unchanged).catalogue(&again, Updated))
        .scan(70, 10_500, &[])
        .restart(80)
        .scan(90, 10_500, &[]),
        story(
            "overlay-refused-keeps-the-one-held",
            "a refused overlay leaves the one held in force",
        )
        .import(
            0,
            bring(&trust, Updated)
                .catalogue(&base(3, scenes()), Updated)
                .catalogue(&one(|_| {}), Updated),
        )
        .import(
            10,
            bring(&trust, Unchanged).catalogue(&overlay(4, vec![scene(10_501, "sports")]), Refused),
        )
        .scan(20, 10_500, &[])
        .import(
            30,
            bring(&trust, Unchanged).catalogue(
                &overlay(4, vec![scene(10_501, "culture")]).named("overlay 4, good"),
                Updated,
            ),
        )
        .scan(40, 10_501, &[]),
    ]
}

/// The base with a scene in which this member says a word of a later version.
fn base_with_later(area: &str, member: &str, value: Value) -> Document {
    let mut scenes = scenes();
    scenes.push(scene(502, area));
    base(3, scenes).named(&format!("base 3, {member} of a later version")).edit(|payload| {
        let last = payload["scenes"].as_array_mut().unwrap().last_mut().unwrap();
        last[member] = value;
    })
}

fn undecided() -> Vec<Story> {
    let trust = trust(7);
    // Beside it stands a scene of another area, which counts.
    let other = |city: Scene| {
        let mild = Scene { functions: vec![CardFunction::Transit], ..scene(10_501, "medical") };
        overlay(3, vec![city, mild])
    };
    let told = |name, shows: &str, base: &Document, city: Scene| {
        let name: &'static str = name;
        story(name, shows)
            .import(
                0,
                bring(&trust, Updated).catalogue(base, Updated).catalogue(&other(city), Updated),
            )
            .scan(10, 10_500, &UNKNOWN)
            .scan(10, 10_501, &[])
            .scan(10, 501, &[])
            .scan(10, 502, &UNKNOWN)
    };
    vec![
        told(
            "overlay-undecided-by-its-area",
            "an area of which only a scene that is not understood is enabled leaves it undecided",
            &base_with_later("sports", "replay", json!("of_a_later_version")),
            Scene { area: "sports".into(), ..good() },
        ),
        told(
            "overlay-undecided-by-its-profile",
            "a profile that a scene which is not understood may give leaves it undecided",
            &base_with_later("culture", "profiles", json!(["of_a_later_version"])),
            Scene { profiles: vec![Profile::Validity, Profile::Masked], ..good() },
        ),
        told(
            "overlay-undecided-by-what-it-inherits",
            "what can't be read may ask for more than is stated",
            &base_with_later("culture", "challenge", json!("of_a_later_version")),
            good(),
        ),
        story(
            "overlay-decided-all-the-same",
            "a scene of another word in the base gives what is known of it",
        )
        .import(
            0,
            bring(&trust, Updated)
                .catalogue(
                    &base_with_later("culture", "replay", json!("of_a_later_version")),
                    Updated,
                )
                .catalogue(&overlay(3, vec![good()]), Updated),
        )
        .scan(10, 10_500, &[]),
    ]
}

/// A base of a later version that breaks an overlay by what is known of it, and the ways out.
fn mended() -> Vec<Story> {
    let trust = trust(7);
    let strict = base_with_later("culture", "replay", json!("of_a_later_version"))
        .named("base 3, strict and of a later version")
        .edit(|payload| payload["scenes"][5]["delegated"] = json!("refused"));
    vec![
        story(
            "overlay-refused-by-what-is-known",
            "a scene that is not understood is inherited from all the same",
        )
        .import(
            0,
            bring(&trust, Updated).catalogue(&strict, Updated).catalogue(&one(|_| {}), Refused),
        )
        .import(
            10,
            bring(&trust, Unchanged).catalogue(
                &one(|s| s.delegated = Delegated::Refused).named("overlay 3, strict"),
                Updated,
            ),
        )
        .scan(20, 10_500, &[]),
        story(
            "overlay-scene-of-a-later-version",
            "an overlay's scene that is not understood is unknown, the rest counts",
        )
        .import(
            0,
            bring(&trust, Updated).catalogue(&base(3, scenes()), Updated).catalogue(
                &overlay(3, vec![good(), scene(10_501, "sports")])
                    .edit(|payload| payload["scenes"][1]["replay"] = json!("of_a_later_version")),
                Updated,
            ),
        )
        .scan(10, 10_500, &[])
        .scan(10, 10_501, &UNKNOWN),
    ]
}
