//! Everything that is tested, in the order in which a mistake is cheapest to find.

mod deny;
mod fuzz;
mod interop;
mod ios;
mod kotlin;
mod python;
mod rust;
mod swift;
pub mod vectors;

use crate::bindings::page_size;
use crate::summary::Step;

/// Every step of `cargo xtask test`.
pub const ALL: &[Step] = &[
    Step { name: "fmt", about: "the sources are formatted", run: rust::fmt },
    Step { name: "clippy", about: "no warning in any crate, tests included", run: rust::clippy },
    Step {
        name: "features",
        about: "each role builds alone, without warnings and without what it doesn't need",
        run: rust::features,
    },
    Step {
        name: "test",
        about: "unit, property, end-to-end, house-rule tests; drift of the test vectors",
        run: rust::test,
    },
    Step { name: "doc", about: "the documentation builds without warnings", run: rust::doc },
    Step {
        name: "interop",
        about: "libraries of another language verify our cards and codes, zbar reads our QR",
        run: interop::run,
    },
    Step {
        name: "python",
        about: "the foreign interface, as the generator writes it for Python",
        run: python::run,
    },
    Step { name: "kotlin", about: "the Kotlin side, tested on the JVM", run: kotlin::library },
    Step {
        name: "android",
        about: "the Android demo app: journeys with a real issuer, every screen drawn, an APK",
        run: kotlin::demo,
    },
    Step { name: "swift", about: "the Swift side: its format and its tests", run: swift::run },
    Step {
        name: "ios",
        about: "the iOS demo app: journeys with a real issuer, views parsed, the project read",
        run: ios::run,
    },
    Step {
        name: "pages",
        about: "JNA, which Android apps package beside our library, loads with pages of 16 KB",
        run: page_size::check_jna,
    },
    Step { name: "fuzz", about: "a fixed number of executions per fuzz target", run: fuzz::run },
    Step {
        name: "deny",
        about: "licences, bans and sources (advisories need the network: see CONTRIBUTING.md)",
        run: deny::run,
    },
];
