//! The gate for web pages and Node.js: the core compiled to WebAssembly, made small, weighed.
//!
//! The standard library is built with it: without the texts of panics, which nobody would see, and with the
//! smaller of its algorithms, the module has half the size. That takes the library's sources: the host's
//! tool chain's, where it has them, else those that Debian packages beside its Rust.

use std::fs;
use std::path::{Path, PathBuf};

use super::copy_as;
use crate::output::say;
use crate::shell::{Invocation, Outcome, command, root, target};
use crate::tools::debian_root::Seen;
use crate::tools::npm_packages;
use crate::tools::trixie::{self, Trixie};

const TRIPLE: &str = "wasm32-unknown-unknown";

/// The cargo profile of the module.
const PROFILE: &str = "web";

/// Most bytes of the module after brotli at its highest quality, which is how servers send it.
const MOST_COMPRESSED: u64 = 165_000;

/// What `wasm-opt` may take for granted: what the compiler uses, and every browser of the last years has.
const FEATURES: &str = "--enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext \
                        --enable-mutable-globals --enable-multivalue --enable-reference-types";

/// A panic is a trap at once; no place in a source is named, no structure can be printed for debugging.
const FLAGS: &str =
    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";

/// A Rust that compiles for WebAssembly.
enum Compiler {
    Host,
    Inside(Trixie),
}

/// The package's folder.
pub fn folder() -> PathBuf {
    root().join("bindings/web")
}

/// The module, once [`make`] has made it.
pub fn module() -> PathBuf {
    folder().join("generated/essc.wasm")
}

/// Makes the module and weighs it.
///
/// # Errors
/// It can't be compiled here, or it is over its budget.
pub fn make() -> Outcome {
    npm_packages(&folder())?;
    let compiled = compile()?;
    let module = module();
    // npm packs the licence that lies beside package.json.
    copy_as(&root().join("LICENSE"), &folder().join("LICENSE"))?;
    // Whoever loads the one that is there meanwhile finds it whole.
    let made = module.with_extension("made");
    copy_as(&compiled, &made)?;
    let wasm_opt = folder().join("node_modules/.bin/wasm-opt");
    command("node")
        .with(wasm_opt)
        .words("-Oz --strip-debug --strip-producers --strip-target-features")
        .words(FEATURES)
        .with(&compiled)
        .words("-o")
        .with(&made)
        .run()?;
    weigh(&made)?;
    fs::rename(&made, &module).map_err(|e| format!("{}: {e}", module.display()))
}

fn weigh(module: &Path) -> Outcome {
    let said = command("node bindings/web/weigh.js").with(module).read()?;
    let compressed = said.trim().parse::<u64>().map_err(|e| format!("weigh.js: {e}: {said}"))?;
    let raw = fs::metadata(module).map_err(|e| format!("{}: {e}", module.display()))?.len();
    say!("  {}: {raw} bytes, {compressed} compressed, at most {MOST_COMPRESSED}", module.display());
    if compressed > MOST_COMPRESSED {
        return Err(format!("the module is over its budget: {compressed} bytes compressed"));
    }
    Ok(())
}

/// Compiles the module and gives the file as it comes from the linker.
fn compile() -> Result<PathBuf, String> {
    let compiler = Compiler::ready()?;
    // What the standard library consists of is not stable: the first word lets a stable compiler build it.
    compiler
        .cargo("RUSTC_BOOTSTRAP=1", FLAGS)?
        .words("cargo rustc --locked --quiet --package essc-web --lib --crate-type cdylib")
        .words("-Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size --profile")
        .words(PROFILE)
        .words("--target")
        .words(TRIPLE)
        .run()?;
    Ok(built().join(TRIPLE).join(PROFILE).join("essc_web.wasm"))
}

/// Where it is built: apart from what other steps build at the same time.
fn built() -> PathBuf {
    target().join("web")
}

/// Finds or installs the compiler that [`make`] needs.
///
/// # Errors
/// There is none and it can't be installed here, with what to type.
pub fn fetch_compiler() -> Outcome {
    Compiler::ready().map(drop)
}

impl Compiler {
    fn ready() -> Result<Self, String> {
        let sysroot = command("rustc --print sysroot").read()?;
        let sources = Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/Cargo.lock");
        if sources.is_file() {
            return Ok(Self::Host);
        }
        let inside = trixie::ready(&trixie::RUST).map(Self::Inside);
        inside.map_err(|e| format!("{e}; or type: rustup component add rust-src"))
    }

    /// A command inside, still without its program, with an environment for cargo.
    fn cargo(&self, variable: &str, flags: &str) -> Result<Invocation, String> {
        let built = format!("CARGO_TARGET_DIR={}", built().display());
        let flags = format!("RUSTFLAGS={flags}");
        let Self::Inside(debian) = self else {
            return Ok(command("env").with(built).with(flags).with(variable));
        };
        // The crates that this machine has, and those that the standard library needs beside them.
        let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
        let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
        let crates = home.ok_or("neither CARGO_HOME nor HOME is set")?;
        Ok(debian
            .command(&[Seen { folder: &crates, writable: true }])
            .with(format!("CARGO_HOME={}", crates.display()))
            .words("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld")
            .with(built)
            .with(flags)
            .with(variable))
    }
}
