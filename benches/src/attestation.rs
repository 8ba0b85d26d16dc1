//! What an issuer spends on the attestation of a key: a chain of five as a phone really sent it.

use essc::base::hex;
use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::crypto::certificate_signature::verify;
use essc::crypto::digest::sha256;
use essc::issuance::attestation::chain::{Expected, judge_for};
use essc::issuance::attestation::{
    AndroidApp, AndroidPolicy, AttestationPolicy, Fingerprint, Revocations, Unlocked,
};
use essc::model::profile::KeyRole;
use essc::wire::x509::Certificate;

use crate::measure::compare;
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
    let comparison = compare(|| chain.judge(), signatures);
    vec![
        Row::ratio("judge a chain of 5 / its 4 signatures", comparison, 1.25),
        Row::time_at_most("judge a chain of 5", comparison.value, 1e-3),
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
