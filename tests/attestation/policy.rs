//! Policies as an authority writes them.

use essc::issuance::attestation::{AttestationPolicy, Unlocked};
use essc::model::functions::KeyProtection;

fn read(json: &str) -> serde_json::Result<AttestationPolicy> {
    serde_json::from_str(json)
}

#[test]
fn what_is_left_out_is_strict() {
    assert_eq!(read("{}").expect("a policy"), AttestationPolicy::default());
    let nothing = AttestationPolicy::default();
    assert!(!nothing.required && nothing.android.is_none() && nothing.huks.is_none());
    let signer = "ab".repeat(32);
    let json = format!(
        r#"{{"android":{{"apps":[{{"package":"cn.example.card","signatures":["{signer}"]}}]}},
             "huks":{{"apps":[{{"bundle_name":"cn.example.card","app_identifier":"5765"}}]}}}}"#
    );
    let policy = read(&json).expect("a policy");
    let android = policy.android.expect("accepted");
    assert_eq!((android.roots.len(), android.patch_months), (2, 24));
    assert_eq!((android.unlocked, android.rkp_from), (Unlocked::Refuse, None));
    assert!(android.verified_boot_keys.is_empty());
    assert_eq!(policy.huks.expect("accepted").roots.len(), 1);
}

#[test]
fn everything_that_a_policy_may_say_is_read() {
    let (pin, signer) = ("01".repeat(32), "ab".repeat(32));
    let json = format!(
        r#"{{"required":true,"android":{{"roots":["{pin}"],"patch_months":12,
            "patch_months_secure_element":6,"rkp_from":"secure_element","verified_boot_keys":["{pin}"],
            "unlocked":"warn","apps":[{{"package":"p","signatures":["{signer}"]}}]}}}}"#
    );
    let policy = read(&json).expect("a policy");
    assert!(policy.required);
    let android = policy.android.as_ref().expect("accepted");
    assert_eq!(android.patch_months_secure_element, Some(6));
    assert_eq!(android.rkp_from, Some(KeyProtection::SecureElement));
    assert_eq!((android.roots[0].0, android.apps[0].signatures[0].0), ([1; 32], [0xab; 32]));
    let written = serde_json::to_string(&policy).expect("plain data");
    assert_eq!(read(&written).expect("reads back"), policy);
}

#[test]
fn a_policy_with_a_slip_is_refused_and_not_taken_for_a_laxer_one() {
    for json in [
        r#"{"require":true}"#,
        r#"{"android":{}}"#,
        r#"{"android":{"apps":[],"patchmonths":1}}"#,
        r#"{"android":{"apps":[],"unlocked":"never"}}"#,
        r#"{"android":{"apps":[],"rkp_from":"strong_box"}}"#,
        r#"{"android":{"apps":[],"roots":["AB"]}}"#,
        r#"{"android":{"apps":[{"package":"p"}]}}"#,
        r#"{"huks":{"apps":[{"bundle_name":"b"}]}}"#,
    ] {
        assert!(read(json).is_err(), "{json}");
    }
}
