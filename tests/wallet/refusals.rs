//! What an issuer answers in place of a card, and what the wallet makes of it (protocol §8.8).

use serde_json::json;

use super::*;
use essc::holder::{AnswerFault, IssuanceError, Refusal};
use essc::model::profile::Profile;

#[test]
fn refusals_say_what_to_do_and_leave_no_key_behind() {
    let token = "/440100/token";
    let credential = "/440100/credential";
    let cases = [
        (token, 400, json!({"error": "invalid_grant"}), IssuanceError::TxCodeOrOffer),
        (token, 401, json!({"error": "invalid_grant"}), IssuanceError::TxCodeOrOffer),
        (
            token,
            400,
            json!({"error": "invalid_grant", "essc_reason": "offer_dead"}),
            IssuanceError::OfferDead,
        ),
        (
            token,
            400,
            json!({"error": "invalid_grant", "essc_reason": "unknown_card"}),
            IssuanceError::Refused(Refusal::UnknownCard),
        ),
        (credential, 401, json!({}), IssuanceError::AccessLost),
        ("/440100/nonce", 401, json!({}), AnswerFault::Status(401).into()),
        (
            credential,
            503,
            json!({"error": "credential_request_denied", "essc_reason": "region_full"}),
            IssuanceError::Refused(Refusal::RegionFull),
        ),
        (
            token,
            400,
            json!({"error": "invalid_grant", "essc_reason": "tx_code_wrong"}),
            IssuanceError::TxCodeWrong,
        ),
        (token, 503, json!({}), IssuanceError::Busy { retry_after_s: None }),
        (token, 429, json!({}), IssuanceError::Busy { retry_after_s: None }),
        (token, 418, json!({}), AnswerFault::Status(418).into()),
        (token, 200, json!({"access_token": "a"}), AnswerFault::Json("token answer").into()),
        (
            token,
            200,
            json!({"access_token": "a", "token_type": "Bearer", "refresh_token": "b"}),
            AnswerFault::Token.into(),
        ),
        (
            credential,
            400,
            json!({"error": "credential_request_denied", "essc_reason": "card_suspended"}),
            IssuanceError::Refused(Refusal::Suspended),
        ),
        (
            credential,
            403,
            json!({"error": "access_denied", "essc_reason": "card_cancelled"}),
            IssuanceError::Refused(Refusal::Cancelled),
        ),
        (credential, 200, json!({"credentials": []}), AnswerFault::Credential.into()),
        ("/440100/nonce", 200, json!({"c_nonce": "a b"}), AnswerFault::Nonce.into()),
    ];
    for (path, status, body, expected) in cases {
        let phone = Phone::new();
        let wallet = phone.wallet();
        phone.issuer.answer_once(path, status, &body);
        assert_eq!(phone.enroll(&wallet), Err(expected.into()), "{path} {status} {body}");
        assert_eq!((wallet.cards().len(), wallet.unfinished_enrollments()), (0, 0));
        assert!(phone.enroll(&wallet).is_ok(), "the next offer works");
    }
}

#[test]
fn the_issuers_words_are_told_apart() {
    let read = |error: &str, reason: Option<&str>| {
        let json = json!({ "error": error, "essc_reason": reason });
        let phone = Phone::new();
        let wallet = phone.wallet();
        phone.issuer.answer_once("/440100/credential", 400, &json);
        phone.enroll(&wallet)
    };
    let busy = || IssuanceError::Busy { retry_after_s: None };
    for (error, reason, expected) in [
        ("invalid_token", None, IssuanceError::AccessLost),
        ("temporarily_unavailable", None, busy()),
        ("server_error", None, busy()),
        ("credential_request_denied", Some("retry_later"), busy()),
        (
            "credential_request_denied",
            Some("device_limit"),
            IssuanceError::Refused(Refusal::DeviceLimit),
        ),
        (
            "credential_request_denied",
            Some("card_not_active"),
            IssuanceError::Refused(Refusal::NotActive),
        ),
        (
            "credential_request_denied",
            Some("region_full"),
            IssuanceError::Refused(Refusal::RegionFull),
        ),
        (
            "credential_request_denied",
            Some("unknown_card"),
            IssuanceError::Refused(Refusal::UnknownCard),
        ),
        ("invalid_proof", Some("other_key"), IssuanceError::Refused(Refusal::OtherKey)),
        (
            "invalid_proof",
            Some("key_not_attested"),
            IssuanceError::Refused(Refusal::KeyNotAttested),
        ),
        ("credential_request_denied", Some("new"), IssuanceError::Refused(Refusal::Unspecified)),
        ("invalid_dpop_proof", None, AnswerFault::Status(400).into()),
        ("", None, AnswerFault::Status(400).into()),
    ] {
        assert_eq!(read(error, reason), Err(expected.into()), "{error} {reason:?}");
    }
}

