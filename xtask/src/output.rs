//! Where a step's words go: the terminal, or a log of its own while another step runs beside it.

use std::cell::RefCell;
use std::fs::File;
use std::process::{Command, Stdio};

thread_local! {
    static LOG: RefCell<Option<File>> = const { RefCell::new(None) };
}

/// Sends what this thread says from now on, and what the commands it runs write, to a file; without one,
/// to the terminal again.
pub fn redirect(log: Option<File>) {
    LOG.with_borrow_mut(|current| *current = log);
}

/// Writes a line where this thread's output goes.
pub fn line(text: &str) {
    use std::io::Write as _;
    LOG.with_borrow_mut(|log| match log {
        // A log that can't be written loses words, never a verdict.
        Some(log) => drop(writeln!(log, "{text}")),
        None => println!("{text}"),
    });
}

/// Gives a command this thread's log for its output and its errors, in the order they are written. A
/// command that has a log has nobody to answer its questions either.
///
/// # Errors
/// The log can't be opened a second time.
pub fn attach(command: &mut Command) -> std::io::Result<()> {
    LOG.with_borrow(|log| {
        if let Some(log) = log {
            command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log.try_clone()?);
        }
        Ok(())
    })
}

/// Prints like `println!`, where the step's output goes.
macro_rules! say {
    ($($words:tt)*) => { $crate::output::line(&format!($($words)*)) };
}
pub(crate) use say;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threads_words_and_its_commands_output_are_kept_together_in_its_log() {
        let path = std::env::temp_dir().join(format!("essc-xtask-log-{}", std::process::id()));
        redirect(Some(File::create(&path).expect("a log")));
        line("before");
        let mut command = Command::new("sh");
        command.args(["-c", "echo out; echo err >&2"]);
        attach(&mut command).expect("attached");
        assert!(command.status().expect("run").success());
        line("after");
        redirect(None);
        let log = std::fs::read_to_string(&path).expect("read");
        std::fs::remove_file(&path).expect("removed");
        assert_eq!(log, "before\nout\nerr\nafter\n");
    }
}
