//! What an issuer spends on the attestation of a key: a chain of five as a phone really sent it, and App
//! Attest, whose attestation Apple made.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use essc::base::time::UnixTime;
use essc::base::{base64url, hex};
use essc::crypto::PublicKey;
use essc::crypto::certificate_signature::verify;
use essc::crypto::digest::sha256;
use essc::crypto::jwk::Jwk;
use essc::issuance::attestation::chain::{Expected, judge_for};
use essc::issuance::attestation::{
    AndroidApp, AndroidPolicy, AppAttestPolicy, AppAttestRefusal, AttestationPolicy, Evidence,
    Fingerprint, KnownAppAttestKey, Question, Refusal, Revocations, Unlocked, judge,
};
use essc::model::profile::KeyRole;
use essc::wire::app_attest::AppAttest;
use essc::wire::x509::Certificate;
use serde_json::Value;

use crate::measure::{compare, time};
use crate::table::Row;

/// Certificates with their lengths in two bytes before each; published by Google.
const CHAIN: &[u8] = include_bytes!("../../fuzz/seeds/certificate/provisioned");

/// SHA-256 of the certificate that its app is signed with.
const SIGNER: &str = "103938ee4537e59e8ee792f654504fb8346fc6b346d0bbc4415fc339fcfc8ec1";

/// A whole judgment against its four signatures alone, verified by ring.
pub fn rows() -> Vec<Row> {
    let Some(chain) = Chain::sample() else { return Vec::new() };
    let Some(read) = chain.read() else { return Vec::new() };
    let signatures = || read.windows(2).filter(|link| is_issued(link)).count();
    if !chain.judge() || signatures() != 4 {
        return Vec::new();
    }
    let Some(app_attest) = AppAttestSample::read() else { return Vec::new() };
    if !app_attest.is_attested_by_apple() || !app_attest.is_asserted() {
        return Vec::new();
    }
    let comparison = compare(|| chain.judge(), signatures);
    // No iPhone's assertion was published with the attestation of its key, so the two are judged each by
    // itself.
    let attestation = time(|| app_attest.is_attested_by_apple());
    let assertion = time(|| app_attest.is_asserted());
    vec![
        Row::ratio("judge a chain of 5 / its 4 signatures", comparison, 1.25),
        Row::time_at_most("judge a chain of 5", comparison.value, 1e-3),
        Row::time_at_most(
            "judge an App Attest key and its assertion",
            attestation + assertion,
            1e-3,
        ),
        Row::time("the same of a key that is known", assertion),
    ]
}

struct Chain {
    certificates: Vec<Vec<u8>>,
    key: PublicKey,
    policy: AttestationPolicy,
    revocations: Revocations,
    now: UnixTime,
}

impl Chain {
    fn sample() -> Option<Self> {
        let mut certificates = Vec::new();
        let mut rest = CHAIN;
        while let Some((length, after)) = rest.split_first_chunk::<2>() {
            let (der, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            certificates.push(der.to_vec());
            rest = after;
        }
        let point = Certificate::read(certificates.first()?).ok()?.key.bits.try_into().ok()?;
        let key = PublicKey::from_uncompressed(point).ok()?;
        let app = AndroidApp {
            package: "com.google.android.attestation".into(),
            signatures: vec![Fingerprint(hex::decode_array(SIGNER).ok()?)],
        };
        let mut android = AndroidPolicy::new(vec![app]);
        android.unlocked = Unlocked::Warn;
        let policy = AttestationPolicy { android: Some(android), ..AttestationPolicy::default() };
        let now = UnixTime::from_secs(1_758_900_646);
        Some(Self { certificates, key, policy, revocations: revocations(now)?, now })
    }

    fn judge(&self) -> bool {
        let challenge = b"7ccac1ea-4845-482e-858d-f6fa9aa8c295";
        let expected =
            Expected { key: &self.key, challenge, role: KeyRole::Everyday, now: self.now };
        judge_for(&self.certificates, &expected, &self.policy, &self.revocations).is_ok()
    }

    fn read(&self) -> Option<Vec<Certificate<'_>>> {
        self.certificates.iter().map(|der| Certificate::read(der).ok()).collect()
    }
}

