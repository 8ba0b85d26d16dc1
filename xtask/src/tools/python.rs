//! A Python environment with exactly the packages that a requirements file pins.

use std::fs;
use std::path::PathBuf;

use super::system;
use crate::shell::{command, program, root, target};

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
