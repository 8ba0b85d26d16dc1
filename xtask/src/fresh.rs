//! `cargo xtask fresh`: the README's commands on a machine where nothing was ever installed or built.
//!
//! The machine is a bare Debian 12 in a folder, with a clone of the commit that is checked out here.
//! The commands are taken from the README, word for word. The one thing that is not from Debian is
//! Rust: the tool chain of this machine is seen there, and can't be written to.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::folder;
use crate::output::say;
use crate::shell::{Invocation, Outcome, command, root, target};
use crate::tools::debian_root::{self, Seen};
use crate::tools::surroundings;

const RELEASE: &str = "bookworm";

/// All of it together may take this long.
const LIMIT: Duration = Duration::from_secs(90 * 60);

/// Where the clone is, inside.
const CLONE: &str = "/root/essc";

/// The headings of the README whose shell blocks are run, in this order.
const HEADINGS: [&str; 2] = ["### On a bare Debian", "## Two commands"];

/// Runs it. The folder stays afterwards, to be looked at, until the next run.
///
/// # Errors
/// A command of the README failed, or took too long; or this machine can't make a Debian in a folder.
pub fn run() -> Outcome {
    debian_root::check()?;
    let changed = command("git status --porcelain").read()?;
    if !changed.trim().is_empty() {
        say!("  what is not committed is not in the clone:\n{changed}");
    }
    let commands = commands_of(&read(&root().join("README.md"))?)?;
    let folder = target().join("fresh");
    let mut diary = Diary::begin();
    diary.timed("a bare Debian, by debootstrap", || {
        debian_root::install(&folder, RELEASE, "")?;
        surroundings::carry_over(&folder)
    })?;
    let machine = Machine { folder, rust: sysroot()? };
    let before = machine.installed()?;
    let told = (|| {
        for line in commands {
            // The README's reader has cloned the repository; git is there from the first block on.
            if !machine.folder.join(&CLONE[1..]).exists() && machine.has("git") {
                diary.timed("git clone", || machine.clone_repository())?;
            }
            let left = diary.left()?;
            diary.timed(&line, || machine.shell(&line, left).run())?;
        }
        Ok(())
    })();
    machine.tell(&before)?;
    diary.tell();
    told
}

/// The bare Debian.
struct Machine {
    folder: PathBuf,
    rust: PathBuf,
}

impl Machine {
    /// A line for its shell, in the clone once there is one, ended after `left`.
    fn shell(&self, line: &str, left: Duration) -> Invocation {
        let clone = self.folder.join(&CLONE[1..]);
        self.enter(&[])
            .words("--chdir")
            .with(if clone.exists() { CLONE } else { "/root" })
            .words(&self.environment())
            .words(&format!("timeout --kill-after=10 {}", left.as_secs()))
            .words("sh -c")
            .with(line)
    }

    fn clone_repository(&self) -> Outcome {
        let head = command("git rev-parse HEAD").read()?;
        let clone = format!(
            "git clone --quiet --no-local {} {CLONE} && cd {CLONE} && git checkout --quiet --detach {}",
            root().display(),
            head.trim()
        );
        let safe = "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=*";
        self.enter(&[Seen { folder: root(), writable: false }])
            .words(&self.environment())
            .words(safe)
            .words("sh -c")
            .with(clone)
            .run()
    }

