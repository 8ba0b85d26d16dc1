//! `essc issuer mirror-revocations`: from a server and from a file, beside an issuer that runs.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use essc::base::hex;
use essc::crypto::digest::sha256;
use essc::model::functions::KeyProtection;
use essc::ports::clock::{Clock as _, SystemClock};
use essc::wire::jws::{self, JoseHeader};
use essc_sandbox_attestation::{HarmonyApp, HarmonyAuthority, KeyToAttest};
use essc_testkit::issuer::Issuer;
use essc_testkit::issuer::handmade_wallet::{Tokens, Wallet, card, request};
use serde_json::json;

use crate::city::City;
use crate::program::{Run, arg, essc};

/// Serves one answer; its address.
fn serving(headers: &'static str, body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/status", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let (mut client, _) = listener.accept().expect("a client");
        let _ = client.read(&mut [0; 4096]).expect("a request");
        let length = body.len();
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n{headers}\r\n");
        client.write_all(format!("{head}{body}").as_bytes()).expect("answered");
    });
    url
}

fn mirror(city: &City, args: &[&str]) -> Run {
    let data = city.folder("issuer");
    let command = ["--lang", "en", "issuer", "mirror-revocations", "--data", arg(&data)];
    essc(&[&command[..], args].concat())
}

#[test]
fn the_newest_list_that_reads_whole_stays_whatever_is_brought_after_it() {
    let city = City::found();
    let one = r#"{"entries":{"c0ffee":{"status":"REVOKED"}}}"#;
    let url = serving("Date: Sat, 28 Nov 2026 03:07:41 GMT\r\nAge: 3600\r\n", one);
    let taken = mirror(&city, &["--url", &url]).ends_with(0).json();
    assert_eq!(taken, json!({ "as_of": 1_795_831_661, "entries": 1, "authorities": null }));
    let held = || std::fs::read(city.folder("issuer").join("attestation-status")).expect("a copy");
    let before = held();

    let file = city.folder("status.json");
    std::fs::write(&file, r#"{"entries":{}}"#).expect("written");
    let from_file = |date: &str| mirror(&city, &["--file", arg(&file), "--as-of", date]);
    let older = from_file("Sat, 28 Nov 2026 02:07:40 GMT").ends_with(1);
    assert!(older.err.contains("younger"), "{older:?}");
    from_file("yesterday").ends_with(2);
    mirror(&city, &["--file", arg(&file)]).ends_with(3);
    let undated = mirror(&city, &["--url", &serving("", one)]).ends_with(2);
    assert!(undated.err.contains("no HTTP date"), "{undated:?}");
    let torn = mirror(&city, &["--url", &serving("Date: Sat, 28 Nov 2026 09:07:41 GMT\r\n", "{")]);
    torn.ends_with(2);
    assert_eq!(held(), before);

    let newer = from_file("Sat, 28 Nov 2026 02:07:41 GMT").ends_with(0).json();
    assert_eq!(newer["entries"], 0, "the same time is not older");
    let nowhere = city.folder("nothing");
    let nowhere = ["issuer", "mirror-revocations", "--data", arg(&nowhere)];
    assert!(!essc(&nowhere).ends_with(3).err.is_empty());
}

/// A policy for HarmonyOS phones under a root of the test's.
fn huks_policy(authority: &HarmonyAuthority) -> String {
    format!(
        "[huks]\nroots = [\"{}\"]\n[[huks.apps]]\nbundle_name = \"cn.example.card\"\n\
         app_identifier = \"5765\"\n",
        hex::encode(&authority.root_fingerprint())
    )
}

/// Serves bytes to one client; their address.
fn serving_list(body: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/list.crl", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let (mut client, _) = listener.accept().expect("a client");
        let _ = client.read(&mut [0; 4096]).expect("a request");
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
        client.write_all(&[head.as_bytes(), &body].concat()).expect("answered");
    });
    url
}

