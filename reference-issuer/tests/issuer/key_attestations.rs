//! The SDK's wallet with the word of an app's provider, for phones whose makers attest nothing: sent where
//! this issuer names it, judged, and stated on the cards.

use std::sync::Arc;

use essc::base::base64url;
use essc::crypto::jwk::Jwk;
use essc::crypto::{PublicKey, SigningKey};
use essc::ports::clock::{Clock, ManualClock};
use essc::ports::key_store::{
    Attestation, AttestationRequest, Authentication, KeyInfo, KeyPolicy, KeyStoreError,
};
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::ports::vouching::Vouching;
use essc_reference_issuer::attestation_policy::POLICY_FILE;
use essc_testkit::issuer::Issuer;
use serde_json::{Value, json};

use crate::sdk_wallet::{Phone, offer};

/// Keys of a phone whose app has a provider that vouches for them.
struct VouchedKeys {
    keys: SoftwareKeyStore,
    provider: SigningKey,
    clock: Arc<ManualClock>,
    /// Changes what the provider states, of which key.
    change: fn(&mut Value, Authentication),
}

impl Vouching for VouchedKeys {
    fn keys(&self) -> &SoftwareKeyStore {
        &self.keys
    }

    fn vouch(
        &self,
        made: KeyInfo,
        policy: KeyPolicy,
        request: AttestationRequest,
    ) -> Result<KeyInfo, KeyStoreError> {
        let point = made.public_key.as_slice().try_into().expect("65 bytes");
        let key = PublicKey::from_uncompressed(point).expect("a point");
        let now = self.clock.now().as_secs();
        let mut stated = json!({
            "iat": now,
            "exp": now + 365 * 86_400,
            "nonce": request.nonce,
            "attested_keys": [Jwk::from(&key)],
            "key_storage": ["iso_18045_high"],
            "user_authentication": ["iso_18045_moderate"],
        });
        (self.change)(&mut stated, policy.authentication);
        let header = json!({ "alg": "ES256", "typ": "key-attestation+jwt", "kid": "provider" });
        let part = |json: &Value| base64url::encode(json.to_string().as_bytes());
        let input = format!("{}.{}", part(&header), part(&stated));
        let signature = self.provider.sign(input.as_bytes());
        let jwt = format!("{input}.{}", base64url::encode(signature.as_bytes()));
        Ok(KeyInfo { attestation: Some(Attestation::KeyAttestation { jwt }), ..made })
    }
}

/// An issuer that demands a proof of new keys, and knows this provider or none.
fn issuer(provider: Option<&SigningKey>) -> Issuer {
    let mut issuer = Issuer::start();
    issuer.stop();
    let mut policy = format!("required = {}\n", provider.is_some());
    if let Some(provider) = provider {
        let jwk = serde_json::to_value(Jwk::from(&provider.public_key())).expect("JSON");
        policy += &format!(
            "[[providers]]\nkid = \"provider\"\n[providers.jwk]\nkty = \"EC\"\ncrv = \"P-256\"\n\
             x = {}\ny = {}\n",
            jwk["x"], jwk["y"]
        );
    }
    std::fs::write(issuer.data().join(POLICY_FILE), policy).expect("written");
    issuer.restart();
    issuer
}

/// What the operator sees of both keys after an enrolment with such statements.
fn enrolled(
    provider: Option<&SigningKey>,
    change: fn(&mut Value, Authentication),
) -> Result<(Value, Value), String> {
    let issuer = issuer(provider);
    let keys = VouchedKeys {
        keys: SoftwareKeyStore::in_memory(),
        provider: SigningKey::from_bytes(&[9; 32]).expect("scalar"),
        clock: issuer.clock.clone(),
        change,
    };
    let card = issuer.holder();
    let phone = Phone::with_keys(&issuer, Arc::new(keys));
    phone.try_enroll(&offer(&issuer, &card)).map_err(|error| error.to_string())?;
    let seen = issuer.operate("cards/devices", json!({ "card_number": card }));
    let device = &seen["devices"][0];
    Ok((device["everyday_key"].clone(), device["identity_key"].clone()))
}

#[test]
fn a_providers_word_gives_both_keys_their_levels_over_http() {
    let provider = SigningKey::from_bytes(&[9; 32]).expect("scalar");
    let (everyday, identity) = enrolled(Some(&provider), |_, _| {}).expect("enrolled");
    assert_eq!(everyday, json!({ "protection": 2, "refusal": null }));
    // The lower of storage and authentication.
    assert_eq!(identity, json!({ "protection": 1, "refusal": null }));
}

#[test]
fn an_issuer_that_knows_no_provider_is_sent_no_word_and_gives_its_card() {
    let (everyday, identity) = enrolled(None, |_, _| {}).expect("enrolled");
    // No refusal: nothing came that could have been refused.
    assert_eq!(everyday, json!({ "protection": 0, "refusal": null }));
    assert_eq!(identity, everyday);
}

#[test]
fn a_word_of_too_many_bytes_stays_on_the_phone_and_the_issuer_misses_it() {
    let provider = SigningKey::from_bytes(&[9; 32]).expect("scalar");
    let long = enrolled(Some(&provider), |stated, _| stated["padding"] = "x".repeat(8_192).into());
    // Not a proof that can't be read: a key without proof.
    assert_eq!(long, enrolled(Some(&provider), |stated, _| stated["nonce"] = "another".into()));
    assert!(long.is_err());
}
