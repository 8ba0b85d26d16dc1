//! The house rules that the compiler doesn't know: which layer may import which, where the foreign
//! interface stands, that nothing below the ports reads a clock, a file or the network, how big a file
//! may grow, and that nothing that ships is built with what tests are. ARCHITECTURE.md gives the reasons.

use std::fs;
use std::path::{Path, PathBuf};

#[path = "architecture/scan.rs"]
mod scan;
#[path = "architecture/testkit.rs"]
mod testkit;

/// Each layer of the core and what it may import besides itself.
const LAYERS: [(&str, &[&str]); 11] = [
    ("base", &[]),
    ("crypto", &["base"]),
    ("model", &["base", "crypto"]),
    ("wire", &["base", "crypto", "model"]),
    ("ports", &["base", "crypto", "model"]),
    ("trust", &["base", "crypto", "model", "wire"]),
    ("holder", &["base", "crypto", "model", "wire", "ports", "trust"]),
    ("verifier", &["base", "crypto", "model", "wire", "ports", "trust"]),
    ("issuance", &["base", "crypto", "model", "wire", "ports", "trust"]),
    (
        "ffi",
        &["base", "crypto", "model", "wire", "ports", "trust", "holder", "verifier", "issuance"],
    ),
    (
        "front",
        &["base", "crypto", "model", "wire", "ports", "trust", "holder", "verifier", "issuance"],
    ),
];

/// What only gives names to what the layers own: the crate's root and `front`. A line of them that
/// isn't a comment or an attribute re-exports or declares a module.
const NAMING: [&str; 3] = ["src/lib.rs", "src/front.rs", "src/front/"];

/// Layers that take time, randomness and bytes as arguments.
const PURE: [&str; 5] = ["base", "crypto", "model", "wire", "trust"];

/// What reads a clock, the system or the network. Randomness is one more, with its own exception.
const OUTSIDE: [&str; 16] = [
    "std::time::SystemTime",
    "std::time::Instant",
    "std::fs",
    // Addresses are plain data; what opens a socket is not.
    "std::net::TcpListener",
    "std::net::TcpStream",
    "std::net::ToSocketAddrs",
    "std::net::UdpSocket",
    "std::env",
    "std::process",
    "std::os",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "std::thread::sleep",
    "tokio",
    "reqwest",
];

/// Sources of randomness, and the files below the ports that may name them: the module that draws
/// the bytes, and software keys, which are made from them.
const RANDOMNESS: [&str; 3] = ["ring::rand", "crate::crypto::random", "crypto::random"];
const MAY_DRAW: [&str; 2] = ["src/crypto/random.rs", "src/crypto/signing_key.rs"];

/// What only `ffi` and `ports` may write; derives on plain data are free.
const FOREIGN_INTERFACE: [&str; 5] = [
    "uniffi::export",
    "uniffi::Object",
    "uniffi::constructor",
    "uniffi::method",
    "uniffi::trait_interface",
];

/// Names that say nothing about what a file owns.
const EMPTY_NAMES: [&str; 9] =
    ["utils", "util", "types", "common", "helpers", "helper", "manager", "misc", "mod"];

const MOST_LINES: usize = 400;
const MOST_LINES_OF_LIB: usize = 120;

/// Everything wrong with the imports of one file of the core.
fn imports(file: &str, source: &str) -> Vec<String> {
    let inside = file.trim_start_matches("src/").trim_end_matches(".rs");
    let module: Vec<&str> = inside.split('/').collect();
    let layer = module[0];
    if layer == "lib" {
        return Vec::new();
    }
    let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
        return vec![format!("{file}: belongs to no layer")];
    };
    let mut wrong = Vec::new();
    for path in scan::paths(source, &module) {
        let mut refuse =
            |why: &str| wrong.push(format!("{file}:{}: {} {why}", path.line, path.text));
        let mut parts = path.text.split("::");
        if parts.next() == Some("crate") {
            match parts.next() {
                Some(other) if other == layer || allowed.contains(&other) => {}
                Some(other) if LAYERS.iter().any(|(name, _)| *name == other) => {
                    refuse(&format!("is out of bounds for layer {layer}"));
                }
                _ => refuse("names no layer: import from where the item is defined"),
            }
        }
        if PURE.contains(&layer) {
            if OUTSIDE.iter().any(|outside| reaches(&path.text, outside)) {
                refuse("reads clock or system below the ports");
            }
            if !MAY_DRAW.contains(&file) && RANDOMNESS.iter().any(|r| reaches(&path.text, r)) {
                refuse("draws randomness below the ports");
            }
        }
        let foreign = FOREIGN_INTERFACE.iter().any(|f| reaches(&path.text, f));
        if foreign && layer != "ffi" && layer != "ports" {
            refuse("is foreign interface outside ffi and ports");
        }
    }
    wrong
}

