//! What the library weighs, in the variants that are packaged.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};

use super::rebuilt;
use crate::bindings::library;
use crate::shell::{Outcome, command, target};

/// A library to weigh: what it is called, how it is built, and the most bytes it may have.
struct Variant {
    name: &'static str,
    build: fn() -> Result<PathBuf, String>,
    budget: Option<u64>,
}

/// The first three are the core as a Rust host links it, the others with the interface for Kotlin and
/// Swift. The verifier alone has two rows: every library that can panic has the distributed standard
/// library's symboliser in it, and a gate's maker who minds builds the standard library too.
const VARIANTS: [Variant; 7] = [
    Variant { name: "verifier only", build: || probe("verifier"), budget: Some(1_050_000) },
    Variant {
        name: "verifier only, std rebuilt",
        build: || rebuilt::build(PROBE, "verifier", &probe_file()),
        budget: Some(750_000),
    },
    Variant { name: "everything", build: || probe("all"), budget: Some(3_000_000) },
    Variant { name: "ffi: verifier", build: || ffi("ffi,verifier"), budget: None },
    Variant {
        name: "ffi: wallet and verifier",
        build: || ffi("ffi,holder,verifier"),
        budget: None,
    },
    Variant {
        name: "ffi: and HTTP of its own",
        build: || ffi("ffi,holder,verifier,http"),
        budget: None,
    },
    Variant {
        name: "ffi: and the issuing side",
        build: || ffi("ffi,holder,verifier,issuance,http"),
        budget: None,
    },
];

/// Prints the table; fails when a library is over its budget or doesn't build.
pub fn run() -> Outcome {
    let mut rows = Vec::new();
    for variant in &VARIANTS {
        rows.push((variant, weigh(&(variant.build)()?)?));
    }
    println!("\n{:28} {:>12} {:>12}  ok", "stripped library", "bytes", "budget");
    let mut over = Vec::new();
    for (Variant { name, budget, .. }, bytes) in rows {
        let (budget, ok) = match budget {
            None => (String::new(), ""),
            Some(most) if bytes <= *most => (most.to_string(), "yes"),
            Some(most) => {
                over.push(name.to_string());
                (most.to_string(), "NO")
            }
        };
        println!("{name:28} {bytes:>12} {budget:>12}  {ok}");
    }
    if over.is_empty() { Ok(()) } else { Err(format!("over its budget: {}", over.join(", "))) }
}

/// The crate that is weighed.
const PROBE: &str = "essc-size-probe";

fn probe_file() -> String {
    format!("{DLL_PREFIX}essc_size_probe{DLL_SUFFIX}")
}

fn probe(feature: &str) -> Result<PathBuf, String> {
    command("cargo build --locked --quiet --profile size --package")
        .words(PROBE)
        .words("--no-default-features --features")
        .words(feature)
        .run()?;
    Ok(target().join("size").join(probe_file()))
}

fn ffi(features: &str) -> Result<PathBuf, String> {
    library::build(features, "size", None)
}

fn weigh(library: &Path) -> Result<u64, String> {
    Ok(fs::metadata(library).map_err(|e| format!("{}: {e}", library.display()))?.len())
}
