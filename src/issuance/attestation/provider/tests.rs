//! Key attestations of a made-up provider, each wrong in one thing.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::base::base64url;
use crate::crypto::SigningKey;
use crate::issuance::attestation::{Evidence, KeptAttestation, Revocations, level_now};

const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);
const NONCE: &str = "a-nonce";

/// Which has every word for a refusal.
const PROTOCOL: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/protocol.md"));

fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32]).expect("scalar")
}

fn device() -> PublicKey {
    key(7).public_key()
}

fn policy() -> AttestationPolicy {
    let provider =
        |kid: &str, n| AppProvider { kid: kid.into(), jwk: (&key(n).public_key()).into() };
    AttestationPolicy {
        providers: vec![provider("shield", 1), provider("vendor", 2)],
        ..AttestationPolicy::default()
    }
}

fn header() -> Value {
    json!({ "alg": "ES256", "typ": TYP, "kid": "vendor" })
}

fn payload() -> Value {
    json!({
        "iat": NOW.as_secs() - 10,
        "exp": NOW.as_secs() + 86_400,
        "nonce": NONCE,
        "attested_keys": [Jwk::from(&device())],
        "key_storage": ["iso_18045_moderate"],
        "user_authentication": ["iso_18045_high"],
    })
}

fn sign(header: &Value, payload: &Value, n: u8) -> String {
    let part = |json: &Value| base64url::encode(json.to_string().as_bytes());
    let input = format!("{}.{}", part(header), part(payload));
    jws::assemble(&input, &key(n).sign(input.as_bytes()))
}

fn ask(text: &str, role: KeyRole) -> Result<Judgment, Refusal> {
    let device = device();
    let question = Question::new(&device, NONCE, role, NOW);
    let evidence = Evidence::KeyAttestation(text);
    super::super::judge(&evidence, &question, &policy(), &Revocations::default())
}

/// What becomes of a good one after a change to header and payload, signed by the provider again.
fn judged(change: impl FnOnce(&mut Value, &mut Value)) -> Result<Judgment, Refusal> {
    let (mut header, mut payload) = (header(), payload());
    change(&mut header, &mut payload);
    ask(&sign(&header, &payload, 2), KeyRole::Everyday)
}

fn remove(object: &mut Value, member: &str) {
    object.as_object_mut().expect("an object").remove(member);
}

#[test]
fn a_statement_of_a_known_provider_gives_its_level_until_it_ends() {
    let judgment = judged(|_, _| {}).expect("a level");
    let ends = NOW.plus(86_400);
    assert_eq!(judgment.level, KeyProtection::TrustedEnvironment);
    assert_eq!((judgment.scheme, judgment.ends), (Scheme::KeyAttestation, Some(ends)));
    assert_eq!((judgment.notes.as_slice(), judgment.is_pending), (&[][..], false));
    let kept = KeptAttestation::from(&judgment);
    let at = |now| level_now(&kept, &Revocations::default(), now);
    assert_eq!(at(ends.minus(1)), KeyProtection::TrustedEnvironment);
    assert_eq!(at(ends), KeyProtection::Software);
}

