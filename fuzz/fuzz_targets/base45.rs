//! Base45: one text for a byte string, one byte string for a text.
#![no_main]

use essc::base::base45;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = base45::encode(data);
    assert_eq!(base45::decode(&text).as_deref(), Ok(data));
    if let Ok(text) = std::str::from_utf8(data)
        && let Ok(bytes) = base45::decode(text)
    {
        assert_eq!(base45::encode(&bytes), text);
    }
});
