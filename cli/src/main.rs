//! The `essc` command: `demo`, `sandbox`, `issuer`, `wallet`, `gate`, `inspect`.
//!
//! Answers go to standard output, everything else to standard error.

mod data_folder;
mod demo;
mod failure;
mod gate;
mod inspect;
mod issuer;
mod picture;
mod runtime;
mod sandbox;
mod terminal;
mod wallet;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use essc::model::localized::Language;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// Electronic social security card: a working issuer, wallet and gate.
#[derive(Parser)]
#[command(name = "essc", version, about, max_term_width = 100)]
struct Command {
    /// Language of what people read.
    #[arg(long, global = true, value_enum, default_value_t = Lang::Zh)]
    lang: Lang,
    #[command(subcommand)]
    task: Task,
}

#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    Zh,
    En,
}

#[derive(Subcommand)]
enum Task {
    /// The whole loop on real parts, and every attack on it. Exit code 0 only if every step ends as
    /// it should.
    Demo(demo::Demo),
    /// A working issuer with sample holders, and a page with a phone and a gate for the browser: for
    /// people who explore, and for apps and their tests.
    Sandbox(sandbox::Sandbox),
    /// The reference issuer: set up, run, operate.
    Issuer(issuer::Issuer),
    /// A holder's side: cards and codes, with keys in files.
    Wallet(wallet::WalletCommand),
    /// A venue's side: lists, requests, verification without a network.
    Gate(gate::Gate),
    /// Take a code or a request apart, without trusting it.
    Inspect(inspect::Inspect),
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Self::Zh,
            Lang::En => Self::En,
        }
    }
}

/// Warnings go to standard error; `ESSC_LOG` asks for more or less, as in `ESSC_LOG=debug`.
fn log_to_standard_error() {
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::WARN.into())
        .with_env_var("ESSC_LOG")
        .from_env_lossy();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

fn main() -> ExitCode {
    log_to_standard_error();
    let command = match Command::try_parse() {
        Ok(command) => command,
        Err(answer) => {
            // Help and version are answers; anything else is a usage that nobody can do. Where not
            // even that can be printed, the exit code says it.
            let _ = answer.print();
            return if answer.use_stderr() { ExitCode::from(3) } else { ExitCode::SUCCESS };
        }
    };
    let language = command.lang.into();
    let done = match command.task {
        Task::Demo(demo) => demo.run(language),
        Task::Sandbox(sandbox) => sandbox.run(language),
        Task::Issuer(issuer) => issuer.run(language),
        Task::Wallet(wallet) => wallet.run(language),
        Task::Gate(gate) => gate.run(language),
        Task::Inspect(inspect) => inspect.run(),
    };
    done.unwrap_or_else(|failure| {
        eprintln!("essc: {}", failure.text(language));
        failure.exit_code()
    })
}
