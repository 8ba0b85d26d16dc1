//! The page that `essc sandbox` serves, by its calls: what a browser asks, and what nobody else gets.
//! All people are made up.

use std::collections::HashSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use essc::holder::QrCode;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{Service, arg};

/// The sample that everything is loaded on.
const ADULT: &str = "SBX000001";
/// Sample holders of Shenzhen.
const TO_LOSE: &str = "SBX000006";

/// Longest wait for something that comes by itself.
const PATIENCE: Duration = Duration::from_secs(60);

/// An answer as it came.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }

    /// The object of a call that was done.
    fn done(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.json()
    }

    /// The word of a call that was not, which is told in both languages.
    fn refused(&self) -> (u16, String) {
        let told = self.json();
        for language in ["zh", "en"] {
            let text = told[language].as_str().expect("a text");
            assert!(!text.is_empty() && !text.contains("--"), "{text}");
        }
        assert!(told["zh"].as_str().is_some_and(|text| !text.is_ascii()), "{told}");
        (self.status, told["error"].as_str().expect("a word").to_owned())
    }

    fn header(&self, name: &str) -> Option<&str> {
        let field = |line: &'_ str| -> Option<usize> {
            let (found, _) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then_some(found.len() + 1)
        };
        self.head.lines().find_map(|line| Some(line[field(line)?..].trim()))
    }
}

/// A sandbox that runs.
struct Sandbox {
    directory: TempDir,
    service: Service,
    ready: Value,
}

impl Sandbox {
    fn open() -> Self {
        let directory = tempfile::tempdir().expect("directory");
        Self::start(directory, "127.0.0.1:0")
    }

    fn start(directory: TempDir, bind: &str) -> Self {
        let data = directory.path().join("sandbox");
        let args = ["sandbox", "--json", "--bind", bind, "--data", arg(&data)];
        let (service, lines) = Service::start_until("{", &[], &args);
        let ready = serde_json::from_str(&lines[0]).expect("json");
        Self { directory, service, ready }
    }

