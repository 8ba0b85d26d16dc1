//! What an overlay may add, and everything it may not.

use super::*;

fn department(scene: Scene, department: &str) -> Scene {
    Scene { department: department.into(), ..scene }
}

/// A museum, a library (masked), a payout that asks much, and a park that is switched off.
fn base_scenes() -> Vec<Scene> {
    let library = Scene { profiles: vec![Profile::Masked], ..scene(502) };
    let payout = Scene {
        area: "subsidies".into(),
        profiles: vec![Profile::Identity],
        functions: vec![CardFunction::Disbursement],
        challenge: Challenge::Request,
        delegated: Delegated::Refused,
        min_key: KeyProtection::TrustedEnvironment,
        ..scene(702)
    };
    let park = Scene { area: "tourism".into(), enabled: false, ..scene(601) };
    vec![scene(501), library, payout, park]
}

fn check(overlay: Vec<Scene>) -> Result<(), OverlayError> {
    let base = catalogue(Region::GUANGDONG, base_scenes());
    EffectiveCatalogue::check(&base, &catalogue(Region::GUANGZHOU, overlay))
}

fn code(number: u16) -> SceneCode {
    SceneCode::new(number)
}

/// A scene of the overlay that passes.
fn added() -> Scene {
    department(scene(10_500), "广州图书馆")
}

#[test]
fn an_overlay_adds_to_the_base_and_both_are_found() {
    let base = Arc::new(
        verify(&signed(&catalogue(Region::GUANGDONG, base_scenes())), Region::GUANGDONG)
            .expect("base"),
    );
    let mut overlay = catalogue(Region::GUANGZHOU, vec![added()]);
    overlay.exp = NOW.plus(100);
    let overlay = Arc::new(verify(&signed(&overlay), Region::GUANGZHOU).expect("overlay"));
    let both = EffectiveCatalogue::with_overlay(base.clone(), overlay.clone()).expect("adds");
    assert_eq!(both.scene(code(501)), Some(&scene(501)));
    assert_eq!(both.scene(code(10_500)), Some(&added()));
    assert_eq!(both.scene(code(10_501)), None);
    assert_eq!(both.scenes().count(), 5);
    assert_eq!(both.editions(), (base.edition(), Some(overlay.edition())));
    let late = NOW.plus(100);
    assert!(both.is_expired(code(10_500), late), "an overlay ends by itself");
    assert!(!both.is_expired(code(501), late) && !both.is_expired(code(9), late));
    let alone = EffectiveCatalogue::of_base(base.clone()).expect("base");
    assert_eq!(alone.scene(code(10_500)), None);
    assert!(matches!(
        EffectiveCatalogue::of_base(overlay),
        Err(OverlayError::NotABase(Region::GUANGZHOU))
    ));
}

#[test]
fn an_overlay_stands_on_its_own_province_only() {
    let base = catalogue(Region::GUANGDONG, base_scenes());
    let changsha = "430100".parse().expect("region");
    let other = EffectiveCatalogue::check(&base, &catalogue(changsha, vec![]));
    assert_eq!(other, Err(OverlayError::OtherProvince(changsha)));
    let district = Region::new(440_106).expect("region");
    let part = EffectiveCatalogue::check(&base, &catalogue(district, vec![]));
    assert_eq!(part, Err(OverlayError::OtherProvince(district)));
    let province = EffectiveCatalogue::check(&base, &base);
    assert_eq!(province, Err(OverlayError::OtherProvince(Region::GUANGDONG)));
    let city = catalogue(Region::GUANGZHOU, vec![]);
    let not_a_base = EffectiveCatalogue::check(&city, &city);
    assert_eq!(not_a_base, Err(OverlayError::NotABase(Region::GUANGZHOU)));
}

#[test]
fn it_touches_and_repeats_nothing() {
    assert_eq!(check(vec![added()]), Ok(()));
    assert_eq!(check(vec![department(scene(501), "x")]), Err(OverlayError::Touches(code(501))));
    let repeated = OverlayError::Repeats { code: code(10_500), of: code(501) };
    assert_eq!(check(vec![scene(10_500)]), Err(repeated));
    let later = Scene { code: code(10_501), ..added() };
    let repeated = OverlayError::Repeats { code: code(10_501), of: code(10_500) };
    assert_eq!(check(vec![added(), later]), Err(repeated));
    let switched_off = Scene { area: "tourism".into(), ..scene(10_500) };
    let repeated = OverlayError::Repeats { code: code(10_500), of: code(601) };
    assert_eq!(check(vec![switched_off]), Err(repeated));
}

#[test]
fn the_order_of_sets_makes_no_new_scene() {
    let both = vec![Profile::Validity, Profile::Entitlement];
    let answers = vec![Answer::Senior60, Answer::Minor];
    let functions = vec![CardFunction::Identity, CardFunction::Query];
    let first = Scene { profiles: both, answers, functions, ..added() };
    let mut second = Scene { code: code(10_501), ..first.clone() };
    second.profiles.reverse();
    second.answers.reverse();
    second.functions.reverse();
    let repeated = OverlayError::Repeats { code: code(10_501), of: code(10_500) };
    assert_eq!(check(vec![first.clone(), second.clone()]), Err(repeated));
    second.answers.pop();
    assert_eq!(check(vec![first, second]), Ok(()));
}

