//! `essc issuer mirror-revocations`: from a server and from a file, beside an issuer that runs.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

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
    assert_eq!(taken, json!({ "as_of": 1_795_831_661, "entries": 1 }));
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
