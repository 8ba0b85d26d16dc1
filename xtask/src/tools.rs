//! What the steps need beyond Rust: installed where it can be, named where it can't.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{Outcome, command, program, root, target, tools};

/// Makes sure that `probe` runs; on Debian and Ubuntu as root, installs `package` for it.
///
/// # Errors
/// It doesn't run and can't be installed here, with the name of what to install.
pub fn system(probe: &str, package: &str) -> Outcome {
    if command(probe).works() {
        return Ok(());
    }
    let advice = format!("`{probe}` doesn't run: install {package} (its name on Debian)");
    let root_on_debian = Path::new("/etc/debian_version").exists()
        && command("id -u").read().is_ok_and(|uid| uid.trim() == "0");
    if !root_on_debian {
        return Err(advice);
    }
    // Another installation may be running: wait for it instead of failing.
    let apt = |what: &str| {
        command(&format!("apt-get -o DPkg::Lock::Timeout=400 -q -y {what}"))
            .env("DEBIAN_FRONTEND", "noninteractive")
            .run()
    };
    let install = format!("install --no-install-recommends {package}");
    apt(&install).or_else(|_| apt("update").and_then(|()| apt(&install)))?;
    if command(probe).works() { Ok(()) } else { Err(advice) }
}

/// Makes sure that the cargo subcommand `cargo NAME` of this version is there, else builds it into a
/// cache of this project's own, which takes minutes the first time.
///
/// # Errors
/// It can't be built.
pub fn cargo(name: &str, version: &str) -> Outcome {
    let tool = format!("cargo-{name}");
    if command(&tool).with("--version").read().is_ok_and(|said| said.contains(version)) {
        return Ok(());
    }
    command(&format!("cargo install {tool} --version {version} --locked --quiet --root"))
        .with(tools())
        .run()
        .map_err(|e| format!("{e}; install it with: cargo install {tool} --version {version}"))
}

/// The Python of an environment of its own with exactly what `requirements` pins; made again when
/// the pins change.
///
/// # Errors
/// No Python 3 with `venv`, or a package that can't be fetched.
pub fn python(name: &str, requirements: &str) -> Result<PathBuf, String> {
    // Debian splits this module off; without it `venv` makes environments that lack pip.
    system("python3 -m ensurepip --version", "python3-venv")?;
    let requirements = root().join(requirements);
    let wanted = fs::read_to_string(&requirements)
        .map_err(|e| format!("{}: {e}", requirements.display()))?;
    let home = target().join(name);
    let python = home.join("bin").join("python");
    let installed = home.join("requirements.installed");
    if fs::read_to_string(&installed).is_ok_and(|had| had == wanted) && python.exists() {
        return Ok(python);
    }
    command("python3 -m venv --clear").with(&home).run()?;
    program(&python)
        .words("-m pip install --quiet --disable-pip-version-check --requirement")
        .with(&requirements)
        .run()?;
    fs::write(&installed, wanted).map_err(|e| format!("{}: {e}", installed.display()))?;
    Ok(python)
}
