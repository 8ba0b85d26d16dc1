//! Public keys as JWK: what names a key names it the same again.
#![no_main]

use essc::base::json;
use essc::crypto::jwk::Jwk;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(jwk) = json::parse::<Jwk>(data, 1024)
        && let Ok(key) = jwk.public_key()
    {
        assert_eq!(Jwk::from(&key), jwk);
    }
});
