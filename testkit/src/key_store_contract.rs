//! What every [`KeyStore`] must do, written once and run against each of them.

use essc::crypto::{PublicKey, Signature};
use essc::ports::key_store::{
    AttestationRequest, Authentication, Hardware, KeyInfo, KeyPolicy, KeyStore, KeyStoreError,
    SecurityLevel, SignPrompt,
};

const ALIAS: &str = "essc.contract.one";
const OTHER: &str = "essc.contract.two";

/// Panics at the first clause that `store` breaks.
pub fn holds(store: &dyn KeyStore) {
    a_key_that_was_never_made_is_not_found(store);
    a_key_signs_der_over_sha_256_that_verifies(store);
    a_key_for_each_use_signs_with_a_prompt(store);
    making_a_key_again_replaces_it(store);
    hardware_that_is_not_there_is_refused_not_replaced(store);
    a_delete_touches_its_alias_only(store);
}

fn make(store: &dyn KeyStore, alias: &str, authentication: Authentication) -> KeyInfo {
    let policy = KeyPolicy::es256(authentication, Hardware::Any);
    store.generate(alias.into(), policy, request()).expect("a key of any level can be made")
}

/// An issuer's, made up.
fn request() -> AttestationRequest {
    AttestationRequest::new("https://issuer.example/440100", "a-nonce")
}

fn public(info: &KeyInfo) -> PublicKey {
    let bytes = info.public_key.as_slice().try_into().expect("65 bytes");
    PublicKey::from_uncompressed(bytes).expect("a point of the curve")
}

fn a_key_that_was_never_made_is_not_found(store: &dyn KeyStore) {
    assert_eq!(store.info(ALIAS.into()), Err(KeyStoreError::NotFound));
    let signed = store.sign(ALIAS.into(), b"m".to_vec(), None);
    assert_eq!(signed, Err(KeyStoreError::NotFound));
    assert_eq!(store.delete(ALIAS.into()), Ok(()), "what is not there is deleted already");
}

fn a_key_signs_der_over_sha_256_that_verifies(store: &dyn KeyStore) {
    let key = public(&make(store, ALIAS, Authentication::UnlockedDevice));
    for message in [b"".to_vec(), b"message".to_vec(), vec![0xa5; 10_000]] {
        let der = store.sign(ALIAS.into(), message.clone(), None).expect("signs");
        let signature = Signature::from_der(&der).expect("strict DER");
        assert!(key.verify(&message, &signature));
        assert!(!key.verify(b"another", &signature));
    }
    assert_eq!(public(&store.info(ALIAS.into()).expect("info")), key);
}

fn a_key_for_each_use_signs_with_a_prompt(store: &dyn KeyStore) {
    let key = public(&make(store, OTHER, Authentication::EachUse));
    let prompt = SignPrompt { title: "Show your card".into(), detail: "Name, number".into() };
    let der = store.sign(OTHER.into(), b"m".to_vec(), Some(prompt)).expect("signs");
    assert!(key.verify(b"m", &Signature::from_der(&der).expect("strict DER")));
}

fn making_a_key_again_replaces_it(store: &dyn KeyStore) {
    let first = public(&store.info(ALIAS.into()).expect("info"));
    let second = public(&make(store, ALIAS, Authentication::UnlockedDevice));
    assert_ne!(first, second);
    let der = store.sign(ALIAS.into(), b"m".to_vec(), None).expect("signs");
    let signature = Signature::from_der(&der).expect("strict DER");
    assert!(second.verify(b"m", &signature) && !first.verify(b"m", &signature));
}

fn hardware_that_is_not_there_is_refused_not_replaced(store: &dyn KeyStore) {
    let before = store.info(ALIAS.into()).expect("info");
    for (hardware, least) in [
        (Hardware::TrustedEnvironment, SecurityLevel::TrustedEnvironment),
        (Hardware::SecureElement, SecurityLevel::SecureElement),
    ] {
        let policy = KeyPolicy::es256(Authentication::UnlockedDevice, hardware);
        match store.generate(ALIAS.into(), policy, request()) {
            Ok(made) if least == SecurityLevel::SecureElement => {
                assert_eq!(made.security_level, SecurityLevel::SecureElement);
            }
            Ok(made) => assert_ne!(made.security_level, SecurityLevel::Software),
            Err(KeyStoreError::Unavailable { .. }) => {
                let after = store.info(ALIAS.into()).expect("the old key is still there");
                assert_eq!(after.public_key, before.public_key);
            }
            Err(other) => panic!("{other}"),
        }
    }
}

fn a_delete_touches_its_alias_only(store: &dyn KeyStore) {
    store.delete(ALIAS.into()).expect("deletes");
    assert_eq!(store.info(ALIAS.into()), Err(KeyStoreError::NotFound));
    assert!(store.info(OTHER.into()).is_ok());
    store.delete(OTHER.into()).expect("deletes");
}
