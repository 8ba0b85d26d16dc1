//! Words for people, and pictures of a code.

use crate::ffi::error_code::{ErrorAction, ErrorCode};
use crate::model::localized::Language;
use crate::model::reason::Reason;
use crate::model::region::Region;
use crate::model::verdict::{Freshness, Outcome};

#[uniffi::export]
impl ErrorCode {
    /// The stable code, upper case with underscores.
    fn code(&self) -> String {
        self.as_str().to_owned()
    }

    /// What the app should do about it.
    #[uniffi::method(name = "action")]
    fn action_of(&self) -> ErrorAction {
        self.action()
    }

    /// What it is and what to do next, for people.
    fn text(&self, language: Language) -> String {
        self.text_in(language).to_owned()
    }
}

#[uniffi::export]
impl Reason {
    /// The stable code, upper case with underscores (docs/protocol.md §6).
    #[uniffi::method(name = "code")]
    fn code_text(&self) -> String {
        self.code().to_owned()
    }

    /// What is wrong and what to do next, for the people at the gate.
    #[uniffi::method(name = "text")]
    fn text_for(&self, language: Language) -> String {
        self.text(language).to_owned()
    }
}

#[uniffi::export]
impl Outcome {
    /// The outcome in a word or two.
    #[uniffi::method(name = "text")]
    fn text_for(&self, language: Language) -> String {
        self.text(language).to_owned()
    }
}

#[uniffi::export]
impl Freshness {
    /// How fresh the evidence is, in a word or two.
    #[uniffi::method(name = "text")]
    fn text_for(&self, language: Language) -> String {
        self.text(language).to_owned()
    }
}

#[cfg(feature = "verifier")]
mod venues {
    use crate::model::localized::Language;
    use crate::verifier::VenueCardOutcome;

    #[uniffi::export]
    impl VenueCardOutcome {
        /// The stable word, in lower case with underscores.
        #[uniffi::method(name = "code")]
        fn code_text(&self) -> String {
            self.code().to_owned()
        }

        /// What it is and what to do next, for the people of the venue.
        #[uniffi::method(name = "text")]
        fn text_for(&self, language: Language) -> String {
            self.text(language).to_owned()
        }
    }
}

/// The name of a region; its digits for one that has no name here.
#[uniffi::export]
pub fn region_name(region: Region, language: Language) -> String {
    region.name(language).map_or_else(|| region.to_string(), str::to_owned)
}

#[cfg(feature = "holder")]
mod pictures {
    use crate::holder::{CardState, Ineligible, QrCode, ReEnrollReason};

    use crate::ffi::error::EsscError;
    use crate::ffi::error_code::ErrorCode;
    use crate::ffi::wallet_error;

    #[uniffi::export]
    impl QrCode {
        /// A PNG, black on white, quiet zone included; a module is `scale` pixels wide (1 to 64).
        #[uniffi::method(name = "png")]
        fn png_of(&self, scale: i32) -> Vec<u8> {
            self.to_png(scale.try_into().unwrap_or(1))
        }

        /// An SVG of one path, quiet zone included; a module is `scale` user units wide (1 to 64).
        #[uniffi::method(name = "svg")]
        fn svg_of(&self, scale: i32) -> String {
            self.to_svg(scale.try_into().unwrap_or(1))
        }
    }

    /// A text as a QR code: a venue's request, an offer in upper case.
    ///
    /// # Errors
    /// `Report` for text that QR's alphanumeric mode can't hold.
    #[uniffi::export]
    pub fn qr_code(text: &str) -> Result<QrCode, EsscError> {
        QrCode::of(text).map_err(|e| EsscError::with(ErrorCode::Internal, &e))
    }

    /// The error code of what makes a scene refuse a card, for its text.
    #[uniffi::export]
    pub fn ineligible_code(ineligible: Ineligible) -> ErrorCode {
        wallet_error::ineligible(ineligible)
    }

    /// The error code of what makes a card need enrolling again, for its text.
    #[uniffi::export]
    pub fn re_enroll_code(why: ReEnrollReason) -> ErrorCode {
        wallet_error::re_enroll(why)
    }

    /// The error code of a card's state, for its text; none while the card can be shown.
    #[uniffi::export]
    pub fn state_code(state: CardState) -> Option<ErrorCode> {
        match state {
            CardState::Active | CardState::RefreshDue => None,
            CardState::Expired => Some(ErrorCode::CardExpired),
            CardState::Suspended => Some(ErrorCode::CardSuspended),
            CardState::NeedsReEnrollment { why } => Some(wallet_error::re_enroll(why)),
        }
    }
}
