//! `essc gate` on the vectors: no network, and another time than now.

use essc::holder::QrCode;
use serde_json::{Value, json};

use crate::program::arg;
use crate::vectors::{Gate, NOW, bundle_of, text, vector};

/// Vectors that the museum's gate of this test judges as they say: its lists, time and scene, and
/// nothing that rests on earlier scans or requests.
const JUDGED: [(&str, i32); 9] = [
    ("accept/validity-at-a-museum", 0),
    ("accept/scanner-adds-crlf", 0),
    ("accept/high-s-signatures", 0),
    ("reject/code-expired", 1),
    ("reject/card-signed-by-a-stranger", 1),
    ("reject/card-revoked", 1),
    ("reject/issuer-unknown", 1),
    ("unreadable/lower-case", 2),
    ("unreadable/tail-v5", 2),
];

/// What a vector says, judged as of its time.
fn expected(vector: &Value) -> Value {
    let mut verdict = vector["verdict"].clone();
    verdict["as_of"] = vector["now"].clone();
    // A past moment asks no guard.
    verdict["guard"] = Value::Null;
    verdict
}

#[test]
fn vectors_are_judged_as_their_files_say_member_for_member() {
    let gate = Gate::with_lists();
    for (name, code) in JUDGED {
        let vector = vector(name);
        assert_eq!((&vector["scene"], &vector["venue_region"]), (&json!("0501"), &json!("440106")));
        let now = vector["now"].to_string();
        let text = vector["text"].as_str().expect("text");
        let run = gate.run(&["verify", "--scene", "0501", "--at", &now, "--json", text]);
        let run = run.ends_with(code);
        assert_eq!(run.json(), expected(&vector), "{name}");
        assert_eq!(run.out.lines().count(), 1, "one object a line");
    }
}

#[test]
fn words_name_the_reason_and_what_is_disclosed() {
    let gate = Gate::with_lists();
    let judge = |scene, text: &str| gate.run(&["verify", "--scene", scene, "--at", NOW, text]);
    let run = judge("0101", &text("accept/identity-at-a-counter")).ends_with(0);
    let disclosed = &vector("accept/identity-at-a-counter")["verdict"]["disclosed"];
    for member in ["name", "number", "card_number", "region"] {
        assert!(run.out.contains(disclosed[member].as_str().expect("text")), "{member}: {run:?}");
    }
    assert!(run.out.contains("not legally valid"), "{run:?}");
    let run = judge("0902", &text("accept/validity-at-a-museum")).ends_with(1);
    assert!(run.out.contains("SCENE_MISMATCH") && run.out.contains("PROFILE_MISMATCH"), "{run:?}");
}

#[test]
fn a_picture_is_read_and_one_without_a_code_says_scan_again() {
    let gate = Gate::with_lists();
    let judge = |name: &str, bytes: &[u8]| {
        let file = gate.file(name);
        std::fs::write(&file, bytes).expect("written");
        gate.run(&["verify", "--scene", "0501", "--at", NOW, "--json", "--image", arg(&file)])
    };
    let text = text("accept/validity-at-a-museum");
    let good = judge("code.png", &QrCode::of(&text).expect("fits").to_png(4)).ends_with(0);
    assert_eq!(good.json()["outcome"], "accepted");
    let other = judge("other.png", &QrCode::of("HELLO").expect("fits").to_png(4)).ends_with(2);
    assert_eq!(other.json()["reasons"], json!(["UNREADABLE"]));
    let none = judge("none.png", &white_square()).ends_with(2);
    assert_eq!(none.json()["outcome"], "unreadable");
    let no_picture = judge("no-picture.png", b"SSC1:").ends_with(2);
    assert_eq!(no_picture.json()["outcome"], "unreadable");
    let missing = gate.file("nothing.png");
    gate.run(&["verify", "--scene", "0501", "--image", arg(&missing)]).ends_with(3);
}

/// A picture with nothing in it: a PNG of the symbol's own encoder, cut out of its quiet zone.
fn white_square() -> Vec<u8> {
    let empty = QrCode { modules: vec![false; 21 * 21], width: 21, version: 1 };
    empty.to_png(4)
}

