//! The vectors, judged by the gate for web pages as Rust compiles it for this machine: alone with the
//! crypto that goes into the module, in a build of the whole workspace with ring.

use std::fs;
use std::path::{Path, PathBuf};

use essc::gate::Remember;
use essc::{PinnedRoot, Region, SceneCode, UnixTime};
use essc_web::{Fault, Gate, Setup};
use serde_json::{Value, json};

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors")
}

fn list(name: &str) -> String {
    fs::read_to_string(vectors().join("lists").join(name)).expect(name)
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn time(value: &Value) -> UnixTime {
    UnixTime::from_secs(value.as_u64().expect("a time"))
}

fn lists(names: &Value) -> Vec<String> {
    names.as_array().expect("names").iter().map(|name| list(text(name))).collect()
}

fn setup(vector: &Value, remember: Remember) -> Setup {
    let root = PinnedRoot::from_jwk(vector["lists"]["root"].to_string(), 1).expect("root");
    Setup {
        roots: vec![root],
        region: text(&vector["venue_region"]).parse().expect("region"),
        base_region: Region::GUANGDONG,
        remember,
        capacity: 1 << 16,
    }
}

/// Judges a vector. `between` may put another gate in the place of the one that went on so far.
fn judge(
    vector: &Value,
    remember: Remember,
    between: impl Fn(Gate, Setup, UnixTime) -> Gate,
) -> Value {
    let setup = || setup(vector, remember);
    let [loaded, now] = [&vector["lists_loaded"], &vector["now"]].map(time);
    let scene: SceneCode = text(&vector["scene"]).parse().expect("scene");
    let place = setup().region;
    let mut gate = Gate::open(setup(), &[], time(&vector["gate_started"])).expect("gate");
    if let Some(trust) = vector["lists"]["trust"].as_str() {
        gate = between(gate, setup(), loaded);
        let bundle = json!({
            "trust": list(trust),
            "status": lists(&vector["lists"]["status"]),
            "catalogues": lists(&vector["lists"]["catalogues"]),
        });
        let report = gate.load(bundle.to_string().as_bytes(), loaded).expect("a bundle");
        assert!(report.contains(r#""complete":true"#), "{report}");
    }
    for request in vector["requests"].as_array().expect("requests") {
        gate = between(gate, setup(), loaded);
        gate.keep_request(text(request), loaded).expect("kept");
    }
    for scan in vector["before"].as_array().expect("scans") {
        gate = between(gate, setup(), time(&scan["now"]));
        let verdict = gate.verify(text(&scan["text"]), scene, place, time(&scan["now"]));
        assert!(verdict.contains(r#""outcome":"accepted""#), "before: {verdict}");
    }
    gate = between(gate, setup(), now);
    serde_json::from_str(&gate.verify(text(&vector["text"]), scene, place, now)).expect("JSON")
}

fn all() -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for folder in ["accept", "reject", "unreadable"] {
        for entry in fs::read_dir(vectors().join(folder)).expect("folder") {
            let path = entry.expect("entry").path();
            let vector = fs::read_to_string(&path).expect("file");
            all.push((path.display().to_string(), serde_json::from_str(&vector).expect("JSON")));
        }
    }
    assert!(all.len() > 150, "{}", all.len());
    all
}

#[test]
fn every_vector_is_judged_as_its_file_says() {
    for (name, vector) in all() {
        let verdict = judge(&vector, Remember::CoolDowns, |gate, _, _| gate);
        assert_eq!(verdict, vector["verdict"], "{name}");
    }
}

#[test]
fn a_gate_that_is_kept_and_brought_back_before_every_step_judges_as_one_that_goes_on() {
    for (name, vector) in all() {
        let verdict = judge(&vector, Remember::Everything, |gate, setup, now| {
            Gate::open(setup, &gate.state(), now).expect("brought back")
        });
        assert_eq!(verdict, vector["verdict"], "{name}");
    }
}

#[test]
fn a_state_that_is_none_and_a_capacity_that_can_not_be_read_back_are_refused() {
    let (_, vector) = all().swap_remove(0);
    let now = time(&vector["now"]);
    let open = |setup, state: &[u8]| Gate::open(setup, state, now).map(drop).map_err(|f| f.code);
    let good = || setup(&vector, Remember::CoolDowns);
    assert_eq!(open(good(), b"{}"), Err(Fault::STATE));
    assert_eq!(open(Setup { capacity: i32::MAX, ..good() }, &[]), Err(Fault::CAPACITY));
    assert_eq!(open(good(), &[]), Ok(()));
}

/// Codes that other languages have too are theirs.
#[test]
fn the_codes_are_those_of_the_other_languages_but_for_two() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src/ffi/error_code.rs");
    let theirs = fs::read_to_string(source).expect("the codes");
    let shared = [
        Fault::DOCUMENT,
        Fault::BUNDLE,
        Fault::KEY,
        Fault::REGION,
        Fault::CAPACITY,
        Fault::REQUEST,
        Fault::REQUESTS_FULL,
        Fault::REQUEST_FORGOTTEN,
        Fault::INTERNAL,
    ];
    for code in shared {
        assert!(theirs.contains(&format!("= \"{code}\"")), "{code}");
    }
    let types = Path::new(env!("CARGO_MANIFEST_DIR")).join("index.d.ts");
    let types = fs::read_to_string(types).expect("the types");
    for code in shared.into_iter().chain([Fault::STATE, Fault::ARGUMENT]) {
        assert!(types.contains(&format!("| '{code}'")), "{code} is not in index.d.ts");
    }
}