/// Whether `path` is `target`, something in it, or a whole module or glob that has it.
fn reaches(path: &str, target: &str) -> bool {
    let within = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    let whole = path.strip_suffix("::*").unwrap_or(path);
    // `crate` alone and `crate::crypto` are imported for other things than randomness.
    within(path, target)
        || (within(target, whole) && whole.starts_with("std"))
        || (path.ends_with("::*") && within(target, whole))
}

/// The items of a file that gives names, beyond modules and re-exports.
fn more_than_names(file: &str, source: &str) -> Vec<String> {
    let stripped = scan::strip(source);
    let beginnings = stripped.split(';').map(str::trim_start).filter(|item| !item.is_empty());
    let mut wrong = Vec::new();
    for item in beginnings {
        let mut rest = item;
        // Attributes and what they hold, `#[…]` and `#![…]`.
        while let Some(attribute) = rest.strip_prefix('#') {
            rest = attribute.split_once("]\n").map_or("", |(_, after)| after).trim_start();
        }
        let names = ["pub use ", "pub mod ", "mod ", "use "];
        let scaffolding = rest.starts_with("uniffi::setup_scaffolding!");
        if !rest.is_empty() && !scaffolding && !names.iter().any(|name| rest.starts_with(name)) {
            let shown = rest.lines().next().unwrap_or_default();
            wrong.push(format!("{file}: {shown} belongs into a layer: this file only names"));
        }
    }
    wrong
}

/// The paths of this crate that are named in a program for its users and are deeper than a module and
/// a name.
fn too_deep(file: &str, source: &str) -> Vec<String> {
    let is_module = |part: &str| part.chars().next().is_some_and(|c| c.is_lowercase());
    let deep = |path: &scan::Path| {
        let mut parts = path.text.split("::");
        let is_ours = parts.next() == Some("essc");
        let parts: Vec<&str> = parts.collect();
        // What stands before the first type, or before a function at the end.
        let modules = parts.iter().take(parts.len().saturating_sub(1));
        is_ours && modules.take_while(|part| is_module(part)).count() > 1
    };
    let paths = scan::paths(source, &[file]);
    paths.iter().filter(|path| deep(path)).map(|path| format!("{file}: {}", path.text)).collect()
}

/// Everything wrong with the name, length and header of one file of the workspace.
fn shape(file: &str, source: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    // The page that `cargo doc` opens on is in lib.rs, and may be as long as it has to be.
    let is_page = |line: &&str| file == "src/lib.rs" && line.starts_with("//!");
    let lines = source.lines().filter(|line| !is_page(line)).count();
    let most = if file == "src/lib.rs" { MOST_LINES_OF_LIB } else { MOST_LINES };
    if lines > most {
        wrong.push(format!("{file}: {lines} lines, at most {most}"));
    }
    if source.trim().is_empty() {
        wrong.push(format!("{file}: is empty"));
    } else if !source.starts_with("//! ") && !file.ends_with("/tests.rs") {
        wrong.push(format!("{file}: doesn't start by saying what it owns (//! …)"));
    }
    // Cargo would make every other file in tests/ a test of its own.
    let shared = file.starts_with("tests/") && file.ends_with("/mod.rs");
    let named =
        if shared { file.trim_end_matches("/mod.rs") } else { file.trim_end_matches(".rs") };
    for part in named.split(['/', '_', '-']) {
        if EMPTY_NAMES.contains(&part) {
            wrong.push(format!("{file}: the name {part} says nothing"));
        }
    }
    wrong
}

/// The workspace's Rust sources as (path from the root, text), in order.
fn sources() -> Vec<(String, String)> {
    files_ending_in(".rs")
}

