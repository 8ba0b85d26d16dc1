//! A code's text as a QR symbol: a matrix for the app to draw, and ready images of it.
//!
//! Alphanumeric mode, error correction M, the smallest version that fits (protocol §4).

mod image;
mod terminal;

use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, Version};

/// Largest version that is made. A code needs at most 12; a venue's request is shown by a gate.
const MAX_VERSION: i16 = 40;

/// Light modules around the symbol (ISO/IEC 18004 asks for four).
pub const QUIET_ZONE: usize = 4;

/// Most pixels of a module in an image.
pub const MAX_SCALE: u32 = 64;

/// A QR symbol without its quiet zone.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
pub struct QrCode {
    /// Row by row from the upper left corner, `width` × `width`; true is dark.
    pub modules: Vec<bool>,
    /// Modules of one side: 17 + 4 × `version`.
    pub width: i32,
    /// Version, 1 to 40; a code's is at most 12.
    pub version: i32,
}

/// The text does not fit a QR symbol in alphanumeric mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum QrError {
    /// A character outside `0-9A-Z $%*+-./:`.
    #[error("the text has a character outside the alphanumeric mode")]
    Character,
    /// More characters than version 40 holds.
    #[error("the text is too long for a QR symbol")]
    TooLong,
}

impl QrCode {
    /// The smallest symbol that holds `text`.
    ///
    /// # Errors
    /// [`QrError`].
    pub fn of(text: &str) -> Result<Self, QrError> {
        let alphanumeric =
            |c: u8| c.is_ascii_digit() || c.is_ascii_uppercase() || b" $%*+-./:".contains(&c);
        if !text.bytes().all(alphanumeric) {
            return Err(QrError::Character);
        }
        (1..=MAX_VERSION)
            .find_map(|version| Self::in_version(text, version))
            .ok_or(QrError::TooLong)
    }

    /// The symbol of one version; none when the text does not fit.
    fn in_version(text: &str, version: i16) -> Option<Self> {
        let mut bits = Bits::new(Version::Normal(version));
        bits.push_alphanumeric_data(text.as_bytes()).ok()?;
        bits.push_terminator(EcLevel::M).ok()?;
        let code = qrcode::QrCode::with_bits(bits, EcLevel::M).ok()?;
        let width = i32::try_from(code.width()).ok()?;
        let modules = code.into_colors().into_iter().map(|c| c == Color::Dark).collect();
        Some(Self { modules, width, version: version.into() })
    }

    /// Whether the module is dark. Outside the symbol, as in the quiet zone, none is.
    #[must_use]
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.across() && self.modules.get(y * self.across() + x) == Some(&true)
    }

    /// Modules of one side, without the quiet zone.
    const fn across(&self) -> usize {
        self.width as usize
    }

    /// Modules of one side with the quiet zone.
    const fn side(&self) -> usize {
        self.across() + 2 * QUIET_ZONE
    }

    /// Whether the module is dark, counted from the corner of the quiet zone.
    fn is_dark_framed(&self, x: usize, y: usize) -> bool {
        x >= QUIET_ZONE && y >= QUIET_ZONE && self.is_dark(x - QUIET_ZONE, y - QUIET_ZONE)
    }
}

/// Shows the size only: the modules are the code.
impl std::fmt::Debug for QrCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "QrCode(version {})", self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_does_not_fit_the_mode_or_the_symbol_is_refused() {
        assert_eq!(QrCode::of("ssc1:"), Err(QrError::Character));
        assert_eq!(QrCode::of("SSC1:é"), Err(QrError::Character));
        assert_eq!(QrCode::of(&"A".repeat(3391)).map(|code| code.version), Ok(40));
        assert_eq!(QrCode::of(&"A".repeat(3392)), Err(QrError::TooLong));
    }

    #[test]
    fn debug_does_not_show_the_code() {
        let code = QrCode::of("SSC1:BB8").expect("fits");
        assert_eq!(format!("{code:?}"), "QrCode(version 1)");
    }
}