/// The protection that renewed cards state, once it is this one.
fn wait_for(wallet: &Wallet<'_>, tokens: &Tokens, wanted: KeyProtection) {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        wallet.fetch_nonce();
        let card = card(&wallet.try_renew(tokens, "essc-validity"));
        let stated = card.card.functions.key_protection();
        if stated == wanted {
            return;
        }
        assert!(Instant::now() < deadline, "the running issuer does not take the list: {stated:?}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn a_running_issuer_takes_the_list_of_revoked_authorities_and_cards_say_so() {
    let authority = HarmonyAuthority::generate(0xca).expect("a root");
    let mut issuer = Issuer::start();
    issuer.stop();
    std::fs::write(issuer.data().join("attestation.toml"), huks_policy(&authority))
        .expect("policy");
    issuer.restart();
    let folder = tempfile::tempdir().expect("folder");
    let root = folder.path().join("root.der");
    let now = SystemClock.now().as_secs();
    std::fs::write(&root, authority.root_certificate(now).expect("a certificate"))
        .expect("written");

    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let nonce = wallet.c_nonce();
    let point = wallet.everyday.public_key();
    let key = KeyToAttest {
        public_key: point.uncompressed(),
        challenge: &sha256(nonce.as_bytes()),
        is_for_each_use: false,
    };
    let app = HarmonyApp { bundle_name: "cn.example.card".into(), app_identifier: "5765".into() };
    let chain = authority.attest(&app, &key, issuer.now().into()).expect("a chain");
    let claims = json!({ "aud": wallet.audience(), "iat": issuer.now(), "nonce": nonce });
    let x5c = Some(chain.iter().map(|one| STANDARD.encode(one)).collect());
    let header = JoseHeader { x5c, ..JoseHeader::bare("openid4vci-proof+jwt") };
    let proof = jws::sign(&header, &claims, &wallet.everyday);
    let first = card(&wallet.credential_with(&tokens, &request("essc-validity", &proof)));
    assert_eq!(first.card.functions.key_protection(), KeyProtection::Software, "pending");

    let ten_years = 10 * 365 * 86_400;
    let list = |serials: &[u64], at: u64| {
        authority.revocation_list(serials, at, at + ten_years).expect("a list")
    };
    let data = issuer.data();
    let mirror = |list: Vec<u8>| {
        let url = serving_list(list);
        let command = ["--lang", "en", "issuer", "mirror-revocations", "--data", arg(&data)];
        let from = ["--authorities-url", &url, "--authorities-root", arg(&root)];
        essc(&[&command[..], &from].concat())
    };
    let taken = mirror(list(&[], now - 60)).ends_with(0).json();
    let authorities =
        json!({ "as_of": now - 60, "next_update": now - 60 + ten_years, "entries": 0 });
    assert_eq!(taken, json!({ "as_of": null, "entries": null, "authorities": authorities }));
    wait_for(&wallet, &tokens, KeyProtection::TrustedEnvironment);

    let file = folder.path().join("list.crl");
    std::fs::write(&file, list(&[0xca], now - 30)).expect("written");
    let command = ["issuer", "mirror-revocations", "--data", arg(&data)];
    let from = ["--authorities-file", arg(&file), "--authorities-root", arg(&root)];
    essc(&[&command[..], &from].concat()).ends_with(0);
    wait_for(&wallet, &tokens, KeyProtection::Software);

    let older = mirror(list(&[], now - 45)).ends_with(1);
    assert!(older.err.contains("younger"), "{older:?}");
    let other = HarmonyAuthority::generate(0xca).expect("another root");
    let foreign = other.revocation_list(&[], now, now + ten_years).expect("a list");
    assert!(mirror(foreign).ends_with(2).err.contains("not signed by the root"));
    mirror(b"<html>".to_vec()).ends_with(2);
    wallet.fetch_nonce();
    let still = card(&wallet.try_renew(&tokens, "essc-validity"));
    assert_eq!(still.card.functions.key_protection(), KeyProtection::Software);
}
