//! Why a call did not do what was asked, as a code that `essc.js` throws.

use std::fmt::Display;

/// A code, and a sentence for a log: English, without personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable, upper case; those that other languages have too mean the same here.
    pub code: &'static str,
    /// What was wrong.
    pub message: String,
}

impl Fault {
    /// Neither a bundle nor a published document.
    pub const DOCUMENT: &'static str = "DOCUMENT_REFUSED";
    /// Begins like a bundle and is none.
    pub const BUNDLE: &'static str = "BUNDLE_REFUSED";
    /// Not a public key of P-256 as a JWK.
    pub const KEY: &'static str = "KEY_REFUSED";
    /// Not six digits.
    pub const REGION: &'static str = "REGION_REFUSED";
    /// More acceptances to be remembered than can be read back.
    pub const CAPACITY: &'static str = "CAPACITY_REFUSED";
    /// Not a venue's request.
    pub const REQUEST: &'static str = "REQUEST_REFUSED";
    /// As many requests are open as there may be.
    pub const REQUESTS_FULL: &'static str = "TOO_MANY_REQUESTS";
    /// The request was made before the time from which it is known what was answered.
    pub const REQUEST_FORGOTTEN: &'static str = "REQUEST_ANSWERED";
    /// Not the state of a gate: something else, damaged, or of a version that is not read here.
    pub const STATE: &'static str = "STATE_REFUSED";
    /// An argument of the wrong type or out of its range.
    pub const ARGUMENT: &'static str = "ARGUMENT_REFUSED";
    /// A fault of this library.
    pub const INTERNAL: &'static str = "INTERNAL";

    pub(crate) fn new(code: &'static str, message: impl Display) -> Self {
        Self { code, message: message.to_string() }
    }
}
