//! `essc inspect`: takes apart, believes nothing.

use essc::wire::card::SignedCard;
use serde_json::json;

use crate::program::{arg, essc};
use crate::vectors::{text, vector};

#[test]
fn a_code_is_taken_apart_and_not_believed() {
    let run = essc(&["inspect", "--json", &text("accept/identity-at-a-counter")]).ends_with(0);
    let shown = run.json();
    assert_eq!((&shown["kind"], &shown["believed"]), (&json!("code"), &json!(false)));
    assert_eq!((&shown["scene"], &shown["device_signature_fits"]), (&json!("0101"), &json!(true)));
    assert_eq!(shown["card"]["profile"], "identity");
    let disclosed = &vector("accept/identity-at-a-counter")["verdict"]["disclosed"];
    assert_eq!(shown["card"]["attributes"]["number"], disclosed["number"]);
    // A forged card reads just as well.
    let forged = essc(&["inspect", "--json", &text("reject/card-signed-by-a-stranger")]);
    assert_eq!(forged.ends_with(0).json()["believed"], json!(false));
}

#[test]
fn the_two_standard_cwts_are_written_and_read_back() {
    let directory = tempfile::tempdir().expect("directory");
    let folder = directory.path().join("made");
    let code = text("accept/validity-at-a-museum");
    essc(&["inspect", "--cwt", arg(&folder), &code]).ends_with(0);
    let card = std::fs::read(folder.join("card.cbor")).expect("written");
    let signed = SignedCard::from_cose(&card).expect("a card");
    let shown = essc(&["inspect", "--json", &code]).json();
    assert_eq!(shown["card"]["kid"], json!(signed.card.kid));
    let code = std::fs::read(folder.join("code.cbor")).expect("written");
    // COSE_Sign1 with its tag (RFC 9052 §2): 18, then an array of four.
    assert_eq!(code[..2], [0xd2, 0x84]);
}

#[test]
fn an_answer_needs_its_request_and_no_other() {
    let answer = vector("accept/answers-a-request");
    let code = answer["text"].as_str().expect("text");
    let request = answer["requests"][0].as_str().expect("text");
    let alone = essc(&["inspect", "--json", code]).ends_with(0).json();
    assert_eq!(alone.get("device_signature_fits"), None, "half of what was signed is missing");
    let whole = essc(&["inspect", "--json", "--request", request, code]).ends_with(0).json();
    assert_eq!(whole["device_signature_fits"], json!(true));
    let directory = tempfile::tempdir().expect("directory");
    essc(&["inspect", "--cwt", arg(directory.path()), code]).ends_with(3);
    let other = vector("accept/answers-a-request-where-none-is-needed");
    let other = other["requests"][0].as_str().expect("text");
    essc(&["inspect", "--request", other, code]).ends_with(3);

    let shown = essc(&["inspect", "--json", request]).ends_with(0).json();
    assert_eq!((&shown["kind"], &shown["believed"]), (&json!("request"), &json!(false)));
    assert_eq!(shown["venue_signature_fits"], json!(true));
}

#[test]
fn what_is_no_code_is_said_to_be_none() {
    for bad in ["", "SSC1:", "SSCQ1:", "SSC2:BB8", "ssc1:bb8", "https://example.org", "SSC1:::"] {
        let run = essc(&["inspect", bad]).ends_with(2);
        assert!(run.out.is_empty() && !run.err.is_empty(), "{bad}: {run:?}");
    }
}