#[test]
fn it_opens_no_area_and_discloses_no_more_than_the_base_there() {
    let elsewhere = Scene { area: "sport".into(), ..added() };
    assert_eq!(check(vec![elsewhere]), Err(OverlayError::OpensArea(code(10_500))));
    let switched_off = Scene { area: "tourism".into(), ..added() };
    assert_eq!(check(vec![switched_off]), Err(OverlayError::OpensArea(code(10_500))));
    let masked = Scene { profiles: vec![Profile::Masked], ..added() };
    assert_eq!(check(vec![masked]), Ok(()), "as much as the library");
    let identity = Scene { profiles: vec![Profile::Validity, Profile::Identity], ..added() };
    assert_eq!(check(vec![identity]), Err(OverlayError::DisclosesMore(code(10_500))));
    let across = Scene { cross_border: true, ..added() };
    assert_eq!(check(vec![across]), Err(OverlayError::CrossBorder(code(10_500))));
}

#[test]
fn it_states_at_least_what_it_inherits_of_its_area() {
    let strict = Scene {
        area: "subsidies".into(),
        functions: vec![CardFunction::Disbursement],
        challenge: Challenge::Request,
        delegated: Delegated::Refused,
        min_key: KeyProtection::TrustedEnvironment,
        ..added()
    };
    assert_eq!(check(vec![strict.clone()]), Ok(()));
    let c = code(10_500);
    let plain = Scene { challenge: Challenge::None, ..strict.clone() };
    assert_eq!(check(vec![plain]), Err(OverlayError::Challenge(c)));
    let family = Scene { delegated: Delegated::Allowed, ..strict.clone() };
    assert_eq!(check(vec![family]), Err(OverlayError::Delegated(c)));
    let software = Scene { min_key: KeyProtection::Software, ..strict.clone() };
    assert_eq!(check(vec![software]), Err(OverlayError::MinKey(c)));
    let stricter = Scene { min_key: KeyProtection::SecureElement, ..strict };
    assert_eq!(check(vec![stricter]), Ok(()));
}

#[test]
fn a_function_can_not_be_carried_into_a_laxer_area() {
    let c = code(10_500);
    let payout =
        Scene { functions: vec![CardFunction::Identity, CardFunction::Disbursement], ..added() };
    assert_eq!(check(vec![payout]), Err(OverlayError::Challenge(c)));
    let nowhere = Scene { functions: vec![CardFunction::Query], ..added() };
    assert_eq!(check(vec![nowhere]), Ok(()), "the culture area asks nothing more");
    let lax = Scene { area: "subsidies".into(), functions: vec![CardFunction::Query], ..added() };
    assert_eq!(check(vec![lax]), Err(OverlayError::Challenge(c)));
    let bare = Scene { area: "subsidies".into(), functions: vec![], ..added() };
    assert_eq!(check(vec![bare]), Err(OverlayError::Challenge(c)));
}

prop_compose! {
    fn any_added_scene()(
        area in prop::sample::select(vec!["culture", "subsidies", "tourism", "sport"]),
        profile in prop::sample::select(Profile::ALL.to_vec()),
        functions in prop::sample::subsequence(CardFunction::ALL.to_vec(), 0..4),
        request: bool,
        refused: bool,
        min_key in prop::sample::select(vec![
            KeyProtection::Software,
            KeyProtection::TrustedEnvironment,
            KeyProtection::SecureElement,
        ]),
    ) -> Scene {
        Scene {
            area: area.into(),
            profiles: vec![profile],
            functions,
            challenge: if request { Challenge::Request } else { Challenge::None },
            delegated: if refused { Delegated::Refused } else { Delegated::Allowed },
            min_key,
            ..added()
        }
    }
}

proptest! {
    #[test]
    fn whatever_passes_is_no_laxer_than_any_scene_of_its_area_with_a_function_of_its_own(
        scene in any_added_scene(),
    ) {
        if check(vec![scene.clone()]).is_ok() {
            let base = base_scenes();
            let area: Vec<_> =
                base.iter().filter(|s| s.enabled && s.area == scene.area).collect();
            prop_assert!(area.iter().any(|s| s.most_disclosing() >= scene.most_disclosing()));
            let models = area.iter().filter(|s| {
                scene.functions.is_empty()
                    || s.functions.iter().any(|function| scene.functions.contains(function))
            });
            for model in models {
                prop_assert!(scene.challenge >= model.challenge);
                prop_assert!(scene.min_key >= model.min_key);
                prop_assert!(
                    scene.delegated == Delegated::Refused
                        || model.delegated == Delegated::Allowed
                );
            }
        }
    }
}
