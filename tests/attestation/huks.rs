//! Faults of what HarmonyOS says of a key.

use essc::model::functions::KeyProtection;
use essc::model::profile::KeyRole;

use crate::cases::Case;
use crate::scene::{Claim, Scene, Statement, huks_app};
use essc_sandbox_attestation::der::{integer, octets, oid, sequence};

fn huks() -> Scene {
    Scene::huks(KeyRole::Identity)
}

fn claim<'s>(scene: &'s mut Scene, end: &[u8]) -> &'s mut Claim {
    scene.claims().iter_mut().find(|claim| claim.1 == end).expect("a claim")
}

fn remove(scene: &mut Scene, end: &[u8]) {
    let before = scene.claims().len();
    scene.claims().retain(|claim| claim.1 != end);
    assert_eq!(scene.claims().len(), before - 1);
}

fn app(scene: &mut Scene, json: &str) {
    claim(scene, &[1, 3]).2 = huks_app(json);
}

pub fn cases() -> Vec<Case> {
    const FORM: &str = "huks_claims_form";
    const APP_FORM: &str = "huks_app_form";
    let case = |what, code, change| Case { what, code, scene: huks, change };
    vec![
        case("an intermediate that is no authority", "huks_issuer_constraints", |s| {
            s.drafts[1].is_authority = Some(false);
        }),
        case("an intermediate that says nothing", "huks_issuer_constraints", |s| {
            s.drafts[1].is_authority = None;
        }),
        case("a root that says nothing", "huks_issuer_constraints", |s| {
            s.drafts[0].is_authority = None;
        }),
        case("a leaf that is an authority", "huks_leaf_constraints", |s| {
            s.drafts[2].is_authority = Some(true);
        }),
        case("a chain lengthened by an attested key", "huks_issuer_constraints", |s| {
            let leaf = s.drafts.last().expect("a leaf").clone();
            s.drafts.push(leaf);
        }),
        case("claims that are not DER", FORM, |s| s.statement = Statement::Raw(vec![0x30, 0x80])),
        case("claims of another version", FORM, |s| {
            s.statement = Statement::Raw(sequence(&[integer(1)]));
        }),
        case("a claim twice", FORM, |s| {
            let twice = s.claims()[1].clone();
            s.claims().push(twice);
        }),
        case("a claim that is not known, twice", FORM, |s| {
            s.claims().extend([(0, vec![9], octets(&[1])), (0, vec![9], octets(&[2]))]);
        }),
        case("a claim with a member more", FORM, |s| {
            claim(s, &[1, 5]).2.extend(integer(0));
        }),
        case("a claim without value", FORM, |s| claim(s, &[1, 5]).2.clear()),
        case("no challenge", "huks_challenge", |s| remove(s, &[1, 4])),
        case("another challenge", "huks_challenge", |s| {
            claim(s, &[1, 4]).2 = octets(b"challenge_data");
        }),
        case("a nonce that was replayed", "huks_challenge", |s| s.nonce = "another"),
        case("no app", APP_FORM, |s| remove(s, &[1, 3])),
        case("an app that is not JSON", APP_FORM, |s| app(s, "release")),
        case("an app without mode", APP_FORM, |s| {
            app(s, r#"{"bundleName":"cn.example.card","appIdentifier":"5765"}"#);
        }),
        case("an app with a member twice", APP_FORM, |s| {
            app(
                s,
                r#"{"bundleName":"cn.example.card","appIdentifier":"5765","appMode":"debug","appMode":"release"}"#,
            );
        }),
        case("an app in more than 2,048 bytes", APP_FORM, |s| {
            let long = "x".repeat(2000);
            app(
                s,
                &format!(
                    r#"{{"bundleName":"cn.example.card","appIdentifier":"5765","appMode":"release","appId":"{long}"}}"#
                ),
            );
        }),
        case("an app of another kind", APP_FORM, |s| {
            let other = oid(&[0x2b, 6, 1, 4, 1, 0x8f, 0x5b, 2, 0x82, 0x78, 2, 1, 3, 2]);
            claim(s, &[1, 3]).2 = sequence(&[other, octets(b"{}")]);
        }),
        case("another bundle", "huks_app", |s| {
            app(
                s,
                r#"{"bundleName":"cn.example.other","appIdentifier":"5765","appMode":"release"}"#,
            );
        }),
        case("another app's identifier", "huks_app", |s| {
            app(
                s,
                r#"{"bundleName":"cn.example.card","appIdentifier":"5766","appMode":"release"}"#,
            );
        }),
        case("a build for debugging", "huks_app_mode", |s| {
            app(s, r#"{"bundleName":"cn.example.card","appIdentifier":"5765","appMode":"debug"}"#);
        }),
        case("no origin", "huks_origin", |s| remove(s, &[1, 5])),
        case("a key that was imported", "huks_origin", |s| {
            claim(s, &[1, 5]).2 = octets(&[1, 0, 0, 0]);
        }),
        case("an origin the other way round", "huks_origin", |s| {
            claim(s, &[1, 5]).2 = octets(&[0, 0, 0, 2]);
        }),
        case("no key manager", "huks_key_manager", |s| remove(s, &[2, 2, 6])),
        case("another key manager", "huks_key_manager", |s| {
            claim(s, &[2, 2, 6]).2 = octets(&[0; 16]);
        }),
        case("an origin that the system vouches for", "huks_security_level", |s| {
            claim(s, &[1, 5]).0 = 2;
        }),
        case("a key manager that the system vouches for", "huks_security_level", |s| {
            claim(s, &[2, 2, 6]).0 = 2;
        }),
    ]
}

#[test]
fn a_harmony_os_key_has_level_1_and_the_identity_keys_authentication_is_noted() {
    let judgment = Scene::huks(KeyRole::Everyday).judge().expect("good");
    assert_eq!((judgment.level, judgment.is_pending), (KeyProtection::TrustedEnvironment, false));
    assert_eq!((judgment.serials.len(), judgment.notes), (2, vec![]));
    let judgment = huks().judge().expect("good");
    let notes: Vec<_> = judgment.notes.iter().map(|note| note.code()).collect();
    assert_eq!(notes, ["user_auth_unattested"]);
}

#[test]
fn a_chain_of_four_and_the_levels_of_challenge_and_app_make_no_difference() {
    let mut scene = huks();
    let mut further = scene.drafts[1].clone();
    further.subject[1].1 = "Device Anonymous Attestation CA 2";
    scene.drafts.insert(2, further);
    claim(&mut scene, &[1, 3]).0 = 0;
    claim(&mut scene, &[1, 4]).0 = 3;
    scene.drafts[3].is_authority = None;
    assert_eq!(scene.judge().map(|judgment| judgment.serials.len()), Ok(3));
}