    fn enter(&self, more: &[Seen<'_>]) -> Invocation {
        let mut seen = vec![Seen { folder: &self.rust, writable: false }];
        seen.extend_from_slice(more);
        debian_root::enter(&self.folder, &seen).words("env -i")
    }

    fn environment(&self) -> String {
        let rust = self.rust.join("bin");
        let own = format!(
            "PATH={}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
             LANG=C.UTF-8",
            rust.display()
        );
        surroundings::variables()
            .iter()
            .fold(own, |all, (name, value)| all + &format!(" {name}={value}"))
    }

    fn has(&self, program: &str) -> bool {
        self.folder.join("usr/bin").join(program).exists()
    }

    /// The packages that are installed, one a line.
    fn installed(&self) -> Result<Vec<String>, String> {
        let list = self.enter(&[]).words("dpkg-query --show --showformat=${Package}\\n").read()?;
        Ok(list.lines().map(str::to_owned).collect())
    }

    /// Says what has been installed since, and what else was put onto the machine.
    fn tell(&self, before: &[String]) -> Outcome {
        let now = self.installed()?;
        let more: Vec<&str> =
            now.iter().filter(|name| !before.contains(name)).map(String::as_str).collect();
        say!("\ninstalled, {} Debian packages: {}", more.len(), more.join(" "));
        say!("Rust was seen from {}, the one thing not from Debian", self.rust.display());
        for place in ["root/.cache/essc-xtask", "root/.cargo", "root/.m2", "root/essc/target"] {
            let at = self.folder.join(place);
            if at.exists() {
                let size = command("du --summarize --human-readable").with(&at).read()?;
                say!("  /{place}: {}", size.split_whitespace().next().unwrap_or_default());
            }
        }
        Ok(())
    }
}

/// What was done, and how long it took.
struct Diary {
    began: Instant,
    entries: Vec<(String, Duration, bool)>,
}

impl Diary {
    fn begin() -> Self {
        Self { began: Instant::now(), entries: Vec::new() }
    }

    fn timed(&mut self, what: &str, work: impl FnOnce() -> Outcome) -> Outcome {
        let began = Instant::now();
        let outcome = work();
        self.entries.push((what.to_owned(), began.elapsed(), outcome.is_ok()));
        outcome
    }

    /// How long what remains may take.
    fn left(&self) -> Result<Duration, String> {
        let left = LIMIT.checked_sub(self.began.elapsed());
        left.ok_or_else(|| format!("more than {} minutes", LIMIT.as_secs() / 60))
    }

    fn tell(&self) {
        say!("\n{:>7}  result  command", "seconds");
        for (what, took, good) in &self.entries {
            let result = if *good { "passed" } else { "FAILED" };
            say!("{:7.0}  {result}  {what}", took.as_secs_f64());
        }
        say!("{:7.0} of {} s", self.began.elapsed().as_secs_f64(), LIMIT.as_secs());
    }
}

/// The tool chain that is at work here: `bin`, `lib` and the rest of it.
fn sysroot() -> Result<PathBuf, String> {
    Ok(PathBuf::from(command("rustc --print sysroot").read()?.trim()))
}

/// The lines of the shell blocks under [`HEADINGS`], without their comments.
fn commands_of(readme: &str) -> Result<Vec<String>, String> {
    let mut lines = Vec::new();
    for heading in HEADINGS {
        let (_, after) = readme
            .split_once(&format!("{heading}\n"))
            .ok_or_else(|| format!("README.md has no heading \"{heading}\""))?;
        let block =
            after.split_once("```sh fresh\n").and_then(|(_, block)| block.split_once("```"));
        let (block, _) = block.ok_or_else(|| format!("no shell block under \"{heading}\""))?;
        lines.extend(block.lines().map(without_comment).filter(|line| !line.is_empty()));
    }
    Ok(lines)
}

fn without_comment(line: &str) -> String {
    line.split_once(" #").map_or(line, |(line, _)| line).trim().to_owned()
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

/// Removes what a run left.
///
/// # Errors
/// Something of it can't be removed.
pub fn clean() -> Outcome {
    let fresh = target().join("fresh");
    debian_root::remove(&fresh).and_then(|()| folder::remove(&fresh))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_are_the_readmes_word_for_word() {
        let readme = read(&root().join("README.md")).expect("the README");
        let commands = commands_of(&readme).expect("commands");
        assert!(commands[0].starts_with("apt-get "), "{commands:?}");
        let last: Vec<&str> = commands.iter().rev().take(2).map(String::as_str).collect();
        assert_eq!(last, ["cargo xtask test", "cargo run --release -- demo"]);
    }

    #[test]
    fn a_readme_without_the_commands_is_told() {
        assert!(commands_of("# essc\n").is_err());
        let without = "### On a bare Debian\n```sh fresh\na # why\n```\n## Two commands\nnone";
        assert!(commands_of(without).is_err_and(|e| e.contains("Two commands")));
    }
}
