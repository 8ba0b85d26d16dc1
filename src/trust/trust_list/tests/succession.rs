//! Which list may take the place of the one held, and what it may not take back.

use super::*;
use crate::trust::succession::{Succession, SuccessionError};

#[test]
fn a_newer_list_is_taken_and_the_same_one_changes_nothing() {
    let held = verified(|_| ()).floor();
    assert_eq!(verified(|_| ()).accept_over(Some(&held), NOW), Ok(Succession::Same));
    assert_eq!(verified(|l| l.seq = 8).accept_over(Some(&held), NOW), Ok(Succession::Newer));
    assert_eq!(verified(|_| ()).accept_over(None, NOW), Ok(Succession::Newer));
    let late = NOW.plus(86_400 * 7);
    assert_eq!(verified(|_| ()).accept_over(Some(&held), late), Ok(Succession::Same));
    let expired = verified(|l| l.seq = 8).accept_over(Some(&held), late);
    assert_eq!(expired, Err(TrustFloorError::Expired));
}

#[test]
fn a_list_that_takes_something_back_is_refused() {
    let held = verified(|_| ()).floor();
    let refused = |change: &dyn Fn(&mut TrustList)| {
        let next = verified(|l| {
            l.seq = 8;
            change(l);
        });
        next.accept_over(Some(&held), NOW).expect_err("refused")
    };
    let kid = |generation| KeyId::new(Region::GUANGZHOU, generation);
    let succession = TrustFloorError::Succession;
    let rolled_back = SuccessionError::RolledBack { held: 7, got: 6 };
    assert_eq!(refused(&|l| l.seq = 6), succession(rolled_back));
    let swapped = SuccessionError::Swapped { number: 7 };
    assert_eq!(
        refused(&|l| {
            l.seq = 7;
            l.soft_exp = l.exp;
        }),
        succession(swapped)
    );
    let jumped = SuccessionError::Jumped { held: 7, got: 100_008 };
    assert_eq!(refused(&|l| l.seq = 100_008), succession(jumped));
    let gone = refused(&|l| l.issuers[0].keys.truncate(3));
    assert_eq!(gone, TrustFloorError::KeyVanished(kid(4)));
    assert_eq!(refused(&|l| l.issuers.clear()), TrustFloorError::KeyVanished(kid(1)));
    let other = ListedJwk::from(&key(99).public_key());
    let replaced = refused(&|l| l.issuers[0].keys[0].jwk = other.clone());
    assert_eq!(replaced, TrustFloorError::KeyReplaced(kid(1)));
    let reused = refused(&|l| l.issuers[0].keys[0].key_use = KeyUse::Venue);
    assert_eq!(reused, TrustFloorError::KeyReplaced(kid(1)));
    for state in [KeyState::Active, KeyState::Retired] {
        let back = refused(&|l| l.issuers[0].keys[3].state = state);
        let (from, to) = (StateWord::Known(KeyState::Compromised), StateWord::Known(state));
        assert_eq!(back, TrustFloorError::StateReversed { kid: kid(4), from, to });
    }
    let back = refused(&|l| l.issuers[0].keys[2].state = KeyState::Active);
    let (from, to) = (StateWord::Known(KeyState::Retired), StateWord::Known(KeyState::Active));
    assert_eq!(back, TrustFloorError::StateReversed { kid: kid(3), from, to });
}

#[test]
fn the_floor_survives_being_written_and_read() {
    let floor = verified(|_| ()).floor();
    let text = serde_json::to_string(&floor).expect("json");
    assert_eq!(serde_json::from_str::<TrustFloor>(&text).expect("floor"), floor);
}
