//! The vault's folder put back as it was, or without its ledger, between two commands of `essc wallet`.

use std::fs;
use std::path::Path;

use crate::city::City;
use crate::program::Run;

fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    fs::create_dir(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("copied");
    }
}

/// A city whose wallet answered a request; the request, and a copy of the vault from before.
fn answered() -> (City, String) {
    let city = City::found();
    city.enroll();
    city.open_hospital();
    city.wallet(&["code", "--scene", "0901", "--text"]).ends_with(0);
    copy(&city.folder("wallet/vault"), &city.folder("copy"));
    let ask = ["request", "--scene", "0302", "--amount", "100", "--purpose", "测试"];
    let request = city.gate(&ask).ends_with(0).line().to_owned();
    agree(&city, &request).ends_with(0);
    (city, request)
}

fn agree(city: &City, request: &str) -> Run {
    city.wallet(&["code", "--request", request, "--yes", "--text"])
}

fn is_refused(city: &City, request: &str) {
    for _ in 0..2 {
        let refused = agree(city, request);
        assert!(refused.code != 0 && refused.out.is_empty(), "{refused:?}");
        assert!(refused.err.contains("record of what was signed was lost"), "{refused:?}");
    }
    let chinese = city.wallet_in_chinese(&["code", "--request", request, "--yes", "--text"]);
    assert!(chinese.err.contains("亮码记录曾丢失"), "{chinese:?}");
    let cards = city.wallet(&["cards", "--json"]).ends_with(0).json();
    assert_eq!(cards["cards"][0]["state"], "active", "it costs no card");
    city.wallet(&["code", "--scene", "0901", "--new", "--text"]).ends_with(0);
}

#[test]
fn a_vault_that_was_put_back_answers_no_request_again() {
    let (city, request) = answered();
    copy(&city.folder("copy"), &city.folder("wallet/vault"));
    is_refused(&city, &request);
}

#[test]
fn a_vault_without_its_ledger_answers_no_request_again() {
    let (city, request) = answered();
    fs::remove_file(city.folder("wallet/vault/ledger.sealed")).expect("removed");
    is_refused(&city, &request);
}
