//! `essc sandbox`: what it prints is enough to enrol, to judge and to operate, and a later start goes
//! on where the one before ended. All people are made up.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{Run, Service, arg, essc, essc_as_operator};

pub const ANY_PORT: &str = "127.0.0.1:0";

/// A sandbox that runs, and folders for a wallet and a gate.
pub struct Place {
    directory: TempDir,
    service: Service,
    /// What it printed.
    pub ready: Value,
}

impl Place {
    pub fn open() -> Self {
        let directory = tempfile::tempdir().expect("directory");
        let (service, ready) = start(&directory.path().join("sandbox"), &["--bind", ANY_PORT]);
        Self { directory, service, ready }
    }

    /// Ends it by a signal and starts it again, somewhere.
    pub fn again(self, signal: &str, place: &[&str]) -> Self {
        assert_eq!(self.service.end_by(signal), Some(0), "a wish to end is no failure");
        let (service, ready) = start(&self.directory.path().join("sandbox"), place);
        Self { directory: self.directory, service, ready }
    }

    pub fn folder(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn text(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap_or_else(|| panic!("{name}: {}", self.ready))
    }

    fn holder(&self, role: &str) -> &Value {
        let holders = self.ready["holders"].as_array().expect("holders");
        holders.iter().find(|one| one["role"] == role).expect(role)
    }

    fn operate(&self, call: &str, card_number: &Value) {
        self.operate_with(call, &[card_number.as_str().expect("a number")]);
    }

    /// An operator's call; its answer.
    pub fn operate_with(&self, call: &str, args: &[&str]) -> Value {
        let token = std::fs::read_to_string(self.text("operator_token_file")).expect("a token");
        let call = ["issuer", call, "--url", self.text("operator_url")];
        essc_as_operator(&token, &[&call[..], args].concat()).ends_with(0).json()
    }

    /// A command of the phone of a sample holder.
    pub fn wallet(&self, role: &str, args: &[&str]) -> Run {
        let data = self.folder(role);
        essc(&[&["--lang", "en", "wallet", "--data", arg(&data)], args].concat())
    }

    fn code(&self, role: &str, scene: &str) -> Run {
        self.wallet(role, &["code", "--scene", scene, "--text"])
    }

    /// Enrols a sample holder's card with the offer that was printed.
    pub fn enroll(&self, role: &str) {
        self.enroll_with(role, &[]);
    }

    /// The same with more options.
    pub fn enroll_with(&self, role: &str, options: &[&str]) {
        let init = ["init", "--sandbox", "--root", self.text("root_file")];
        let init = [&init[..], &["--trust-list", self.text("trust_list")]].concat();
        self.wallet(role, &init).ends_with(0);
        let [offer, tx_code] =
            ["offer", "tx_code"].map(|name| self.holder(role)[name].as_str().expect(name));
        let enroll = ["enroll", offer, "--tx-code", tx_code];
        self.wallet(role, &[&enroll[..], options].concat()).ends_with(0);
    }

    pub fn gate(&self, args: &[&str]) -> Run {
        let data = self.folder("gate");
        essc(&[&["--lang", "en", "gate", "--data", arg(&data)], args].concat())
    }

    pub fn sync(&self) {
        self.gate(&["sync", self.text("trust_list")]).ends_with(0);
    }

    /// A code for a scene, judged as of now, so that nothing is remembered of it.
    pub fn judge(&self, scene: &str, code: &Run) -> Value {
        let since = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("after 1970");
        let now = since.as_secs().to_string();
        let judged = self.gate(&["verify", "--scene", scene, "--at", &now, "--json", code.line()]);
        judged.json()
    }
}

fn start(data: &Path, place: &[&str]) -> (Service, Value) {
    let args = ["sandbox", "--json", "--data", arg(data)];
    let (service, lines) = Service::start_until("{", &[], &[&args[..], place].concat());
    let [line] = lines.as_slice() else { panic!("one object, and nothing else: {lines:?}") };
    (service, serde_json::from_str(line).expect("json"))
}

#[test]
fn what_it_prints_is_enough_to_enroll_to_judge_and_to_report_a_loss() {
    let sandbox = Place::open();
    assert_eq!(sandbox.ready["test"], true);
    let holders = sandbox.ready["holders"].as_array().expect("holders");
    let distinct = |name: &str| holders.iter().map(|one| one[name].to_string()).collect();
    let [roles, numbers, offers]: [HashSet<String>; 3] =
        ["role", "card_number", "offer"].map(distinct);
    assert_eq!((roles.len(), numbers.len(), offers.len()), (8, 8, 8));
    for holder in holders {
        assert!(holder["card_number"].as_str().expect("number").starts_with("SBX"), "{holder}");
        assert_eq!(holder["state"], "active");
    }

    sandbox.enroll("to_lose");
    let key = ["init", "--region", "440306", "--root", sandbox.text("root_file")];
    sandbox.gate(&key).ends_with(0);
    sandbox.sync();
    let masked = sandbox.code("to_lose", "0502").ends_with(0);
    let verdict = sandbox.judge("0502", &masked);
    assert_eq!((&verdict["outcome"], &verdict["test"]), (&json!("accepted"), &json!(true)));
    assert_eq!(verdict["disclosed"]["profile"], "masked");
    let identity = sandbox.code("to_lose", "0101").ends_with(0);
    let verdict = sandbox.judge("0101", &identity);
    let holder = sandbox.holder("to_lose");
    assert_eq!(verdict["disclosed"]["number"], holder["number"]);
    assert_eq!(verdict["disclosed"]["name"], holder["name"]);

    sandbox.operate("lose", &holder["card_number"]);
    sandbox.sync();
    assert_eq!(sandbox.judge("0502", &masked)["reasons"], json!(["CARD_SUSPENDED"]));
    sandbox.operate("release", &holder["card_number"]);
    sandbox.sync();
    assert_eq!(sandbox.judge("0502", &masked)["outcome"], "accepted");
}

#[test]
fn the_sample_holders_show_what_is_said_of_them() {
    let sandbox = Place::open();
    for (role, taken, refused) in [
        ("adult", &["0401", "0601", "0202"][..], "0402"),
        ("elder", &["0402", "0801"], "10501"),
        ("child", &["0601"], "0202"),
        ("limited", &["0101"], "0401"),
        ("to_lose", &["0802"], "0801"),
        ("passport", &["0401"], "0601"),
    ] {
        sandbox.enroll(role);
        for scene in taken {
            sandbox.code(role, scene).ends_with(0);
        }
        assert!(sandbox.code(role, refused).ends_with(1).out.is_empty(), "{role}");
    }
}

#[test]
fn every_member_is_documented_and_no_other() {
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/json.md");
    let text = std::fs::read_to_string(documents).expect("docs/json.md");
    let (_, section) = text.split_once("## `essc sandbox --json`").expect("a section");
    let section = section.split("\n## ").next().expect("a section");
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split(" |").next());
    let documented: HashSet<String> = rows
        .flat_map(|cell| cell.split(", "))
        .map(|name| name.trim_matches('`').to_owned())
        .collect();
    let sandbox = Place::open();
    let members = |object: &Value| -> Vec<String> {
        object.as_object().expect("an object").keys().cloned().collect()
    };
    let printed = [members(&sandbox.ready), members(sandbox.holder("adult"))].concat();
    assert_eq!(documented, printed.into_iter().collect());
}

