//! Whether a text is in Unicode Normalization Form C (UAX #15), without the tables for making one.
//!
//! Two sequences of characters that mean the same text have one form C. The check takes the text
//! apart, orders what combines, puts it together again and compares. What form C never has is refused
//! at sight; so only pairs that it does put together have to be known, and the table is small.

use crate::base::text::value_at;

/// `(first, second, composite)`, sorted by the composite.
static COMPOSITIONS: &[(char, char, char)] = &include!("tables/compositions.in");

/// Canonical combining classes, or [`NEVER`].
static CLASSES: &[u32] = &include!("tables/classes.in");

/// In the place of a combining class: a character that form C never has.
const NEVER: u8 = u8::MAX;

/// A character and its combining class; 0 for what others combine with.
type Part = (char, u8);

pub(super) fn is_nfc(text: &str) -> bool {
    // Below the first combining mark every character stands for itself.
    if text.chars().all(|c| c < '\u{300}') {
        return true;
    }
    if text.chars().any(|c| class(c) == NEVER) {
        return false;
    }
    let mut parts = Vec::with_capacity(text.len());
    text.chars().for_each(|c| take_apart(c, &mut parts));
    put_together(parts).into_iter().map(|(c, _)| c).eq(text.chars())
}

fn class(c: char) -> u8 {
    value_at(CLASSES, c)
}

/// Appends the full canonical decomposition of `c` to `parts`, in canonical order.
fn take_apart(c: char, parts: &mut Vec<Part>) {
    let pair = hangul::pair_of(c).or_else(|| {
        let at = COMPOSITIONS.binary_search_by_key(&c, |&(_, _, composite)| composite).ok()?;
        COMPOSITIONS.get(at).map(|&(first, second, _)| (first, second))
    });
    // A pair's first part may be a pair itself, at most twice; the second never is.
    let last = match pair {
        Some((first, second)) => {
            take_apart(first, parts);
            second
        }
        None => c,
    };
    let class = class(last);
    let is_before = |&(_, other): &Part| class == 0 || other <= class;
    let at = parts.iter().rposition(is_before).map_or(0, |before| before + 1);
    parts.insert(at, (last, class));
}

/// Composes each character with the last one before it that others combine with, unless one of the
/// same or a higher class stands between.
fn put_together(parts: Vec<Part>) -> Vec<Part> {
    let mut whole: Vec<Part> = Vec::with_capacity(parts.len());
    let mut base = None;
    for (c, class) in parts {
        let is_free = match (base, whole.last()) {
            (Some(base), Some(&(_, between))) => base + 1 == whole.len() || between < class,
            _ => false,
        };
        let base_char = base.and_then(|at: usize| whole.get_mut(at)).filter(|_| is_free);
        if let Some((first, _)) = base_char
            && let Some(composite) = composite_of(*first, c)
        {
            *first = composite;
            continue;
        }
        if class == 0 {
            base = Some(whole.len());
        }
        whole.push((c, class));
    }
    whole
}

fn composite_of(first: char, second: char) -> Option<char> {
    let listed = || COMPOSITIONS.iter().find(|&&(a, b, _)| (a, b) == (first, second));
    hangul::composite_of(first, second).or_else(|| listed().map(|&(_, _, composite)| composite))
}

/// The syllables of Hangul, which are counted (Unicode Standard §3.12): a leading consonant and a
/// vowel make a syllable, and that and a trailing consonant another.
mod hangul {
    const SYLLABLES: u32 = 0xac00;
    const LEADING: u32 = 0x1100;
    const VOWEL: u32 = 0x1161;
    /// One before the first trailing consonant: number 0 is none.
    const TRAILING: u32 = 0x11a7;
    const LEADING_COUNT: u32 = 19;
    const VOWEL_COUNT: u32 = 21;
    const TRAILING_COUNT: u32 = 28;

    pub(super) fn pair_of(syllable: char) -> Option<(char, char)> {
        let index = index(syllable, SYLLABLES, LEADING_COUNT * VOWEL_COUNT * TRAILING_COUNT)?;
        let (open, trailing) = (index / TRAILING_COUNT, index % TRAILING_COUNT);
        let (first, second) = if trailing > 0 {
            (SYLLABLES + open * TRAILING_COUNT, TRAILING + trailing)
        } else {
            (LEADING + open / VOWEL_COUNT, VOWEL + open % VOWEL_COUNT)
        };
        Some((char::from_u32(first)?, char::from_u32(second)?))
    }

    pub(super) fn composite_of(first: char, second: char) -> Option<char> {
        let open = || {
            let leading = index(first, LEADING, LEADING_COUNT)?;
            let vowel = index(second, VOWEL, VOWEL_COUNT)?;
            Some(SYLLABLES + (leading * VOWEL_COUNT + vowel) * TRAILING_COUNT)
        };
        let closed = || {
            index(first, SYLLABLES, LEADING_COUNT * VOWEL_COUNT * TRAILING_COUNT)
                .filter(|index| index.is_multiple_of(TRAILING_COUNT))?;
            let trailing = index(second, TRAILING, TRAILING_COUNT).filter(|&number| number > 0)?;
            Some(u32::from(first) + trailing)
        };
        open().or_else(closed).and_then(char::from_u32)
    }

    fn index(c: char, first: u32, count: u32) -> Option<u32> {
        u32::from(c).checked_sub(first).filter(|&index| index < count)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use unicode_normalization::char::canonical_combining_class;
    use unicode_normalization::is_nfc as reference;

    use super::*;

    /// Every character that combines, decomposes or composes, and some that do neither.
    fn interesting() -> Vec<char> {
        let listed = COMPOSITIONS.iter().flat_map(|&(a, b, c)| [a, b, c]);
        let combining = ('\0'..=char::MAX).filter(|&c| canonical_combining_class(c) != 0);
        let jamo = ('\u{1100}'..='\u{11ff}').chain("각가갂힣힉a张".chars());
        let mut all: Vec<char> = listed.chain(combining).chain(jamo).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    #[test]
    fn every_character_alone_is_judged_as_the_normalization_crate_does() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            assert_eq!(is_nfc(&text), reference(&text), "{c:?}");
        }
    }

    #[test]
    fn every_pair_that_could_combine_is_judged_as_the_normalization_crate_does() {
        let all = interesting();
        let seconds = COMPOSITIONS.iter().map(|&(_, second, _)| second);
        let mut seconds: Vec<char> =
            seconds.chain("\u{1161}\u{11a7}\u{11a8}\u{345}".chars()).collect();
        seconds.sort_unstable();
        seconds.dedup();
        for first in all {
            for second in &seconds {
                let text = String::from_iter([first, *second]);
                assert_eq!(is_nfc(&text), reference(&text), "{text:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn longer_texts_are_judged_as_the_normalization_crate_does(
            text in vec(prop::sample::select(interesting()), 0..8)
        ) {
            let text = String::from_iter(text);
            let composed = String::from_iter(
                unicode_normalization::UnicodeNormalization::nfc(text.chars()),
            );
            prop_assert_eq!(is_nfc(&text), reference(&text), "{:?}", text);
            prop_assert!(is_nfc(&composed), "{:?}", composed);
        }
    }
}
