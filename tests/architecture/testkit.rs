//! Where the testkit may be used: which tables of which manifests name it, and which sources do.

use super::{assert_none, files_ending_in, scan, sources};

/// The crate that only tests, and programs that are run beside them, may be built with.
const TESTKIT: &str = "essc-testkit";

/// Manifests of what nobody is given: these may be built with it.
const NEVER_SHIPPED: [&str; 3] =
    ["benches/Cargo.toml", "testkit/Cargo.toml", "tests/interop/Cargo.toml"];

/// Where a manifest has the testkit among what it is built with for others than its tests.
pub fn shipped_testkit(file: &str, manifest: &str) -> Vec<String> {
    if NEVER_SHIPPED.contains(&file) {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    let mut table = String::new();
    for (number, line) in manifest.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(header) = line.strip_prefix('[') {
            header.trim_end_matches(']').clone_into(&mut table);
        }
        if line.contains(TESTKIT) && is_built_with(&table) {
            wrong.push(format!("{file}:{}: {TESTKIT} is for tests only", number + 1));
        }
    }
    wrong
}

/// Where a source uses the testkit.
pub fn used_testkit(file: &str, source: &str) -> Vec<String> {
    let name = TESTKIT.replace('-', "_");
    let paths = scan::paths(source, &[file]);
    let uses = paths.iter().filter(|path| path.text.split("::").next() == Some(&name));
    uses.map(|path| format!("{file}:{}: {} belongs into tests/", path.line, path.text)).collect()
}

/// Whether what stands in a table is built with the package itself: `[dependencies]`, and those of a
/// target or of a build script; of the workspace's table members take what they name.
fn is_built_with(table: &str) -> bool {
    let mut parts = table.split('.').filter(|part| !part.contains(TESTKIT));
    let last = parts.next_back().unwrap_or_default();
    ["dependencies", "build-dependencies"].contains(&last) && !table.starts_with("workspace.")
}

#[test]
fn unit_tests_do_not_use_the_testkit_which_was_built_with_another_copy_of_their_crate() {
    let inside: Vec<_> = sources()
        .into_iter()
        .filter(|(f, _)| f.starts_with("src/") || f.starts_with("reference-issuer/src/"))
        .collect();
    assert!(inside.iter().any(|(f, _)| f == "reference-issuer/src/lib.rs"), "it was read");
    assert_none(&inside.iter().flat_map(|(f, s)| used_testkit(f, s)).collect::<Vec<_>>());
}

#[test]
fn nothing_that_ships_is_built_with_the_testkit() {
    let all = files_ending_in("Cargo.toml");
    let names: Vec<_> = all.iter().map(|(file, _)| file.as_str()).collect();
    for read in ["Cargo.toml", "cli/Cargo.toml", "testkit/Cargo.toml", "fuzz/Cargo.toml"] {
        assert!(names.contains(&read), "{read} was not read");
    }
    assert_none(&all.iter().flat_map(|(f, s)| shipped_testkit(f, s)).collect::<Vec<_>>());
}

#[test]
fn a_testkit_in_what_ships_is_found_however_it_is_written() {
    let wrong = [
        "[dependencies]\nessc-testkit.workspace = true",
        "[dependencies]\nessc-testkit = { path = \"../testkit\" }",
        "[dependencies.essc-testkit]\nworkspace = true",
        "[target.'cfg(unix)'.dependencies]\nessc-testkit.workspace = true",
        "[build-dependencies]\nessc-testkit.workspace = true",
        "[dependencies]\nkit = { package = \"essc-testkit\", path = \"../testkit\" }",
        "[dependencies]\na = \"1\"\n\n[dev-dependencies]\nb = \"1\"\n[dependencies]\n\"essc-testkit\" = { }",
    ];
    for text in wrong {
        assert_eq!(shipped_testkit("cli/Cargo.toml", text).len(), 1, "{text}");
    }
    let right = [
        (
            "cli/Cargo.toml",
            "[dev-dependencies]\nessc-testkit.workspace = true\n[lints]\nworkspace = true",
        ),
        ("cli/Cargo.toml", "[dev-dependencies.essc-testkit]\nworkspace = true"),
        ("cli/Cargo.toml", "[dependencies]\n# essc-testkit = {}\nessc = { }"),
        ("Cargo.toml", "[workspace.dependencies]\nessc-testkit = { path = \"testkit\" }"),
        ("benches/Cargo.toml", "[dependencies]\nessc-testkit.workspace = true"),
    ];
    for (file, text) in right {
        assert_eq!(shipped_testkit(file, text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_unit_test_that_uses_the_testkit_is_found() {
    for source in ["mod tests { use essc_testkit::world; }", "fn f() { essc_testkit::key(1); }"] {
        assert_eq!(used_testkit("src/wire/card.rs", source).len(), 1, "{source}");
    }
    let named =
        "// essc_testkit::key\nconst A: &str = \"essc_testkit::key\"; use crate::essc_testkit;";
    assert_eq!(used_testkit("src/wire/card.rs", named), Vec::<String>::new());
}
