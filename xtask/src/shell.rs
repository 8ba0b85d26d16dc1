//! Commands as a person would type them: printed, run in the repository's root, timed.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::output::{self, say};

/// Done, or why not in a sentence for the terminal.
pub type Outcome = Result<(), String>;

/// The repository's root.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Where the cargo tools of the steps are kept: built once for a user, shared by all clones, apart from
/// the tools the user has chosen.
pub fn tools() -> PathBuf {
    let home = |name| std::env::var_os(name).map(PathBuf::from);
    let cache = home("XDG_CACHE_HOME").or_else(|| Some(home("HOME")?.join(".cache")));
    cache.map_or_else(|| target().join("tools"), |cache| cache.join("essc-xtask"))
}

/// Cargo's build directory, which also holds the logs and Python environments of the steps.
pub fn target() -> PathBuf {
    let chosen = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| OsString::from("target"));
    root().join(chosen)
}

/// A command line with the environment it needs.
#[derive(Debug)]
pub struct Invocation {
    words: Vec<String>,
    environment: Vec<(String, String)>,
    folder: PathBuf,
    /// How many words are shown as what, where a long way to a program would hide it.
    shown: (usize, String),
}

/// The words of `line`, split at spaces; use [`Invocation::with`] for what may hold one.
pub fn command(line: &str) -> Invocation {
    let nothing = Invocation {
        words: Vec::new(),
        environment: Vec::new(),
        folder: root().to_owned(),
        shown: (0, String::new()),
    };
    nothing.words(line)
}

/// The program at `path`, without arguments yet.
pub fn program(path: &Path) -> Invocation {
    command("").with(path)
}

impl Invocation {
    /// Adds the words of `line`, split at spaces.
    pub fn words(mut self, line: &str) -> Self {
        self.words.extend(line.split_whitespace().map(str::to_owned));
        self
    }

    /// Adds one argument as it is.
    pub fn with(mut self, argument: impl AsRef<Path>) -> Self {
        self.words.push(argument.as_ref().display().to_string());
        self
    }

    /// Adds another command's words, for a program that runs one.
    pub fn then(mut self, other: &Self) -> Self {
        self.words.extend_from_slice(&other.words);
        self
    }

    /// Sets a variable for this command alone.
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Runs it in `folder` instead of the repository's root, for tools that can't be told where to
    /// write.
    pub fn within(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = folder.into();
        self
    }

    /// Shows `label` in the place of all words so far when the command is printed.
    pub fn shown_as(mut self, label: String) -> Self {
        self.shown = (self.words.len(), label);
        self
    }

    /// Prints the command, runs it, prints how long it took.
    ///
    /// # Errors
    /// It could not be started, or it ended with another status than 0.
    pub fn run(self) -> Outcome {
        let line = self.to_string();
        say!("  $ {line}");
        let started = Instant::now();
        let mut command = self.prepared();
        let status = output::attach(&mut command).and_then(|()| command.status());
        let status = status.map_err(|e| format!("{line}: {e}"))?;
        say!("    {:.1} s", started.elapsed().as_secs_f64());
        if status.success() { Ok(()) } else { Err(format!("{line}: {status}")) }
    }

    /// Runs the command and gives what it wrote to standard output.
    ///
    /// # Errors
    /// As [`Self::run`]; standard error is part of the reason.
    pub fn read(self) -> Result<String, String> {
        let line = self.to_string();
        say!("  $ {line}");
        let output = self.prepared().output().map_err(|e| format!("{line}: {e}"))?;
        if !output.status.success() {
            let complaint = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{line}: {}\n{}", output.status, complaint.trim_end()));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Whether the command runs and ends well; says nothing.
    pub fn works(&self) -> bool {
        self.prepared().output().is_ok_and(|output| output.status.success())
    }

    /// Whether the words end with those of `line`, whatever of them is shown.
    #[cfg(test)]
    pub fn ends_with(&self, line: &str) -> bool {
        let last: Vec<&str> = line.split_whitespace().collect();
        self.words.ends_with(&last.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    fn prepared(&self) -> Command {
        let (program, arguments) = self.words.split_first().map_or(("", &[][..]), |(p, a)| (p, a));
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.folder);
        // Tools that a step installed are found like any other; `cargo fuzz` looks on the path too.
        let tools = tools().join("bin");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(tools).chain(std::env::split_paths(&path));
        if let Ok(path) = std::env::join_paths(path) {
            command.env("PATH", path);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

impl std::fmt::Display for Invocation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let quoted = |text: &str| {
            if text.contains(' ') { format!("\"{text}\"") } else { text.to_owned() }
        };
        if self.folder != root() {
            write!(f, "cd {} && ", quoted(&self.folder.display().to_string()))?;
        }
        for (name, value) in &self.environment {
            write!(f, "{name}={} ", quoted(value))?;
        }
        let (hidden, label) = &self.shown;
        let label = (!label.is_empty()).then(|| label.clone());
        let words = self.words.iter().skip(*hidden).map(|word| quoted(word));
        f.write_str(&label.into_iter().chain(words).collect::<Vec<_>>().join(" "))
    }
}
