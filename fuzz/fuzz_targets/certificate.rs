//! Attestation chains: certificates, what they say of a key, and what an issuer makes of them all.
#![no_main]

use essc::issuance::attestation::android::application::check_application;
use essc::issuance::attestation::android::key_description::KeyDescription;
use essc::issuance::attestation::huks::check_claims;
use essc::wire::der::Value;
use essc::wire::x509::{Certificate, attributes};
use essc_fuzz::judge_chain;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(certificate) = Certificate::read(data) {
        assert!(Value::read(data).is_ok());
        assert!((1..=40).contains(&certificate.serial().len()));
        assert!(attributes(certificate.subject).count() <= data.len());
        let _ = (certificate.validity(), certificate.is_authority());
    }
    if let Ok(description) = KeyDescription::read(data) {
        let _ = check_application(description.software.application, &[]);
    }
    let _ = check_application(Some(data), &[]);
    let _ = check_claims(data, b"challenge_data", &[]);
    judge_chain(data);
});
