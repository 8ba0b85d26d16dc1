//! Keys and issuers with words of a later version: kept for what may not change, never used.

use serde_json::Value;

use super::*;
use crate::trust::succession::Succession;

const LATER: &str = "enclave_2";

/// The good list with a change that this version's types could not hold.
fn list_with(change: impl FnOnce(&mut Value)) -> Result<VerifiedTrustList, TrustListError> {
    let mut payload = serde_json::to_value(list()).expect("json");
    change(&mut payload);
    let kid = jwk::thumbprint_text(&root().public_key());
    let text = jws::sign(&JoseHeader::document(TYP, &kid), &payload, &root());
    VerifiedTrustList::verify(&text, &root().public_key(), NOW)
}

fn kid(generation: u8) -> KeyId {
    KeyId::new(Region::GUANGZHOU, generation)
}

fn state_of(list: &VerifiedTrustList, generation: u8) -> StateWord {
    list.floor().keys.get(&kid(generation)).expect("remembered").state.clone()
}

#[test]
fn a_key_with_an_unknown_use_or_state_is_kept_and_never_used() {
    for member in ["use", "state"] {
        let read = list_with(|l| l["issuers"][0]["keys"][0][member] = LATER.into()).expect("read");
        let uses = [KeyUse::Card, KeyUse::Status, KeyUse::Catalogue, KeyUse::Venue];
        assert!(uses.iter().all(|key_use| read.key(kid(1), *key_use).is_none()), "{member}");
        assert!(read.key(kid(2), KeyUse::Status).is_some(), "the others count");
        assert_eq!(read.list().issuers[0].keys.len(), 3);
        assert_eq!(read.unused().keys().copied().collect::<Vec<_>>(), [kid(1)]);
        let gone = verified(|l| {
            l.seq = 8;
            l.issuers[0].keys.remove(0);
        });
        let refused = gone.accept_over(Some(&read.floor()), NOW);
        assert_eq!(refused, Err(TrustFloorError::KeyVanished(kid(1))), "{member}");
    }
}

#[test]
fn an_issuer_of_an_unknown_level_is_kept_and_never_used() {
    let read = list_with(|l| l["issuers"][0]["level"] = LATER.into()).expect("read");
    assert_eq!(read.issuer(Region::GUANGZHOU), None);
    assert_eq!(read.key(kid(1), KeyUse::Card), None);
    assert!(read.list().issuers.is_empty());
    assert_eq!(read.unused().len(), 4);
    let held = verified(|l| l.seq = 6).floor();
    assert_eq!(read.accept_over(Some(&held), NOW), Ok(Succession::Newer), "nothing vanished");
}

#[test]
fn all_other_rules_hold_for_what_is_not_used() {
    let rule = |change: &dyn Fn(&mut Value)| match list_with(|l| {
        l["issuers"][0]["keys"][0]["use"] = LATER.into();
        change(&mut l["issuers"][0]);
    }) {
        Err(TrustListError::Rule(rule)) => rule,
        other => panic!("expected a broken rule, got {other:?}"),
    };
    let twice = rule(&|issuer| issuer["keys"][1]["kid"] = issuer["keys"][0]["kid"].clone());
    assert_eq!(twice, TrustListRule::DuplicateKey(kid(1)));
    let period = rule(&|issuer| issuer["keys"][0]["exp"] = 0.into());
    assert_eq!(period, TrustListRule::KeyPeriod(kid(1)));
    let point = rule(&|issuer| issuer["keys"][0]["jwk"]["crv"] = "SM2".into());
    assert_eq!(point, TrustListRule::Key(kid(1)));
    let foreign = KeyId::new(Region::SHENZHEN, 1);
    let region = rule(&|issuer| issuer["keys"][0]["kid"] = foreign.to_string().into());
    assert_eq!(region, TrustListRule::ForeignKey(foreign));
    let url = rule(&|issuer| {
        issuer["level"] = LATER.into();
        issuer["status_base"] = "http://card.example".into();
    });
    assert_eq!(url, TrustListRule::Url(Region::GUANGZHOU));
}

