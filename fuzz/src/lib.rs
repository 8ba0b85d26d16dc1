//! What the fuzz targets share: fixed keys, a trust list that knows them, the round trips, and an issuer
//! that judges chains.

use std::sync::OnceLock;

use essc::base::json;
use essc::base::time::UnixTime;
use essc::crypto::digest::sha256;
use essc::crypto::{PublicKey, SigningKey};
use essc::issuance::attestation::{
    AndroidPolicy, AttestationPolicy, Evidence, Fingerprint, HuksPolicy, Question, Revocations,
    judge,
};
use essc::model::key_id::KeyId;
use essc::model::localized::Localized;
use essc::model::profile::KeyRole;
use essc::model::region::Region;
use essc::trust::trust_list::VerifiedTrustList;
use essc::wire::card::SignedCard;
use essc::wire::code::SignedCode;
use essc::wire::trust_list::{
    IssuerKey, IssuerLevel, KeyState, KeyUse, ListedJwk, TrustList, TrustedIssuer,
};
use essc::wire::x509::Certificate;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The second at which every target stands; the seeds are current then.
pub const NOW: UnixTime = UnixTime::from_secs(1_795_000_000);

/// Guangzhou's status key.
pub const STATUS_KID: KeyId = KeyId::new(Region::GUANGZHOU, 2);

/// The province's and Guangzhou's catalogue keys.
pub const CATALOGUE_KIDS: [KeyId; 2] =
    [KeyId::new(Region::GUANGDONG, 3), KeyId::new(Region::GUANGZHOU, 3)];

/// The root's key.
pub fn root() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| SigningKey::from_bytes(&[1; 32]).expect("scalar"))
}

/// The key that stands behind every `kid` of every issuer.
pub fn issuer() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| SigningKey::from_bytes(&[2; 32]).expect("scalar"))
}

/// A trust list of the province and Guangzhou.
pub fn trust() -> &'static VerifiedTrustList {
    static LIST: OnceLock<VerifiedTrustList> = OnceLock::new();
    LIST.get_or_init(|| {
        let issuers = [Region::GUANGDONG, Region::GUANGZHOU].map(trusted).into();
        let (iat, exp) = (NOW.minus(60), NOW.plus(86_400));
        let list =
            TrustList { seq: 7, iat, exp, soft_exp: exp, test: true, next_root: None, issuers };
        let text = list.sign(root());
        VerifiedTrustList::verify(&text, &root().public_key(), NOW).expect("a good list")
    })
}

fn trusted(region: Region) -> TrustedIssuer {
    let key = |(generation, key_use)| IssuerKey {
        kid: KeyId::new(region, generation),
        jwk: ListedJwk::from(&issuer().public_key()),
        suite: 0,
        key_use,
        state: KeyState::Active,
        nbf: NOW.minus(1000),
        exp: NOW.plus(1_000_000),
    };
    let uses = [(1, KeyUse::Card), (2, KeyUse::Status), (3, KeyUse::Catalogue), (4, KeyUse::Venue)];
    let level = if region.is_province() { IssuerLevel::Province } else { IssuerLevel::Prefecture };
    TrustedIssuer {
        region,
        level,
        name: Localized::new("测试", "Test"),
        credential_issuer: format!("http://127.0.0.1:8087/{region}"),
        max_card_life: 30 * 86_400,
        keys: uses.map(key).into(),
        status_base: format!("http://127.0.0.1:8087/{region}/status"),
        status_lists: vec![0],
        catalogue: None,
    }
}

/// Asserts that JSON written from `value` reads as `value`.
pub fn json_reads_back<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) {
    let text = serde_json::to_vec(value).expect("plain data");
    assert_eq!(json::parse::<T>(&text, usize::MAX).as_ref(), Ok(value));
}

/// Asserts that the two CWTs of a code read as the code.
pub fn expands_and_reads_back(code: &SignedCode) {
    assert_eq!(SignedCard::from_cose(&code.card.to_cose()).as_ref(), Ok(&code.card));
    assert_eq!(SignedCode::from_cose(&code.to_cose()).as_ref(), Ok(code));
}

/// Has a chain judged under its own root: certificates with their lengths in two bytes before each.
pub fn judge_chain(mut data: &[u8]) {
    let mut certificates = Vec::new();
    while let Some((length, rest)) = data.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length)).min(rest.len());
        let (certificate, rest) = rest.split_at(length);
        certificates.push(certificate.to_vec());
        data = rest;
    }
    let (Some(leaf), Some(last)) =
        (certificate(certificates.first()), certificate(certificates.last()))
    else {
        return;
    };
    let pin = Fingerprint(sha256(last.key.whole));
    let point = leaf.key.bits.try_into().ok();
    let key = point.and_then(|point| PublicKey::from_uncompressed(point).ok());
    let key = key.unwrap_or_else(|| root().public_key());
    let mut policy = AttestationPolicy::default();
    for role in [KeyRole::Everyday, KeyRole::Identity] {
        let question = Question::new(&key, "nonce", role, NOW);
        let evidence = Evidence::X5c(&certificates);
        let mut android = AndroidPolicy::new(Vec::new());
        android.roots = vec![pin];
        (policy.android, policy.huks) = (Some(android), None);
        let _ = judge(&evidence, &question, &policy, &Revocations::default());
        let mut huks = HuksPolicy::new(Vec::new());
        huks.roots = vec![pin];
        (policy.android, policy.huks) = (None, Some(huks));
        let _ = judge(&evidence, &question, &policy, &Revocations::default());
    }
}

fn certificate(der: Option<&Vec<u8>>) -> Option<Certificate<'_>> {
    Certificate::read(der?).ok()
}
