//! The steps that cargo itself does.

use crate::shell::{Outcome, command};

/// The ways in which a host may build the core: each role alone, none, all but HTTP, and all, which is
/// where nothing may be unused; a gate with ring and without it; for other languages a gate's, a phone's
/// (whose platform brings HTTP), and all; and one role with the layers open.
const FEATURES: [&str; 12] = [
    "",
    "holder",
    "verifier",
    "verifier,ring",
    "issuance",
    "holder,http",
    "holder,verifier,issuance",
    "holder,verifier,issuance,http",
    "ffi,verifier",
    "ffi,holder,verifier",
    "ffi,holder,verifier,issuance,http",
    "verifier,internals",
];

/// What the steps below build beside the default: the foreign interface has tests too.
const ALSO: &str = "--features essc/ffi";

/// The crates that use the core as a stranger does: by its public names, without the layers that the
/// feature `internals` opens to all others. In a build of the whole workspace that feature is on.
const STRANGERS: [&str; 3] = ["essc-examples", "essc-size-probe", "essc-web"];

/// Crates that a build without `http` must not have: no verifier talks to a network stack. Nor does
/// the foreign interface bring the generator that reads it.
const REFUSED: [&str; 6] = ["reqwest", "hyper", "tokio", "rustls", "uniffi_bindgen", "clap"];

/// What is built for WebAssembly, which ring is not written for.
const WITHOUT_RING: [&str; 3] = ["", "verifier", "verifier,internals"];

pub fn fmt() -> Outcome {
    command("cargo fmt --all --check").run()?;
    command("cargo fmt --manifest-path fuzz/Cargo.toml --check").run()
}

pub fn clippy() -> Outcome {
    command("cargo clippy --locked --workspace --all-targets")
        .words(ALSO)
        .words("-- -D warnings")
        .run()
}

pub fn features() -> Outcome {
    for features in FEATURES {
        command("cargo clippy --locked --package essc --lib --no-default-features --features")
            .with(features)
            .words("-- -D warnings")
            .run()?;
    }
    for name in STRANGERS {
        command("cargo clippy --locked --package").words(name).words("-- -D warnings").run()?;
    }
    for features in FEATURES.iter().filter(|f| !f.contains("http")) {
        let tree = command("cargo tree --locked --package essc --edges normal --prefix none")
            .words("--no-default-features --features")
            .with(features)
            .read()?;
        let has = |name: &str| tree.lines().any(|line| line.split(' ').next() == Some(name));
        if let Some(name) = REFUSED.iter().find(|name| has(name)) {
            return Err(format!("features \"{features}\" without http pull in {name}"));
        }
        if WITHOUT_RING.contains(features) && has("ring") {
            return Err(format!("features \"{features}\" pull in ring"));
        }
    }
    // In a build of the whole workspace ring is in it; alone, the gate for web pages is judged by the
    // vectors without it.
    command("cargo test --locked --package essc-web").run()
}

pub fn test() -> Outcome {
    // The bindings' generator has no tests of its own, and takes minutes to build.
    command("cargo test --locked --workspace --exclude essc-bindgen --no-fail-fast")
        .words(ALSO)
        .run()
}

/// First with the layers, for those who work on them; then the crate as its users get it, whose page
/// is the one that stays.
pub fn doc() -> Outcome {
    command("cargo doc --locked --workspace --no-deps")
        .words(ALSO)
        .env("RUSTDOCFLAGS", "-D warnings")
        .run()?;
    command("cargo doc --locked --package essc --no-deps").env("RUSTDOCFLAGS", "-D warnings").run()
}