#[test]
fn a_later_start_has_the_root_the_people_and_their_losses_wherever_it_is_reached() {
    let first = Place::open();
    let same = ["base_url", "root", "root_thumbprint", "root_file", "data"];
    let before = first.ready.clone();
    first.operate("lose", &first.holder("to_lose")["card_number"]);
    first.enroll("adult");

    // Where it was, so that the phone finds it.
    let bind = first.text("base_url").trim_start_matches("http://").to_owned();
    let second = first.again("TERM", &["--bind", &bind]);
    for name in same {
        assert_eq!(second.ready[name], before[name], "{name}");
    }
    let lost = second.holder("to_lose");
    assert_eq!((&lost["state"], &lost["offer"]), (&json!("loss"), &Value::Null));
    let renewed = second.wallet("adult", &["refresh", "--now"]).ends_with(0);
    assert!(renewed.out.contains("renewed"), "{renewed:?}");
    assert_ne!(second.holder("adult")["offer"], before["holders"][0]["offer"], "a fresh one");

    let third =
        second.again("INT", &["--bind", ANY_PORT, "--public-url", "https://sandbox.example"]);
    assert_eq!(third.ready["root"], before["root"]);
    assert_eq!(third.text("trust_list"), "https://sandbox.example/trust-list");
    let offer = third.holder("adult")["offer"].as_str().expect("an offer");
    assert!(offer.contains("https%3A%2F%2Fsandbox.example%2F440100"), "{offer}");
    assert!(third.text("operator_url").starts_with("http://127.0.0.1:"));
}

