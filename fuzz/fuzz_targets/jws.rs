//! Compact JWS: the header as it was read makes the same text again.
#![no_main]

use essc::base::base64url;
use essc::crypto::Signature;
use essc::wire::jws::{self, JoseHeader};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const TYP: &str = "essc-trust+jwt";

fuzz_target!(|data: &[u8]| {
    // As it comes, and as a header that was put into an otherwise good JWS.
    if let Ok(text) = std::str::from_utf8(data) {
        read(text);
    }
    let input = format!("{}.{}", base64url::encode(data), base64url::encode(b"{\"seq\":1}"));
    read(&jws::assemble(&input, &Signature([1; 64])));
});

fn read(text: &str) {
    let Ok(jws) = jws::parse(text, TYP, 8192) else { return };
    let payload = jws.peek::<Value>();
    if let (Ok(kid), Ok(payload)) = (jws.document_kid(), &payload) {
        // White space and order may differ from what is written here; the meaning may not.
        let again = jws::signing_input(&JoseHeader::document(TYP, kid), payload);
        let again = jws::assemble(&again, &Signature([1; 64]));
        let again = jws::parse(&again, TYP, usize::MAX).expect("what was read can be written");
        assert_eq!(again.document_kid().ok(), Some(kid));
        assert_eq!(again.peek::<Value>().as_ref(), Ok(payload));
    }
    if let Ok(header) = jws.proof_header() {
        assert!(header.kid.is_none() && header.jwk.is_some() != header.x5c.is_some());
        let evidence = [
            header.x5c.is_some(),
            header.essc_app_attest.is_some(),
            header.key_attestation.is_some(),
        ];
        assert!(evidence.iter().filter(|is_there| **is_there).count() <= 1);
    }
}
