//! What the two calls that apps make most cost from Kotlin and from Swift, against the same calls in
//! Rust.
//!
//! Each language has a program that prints a JSON line for each call, the median of single calls. They
//! are run in turn, round by round, so that a slow or busy machine changes all of them.

use crate::bindings::{self, Language};
use crate::shell::{Invocation, Outcome, command, root, target};
use crate::tools::{self, Swift};

/// How often each program is run; the median of an odd number is one of them.
const ROUNDS: usize = 5;

/// The calls, and how many times what it takes in Rust each may take.
const CALLS: [(&str, Option<f64>); 2] = [("verify", Some(1.3)), ("present", None)];

/// The languages, the reference first.
const LANGUAGES: [&str; 3] = ["rust", "kotlin", "swift"];

/// Prints the table; fails when a call is over its budget or a program doesn't run.
pub fn run() -> Outcome {
    let [folder, cli] = bindings::ready_in("release", Language::Kotlin)?;
    bindings::ready_in("release", Language::Swift)?;
    command("cargo build --locked --quiet --release --package essc-bench --bin calls").run()?;
    tools::maven()?;
    maven("--projects essc test-compile").env(folder.0, &folder.1).env(cli.0, &cli.1).run()?;
    let swift = Swift::ready()?;
    let inside = || {
        let environment = [&folder, &cli].map(|(name, value)| format!("{name}={value}"));
        environment.iter().fold(swift.command("env"), |env, set| env.with(set))
    };
    let package = "--package-path bindings/swift --configuration release --product EsscBench";
    inside().words("swift build --quiet").words(package).words(LOOSE).run()?;

    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let rust = crate::shell::program(&target().join("release/calls")).env(cli.0, &cli.1);
        let kotlin = maven("--projects essc exec:exec@benchmark")
            .env(folder.0, &folder.1)
            .env(cli.0, &cli.1);
        let swift = inside()
            .with(root().join("bindings/swift/.build/release/EsscBench"))
            .with(root().join("tests/vectors"));
        let said = [rust.read()?, kotlin.read()?, swift.read()?].concat();
        rounds.push(readings(&said)?);
    }
    table(&rounds)
}

/// Observation's library leaves names open on Linux.
const LOOSE: &str = if cfg!(target_os = "linux") { "-Xlinker --allow-shlib-undefined" } else { "" };

fn maven(task: &str) -> Invocation {
    command("mvn --batch-mode --quiet -Dstyle.color=never -Dkotlin.compiler.daemon=false")
        .words("--file bindings/kotlin/pom.xml")
        .words(task)
}

/// Nanoseconds of one round, by call and language as in [`CALLS`] and [`LANGUAGES`].
type Readings = [[f64; LANGUAGES.len()]; CALLS.len()];

/// The round that these lines tell.
fn readings(said: &str) -> Result<Readings, String> {
    let mut round = Readings::default();
    for (row, (call, _)) in round.iter_mut().zip(CALLS) {
        for (reading, language) in row.iter_mut().zip(LANGUAGES) {
            let mut lines = said.lines();
            let ns = lines.find_map(|line| nanoseconds(line, language, call));
            *reading = ns.ok_or_else(|| format!("{language} did not say what {call} takes"))?;
        }
    }
    Ok(round)
}

/// The figure of `{"language":…,"call":…,"ns":…}`, whatever the order, if it is about these.
fn nanoseconds(line: &str, language: &str, call: &str) -> Option<f64> {
    let about = |name: &str, value: &str| line.contains(&format!(r#""{name}":"{value}""#));
    if !about("language", language) || !about("call", call) {
        return None;
    }
    let (_, after) = line.split_once(r#""ns":"#)?;
    let digits = after.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().filter(|ns| *ns > 0.0)
}

fn table(rounds: &[Readings]) -> Outcome {
    println!(
        "\n{:20} {:>12} {:>12} {:>8} {:>8}  ok",
        "call", "value", "in Rust", "ratio", "budget"
    );
    let mut over = Vec::new();
    for (c, (call, most)) in CALLS.iter().enumerate() {
        for (l, language) in LANGUAGES.iter().enumerate().skip(1) {
            let of = |reading: fn(&[f64; 3], usize) -> f64| {
                median(rounds.iter().map(|round| reading(&round[c], l)).collect())
            };
            let name = format!("{call} from {language}");
            let ratio = of(|row, l| row[l] / row[0]);
            let ok = match most {
                None => "",
                Some(most) if ratio <= *most => "yes",
                Some(_) => "NO",
            };
            if ok == "NO" {
                over.push(name.clone());
            }
            println!(
                "{name:20} {:>9.1} µs {:>9.1} µs {ratio:>8.3} {:>8}  {ok}",
                of(|row, l| row[l]) / 1e3,
                of(|row, _| row[0]) / 1e3,
                most.map_or(String::new(), |most| format!("≤ {most}")),
            );
        }
    }
    if over.is_empty() { Ok(()) } else { Err(format!("over its budget: {}", over.join(", "))) }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_whatever_the_order_of_its_members() {
        let kotlin = r#"{"language":"kotlin","call":"verify","ns":123}"#;
        assert_eq!(nanoseconds(kotlin, "kotlin", "verify"), Some(123.0));
        assert_eq!(nanoseconds(kotlin, "swift", "verify"), None);
        assert_eq!(nanoseconds(kotlin, "kotlin", "present"), None);
        let rust = r#"{"call":"verify","language":"rust","ns":7}"#;
        assert_eq!(nanoseconds(rust, "rust", "verify"), Some(7.0));
        assert_eq!(nanoseconds("verify kotlin 123", "kotlin", "verify"), None);
        assert_eq!(
            nanoseconds(r#"{"language":"rust","call":"verify","ns":0}"#, "rust", "verify"),
            None
        );
    }

    #[test]
    fn a_program_that_is_silent_about_a_call_is_an_error() {
        let line =
            |language, call| format!(r#"{{"language":"{language}","call":"{call}","ns":5}}"#);
        let mut said: Vec<String> = Vec::new();
        for (call, _) in CALLS {
            said.extend(LANGUAGES.map(|language| line(language, call)));
        }
        assert_eq!(readings(&said.join("\n")), Ok([[5.0; 3]; 2]));
        let last = said.pop();
        assert!(last.is_some());
        assert_eq!(
            readings(&said.join("\n")),
            Err("swift did not say what present takes".to_owned())
        );
    }

    #[test]
    fn a_call_over_its_budget_fails() {
        let round = |verify| [[100.0, verify, 120.0], [1.0, 9.0, 9.0]];
        assert_eq!(table(&[round(131.0), round(129.0), round(10.0)]), Ok(()));
        let over = table(&[round(131.0), round(131.0), round(10.0)]);
        assert_eq!(over, Err("over its budget: verify from kotlin".to_owned()));
    }
}
