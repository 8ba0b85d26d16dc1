//! The venue card: what is read is written the same.
#![no_main]

use essc::wire::venue_card::SignedVenueCard;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(card) = SignedVenueCard::from_cose(data) {
        assert_eq!(card.to_cose(), data);
        assert!(card.card.clone().checked().is_ok());
    }
});
