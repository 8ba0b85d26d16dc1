//! App Attest: what a wallet sends is written the same again, and what Apple made is read in place.
#![no_main]

use essc::wire::app_attest::statements::{Assertion, AttestationObject, AuthenticatorData};
use essc::wire::app_attest::{self, AppAttest};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(sent) = AppAttest::decode(data) {
        let again = app_attest::encode(&sent.key_id, sent.attestation.as_deref(), &sent.assertion);
        assert_eq!(again, data);
        sent.attestation.iter().for_each(|object| read(object));
        read(&sent.assertion);
    }
    read(data);
});

fn read(data: &[u8]) {
    let object = AttestationObject::read(data).map(|object| {
        assert!(object.leaf.len() + object.intermediate.len() < data.len());
        object.authenticator_data
    });
    let assertion = Assertion::read(data).map(|assertion| assertion.authenticator_data);
    for bytes in [object.ok(), assertion.ok(), Some(data)].into_iter().flatten() {
        let Some(read) = AuthenticatorData::read(bytes) else { continue };
        assert_eq!(&bytes[..32], read.app_id_hash);
        assert_eq!(bytes[33..37], read.counter.to_be_bytes());
        if let Some(credential) = read.credential() {
            assert!(bytes.len() >= 55 + credential.id.len());
        }
    }
}