#[test]
fn the_printed_commands_do_as_they_are_from_anywhere() {
    let directory = tempfile::tempdir().expect("directory");
    let user = directory.path().join("it's a user's");
    let args = ["--lang", "en", "sandbox", "--bind", ANY_PORT];
    let (_service, lines) = Service::start_until("Ctrl-C", &[("XDG_DATA_HOME", &user)], &args);
    let token = std::fs::read_to_string(user.join("essc/sandbox/operator-token"));
    let token = token.expect("kept in the user's data folder");
    assert!(!lines.iter().any(|line| line.contains(&token)), "the token stays in its file");
    assert!(lines.iter().any(|line| line.contains("adb reverse tcp:")));

    let program = Path::new(env!("CARGO_BIN_EXE_essc")).parent().expect("a folder");
    let path = std::env::join_paths([program, Path::new("/usr/bin"), Path::new("/bin")]);
    let path = path.expect("a search path");
    for (what, member) in [
        ("Another offer:", "offer"),
        ("Report a loss", "state"),
        ("Another generated", "generated"),
    ] {
        let at = lines.iter().position(|line| line.starts_with(what)).expect(what);
        let mut shell = Command::new("sh");
        let ran = shell.args(["-c", &lines[at + 1]]).env("PATH", &path).output().expect("a shell");
        let answer: Value = serde_json::from_slice(&ran.stdout).unwrap_or_else(|e| {
            panic!("{}: {e}: {}", lines[at + 1], String::from_utf8_lossy(&ran.stderr))
        });
        assert!(!answer[member].is_null(), "{what}: {answer}");
    }
}

#[test]
fn a_folder_that_is_in_use_or_another_issuers_or_unfinished_is_refused() {
    let sandbox = Place::open();
    let start = |data: &Path| {
        let on_any_port = ["--lang", "en", "sandbox", "--json", "--bind", ANY_PORT];
        essc(&[&on_any_port[..], &["--data", arg(data)]].concat()).ends_with(3)
    };
    let refused = start(&sandbox.folder("sandbox"));
    assert!(refused.err.contains("in use by another process"), "{refused:?}");

    let issuer = sandbox.folder("issuer");
    essc(&["issuer", "init", "--data", arg(&issuer)]).ends_with(0);
    let refused = start(&issuer);
    assert!(refused.err.contains("no sandbox's"), "{refused:?}");

    let unfinished = sandbox.folder("unfinished");
    std::fs::create_dir(&unfinished).expect("made");
    std::fs::write(unfinished.join("operator-token"), "0").expect("written");
    let refused = start(&unfinished);
    assert!(refused.err.contains("interrupted"), "{refused:?}");
}
