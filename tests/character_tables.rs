//! The tables of Unicode data in `src/base/text/tables/`, made again from three crates and compared.
//!
//! They are checked in, so that whoever builds the library needs none of those crates, and what a name
//! may consist of changes with a commit and not with a dependency. `ESSC_TABLES=write` in the
//! environment writes them anew.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use regex_syntax::hir::{Class, HirKind};
use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// What `src/base/text.rs` takes a character for; the rest is 0. Protocol §0 has it in words.
mod kind {
    /// A letter or an ideograph, or what these data don't know: later versions add little else.
    pub const LETTER: u8 = 1;
    /// A mark that is drawn over or under what stands before it.
    pub const STACKED: u8 = 2;
    /// What doesn't show, reorders what shows, or means something in private only.
    pub const REFUSED: u8 = 3;
    /// Added to the kind of a character that signers don't use.
    pub const UNSIGNED: u8 = 4;
}

/// Code points that readers refuse whatever their category: ignorable by default, noncharacters, those
/// that stand for something that is not there, and those whose glyph is blank.
const NEVER_SHOWN: &str = r"[\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\x{FFFC}\x{FFFD}\x{2800}\x{13441}\x{13442}\x{16FE4}\x{1D159}]";

/// What signers don't use: not in Unicode 15.0, and not in the CJK extensions I and J.
const UNSIGNED: &str = r"[\P{Age=V15_0}--[\x{2EBF0}-\x{2EE5F}\x{323B0}-\x{3347F}]]";

/// Stands for the class of a character that normalized text never has; no combining class is 255.
const NEVER: u8 = u8::MAX;

#[test]
fn the_tables_are_those_of_the_unicode_data() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/base/text/tables");
    let writes = env::var("ESSC_TABLES").is_ok_and(|value| value == "write");
    for (name, rows) in [
        ("compositions.in", compositions()?),
        ("classes.in", steps(class)),
        ("characters.in", characters()?),
    ] {
        let (file, table) = (folder.join(name), table(&rows)?);
        if writes {
            fs::write(&file, &table)?;
        }
        assert!(fs::read_to_string(&file)? == table, "{name} is not what the data say");
    }
    Ok(())
}

/// An array in the syntax of Rust, as many rows in a line as there is room for.
fn table(rows: &[String]) -> Result<String, Box<dyn Error>> {
    const WIDTH: usize = 100;
    let mut text = "[".to_owned();
    let mut line = WIDTH;
    for row in rows {
        if line + row.len() + 2 > WIDTH {
            write!(text, "\n    {row},")?;
            line = 4 + row.len() + 1;
        } else {
            write!(text, " {row},")?;
            line += row.len() + 2;
        }
    }
    Ok(text + "\n]\n")
}

/// `(first, second, composite)` of every pair that normalization puts together, sorted by the
/// composite; the syllables of Hangul, which are counted and not listed, are left out.
fn compositions() -> Result<Vec<String>, Box<dyn Error>> {
    let mut rows = Vec::new();
    let listed = |c: &char| !('\u{ac00}'..='\u{d7a3}').contains(c) && class(*c) != NEVER;
    for composite in ('\0'..=char::MAX).filter(listed) {
        let mut parts = Vec::new();
        decompose_canonical(composite, |part| parts.push(part));
        let Some(second) = parts.pop().filter(|_| !parts.is_empty()) else { continue };
        let first =
            parts.into_iter().nfc().next().filter(|&c| compose(c, second) == Some(composite));
        let first = first.ok_or_else(|| format!("{composite:?} is put together in another way"))?;
        // Escaped: no editor normalizes what it saves.
        let [first, second, composite] = [first, second, composite].map(char::escape_unicode);
        rows.push(format!("('{first}', '{second}', '{composite}')"));
    }
    Ok(rows)
}

/// `code point << 8 | value` for each code point whose value is not that of the one before it.
fn steps(value: impl Fn(char) -> u8) -> Vec<String> {
    let mut rows = Vec::new();
    let mut last = None;
    for c in '\0'..=char::MAX {
        let value = value(c);
        if last.replace(value) != Some(value) {
            rows.push((u32::from(c) << 8 | u32::from(value)).to_string());
        }
    }
    rows
}

fn class(c: char) -> u8 {
    let is_never = is_nfc_quick([c].into_iter()) == IsNormalized::No;
    if is_never { NEVER } else { canonical_combining_class(c) }
}

fn characters() -> Result<Vec<String>, Box<dyn Error>> {
    let (never, unsigned) = (ranges(NEVER_SHOWN)?, ranges(UNSIGNED)?);
    Ok(steps(|c| {
        let kind = if contains(&never, c) { kind::REFUSED } else { kind_of_category(c) };
        kind + if contains(&unsigned, c) { kind::UNSIGNED } else { 0 }
    }))
}

fn kind_of_category(c: char) -> u8 {
    use GeneralCategory as G;
    match c.general_category() {
        _ if c == ' ' => 0,
        G::Control
        | G::Format
        | G::LineSeparator
        | G::ParagraphSeparator
        | G::PrivateUse
        | G::SpaceSeparator => kind::REFUSED,
        G::LetterNumber
        | G::LowercaseLetter
        | G::ModifierLetter
        | G::OtherLetter
        | G::TitlecaseLetter
        | G::Unassigned
        | G::UppercaseLetter => kind::LETTER,
        G::EnclosingMark | G::NonspacingMark => kind::STACKED,
        _ => 0,
    }
}

/// The characters of a class in the syntax of regular expressions, as sorted ranges.
fn ranges(class: &str) -> Result<Vec<(char, char)>, Box<dyn Error>> {
    match regex_syntax::parse(class)?.into_kind() {
        HirKind::Class(Class::Unicode(set)) => {
            Ok(set.iter().map(|range| (range.start(), range.end())).collect())
        }
        _ => Err(format!("{class} is no class").into()),
    }
}

fn contains(ranges: &[(char, char)], c: char) -> bool {
    let after = ranges.partition_point(|(first, _)| *first <= c);
    after.checked_sub(1).is_some_and(|at| c <= ranges[at].1)
}
