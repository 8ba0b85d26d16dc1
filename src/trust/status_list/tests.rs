//! What a status list is refused for.

use proptest::prelude::*;

use super::*;
use crate::crypto::SigningKey;
use crate::model::localized::Localized;
use crate::model::region::Region;
use crate::model::status::CardStatus;
use crate::trust::succession::Admission;
use crate::trust::trust_list::{SignerError, VerifiedTrustList};
use crate::wire::trust_list::{
    IssuerKey, IssuerLevel, KeyState, KeyUse, ListedJwk, TrustList, TrustedIssuer,
};

const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);
const GUANGZHOU_0: StatusListUri = StatusListUri { region: Region::GUANGZHOU, number: 0 };

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32]).expect("scalar")
}

fn issuer(region: Region, seed: u8, state: KeyState) -> TrustedIssuer {
    let entry = |generation: u8, key_use| IssuerKey {
        kid: KeyId::new(region, generation),
        jwk: ListedJwk::from(&key(seed + generation).public_key()),
        suite: 0,
        key_use,
        state,
        nbf: NOW.minus(1000),
        exp: NOW.plus(86_400),
    };
    TrustedIssuer {
        region,
        level: IssuerLevel::Prefecture,
        name: Localized::new("城市", "City"),
        credential_issuer: "https://card.example".into(),
        max_card_life: 86_400,
        keys: vec![entry(1, KeyUse::Card), entry(2, KeyUse::Status)],
        status_base: "https://card.example/status".into(),
        status_lists: vec![0],
        catalogue: None,
    }
}

fn trust(state: KeyState) -> VerifiedTrustList {
    let list = TrustList {
        seq: 5,
        iat: NOW.minus(60),
        exp: NOW.plus(86_400),
        soft_exp: NOW.plus(3600),
        test: true,
        next_root: None,
        issuers: vec![issuer(Region::GUANGZHOU, 10, state), issuer(Region::SHENZHEN, 20, state)],
    };
    VerifiedTrustList::verify(&list.sign(&key(1)), &key(1).public_key(), NOW).expect("trust list")
}

fn token() -> StatusListToken {
    let mut entries = Entries::none_given_out();
    for (index, status) in (0..).zip(CardStatus::ALL) {
        entries.set(index, status);
    }
    StatusListToken {
        sub: GUANGZHOU_0,
        iat: NOW.minus(30),
        exp: NOW.plus(3600),
        ttl: 300,
        min_trust_seq: 5,
        status_list: entries.pack(),
    }
}

/// Guangzhou's status key.
fn signed(token: &StatusListToken) -> String {
    token.sign(KeyId::new(Region::GUANGZHOU, 2), &key(12))
}

fn verify(text: &str) -> Result<StatusList, StatusListError> {
    StatusList::verify(text, GUANGZHOU_0, &trust(KeyState::Active), NOW, Admission::New)
}

fn refused(change: impl FnOnce(&mut StatusListToken)) -> StatusListError {
    let mut token = token();
    change(&mut token);
    verify(&signed(&token)).expect_err("refused")
}

#[test]
fn a_list_answers_for_every_index() {
    let list = verify(&signed(&token())).expect("good");
    for (index, status) in (0..).zip(CardStatus::ALL) {
        assert_eq!(list.status(index), status);
    }
    assert_eq!(list.status(1 << 20), CardStatus::NotGivenOut);
    assert_eq!(list.status(u32::MAX), CardStatus::NotGivenOut);
    assert_eq!((list.uri(), list.iat()), (GUANGZHOU_0, NOW.minus(30)));
    assert_eq!(list.edition().number, NOW.minus(30).as_secs());
}

