//! Attestations of keys: every rule has a chain that breaks it alone, and what phones of several makers
//! really sent is judged as it has to be.

#[path = "attestation/android.rs"]
mod android;
#[path = "attestation/app_attest.rs"]
mod app_attest;
#[path = "attestation/app_attest_vectors.rs"]
mod app_attest_vectors;
#[path = "attestation/authority_lists.rs"]
mod authority_lists;
#[path = "attestation/cases.rs"]
mod cases;
#[path = "attestation/chains.rs"]
mod chains;
#[path = "attestation/huks.rs"]
mod huks;
#[path = "attestation/key_attestation.rs"]
mod key_attestation;
#[path = "attestation/key_descriptions.rs"]
mod key_descriptions;
#[path = "attestation/list_drafts.rs"]
mod list_drafts;
#[path = "attestation/minting.rs"]
mod minting;
#[path = "attestation/policy.rs"]
mod policy;
#[path = "attestation/proof_cases.rs"]
mod proof_cases;
#[path = "attestation/proofs.rs"]
mod proofs;
#[path = "attestation/published.rs"]
mod published;
#[path = "attestation/revocations.rs"]
mod revocations;
#[path = "attestation/scene.rs"]
mod scene;
#[path = "attestation/signatures.rs"]
mod signatures;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn a_chain_with_a_fault_of_its_own_is_refused_for_it() {
    cases::assert_refused(&chains::cases());
}

#[test]
fn a_key_that_android_says_something_wrong_of_is_refused_for_it() {
    cases::assert_refused(&android::cases());
    cases::assert_refused(&key_descriptions::cases());
}

#[test]
fn a_key_that_harmony_os_says_something_wrong_of_is_refused_for_it() {
    cases::assert_refused(&huks::cases());
}

#[test]
fn every_word_of_a_refusal_has_a_case_and_a_row_in_the_specification() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| fs::read_to_string(root.join(name)).expect(name);
    let sources = ["refusal", "chain", "android/refusal", "huks"];
    let sources = sources.map(|file| read(&format!("src/issuance/attestation/{file}.rs")));
    let words: BTreeSet<&str> = sources.iter().flat_map(|source| words_of(source)).collect();
    assert!(words.len() > 55, "{words:?}");
    let cases = [chains::cases(), android::cases(), key_descriptions::cases(), huks::cases()];
    let shown: BTreeSet<&str> = cases.iter().flatten().map(|case| case.code).collect();
    assert_eq!(words, shown);
    let specification = read("docs/protocol.md");
    for word in words {
        assert!(specification.contains(&format!("`{word}`")), "{word} is not in the specification");
    }
}

/// The words that a `match` in a source gives its variants.
fn words_of(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| {
        let (_, word) = line.trim().strip_prefix("Self::")?.split_once(" => \"")?;
        word.strip_suffix("\",")
    })
}
