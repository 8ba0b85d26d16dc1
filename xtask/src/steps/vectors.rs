//! The checked-in test vectors against what the code makes today: bytes that drift would strand
//! every other implementation.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{Outcome, command, root, target};

/// Writes every generated vector below the directory it is given, deterministically: fixed keys,
/// fixed times, RFC 6979 signatures.
const GENERATOR: &str = "cargo run --locked --quiet --package essc --example vectors --";

/// What others published, and what is therefore not generated.
const PUBLISHED: &str = "published";

/// Makes the vectors anew and names every file that differs, is missing or is too many.
pub fn compare() -> Outcome {
    let fresh = generate()?;
    let (fresh, kept) = (files(&fresh)?, files(&home())?);
    if fresh.is_empty() {
        return Err("the generator wrote nothing".to_owned());
    }
    let mut drift: Vec<String> = Vec::new();
    for (name, bytes) in &fresh {
        match kept.get(name) {
            None => drift.push(format!("{name}: made by the code, not checked in")),
            Some(other) if other != bytes => drift.push(format!("{name}: differs")),
            Some(_) => {}
        }
    }
    for name in kept.keys().filter(|name| !fresh.contains_key(*name)) {
        drift.push(format!("{name}: checked in, not made by the code"));
    }
    if drift.is_empty() {
        return Ok(());
    }
    let advice = "if that is meant: cargo xtask vectors --write, and say so in CHANGELOG.md";
    Err(format!("tests/vectors has drifted\n    {}\n    {advice}", drift.join("\n    ")))
}

/// Replaces the checked-in vectors by what the code makes.
pub fn write() -> Outcome {
    let fresh = files(&generate()?)?;
    for name in files(&home())?.keys().filter(|name| !fresh.contains_key(*name)) {
        remember(fs::remove_file(home().join(name)), name)?;
    }
    for (name, bytes) in fresh {
        let path = home().join(&name);
        let directory = path.parent().unwrap_or(&path);
        remember(fs::create_dir_all(directory), &name)?;
        remember(fs::write(&path, bytes), &name)?;
    }
    Ok(())
}

fn home() -> PathBuf {
    root().join("tests").join("vectors")
}

fn generate() -> Result<PathBuf, String> {
    let fresh = target().join("vectors");
    if fresh.exists() {
        remember(fs::remove_dir_all(&fresh), "target/vectors")?;
    }
    remember(fs::create_dir_all(&fresh), "target/vectors")?;
    command(GENERATOR).with(&fresh).run()?;
    Ok(fresh)
}

/// Every generated file below `directory`: path with `/` → bytes.
fn files(directory: &Path) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![directory.to_path_buf()];
    while let Some(next) = open.pop() {
        let shown = next.display().to_string();
        for entry in remember(fs::read_dir(&next), &shown)? {
            let path = remember(entry, &shown)?.path();
            if path.is_dir() {
                if path != directory.join(PUBLISHED) {
                    open.push(path);
                }
                continue;
            }
            let inside = path.strip_prefix(directory).unwrap_or(&path);
            let name = inside.to_string_lossy().replace('\\', "/");
            found.insert(name, remember(fs::read(&path), &shown)?);
        }
    }
    Ok(found)
}

fn remember<T>(result: std::io::Result<T>, what: &str) -> Result<T, String> {
    result.map_err(|e| format!("{what}: {e}"))
}