#[test]
fn the_key_of_another_region_and_keys_of_another_use_sign_nothing_here() {
    let shenzhen = KeyId::new(Region::SHENZHEN, 2);
    let other = verify(&token().sign(shenzhen, &key(22))).expect_err("refused");
    assert_eq!(other, StatusListError::OtherRegion { sub: GUANGZHOU_0, signer: shenzhen });
    let card_key = KeyId::new(Region::GUANGZHOU, 1);
    let card = verify(&token().sign(card_key, &key(11))).expect_err("refused");
    assert_eq!(card, StatusListError::Signer(SignerError::Unknown(card_key)));
    let forged = verify(&token().sign(KeyId::new(Region::GUANGZHOU, 2), &key(22)));
    assert_eq!(forged.expect_err("refused"), StatusListError::Jws(JwsError::Signature));
}

#[test]
fn a_list_swapped_for_another_is_refused() {
    let got = StatusListUri { number: 1, ..GUANGZHOU_0 };
    let swapped = refused(|t| t.sub = got);
    assert_eq!(swapped, StatusListError::OtherList { wanted: GUANGZHOU_0, got });
}

#[test]
fn times_and_the_trust_list_it_needs_are_checked() {
    assert_eq!(refused(|t| t.iat = NOW.plus(301)), StatusListError::FromTheFuture);
    assert_eq!(refused(|t| t.exp = t.iat), StatusListError::Life);
    assert_eq!(refused(|t| t.exp = t.iat.plus(MAX_LIFE + 1)), StatusListError::Life);
    assert_eq!(refused(|t| t.ttl = 0), StatusListError::Life);
    assert_eq!(refused(|t| t.exp = NOW), StatusListError::Expired);
    let newer = refused(|t| t.min_trust_seq = 6);
    assert_eq!(newer, StatusListError::TrustTooOld { needed: 6, held: 5 });
}

#[test]
fn entries_that_do_not_unpack_are_refused() {
    let bits = refused(|t| t.status_list.bits = 1);
    assert_eq!(bits, StatusListError::Entries(EntriesError::Bits(1)));
    let cut = refused(|t| t.status_list.lst.truncate(8));
    assert_eq!(cut, StatusListError::Entries(EntriesError::Zlib));
}

#[test]
fn a_held_list_outlives_its_end_and_its_keys_retirement_but_not_compromise() {
    let text = signed(&token());
    let late = NOW.plus(86_400 * 3);
    let held = |state| {
        StatusList::verify(&text, GUANGZHOU_0, &trust(state), late, Admission::Held).map(|_| ())
    };
    let kid = KeyId::new(Region::GUANGZHOU, 2);
    assert_eq!(held(KeyState::Active), Ok(()));
    assert_eq!(held(KeyState::Retired), Ok(()));
    let compromised = StatusListError::Signer(SignerError::Compromised(kid));
    assert_eq!(held(KeyState::Compromised), Err(compromised));
    let trust = trust(KeyState::Retired);
    let new = StatusList::verify(&text, GUANGZHOU_0, &trust, NOW, Admission::New);
    let retired = StatusListError::Signer(SignerError::Retired(kid));
    assert_eq!(new.expect_err("refused"), retired);
}

#[test]
fn the_members_have_the_names_of_the_token_status_list() {
    let value = serde_json::to_value(token()).expect("json");
    assert_eq!(value["sub"], "urn:essc:status:440100:0");
    assert_eq!(value["status_list"]["bits"], 2);
    assert!(value["status_list"]["lst"].is_string());
    let members: Vec<_> = value.as_object().expect("object").keys().collect();
    assert_eq!(members, ["exp", "iat", "min_trust_seq", "status_list", "sub", "ttl"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_changed_byte_is_never_accepted(at: prop::sample::Index, to: u8) {
        let good = signed(&token());
        let mut bytes = good.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = to;
        if let Ok(text) = String::from_utf8(bytes) {
            prop_assert!(text == good || verify(&text).is_err());
        }
    }

    #[test]
    fn random_text_never_panics_and_is_never_accepted(text: String) {
        prop_assert!(verify(&text).is_err());
    }
}
