//! Every public code with the action it stands for, written down a second time: apps branch on them, so
//! a change here is a break.

use crate::ffi::error_code::{Action, ErrorCode};

#[rustfmt::skip]
const PINNED: &[(&str, Action)] = &[
    ("NETWORK_UNREACHABLE", Action::Retry),
    ("NETWORK_TIMEOUT", Action::Retry),
    ("ISSUER_BUSY", Action::Retry),
    ("IN_PROGRESS", Action::Retry),
    ("TOO_MANY_CODES", Action::Retry),
    ("RECORD_LOST", Action::Retry),
    ("KEY_STORE_UNAVAILABLE", Action::Retry),
    ("SECRET_STORE_UNAVAILABLE", Action::Retry),
    ("IN_USE", Action::Retry),
    ("TRUST_MISSING", Action::Refresh),
    ("CATALOGUE_MISSING", Action::Refresh),
    ("CATALOGUE_EXPIRED", Action::Refresh),
    ("CARD_EXPIRED", Action::Refresh),
    ("CARD_NOT_FRESH", Action::Refresh),
    ("TX_CODE_NEEDED", Action::AskUser),
    ("TX_CODE_WRONG", Action::AskUser),
    ("OFFER_DEAD", Action::AskUser),
    ("ISSUER_REFUSED", Action::AskUser),
    ("CARD_SUSPENDED", Action::AskUser),
    ("CARD_NOT_ACTIVE", Action::AskUser),
    ("DEVICE_LIMIT", Action::AskUser),
    ("TOO_MANY_CARDS", Action::AskUser),
    ("STORAGE_FULL", Action::AskUser),
    ("CLOCK_WRONG", Action::AskUser),
    ("SCENE_UNKNOWN", Action::AskUser),
    ("NO_PROFILE", Action::AskUser),
    ("FUNCTION_NOT_LOADED", Action::AskUser),
    ("LEVEL_TOO_LOW", Action::AskUser),
    ("KEY_PROTECTION_TOO_LOW", Action::AskUser),
    ("DELEGATED_NOT_ALLOWED", Action::AskUser),
    ("NOT_ENTITLED", Action::AskUser),
    ("REGION_NOT_ELIGIBLE", Action::AskUser),
    ("CROSS_BORDER_NOT_ALLOWED", Action::AskUser),
    ("REQUEST_NEEDED", Action::AskUser),
    ("REQUEST_EXPIRED", Action::AskUser),
    ("REQUEST_ANSWERED", Action::AskUser),
    ("DISCLOSURE_CHANGED", Action::AskUser),
    ("USER_NOT_AUTHENTICATED", Action::Authenticate),
    ("USER_CANCELLED", Action::Authenticate),
    ("KEY_INVALIDATED", Action::ReEnrol),
    ("KEY_MISSING", Action::ReEnrol),
    ("VAULT_KEY_LOST", Action::ReEnrol),
    ("VAULT_DAMAGED", Action::ReEnrol),
    ("CARD_REVOKED", Action::ReEnrol),
    ("CARD_REPLACED", Action::ReEnrol),
    ("CARD_CANCELLED", Action::ReEnrol),
    ("ACCESS_LOST", Action::ReEnrol),
    ("OFFER_REFUSED", Action::RejectInput),
    ("ISSUER_NOT_TRUSTED", Action::RejectInput),
    ("REQUEST_REFUSED", Action::RejectInput),
    ("VENUE_UNKNOWN", Action::RejectInput),
    ("VENUE_FORGED", Action::RejectInput),
    ("VENUE_EXPIRED", Action::RejectInput),
    ("REQUEST_FORGED", Action::RejectInput),
    ("SCENE_NOT_GRANTED", Action::RejectInput),
    ("NO_SUCH_CARD", Action::RejectInput),
    ("UNKNOWN_DEVICE", Action::RejectInput),
    ("BUNDLE_REFUSED", Action::RejectInput),
    ("VENUE_CARD_REFUSED", Action::RejectInput),
    ("VENUE_CARD_NOT_PROVED", Action::RejectInput),
    ("QUESTION_REFUSED", Action::RejectInput),
    ("TOO_MANY_REQUESTS", Action::RejectInput),
    ("KEY_REFUSED", Action::RejectInput),
    ("REGION_REFUSED", Action::RejectInput),
    ("CAPACITY_REFUSED", Action::RejectInput),
    ("ADDRESS_REFUSED", Action::RejectInput),
    ("ISSUE_REFUSED", Action::RejectInput),
    ("ISSUER_ANSWER", Action::Report),
    ("CREDENTIAL_REFUSED", Action::Report),
    ("DOCUMENT_REFUSED", Action::Report),
    ("SANDBOX_REFUSED", Action::Report),
    ("HTTP_REFUSED", Action::Report),
    ("STORAGE_FAILED", Action::Report),
    ("NO_HTTP_CLIENT", Action::Report),
    ("NO_RANDOMNESS", Action::Report),
    ("INTERNAL", Action::Report),
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
