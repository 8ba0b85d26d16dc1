//! The table of scenes stated a second time, and the rules an overlay obeys.

use std::collections::HashSet;

use super::*;
use crate::model::attributes::Answer;
use crate::model::functions::{CardFunction, KeyProtection};
use crate::model::profile::Profile;

/// Scene, area, profile, functions.
const TABLE: &str = "
    0101 social_insurance identity    identity
    0102 social_insurance masked      identity
    0103 social_insurance identity    identity
    0201 employment       identity    identity
    0202 employment       masked      identity
    0301 medical          identity    medical
    0302 medical          identity    medical,payment
    0303 medical          masked      medical
    0401 transit          validity    transit
    0402 transit          entitlement transit
    0501 culture          validity    identity
    0502 culture          masked      identity
    0601 tourism          entitlement identity
    0602 tourism          identity    identity
    0701 subsidies        masked      disbursement
    0702 subsidies        identity    disbursement
    0801 elder_care       entitlement identity
    0802 disability       entitlement identity
    0901 government       validity    identity
    0902 government       identity    identity
    1001 education        validity    identity
    1101 utilities        masked      payment
    1201 cross_border     validity    transit,identity
";

fn function_name(function: CardFunction) -> String {
    let json = serde_json::to_value(function).expect("a name");
    json.as_str().expect("text").to_owned()
}

/// The codes of the base's scenes for which `holds`.
fn base_where(holds: impl Fn(&Scene) -> bool) -> Vec<String> {
    base().iter().filter(|s| holds(s)).map(|s| s.code.to_string()).collect()
}

#[test]
fn the_base_is_the_table_row_by_row() {
    let rows: Vec<_> =
        TABLE.trim().lines().map(|row| row.split_whitespace().collect::<Vec<_>>()).collect();
    let scenes = base();
    assert_eq!(scenes.len(), rows.len());
    for (scene, row) in scenes.iter().zip(rows) {
        let functions: Vec<_> = scene.functions.iter().copied().map(function_name).collect();
        let profiles: Vec<_> = scene.profiles.iter().map(|p| p.name()).collect();
        let got =
            [scene.code.to_string(), scene.area.clone(), profiles.join(","), functions.join(",")];
        assert_eq!(got, row[..]);
    }
}

#[test]
fn requests_delegation_turnstiles_and_attestation_stand_where_the_protocol_puts_them() {
    assert_eq!(base_where(|s| s.challenge == Challenge::Request), ["0302", "0602", "0702", "1101"]);
    assert_eq!(base_where(|s| s.delegated == Delegated::Refused), ["0202", "0602", "0702"]);
    assert_eq!(
        base_where(|s| s.replay == Replay::Card && s.cooldown.is_some()),
        ["0401", "0402", "0501", "0601", "0801", "1001"]
    );
    assert_eq!(base_where(|s| s.replay == Replay::Code && s.cooldown.is_none()).len(), 17);
    assert_eq!(base_where(|s| s.min_key > KeyProtection::Software), ["0702"]);
    assert_eq!(base_where(|s| s.cross_border), ["1201"]);
    assert_eq!(base_where(|s| !s.enabled), ["0602"]);
    assert_eq!(base_where(|s| s.level == 2), ["0302", "0702", "1101"]);
}

#[test]
fn payments_need_level_2_and_a_request_everywhere() {
    for scene in base().iter().chain(&guangzhou_overlay()) {
        if scene.functions.contains(&CardFunction::Payment) {
            assert_eq!((scene.level, scene.challenge), (2, Challenge::Request), "{}", scene.code);
        }
    }
}

#[test]
fn entitlement_scenes_and_no_others_name_answers() {
    let answers = |code: &str| {
        let scene = base().into_iter().find(|s| s.code.to_string() == code).expect("scene");
        scene.answers
    };
    assert_eq!(answers("0402"), [Answer::Senior65, Answer::Disability]);
    assert_eq!(answers("0601"), [Answer::Resident]);
    assert_eq!(answers("0801"), [Answer::Senior60]);
    assert_eq!(answers("0802"), [Answer::Disability]);
    for scene in base().iter().chain(&guangzhou_overlay()) {
        let entitlement = scene.profiles == [Profile::Entitlement];
        assert_eq!(entitlement, !scene.answers.is_empty(), "{}", scene.code);
    }
}

#[test]
fn same_city_treatment_takes_the_cooperating_cities_and_no_other_scene_asks() {
    assert_eq!(base_where(|s| s.regions.is_some()), ["0601"]);
    let cities = cooperating_cities();
    assert_eq!(cities.len(), 9);
    assert!(cities.contains(&Region::SHENZHEN) && !cities.contains(&Region::HONG_KONG));
}

#[test]
fn times_are_within_what_a_catalogue_may_say() {
    for scene in base().iter().chain(&guangzhou_overlay()) {
        assert!(scene.max_status_age >= 3600, "{}", scene.code);
        assert!(scene.max_card_age.is_none_or(|age| age >= 3600), "{}", scene.code);
        assert!(scene.rotate_after < scene.max_code_age, "{}", scene.code);
    }
}

/// What makes two scenes duplicates of one another (art. 6(4)).
fn purpose(s: &Scene) -> (String, String, Vec<Profile>, Vec<CardFunction>, Vec<Answer>) {
    let own = |text: &String| text.clone();
    (own(&s.area), own(&s.department), s.profiles.clone(), s.functions.clone(), s.answers.clone())
}

#[test]
fn no_scene_repeats_another() {
    let all: Vec<_> = base().into_iter().chain(guangzhou_overlay()).collect();
    assert_eq!(all.iter().map(|s| s.code).collect::<HashSet<_>>().len(), all.len());
    assert_eq!(all.iter().map(purpose).collect::<HashSet<_>>().len(), all.len());
}

#[test]
fn the_overlay_stays_in_its_numbers_and_within_what_the_base_allows() {
    let base = base();
    for scene in guangzhou_overlay() {
        assert!((10_500..11_000).contains(&scene.code.number()), "{}", scene.code);
        let area: Vec<_> = base.iter().filter(|s| s.area == scene.area && s.enabled).collect();
        let most = area.iter().filter_map(|s| s.most_disclosing()).max();
        assert!(most.is_some() && scene.most_disclosing() <= most, "{}", scene.code);
        for of_area in area {
            if of_area.functions.iter().any(|f| scene.functions.contains(f)) {
                assert!(scene.challenge >= of_area.challenge, "{}", scene.code);
                assert!(scene.min_key >= of_area.min_key, "{}", scene.code);
                assert!(
                    of_area.delegated == Delegated::Allowed
                        || scene.delegated == Delegated::Refused,
                    "{}",
                    scene.code
                );
            }
        }
    }
}
