//! The code as a CWT: what is read is written the same, there and in the QR.
#![no_main]

use essc::wire::carrier::{self, Carrier};
use essc::wire::code::SignedCode;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(code) = SignedCode::from_cose(data) else { return };
    assert_eq!(code.to_cose(), data);
    let bytes = carrier::encode(&code);
    let carrier = Carrier::parse(&bytes).expect("a code fits its carrier");
    let device_key = carrier.device_key().expect("point of the curve");
    assert_eq!(carrier.into_code(device_key, code.statement.challenge), code);
});