/// The workspace's files whose name ends so, as (path from the root, text), in order. Build output,
/// hidden directories and generated code are not ours to judge.
fn files_ending_in(ending: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut directories = vec![root.to_path_buf()];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(&directory).expect("readable directory") {
            let path = entry.expect("directory entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                let foreign = ["target", "generated", "node_modules"].contains(&name.as_str());
                if !foreign && !name.starts_with('.') {
                    directories.push(path);
                }
            } else if name.ends_with(ending) {
                files.push(path);
            }
        }
    }
    files.sort();
    let named = |path: &PathBuf| {
        let inside = path.strip_prefix(root).expect("below the root").to_string_lossy();
        (inside.replace('\\', "/"), fs::read_to_string(path).expect("UTF-8 source"))
    };
    files.iter().map(named).collect()
}

fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn imports_go_down_and_nothing_below_the_ports_looks_outside() {
    let core: Vec<_> = sources().into_iter().filter(|(f, _)| f.starts_with("src/")).collect();
    for layer in ["base", "crypto", "model", "wire", "ports"] {
        assert!(core.iter().any(|(f, _)| *f == format!("src/{layer}.rs")), "{layer} was not read");
    }
    assert_none(&core.iter().flat_map(|(f, s)| imports(f, s)).collect::<Vec<_>>());
}

#[test]
fn the_root_and_the_front_only_name_what_the_layers_own() {
    let named: Vec<_> =
        sources().into_iter().filter(|(f, _)| NAMING.iter().any(|n| f.starts_with(n))).collect();
    assert!(named.len() > 5, "{}", named.len());
    assert_none(&named.iter().flat_map(|(f, s)| more_than_names(f, s)).collect::<Vec<_>>());
}

#[test]
fn a_users_programs_need_no_path_deeper_than_a_module_and_a_name() {
    let examples: Vec<_> = sources()
        .into_iter()
        .filter(|(f, _)| f.starts_with("examples/") || f.starts_with("benches/size-probe/"))
        .collect();
    assert!(examples.len() >= 3, "{}", examples.len());
    assert_none(&examples.iter().flat_map(|(f, s)| too_deep(f, s)).collect::<Vec<_>>());
    for name in ["README.md", "README.zh-CN.md"] {
        let text =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect(name);
        let (_, program) = text.split_once("```rust\n").expect("a program");
        let (program, _) = program.split_once("```").expect("its end");
        assert_none(&too_deep(name, program));
        let lines = program.lines().filter(|line| !line.trim().is_empty() && *line != "}").count();
        assert!(lines <= 8, "{name}: the first program has {lines} lines, at most 8");
    }
}

#[test]
fn deep_paths_and_items_of_the_root_are_found() {
    assert!(too_deep("a.rs", "use essc::{Wallet, wallet::Refresh, gate::no_progress};").is_empty());
    assert_eq!(too_deep("a.rs", "use essc::base::time::UnixTime;").len(), 1);
    assert_eq!(too_deep("a.rs", "fn f() { essc::wire::jws::parse(); }").len(), 1);
    let names = "//! Names.\n#![warn(x)]\n#[cfg(feature = \"a\")]\npub use a::{b, c};\nmod d;\n";
    assert!(more_than_names("src/lib.rs", names).is_empty());
    for item in ["pub fn f() {}", "#[cfg(a)]\npub struct A;", "impl A {}", "const A: u8 = 0;"] {
        assert_eq!(more_than_names("src/lib.rs", &format!("{names}{item}\n")).len(), 1, "{item}");
    }
}

#[test]
fn files_are_small_named_for_what_they_own_and_say_it() {
    let all = sources();
    assert!(all.iter().any(|(f, _)| f == "tests/architecture.rs"), "the walk finds this file");
    assert_none(&all.iter().flat_map(|(f, s)| shape(f, s)).collect::<Vec<_>>());
}

#[test]
fn an_upward_or_sideways_import_is_found_however_it_is_written() {
    let wrong = [
        ("src/base/hex.rs", "use crate::crypto::PublicKey;"),
        ("src/crypto.rs", "use crate::{base::hex, model::{card::Card}};"),
        ("src/model/card.rs", "fn f() { let _ = crate::wire::jws::parse; }"),
        ("src/ports/http.rs", "use crate::wire::jws;"),
        ("src/holder/vault.rs", "use crate::verifier as v;"),
        ("src/verifier.rs", "use super::issuance::Issuer;"),
        ("src/wire/jws.rs", "mod tests { use super::super::super::holder::Wallet; }"),
        ("src/wire.rs", "macro_rules! m { () => { $crate::ffi::Wallet } }"),
        ("src/issuance/card.rs", "use crate::PublicKey;"),
        ("src/issuance/card.rs", "use crate::*;"),
        ("src/issuance/card.rs", "use crate as c;"),
        ("src/extras.rs", ""),
    ];
    for (file, source) in wrong {
        assert_eq!(imports(file, source).len(), 1, "{file}: {source}");
    }
}