#[test]
fn what_is_no_word_or_of_another_type_refuses_the_list() {
    let changes: [(&str, Value); 6] = [
        ("use", 1.into()),
        ("use", "Card".into()),
        ("use", "".into()),
        ("state", Value::Null),
        ("state", "x".repeat(33).into()),
        ("nbf", "soon".into()),
    ];
    for (member, value) in changes {
        let refused = list_with(|l| l["issuers"][0]["keys"][0][member] = value.clone());
        let is_payload = matches!(refused, Err(TrustListError::Jws(JwsError::Payload(_))));
        assert!(is_payload, "{member}: {value}");
    }
    let missing = list_with(|l| {
        l["issuers"][0]["keys"][0].as_object_mut().expect("object").remove("use");
    });
    assert!(matches!(missing, Err(TrustListError::Jws(JwsError::Payload(_)))));
}

#[test]
fn a_key_comes_to_an_unknown_state_from_use_and_not_back() {
    let before = |state| verified(|l| l.issuers[0].keys[0].state = state).floor();
    let later = |seq: u64| {
        list_with(|l| {
            l["seq"] = seq.into();
            l["issuers"][0]["keys"][0]["state"] = LATER.into();
        })
        .expect("read")
    };
    assert_eq!(state_of(&later(8), 1), StateWord::Later(LATER.into()));
    for state in [KeyState::Active, KeyState::Retired] {
        let taken = later(8).accept_over(Some(&before(state)), NOW);
        assert_eq!(taken, Ok(Succession::Newer), "{state:?}");
        let after = verified(|l| {
            l.seq = 9;
            l.issuers[0].keys[0].state = state;
        });
        let (from, to) = (StateWord::Later(LATER.into()), StateWord::Known(state));
        let reversed = TrustFloorError::StateReversed { kid: kid(1), from, to };
        assert_eq!(after.accept_over(Some(&later(8).floor()), NOW), Err(reversed), "{state:?}");
    }
    let (from, to) = (StateWord::Known(KeyState::Compromised), StateWord::Later(LATER.into()));
    let reversed = TrustFloorError::StateReversed { kid: kid(1), from, to };
    let taken = later(8).accept_over(Some(&before(KeyState::Compromised)), NOW);
    assert_eq!(taken, Err(reversed));
    let compromised = verified(|l| {
        l.seq = 9;
        l.issuers[0].keys[0].state = KeyState::Compromised;
    });
    assert_eq!(compromised.accept_over(Some(&later(8).floor()), NOW), Ok(Succession::Newer));
    assert_eq!(later(9).accept_over(Some(&later(8).floor()), NOW), Ok(Succession::Newer));
}

#[test]
fn the_floor_keeps_an_unknown_use_and_state_as_their_words() {
    let read = list_with(|l| {
        l["issuers"][0]["keys"][0]["use"] = LATER.into();
        l["issuers"][0]["keys"][0]["state"] = "paused".into();
    })
    .expect("read");
    let text = serde_json::to_string(&read.floor()).expect("json");
    assert_eq!(serde_json::from_str::<TrustFloor>(&text).expect("floor"), read.floor());
    assert!(text.contains(r#""state":"paused""#));
    let reused = list_with(|l| {
        l["seq"] = 8.into();
        l["issuers"][0]["keys"][0]["use"] = "another".into();
        l["issuers"][0]["keys"][0]["state"] = "paused".into();
    });
    let refused = reused.expect("read").accept_over(Some(&read.floor()), NOW);
    assert_eq!(refused, Err(TrustFloorError::KeyReplaced(kid(1))));
}

#[test]
fn a_publisher_can_not_write_a_word_it_does_not_know() {
    let mut payload = serde_json::to_value(list()).expect("json");
    assert!(serde_json::from_value::<TrustList>(payload.clone()).is_ok());
    payload["issuers"][0]["keys"][0]["use"] = LATER.into();
    assert!(serde_json::from_value::<TrustList>(payload).is_err());
}