#[test]
fn lines_are_answered_one_by_one_whatever_they_hold() {
    let gate = Gate::with_lists();
    let good = text("accept/validity-at-a-museum");
    let mut input = Vec::new();
    for line in [
        format!("{good}\n").into_bytes(),
        format!("{good}\r\n").into_bytes(),
        // Longer than any code, and as long as the longest line that is read whole.
        format!("{good}{}\n", " ".repeat(100_000)).into_bytes(),
        format!("{}\n", "A".repeat(4297)).into_bytes(),
        format!("{}\n", "A".repeat(4298)).into_bytes(),
        b"SSC1:\xff\xfe\x00\n".to_vec(),
        b"\n".to_vec(),
        // The last one without a line's end.
        good.clone().into_bytes(),
    ] {
        input.extend(line);
    }
    let args = ["verify", "--scene", "0501", "--at", NOW, "--json", "-"];
    let run = gate.run_reading(&input, &args).ends_with(2);
    let outcomes: Vec<Value> = run
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("json")["outcome"].clone())
        .collect();
    let (yes, no) = ("accepted", "unreadable");
    assert_eq!(outcomes, [yes, yes, no, no, no, no, no, yes]);
    gate.run_reading(format!("{good}\n{good}\n").as_bytes(), &args).ends_with(0);
    assert_eq!(gate.run(&args).ends_with(0).out, "", "nothing in, nothing out");
}

/// For each wrong scanner setting: its effect on a text, and a word that the operator's hint contains.
type Setting = (&'static str, fn(&str) -> String, &'static str);

const SETTINGS: [Setting; 7] = [
    ("plus", |text| text.replace(' ', "+"), "replaced by +"),
    ("a decoded form", |text| text.replace('+', " "), "replaced by a blank"),
    ("an encoded address", |text| text.replace(' ', "%20"), "%20"),
    ("an encoded form", |text| text.replace('+', "%2B").replace(' ', "+"), "form encoding"),
    ("small letters", str::to_lowercase, "caps lock"),
    ("full width", |text| text.chars().map(full_width).collect(), "full-width"),
    ("no-break spaces", |text| text.replace(' ', "\u{a0}"), "another kind of blank"),
];

fn full_width(c: char) -> char {
    match c {
        ' ' => '\u{3000}',
        c => char::from_u32(u32::from(c) + 0xfee0).expect("ASCII"),
    }
}

#[test]
fn a_scanner_that_is_set_wrongly_is_told_and_nobody_is_called_a_forger() {
    let gate = Gate::with_lists();
    for vector in ["accept/validity-at-a-museum", "accept/identity-at-a-counter"] {
        let text = text(vector);
        for (setting, change, word) in SETTINGS {
            let changed = change(&text);
            let judge = |as_json: &[&str]| {
                let args = ["verify", "--scene", "0501", "--at", NOW];
                gate.run(&[&args[..], as_json, &[&changed]].concat()).ends_with(2)
            };
            let run = judge(&["--json"]);
            assert_eq!(run.json()["reasons"], json!(["UNREADABLE"]), "{setting}: {run:?}");
            assert!(run.err.contains(word), "{setting}: {run:?}");
            let run = judge(&[]);
            assert!(run.out.contains(word), "{setting}: {run:?}");
        }
    }
}

#[test]
fn a_bundle_that_is_none_or_of_others_changes_nothing() {
    let gate = Gate::with_lists();
    let import = |content: &str| {
        let file = gate.file("other.json");
        std::fs::write(&file, content).expect("written");
        gate.run(&["import", arg(&file), "--at", NOW])
    };
    for no_bundle in ["", "[]", "{\"trust\":1}", "{\"trust\":\"\",\"trust\":\"\"}"] {
        import(no_bundle).ends_with(2);
    }
    let lists = &vector("accept/validity-at-a-museum")["lists"];
    let mut forged = bundle_of(lists);
    let trust = forged["trust"].as_str().expect("text");
    forged["trust"] = json!(format!("{}AAAA", &trust[..trust.len() - 4]));
    forged["status"][0] = json!("x.y.z");
    let run = import(&forged.to_string()).ends_with(3);
    assert!(run.out.contains("trust list  refused"), "{run:?}");
    assert!(run.out.contains("text 1 of status is none of the bundle's documents"), "{run:?}");
    gate.judge(&text("accept/validity-at-a-museum")).ends_with(0);
}

#[test]
fn a_gate_without_lists_or_with_lists_of_the_future_says_so() {
    let gate = Gate::with_lists();
    let bare = gate.file("bare");
    let root = gate.file("root.jwk");
    let data = ["gate", "--data", arg(&bare)];
    let on_bare =
        |args: &[&str]| crate::program::essc(&data.iter().chain(args).copied().collect::<Vec<_>>());
    on_bare(&["init", "--region", "440106", "--root", arg(&root)]).ends_with(0);
    let good = text("accept/validity-at-a-museum");
    let judge = ["verify", "--scene", "0501", "--at", NOW, "--json", &good];
    assert_eq!(on_bare(&judge).ends_with(1).json()["reasons"], json!(["TRUST_MISSING"]));
    let bundle = gate.file("bundle.json");
    let long_ago = on_bare(&["import", arg(&bundle), "--at", "1000000000"]).ends_with(3);
    assert!(long_ago.out.contains("future"), "{long_ago:?}");
    assert_eq!(on_bare(&judge).ends_with(1).json()["reasons"], json!(["TRUST_MISSING"]));
}