#[test]
fn a_refused_nonce_is_tried_once_more_with_a_fresh_one() {
    let refused = json!({ "error": "invalid_nonce" });
    for before in 0..4 {
        let phone = Phone::new();
        let wallet = phone.wallet();
        phone.issuer.script().refuse_nonce_at = Some(before);
        let enrolled = phone.enroll(&wallet);
        assert!(enrolled.is_ok(), "{before}: {enrolled:?}");
        assert_eq!(wallet.cards()[0].profiles, Profile::ALL);
    }
    let phone = Phone::new();
    let wallet = phone.wallet();
    for _ in 0..2 {
        phone.issuer.answer_once("/440100/credential", 400, &refused);
    }
    let busy = IssuanceError::Busy { retry_after_s: None };
    assert_eq!(phone.enroll(&wallet), Err(busy.into()));
}

#[test]
fn unbinding_another_device_takes_the_identity_key_and_a_nonce_that_counts() {
    let (phone, wallet, card) = Phone::enrolled();
    let unbind = "/440100/devices/unbind";
    let refused = json!({ "error": "invalid_nonce" });
    phone.issuer.answer_once(unbind, 400, &refused);
    assert_eq!(wait(wallet.unbind_device(&card, "d2".into())), Ok(()));
    for _ in 0..2 {
        phone.issuer.answer_once(unbind, 400, &refused);
    }
    let busy = IssuanceError::Busy { retry_after_s: None };
    assert_eq!(wait(wallet.unbind_device(&card, "d2".into())), Err(busy.into()));
    drop(wallet);
    phone.rewrite("holdings", |kept| {
        for held in kept["enrolments"].as_array_mut().expect("a list") {
            held["identity"] = json!(null);
        }
    });
    let wallet = phone.wallet();
    let needed = IssuanceError::Refused(Refusal::IdentityKeyNeeded);
    assert_eq!(wait(wallet.unbind_device(&card, "d2".into())), Err(needed.into()));
}

#[test]
fn a_transaction_code_that_is_not_wanted_is_left_out() {
    let phone = Phone::new();
    let wallet = phone.wallet();
    let mismatch = json!({ "error": "invalid_request", "essc_reason": "tx_code_mismatch" });
    let wrong = json!({ "error": "invalid_grant", "essc_reason": "offer_dead" });
    phone.issuer.answer_once("/440100/token", 400, &mismatch);
    phone.issuer.answer_once("/440100/token", 400, &wrong);
    assert_eq!(phone.enroll(&wallet), Err(IssuanceError::OfferDead.into()));
    let asked = phone.issuer.script().log.iter().filter(|path| *path == "/440100/token").count();
    assert_eq!(asked, 2);
}

#[test]
fn a_configuration_that_takes_no_proof_of_ours_is_refused_before_anything_is_made() {
    let es256 = json!({ "proof_signing_alg_values_supported": ["ES384", "ES256"] });
    let others = json!({ "proof_signing_alg_values_supported": ["ES384"] });
    for (types, is_taken) in [
        (json!({ "jwt": es256, "attestation": others }), true),
        (json!(null), true),
        (json!({ "jwt": others }), false),
        (json!({ "jwt": {} }), false),
        (json!({ "attestation": es256 }), false),
        (json!({}), false),
    ] {
        let phone = Phone::new();
        let wallet = phone.wallet();
        let mut metadata = essc_testkit::scripted_issuer::issuer_metadata();
        let configurations = &mut metadata["credential_configurations_supported"];
        configurations["essc-masked"]["proof_types_supported"] = types.clone();
        let path = "/.well-known/openid-credential-issuer/440100";
        phone.issuer.answer_once(path, 200, &metadata);
        let fault = AnswerFault::Metadata("proof_signing_alg_values_supported");
        let refused = Some(WalletError::from(IssuanceError::from(fault)));
        let expected = if is_taken { None } else { refused };
        assert_eq!(phone.enroll(&wallet).err(), expected, "{types}");
    }
}

#[test]
fn every_request_names_what_it_accepts() {
    let phone = Phone::new();
    let wallet = phone.wallet();
    phone.enroll(&wallet).expect("enrols");
    assert_eq!(refresh(&wallet, Refresh::Now), Ok(CardRefresh::Renewed));
    assert!(phone.issuer.script().accepts.iter().all(|(path, accept)| {
        let is_document =
            ["/trust-list", "/catalogue", "/status/"].iter().any(|p| path.contains(p));
        accept.contains(if is_document { "application/jwt" } else { "application/json" })
    }));
}
