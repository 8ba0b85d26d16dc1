//! The `essc` command: `demo`, `issuer`, `wallet`, `gate`, `inspect`.
//!
//! Answers go to standard output, everything else to standard error.
#![allow(clippy::print_stdout, reason = "standard output is this program's interface")]

mod demo;
mod failure;
mod gate;
mod inspect;
mod issuer;
mod picture;
mod runtime;
mod terminal;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use essc::model::localized::Language;

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
    /// The reference issuer: set up, run, operate.
    Issuer(issuer::Issuer),
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

fn main() -> ExitCode {
    let command = Command::parse();
    let language = command.lang.into();
    let done = match command.task {
        Task::Demo(demo) => demo.run(language),
        Task::Issuer(issuer) => issuer.run(),
        Task::Gate(gate) => gate.run(language),
        Task::Inspect(inspect) => inspect.run(),
    };
    done.unwrap_or_else(|failure| {
        eprintln!("essc: {failure}");
        failure.exit_code()
    })
}
