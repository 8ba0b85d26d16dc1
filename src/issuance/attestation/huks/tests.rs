use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;
use crate::base::time::UnixTime;
use crate::crypto::digest::sha256;

const PUBLISHED: &str =
    include_str!("../../../../tests/vectors/published/attestation/huawei/chain-rsa-debug.pem");

/// The chain that Huawei published. Its key is RSA, so that no issuer takes it whole.
fn certificates() -> Vec<Vec<u8>> {
    let blocks = PUBLISHED.split("-----BEGIN CERTIFICATE-----").skip(1);
    let base64 = blocks.filter_map(|block| block.split("-----END").next());
    base64
        .map(|text| text.split_whitespace().collect::<String>())
        .map(|text| STANDARD.decode(text).expect("base64"))
        .collect()
}

#[test]
fn the_published_chain_is_of_huaweis_root_and_every_link_fits() {
    let certificates = certificates();
    let chain = Chain::read(&certificates).expect("certificates");
    assert_eq!(sha256(chain.root.key.whole), HUAWEI_ROOTS[0]);
    assert_eq!(chain.verify_links(), Ok(()));
    assert!(chain.issuers().all(|issuer| issuer.is_authority() == Ok(true)));
    assert_eq!(chain.leaf.is_authority(), Ok(false));
    let week = [1_747_117_669, 1_747_722_469].map(UnixTime::from_secs);
    assert_eq!(chain.leaf.validity(), Ok((week[0], week[1])));
}

#[test]
fn of_the_published_claims_only_the_debugging_build_is_refused() {
    let certificates = certificates();
    let chain = Chain::read(&certificates).expect("certificates");
    let claims = chain.leaf_extension(&CLAIMS).expect("claims");
    let app = HuksApp {
        bundle_name: "com.example.myapplication".into(),
        app_identifier: "15735468".into(),
    };
    let check =
        |der: &[u8], challenge: &[u8]| check_claims(der, challenge, std::slice::from_ref(&app));
    assert_eq!(check(claims, b"challenge_data"), Err(HuksRefusal::AppMode));
    assert_eq!(check(claims, b"challenge"), Err(HuksRefusal::Challenge));
    assert_eq!(check_claims(claims, b"challenge_data", &[]), Err(HuksRefusal::App));
    // With another mode of as many letters, written as the policy wants it, all the rest is good.
    let text = claims.windows(5).position(|part| part == b"debug").expect("the mode");
    let mut release = claims.to_vec();
    release.splice(text..text + 5, *b"relea");
    assert_eq!(check(&release, b"challenge_data"), Err(HuksRefusal::AppMode));
}
