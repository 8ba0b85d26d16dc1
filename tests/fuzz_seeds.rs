//! The seeds of the fuzz targets are good inputs, but for those that say otherwise: a seed that is
//! refused at the first byte leaves its target looking at nothing.

use std::fs;
use std::path::Path;

use essc::base::{base45, json};
use essc::crypto::Signature;
use essc::crypto::jwk::Jwk;
use essc::holder::Offer;
use essc::issuance::attestation::android::key_description::KeyDescription;
use essc::issuance::attestation::huks::{HuksRefusal, check_claims};
use essc::wire::app_attest::AppAttest;
use essc::wire::app_attest::statements::{Assertion, AttestationObject};
use essc::wire::bundle::Bundle;
use essc::wire::card::SignedCard;
use essc::wire::carrier::Carrier;
use essc::wire::catalogue::Catalogue;
use essc::wire::code::SignedCode;
use essc::wire::framing;
use essc::wire::jws::{self, JoseHeader};
use essc::wire::request::SignedRequest;
use essc::wire::status_list::{Entries, PackedEntries, StatusListToken};
use essc::wire::trust_list::TrustList;
use essc::wire::venue_card::SignedVenueCard;
use essc::wire::venue_renewal::{self, RenewalClaims};
use essc::wire::x509::Certificate;
use essc::wire::x509::revocation_list::RevocationList;

/// Whether the format that `target` fuzzes takes `seed`.
fn accepts(target: &str, seed: &[u8]) -> bool {
    let text = std::str::from_utf8(seed);
    let packed = || PackedEntries { bits: 2, lst: essc::base::base64url::encode(seed) };
    match target {
        "app_attest" => {
            AppAttest::decode(seed).is_ok()
                || AttestationObject::read(seed).is_ok()
                || Assertion::read(seed).is_ok()
        }
        "base45" => text.is_ok_and(|text| base45::decode(text).is_ok()),
        "bundle" => Bundle::parse(seed).is_ok(),
        "card_cwt" => SignedCard::from_cose(seed).is_ok(),
        "carrier" => {
            Carrier::parse(seed).is_ok() || text.is_ok_and(|text| framing::read_code(text).is_ok())
        }
        "catalogue" => json::parse(seed, 1 << 16).is_ok_and(|c: Catalogue| c.check().is_ok()),
        "certificate" => {
            Certificate::read(seed).is_ok()
                || KeyDescription::read(seed).is_ok()
                || check_claims(seed, b"challenge_data", &[]) == Err(HuksRefusal::App)
                || is_chain(seed)
        }
        "code_cwt" => SignedCode::from_cose(seed).is_ok(),
        "der_signature" => {
            Signature::from_der(seed).is_ok() || Signature::from_slice(seed).is_some()
        }
        "jwk" => json::parse(seed, 1024).is_ok_and(|jwk: Jwk| jwk.public_key().is_ok()),
        "jws" => json::parse::<JoseHeader>(seed, 8192).is_ok() || is_jws(seed),
        "offer" => text.is_ok_and(|text| {
            let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let link = format!("openid-credential-offer://?credential_offer={encoded}");
            Offer::parse(text).is_ok() || Offer::parse(&link).is_ok()
        }),
        "request" => {
            SignedRequest::from_cose(seed).is_ok()
                || text.is_ok_and(|text| SignedRequest::from_text(text).is_ok())
        }
        "revocation_list" => RevocationList::read(seed).is_ok(),
        "status_entries" => Entries::unpack(&packed()).is_ok(),
        "status_list" => json::parse(seed, 1 << 16)
            .is_ok_and(|token: StatusListToken| Entries::unpack(&token.status_list).is_ok()),
        "trust_list" => json::parse::<TrustList>(seed, 1 << 16).is_ok(),
        "venue_card" => SignedVenueCard::from_cose(seed).is_ok(),
        "venue_renewal" => {
            let read = |text| jws::parse_proof(text, venue_renewal::TYP, venue_renewal::MAX_BYTES);
            json::parse::<RenewalClaims>(seed, 4096).is_ok() || text.is_ok_and(|t| read(t).is_ok())
        }
        other => panic!("the target {other} is not known here"),
    }
}

/// Certificates with their lengths in two bytes before each.
fn is_chain(mut seed: &[u8]) -> bool {
    let mut read = Vec::new();
    while let Some((length, rest)) = seed.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length));
        let Some((certificate, rest)) = rest.split_at_checked(length) else { return false };
        read.push(Certificate::read(certificate).is_ok());
        seed = rest;
    }
    read.len() >= 3 && read.iter().all(|is_read| *is_read)
}

fn is_jws(seed: &[u8]) -> bool {
    let text = std::str::from_utf8(seed).unwrap_or_default();
    jws::parse(text, "essc-trust+jwt", 8192).is_ok()
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).expect("readable directory");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names
}

#[test]
fn seeds_are_accepted_unless_their_name_says_bad() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let targets = names(&fuzz.join("fuzz_targets"));
    assert_eq!(targets.len(), names(&fuzz.join("seeds")).len());
    for target in targets.iter().map(|file| file.trim_end_matches(".rs")) {
        let directory = fuzz.join("seeds").join(target);
        let seeds = names(&directory);
        assert!(seeds.iter().any(|name| !name.starts_with("bad-")), "{target} has no good seed");
        for name in seeds {
            let seed = fs::read(directory.join(&name)).expect("readable seed");
            assert_eq!(accepts(target, &seed), !name.starts_with("bad-"), "{target}/{name}");
        }
    }
}
