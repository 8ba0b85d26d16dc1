//! `essc issuer`: one process on a folder, files for their owner only, slow clients, and what an
//! operator is told.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::program::{Service, arg, essc, essc_as_operator};

/// A port that was free a moment ago.
fn free_address() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("address").to_string()
}

/// An issuer in `data`, reached at `address`; its operator's token.
fn init(data: &Path, address: &str) -> String {
    let url = format!("http://{address}");
    let made = essc(&["issuer", "init", "--data", arg(data), "--base-url", &url]).ends_with(0);
    made.line().to_owned()
}

/// A service under a shell's settings, such as `umask 000`; killed when dropped.
struct UnderShell(Child);

impl UnderShell {
    fn start(setting: &str, args: &[&str]) -> Self {
        let mut child = under_shell(setting, args).stderr(Stdio::piped()).spawn().expect("a shell");
        let mut said = BufReader::new(child.stderr.take().expect("piped"));
        let started = Self(child);
        let mut line = String::new();
        while !line.starts_with("listening on") {
            line.clear();
            assert_ne!(said.read_line(&mut line).expect("text"), 0, "it ended before it listened");
        }
        // Nobody reads on; a log of warnings fits the pipe.
        std::mem::forget(said);
        started
    }
}

impl Drop for UnderShell {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn under_shell(setting: &str, args: &[&str]) -> Command {
    let mut command = Command::new("sh");
    let script = format!("{setting}; exec \"$0\" \"$@\"");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_essc")]).args(args).stdin(Stdio::null());
    command
}

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Names of files under a folder that others than their owner can use.
fn open_to_others(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    files(folder, &mut all);
    assert!(!all.is_empty());
    let mode = |path: &Path| std::fs::metadata(path).expect("metadata").permissions().mode();
    all.retain(|path| mode(path) & 0o077 != 0);
    all.iter().map(|path| path.display().to_string()).collect()
}

#[test]
fn a_folder_is_used_by_one_process_at_a_time_and_is_free_once_that_was_killed() {
    let directory = tempfile::tempdir().expect("directory");
    let data = directory.path().join("issuer");
    let (address, other) = (free_address(), free_address());
    init(&data, &address);
    let serve = ["issuer", "serve", "--data", arg(&data), "--bind"];
    let running = Service::start(&[&serve[..], &[address.as_str()]].concat());
    let second = essc(&[&["--lang", "en"], &serve[..], &[other.as_str()]].concat()).ends_with(3);
    assert!(second.err.contains("in use by another process"), "{second:?}");
    let second = essc(&[&serve[..], &[other.as_str()]].concat()).ends_with(3);
    assert!(second.err.contains("另一个进程正在使用"), "{second:?}");
    let again = essc(&["--lang", "en", "issuer", "init", "--data", arg(&data)]).ends_with(3);
    assert!(again.err.contains("holds an issuer already"), "{again:?}");
    let sandbox = essc(&["--lang", "en", "sandbox", "--data", arg(&data), "--bind", &other]);
    assert!(sandbox.ends_with(3).err.contains("in use by another process"));
    // Dropped, it is killed: nothing is tidied up.
    drop(running);
    let sandbox = essc(&["--lang", "en", "sandbox", "--data", arg(&data), "--bind", &other]);
    assert!(sandbox.ends_with(3).err.contains("no sandbox's"));
    drop(Service::start(&[&serve[..], &[address.as_str()]].concat()));
}

#[test]
fn a_sandboxs_folder_is_served_by_nothing_else_running_or_not() {
    let directory = tempfile::tempdir().expect("directory");
    let data = directory.path().join("sandbox");
    let start = ["sandbox", "--data", arg(&data), "--bind", "127.0.0.1:0"];
    let sandbox = Service::start(&start);
    let serve = ["--lang", "en", "issuer", "serve", "--data", arg(&data), "--bind", "127.0.0.1:0"];
    assert!(essc(&serve).ends_with(3).err.contains("a sandbox's folder"));
    let second = essc(&[&["--lang", "en"], &start[..]].concat()).ends_with(3);
    assert!(second.err.contains("in use by another process"), "{second:?}");
    drop(sandbox);
    assert!(essc(&serve).ends_with(3).err.contains("a sandbox's folder"));
    let init = ["--lang", "en", "issuer", "init", "--data", arg(&data)];
    assert!(essc(&init).ends_with(3).err.contains("a sandbox's folder"));
    drop(Service::start(&start));
}

#[test]
fn a_folder_named_by_mistake_is_refused_and_stays_as_it_was() {
    let directory = tempfile::tempdir().expect("directory");
    let missing = directory.path().join("missing");
    for folder in [directory.path(), &missing] {
        let serve = ["--lang", "en", "issuer", "serve", "--data", arg(folder)];
        assert!(essc(&serve).ends_with(3).err.contains("holds no issuer"));
    }
    assert_eq!(std::fs::read_dir(directory.path()).expect("folder").count(), 0);
}

#[test]
fn no_file_is_open_to_others_whatever_the_umask_and_the_folder_were() {
    let directory = tempfile::tempdir().expect("directory");
    let data = directory.path().join("issuer");
    std::fs::create_dir(&data).expect("made");
    std::fs::set_permissions(&data, PermissionsExt::from_mode(0o755)).expect("mode");
    let address = free_address();
    let url = format!("http://{address}");
    let run = |args: &[&str]| {
        let output = under_shell("umask 000", args).output().expect("a shell");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("text").trim_end().to_owned()
    };
    let token = run(&["issuer", "init", "--data", arg(&data), "--base-url", &url]);
    let serve = ["issuer", "serve", "--data", arg(&data), "--bind", &address];
    let serving = UnderShell::start("umask 000", &serve);
    essc_as_operator(&token, &["issuer", "add-holder", "--url", &url, "--region", "440100"])
        .ends_with(0);
    assert!(
        data.join("issuer.sqlite-wal").exists(),
        "what SQLite keeps beside it is looked at too"
    );
    assert_eq!(open_to_others(&data), Vec::<String>::new());

    let (phone, gate) = (directory.path().join("phone"), directory.path().join("gate"));
    let root = data.join("root.jwk");
    let list = format!("{url}/trust-list");
    let at_phone = ["wallet", "--data", arg(&phone)];
    let set_up = ["init", "--sandbox", "--root", arg(&root), "--trust-list", &list];
    run(&[&at_phone[..], &set_up].concat());
    run(&[&at_phone[..], &["refresh"]].concat());
    let at_gate = ["gate", "--data", arg(&gate)];
    run(&[&at_gate[..], &["init", "--region", "440106", "--root", arg(&root)]].concat());
    run(&[&at_gate[..], &["sync", &list]].concat());
    assert_eq!(open_to_others(&phone), Vec::<String>::new());
    assert_eq!(open_to_others(&gate), Vec::<String>::new());
    for folder in [&phone, &gate] {
        let mode = std::fs::metadata(folder).expect("metadata").permissions().mode() & 0o777;
        assert_eq!(mode, 0o700, "{folder:?}");
    }
    drop(serving);

    // What an earlier version left open is narrowed when it is opened.
    for name in ["issuer.sqlite", "config.json"] {
        std::fs::set_permissions(data.join(name), PermissionsExt::from_mode(0o644)).expect("mode");
    }
    drop(UnderShell::start("umask 022", &serve));
    assert_eq!(open_to_others(&data), Vec::<String>::new());

    let sandbox = directory.path().join("sandbox");
    let start = ["sandbox", "--data", arg(&sandbox), "--bind", "127.0.0.1:0"];
    drop(UnderShell::start("umask 000; exec >/dev/null", &start));
    assert_eq!(open_to_others(&sandbox), Vec::<String>::new());
}

#[test]
fn with_few_files_and_many_slow_clients_the_next_one_is_served() {
    let directory = tempfile::tempdir().expect("directory");
    let data = directory.path().join("issuer");
    let address = free_address();
    init(&data, &address);
    let serve = ["issuer", "serve", "--data", arg(&data), "--bind", &address];
    let _serving = UnderShell::start("ulimit -n 128", &serve);
    let slow: Vec<TcpStream> = (0..300)
        .map(|_| {
            let mut client = TcpStream::connect(&address).expect("connected");
            client.write_all(b"GET /trust-list HTTP/1.1\r\nX-Slow: ").expect("sent");
            client
        })
        .collect();
    let mut next = TcpStream::connect(&address).expect("connected");
    let request =
        format!("GET /trust-list HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    next.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    next.read_to_end(&mut answer).expect("answered");
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    drop(slow);
    let refused = under_shell("ulimit -n 60", &["--lang", "en", "issuer", "serve", "--data"]);
    let mut refused = refused;
    let few = refused.arg(arg(&directory.path().join("missing"))).output().expect("a shell");
    assert_eq!(few.status.code(), Some(3));
}

#[test]
fn a_call_waits_for_an_issuer_that_starts_and_prints_the_members_asked_for() {
    let directory = tempfile::tempdir().expect("directory");
    let data = directory.path().join("issuer");
    let address = free_address();
    let url = format!("http://{address}");
    let token = init(&data, &address);
    let serve = ["issuer", "serve", "--data", arg(&data), "--bind", &address];
    let mut waiting = vec!["--lang", "en", "issuer", "add-holder", "--url", &url];
    waiting.extend(["--region", "440100", "--wait", "60", "--field", "card_number"]);
    let (card, _serving) = std::thread::scope(|scope| {
        let call = scope.spawn(|| essc_as_operator(&token, &waiting).ends_with(0));
        let serving = Service::start(&serve);
        (call.join().expect("called"), serving)
    });
    assert_eq!(card.line().len(), 9, "{card:?}");
    let fields = ["--field", "tx_code", "--field", "offer"];
    let offer = [&["issuer", "offer", "--url", &url, card.line()], &fields[..]].concat();
    let offer = essc_as_operator(&token, &offer).ends_with(0);
    let lines: Vec<&str> = offer.out.lines().collect();
    assert!(lines[0].len() == 6 && lines[1].starts_with("openid-credential-offer://"));
    let devices = essc_as_operator(&token, &["issuer", "devices", "--url", &url, card.line()]);
    let devices: Value = devices.ends_with(0).json();
    assert_eq!(devices["devices"], serde_json::json!([]));
}

#[test]
fn an_operator_is_told_what_is_wrong_in_the_language_asked_for() {
    let directory = tempfile::tempdir().expect("directory");
    let data = directory.path().join("issuer");
    let address = free_address();
    let url = format!("http://{address}");
    let token = init(&data, &address);
    let nobody = ["issuer", "publish", "--url", &url, "--wait", "0"];
    let call = |args: &[&str], zh: &str, en: &str| {
        for (language, words) in [("zh", zh), ("en", en)] {
            let args = [&["--lang", language], args].concat();
            let told = essc_as_operator(&token, &args).ends_with(3);
            assert!(told.err.contains(words), "{told:?}");
        }
    };
    call(&nobody, "无法连接发卡服务", "can't be reached");
    let serve = ["issuer", "serve", "--data", arg(&data), "--bind", &address];
    let _serving = Service::start(&serve);
    let unknown = ["issuer", "lose", "--url", &url, "ZZ9999999"];
    call(&unknown, "没有这个卡号", "no card of this number");
    let wrong = ["issuer", "lose", "--url", &url, "1"];
    call(&wrong, "卡号格式不对", "not a card number");
    let unbind = ["issuer", "unbind", "--url", &url, "ZZ9999999", "AAAAAAAAAAAAAAAAAAAAAA"];
    call(&unbind, "没有绑定该设备", "on no such device");
    let elsewhere = directory.path().join("x");
    call(&["issuer", "serve", "--data", arg(&elsewhere)], "没有发卡服务", "holds no issuer");
    let stranger =
        essc_as_operator("nonsense", &["--lang", "zh", "issuer", "publish", "--url", &url]);
    assert!(stranger.ends_with(3).err.contains("操作员口令不对"));
    let token_missing = essc(&["--lang", "zh", "issuer", "publish", "--url", &url]).ends_with(3);
    assert!(token_missing.err.contains("未设置环境变量"));
}
