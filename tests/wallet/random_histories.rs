//! Phones to which anything happens, in any order: kills, old copies, lost files and clocks.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::old_copies::{answer, plain};
use essc_testkit::crashing_storage::{Failure, Power};

/// What happens to a phone.
#[derive(Debug, Clone)]
enum Event {
    Pass(u64),
    Code,
    Ask,
    /// Answers one of the requests that were made.
    Answer(usize),
    Reopen,
    Copy,
    /// Puts back one of the copies that were made.
    Restore(usize),
    LoseSigningLog,
    Damage,
    LoseAnchor,
    /// Dies at a step of a code, with or without the disk's power.
    Die(usize, bool),
    /// The clock is set back, and right again.
    SetBack(u64),
    SetRight,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (0u64..60).prop_map(Event::Pass),
        6 => Just(Event::Code),
        3 => Just(Event::Ask),
        6 => any::<usize>().prop_map(Event::Answer),
        2 => Just(Event::Reopen),
        3 => Just(Event::Copy),
        3 => any::<usize>().prop_map(Event::Restore),
        1 => Just(Event::LoseSigningLog),
        1 => Just(Event::Damage),
        1 => Just(Event::LoseAnchor),
        2 => (0usize..8, any::<bool>()).prop_map(|(step, on)| Event::Die(step, on)),
        1 => (1u64..400).prop_map(Event::SetBack),
        2 => Just(Event::SetRight),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_request_is_answered_and_no_second_signed_twice_whatever_becomes_of_the_vault(
        events in proptest::collection::vec(event(), 1..60)
    ) {
        let (phone, first, card) = Phone::that_crashes();
        let mut wallet = Some(first);
        let (mut copies, mut requests) = (vec![], vec![]);
        let mut seconds = BTreeSet::new();
        let mut answers: BTreeMap<String, u32> = BTreeMap::new();
        let mut back = 0;
        for event in events {
            let is_open = wallet.take().unwrap_or_else(|| phone.wallet());
            let present = |wallet: &Wallet| plain(wallet, &card);
            match event {
                Event::Pass(seconds) => phone.advance(seconds),
                Event::Code => {
                    if let Ok(second) = present(&is_open) {
                        prop_assert!(seconds.insert((false, second)), "{second} twice");
                    }
                }
                Event::Ask => requests.push(phone.issuer.request(302, |r| {
                    r.nonce = [requests.len() as u8; 16];
                })),
                Event::Answer(which) if !requests.is_empty() => {
                    let text: &String = &requests[which % requests.len()];
                    if let Ok(second) = answer(&is_open, &card, text) {
                        prop_assert!(seconds.insert((true, second)), "{second} twice");
                        let times = answers.entry(text.clone()).or_default();
                        *times += 1;
                        prop_assert_eq!(*times, 1, "answered twice");
                    }
                }
                Event::Copy => copies.push(phone.storage.copy()),
                Event::Die(step, is_on) => {
                    phone.storage.fail_at(step, Failure::KilledDuring);
                    if let Ok(second) = present(&is_open) {
                        prop_assert!(seconds.insert((false, second)), "{second} twice");
                    }
                    drop(is_open);
                    phone.storage.restart(if is_on { Power::On } else { Power::Lost });
                    continue;
                }
                Event::SetBack(by) => {
                    phone.clock.set_wall(phone.issuer.clock.now().minus(by));
                    // Where servers told the time, only a restart makes the wallet go by this clock.
                    phone.clock.reboot();
                    back = by;
                }
                Event::SetRight => {
                    phone.clock.set_wall(phone.issuer.clock.now());
                    back = 0;
                }
                Event::Restore(which) if !copies.is_empty() => {
                    drop(is_open);
                    let copy: &CrashingStorage = &copies[which % copies.len()];
                    phone.storage.take_files_of(copy);
                    continue;
                }
                Event::LoseSigningLog | Event::Damage => {
                    drop(is_open);
                    let is_there = phone.storage.files().contains(&"ledger.sealed".to_owned());
                    match event {
                        Event::Damage if is_there => {
                            phone.storage.change("ledger.sealed", |bytes| bytes[20] ^= 1);
                        }
                        _ => phone.storage.lose("ledger.sealed"),
                    }
                    continue;
                }
                // With a clock that was set back as well, nothing on the phone tells what was signed.
                Event::LoseAnchor if back == 0 && copies.is_empty() => {
                    drop(is_open);
                    let anchor = format!("essc.ledger.{}", card.as_str());
                    phone.secrets.delete(anchor).expect("deletes");
                    continue;
                }
                Event::Reopen => continue,
                _ => {}
            }
            wallet = Some(is_open);
        }
        // And nobody is locked out.
        drop(wallet);
        phone.clock.set_wall(phone.issuer.clock.now());
        phone.clock.reboot();
        let wallet = phone.wallet();
        phone.advance(150);
        present_both(&phone, &wallet, &card)?;
    }
}

fn present_both(phone: &Phone, wallet: &Wallet, card: &CardId) -> Result<(), TestCaseError> {
    let code = plain(wallet, card);
    prop_assert!(code.is_ok(), "{:?}", code);
    let text = phone.issuer.request(302, |_| {});
    let code = answer(wallet, card, &text);
    prop_assert!(code.is_ok(), "{:?}", code);
    Ok(())
}
