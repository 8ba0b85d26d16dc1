//! A venue's request: what is read is written the same.
#![no_main]

use essc::wire::request::SignedRequest;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(request) = SignedRequest::from_cose(data) {
        assert_eq!(request.to_cose(), data);
        assert_eq!(SignedRequest::from_text(&request.to_text()).as_ref(), Ok(&request));
    }
    if let Ok(text) = std::str::from_utf8(data)
        && let Ok(request) = SignedRequest::from_text(text)
    {
        assert_eq!(request.to_text(), text.trim_end_matches(['\r', '\n']));
    }
});
