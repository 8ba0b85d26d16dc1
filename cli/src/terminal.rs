//! What a person sees: answers line by line, fields under each other, tables whose columns stand
//! straight.

use std::fmt::Arguments;
use std::io::Write as _;
use std::process;

use essc::base::time::UnixTime;
use essc::model::localized::Language;
use serde_json::Value;

/// Prints a line on standard output, as `println!` does, and never panics.
macro_rules! answer {
    ($($part:tt)*) => { $crate::terminal::print_line(format_args!($($part)*)) };
}
pub(crate) use answer;

/// Prints a line. When whoever read the answers is gone, there is nothing left to do.
pub fn print_line(line: Arguments<'_>) {
    if writeln!(std::io::stdout().lock(), "{line}").is_err() {
        process::exit(3);
    }
}

/// What stands beside everything of a sandbox.
pub const fn sandbox(language: Language) -> &'static str {
    match language {
        Language::Zh => "测试环境：无法律效力",
        Language::En => "sandbox: not legally valid",
    }
}

/// A time as people read it: `2027-01-15 08:00 UTC`.
pub fn utc(time: UnixTime) -> String {
    let (year, month, day) = time.date();
    let minutes = time.as_secs() / 60 % 1440;
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02} UTC", minutes / 60, minutes % 60)
}

/// Prints a JSON object as lines `name  value`, inner objects indented.
pub fn print_fields(value: &Value) {
    print_indented(value, 0);
}

fn print_indented(value: &Value, depth: usize) {
    let Value::Object(fields) = value else { return };
    let width = fields.keys().map(String::len).max().unwrap_or(0);
    for (name, value) in fields {
        let indent = "  ".repeat(depth);
        match value {
            Value::Object(inner) if !inner.is_empty() => {
                answer!("{indent}{name}");
                print_indented(value, depth + 1);
            }
            Value::String(text) => answer!("{indent}{name:width$}  {text}"),
            other => answer!("{indent}{name:width$}  {other}"),
        }
    }
}

/// Columns a text takes in a terminal: two for each wide character.
pub fn columns(text: &str) -> usize {
    let wide = |c: char| matches!(c as u32, 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x20000..=0x3fffd);
    text.chars().map(|c| 1 + usize::from(wide(c))).sum()
}

/// Prints rows under a heading, columns padded to their widest cell.
pub fn print_table(heading: &[&str], rows: &[Vec<String>]) {
    let heading: Vec<String> = heading.iter().map(|cell| (*cell).to_owned()).collect();
    let all = || std::iter::once(&heading).chain(rows);
    let count = all().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count)
        .map(|i| all().filter_map(|row| row.get(i)).map(|c| columns(c)).max().unwrap_or(0))
        .collect();
    let line = |row: &[String]| {
        let cells = row.iter().zip(&widths);
        let padded =
            cells.map(|(cell, width)| format!("{cell}{}", " ".repeat(width - columns(cell))));
        answer!("{}", padded.collect::<Vec<_>>().join("  ").trim_end());
    };
    line(&heading);
    line(&widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>());
    rows.iter().for_each(|row| line(row));
}