/// Whether the first of two certificates is issued by the second.
fn is_issued(link: &[Certificate<'_>]) -> bool {
    let [of, by] = link else { return false };
    verify(of.algorithm, by.key.algorithm, by.key.bits, of.signed, of.signature).is_ok()
}

/// A list of 2,000 entries, none of them in the chain.
fn revocations(as_of: UnixTime) -> Option<Revocations> {
    let entry = |number: u32| {
        let digest = hex::encode(&sha256(&number.to_be_bytes()));
        format!(r#""{}":{{"status":"REVOKED"}}"#, digest.get(..32).unwrap_or_default())
    };
    let entries: Vec<String> = (0..2_000).map(entry).collect();
    let json = format!(r#"{{"entries":{{{}}}}}"#, entries.join(","));
    Revocations::parse(json.as_bytes(), as_of).ok()
}

/// Apple's attestation of somebody's key, and an assertion of the vectors about one of ours.
struct AppAttestSample {
    attested: AppAttest,
    attested_policy: AttestationPolicy,
    asserted: AppAttest,
    asserted_policy: AttestationPolicy,
    known: KnownAppAttestKey,
    device: PublicKey,
    nonce: String,
    now: UnixTime,
}

/// An attestation of a production app, when Apple made it, and the app.
const APPLE: &str =
    include_str!("../../tests/vectors/published/attestation/apple/attestation-production.json");
const APPLE_THEN: UnixTime = UnixTime::from_secs(1_709_251_200);
const APPLE_APP: &str = "V8H6LQ9448.io.uebelacker.AppAttestExample";

/// An assertion of a key that the issuer knows.
const ASSERTED: &str =
    include_str!("../../tests/vectors/proofs/app-attest-an-assertion-of-a-known-key.json");

impl AppAttestSample {
    fn read() -> Option<Self> {
        let apple: Value = serde_json::from_str(APPLE).ok()?;
        let member = |name: &str| STANDARD.decode(apple[name].as_str()?).ok();
        let attested = AppAttest {
            key_id: member("keyId")?.try_into().ok()?,
            assertion: Vec::new(),
            attestation: Some(member("attestation")?),
        };
        let of_apple = AppAttestPolicy::new(vec![APPLE_APP.into()]);
        let vector: Value = serde_json::from_str(ASSERTED).ok()?;
        let header = vector["proof"].as_str()?.split('.').next()?;
        let header: Value = serde_json::from_slice(&base64url::decode(header).ok()?).ok()?;
        let jwk: Jwk = serde_json::from_value(header["jwk"].clone()).ok()?;
        Some(Self {
            attested,
            attested_policy: AttestationPolicy {
                app_attest: Some(of_apple),
                ..AttestationPolicy::default()
            },
            asserted: AppAttest::from_text(header["essc_app_attest"].as_str()?).ok()?,
            asserted_policy: serde_json::from_value(vector["policy"].clone()).ok()?,
            known: serde_json::from_value(vector["known"].clone()).ok()?,
            device: jwk.public_key().ok()?,
            nonce: vector["nonce"].as_str()?.to_owned(),
            now: UnixTime::from_secs(vector["now"].as_u64()?),
        })
    }

    /// Whether all of Apple's certificates and signatures fit: what is refused is the nonce alone, which
    /// was another service's.
    fn is_attested_by_apple(&self) -> bool {
        let question = Question::new(&self.device, &self.nonce, KeyRole::Everyday, APPLE_THEN);
        let evidence = Evidence::AppAttest(&self.attested);
        let judged = judge(&evidence, &question, &self.attested_policy, &Revocations::default());
        judged == Err(Refusal::AppAttest(AppAttestRefusal::AttestationNonce))
    }

    fn is_asserted(&self) -> bool {
        let question = Question {
            known: Some(&self.known),
            ..Question::new(&self.device, &self.nonce, KeyRole::Everyday, self.now)
        };
        let evidence = Evidence::AppAttest(&self.asserted);
        judge(&evidence, &question, &self.asserted_policy, &Revocations::default()).is_ok()
    }
}
