//! Our objects in the hands of libraries that are not ours: pycose and python-cwt verify the
//! expanded codes, PyJWT the signed documents, zbar reads the QR images, and a second reader,
//! written in Python from docs/protocol.md alone, takes the QR text apart.

use crate::shell::{Outcome, program};
use crate::tools;

pub fn run() -> Outcome {
    tools::system("zbarimg --version", "zbar-tools")?;
    let python = tools::python("interop-venv", "tests/interop/requirements.txt")?;
    // What the scripts accept and refuse, on objects that Python makes by hand.
    program(&python).words("-m unittest discover --start-directory tests/interop").run()
}
