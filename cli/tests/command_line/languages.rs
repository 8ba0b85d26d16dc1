//! What went wrong is said in Chinese unless English is asked for, and then in English.

use std::path::Path;

use essc::wire::request::SignedRequest;
use serde_json::Value;

use crate::program::{arg, essc};
use crate::vectors::{Gate, vector};

fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// The same call in both languages; it fails the same way.
fn fails_in_both(args: &[&str], code: i32, word: &str) {
    let zh = essc(&[&["--lang", "zh"], args].concat()).ends_with(code);
    assert!(has_chinese(&zh.err), "{args:?}: {zh:?}");
    let en = essc(&[&["--lang", "en"], args].concat()).ends_with(code);
    assert!(!has_chinese(&en.err) && en.err.contains(word), "{args:?}: {en:?}");
}

/// A venue card of another gate: the one inside a vector's request.
fn venue_card_of_another_gate(file: &Path) {
    let vector: Value = vector("accept/answers-a-request");
    let text = vector["requests"][0].as_str().expect("text").to_owned();
    let request = SignedRequest::from_text(&text).expect("a request").request;
    std::fs::write(file, request.venue_card.to_cose()).expect("written");
}

#[test]
fn a_gates_operator_is_told_in_their_language_what_went_wrong() {
    let gate = Gate::with_lists();
    let at = |name: &str| gate.file(name);
    let data = at("gate");
    let data = ["gate", "--data", arg(&data)];
    let fails = |args: &[&str], code, word: &str| {
        fails_in_both(&[&data[..], args].concat(), code, word);
    };
    let nonsense = at("nonsense");
    std::fs::write(&nonsense, "{\"kty\":\"EC\"}").expect("written");
    fails(&["venue-card", arg(&nonsense)], 2, "");
    fails(&["init", "--region", "440106", "--root", arg(&nonsense)], 2, "");
    fails(&["import", arg(&nonsense)], 2, "");
    fails(&["request", "--scene", "0302"], 3, "not set up yet");
    let card = at("venue-card");
    venue_card_of_another_gate(&card);
    fails(&["venue-card", arg(&card)], 3, "another gate's key");
    let kept = at("gate").join("venue-card.cbor");
    std::fs::copy(&card, &kept).expect("copied");
    fails(&["request", "--scene", "0901"], 3, "does not name scene 0901");
    fails(&["request", "--scene", "0302"], 3, "venue card");
    std::fs::write(&kept, "damaged").expect("written");
    fails(&["request", "--scene", "0302"], 3, "");
    for file in ["requests.json", "lists"] {
        let path = at("gate").join(file);
        let _ = std::fs::remove_dir_all(&path);
        let _ = std::fs::remove_file(&path);
        // What is a folder in place of a file, or a file in place of a folder, opens nothing.
        if file == "lists" {
            std::fs::write(&path, "a file").expect("written");
        } else {
            std::fs::create_dir(&path).expect("made");
        }
        fails(&["verify", "--scene", "0501", "SSC1:"], 3, "");
    }
}

#[test]
fn whoever_takes_a_text_apart_is_told_in_their_language_why_it_is_none() {
    let good = vector("accept/validity-at-a-museum")["text"].as_str().expect("text").to_owned();
    fails_in_both(&["inspect", "SSC1:rubbish"], 2, "can't be read");
    fails_in_both(&["inspect", &good.replacen("SSC1", "SSC2", 1)], 2, "another version");
    fails_in_both(&["inspect", "SSCQ1:rubbish"], 2, "can't be read");
    fails_in_both(&["inspect", &good, "--request", "SSCQ1:"], 2, "");
    let answer = vector("accept/answers-a-request");
    let answer = answer["text"].as_str().expect("text");
    let folder = tempfile::tempdir().expect("directory");
    fails_in_both(&["inspect", answer, "--cwt", arg(folder.path())], 3, "--request");
    let other = vector("reject/challenge-of-another-request");
    let other = other["requests"][0].as_str().expect("text");
    fails_in_both(&["inspect", answer, "--request", other], 3, "another request");
}

#[test]
fn a_wallet_that_can_not_be_set_up_says_so_in_the_holders_language() {
    let folder = tempfile::tempdir().expect("directory");
    let root = folder.path().join("root.jwk");
    let init = ["wallet", "--data", arg(folder.path()), "init", "--root", arg(&root)];
    let at = |url: &'static str| [&init[..], &["--trust-list", url]].concat();
    std::fs::write(&root, "[]").expect("written");
    fails_in_both(&at("https://card.example/trust-list"), 2, "");
    let jwk = vector("accept/validity-at-a-museum")["lists"]["root"].to_string();
    std::fs::write(&root, jwk).expect("written");
    fails_in_both(&at("ftp://card.example"), 3, "https");
}
