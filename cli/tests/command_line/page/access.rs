//! Who may call the page and what it may do; where there is none; what is left on disk.

use std::collections::HashSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;

use serde_json::Value;

use super::ADULT;
use super::caller::Sandbox;
use crate::program::{Service, arg};

#[test]
fn the_page_is_only_for_itself_and_may_do_little() {
    let sandbox = Sandbox::open();
    let host = sandbox.authority();
    let page = sandbox.get("/");
    assert_eq!(page.status, 200);
    assert!(page.body.starts_with("<!doctype html>"));
    let policy = page.header("content-security-policy").expect("a policy");
    for part in
        ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "frame-ancestors 'none'"]
    {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    let script = sandbox.get("/sandbox/page/main.js");
    assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"));
    for answer in
        [&page, &script, &sandbox.get("/sandbox/state"), &sandbox.get("/sandbox/page/none.js")]
    {
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    assert_eq!(sandbox.get("/sandbox/page/none.js").status, 404);
    assert_eq!(sandbox.get("/sandbox/page/..%2f..%2foperator-token").status, 404);

    let json = ("Content-Type", "application/json");
    let own = ("Host", host.as_str());
    let lose = br#"{"lost":true}"#;
    for (fields, status) in [
        (&[("Host", "rebound.example"), json][..], 421),
        (&[own, json, ("Origin", "https://evil.example")], 403),
        (&[own, json, ("Origin", "null")], 403),
        (&[own, json, ("Sec-Fetch-Site", "cross-site")], 403),
        (&[own, ("Content-Type", "text/plain")], 415),
    ] {
        let answer = sandbox.send("POST", "/sandbox/phone/loss", fields, lose);
        assert_eq!(answer.refused(), (status, "not_the_page".into()), "{fields:?}");
    }
    let rebound = [("Host", "rebound.example")];
    assert_eq!(sandbox.send("GET", "/sandbox/state", &rebound, b"").status, 421);
    assert_eq!(sandbox.send("GET", "/", &rebound, b"").status, 421);
    assert_eq!(sandbox.state()["phone"]["lost"], false);
    // Wallets and gates call the issuer by any name, as before.
    assert_eq!(sandbox.send("GET", "/trust-list", &rebound, b"").status, 200);
    // The page's calls carry no token, so an operator's still need theirs.
    assert_eq!(sandbox.send("POST", "/operator/publish", &[own, json], b"{}").status, 401);
}

#[test]
fn where_other_machines_get_to_the_sandbox_there_is_no_page() {
    let directory = tempfile::tempdir().expect("directory");
    let data = directory.path().join("sandbox");
    let place = ["--bind", "127.0.0.1:0", "--public-url", "https://sandbox.example"];
    let args = [&["sandbox", "--json", "--data", arg(&data)][..], &place].concat();
    let (_service, lines) = Service::start_until("{", &[], &args);
    let ready: Value = serde_json::from_str(&lines[0]).expect("json");
    assert_eq!(ready["page"], Value::Null);
    let operator = ready["operator_url"].as_str().expect("a url");
    let host = operator.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("it listens");
    let request =
        format!("GET /sandbox/state HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
}

#[test]
fn keys_and_notes_of_the_page_are_their_owners_only() {
    use std::os::unix::fs::PermissionsExt as _;

    let sandbox = Sandbox::open();
    sandbox.enroll(ADULT);
    let mut folders = vec![sandbox.folder("sandbox").join("page")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let about = entry.metadata().expect("metadata");
            if about.is_dir() {
                folders.push(entry.path());
            } else if about.len() == 0 {
                // A lock, of which nothing can be learnt.
                continue;
            }
            assert_eq!(about.permissions().mode() & 0o077, 0, "{:?}", entry.path());
            files += 1;
        }
    }
    assert!(files > 5, "{files}");
}

#[test]
fn every_call_of_the_page_is_documented_and_no_other() {
    let read = |path: &str| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
    };
    let source = read("src/sandbox/page.rs");
    let served: HashSet<&str> = source
        .split('"')
        .filter(|path| path.starts_with("/sandbox/") && !path.contains('{'))
        .collect();
    let documents = read("../docs/json.md");
    let (_, section) = documents.split_once("## The page of `essc sandbox`").expect("a section");
    let section = section.split("\n## ").next().expect("a section");
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let documented: HashSet<&str> = rows
        .filter_map(|call| call.split(' ').nth(1))
        .filter(|path| path.starts_with('/'))
        .collect();
    assert_eq!(served, documented);
    assert!(served.len() >= 20, "{served:?}");
}
