//! What a catalogue is refused for, and what an overlay may not do.

use std::sync::Arc;

use proptest::prelude::*;

use essc::base::text::TextError;
use essc::base::time::UnixTime;
use essc::model::attributes::Answer;
use essc::model::functions::{CardFunction, KeyProtection};
use essc::model::key_id::KeyId;
use essc::model::localized::Localized;
use essc::model::profile::Profile;
use essc::model::region::Region;
use essc::model::scene::{Challenge, Delegated, Replay, Scene, SceneCode};
use essc::trust::catalogue::{CatalogueError, VerifiedCatalogue};
use essc::trust::effective::EffectiveCatalogue;
use essc::trust::overlay::OverlayError;
use essc::trust::succession::Admission;
use essc::trust::trust_list::{SignerError, VerifiedTrustList};
use essc::wire::catalogue::{Catalogue, MAX_LIFE, SceneRule, TYP};
use essc::wire::catalogue::{MAX_SCENES, check_scenes};
use essc::wire::jws::JoseHeader;
use essc::wire::jws::{self, JwsError};
use essc::wire::trust_list::{
    IssuerKey, IssuerLevel, KeyState, KeyUse, ListedJwk, TrustList, TrustedIssuer,
};
use essc_testkit::{key, publisher};

mod later_words;
mod overlays;

const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);

fn issuer(region: Region, seed: u8) -> TrustedIssuer {
    let entry = IssuerKey {
        kid: KeyId::new(region, 1),
        jwk: ListedJwk::from(&key(seed).public_key()),
        suite: 0,
        key_use: KeyUse::Catalogue,
        state: KeyState::Active,
        nbf: NOW.minus(1000),
        exp: NOW.plus(86_400),
    };
    let province = region.is_province();
    TrustedIssuer {
        region,
        level: if province { IssuerLevel::Province } else { IssuerLevel::Prefecture },
        name: Localized::new("城市", "City"),
        credential_issuer: "https://card.example".into(),
        max_card_life: 86_400,
        keys: vec![entry],
        status_base: "https://card.example/status".into(),
        status_lists: vec![],
        catalogue: Some("https://card.example/catalogue".into()),
    }
}

fn trust() -> VerifiedTrustList {
    let list = TrustList {
        seq: 5,
        iat: NOW.minus(60),
        exp: NOW.plus(86_400),
        soft_exp: NOW.plus(3600),
        test: true,
        next_root: None,
        issuers: vec![issuer(Region::GUANGDONG, 10), issuer(Region::GUANGZHOU, 20)],
    };
    VerifiedTrustList::verify(&list.sign(&key(1)), &key(1).public_key(), NOW).expect("trust list")
}

/// A plain museum scene with a cool-down, to be changed.
fn scene(code: u16) -> Scene {
    Scene { replay: Replay::Card, cooldown: Some(600), ..publisher::scene(code) }
}

fn catalogue(region: Region, scenes: Vec<Scene>) -> Catalogue {
    Catalogue {
        region,
        seq: 3,
        iat: NOW.minus(60),
        exp: NOW.plus(86_400 * 30),
        effective: NOW.minus(60),
        min_trust_seq: 5,
        scenes,
    }
}

fn base() -> Catalogue {
    catalogue(Region::GUANGDONG, vec![scene(501)])
}

fn signed(catalogue: &Catalogue) -> String {
    let seed = if catalogue.is_base() { 10 } else { 20 };
    catalogue.sign(KeyId::new(catalogue.region, 1), &key(seed))
}

fn verify(text: &str, wanted: Region) -> Result<VerifiedCatalogue, CatalogueError> {
    VerifiedCatalogue::verify(text, wanted, &trust(), NOW, Admission::New)
}

fn refused(change: impl FnOnce(&mut Catalogue)) -> CatalogueError {
    let mut catalogue = base();
    change(&mut catalogue);
    verify(&signed(&catalogue), Region::GUANGDONG).expect_err("refused")
}

/// The rule that a change of the good scene breaks.
fn broken(change: impl FnOnce(&mut Scene)) -> SceneRule {
    let mut scene = scene(501);
    change(&mut scene);
    check_scenes(&[scene]).expect_err("a broken rule")
}

