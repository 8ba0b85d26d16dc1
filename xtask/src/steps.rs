//! Everything that is tested, in the order in which a mistake is cheapest to find.

pub mod api;
mod deny;
pub mod foreign;
mod fuzz;
mod interop;
mod ios;
mod kotlin;
mod page;
mod python;
mod rust;
mod swift;
pub mod vectors;
mod web;

use crate::bindings::{self, page_size};
use crate::lanes::{LANES, Lane, Step};

pub use interop::PYTHON as INTEROP_PYTHON;
pub use ios::PYTHON as IOS_PYTHON;

/// Seconds that the allowances of a lane may sum up to: what a run takes on two quiet cores that have
/// built nothing yet.
const LIMIT: u32 = 55 * 60;

/// Every step of `cargo xtask test`, those of a lane in the order in which they run.
pub const ALL: &[Step] = &[
    Step {
        name: "fmt",
        about: "the sources are formatted",
        lane: Lane::Rust,
        allowance: 10,
        run: rust::fmt,
    },
    Step {
        name: "library",
        about: "the library and the command that all languages are tested with; their sources",
        lane: Lane::Rust,
        allowance: 600,
        run: || bindings::ready().map(drop),
    },
    Step {
        name: "clippy",
        about: "no warning in any crate, tests included",
        lane: Lane::Rust,
        allowance: 300,
        run: rust::clippy,
    },
    Step {
        name: "features",
        about: "each role builds alone, without warnings and without what it doesn't need",
        lane: Lane::Rust,
        allowance: 300,
        run: rust::features,
    },
    Step {
        name: "test",
        about: "unit, property, end-to-end, house-rule tests; drift of the test vectors",
        lane: Lane::Rust,
        allowance: 700,
        run: rust::test,
    },
    Step {
        name: "doc",
        about: "the documentation builds without warnings",
        lane: Lane::Rust,
        allowance: 180,
        run: rust::doc,
    },
    Step {
        name: "api",
        about: "the Rust crate's public interface is the recorded one",
        lane: Lane::Rust,
        allowance: 60,
        run: api::compare,
    },
    Step {
        name: "interop",
        about: "libraries of another language verify our cards and codes, zbar reads our QR",
        lane: Lane::Rust,
        allowance: 240,
        run: interop::run,
    },
    Step {
        name: "fuzz",
        about: "every fuzz target for a few seconds, two minutes in all",
        lane: Lane::Rust,
        allowance: 480,
        run: fuzz::run,
    },
    Step {
        name: "deny",
        about: "licences, bans and sources (advisories need the network: see CONTRIBUTING.md)",
        lane: Lane::Rust,
        allowance: 300,
        run: deny::run,
    },
    Step {
        name: "python",
        about: "the foreign interface, as the generator writes it for Python",
        lane: Lane::Languages,
        allowance: 600,
        run: python::run,
    },
    Step {
        name: "web",
        about: "the gate for web pages: its size, every vector in Node.js and in Chromium, its types",
        lane: Lane::Languages,
        allowance: 340,
        run: web::run,
    },
    Step {
        name: "foreign",
        about: "a wallet on another project's OpenID4VCI library enrols, renews and is refused",
        lane: Lane::Languages,
        allowance: 240,
        run: foreign::current,
    },
    Step {
        name: "page",
        about: "the sandbox's page: its types, and what a person does there, in Chromium",
        lane: Lane::Languages,
        allowance: 300,
        run: page::run,
    },
    Step {
        name: "kotlin",
        about: "the Kotlin side, tested on the JVM",
        lane: Lane::Languages,
        allowance: 480,
        run: kotlin::library,
    },
    Step {
        name: "android",
        about: "the Android demo app: journeys with a real issuer, every screen drawn, an APK",
        lane: Lane::Languages,
        allowance: 600,
        run: kotlin::demo,
    },
    Step {
        name: "swift",
        about: "the Swift side: its format and its tests",
        lane: Lane::Languages,
        allowance: 420,
        run: swift::run,
    },
    Step {
        name: "ios",
        about: "the iOS demo app: journeys with a real issuer, views parsed, the project read",
        lane: Lane::Languages,
        allowance: 300,
        run: ios::run,
    },
    Step {
        name: "pages",
        about: "JNA, which Android apps package beside our library, loads with pages of 16 KB",
        lane: Lane::Languages,
        allowance: 20,
        run: page_size::check_jna,
    },
];

/// Holds the allowances to [`LIMIT`]: whoever adds a long step makes another one shorter.
///
/// # Errors
/// A lane that promises to take longer.
pub fn check_allowances(steps: &[Step]) -> Result<(), String> {
    for lane in LANES {
        let sum: u32 = steps.iter().filter(|s| s.lane == lane).map(|s| s.allowance).sum();
        if sum > LIMIT {
            return Err(format!(
                "the allowances of lane {lane:?} sum up to {sum} s, more than {LIMIT} s: make a step \
                 shorter"
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_promises_to_take_longer_than_55_minutes_is_refused() {
        assert_eq!(check_allowances(ALL), Ok(()));
        let long = Step { allowance: LIMIT, ..ALL[0] };
        assert_eq!(check_allowances(&[long]), Ok(()));
        let longer = Step { allowance: LIMIT + 1, ..ALL[0] };
        assert!(check_allowances(&[longer]).is_err_and(|e| e.contains("3301 s")));
    }

    #[test]
    fn every_step_has_a_name_of_its_own() {
        for (at, step) in ALL.iter().enumerate() {
            assert!(ALL.iter().skip(at + 1).all(|other| other.name != step.name), "{}", step.name);
        }
    }
}
