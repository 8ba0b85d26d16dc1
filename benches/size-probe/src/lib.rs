//! Keeps what a host would call from being linked away, so that the file's size is the library's.
//! Weighed by `cargo xtask bench`; never run.

use std::hint::black_box;

use essc::crypto::{PublicKey, Signature};
use essc::wire::jws;

/// What a gate needs.
#[unsafe(no_mangle)]
pub extern "C" fn essc_probe_verifier() -> bool {
    let key = PublicKey::from_compressed(black_box(&[2; 33]));
    let signature = Signature(black_box([1; 64]));
    let document = jws::parse(black_box(""), "essc-trust+jwt", 1024);
    key.is_ok_and(|key| key.verify(black_box(b""), &signature)) && document.is_ok()
}