#[test]
fn a_catalogue_reads_back() {
    let read = verify(&signed(&base()), Region::GUANGDONG).expect("good");
    assert_eq!(read.catalogue(), &base());
    assert_eq!(read.edition().number, 3);
}

#[test]
fn only_the_regions_own_catalogue_key_signs_and_only_a_province_a_base() {
    let gz = KeyId::new(Region::GUANGZHOU, 1);
    let error = verify(&base().sign(gz, &key(20)), Region::GUANGDONG).expect_err("refused");
    let region = Region::GUANGDONG;
    assert_eq!(error, CatalogueError::OtherRegion { region, signer: gz });
    let forged = base().sign(KeyId::new(Region::GUANGDONG, 1), &key(20));
    let error = verify(&forged, Region::GUANGDONG).expect_err("refused");
    assert_eq!(error, CatalogueError::Jws(JwsError::Signature));
    let unknown = KeyId::new(Region::SHENZHEN, 1);
    let error = verify(&base().sign(unknown, &key(20)), Region::GUANGDONG).expect_err("refused");
    assert_eq!(error, CatalogueError::Signer(SignerError::Unknown(unknown)));
    let error = verify(&signed(&base()), Region::GUANGZHOU).expect_err("refused");
    let (wanted, got) = (Region::GUANGZHOU, Region::GUANGDONG);
    assert_eq!(error, CatalogueError::OtherCatalogue { wanted, got });
}

#[test]
fn times_and_the_trust_list_it_needs_are_checked() {
    assert_eq!(refused(|c| c.iat = NOW.plus(301)), CatalogueError::FromTheFuture);
    assert_eq!(refused(|c| c.exp = c.iat), CatalogueError::Life);
    assert_eq!(refused(|c| c.exp = c.iat.plus(MAX_LIFE + 1)), CatalogueError::Life);
    assert_eq!(refused(|c| c.effective = c.exp), CatalogueError::Life);
    assert_eq!(refused(|c| c.exp = NOW), CatalogueError::Expired);
    let newer = refused(|c| c.min_trust_seq = 6);
    assert_eq!(newer, CatalogueError::TrustTooOld { needed: 6, held: 5 });
    let late = NOW.plus(86_400 * 31);
    let text = signed(&base());
    let held = VerifiedCatalogue::verify(&text, Region::GUANGDONG, &trust(), late, Admission::Held);
    assert!(held.is_ok(), "a held one is judged by past its end");
}

#[test]
fn scene_numbers_are_unique_and_the_publishers_own() {
    let twice = refused(|c| c.scenes.push(scene(501)));
    assert_eq!(twice, CatalogueError::Scene(SceneRule::DuplicateCode(SceneCode::new(501))));
    let foreign = refused(|c| c.scenes.push(scene(10_000)));
    assert_eq!(foreign, CatalogueError::Scene(SceneRule::Number(SceneCode::new(10_000))));
    assert_eq!(catalogue(Region::GUANGZHOU, vec![]).numbers(), 10_500..11_000);
    assert_eq!(catalogue(Region::GUANGDONG, vec![]).numbers(), 0..10_000);
    let zhongshan = "442000".parse().expect("region");
    assert_eq!(catalogue(zhongshan, vec![]).numbers(), 20_000..20_500);
    for (code, own) in [(10_499, false), (10_500, true), (10_999, true), (11_000, false)] {
        let overlay = catalogue(Region::GUANGZHOU, vec![scene(code)]);
        assert_eq!(overlay.check().is_ok(), own, "{code}");
    }
    assert_eq!(check_scenes(&vec![scene(501); MAX_SCENES + 1]), Err(SceneRule::TooMany));
}

