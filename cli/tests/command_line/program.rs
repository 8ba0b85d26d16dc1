//! Running the program: once to its end, or as a service in the background.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;

/// Longest time a service takes to begin, on a machine with much else to do.
const START: Duration = Duration::from_secs(60);

/// What a run came to.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// The run, if it ended with this code.
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    /// The one JSON object that was printed.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// What was printed, without the line's end.
    pub fn line(&self) -> &str {
        self.out.trim_end()
    }
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_essc"));
    command.env_remove("ESSC_OPERATOR_TOKEN");
    command
}

/// Runs the program with these arguments and nothing on standard input.
pub fn essc(args: &[&str]) -> Run {
    run(&mut program(), args, &[])
}

/// Runs the program with an operator's token.
pub fn essc_as_operator(token: &str, args: &[&str]) -> Run {
    run(program().env("ESSC_OPERATOR_TOKEN", token), args, &[])
}

/// Runs the program with these bytes on standard input.
pub fn essc_reading(input: &[u8], args: &[&str]) -> Run {
    run(&mut program(), args, input)
}

/// Runs the program in a directory.
pub fn essc_in(directory: &Path, args: &[&str]) -> Run {
    run(program().current_dir(directory), args, &[])
}

/// Runs the program when whoever read its answers is gone; its exit code and standard error.
pub fn essc_unheard(args: &[&str]) -> (i32, String) {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = program().args(args).stdin(Stdio::null()).stdout(writer).output();
    let output = output.expect("the program ends");
    let code = output.status.code().expect("ended by itself");
    (code, String::from_utf8(output.stderr).expect("text"))
}

fn run(command: &mut Command, args: &[&str], input: &[u8]) -> Run {
    let command = command.args(args).stdin(Stdio::piped());
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_vec();
    // Beside the reading below, so that neither waits for the other; a program that does not read
    // closes the pipe.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("written");
    let run = Run {
        code: output.status.code().expect("ended by itself"),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    };
    assert!(!run.err.contains("panicked"), "{args:?}: {run:?}");
    run
}

/// A path as an argument.
pub fn arg(path: &Path) -> &str {
    path.to_str().expect("a path of plain text")
}

/// A service in the background; killed when dropped.
pub struct Service(Child);

impl Service {
    /// Starts one, and waits until it says that it listens.
    pub fn start(args: &[&str]) -> Self {
        let mut child =
            program().args(args).stderr(Stdio::piped()).spawn().expect("the program starts");
        let said = child.stderr.take().expect("piped");
        let service = Self(child);
        lines_until(said, |line| line.starts_with("listening on"));
        service
    }

    /// Starts one with these environment variables; what it printed up to the line that begins so.
    pub fn start_until(
        beginning: &'static str,
        variables: &[(&str, &Path)],
        args: &[&str],
    ) -> (Self, Vec<String>) {
        let mut program = program();
        program.envs(variables.iter().copied()).args(args);
        Self::of(program, move |line| line.starts_with(beginning))
    }

    /// Starts one; what it printed up to the line that says that it is ready.
    pub fn of(
        mut command: Command,
        is_ready: impl Fn(&str) -> bool + Send + 'static,
    ) -> (Self, Vec<String>) {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program starts");
        let printed = child.stdout.take().expect("piped");
        let service = Self(child);
        let lines = lines_until(printed, is_ready);
        (service, lines)
    }

    /// Sends a signal, `TERM` or `INT`; the exit code.
    pub fn end_by(mut self, signal: &str) -> Option<i32> {
        let kill = format!("kill -{signal} {}", self.0.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().expect("a shell").success());
        self.0.wait().expect("it ends").code()
    }
}

/// A program that answers each line on its standard input with one on its standard output; killed when
/// dropped.
pub struct Conversation {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Conversation {
    /// Starts one with these arguments.
    pub fn start(args: &[&str]) -> Self {
        let command = &mut program();
        let command = command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let questions = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().expect("piped"));
        Self { child, questions, answers }
    }

    /// The answer to a line.
    pub fn ask(&mut self, line: &str) -> Value {
        let questions = self.questions.as_mut().expect("not ended yet");
        writeln!(questions, "{line}").and_then(|()| questions.flush()).expect("it listens");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("it answers");
        serde_json::from_str(&answer).unwrap_or_else(|e| panic!("{e}: {answer}"))
    }

    /// Ends its input; the exit code.
    pub fn end(mut self) -> Option<i32> {
        drop(self.questions.take());
        self.child.wait().expect("it ends").code()
    }

    /// Kills it as the power does: nothing is tidied up.
    pub fn kill(mut self) {
        self.child.kill().expect("it ran");
        self.child.wait().expect("it ended");
    }
}

impl Drop for Conversation {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the program, gives it some time, and kills it, wherever it is then.
pub fn essc_killed_after(time: Duration, args: &[&str]) {
    let command = &mut program();
    let quiet = command.args(args).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = quiet.spawn().expect("the program starts");
    std::thread::sleep(time);
    let _ = child.kill();
    child.wait().expect("it ended");
}

/// The lines up to the first that is the last one. Reads on to the end, so that the service never
/// waits for someone to read.
fn lines_until(
    said: impl Read + Send + 'static,
    is_last: impl Fn(&str) -> bool + Send + 'static,
) -> Vec<String> {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let mut lines = Vec::new();
        for line in BufReader::new(said).lines().map_while(Result::ok) {
            let found = is_last(&line);
            lines.push(line);
            if found {
                // Nobody listens any more after the first time.
                let _ = tell.send(std::mem::take(&mut lines));
            }
        }
    });
    told.recv_timeout(START).expect("the service is ready")
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
