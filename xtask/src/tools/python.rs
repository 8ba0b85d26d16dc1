//! A Python environment with exactly the packages that a requirements file pins.

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use super::package::PYTHON_VENV;
use crate::shell::{command, program, root, target};

/// An environment in the build directory.
#[derive(Debug)]
pub struct PythonEnvironment {
    /// The folder's name.
    name: &'static str,
    /// The file that pins its packages.
    requirements: &'static str,
    /// Held while it is made.
    making: Mutex<()>,
}

impl PythonEnvironment {
    /// The environment of this name with what `requirements`, a path in the repository, pins.
    pub const fn new(name: &'static str, requirements: &'static str) -> Self {
        Self { name, requirements, making: Mutex::new(()) }
    }

    /// The program of the environment, which is made when it is missing or its pins have changed.
    ///
    /// # Errors
    /// No Python 3 with `venv`, or a package that can't be fetched.
    pub fn ready(&self) -> Result<PathBuf, String> {
        PYTHON_VENV.ready()?;
        let _making = self.making.lock().map_err(|e| e.to_string())?;
        let requirements = root().join(self.requirements);
        let wanted = fs::read_to_string(&requirements)
            .map_err(|e| format!("{}: {e}", requirements.display()))?;
        let home = target().join(self.name);
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
}
