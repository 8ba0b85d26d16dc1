//! Text that a person will read: what a name, a venue or a purpose may consist of.

mod nfc;

use nfc::is_nfc;

/// 1 for control, format, line and paragraph separator characters, 0 for all others.
static UNPRINTABLE: &[u32] = &include!(concat!(env!("OUT_DIR"), "/unprintable.rs"));

/// Why a text may not be shown or signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// No characters.
    #[error("the text is empty")]
    Empty,
    /// More characters or bytes than the field takes.
    #[error("the text is too long")]
    TooLong,
    /// Not in Unicode Normalization Form C.
    #[error("the text is not in normalization form C")]
    NotNormalized,
    /// A control, format (this includes every bidirectional control), line or paragraph separator:
    /// general categories Cc, Cf, Zl, Zp.
    #[error("the text has a control, format or separator character")]
    Unprintable,
}

/// Checks that `text` is not empty, at most `max_chars` Unicode scalars, NFC, and free of characters
/// that don't show or that reorder what shows.
///
/// # Errors
/// The first [`TextError`] in the order of its variants.
pub fn check(text: &str, max_chars: usize) -> Result<(), TextError> {
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    // A scalar is at least a byte, so this bounds the count as well as what it costs.
    if text.len() > max_chars.saturating_mul(4) || text.chars().count() > max_chars {
        return Err(TextError::TooLong);
    }
    if !is_nfc(text) {
        return Err(TextError::NotNormalized);
    }
    if text.chars().any(|c| value_at(UNPRINTABLE, c) != 0) {
        return Err(TextError::Unprintable);
    }
    Ok(())
}

/// The value of `c` in a table of `code point << 8 | value`, sorted, with an entry wherever the value
/// changes.
fn value_at(steps: &[u32], c: char) -> u8 {
    let after = steps.partition_point(|step| step >> 8 <= u32::from(c));
    let step = after.checked_sub(1).and_then(|at| steps.get(at)).copied().unwrap_or_default();
    step.to_le_bytes()[0]
}

#[cfg(test)]
mod tests {
    use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

    use super::*;

    #[test]
    fn names_of_people_and_places_pass() {
        for good in ["张三", "阿依古丽·买买提", "José García", "Nguyễn Văn A", "𠮷野"]
        {
            assert_eq!(check(good, 40), Ok(()), "{good}");
        }
    }

    #[test]
    fn what_does_not_show_or_reorders_is_refused() {
        assert_eq!(check("", 4), Err(TextError::Empty));
        assert_eq!(check("abcde", 4), Err(TextError::TooLong));
        assert_eq!(check("Jose\u{301}", 10), Err(TextError::NotNormalized));
        for bad in
            ["a\u{202e}b", "a\u{200f}", "a\u{2066}b", "a\u{200b}b", "a\u{0}", "a\nb", "a\u{2028}b"]
        {
            assert_eq!(check(bad, 10), Err(TextError::Unprintable), "{bad:?}");
        }
    }

    #[test]
    fn what_is_unprintable_is_what_the_properties_crate_says() {
        for c in '\0'..=char::MAX {
            let unprintable = matches!(
                c.general_category(),
                GeneralCategory::Control
                    | GeneralCategory::Format
                    | GeneralCategory::LineSeparator
                    | GeneralCategory::ParagraphSeparator
            );
            assert_eq!(value_at(UNPRINTABLE, c) != 0, unprintable, "{c:?}");
        }
    }
}
