//! Names of people: what a card may carry as one, and what a register makes of one that was typed.

use crate::base::text::{self, TextError};

/// The interpunct between the parts of a name (间隔号).
#[cfg(any(test, feature = "internals"))]
pub const INTERPUNCT: char = '\u{b7}';

/// Dots that look like the interpunct and are typed or scanned in its place. They stand in no name.
pub const LOOK_ALIKES: [char; 14] = [
    '\u{1427}', '\u{16eb}', '\u{2022}', '\u{2024}', '\u{2027}', '\u{2219}', '\u{22c5}', '\u{2e31}',
    '\u{2e33}', '\u{30fb}', '\u{318d}', '\u{a78f}', '\u{ff0e}', '\u{ff65}',
];

/// Why a text is no name of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum NameError {
    /// It may not be shown or signed.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A dot that looks like the interpunct, U+00B7.
    #[error("the name has a dot that looks like U+00B7 and is another character")]
    Interpunct,
}

/// Checks a name as every reader does: a text shown to people of at most `max_chars` Unicode scalars
/// (protocol §0), without dots that look like the interpunct (§2.2).
///
/// # Errors
/// [`NameError`].
pub fn check(name: &str, max_chars: usize) -> Result<(), NameError> {
    text::check(name, max_chars)?;
    check_interpuncts(name)
}

/// Checks the masked form of a name, which need not have a letter: `*` alone is one.
///
/// # Errors
/// [`NameError`].
pub fn check_masked(name: &str, max_chars: usize) -> Result<(), NameError> {
    text::check_line(name, max_chars)?;
    check_interpuncts(name)
}

/// A name as it was typed, or read from a chip that pads it, in the form that can be signed as far as
/// that loses nothing: single blanks and none at the ends, the interpunct in the place of its
/// look-alikes. Normalization is the caller's; [`check`] judges what comes out.
#[cfg(any(test, feature = "internals"))]
#[must_use]
pub fn tidy(name: &str) -> String {
    text::tidy_blanks(name).replace(LOOK_ALIKES, &INTERPUNCT.to_string())
}

fn check_interpuncts(name: &str) -> Result<(), NameError> {
    if name.contains(LOOK_ALIKES) { Err(NameError::Interpunct) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_that_look_like_the_interpunct_become_it_at_the_door_and_are_refused_in_cards() {
        for dot in LOOK_ALIKES {
            let name = format!("阿依古丽{dot}买买提");
            assert_eq!(check(&name, 40), Err(NameError::Interpunct), "{dot:?}");
            assert_eq!(tidy(&name), "阿依古丽·买买提", "{dot:?}");
        }
        assert_eq!(check("阿依古丽·买买提", 40), Ok(()));
        assert_eq!(check("Mary-Jane O'Neill Jr.", 40), Ok(()));
    }

    #[test]
    fn the_padding_of_an_id_chip_is_no_part_of_a_name() {
        assert_eq!(tidy("张三             "), "张三");
        assert_eq!(check("张三 ", 40), Err(NameError::Text(TextError::Blanks)));
    }
}
