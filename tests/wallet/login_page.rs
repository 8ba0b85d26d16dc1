//! Something else in place of an issuer's answer: a network's login page, nothing, or half of it.

use super::*;
use essc::holder::{AnswerFault, CardState, IssuanceError};
use essc::wire::in_place::InPlace;

const PAGE: &[u8] = b"<!DOCTYPE html><html><body>Log in to this network</body></html>";

/// Every address that an enrolment asks before the card is whole, and half of a good answer of it.
const ASKED: [(&str, &[u8]); 6] = [
    ("/trust-list", b"eyJhbGciOiJFUzI1NiIsImtpZCI6"),
    ("/.well-known/openid-credential-issuer/440100", b"{\"credential_issuer\":\"http"),
    ("/.well-known/oauth-authorization-server/440100", b"{\"issuer\":\"http"),
    ("/440100/nonce", b"{\"c_nonce\":"),
    ("/440100/token", b"{\"access_token\":\"a\",\"token_type\":\"DP"),
    ("/440100/credential", b"{\"credentials\":[{\"credential\":\"0oRY"),
];

#[test]
fn what_came_in_place_of_an_answer_is_named_and_leaves_no_card_behind() {
    for (path, half) in ASKED {
        let in_place = [(PAGE, InPlace::WebPage), (b"", InPlace::Nothing), (half, InPlace::Cut)];
        for (body, expected) in in_place {
            let phone = Phone::new();
            let wallet = phone.wallet();
            phone.issuer.answer_once_with_bytes(path, body);
            let expected = IssuanceError::InPlace(expected);
            assert!(expected.is_of_the_network());
            assert_eq!(phone.enroll(&wallet), Err(expected.into()), "{path} {body:?}");
            assert!(wallet.cards().is_empty() && wallet.unfinished_enrollments() == 0);
            assert!(phone.enroll(&wallet).is_ok(), "the next offer works");
        }
    }
}

#[test]
fn an_answer_that_is_whole_and_not_what_was_asked_for_is_the_issuers_fault() {
    let answers: [&[u8]; 4] = [b"[]", b"busy", b"\xef\xbb\xbf{}", b"\x1f\x8b\x08\0"];
    for (path, _) in &ASKED[1..] {
        for body in answers {
            let phone = Phone::new();
            phone.issuer.answer_once_with_bytes(path, body);
            let refused = phone.enroll(&phone.wallet());
            let is_answer = matches!(
                refused,
                Err(WalletError::Issuance(IssuanceError::Answer(AnswerFault::Json(_))))
            );
            assert!(is_answer, "{path} {body:?}: {refused:?}");
        }
    }
}

#[test]
fn a_login_page_at_a_renewal_costs_no_access() {
    for (path, _) in &ASKED[1..] {
        if *path == "/440100/nonce" {
            // A renewal asks for none.
            continue;
        }
        let (phone, wallet, _) = Phone::enrolled();
        phone.issuer.answer_once_with_bytes(path, PAGE);
        let expected = IssuanceError::InPlace(InPlace::WebPage);
        assert_eq!(refresh(&wallet, Refresh::Now), Err(expected.into()), "{path}");
        assert_eq!(wallet.cards()[0].state, CardState::Active, "{path}");
        assert_eq!(refresh(&wallet, Refresh::Now), Ok(CardRefresh::Renewed), "{path}");
    }
}

#[test]
fn a_network_that_wants_a_login_by_its_status_is_told_like_its_page() {
    let phone = Phone::new();
    phone.issuer.answer_once("/440100/token", 511, &serde_json::json!({}));
    let expected = IssuanceError::InPlace(InPlace::WebPage);
    assert_eq!(phone.enroll(&phone.wallet()), Err(expected.into()));
}

#[test]
fn an_enrollment_does_not_ask_for_more_lists_behind_a_login_page() {
    for body in [PAGE, b"", b"eyJhbGciOiJFUzI1NiIs"] {
        let phone = Phone::new();
        let wallet = phone.wallet();
        phone.issuer.answer_once_with_bytes("/440000/catalogue", body);
        phone.enroll(&wallet).expect("enrols");
        let log = phone.issuer.script().log.clone();
        assert!(!log.iter().any(|path| path == "/440100/catalogue"), "{log:?}");
        assert_eq!(wallet.cards()[0].state, CardState::RefreshDue);
        assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::NotDue));
        assert_eq!(wallet.cards()[0].state, CardState::Active);
    }
}

#[test]
fn a_login_page_ends_telling_the_issuer_what_became_of_its_credentials() {
    let phone = Phone::new();
    let wallet = phone.wallet();
    phone.issuer.answer_once_with_bytes("/440100/notification", PAGE);
    phone.enroll(&wallet).expect("enrols");
    let log = phone.issuer.script().log.clone();
    let told = log.iter().filter(|path| *path == "/440100/notification").count();
    assert_eq!(told, 1, "{log:?}");
}
