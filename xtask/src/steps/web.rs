//! The gate for web pages: compiled to WebAssembly and weighed, then judged by every vector in Node.js, and
//! its types checked.

use crate::bindings::web;
use crate::folder;
use crate::shell::{Outcome, command};
use crate::tools::package::CHROMIUM;

pub fn run() -> Outcome {
    CHROMIUM.ready()?;
    web::make()?;
    let package = web::folder();
    let tests = folder::files(&package.join("test"), "js")?;
    let is_test = |path: &std::path::PathBuf| path.to_string_lossy().ends_with(".test.js");
    tests
        .iter()
        .filter(|path| is_test(path))
        .fold(command("node --test"), |run, test| run.with(test))
        .run()?;
    command("node")
        .with(package.join("node_modules/typescript/bin/tsc"))
        .words("--project")
        .with(package.join("tsconfig.json"))
        .run()
}
