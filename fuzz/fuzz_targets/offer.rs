//! Credential offers: as they come, and as JSON that was put into an otherwise good link.
#![no_main]

use essc::holder::Offer;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        check(text);
    }
    let encoded: String = data.iter().map(|byte| format!("%{byte:02X}")).collect();
    check(&format!("openid-credential-offer://?credential_offer={encoded}"));
});

fn check(text: &str) {
    let Ok(offer) = Offer::parse(text) else { return };
    assert!(!offer.profiles().is_empty() && offer.profiles().len() <= 4);
    assert!(offer.credential_issuer().len() < text.len());
    assert!(offer.tx_code().is_none_or(|form| form.length.is_none_or(|n| (4..=8).contains(&n))));
}
