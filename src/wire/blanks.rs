//! Whether something between the screen and the reader may have changed the blanks of a QR text without
//! making it unreadable (protocol §4.4).
//!
//! Base45 has a blank and a plus sign. A scanner that encodes what it types as a web form writes `+`
//! for every blank, and software that decodes forms makes a blank of every `+`. The result is base45
//! of other bytes, in which no signature fits, and nobody forged it.

use std::ops::Range;

/// Where the `kid` of a code stands in its text, line end and all: the six characters of bytes 2 to 5.
const KID: Range<usize> = 8..14;

/// Whether `text`, that of a code or of a request, may have got all its plus signs from blanks, or all
/// its blanks from plus signs: it has the one and not the other. One honest code in thirty-three is
/// like that, so this says something only about a text whose signatures don't fit.
#[must_use]
pub fn in_doubt(text: &str) -> bool {
    text.contains('+') != text.contains(' ')
}

/// Whether the same is true of a code's `kid`, so that it may name another issuer's key than the one
/// that was shown.
#[must_use]
pub fn in_doubt_within_kid(text: &str) -> bool {
    in_doubt(text)
        && text.as_bytes().get(KID).is_some_and(|kid| kid.iter().any(|c| matches!(c, b'+' | b' ')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_in_doubt_when_a_text_has_only_blanks_or_only_plus_signs() {
        for (text, whole, kid) in [
            ("SSC1:112345678", false, false),
            ("SSC1:112 45+78", false, false),
            ("SSC1:112345678+", true, false),
            ("SSC1:112345678 ", true, false),
            ("SSC1:11+345678", true, false),
            ("SSC1:112+45678", true, true),
            ("SSC1:11234567+9", true, true),
            ("SSC1:11234567 9\r\n", true, true),
            ("SSC1:+", true, false),
            ("", false, false),
        ] {
            assert_eq!((in_doubt(text), in_doubt_within_kid(text)), (whole, kid), "{text:?}");
        }
    }
}
