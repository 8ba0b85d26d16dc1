//! The sandbox's attestation authority: its endpoint, its folder, and what is shown with the keys that it
//! attests, each command a process of its own. All people are made up.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use essc::base::base64url;
use essc::crypto::SigningKey;
use essc::ports::http::{HeaderField, HttpRequest, HttpResponse, HttpTransport as _, Method};
use essc::ports::reqwest_transport::ReqwestTransport;
use serde_json::{Value, json};

use crate::city::City;
use crate::program::arg;
use crate::sandbox::{ANY_PORT, Place};

const FILES: [&str; 3] = ["attestation-root.key", "attestation.toml", "attestation-status"];

/// A request to the endpoint, or to where it would be.
fn send(base: &str, method: Method, media_type: &str, body: &[u8]) -> HttpResponse {
    let url = format!("{base}/sandbox/attestation");
    let mut request = HttpRequest::new(method, url, 1 << 16, Duration::from_secs(60));
    request.headers.push(HeaderField::new("content-type", media_type));
    request.body = body.to_vec();
    let transport = ReqwestTransport::new().expect("a transport");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(transport.send(request)).expect("an answer")
}

fn ask(base: &str, body: &Value) -> HttpResponse {
    send(base, Method::Post, "application/json", body.to_string().as_bytes())
}

/// Status and reason of a refusal.
fn refusal(answer: &HttpResponse) -> (i32, String) {
    let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(body["error_description"].is_string(), "{body}");
    (answer.status, body["essc_reason"].as_str().unwrap_or_default().to_owned())
}

fn good() -> Value {
    let key = SigningKey::generate().expect("a key").public_key();
    json!({
        "public_key": base64url::encode(key.uncompressed()),
        "challenge": base64url::encode(&[7; 32]),
        "authentication": "each_use",
        "security_level": "secure_element",
    })
}

#[test]
fn subsidies_are_paid_out_to_keys_that_the_sandbox_attests_and_to_no_others() {
    let sandbox = Place::open();
    let key = ["init", "--region", "440106", "--root", sandbox.text("root_file")];
    let key = sandbox.gate(&key).ends_with(0);
    let venue = ["--region", "440100", "--id", "desk-1", "--name", "演示窗口"];
    let venue = [&venue[..], &["--scenes", "0702", key.line()]].concat();
    let card = sandbox.operate_with("add-venue", &venue)["venue_card"].clone();
    let file = sandbox.folder("venue-card.txt");
    std::fs::write(&file, card.as_str().expect("a card")).expect("written");
    sandbox.gate(&["venue-card", arg(&file)]).ends_with(0);
    sandbox.sync();

    let zero = json!("software");
    for (role, hardware, protection) in [
        ("elder", None, zero.clone()),
        ("adult", Some("trusted-environment"), json!("trusted_environment")),
        ("to_lose", Some("secure-element"), json!("secure_element")),
    ] {
        match hardware {
            None => sandbox.enroll(role),
            Some(hardware) => sandbox.enroll_with(role, &["--attested-as", hardware]),
        }
        let cards = sandbox.wallet(role, &["cards", "--json"]).ends_with(0).json();
        let card = &cards["cards"][0];
        let stated = (&card["everyday_protection"], &card["identity_protection"]);
        assert_eq!(stated, (&protection, &protection), "{role}");
        // What a gate says that is shown a code of another place: every reason that there is.
        let elsewhere = sandbox.wallet(role, &["code", "--scene", "0101", "--text"]).ends_with(0);
        let verdict = sandbox.judge("0702", &elsewhere);
        let reasons = verdict["reasons"].as_array().expect("reasons");
        let is_too_low = reasons.contains(&json!("KEY_PROTECTION_TOO_LOW"));
        assert_eq!(is_too_low, protection == zero, "{verdict}");

        let request = sandbox.gate(&["request", "--scene", "0702"]).ends_with(0);
        let answer = ["code", "--request", request.line(), "--yes", "--text"];
        let answer = sandbox.wallet(role, &answer);
        if protection == zero {
            assert!(answer.ends_with(1).err.contains("protection is too low"));
        } else {
            let answer = answer.ends_with(0);
            let verify = ["verify", "--scene", "0702", "--json", answer.line()];
            let verdict = sandbox.gate(&verify).ends_with(0).json();
            assert_eq!(verdict["disclosed"]["profile"], "identity", "{verdict}");
        }
    }
    // Levels outlive a renewal.
    sandbox.wallet("adult", &["refresh", "--now"]).ends_with(0);
    let cards = sandbox.wallet("adult", &["cards", "--json"]).ends_with(0).json();
    assert_eq!(cards["cards"][0]["identity_protection"], "trusted_environment");
}

