//! The page of `essc sandbox`: its types, its files, and the page itself in a browser.

use crate::bindings;
use crate::shell::{Outcome, command, root};
use crate::tools::npm_packages;
use crate::tools::package::CHROMIUM;

/// Checks the types of the page's scripts, then runs its tests, in Node.js and in Chromium.
pub fn run() -> Outcome {
    let folder = root().join("sandbox-page");
    npm_packages(&folder)?;
    let types = command("node node_modules/typescript/bin/tsc --project tsconfig.json");
    types.within(&folder).run()?;
    CHROMIUM.ready()?;
    let tests = command("node --test tests/files.test.mjs tests/page.test.mjs").within(&folder);
    let surroundings = bindings::ready()?;
    surroundings.into_iter().fold(tests, |made, (name, value)| made.env(name, value)).run()
}