#[test]
fn each_fault_is_refused_for_its_own_reason() {
    type Change = fn(&mut Value, &mut Value);
    let faults: &[(ProviderRefusal, &str, Change)] = &[
        (ProviderRefusal::Algorithm, "HS256", |header, _| header["alg"] = "HS256".into()),
        (ProviderRefusal::Algorithm, "alg none", |header, _| header["alg"] = "none".into()),
        (ProviderRefusal::Type, "a draft's typ", |header, _| {
            header["typ"] = "keyattestation+jwt".into();
        }),
        (ProviderRefusal::Type, "a proof", |header, _| {
            header["typ"] = "openid4vci-proof+jwt".into();
        }),
        (ProviderRefusal::Header, "no kid", |header, _| remove(header, "kid")),
        (ProviderRefusal::Header, "crit", |header, _| header["crit"] = json!(["exp"])),
        (ProviderRefusal::Header, "a key of its own", |header, _| {
            header["jwk"] = json!(Jwk::from(&key(2).public_key()));
        }),
        (ProviderRefusal::Header, "a chain", |header, _| header["x5c"] = json!(["AA=="])),
        (ProviderRefusal::Header, "another member", |header, _| header["jku"] = "x".into()),
        (ProviderRefusal::UnknownProvider, "an unknown kid", |header, _| {
            header["kid"] = "another".into();
        }),
        (ProviderRefusal::Signature, "another provider's kid", |header, _| {
            header["kid"] = "shield".into();
        }),
        (ProviderRefusal::Payload, "no iat", |_, payload| remove(payload, "iat")),
        (ProviderRefusal::Payload, "no exp", |_, payload| remove(payload, "exp")),
        (ProviderRefusal::Payload, "exp is null", |_, payload| payload["exp"] = Value::Null),
        (ProviderRefusal::Payload, "exp is text", |_, payload| payload["exp"] = "1".into()),
        (ProviderRefusal::Payload, "an end after 9999", |_, payload| {
            payload["exp"] = 253_402_300_800_u64.into();
        }),
        (ProviderRefusal::Payload, "no keys", |_, payload| remove(payload, "attested_keys")),
        (ProviderRefusal::Payload, "a key as text", |_, payload| {
            payload["attested_keys"] = json!(["key"]);
        }),
        (ProviderRefusal::Payload, "storage as text", |_, payload| {
            payload["key_storage"] = "iso_18045_high".into();
        }),
        (ProviderRefusal::NotYetValid, "from the future", |_, payload| {
            payload["iat"] = (NOW.as_secs() + 301).into();
        }),
        (ProviderRefusal::Expired, "in its last second", |_, payload| {
            payload["exp"] = NOW.as_secs().into();
        }),
        (ProviderRefusal::Expired, "within its last second", |_, payload| {
            payload["exp"] = json!(NOW.as_secs() as f64 + 0.5);
        }),
        (ProviderRefusal::Nonce, "no nonce", |_, payload| remove(payload, "nonce")),
        (ProviderRefusal::Nonce, "another nonce", |_, payload| payload["nonce"] = "b".into()),
        (ProviderRefusal::KeyCount, "no key", |_, payload| payload["attested_keys"] = json!([])),
        (ProviderRefusal::KeyCount, "two keys", |_, payload| {
            let another = Jwk::from(&key(8).public_key());
            payload["attested_keys"] = json!([Jwk::from(&device()), another]);
        }),
        (ProviderRefusal::KeyCount, "the same key twice", |_, payload| {
            payload["attested_keys"] = json!([Jwk::from(&device()), Jwk::from(&device())]);
        }),
        (ProviderRefusal::OtherKey, "another key", |_, payload| {
            payload["attested_keys"] = json!([Jwk::from(&key(8).public_key())]);
        }),
        (ProviderRefusal::OtherKey, "a private key", |_, payload| {
            payload["attested_keys"][0]["d"] = "AA".into();
        }),
        (ProviderRefusal::OtherKey, "another curve", |_, payload| {
            payload["attested_keys"][0]["crv"] = "P-384".into();
        }),
        (ProviderRefusal::Status, "a status list", |_, payload| {
            payload["status"] = json!({ "status_list": { "idx": 1, "uri": "https://x.example" } });
        }),
        (ProviderRefusal::KeyStorage, "no storage", |_, payload| remove(payload, "key_storage")),
        (ProviderRefusal::KeyStorage, "an empty list", |_, payload| {
            payload["key_storage"] = json!([]);
        }),
        (ProviderRefusal::KeyStorage, "weaker storage, and a word of its own", |_, payload| {
            payload["key_storage"] = json!(["iso_18045_basic", "iso_18045_enhanced-basic", "best"]);
        }),
    ];
    for (refusal, what, change) in faults {
        assert_eq!(judged(change), Err(Refusal::from(*refusal)), "{what}");
        let word = format!("`{}`", Refusal::from(*refusal).code());
        assert!(PROTOCOL.contains(&word), "the specification has no {word}");
    }
}

