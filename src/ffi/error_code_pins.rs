//! Every public code with the action it stands for, written down a second time: apps branch on them, so
//! a change here is a break.

use crate::ffi::error_code::{ErrorAction, ErrorCode};

#[rustfmt::skip]
const PINNED: &[(&str, ErrorAction)] = &[
    ("NETWORK_UNREACHABLE", ErrorAction::Retry),
    ("NETWORK_TIMEOUT", ErrorAction::Retry),
    ("ISSUER_BUSY", ErrorAction::Retry),
    ("IN_PROGRESS", ErrorAction::Retry),
    ("TOO_MANY_CODES", ErrorAction::Retry),
    ("RECORD_LOST", ErrorAction::Retry),
    ("KEY_STORE_UNAVAILABLE", ErrorAction::Retry),
    ("SECRET_STORE_UNAVAILABLE", ErrorAction::Retry),
    ("IN_USE", ErrorAction::Retry),
    ("TRUST_MISSING", ErrorAction::Refresh),
    ("CATALOGUE_MISSING", ErrorAction::Refresh),
    ("CATALOGUE_EXPIRED", ErrorAction::Refresh),
    ("CARD_EXPIRED", ErrorAction::Refresh),
    ("CARD_NOT_FRESH", ErrorAction::Refresh),
    ("TX_CODE_NEEDED", ErrorAction::AskUser),
    ("TX_CODE_WRONG", ErrorAction::AskUser),
    ("OFFER_DEAD", ErrorAction::AskUser),
    ("ISSUER_REFUSED", ErrorAction::AskUser),
    ("CARD_SUSPENDED", ErrorAction::AskUser),
    ("CARD_NOT_ACTIVE", ErrorAction::AskUser),
    ("DEVICE_LIMIT", ErrorAction::AskUser),
    ("TOO_MANY_CARDS", ErrorAction::AskUser),
    ("STORAGE_FULL", ErrorAction::AskUser),
    ("CLOCK_WRONG", ErrorAction::AskUser),
    ("SCENE_UNKNOWN", ErrorAction::AskUser),
    ("NO_PROFILE", ErrorAction::AskUser),
    ("FUNCTION_NOT_LOADED", ErrorAction::AskUser),
    ("LEVEL_TOO_LOW", ErrorAction::AskUser),
    ("KEY_PROTECTION_TOO_LOW", ErrorAction::AskUser),
    ("DELEGATED_NOT_ALLOWED", ErrorAction::AskUser),
    ("NOT_ENTITLED", ErrorAction::AskUser),
    ("REGION_NOT_ELIGIBLE", ErrorAction::AskUser),
    ("CROSS_BORDER_NOT_ALLOWED", ErrorAction::AskUser),
    ("REQUEST_NEEDED", ErrorAction::AskUser),
    ("REQUEST_EXPIRED", ErrorAction::AskUser),
    ("REQUEST_ANSWERED", ErrorAction::AskUser),
    ("DISCLOSURE_CHANGED", ErrorAction::AskUser),
    ("USER_NOT_AUTHENTICATED", ErrorAction::Authenticate),
    ("USER_CANCELLED", ErrorAction::Authenticate),
    ("KEY_INVALIDATED", ErrorAction::ReEnroll),
    ("KEY_MISSING", ErrorAction::ReEnroll),
    ("VAULT_KEY_LOST", ErrorAction::ReEnroll),
    ("VAULT_DAMAGED", ErrorAction::ReEnroll),
    ("CARD_REVOKED", ErrorAction::ReEnroll),
    ("CARD_REPLACED", ErrorAction::ReEnroll),
    ("CARD_CANCELLED", ErrorAction::ReEnroll),
    ("ACCESS_LOST", ErrorAction::ReEnroll),
    ("OFFER_REFUSED", ErrorAction::RejectInput),
    ("ISSUER_NOT_TRUSTED", ErrorAction::RejectInput),
    ("REQUEST_REFUSED", ErrorAction::RejectInput),
    ("VENUE_UNKNOWN", ErrorAction::RejectInput),
    ("VENUE_FORGED", ErrorAction::RejectInput),
    ("VENUE_EXPIRED", ErrorAction::RejectInput),
    ("REQUEST_FORGED", ErrorAction::RejectInput),
    ("SCENE_NOT_GRANTED", ErrorAction::RejectInput),
    ("NO_SUCH_CARD", ErrorAction::RejectInput),
    ("UNKNOWN_DEVICE", ErrorAction::RejectInput),
    ("BUNDLE_REFUSED", ErrorAction::RejectInput),
    ("VENUE_CARD_REFUSED", ErrorAction::RejectInput),
    ("VENUE_CARD_NOT_PROVED", ErrorAction::RejectInput),
    ("QUESTION_REFUSED", ErrorAction::RejectInput),
    ("TOO_MANY_REQUESTS", ErrorAction::RejectInput),
    ("KEY_REFUSED", ErrorAction::RejectInput),
    ("REGION_REFUSED", ErrorAction::RejectInput),
    ("CAPACITY_REFUSED", ErrorAction::RejectInput),
    ("ADDRESS_REFUSED", ErrorAction::RejectInput),
    ("NICKNAME_REFUSED", ErrorAction::RejectInput),
    ("ACCOUNT_REFUSED", ErrorAction::RejectInput),
    ("ISSUE_REFUSED", ErrorAction::RejectInput),
    ("ISSUER_ANSWER", ErrorAction::Report),
    ("CREDENTIAL_REFUSED", ErrorAction::Report),
    ("DOCUMENT_REFUSED", ErrorAction::Report),
    ("SANDBOX_REFUSED", ErrorAction::Report),
    ("HTTP_REFUSED", ErrorAction::Report),
    ("STORAGE_FAILED", ErrorAction::Report),
    ("NO_HTTP_CLIENT", ErrorAction::Report),
    ("NO_RANDOMNESS", ErrorAction::Report),
    ("INTERNAL", ErrorAction::Report),
];

#[test]
fn no_code_changes_its_name_or_its_action() {
    let now: Vec<_> = ErrorCode::ALL.iter().map(|code| (code.as_str(), code.action())).collect();
    assert_eq!(now, PINNED);
}

#[test]
fn a_code_is_named_as_its_variant_is() {
    for code in ErrorCode::ALL {
        let name: String = code.as_str().split('_').map(capitalised).collect();
        assert_eq!(name, format!("{code:?}"));
    }
}

#[test]
fn what_a_host_throws_undeclared_leaves_none_of_its_words() {
    use crate::ports::key_store::KeyStoreError;
    use crate::ports::secret_store::SecretStoreError;
    use uniffi::UnexpectedUniFFICallbackError as Thrown;
    let words = "made up: 440106199003070010";
    let key = KeyStoreError::from(Thrown::new(words)).to_string();
    let secret = SecretStoreError::from(Thrown::new(words)).to_string();
    assert!(!key.contains(words) && !secret.contains(words), "{key}, {secret}");
}

#[test]
fn the_guide_lists_every_code_under_what_to_do() {
    let guide = include_str!("../../docs/integration.md");
    for code in ErrorCode::ALL {
        let row = format!("| `{:?}` |", code.action());
        let codes = guide.lines().find(|line| line.starts_with(&row)).unwrap_or_default();
        assert!(codes.contains(&format!("`{}`", code.as_str())), "{}", code.as_str());
    }
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    format!("{first}{}", rest.to_lowercase())
}