#[test]
fn downward_imports_comments_and_literals_pass() {
    let right = [
        ("src/wire/jws.rs", "use crate::base::{hex, json::{self, parse as p}}; use super::code;"),
        ("src/wire/jws.rs", "mod tests { use super::*; use super::super::card; }"),
        ("src/ffi.rs", "use crate::{holder, issuance::Issuer, verifier::*};"),
        ("src/base.rs", "// use crate::ffi;\n/* /* crate::ffi */ crate::ffi */ /// [crate::ffi]\n"),
        (
            "src/base.rs",
            r##"const A: &str = "crate::ffi \" std::fs"; const B: &str = r#""crate::ffi"#;"##,
        ),
        ("src/base.rs", "fn f<'a>(c: &'a str) -> char { let _ = (b'\"', '\\'', '\"'); 'c' }"),
        ("src/base/time.rs", "use std::time::Duration; use std::io::Read; use std::fmt;"),
        ("src/lib.rs", "pub use crate::ffi::Wallet;"),
    ];
    for (file, source) in right {
        assert_eq!(imports(file, source), Vec::<String>::new(), "{source}");
    }
}

#[test]
fn clocks_files_and_randomness_are_found_below_the_ports_only() {
    let looks_outside = [
        "use std::time::{Duration, SystemTime};",
        "fn f() -> u64 { std::time::Instant::now().elapsed().as_secs() }",
        "use std::{fmt, fs};",
        "use std::time;",
        "use std::time::*;",
        "use std as s;",
        "fn f() { std::env::var(\"HOME\").ok(); }",
        "use ring::rand::SystemRandom;",
        "use crate::crypto::{PublicKey, random};",
    ];
    for source in looks_outside {
        assert_eq!(imports("src/wire/card.rs", source).len(), 1, "{source}");
        assert_eq!(imports("src/ports/clock.rs", source), Vec::<String>::new(), "{source}");
    }
    assert!(imports("src/crypto/random.rs", "use ring::rand::SystemRandom;").is_empty());
    assert_eq!(imports("src/crypto/aead.rs", "use crate::crypto::random;").len(), 1);
}

#[test]
fn foreign_interface_outside_its_place_is_found() {
    let source = "#[uniffi::export]\nimpl Wallet {}\n#[derive(uniffi::Record)]\nstruct Plain;";
    assert_eq!(imports("src/model/card.rs", source).len(), 1);
    assert_eq!(imports("src/holder.rs", "#[derive(Debug, uniffi::Object)] struct W;").len(), 1);
    assert!(imports("src/ffi/wallet.rs", source).is_empty());
    assert!(imports("src/ports/key_store.rs", source).is_empty());
}

#[test]
fn long_nameless_and_silent_files_are_found() {
    let long = |lines: usize| format!("//! x{}", "\n".repeat(lines));
    assert_eq!(shape("src/wire/code.rs", &long(MOST_LINES)), Vec::<String>::new());
    assert_eq!(shape("src/wire/code.rs", &long(MOST_LINES + 1)).len(), 1);
    assert_eq!(shape("src/lib.rs", &long(MOST_LINES_OF_LIB + 2)).len(), 1);
    let page = "//! x\n".repeat(MOST_LINES_OF_LIB + 1);
    assert_eq!(shape("src/lib.rs", &page), Vec::<String>::new());
    for name in ["cli/src/utils.rs", "src/holder/key_manager.rs", "src/wire/mod.rs"] {
        assert_eq!(shape(name, "//! x").len(), 1, "{name}");
    }
    assert_eq!(shape("src/wire/code.rs", "use std::fmt;").len(), 1);
    assert_eq!(shape("src/wire/code/tests.rs", "use super::*;"), Vec::<String>::new());
    assert_eq!(shape("src/wire/code/tests.rs", "\n").len(), 1);
}
