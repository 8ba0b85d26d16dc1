//! A gate's proof for its next venue card: the payload that was read is written again and is the same.
#![no_main]

use essc::base::{base64url, json};
use essc::crypto::Signature;
use essc::wire::jws;
use essc::wire::venue_renewal::{MAX_BYTES, RenewalClaims, TYP};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // As a whole proof, and as the payload of one whose header is good.
    if let Ok(text) = std::str::from_utf8(data)
        && let Ok(proof) = jws::parse_proof(text, TYP, MAX_BYTES)
    {
        let _ = proof.proof_header();
        if let Ok(renewal) = proof.peek::<RenewalClaims>() {
            write_again(&renewal);
        }
    }
    if let Ok(renewal) = json::parse::<RenewalClaims>(data, MAX_BYTES) {
        write_again(&renewal);
    }
});

fn write_again(renewal: &RenewalClaims) {
    let key = essc_fuzz::issuer().public_key();
    let input = renewal.signing_input(&key);
    let text = jws::assemble(&input, &Signature([1; 64]));
    let proof = jws::parse_proof(&text, TYP, usize::MAX).expect("what was read can be written");
    assert_eq!(proof.peek::<RenewalClaims>().as_ref(), Ok(renewal));
    let payload = input.rsplit('.').next().expect("a payload");
    assert!(base64url::decode(payload).is_ok());
}
