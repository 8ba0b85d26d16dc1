//! Scenes with words of a later version: kept by their number, and never judged by.

use serde_json::{Value, json};

use super::*;

const LATER: &str = "gesture_2";

/// Every member that holds words, with one of a later version.
fn later_words() -> [(&'static str, Value); 7] {
    [
        ("profiles", json!(["validity", LATER])),
        ("answers", json!([LATER])),
        ("functions", json!(["identity", LATER])),
        ("min_key", json!(LATER)),
        ("delegated", json!(LATER)),
        ("challenge", json!(LATER)),
        ("replay", json!(LATER)),
    ]
}

/// The catalogue with a change of its first scene that this version's types could not hold.
fn read_with(
    catalogue: &Catalogue,
    change: impl FnOnce(&mut Value),
) -> Result<VerifiedCatalogue, CatalogueError> {
    let mut payload = serde_json::to_value(catalogue).expect("json");
    change(&mut payload["scenes"][0]);
    let seed = if catalogue.is_base() { 10 } else { 20 };
    let kid = KeyId::new(catalogue.region, 1).to_string();
    let text = jws::sign(&JoseHeader::document(TYP, &kid), &payload, &key(seed));
    verify(&text, catalogue.region)
}

fn base_with(member: &str, word: Value) -> Arc<VerifiedCatalogue> {
    let base = catalogue(Region::GUANGDONG, vec![scene(501), library()]);
    Arc::new(read_with(&base, |scene| scene[member] = word).expect("read"))
}

/// A second scene of the base, in another area and with another function.
fn library() -> Scene {
    let functions = vec![CardFunction::Query];
    Scene { area: "reading".into(), functions, ..scene(502) }
}

fn overlay(scenes: Vec<Scene>) -> Arc<VerifiedCatalogue> {
    let signed = signed(&catalogue(Region::GUANGZHOU, scenes));
    Arc::new(verify(&signed, Region::GUANGZHOU).expect("overlay"))
}

/// A city's museum, and a city's library.
fn city() -> [Scene; 2] {
    let own = |scene: Scene| Scene { department: "广州市".into(), ..scene };
    let library = Scene { code: SceneCode::new(10_501), ..library() };
    [own(scene(10_500)), own(library)]
}

/// Which of the two a gate can use on a base whose museum has this word.
fn usable(member: &str, word: Value) -> [bool; 2] {
    let base = base_with(member, word);
    let both = EffectiveCatalogue::with_overlay(base, overlay(city().into())).expect("adds");
    city().map(|scene| both.scene(scene.code).is_some())
}

#[test]
fn a_scene_with_an_unknown_word_is_kept_by_its_number_and_the_others_count() {
    for (member, word) in later_words() {
        let read = base_with(member, word);
        assert_eq!(read.catalogue().scenes, [library()], "{member}");
        let numbers: Vec<_> = read.not_understood().collect();
        assert_eq!(numbers, [SceneCode::new(501)], "{member}");
        let effective = EffectiveCatalogue::of_base(read).expect("base");
        assert_eq!(effective.scene(SceneCode::new(501)), None, "{member}");
        assert_eq!(effective.scenes().count(), 1, "{member}");
    }
}

#[test]
fn its_numbers_texts_and_ranges_are_checked_all_the_same() {
    let c = SceneCode::new(501);
    let rule = |member: &str, value: Value| match read_with(&base(), |scene| {
        scene["challenge"] = LATER.into();
        scene[member] = value;
    }) {
        Err(CatalogueError::Scene(rule)) => rule,
        other => panic!("expected a broken rule, got {other:?}"),
    };
    assert_eq!(rule("level", 8.into()), SceneRule::Level(c));
    assert_eq!(rule("rotate_after", 4.into()), SceneRule::RotateAfter(c));
    assert_eq!(rule("area", "Culture".into()), SceneRule::Area(c));
    assert_eq!(rule("cooldown", 0.into()), SceneRule::Cooldown(c));
    assert_eq!(rule("functions", json!(["query", "query"])), SceneRule::Functions(c));
    assert_eq!(rule("code", "10500".into()), SceneRule::Number(SceneCode::new(10_500)));
    let two = catalogue(Region::GUANGDONG, vec![scene(501), scene(501)]);
    let twice = read_with(&two, |scene| scene["challenge"] = LATER.into());
    assert_eq!(twice.err(), Some(CatalogueError::Scene(SceneRule::DuplicateCode(c))));
    let many = catalogue(Region::GUANGDONG, (2000..=3024).map(scene).collect());
    let many = read_with(&many, |scene| scene["challenge"] = LATER.into());
    assert_eq!(many.err(), Some(CatalogueError::Scene(SceneRule::TooMany)));
}

#[test]
fn what_is_no_word_or_of_another_type_refuses_the_catalogue() {
    let changes = [
        ("challenge", json!(1)),
        ("challenge", json!("Request")),
        ("challenge", json!(null)),
        ("profiles", json!(["validity", 1])),
        ("profiles", json!(LATER)),
        ("profiles", json!(["validity", LATER, LATER])),
        ("level", json!("1")),
        ("enabled", json!(null)),
    ];
    for (member, value) in changes {
        let refused = read_with(&base(), |scene| {
            scene["replay"] = LATER.into();
            scene[member] = value.clone();
        });
        let is_payload = matches!(refused, Err(CatalogueError::Jws(JwsError::Payload(_))));
        assert!(is_payload, "{member}: {value}");
    }
    let missing = read_with(&base(), |scene| {
        scene["replay"] = LATER.into();
        scene.as_object_mut().expect("object").remove("name");
    });
    assert!(matches!(missing, Err(CatalogueError::Jws(JwsError::Payload(_)))));
}

#[test]
fn an_overlay_scene_that_leans_on_it_is_left_out_and_the_others_count() {
    assert_eq!(usable("name", json!({"zh": "馆", "en": "Hall"})), [true; 2], "all understood");
    for member in ["challenge", "delegated", "min_key"] {
        assert_eq!(usable(member, json!(LATER)), [false, true], "{member} would be inherited");
    }
    for (member, word) in later_words() {
        assert_eq!(usable(member, word), [false, true], "{member}: the area is open by it alone");
    }
}

#[test]
fn what_is_known_of_it_is_inherited_and_breaking_it_refuses_the_overlay() {
    let other = Scene { code: SceneCode::new(503), functions: vec![], ..scene(501) };
    let strict = Scene { challenge: Challenge::Request, ..scene(501) };
    let base = catalogue(Region::GUANGDONG, vec![strict, other]);
    let read = |member: &str, word: Value| read_with(&base, |scene| scene[member] = word);
    let base = read("functions", json!(["identity", LATER])).expect("read");
    let museum = |challenge| {
        let [museum, _] = city();
        overlay(vec![Scene { challenge, ..museum }])
    };
    let refused = museum(Challenge::None).check_on(&base);
    assert_eq!(refused, Err(OverlayError::Challenge(SceneCode::new(10_500))));
    let (base, added) = (Arc::new(base), museum(Challenge::Request));
    let both = EffectiveCatalogue::with_overlay(base, added).expect("adds");
    assert!(both.scene(SceneCode::new(10_500)).is_some(), "all it inherits is known");
}

#[test]
fn a_scene_of_an_overlay_that_is_left_out_ends_with_the_overlay() {
    let mut ending = catalogue(Region::GUANGZHOU, city().into());
    ending.exp = NOW.plus(100);
    let ending = read_with(&ending, |scene| scene["replay"] = LATER.into()).expect("read");
    let base = catalogue(Region::GUANGDONG, vec![scene(501), library()]);
    let base = Arc::new(read_with(&base, |_| ()).expect("read"));
    let both = EffectiveCatalogue::with_overlay(base, Arc::new(ending)).expect("adds");
    let museum = SceneCode::new(10_500);
    assert_eq!(both.scene(museum), None);
    assert!(both.is_expired(museum, NOW.plus(100)) && !both.is_expired(museum, NOW.plus(99)));
}

#[test]
fn a_publisher_can_not_write_a_word_it_does_not_know() {
    for (member, word) in later_words() {
        let mut payload = serde_json::to_value(base()).expect("json");
        assert!(serde_json::from_value::<Catalogue>(payload.clone()).is_ok());
        payload["scenes"][0][member] = word;
        assert!(serde_json::from_value::<Catalogue>(payload).is_err(), "{member}");
    }
}
