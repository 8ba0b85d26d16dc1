//! Revocation lists, and the level of a key that was judged before.

use essc::base::time::UnixTime;
use essc::issuance::attestation::{
    KeptAttestation, Revocations, RevocationsError, Scheme, Serial, level_now,
};
use essc::model::functions::KeyProtection;
use essc::model::profile::KeyRole;

use crate::list_drafts::{ListDraft, time};
use crate::scene::{NOW, Scene};

const DAY: u64 = 86_400;

fn list(json: &str, as_of: UnixTime) -> Revocations {
    Revocations::parse(json.as_bytes(), as_of).expect("a list")
}

fn serial(text: &str) -> Serial {
    Serial::try_from(text.to_owned()).expect("a serial number")
}

#[test]
fn a_list_is_taken_whole_or_not_at_all() {
    let taken = [
        r#"{"entries":{}}"#,
        r#"{"entries":{"1a":{"status":"REVOKED","expires":"2030-01-01","comment":"","reason":"X"}}}"#,
        r#" {"later":1,"entries":{"-1a":{"status":"REVOKED"},"123456789012345678901234567890123456789012":{"status":"REVOKED"}}}"#,
    ];
    for json in taken {
        assert!(Revocations::parse(json.as_bytes(), NOW).is_ok(), "{json}");
    }
    let refused = [
        "",
        "<html>",
        "[]",
        "{}",
        r#"{"entries":[]}"#,
        r#"{"entries":{"1a":"REVOKED"}}"#,
        r#"{"entries":{"1a":{"reason":"X"}}}"#,
        r#"{"entries":{"1a":{"status":1}}}"#,
        r#"{"entries":{"1a":{"status":"REVOKED"},"1a":{"status":"REVOKED"}}}"#,
        r#"{"entries":{"1a":{"status":"REVOKED"}}"#,
        r#"{"entries":{}} {}"#,
    ];
    for json in refused {
        let refused = Revocations::parse(json.as_bytes(), NOW);
        assert!(matches!(refused, Err(RevocationsError::Json(_))), "{json}: {refused:?}");
    }
    for key in ["", "-", "0x1a", "1a ", "serial"] {
        let json = format!(r#"{{"entries":{{"{key}":{{"status":"REVOKED"}}}}}}"#);
        let refused = Revocations::parse(json.as_bytes(), NOW);
        assert!(matches!(refused, Err(RevocationsError::Serial(_))), "{key}: {refused:?}");
    }
}

#[test]
fn a_list_of_16_mib_is_read_and_a_longer_one_is_not() {
    let json = r#"{"entries":{"1a":{"status":"REVOKED"}}}"#;
    let padded = |length: usize| format!("{json}{}", " ".repeat(length - json.len()));
    let most = list(&padded(16 * 1024 * 1024), NOW);
    assert!(most.revokes(Scheme::Android, &serial("1a")));
    assert!(Revocations::parse(padded(16 * 1024 * 1024 + 1).as_bytes(), NOW).is_err());
}

#[test]
fn a_serial_number_has_one_form() {
    for text in ["0", "1", "abcdef", &"f".repeat(40)] {
        assert!(Serial::try_from(text.to_owned()).is_ok(), "{text}");
    }
    for text in ["", "01", "A", "-1", "0x1", &"f".repeat(41)] {
        assert!(Serial::try_from(text.to_owned()).is_err(), "{text}");
    }
}

#[test]
fn lists_of_one_maker_say_nothing_of_the_other() {
    let mut scene = Scene::huks(KeyRole::Everyday);
    scene.status_list = Some((r#"{"entries":{"2":{"status":"REVOKED"}}}"#.into(), NOW));
    scene.authority_lists = vec![ListDraft::revoking(&[3]).of(&scene)];
    scene.mint();
    let revocations = scene.revocations();
    let revoked = |scheme, text| revocations.revokes(scheme, &serial(text));
    assert!(revoked(Scheme::Android, "2") && revoked(Scheme::Huks, "3"));
    assert!(!revoked(Scheme::Android, "3") && !revoked(Scheme::Huks, "2"));
    assert!(!revoked(Scheme::AppAttest, "2") && !revoked(Scheme::KeyAttestation, "3"));
}

#[test]
fn a_key_is_pending_until_a_list_of_its_time_was_seen_and_not_after() {
    let empty = r#"{"entries":{}}"#;
    for (as_of, is_pending) in [
        (NOW, false),
        (NOW.minus(DAY), false),
        (NOW.minus(DAY + 1), true),
        (UnixTime::EPOCH, true),
        (NOW.plus(60), false),
    ] {
        let mut scene = Scene::factory(KeyRole::Everyday, 1);
        scene.status_list = Some((empty.into(), as_of));
        assert_eq!(scene.judge().map(|judgment| judgment.is_pending), Ok(is_pending), "{as_of}");
    }
    let mut scene = Scene::factory(KeyRole::Everyday, 1);
    scene.status_list = None;
    let judgment = scene.judge().expect("good");
    assert!(judgment.is_pending, "without any list");

    let mut kept = KeptAttestation::from(&judgment);
    let none = Revocations::default();
    assert_eq!(level_now(&kept, &none, NOW), KeyProtection::Software);
    assert!(!kept.settle(&none, NOW));
    let later = NOW.plus(7 * DAY);
    let current = list(empty, later.minus(60));
    assert_eq!(level_now(&kept, &current, later), KeyProtection::TrustedEnvironment);
    assert!(kept.settle(&current, later));
    assert!(!kept.settle(&current, later), "once");
    let years_later = later.plus(1000 * DAY);
    assert_eq!(level_now(&kept, &current, years_later), KeyProtection::TrustedEnvironment);
}

#[test]
fn a_key_loses_its_level_when_a_certificate_is_revoked_between_enrollment_and_renewal() {
    let mut scene = Scene::remote(KeyRole::Identity, 2);
    scene.drafts[3].serial = vec![0x00, 0x8f, 0x0a];
    let judgment = scene.judge().expect("good");
    let kept = KeptAttestation::from(&judgment);
    let level =
        |json: &str| level_now(&kept, &list(json, NOW.minus(400 * DAY)), NOW.plus(30 * DAY));
    assert_eq!(level(r#"{"entries":{"8f0b":{"status":"REVOKED"}}}"#), KeyProtection::SecureElement);
    assert_eq!(level(r#"{"entries":{"8f0a":{"status":"REVOKED"}}}"#), KeyProtection::Software);
    assert_eq!(level(r#"{"entries":{"8f0a":{"status":"SUSPENDED"}}}"#), KeyProtection::Software);
    assert_eq!(level(r#"{"entries":{}}"#), KeyProtection::SecureElement, "and gets it back");
}

#[test]
fn a_key_of_harmony_os_is_pending_until_there_is_a_current_list_unless_the_policy_waits_for_none() {
    let pending = |is_required: bool, has_list: bool, later: u64| {
        let mut scene = Scene::huks(KeyRole::Everyday);
        scene.policy.huks.as_mut().expect("accepted").list_required = is_required;
        let mut list = ListDraft::revoking(&[]);
        list.next_update = time("261118110640Z");
        scene.authority_lists.extend(has_list.then(|| list.of(&scene)));
        scene.now = NOW.plus(later);
        scene.judge().expect("good").is_pending
    };
    assert!(pending(true, false, 0), "without any list");
    assert!(!pending(false, false, 0), "and with a policy that waits for none");
    assert!(!pending(true, true, 0), "until the next one is due");
    assert!(pending(true, true, 1), "and not after");

    let mut kept = KeptAttestation {
        level: KeyProtection::TrustedEnvironment,
        scheme: Scheme::Huks,
        serials: vec![serial("3")],
        ends: None,
        is_pending: true,
    };
    let android = list(r#"{"entries":{}}"#, NOW);
    assert_eq!(level_now(&kept, &android, NOW), KeyProtection::Software);
    assert!(!kept.settle(&android, NOW), "by the other maker's list");
    let of = |serials: &[u64]| {
        let mut scene = Scene::huks(KeyRole::Everyday);
        scene.authority_lists = vec![ListDraft::revoking(serials).of(&scene)];
        scene.mint();
        scene.revocations()
    };
    assert!(kept.settle(&of(&[]), NOW));
    assert_eq!(level_now(&kept, &android, NOW), KeyProtection::TrustedEnvironment, "for good");
    let years = NOW.plus(1000 * DAY);
    assert_eq!(level_now(&kept, &of(&[3]), years), KeyProtection::Software, "however old it is");
}

#[test]
fn a_level_ends_with_what_it_rests_on() {
    let kept = KeptAttestation {
        level: KeyProtection::SecureElement,
        scheme: Scheme::KeyAttestation,
        serials: Vec::new(),
        ends: Some(NOW),
        is_pending: false,
    };
    let level = |now| level_now(&kept, &Revocations::default(), now);
    assert_eq!(level(NOW.minus(1)), KeyProtection::SecureElement);
    assert_eq!(level(NOW), KeyProtection::Software);
}

#[test]
fn what_is_kept_reads_back_and_has_a_closed_form() {
    let judgment = Scene::remote(KeyRole::Everyday, 1).judge().expect("good");
    let kept = KeptAttestation::from(&judgment);
    let text = serde_json::to_string(&kept).expect("plain data");
    assert_eq!(
        text,
        r#"{"level":"trusted_environment","scheme":"android","serials":["1","4","3","2"],"ends":null,"is_pending":false}"#
    );
    assert_eq!(serde_json::from_str::<KeptAttestation>(&text).ok(), Some(kept));
    let more = text.replace('}', r#","more":1}"#);
    assert!(serde_json::from_str::<KeptAttestation>(&more).is_err());
}
