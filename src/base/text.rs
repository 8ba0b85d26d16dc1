//! Text that a person will read: what a name, a venue or a purpose may consist of (protocol §0).

mod nfc;

use nfc::is_nfc;

/// The kind of each character, and whether signers use it: see `tests/character_tables.rs`.
static CHARACTERS: &[u32] = &include!("text/tables/characters.in");

/// The bits of a value in [`CHARACTERS`] that are the kind; 0 is what shows and is none of these.
const KIND: u8 = 3;
/// A letter or an ideograph, or a character of a later version of Unicode.
const LETTER: u8 = 1;
/// A mark that is drawn over or under what stands before it: general categories Mn and Me.
const STACKED: u8 = 2;
/// It doesn't show, reorders what shows, or means something in private only.
const REFUSED: u8 = 3;
/// Set for a character that signers don't use.
const UNSIGNED: u8 = 4;

/// Most marks in a row that are drawn over and under one character (UTS #39 §5.4): more would cover
/// the lines above and below.
const MAX_STACKED: usize = 4;

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
    /// A character that doesn't show, reorders what shows, or has no meaning of its own: controls,
    /// format characters, separators and blanks other than U+0020, default-ignorable code points,
    /// blank letters, private use, noncharacters, U+FFFC and U+FFFD.
    #[error("the text has a character that does not show, or reorders what shows")]
    Unprintable,
    /// A blank at the start or the end, or two in a row.
    #[error("the text has a blank at its start or end, or two in a row")]
    Blanks,
    /// A combining mark at the start, or more than four that are drawn over each other.
    #[error("the text has a combining mark at its start, or more than four in a row")]
    Marks,
    /// Neither a letter nor an ideograph.
    #[error("the text has neither a letter nor an ideograph")]
    NoLetter,
    /// A character that signers don't use: not assigned in Unicode 15.0, and no ideograph of the
    /// extensions I and J.
    #[error("the text has a character that is not assigned in Unicode 15.0")]
    Unassigned,
}

/// Checks that `text` can be shown to people, as every reader does: at most `max_chars` Unicode
/// scalars, NFC, only characters that show, single blanks inside, at least one letter or ideograph.
///
/// # Errors
/// The first [`TextError`] in the order of its variants.
pub fn check(text: &str, max_chars: usize) -> Result<(), TextError> {
    check_line(text, max_chars)?;
    if text.chars().any(|c| kind(c) == LETTER) { Ok(()) } else { Err(TextError::NoLetter) }
}

/// As [`check`], for a text that need not have a letter: a masked name, an identifier.
///
/// # Errors
/// The first [`TextError`] in the order of its variants.
pub fn check_line(text: &str, max_chars: usize) -> Result<(), TextError> {
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
    if text.chars().any(|c| kind(c) == REFUSED) {
        return Err(TextError::Unprintable);
    }
    if text.starts_with(' ') || text.ends_with(' ') || text.contains("  ") {
        return Err(TextError::Blanks);
    }
    let in_a_row = |row: &[char]| row.iter().all(|c| kind(*c) == STACKED);
    let chars: Vec<char> = text.chars().collect();
    if chars.iter().take(1).any(|c| kind(*c) == STACKED)
        || chars.windows(MAX_STACKED + 1).any(in_a_row)
    {
        return Err(TextError::Marks);
    }
    Ok(())
}

/// Checks that every character may be signed: assigned in Unicode 15.0, or an ideograph of the
/// extensions I (U+2EBF0–2EE5F) and J (U+323B0–3347F), which names in China's civil register have.
/// Readers take later characters too, so this is asked of signers only.
///
/// # Errors
/// [`TextError::Unassigned`].
pub fn check_signable(text: &str) -> Result<(), TextError> {
    let unsigned = |c| value_at(CHARACTERS, c) & UNSIGNED != 0;
    if text.chars().any(unsigned) { Err(TextError::Unassigned) } else { Ok(()) }
}

/// A text as somebody typed it, or as a chip or a form padded it: one blank, U+0020, in the place of
/// each run of white space, and none at the ends. [`check`] judges what comes out.
#[must_use]
pub fn tidy_blanks(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn kind(c: char) -> u8 {
    value_at(CHARACTERS, c) & KIND
}

/// The value of `c` in a table of `code point << 8 | value`, sorted, with an entry wherever the value
/// changes.
fn value_at(steps: &[u32], c: char) -> u8 {
    let after = steps.partition_point(|step| step >> 8 <= u32::from(c));
    let step = after.checked_sub(1).and_then(|at| steps.get(at)).copied().unwrap_or_default();
    step.to_le_bytes()[0]
}

#[cfg(test)]
mod tests;
