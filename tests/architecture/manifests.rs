//! Reads manifests, as far as a rule of the house needs it: which dependencies stand in which table.

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

/// Whether what stands in a table is built with the package itself: `[dependencies]`, and those of a
/// target or of a build script; of the workspace's table members take what they name.
fn is_built_with(table: &str) -> bool {
    let mut parts = table.split('.').filter(|part| !part.contains(TESTKIT));
    let last = parts.next_back().unwrap_or_default();
    ["dependencies", "build-dependencies"].contains(&last) && !table.starts_with("workspace.")
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
