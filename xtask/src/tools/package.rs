//! Debian's packages that steps need: installed where that can be done without asking anybody, named
//! where it can't.

use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::shell::{Outcome, command};

/// A package, by what shows that it is there.
#[derive(Debug, Clone, Copy)]
pub struct Package {
    /// A command line that ends well once it is installed.
    probe: &'static str,
    /// One or more names on Debian.
    names: &'static str,
}

/// Reads QR codes out of pictures.
pub const ZBAR: Package = Package { probe: "zbarimg --version", names: "zbar-tools" };
/// Runs the second verifier, and the interface as the generator writes it for Python.
pub const PYTHON: Package = Package { probe: "python3 --version", names: "python3" };
/// Debian splits this module off; without it `venv` makes environments that lack pip.
pub const PYTHON_VENV: Package =
    Package { probe: "python3 -m ensurepip --version", names: "python3-venv" };
/// Compiles the fuzzer that targets are linked with.
pub const CXX: Package = Package { probe: "c++ --version", names: "g++" };
/// Compiles Java, and brings what Maven runs on.
pub const JDK: Package = Package { probe: "javac -version", names: "openjdk-17-jdk-headless" };
/// Builds and tests the Kotlin side.
pub const MAVEN: Package = Package { probe: "mvn --version", names: "maven" };
/// Compiles an Android app's resources.
pub const AAPT: Package = Package { probe: "aapt2 version", names: "aapt" };
/// Aligns an APK. It has no option that succeeds without a file.
pub const ZIPALIGN: Package = Package { probe: "which zipalign", names: "zipalign" };
/// Signs an APK.
pub const APKSIGNER: Package = Package { probe: "apksigner --version", names: "apksigner" };
/// Installs the Debian that packages Swift.
pub const DEBOOTSTRAP: Package =
    Package { probe: "debootstrap --version", names: "debootstrap debian-archive-keyring" };

/// The browser in which the gate for web pages and the sandbox's page are tried. On Debian it brings two hundred others.
pub const CHROMIUM: Package = Package { probe: "chromium --version", names: "chromium" };
/// Runs the foreign wallets, the web gate and the tests of the sandbox's page.
pub const NODE: Package = Package { probe: "node --version", names: "nodejs" };
/// Fetches their packages. On Debian it brings three hundred others, so nothing waits for it but the step
/// that needs it.
pub const NPM: Package = Package { probe: "npm --version", names: "npm" };

/// All that `cargo xtask test` needs and that is quickly installed.
const ALL: [Package; 12] = [
    ZBAR,
    PYTHON,
    PYTHON_VENV,
    CXX,
    JDK,
    MAVEN,
    AAPT,
    ZIPALIGN,
    APKSIGNER,
    DEBOOTSTRAP,
    NODE,
    CHROMIUM,
];

/// Set while [`fetch`] is under way or has been; what it fetches is not installed twice.
static FETCHING: AtomicBool = AtomicBool::new(false);
static FETCHED: OnceLock<()> = OnceLock::new();

impl Package {
    /// Makes sure that it is there; on Debian and Ubuntu as root, installs it.
    ///
    /// # Errors
    /// It is not and can't be installed here, with the name of what to install.
    pub fn ready(&self) -> Outcome {
        if FETCHING.load(Ordering::Acquire) {
            FETCHED.wait();
        }
        self.there_or_installed()
    }

    fn there_or_installed(&self) -> Outcome {
        let Self { probe, names } = self;
        if command(probe).works() {
            return Ok(());
        }
        let advice = format!("`{probe}` doesn't run: install {names} (its name on Debian)");
        if !root_on_debian() {
            return Err(advice);
        }
        install(names)?;
        if command(probe).works() { Ok(()) } else { Err(advice) }
    }
}

/// Promises that [`fetch`] is about to run, so that steps wait for it instead of installing what they
/// lack one by one.
pub fn announce_fetch() {
    FETCHING.store(true, Ordering::Release);
}

/// Installs what of [`ALL`] is missing, with one list of packages.
///
/// # Errors
/// Something can't be installed; the step that needs it will say so too.
pub fn fetch() -> Outcome {
    let missing: Vec<&str> = ALL
        .iter()
        .filter(|package| !command(package.probe).works())
        .map(|package| package.names)
        .collect();
    let installed =
        if missing.is_empty() || !root_on_debian() { Ok(()) } else { install(&missing.join(" ")) };
    let _ = FETCHED.set(());
    installed
}

fn install(names: &str) -> Outcome {
    // Another installation may be running: wait for it instead of failing.
    let apt = |what: &str| {
        command(&format!("apt-get -o DPkg::Lock::Timeout=400 -q -y {what}"))
            .env("DEBIAN_FRONTEND", "noninteractive")
            .run()
    };
    let install = format!("install --no-install-recommends {names}");
    // What a machine knows of the archive may be too old to install from, or nothing.
    apt(&install).or_else(|_| apt("update").and_then(|()| apt(&install)))
}

/// Whether packages can be installed here without asking anybody.
pub fn root_on_debian() -> bool {
    Path::new("/etc/debian_version").exists()
        && command("id -u").read().is_ok_and(|uid| uid.trim() == "0")
}
