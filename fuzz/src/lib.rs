//! What the fuzz targets share: fixed keys, a trust list that knows them, and the round trips.

use std::sync::OnceLock;

use essc::base::json;
use essc::base::time::UnixTime;
use essc::crypto::SigningKey;
use essc::model::key_id::KeyId;
use essc::model::localized::Localized;
use essc::model::region::Region;
use essc::trust::trust_list::VerifiedTrustList;
use essc::wire::card::SignedCard;
use essc::wire::code::SignedCode;
use essc::wire::trust_list::{
    IssuerKey, IssuerLevel, KeyState, KeyUse, ListedJwk, TrustList, TrustedIssuer,
};
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
