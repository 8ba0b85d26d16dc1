//! The three examples as processes of their own: the wallet and the gate with an `essc sandbox` between
//! them, the issuer with the gate.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

const WALLET: &str = env!("CARGO_BIN_EXE_wallet");
const GATE: &str = env!("CARGO_BIN_EXE_gate");
const ISSUER: &str = env!("CARGO_BIN_EXE_issuer");

/// A running `essc sandbox`, killed with this object.
struct Sandbox {
    process: Child,
    says: Value,
}

impl Sandbox {
    fn start(data: &Path) -> Self {
        // The workspace's tests build the command beside the examples.
        let essc =
            Path::new(WALLET).with_file_name(format!("essc{}", std::env::consts::EXE_SUFFIX));
        assert!(essc.is_file(), "{} is missing: cargo build --workspace", essc.display());
        let mut process = Command::new(essc)
            .args(["sandbox", "--json", "--bind", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the sandbox starts");
        let mut line = String::new();
        let output = process.stdout.take().expect("piped");
        BufReader::new(output.take(1 << 20)).read_line(&mut line).expect("it says what it is");
        let says = serde_json::from_str(&line).expect("JSON");
        Self { process, says }
    }

    fn said(&self, pointer: &str) -> &str {
        let value = self.says.pointer(pointer).and_then(Value::as_str);
        value.unwrap_or_else(|| panic!("{pointer}: {}", self.says))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn run(program: &str, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the example starts");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("it reads");
    child.wait_with_output().expect("it ends")
}

fn printed(program: &str, arguments: &[&str], input: &str) -> String {
    let output = run(program, arguments, input);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("text")
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().expect("plain text").to_owned()
}

fn sample(name: &str) -> String {
    let vectors = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors");
    path(&vectors, name)
}

#[test]
fn the_wallet_enrolls_at_a_sandbox_and_the_gate_knows_its_code_for_authentic() {
    let folder = tempfile::tempdir().expect("a folder");
    let sandbox = Sandbox::start(&folder.path().join("sandbox"));
    let (phone, door) = (path(folder.path(), "phone"), path(folder.path(), "door"));
    let (root, trust_list) = (path(folder.path(), "sandbox/root.jwk"), sandbox.said("/trust_list"));
    let (offer, tx_code) = (sandbox.said("/holders/0/offer"), sandbox.said("/holders/0/tx_code"));
    printed(WALLET, &[&phone, &root, trust_list, "0501", offer, tx_code], "");
    // Enrolled for good: a second process shows the card without an offer.
    let code = printed(WALLET, &[&phone, &root, trust_list, "0501"], "");
    assert!(code.starts_with("SSC1:"), "{code}");

    let lines = format!("{code}SSC1:not a code\n");
    let verdicts = printed(GATE, &[&door, &root, trust_list, "0501"], &lines);
    let verdicts: Vec<Value> =
        verdicts.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let [shown, other] = verdicts.as_slice() else { panic!("{verdicts:?}") };
    // Everything about the code is good; a gate that has just begun can't know if it saw it before.
    let good = shown["outcome"] == "accepted"
        || shown["reasons"] == serde_json::json!(["REPLAY_GUARD_COLD"]);
    assert!(good && shown["test"] == true, "{shown}");
    assert_eq!(other["outcome"], "unreadable");
}

#[test]
fn the_wallet_says_what_is_missing_before_it_is_enrolled() {
    let folder = tempfile::tempdir().expect("a folder");
    let phone = path(folder.path(), "phone");
    let output =
        run(WALLET, &[&phone, &sample("lists/root.jwk"), "http://127.0.0.1:9/t", "0501"], "");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("enrol one with an offer"), "{said}");
    let usage = run(WALLET, &[], "");
    assert!(String::from_utf8_lossy(&usage.stderr).contains("usage: wallet"));
}

#[test]
fn what_the_issuer_signs_a_gate_takes_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let authority = path(folder.path(), "authority");
    printed(ISSUER, &[&authority], "");
    let at = |name: &str| path(Path::new(&authority), name);
    let door = path(folder.path(), "door");
    let output = run(GATE, &[&door, &at("root.jwk"), &at("bundle.json"), "0501"], "nonsense\n");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert_eq!(said.matches(": Updated").count(), 3, "{said}");
    assert!(said.contains("scenes: 1"), "{said}");
    // Lists of another root are refused, and the gate says so.
    let other = path(folder.path(), "other-door");
    let refused = run(GATE, &[&other, &sample("lists/root.jwk"), &at("bundle.json"), "0501"], "");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("Refused") && said.contains("scenes: 0"), "{said}");
}
