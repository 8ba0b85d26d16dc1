//! How bytes, texts and JSON are set on the page: wrapped, and put together again by taking the line
//! ends out.

use essc::base::hex;

/// Columns of wrapped bytes and texts.
const WIDTH: usize = 80;
/// Columns up to which a JSON value stays on one line.
const JSON_WIDTH: usize = 150;

/// A fenced block.
pub fn block(text: &str) -> String {
    format!("```text\n{}\n```\n", text.trim_end())
}

/// A text in lines of 80 columns.
pub fn wrapped(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(WIDTH).map(|line| line.iter().collect::<String>() + "\n").collect()
}

/// A title and bytes in hex, in a block.
pub fn bytes(title: &str, bytes: &[u8]) -> String {
    format!("{title}, {} bytes:\n\n{}", bytes.len(), block(&wrapped(&hex::encode(bytes))))
}

/// Compact JSON with long values over several lines; nothing but line ends and the spaces after them
/// is added.
pub fn json(compact: &str) -> String {
    value(compact, 0)
}

fn value(compact: &str, indent: usize) -> String {
    let short = indent + compact.len() <= JSON_WIDTH;
    let opening = compact.chars().next().filter(|c| matches!(c, '{' | '['));
    let Some(opening) = opening.filter(|_| !short) else { return compact.to_owned() };
    let inner = indent + 2;
    let members: Vec<String> = split(&compact[1..compact.len() - 1])
        .into_iter()
        .map(|member| " ".repeat(inner) + &one(member, opening, inner))
        .collect();
    let closing = &compact[compact.len() - 1..];
    format!("{opening}\n{}\n{}{closing}", members.join(",\n"), " ".repeat(indent))
}

/// A member of an object, or an element of an array. Names in the examples hold no escapes.
fn one(member: &str, opening: char, indent: usize) -> String {
    match member.split_once("\":").filter(|_| opening == '{') {
        Some((name, rest)) => format!("{name}\":{}", value(rest, indent)),
        None => value(member, indent),
    }
}

/// Splits at the commas that stand in no string and no inner value.
fn split(inside: &str) -> Vec<&str> {
    let (mut depth, mut quoted, mut from) = (0, false, 0);
    let mut parts = Vec::new();
    for (at, c) in inside.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '{' | '[' if !quoted => depth += 1,
            '}' | ']' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(&inside[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inside[from..]);
    parts
}

#[test]
fn taking_line_ends_and_indents_out_gives_the_same_json() {
    let compact = format!(r#"{{"a":[{}"x,y]"],"b":{{"c":null}}}}"#, r#""long text","#.repeat(20));
    let shown = json(&compact);
    assert!(shown.lines().count() > 20);
    assert_eq!(shown.lines().map(str::trim_start).collect::<String>(), compact);
}
