//! Masking (脱敏): for display, not de-identification.

use crate::model::attributes::{AttributesError, MaskedAttributes};
use crate::model::identifiers::{CardNumber, IdDocumentKind, IdNumber};

/// The masked form of a holder's number and name, as a masked card carries it.
///
/// # Errors
/// [`AttributesError`] for a name that may not be signed.
pub fn attributes(
    kind: IdDocumentKind,
    number: &IdNumber,
    name: &str,
) -> Result<MaskedAttributes, AttributesError> {
    let text = number.as_str();
    let (first3, last4) = if text.len() >= 10 {
        (text[..3].to_owned(), text[text.len() - 4..].to_owned())
    } else {
        (format!("{}**", &text[..1]), format!("**{}", &text[text.len() - 2..]))
    };
    MaskedAttributes::from_masked(kind, &first3, &last4, &masked_name(name))
}

/// A name as its first character and a star for each other one, at most three; a single character
/// as a star. Counts Unicode scalars.
#[must_use]
pub fn masked_name(name: &str) -> String {
    let mut chars = name.chars();
    match (chars.next(), chars.count()) {
        (None, _) => String::new(),
        (Some(_), 0) => "*".into(),
        (Some(first), others) => format!("{first}{}", "*".repeat(others.min(3))),
    }
}

/// A masked number for a screen: first three, eleven stars, last four.
#[must_use]
pub fn displayed_number(masked: &MaskedAttributes) -> String {
    format!("{}***********{}", masked.first3(), masked.last4())
}

/// A card number as its last four characters behind five stars.
#[cfg_attr(not(feature = "internals"), allow(dead_code, reason = "asked by tests and tools"))]
#[must_use]
pub fn displayed_card_number(card_number: &CardNumber) -> String {
    format!("*****{}", &card_number.as_str()[5..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_first_character() {
        for (name, masked) in [
            ("张三", "张*"),
            ("欧阳修", "欧**"),
            ("司马相如", "司***"),
            ("阿依古丽·买买提", "阿***"),
            ("王", "*"),
        ] {
            assert_eq!(masked_name(name), masked);
        }
    }

    #[test]
    fn short_numbers_show_less() {
        let mask = |text| {
            let number = IdNumber::parse(text).expect("number");
            let masked = attributes(IdDocumentKind::Passport, &number, "Li").expect("masked");
            (masked.first3().to_owned(), masked.last4().to_owned())
        };
        assert_eq!(mask("11010519491231002X"), ("110".into(), "002X".into()));
        assert_eq!(mask("E12345678"), ("E**".into(), "**78".into()));
        assert_eq!(mask("A1234"), ("A**".into(), "**34".into()));
    }

    #[test]
    fn displayed_forms_have_the_stars_of_the_rule() {
        let number = IdNumber::parse("11010519491231002X").expect("number");
        let masked = attributes(IdDocumentKind::Mainland, &number, "张三").expect("masked");
        assert_eq!(displayed_number(&masked), "110***********002X");
        let card = CardNumber::parse("A12345678").expect("card");
        assert_eq!(displayed_card_number(&card), "*****5678");
    }
}
