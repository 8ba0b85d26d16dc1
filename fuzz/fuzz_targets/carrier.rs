//! The bytes of a QR code and their text: what is read is written the same.
#![no_main]

use essc::wire::carrier::{self, Carrier};
use essc::wire::code::ChallengeHash;
use essc::wire::framing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = framing::read_code(text);
        let _ = framing::REQUEST.unframe(text);
    }
    let text = framing::CODE.frame(data);
    assert_eq!(framing::CODE.unframe(&text).as_deref(), Ok(data));
    let Ok(carrier) = Carrier::parse(data) else { return };
    assert!(data.len() <= carrier::MAX_BYTES);
    let Ok(device_key) = carrier.device_key() else { return };
    // Of the challenge the carrier has the first two bytes.
    let challenge = carrier.challenge_hint().map(|hint| {
        let mut challenge = ChallengeHash::default();
        challenge[..2].copy_from_slice(&hint);
        challenge
    });
    let code = carrier.into_code(device_key, challenge);
    assert_eq!(carrier::encode(&code), data);
    assert_eq!(framing::code_text(&code), text);
    essc_fuzz::expands_and_reads_back(&code);
});
