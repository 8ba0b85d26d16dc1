//! Every shell block of the READMEs and guides, pasted whole into a shell.
//!
//! A block runs in an empty folder in which the repository's `tests` are, with `essc` on the path and a
//! home of its own. A second word in its info string says what else becomes of it: see [`Kind::of`].

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::program::Service;

/// Where people copy from. Both languages of a document have the same commands.
const DOCUMENTS: [&str; 9] = [
    "README.md",
    "README.zh-CN.md",
    "docs/integration.md",
    "docs/integration.zh-CN.md",
    "bindings/README.md",
    "bindings/kotlin/README.md",
    "bindings/swift/README.md",
    "android-demo/README.md",
    "ios-demo/README.md",
];

struct Block {
    place: String,
    kind: Kind,
    text: String,
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    /// Runs to its end, and every command in it ends well.
    Whole,
    /// Starts a service, which says where it is reached and ends when it is interrupted.
    Serves,
    /// Run somewhere else.
    Elsewhere,
}

impl Kind {
    fn of(info: &str) -> Option<Self> {
        match info {
            "sh" => Some(Self::Whole),
            "sh serves" => Some(Self::Serves),
            // On a bare machine, by `cargo xtask fresh`.
            "sh fresh" |
            // By a step of `cargo xtask test`, which has the tools that the block needs on the path.
            "sh step" |
            // With Xcode, or with Android's own tools: listed in the README as never tried.
            "sh mac" | "sh android" => Some(Self::Elsewhere),
            _ => None,
        }
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository").to_owned()
}

fn blocks(document: &str) -> Vec<Block> {
    let text = fs::read_to_string(repository().join(document)).expect("the document");
    let mut blocks = Vec::new();
    let mut open: Option<(String, Option<Block>)> = None;
    for (number, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (Some((_, block)), Some(_)) => {
                blocks.extend(block.take());
                open = None;
            }
            (Some((_, Some(block))), None) => block.text += &format!("{line}\n"),
            (Some((_, None)), None) => {}
            (None, Some(info)) => {
                let place = format!("{document}:{}", number + 1);
                let block = (info == "sh" || info.starts_with("sh ")).then(|| Block {
                    kind: Kind::of(info)
                        .unwrap_or_else(|| panic!("{place}: no test knows what `{info}` is")),
                    place,
                    text: String::new(),
                });
                open = Some((info.to_owned(), block));
            }
            (None, None) => {}
        }
    }
    blocks
}

/// A folder in which a reader who has cloned the repository might stand.
fn desk() -> tempfile::TempDir {
    let desk = tempfile::tempdir().expect("a folder");
    symlink(repository().join("tests"), desk.path().join("tests")).expect("a link");
    desk
}

fn shell(desk: &Path, script: &str) -> Command {
    let program = Path::new(env!("CARGO_BIN_EXE_essc")).parent().expect("a folder");
    let path = std::env::var("PATH").expect("a path");
    let mut shell = Command::new("bash");
    shell
        .args(["-e", "-o", "pipefail", "-c", script])
        .current_dir(desk)
        .env("PATH", format!("{}:{path}", program.display()))
        .env("HOME", desk.join("home"))
        .env_remove("XDG_DATA_HOME")
        .env_remove("ESSC_OPERATOR_TOKEN")
        .stdin(Stdio::null());
    shell
}

/// Runs a block to its end; how it ended, and what it printed. A block that breaks off leaves the services
/// it has started in the background: they are killed, and nobody waits for them to close a pipe.
fn run_whole(desk: &Path, script: &str) -> (ExitStatus, String) {
    let printed = desk.join("printed.txt");
    let file = fs::File::create(&printed).expect("a file");
    let mut shell = shell(desk, script);
    shell.stdout(file.try_clone().expect("a handle")).stderr(file).process_group(0);
    let mut shell = shell.spawn().expect("a shell");
    let status = shell.wait().expect("it ends");
    // The group is gone with its last process, and then there is nothing to kill.
    let group = format!("kill -KILL -- -{}", shell.id());
    let _ = Command::new("bash").args(["-c", &group]).stderr(Stdio::null()).status();
    (status, fs::read_to_string(&printed).expect("a text"))
}

#[test]
fn a_block_that_breaks_off_leaves_nothing_running_and_nobody_waits() {
    let desk = desk();
    let (status, said) = run_whole(desk.path(), "sleep 3600 & echo $!; false");
    assert_eq!(status.code(), Some(1));
    let left = format!("/proc/{}", said.trim());
    // The kernel takes a killed process away in its own time.
    let is_there = || Path::new(&left).exists() && !is_zombie(&left);
    for _ in 0..600 {
        if !is_there() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{left} goes on");
}

fn is_zombie(process: &str) -> bool {
    fs::read_to_string(format!("{process}/stat")).is_ok_and(|stat| stat.contains(") Z "))
}

#[test]
fn every_shell_block_runs_pasted_whole() {
    let mut ran = 0;
    for block in DOCUMENTS.iter().flat_map(|document| blocks(document)) {
        let desk = desk();
        match block.kind {
            Kind::Elsewhere => {}
            Kind::Whole => {
                let (status, said) = run_whole(desk.path(), &block.text);
                assert!(status.success(), "{}: {status}\n{said}", block.place);
                ran += 1;
            }
            Kind::Serves => {
                // `exec`, so that the signal reaches the service and not the shell around it.
                let script = format!("exec {}", block.text.trim());
                let (service, _) = Service::of(shell(desk.path(), &script), |line| {
                    line.contains("http://127.0.0.1")
                });
                assert_eq!(service.end_by("INT"), Some(0), "{}", block.place);
                ran += 1;
            }
        }
    }
    assert!(ran >= 6, "each README has a gate, a sandbox and an issuer");
}

#[test]
fn the_chinese_readme_has_the_commands_of_the_english_one() {
    let commands = |document: &str| -> Vec<String> {
        let lines = blocks(document).into_iter().flat_map(|block| {
            block
                .text
                .lines()
                .map(|line| line.split(" #").next().unwrap_or("").trim().to_owned())
                .collect::<Vec<_>>()
        });
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
    };
    assert_eq!(commands("README.md"), commands("README.zh-CN.md"));
    assert_eq!(commands("docs/integration.md"), commands("docs/integration.zh-CN.md"));
}
