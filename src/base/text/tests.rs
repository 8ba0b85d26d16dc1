use unicode_properties::{GeneralCategory as G, UnicodeGeneralCategory};

use super::*;

#[test]
fn names_of_people_and_places_pass() {
    for good in [
        "张三",
        "阿依古丽·买买提",
        "José García",
        "Nguyễn Văn A",
        "𠮷野",
        "〇",
        "བཀྲ་ཤིས་རྡོ་རྗེ",
        "ئەخمەت",
        "第一医院（东院）2 号楼",
        // Extension I, for China's civil register, and extension J.
        "\u{2ebf0}\u{323b0}",
    ] {
        assert_eq!(check(good, 40), Ok(()), "{good}");
        assert_eq!(check_signable(good), Ok(()), "{good}");
    }
}

#[test]
fn what_is_empty_too_long_or_not_normalized_is_refused() {
    assert_eq!(check("", 4), Err(TextError::Empty));
    assert_eq!(check("abcde", 4), Err(TextError::TooLong));
    assert_eq!(check("Jose\u{301}", 10), Err(TextError::NotNormalized));
}

#[test]
fn what_does_not_show_or_reorders_is_refused() {
    for bad in [
        // Bidirectional controls, zero-width characters, controls, separators.
        '\u{202e}',
        '\u{200f}',
        '\u{2066}',
        '\u{200b}',
        '\u{feff}',
        '\0',
        '\n',
        '\t',
        '\u{2028}',
        // Blanks of other sorts: ideographic, no-break, figure, Ogham.
        '\u{3000}',
        '\u{a0}',
        '\u{2007}',
        '\u{1680}',
        // Default-ignorable code points: grapheme joiner, Hangul and Khmer fillers, variation
        // selectors.
        '\u{34f}',
        '\u{115f}',
        '\u{1160}',
        '\u{3164}',
        '\u{ffa0}',
        '\u{17b4}',
        '\u{180b}',
        '\u{fe0f}',
        '\u{e0100}',
        '\u{fff0}',
        '\u{2065}',
        '\u{e0fff}',
        // Blank by their glyphs: braille, Egyptian hieroglyphs, Khitan, music.
        '\u{2800}',
        '\u{13441}',
        '\u{13442}',
        '\u{16fe4}',
        '\u{1d159}',
        // Private use, noncharacters, and what stands for a character that was lost.
        '\u{e000}',
        '\u{f0000}',
        '\u{10fffd}',
        '\u{fdd0}',
        '\u{ffff}',
        '\u{1fffe}',
        '\u{fffc}',
        '\u{fffd}',
    ] {
        let text = format!("a{bad}b");
        assert_eq!(check(&text, 10), Err(TextError::Unprintable), "{bad:?}");
        assert!(check(&bad.to_string(), 10).is_err(), "{bad:?} alone");
    }
}

#[test]
fn blanks_stand_inside_and_alone() {
    for bad in [" 张三", "张三 ", "张  三", " ", "  "] {
        assert_eq!(check(bad, 10), Err(TextError::Blanks), "{bad:?}");
    }
    assert_eq!(check("张 三 A", 10), Ok(()));
}

#[test]
fn a_text_has_a_letter_and_marks_have_something_to_stand_on() {
    for bad in ["12345", "·", "...", "*", "😀"] {
        assert_eq!(check(bad, 10), Err(TextError::NoLetter), "{bad:?}");
        assert_eq!(check_line(bad, 10), Ok(()), "{bad:?}");
    }
    assert_eq!(check("\u{323}a", 10), Err(TextError::Marks));
    let with_marks = |count| format!("x{}", "\u{323}".repeat(count));
    assert_eq!(check(&with_marks(4), 10), Ok(()));
    assert_eq!(check(&with_marks(5), 10), Err(TextError::Marks));
}

#[test]
fn signers_use_characters_of_unicode_15_and_two_extensions_and_readers_take_later_ones() {
    // Assigned in 16.0: a letter of Garay, and one of extended Latin.
    for later in ['\u{10d4a}', '\u{a7cb}', '\u{2fe0}', '\u{3347f}', '\u{33480}'] {
        let text = format!("a{later}");
        assert_eq!(check(&text, 4), Ok(()), "{later:?}");
        let signable = ('\u{323b0}'..='\u{3347f}').contains(&later);
        assert_eq!(check_signable(&text).is_ok(), signable, "{later:?}");
    }
}

#[test]
fn padding_of_any_sort_becomes_single_blanks() {
    assert_eq!(tidy_blanks("张三                            "), "张三");
    assert_eq!(tidy_blanks("\u{3000}Nguyễn\u{a0}\u{a0}Văn\tA\r\n"), "Nguyễn Văn A");
    assert_eq!(tidy_blanks(" \u{3000}"), "");
}

/// The code points that protocol §0 lists as ignorable by default.
const IGNORABLE: [(u32, u32); 17] = [
    (0xad, 0xad),
    (0x34f, 0x34f),
    (0x61c, 0x61c),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x200b, 0x200f),
    (0x202a, 0x202e),
    (0x2060, 0x206f),
    (0x3164, 0x3164),
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xffa0, 0xffa0),
    (0xfff0, 0xfff8),
    (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a),
    (0xe0000, 0xe0fff),
];

#[test]
fn kinds_are_what_the_specification_says() {
    for c in '\0'..=char::MAX {
        let code = u32::from(c);
        let category = c.general_category();
        let refused_category = matches!(
            category,
            G::Control
                | G::Format
                | G::LineSeparator
                | G::ParagraphSeparator
                | G::SpaceSeparator
                | G::PrivateUse
        );
        let never = IGNORABLE.iter().any(|(first, last)| (*first..=*last).contains(&code))
            || code & 0xfffe == 0xfffe
            || (0xfdd0..=0xfdef).contains(&code)
            || "\u{2800}\u{13441}\u{13442}\u{16fe4}\u{1d159}\u{fffc}\u{fffd}".contains(c);
        let expected = match category {
            _ if c == ' ' => 0,
            _ if refused_category || never => REFUSED,
            G::UppercaseLetter
            | G::LowercaseLetter
            | G::TitlecaseLetter
            | G::ModifierLetter
            | G::OtherLetter
            | G::LetterNumber
            | G::Unassigned => LETTER,
            G::NonspacingMark | G::EnclosingMark => STACKED,
            _ => 0,
        };
        assert_eq!(kind(c), expected, "{c:?}");
    }
}