#[test]
fn an_unsigned_statement_is_refused_whatever_its_header_says() {
    let mut unsigned = header();
    unsigned["alg"] = "none".into();
    let signed = sign(&unsigned, &payload(), 2);
    let (input, _) = signed.rsplit_once('.').expect("dots");
    for text in [format!("{input}."), input.to_owned(), String::new(), "..".into()] {
        assert_eq!(ask(&text, KeyRole::Everyday), Err(ProviderRefusal::Form.into()), "{text}");
    }
    let by_another = sign(&header(), &payload(), 9);
    assert_eq!(ask(&by_another, KeyRole::Everyday), Err(ProviderRefusal::Signature.into()));
}

#[test]
fn at_most_8192_bytes_are_read() {
    let of = |length: usize| judged(|_, payload| payload["note"] = "x".repeat(length).into());
    assert!(of(4_000).is_ok(), "members of other makers are ignored");
    assert_eq!(of(8_192), Err(ProviderRefusal::Form.into()));
}

#[test]
fn members_that_libraries_add_to_the_key_and_fractions_of_times_change_nothing() {
    let judgment = judged(|_, payload| {
        payload["attested_keys"][0]["kid"] = "1".into();
        payload["attested_keys"][0]["use"] = "sig".into();
        payload["iat"] = json!(NOW.as_secs() as f64 + 299.5);
        payload["status"] = Value::Null;
    });
    assert!(judgment.is_ok(), "{judgment:?}");
}

#[test]
fn the_strongest_known_word_counts_and_the_identity_key_needs_both() {
    let of = |storage: Value, authentication: Option<Value>, role| {
        let mut payload = payload();
        payload["key_storage"] = storage;
        match authentication {
            Some(words) => payload["user_authentication"] = words,
            None => remove(&mut payload, "user_authentication"),
        }
        let judgment = ask(&sign(&header(), &payload, 2), role).expect("a level");
        (judgment.level, judgment.notes)
    };
    let high = || json!(["iso_18045_basic", "iso_18045_high", "iso_18045_moderate"]);
    let moderate = || json!(["iso_18045_moderate"]);
    let weak = || json!(["iso_18045_basic"]);
    let (one, two) = (KeyProtection::TrustedEnvironment, KeyProtection::SecureElement);
    let noted = vec![Note::UserAuthUnattested];
    assert_eq!(of(high(), None, KeyRole::Everyday), (two, vec![]));
    assert_eq!(of(moderate(), Some(high()), KeyRole::Everyday), (one, vec![]));
    assert_eq!(of(high(), Some(high()), KeyRole::Identity), (two, vec![]));
    assert_eq!(of(high(), Some(moderate()), KeyRole::Identity), (one, vec![]));
    assert_eq!(of(moderate(), Some(high()), KeyRole::Identity), (one, vec![]));
    assert_eq!(of(high(), Some(weak()), KeyRole::Identity), (one, noted.clone()));
    assert_eq!(of(high(), None, KeyRole::Identity), (one, noted));
}

#[test]
fn a_policy_without_providers_accepts_none() {
    let device = device();
    let question = Question::new(&device, NONCE, KeyRole::Everyday, NOW);
    let text = sign(&header(), &payload(), 2);
    let judgment = judge(&text, &question, &AttestationPolicy::default());
    assert_eq!(judgment, Err(Refusal::SchemeNotAccepted));
}

proptest! {
    #[test]
    fn a_changed_byte_is_never_believed(at in 0usize..400, to: u8) {
        let good = sign(&header(), &payload(), 2);
        let mut bytes = good.clone().into_bytes();
        let at = at % bytes.len();
        bytes[at] = to;
        if let Ok(text) = String::from_utf8(bytes) {
            prop_assert!(text == good || ask(&text, KeyRole::Everyday).is_err());
        }
    }
}