    /// Ends it and starts it again on the same folder and port.
    fn again(self) -> Self {
        let place = self.authority();
        assert_eq!(self.service.end_by("TERM"), Some(0));
        Self::start(self.directory, &place)
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Host and port of its page.
    fn authority(&self) -> String {
        let page = self.ready["page"].as_str().expect("a page");
        page.trim_start_matches("http://").trim_end_matches('/').to_owned()
    }

    /// Sends a request whose header fields are all the test's.
    fn send(&self, method: &str, path: &str, fields: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.authority()).expect("it listens");
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        for (name, value) in fields {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        stream.write_all(head.as_bytes()).expect("sent");
        // A body that is too long is answered before it was read.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).expect("text");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[("Host", &self.authority())], b"")
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_bytes(path, body.to_string().as_bytes())
    }

    fn post_bytes(&self, path: &str, body: &[u8]) -> Answer {
        let host = self.authority();
        let origin = format!("http://{host}");
        let fields =
            [("Host", host.as_str()), ("Origin", &origin), ("Content-Type", "application/json")];
        self.send("POST", &format!("/sandbox/{path}"), &fields, body)
    }

    fn state(&self) -> Value {
        self.get("/sandbox/state").done()
    }

    /// Waits until the state is as it should be.
    fn wait(&self, what: &str, is_there: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let state = self.state();
            if is_there(&state) {
                return state;
            }
            assert!(began.elapsed() < PATIENCE, "{what}: {state}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Waits for the gate's lists, and until it has been there long enough to take codes (§6.3).
    fn warm(&self) {
        self.wait("a gate that takes codes", |state| {
            let gate = &state["gate"];
            let has_lists = gate["lists"].as_array().is_some_and(|lists| lists.len() >= 5);
            has_lists && state["now"].as_u64() >= gate["warm_at"].as_u64()
        });
    }

    fn holder(&self, number: &str) -> Value {
        let state = self.state();
        let holders = state["authority"]["holders"].as_array().expect("holders");
        holders.iter().find(|one| one["card_number"] == number).expect(number).clone()
    }

    /// Enrols a holder's card on the phone; its name there.
    fn enroll(&self, number: &str) -> String {
        let offer = self.post("authority/offers", &json!({ "card_number": number })).done();
        let call = json!({ "offer": offer["offer"], "tx_code": offer["tx_code"] });
        let card = self.post("phone/enrol", &call).done();
        card["card"].as_str().expect("a name").to_owned()
    }

    fn code(&self, card: &str, scene: &str) -> Value {
        self.post("phone/codes", &json!({ "card": card, "scene": scene })).done()
    }

    fn judge(&self, text: &Value, scene: &str) -> Value {
        self.post("gate/verdicts", &json!({ "text": text, "scene": scene })).done()
    }

    fn act(&self, number: &str, act: &str) -> Answer {
        self.post("authority/acts", &json!({ "card_number": number, "act": act }))
    }
}

#[test]
fn from_a_sample_holder_to_an_accepted_code_a_loss_and_a_release() {
    let sandbox = Sandbox::open();
    let card = sandbox.enroll(ADULT);
    let state = sandbox.state();
    let held = &state["phone"]["cards"][0];
    assert_eq!((&held["card"]["id"], &held["owner"]), (&json!(card), &json!(ADULT)));
    assert_eq!(held["card"]["state"], "active");
    assert!(held["scenes"].as_array().is_some_and(|scenes| scenes.len() > 20), "{held}");

    sandbox.warm();
    let code = sandbox.code(&card, "0501");
    assert_eq!(code["discloses"], json!({ "region": "440100", "profile": "validity" }));
    assert!(code["qr"].as_str().is_some_and(|qr| qr.starts_with("<svg ")));
    assert_eq!(sandbox.code(&card, "0501")["text"], code["text"], "until it rotates");
    let fresh = json!({ "card": card, "scene": "0501", "fresh": true });
    let code = sandbox.post("phone/codes", &fresh).done();
    assert_ne!(sandbox.code(&card, "0501")["text"], "", "the fresh one is on show now");
    assert_eq!(sandbox.code(&card, "0501")["text"], code["text"]);
    let judged = sandbox.judge(&code["text"], "0501");
    assert_eq!(judged["verdict"]["outcome"], "accepted", "{judged}");
    assert!(judged["took_us"].is_u64() && judged["hint"].is_null());
    let again = sandbox.judge(&code["text"], "0501");
    assert_eq!(again["verdict"]["reasons"], json!(["REPLAYED"]));
    let elsewhere = sandbox.judge(&code["text"], "1001");
    assert_eq!(elsewhere["verdict"]["reasons"], json!(["SCENE_MISMATCH"]));

    assert_eq!(sandbox.act(ADULT, "loss").done()["published"], true);
    assert_eq!(sandbox.holder(ADULT)["state"], "loss");
    let hall = sandbox.code(&card, "0901");
    sandbox.post("gate/sync", &json!({})).done();
    let lost = sandbox.judge(&hall["text"], "0901");
    assert_eq!(lost["verdict"]["reasons"], json!(["CARD_SUSPENDED"]));
    sandbox.act(ADULT, "release").done();
    sandbox.post("gate/sync", &json!({})).done();
    assert_eq!(sandbox.judge(&hall["text"], "0901")["verdict"]["outcome"], "accepted");
}

#[test]
fn a_request_is_read_shown_answered_once_and_only_as_it_was_shown() {
    let sandbox = Sandbox::open();
    let card = sandbox.enroll(ADULT);
    sandbox.warm();
    let ask = json!({ "scene": "0302", "amount_fen": 12_350, "purpose": " 门诊结算 " });
    let request = sandbox.post("gate/requests", &ask).done();
    let text = &request["text"];
    let answer =
        |text: &Value| sandbox.post("phone/answers", &json!({ "card": card, "request": text }));
    assert_eq!(answer(text).refused(), (400, "request".into()), "nobody has read it");
    let asked = sandbox.post("phone/requests", &json!({ "card": card, "request": text })).done();
    let said = (&asked["amount_fen"], &asked["purpose"], &asked["scene"]);
    assert_eq!(said, (&json!(12_350), &json!("门诊结算"), &json!("0302")));
    assert_eq!(asked["discloses"]["card_number"], ADULT);
    let code = answer(text).done();
    let judged = sandbox.judge(&code["text"], "0302");
    assert_eq!(judged["verdict"]["outcome"], "accepted", "{judged}");
    assert_eq!(answer(text).refused(), (409, "request_refused".into()), "answered already");

    let plain = json!({ "scene": "0501" });
    assert_eq!(sandbox.post("gate/requests", &plain).refused(), (400, "scene".into()));
    for wrong in [
        json!({ "scene": "0302", "amount_fen": 0 }),
        json!({ "scene": "0302", "purpose": "x".repeat(61) }),
    ] {
        assert_eq!(sandbox.post("gate/requests", &wrong).refused(), (409, "request".into()));
    }
    let code = json!({ "card": card, "request": code["text"] });
    assert_eq!(sandbox.post("phone/requests", &code).refused(), (400, "request".into()));
    let bare = json!({ "card": card, "scene": "0302" });
    assert_eq!(sandbox.post("phone/codes", &bare).refused(), (409, "request_needed".into()));
}

#[test]
fn what_a_forger_makes_of_a_code_is_refused_for_its_reason() {
    let sandbox = Sandbox::open();
    let card = sandbox.enroll(ADULT);
    sandbox.warm();
    let code = sandbox.code(&card, "0501");
    for (forgery, reason) in [
        ("card", "CARD_FORGED"),
        ("richer_card", "CARD_FORGED"),
        ("stranger", "ISSUER_UNKNOWN"),
        ("code", "CODE_FORGED"),
    ] {
        let call = json!({ "text": code["text"], "forgery": forgery });
        let forged = sandbox.post("gate/forgeries", &call).done();
        let judged = sandbox.judge(&forged["text"], "0501");
        assert_eq!(judged["verdict"]["reasons"], json!([reason]), "{forgery}");
    }
    let later = json!({ "text": code["text"], "scene": "0501", "later_s": 61 });
    let judged = sandbox.post("gate/verdicts", &later).done();
    assert_eq!(judged["verdict"]["reasons"], json!(["CODE_EXPIRED"]), "a photograph");
    assert_eq!(sandbox.judge(&code["text"], "0501")["verdict"]["outcome"], "accepted", "untouched");
    let none = json!({ "text": "SSC1:", "forgery": "card" });
    assert_eq!(sandbox.post("gate/forgeries", &none).refused(), (400, "text".into()));
    let other = json!({ "text": code["text"], "forgery": "other" });
    assert_eq!(sandbox.post("gate/forgeries", &other).refused(), (400, "form".into()));
}

#[test]
fn the_code_in_a_picture_is_read_and_a_picture_without_one_is_no_fault() {
    let sandbox = Sandbox::open();
    let host = sandbox.authority();
    let see = |bytes: &[u8], media: &str| {
        let fields = [("Host", host.as_str()), ("Content-Type", media)];
        sandbox.send("POST", "/sandbox/gate/pictures", &fields, bytes)
    };
    let picture = "application/octet-stream";
    let code = QrCode::of("SSC1:SOME TEXT").expect("fits").to_png(4);
    assert_eq!(see(&code, picture).done(), json!({ "text": "SSC1:SOME TEXT", "why": null }));
    for none in [&b""[..], b"no picture", &code[..40]] {
        let seen = see(none, picture).done();
        assert!(seen["text"].is_null() && seen["why"]["zh"].is_string(), "{seen}");
    }
    assert_eq!(see(&vec![0; (32 << 20) + 1], picture).refused(), (400, "picture".into()));
    assert_eq!(see(&code, "image/png").status, 415, "what another site's form could send");
}

#[test]
fn what_is_wrong_gets_an_answer_and_changes_nothing() {
    let sandbox = Sandbox::open();
    let card = sandbox.enroll(ADULT);
    let code = sandbox.code(&card, "0501");
    let refused = |path: &str, body: &Value| sandbox.post(path, body).refused();
    for offer in [json!(""), json!("nonsense"), code["text"].clone(), json!("https://example.org/")]
    {
        let word = refused("phone/enrol", &json!({ "offer": offer, "tx_code": "123456" }));
        assert_eq!(word, (400, "offer".into()), "{offer}");
    }
    let made = sandbox.post("authority/offers", &json!({ "card_number": TO_LOSE })).done();
    for tx_code in [Value::Null, json!(""), json!("12"), json!("not digits")] {
        let call = json!({ "offer": made["offer"], "tx_code": tx_code });
        assert_eq!(refused("phone/enrol", &call), (400, "tx_code".into()), "{tx_code}");
    }
    let tx_code = made["tx_code"].as_str().expect("digits");
    let call = json!({ "offer": made["offer"], "tx_code": format!(" {tx_code}\n") });
    sandbox.post("phone/enrol", &call).done();
    let (status, _) = refused("phone/enrol", &call);
    assert!(status == 400 || status == 409, "an offer is good once");

    for (path, call, answer) in [
        ("authority/offers", json!({ "card_number": "SBX999999" }), (400, "card_number")),
        ("authority/offers", json!({ "card_number": "" }), (400, "card_number")),
        ("authority/acts", json!({ "card_number": ADULT, "act": "release" }), (409, "life_cycle")),
        ("authority/acts", json!({ "card_number": ADULT, "act": "apply" }), (400, "form")),
        ("authority/acts", json!({ "card_number": "X", "act": "loss" }), (400, "card_number")),
        ("authority/holders", json!({ "region": "440000" }), (400, "region")),
        ("authority/holders", json!({ "region": "110000" }), (400, "region")),
        ("authority/holders", json!({ "region": "x" }), (400, "form")),
        ("phone/codes", json!({ "card": "none", "scene": "0501" }), (400, "no_such_card")),
        ("phone/codes", json!({ "card": card, "scene": "0402" }), (409, "ineligible")),
        ("phone/codes", json!({ "card": card, "scene": "9999" }), (409, "wallet")),
        ("phone/codes", json!({ "card": card, "scene": "far too long" }), (400, "form")),
        ("phone/unbind", json!({ "card": "none" }), (400, "no_such_card")),
        ("phone/conditions", json!({ "clock_offset_s": "1" }), (400, "form")),
        ("gate/place", json!({ "region": "440000" }), (400, "region")),
        ("gate/place", json!({ "region": "110000" }), (400, "region")),
    ] {
        assert_eq!(refused(path, &call), (answer.0, answer.1.to_owned()), "{path} {call}");
    }
    for body in [&b"{"[..], b"[]", b"null", b"{\"text\":1}", b"\xff", b"{\"a\":1,\"a\":2}", b""] {
        let answer = sandbox.post_bytes("gate/verdicts", body);
        assert_eq!(answer.refused(), (400, "form".into()), "{body:?}");
    }
    assert_eq!(sandbox.post_bytes("gate/verdicts", &vec![b' '; 70_000]).status, 400);
    for text in ["", "SSC1:", "x", "openid-credential-offer://?", "\u{0}\u{202e}"] {
        let judged = sandbox.judge(&json!(text), "0501");
        assert_eq!(judged["verdict"]["outcome"], "unreadable", "{text}");
    }
    let shouted = code["text"].as_str().expect("a text").to_lowercase();
    assert!(
        sandbox.judge(&json!(shouted), "0501")["hint"]["zh"].is_string(),
        "a scanner's setting"
    );
}

#[test]
fn a_device_without_a_network_or_with_a_wrong_clock_says_so_and_goes_on() {
    let sandbox = Sandbox::open();
    let card = sandbox.enroll(ADULT);
    sandbox.warm();
    let offline = json!({ "offline": true });
    sandbox.post("phone/conditions", &offline).done();
    sandbox.post("gate/conditions", &offline).done();
    assert_eq!(sandbox.post("phone/refresh", &json!({})).refused(), (409, "offline".into()));
    assert_eq!(sandbox.post("gate/sync", &json!({})).refused(), (409, "lists".into()));
    // The phone was told the time when it enrolled, and goes by it.
    sandbox.post("phone/conditions", &json!({ "clock_offset_s": -3600 })).done();
    let code = sandbox.code(&card, "0501");
    assert_eq!(sandbox.judge(&code["text"], "0501")["verdict"]["outcome"], "accepted");
    let state = sandbox.state();
    assert_eq!(
        (&state["phone"]["clock"]["health"], &state["phone"]["offline"]),
        (&json!("off"), &json!(true))
    );
    sandbox.post("phone/conditions", &json!({ "clock_offset_s": 99_999_999 })).done();
    assert_eq!(sandbox.state()["phone"]["clock_offset_s"], 3600);

    sandbox.post("gate/new", &json!({})).done();
    let judged = sandbox.judge(&code["text"], "0501");
    assert_eq!(judged["verdict"]["reasons"], json!(["TRUST_MISSING"]), "a gate without lists");
    sandbox.post("phone/new", &json!({})).done();
    let phone = &sandbox.state()["phone"];
    assert_eq!(phone["cards"], json!([]));
    assert_eq!((&phone["offline"], &phone["clock_offset_s"]), (&json!(false), &json!(0)));
}

#[test]
fn a_later_start_has_the_phone_the_gate_and_who_was_added() {
    let sandbox = Sandbox::open();
    let added = sandbox.post("authority/holders", &json!({ "region": "440300" })).done();
    let added = added["card_number"].as_str().expect("a number").to_owned();
    let card = sandbox.enroll(&added);
    sandbox.post("phone/loss", &json!({ "lost": true })).done();
    sandbox.post("gate/place", &json!({ "region": "440300" })).done();
    sandbox.warm();
    let code = sandbox.code(&card, "0501");
    let judged = sandbox.judge(&code["text"], "0501");
    assert_eq!(judged["verdict"]["outcome"], "accepted", "{judged}");
    let before = sandbox.state();

    let sandbox = sandbox.again();
    let after = sandbox.wait("the same phone and gate", |state| state["gate"]["place"] == "440300");
    assert_ne!(after["instance"], before["instance"]);
    assert_eq!(after["phone"]["cards"][0]["owner"], json!(added));
    assert_eq!(after["phone"]["lost"], true);
    assert_eq!(after["gate"]["warm_at"], before["gate"]["warm_at"]);
    assert_eq!(sandbox.holder(&added)["about"], Value::Null);
    let again = sandbox.judge(&code["text"], "0501");
    assert_eq!(again["verdict"]["reasons"], json!(["REPLAYED"]), "it is remembered");
    sandbox.post("phone/unbind", &json!({ "card": card })).done();
    assert_eq!(sandbox.state()["phone"]["cards"], json!([]));
}

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