#[test]
fn a_scene_that_makes_no_sense_is_refused() {
    let c = SceneCode::new(501);
    assert_eq!(check_scenes(&[scene(501)]), Ok(()));
    assert_eq!(broken(|s| s.area = "Culture".into()), SceneRule::Area(c));
    assert_eq!(broken(|s| s.area = String::new()), SceneRule::Area(c));
    let reason = TextError::Unprintable;
    assert_eq!(broken(|s| s.name.zh = "a\u{200b}b".into()), SceneRule::Name { code: c, reason });
    let reason = TextError::Empty;
    assert_eq!(broken(|s| s.department = String::new()), SceneRule::Name { code: c, reason });
    assert_eq!(broken(|s| s.profiles.clear()), SceneRule::Profiles(c));
    assert_eq!(broken(|s| s.profiles = vec![Profile::Validity; 2]), SceneRule::Profiles(c));
    assert_eq!(broken(|s| s.functions = vec![CardFunction::Identity; 2]), SceneRule::Functions(c));
    assert_eq!(broken(|s| s.answers = vec![Answer::Minor]), SceneRule::Answers(c));
    assert_eq!(broken(|s| s.profiles = vec![Profile::Entitlement]), SceneRule::Answers(c));
    let twice = broken(|s| {
        s.profiles = vec![Profile::Entitlement];
        s.answers = vec![Answer::Minor; 2];
    });
    assert_eq!(twice, SceneRule::Answers(c));
    assert_eq!(broken(|s| s.level = 8), SceneRule::Level(c));
    assert_eq!(broken(|s| s.rotate_after = 4), SceneRule::RotateAfter(c));
    assert_eq!(broken(|s| s.rotate_after = 61), SceneRule::RotateAfter(c));
    assert_eq!(broken(|s| s.max_code_age = 0), SceneRule::CodeAge(c));
    assert_eq!(broken(|s| s.max_code_age = 256), SceneRule::CodeAge(c));
    assert_eq!(broken(|s| s.max_status_age = 3599), SceneRule::EvidenceAge(c));
    assert_eq!(broken(|s| s.max_card_age = Some(3599)), SceneRule::EvidenceAge(c));
    assert_eq!(broken(|s| s.cooldown = None), SceneRule::Cooldown(c));
    assert_eq!(broken(|s| s.cooldown = Some(0)), SceneRule::Cooldown(c));
    assert_eq!(broken(|s| s.cooldown = Some(86_401)), SceneRule::Cooldown(c));
    assert_eq!(broken(|s| s.replay = Replay::Code), SceneRule::Cooldown(c));
    assert_eq!(broken(|s| s.receipt_days = 3661), SceneRule::ReceiptDays(c));
    assert_eq!(broken(|s| s.regions = Some(vec![])), SceneRule::Regions(c));
    let twice = Some(vec![Region::GUANGZHOU; 2]);
    assert_eq!(broken(|s| s.regions = twice), SceneRule::Regions(c));
    let across = broken(|s| {
        s.profiles = vec![Profile::Masked];
        s.cross_border = true;
    });
    assert_eq!(across, SceneRule::CrossBorder(c));
}

#[test]
fn settlement_hotel_payout_and_bills_always_need_a_request() {
    for code in [302, 602, 702, 1101] {
        let plain = scene(code);
        let rule = SceneRule::RequestMandatory(SceneCode::new(code));
        assert_eq!(check_scenes(std::slice::from_ref(&plain)), Err(rule));
        assert_eq!(check_scenes(&[Scene { challenge: Challenge::Request, ..plain }]), Ok(()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_changed_byte_is_never_accepted(at: prop::sample::Index, to: u8) {
        let good = signed(&base());
        let mut bytes = good.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = to;
        if let Ok(text) = String::from_utf8(bytes) {
            prop_assert!(text == good || verify(&text, Region::GUANGDONG).is_err());
        }
    }

    #[test]
    fn random_text_never_panics_and_is_never_accepted(text: String) {
        prop_assert!(verify(&text, Region::GUANGDONG).is_err());
    }

    #[test]
    fn scenes_of_any_numbers_never_panic_and_read_back_when_they_pass(
        code: u16, rotate_after: u32, max_code_age: u32, max_status_age: u32, level: u8,
        cooldown: Option<u32>, receipt_days: u32,
    ) {
        let scene = Scene {
            rotate_after, max_code_age, max_status_age, level, cooldown, receipt_days,
            ..scene(code)
        };
        let catalogue = catalogue(Region::GUANGDONG, vec![scene]);
        match verify(&signed(&catalogue), Region::GUANGDONG) {
            Ok(read) => prop_assert_eq!(read.catalogue(), &catalogue),
            Err(error) => prop_assert!(catalogue.check().is_err(), "{}", error),
        }
    }
}