#[test]
fn the_endpoint_takes_what_is_documented_and_refuses_everything_else_with_a_reason() {
    let sandbox = Place::open();
    let base = sandbox.text("base_url");
    let answer = ask(base, &good());
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")));
    let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(body["x5c"].as_array().map(Vec::len), Some(5));
    assert_eq!(body.as_object().map(serde_json::Map::len), Some(1));

    let with = |name: &str, value: Value| {
        let mut body = good();
        body[name] = value;
        ask(base, &body)
    };
    let mut off_curve = [4; 65];
    off_curve[64] = 5;
    let point = good()["public_key"].as_str().expect("a point").to_owned();
    for wrong in [
        json!(base64url::encode(&off_curve)),
        json!(base64url::encode(&[4; 64])),
        json!(format!("{point}=")),
        json!(""),
    ] {
        let refused = refusal(&with("public_key", wrong.clone()));
        assert_eq!(refused, (400, "public_key".into()), "{wrong}");
    }
    for wrong in [base64url::encode(&[7; 31]), base64url::encode(&[7; 33]), String::new()] {
        let refused = refusal(&with("challenge", json!(wrong)));
        assert_eq!(refused, (400, "challenge".into()), "{wrong}");
    }
    for (name, wrong) in [
        ("authentication", json!("never")),
        ("security_level", json!("software")),
        ("security_level", json!(2)),
        ("challenge", Value::Null),
        ("package", json!("cn.example.card")),
    ] {
        assert_eq!(refusal(&with(name, wrong)), (400, "form".into()), "{name}");
    }
    let raw = |media_type: &str, body: &[u8]| refusal(&send(base, Method::Post, media_type, body));
    let text = good().to_string();
    let twice = text.replacen('{', r#"{"challenge":"","#, 1);
    for wrong in ["", "[]", "{", "null", &twice, &format!("{text}{text}")] {
        assert_eq!(raw("application/json", wrong.as_bytes()), (400, "form".into()), "{wrong}");
    }
    assert_eq!(raw("application/json", b"\xff\xfe"), (400, "form".into()));
    assert_eq!(raw("text/plain", text.as_bytes()), (415, "media_type".into()));
    let long = format!("{text}{}", " ".repeat(1025 - text.len()));
    let longest = &long.as_bytes()[..1024];
    assert_eq!(send(base, Method::Post, "application/json", longest).status, 200);
    assert_eq!(raw("application/json", long.as_bytes()), (413, "too_long".into()));
    assert_eq!(send(base, Method::Get, "application/json", b"").status, 405);
}

#[test]
fn an_issuer_that_is_no_sandbox_attests_nothing_whatever_lies_in_its_folder() {
    let sandbox = Place::open();
    let mut city = City::found();
    for name in FILES {
        let from = Path::new(sandbox.text("data")).join(name);
        std::fs::copy(from, city.folder("issuer").join(name)).expect("copied");
    }
    city.serve();
    let list = city.trust_list();
    let base = list.trim_end_matches("/trust-list");
    assert_eq!(ask(base, &good()).status, 404);

    // A wallet that was told to ask says so, and keeps no card.
    let root = city.folder("issuer").join("root.jwk");
    let init = ["init", "--root", arg(&root), "--trust-list", &list];
    city.wallet(&[&init[..], &["--sandbox"]].concat()).ends_with(0);
    let number = city.operate("add-holder", &["--region", "440100"])["card_number"].clone();
    let offer = city.operate("offer", &[number.as_str().expect("a number")]);
    let [uri, tx_code] = ["offer", "tx_code"].map(|name| offer[name].as_str().expect(name));
    let enroll = ["enroll", uri, "--tx-code", tx_code, "--attested-as", "secure-element"];
    let refused = city.wallet(&enroll).ends_with(3);
    assert!(refused.err.contains("status 404"), "{refused:?}");
    assert_eq!(city.wallet(&["cards", "--json"]).ends_with(0).json()["cards"], json!([]));
    // One that takes no sandbox's lists has nobody to ask.
    let real = ["init", "--root", arg(&root), "--trust-list", "https://a.example/trust-list"];
    city.wallet(&real).ends_with(0);
    let refused = city.wallet(&enroll).ends_with(3);
    assert!(refused.err.contains("for sandboxes only"), "{refused:?}");
}

#[test]
fn a_folder_of_an_older_version_gets_what_it_lacks_and_what_is_there_stays() {
    let sandbox = Place::open();
    let data = Path::new(sandbox.text("data")).to_owned();
    let file = |name: &str| data.join(name);
    let read = |name: &str| std::fs::read(file(name)).expect(name);
    let mode = std::fs::metadata(file(FILES[0])).expect("a secret").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let (secret, policy) = (read(FILES[0]), read(FILES[1]));

    // Changed by who tries things out.
    let stricter = [&policy[..], b"\n"].concat();
    std::fs::write(file(FILES[1]), &stricter).expect("written");
    std::fs::set_permissions(file(FILES[0]), std::fs::Permissions::from_mode(0o644)).expect("set");
    let sandbox = sandbox.again("TERM", &["--bind", ANY_PORT]);
    assert_eq!((read(FILES[0]), read(FILES[1])), (secret.clone(), stricter));
    let mode = std::fs::metadata(file(FILES[0])).expect("a secret").permissions().mode();
    assert_eq!(mode & 0o077, 0, "narrowed");

    // As it was before there was an authority.
    for name in FILES {
        std::fs::remove_file(file(name)).expect(name);
    }
    let sandbox = sandbox.again("TERM", &["--bind", ANY_PORT]);
    assert_ne!(read(FILES[0]), secret, "another root");
    assert_ne!(read(FILES[1]), policy);
    sandbox.enroll_with("adult", &["--attested-as", "secure-element"]);
    let cards = sandbox.wallet("adult", &["cards", "--json"]).ends_with(0).json();
    assert_eq!(cards["cards"][0]["everyday_protection"], "secure_element");
}
