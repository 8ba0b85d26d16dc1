//! Every shell block of the READMEs and guides, pasted whole into a shell.
//!
//! A block runs in an empty folder in which the repository's `tests` are, with `essc` on the path and a
//! home of its own. A second word in its info string says what else becomes of it: see [`Kind::of`].

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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

#[test]
fn every_shell_block_runs_pasted_whole() {
    let mut ran = 0;
    for block in DOCUMENTS.iter().flat_map(|document| blocks(document)) {
        let desk = desk();
        match block.kind {
            Kind::Elsewhere => {}
            Kind::Whole => {
                let output = shell(desk.path(), &block.text).output().expect("a shell");
                let said = String::from_utf8_lossy(&output.stdout);
                let complaints = String::from_utf8_lossy(&output.stderr);
                assert!(
                    output.status.success(),
                    "{}: {}\n{said}\n{complaints}",
                    block.place,
                    output.status
                );
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
