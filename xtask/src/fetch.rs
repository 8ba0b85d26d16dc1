//! What the steps need from outside, fetched in the background from the first second: Debian's packages
//! with one list, then the Debian that packages Swift, then the Python environments, then npm, then a
//! Rust for WebAssembly.
//!
//! Nothing here decides anything. A step asks for what it needs as if it were alone, and finds it there
//! or waits for it; what could not be fetched fails in the step that needs it.

use std::io::Write as _;
use std::thread::{self, JoinHandle};
use std::time::Instant;

use crate::bindings::web;
use crate::lanes::log_of;
use crate::output;
use crate::shell::Outcome;
use crate::steps::{INTEROP_PYTHON, IOS_PYTHON};
use crate::tools::package::NPM;
use crate::tools::{self, Swift};

type Errand = (&'static str, fn() -> Outcome);

const ERRANDS: [Errand; 6] = [
    ("Debian packages", tools::fetch_packages),
    ("Swift", || Swift::ready().map(drop)),
    ("Python for interop", || INTEROP_PYTHON.ready().map(drop)),
    ("Python for ios", || IOS_PYTHON.ready().map(drop)),
    ("npm", || NPM.ready()),
    ("Rust for WebAssembly", web::fetch_compiler),
];

/// Begins to fetch; what came of it is printed when it has ended.
///
/// # Errors
/// No log to write to.
pub fn begin() -> Result<JoinHandle<()>, String> {
    let (path, log) = log_of("fetch")?;
    tools::announce_fetch();
    Ok(thread::spawn(move || {
        output::redirect(Some(log));
        let mut report = format!("\n==> fetched beside the steps (log: {})\n", path.display());
        for (what, fetch) in ERRANDS {
            let started = Instant::now();
            let ended =
                fetch().map_or_else(|reason| format!("not there: {reason}"), |()| "there".into());
            report += &format!("  {what:20} {:7.1} s  {ended}\n", started.elapsed().as_secs_f64());
        }
        let mut terminal = std::io::stdout().lock();
        let _ = terminal.write_all(report.as_bytes()).and_then(|()| terminal.flush());
    }))
}
