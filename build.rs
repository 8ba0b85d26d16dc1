//! Makes the tables of `src/base/text/` out of the Unicode data of two crates, so that the library
//! carries the 16 KB it asks for and not the 150 KB that serve every normalization form.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, error, fs};

use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Stands for the class of a character that normalized text never has; no combining class is 255.
const NEVER: u8 = u8::MAX;

fn main() -> Result<(), Box<dyn error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("compositions.rs"), compositions()?)?;
    fs::write(out.join("classes.rs"), steps(class)?)?;
    fs::write(out.join("unprintable.rs"), steps(|c| u8::from(is_unprintable(c)))?)?;
    Ok(())
}

/// `(first, second, composite)` of every pair that normalization puts together, sorted by the
/// composite; the syllables of Hangul, which are counted and not listed, are left out.
fn compositions() -> Result<String, Box<dyn error::Error>> {
    let mut rows = "[\n".to_owned();
    let listed = |c: &char| !('\u{ac00}'..='\u{d7a3}').contains(c) && class(*c) != NEVER;
    for composite in ('\0'..=char::MAX).filter(listed) {
        let mut parts = Vec::new();
        decompose_canonical(composite, |part| parts.push(part));
        let Some(second) = parts.pop().filter(|_| !parts.is_empty()) else { continue };
        let first =
            parts.into_iter().nfc().next().filter(|&c| compose(c, second) == Some(composite));
        let first = first.ok_or_else(|| format!("{composite:?} is put together in another way"))?;
        writeln!(rows, "({first:?}, {second:?}, {composite:?}),")?;
    }
    Ok(rows + "]")
}

/// `code point << 8 | value` for each code point whose value is not that of the one before it.
fn steps(value: impl Fn(char) -> u8) -> Result<String, Box<dyn error::Error>> {
    let mut rows = "[\n".to_owned();
    let mut last = None;
    for c in '\0'..=char::MAX {
        let value = value(c);
        if last.replace(value) != Some(value) {
            writeln!(rows, "{},", u32::from(c) << 8 | u32::from(value))?;
        }
    }
    Ok(rows + "]")
}

fn class(c: char) -> u8 {
    let is_never = is_nfc_quick([c].into_iter()) == IsNormalized::No;
    if is_never { NEVER } else { canonical_combining_class(c) }
}

fn is_unprintable(c: char) -> bool {
    matches!(
        c.general_category(),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
    )
}
