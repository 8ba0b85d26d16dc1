//! DER signatures of secure hardware: what is read is written the same.
#![no_main]

use essc::crypto::Signature;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(signature) = Signature::from_der(data) {
        assert_eq!(signature.to_der(), data);
    }
    if let Some(signature) = Signature::from_slice(data) {
        // Zero has a DER form that is never accepted back; everything else returns.
        let zero = data.chunks(32).any(|half| half.iter().all(|b| *b == 0));
        assert_eq!(Signature::from_der(&signature.to_der()).is_ok(), !zero);
    }
});
