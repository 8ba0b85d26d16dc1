//! The project's scripts: `cargo xtask test | foreign | bench | fresh | vectors | api | bindings | android | swift`.
//!
//! Only the standard library, so that a fresh machine is running steps within seconds. Nothing is
//! skipped silently: a step that can't run has failed, and says what is missing.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a script talks to its terminal")]

mod android;
mod bench;
mod bindings;
mod fetch;
mod folder;
mod fresh;
mod lanes;
mod output;
mod record;
mod shell;
mod steps;
mod tools;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask test [--only STEP]... [--list]
           runs everything that is tested, or the steps named
       cargo xtask foreign [WALLET]
           runs the wallets of tests/foreign, which are built on other projects' libraries, or one
       cargo xtask bench [--only core|issuer|calls|sizes|web]
           measures the budgets of ARCHITECTURE.md and prints them as tables
       cargo xtask vectors [--write]
           makes the test vectors again and compares them with what is checked in;
           --write replaces what is checked in
       cargo xtask api [--write]
           prints the Rust crate's public interface and compares it with what is checked in;
           --write replaces what is checked in
       cargo xtask fresh [--clean]
           runs the README's commands on a bare Debian 12 in target/fresh, with a clone of HEAD;
           as root, 15 GB, up to 90 minutes; --clean removes it
       cargo xtask swift ARGUMENT...
           runs the Swift that the steps use, in the repository's root; installs it first where
           it can";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["test", options @ ..] => test(options),
        ["foreign"] => steps::foreign::run(None).map_or_else(|| usage(None), finish),
        ["foreign", wallet] => steps::foreign::run(Some(wallet))
            .map_or_else(|| usage(Some(&format!("there is no wallet {wallet}"))), finish),
        ["bench"] => bench::run(None).map_or_else(|| usage(None), finish),
        ["bench", "--only", part] => bench::run(Some(part)).map_or_else(|| usage(None), finish),
        ["api"] => finish(steps::api::compare()),
        ["api", "--write"] => finish(steps::api::write()),
        ["vectors"] => finish(steps::vectors::compare()),
        ["vectors", "--write"] => finish(steps::vectors::write()),
        ["bindings", arguments @ ..] => {
            bindings::run(arguments).map_or_else(|| usage(None), finish)
        }
        ["android", "apk"] => finish(android::apk()),
        ["android", "check"] => finish(android::check()),
        ["fresh"] => finish(fresh::run()),
        ["fresh", "--clean"] => finish(fresh::clean()),
        ["swift", arguments @ ..] => finish(swift(arguments)),
        _ => usage(None),
    }
}

fn swift(arguments: &[&str]) -> shell::Outcome {
    let swift = tools::Swift::ready()?.command("swift");
    arguments.iter().fold(swift, |swift, argument| swift.with(argument)).run()
}

fn test(options: &[&str]) -> ExitCode {
    let mut chosen = Vec::new();
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match (*option, options.as_slice().first()) {
            ("--list", _) => {
                for step in steps::ALL {
                    println!("{:10} {}", step.name, step.about);
                }
                return ExitCode::SUCCESS;
            }
            ("--only", Some(name)) => {
                options.next();
                match steps::ALL.iter().find(|step| step.name == *name) {
                    Some(step) => chosen.push(step),
                    None => return usage(Some(&format!("there is no step {name}"))),
                }
            }
            _ => return usage(Some(&format!("{option} is not understood"))),
        }
    }
    if !chosen.is_empty() {
        return lanes::run(&chosen);
    }
    chosen.extend(steps::ALL);
    let ready = steps::check_allowances(steps::ALL).and_then(|()| fetch::begin());
    match ready {
        Ok(fetching) => {
            let code = lanes::run(&chosen);
            // What was fetched is reported, also where no step was left to wait for it.
            let _ = fetching.join();
            code
        }
        Err(reason) => finish(Err(reason)),
    }
}

fn finish(result: shell::Outcome) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("failed: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn usage(problem: Option<&str>) -> ExitCode {
    if let Some(problem) = problem {
        eprintln!("{problem}");
    }
    eprintln!("{USAGE}\n{}\n{}", bindings::USAGE, android::USAGE);
    ExitCode::from(2)
}
