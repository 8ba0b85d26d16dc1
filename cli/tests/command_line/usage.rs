//! What can't be done ends with exit code 3 and a word of why, never with a panic.

use crate::program::{arg, essc, essc_unheard};
use crate::vectors::{text, vector};

#[test]
fn a_usage_that_nobody_can_do_ends_with_3() {
    let directory = tempfile::tempdir().expect("directory");
    let data = arg(directory.path());
    let missing = directory.path().join("missing");
    let gate = ["gate", "--data", data];
    let wallet = ["wallet", "--data", data];
    let sandbox = ["sandbox", "--bind", "127.0.0.1:0", "--data", data];
    let verify = ["gate", "--data", data, "verify", "--scene", "0501"];
    let missing = arg(&missing);
    for (start, rest, why) in [
        (&[][..], &[][..], "Usage"),
        (&[], &["nothing"], "nothing"),
        (&gate, &[], "Usage"),
        (&gate, &["verify", "--scene", "x", "SSC1:"], "four digits"),
        (&gate, &["verify", "--scene", "501", "SSC1:"], "four digits"),
        (&gate, &["verify", "--scene", "70000", "SSC1:"], "four digits"),
        (&verify, &[], "required"),
        (&verify, &["--at", "-1", "SSC1:"], "-1"),
        (&verify, &["--at", "99999999999999999999", "SSC1:"], "--at"),
        (&verify, &["--image", "a", "SSC1:"], "cannot be used with"),
        (&verify, &["SSC1:"], "not set up yet"),
        (&gate, &["init", "--region", "44", "--root", data], "--region"),
        (&gate, &["init", "--region", "440106", "--root", missing], "no such file"),
        (&gate, &["import", missing], "not set up yet"),
        (&gate, &["sync", "http://127.0.0.1:1"], "not set up yet"),
        (&gate, &["request", "--scene", "0302"], "not set up yet"),
        (&gate, &["venue-card", missing], "no such file"),
        (&[], &["issuer", "serve", "--data", missing], "holds no issuer"),
        (&[], &["issuer", "serve", "--bind", "nowhere", "--data", data], "nowhere"),
        (&[], &["issuer", "lose", "ABC123456"], "ESSC_OPERATOR_TOKEN"),
        (&[], &["sandbox", "--data", data, "--bind", "nowhere"], "nowhere"),
        (&[], &["sandbox", "--data", data, "--bind", "0.0.0.0:0"], "--public-url"),
        (&sandbox, &["--public-url", "http://10.0.2.2:8440"], "only to 127.0.0.1"),
        (&sandbox, &["--public-url", "https://sandbox.example/essc"], "--public-url"),
        (&wallet, &["cards"], "not set up yet"),
        (&wallet, &["refresh"], "not set up yet"),
        (&wallet, &["code"], "required"),
        (&wallet, &["code", "--scene", "0501", "--text", "--terminal"], "cannot be used with"),
        (&wallet, &["code", "--scene", "0501", "--yes"], "cannot be used with"),
        (&wallet, &["code", "--yes"], "required"),
        (&wallet, &["code", "--scene", "0501", "--request", "SSCQ1:"], "cannot be used with"),
        (&[], &["inspect"], "required"),
    ] {
        let args = [&["--lang", "en"], start, rest].concat();
        let run = essc(&args).ends_with(3);
        assert!(run.out.is_empty() && run.err.contains(why), "{args:?}: {run:?}");
    }
    let run = essc(&["--lang", "fr", "demo"]).ends_with(3);
    assert!(run.out.is_empty() && run.err.contains("fr"), "{run:?}");
}

#[test]
fn a_wallet_is_only_set_up_for_an_address_it_may_speak_to() {
    let directory = tempfile::tempdir().expect("directory");
    let root = directory.path().join("root.jwk");
    let jwk = vector("accept/validity-at-a-museum")["lists"]["root"].to_string();
    std::fs::write(&root, jwk).expect("written");
    let init = |url: &str, more: &[&str]| {
        let data = directory.path().join("wallet");
        let init = ["wallet", "--data", arg(&data), "init", "--root", arg(&root)];
        essc(&[&init[..], &["--trust-list", url], more].concat())
    };
    for url in ["http://127.0.0.1:1/trust-list", "ftp://card.example", "card.example", ""] {
        init(url, &[]).ends_with(3);
    }
    init("http://card.example/trust-list", &["--sandbox"]).ends_with(3);
    init("http://127.0.0.1:1/trust-list", &["--sandbox"]).ends_with(0);
    init("https://card.example/trust-list", &[]).ends_with(0);
}

#[test]
fn help_and_version_are_answers() {
    for args in [&["--help"][..], &["--version"], &["gate", "--help"], &["wallet", "--help"]] {
        let run = essc(args).ends_with(0);
        assert!(!run.out.is_empty(), "{args:?}");
    }
}

#[test]
fn nobody_listening_is_no_reason_to_panic() {
    let code = text("accept/validity-at-a-museum");
    for args in [&["inspect", &code][..], &["inspect", "--json", &code]] {
        assert_eq!(essc_unheard(args), (3, String::new()), "{args:?}");
    }
}

#[test]
fn settings_that_were_changed_into_nonsense_are_refused() {
    let directory = tempfile::tempdir().expect("directory");
    let data = arg(directory.path());
    for (file, args) in [
        ("gate.json", &["gate", "--data", data, "verify", "--scene", "0501", "SSC1:"][..]),
        ("wallet.json", &["wallet", "--data", data, "cards"]),
    ] {
        for nonsense in ["", "{", "[]", "{\"roots\":[],\"roots\":[]}", "\u{0}"] {
            std::fs::write(directory.path().join(file), nonsense).expect("written");
            essc(args).ends_with(3);
        }
        std::fs::write(directory.path().join(file), vec![b' '; 70_000]).expect("written");
        essc(args).ends_with(3);
    }
}
