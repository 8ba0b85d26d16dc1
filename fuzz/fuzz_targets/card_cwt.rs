//! The card as a CWT: what is read is written the same.
#![no_main]

use essc::wire::card::SignedCard;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(card) = SignedCard::from_cose(data) {
        assert_eq!(card.to_cose(), data);
    }
});
