//! Reads Rust source just well enough for the layer rules: comments and literals are taken out, what
//! is left is cut into words and signs, and the paths in it are spelled out in full.

/// A path such as `crate::wire::jws`, and the line it starts on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The path with `use` groups expanded, `self` dropped and `super` resolved.
    pub text: String,
    /// Line, from 1.
    pub line: usize,
}

/// Blanks comments, strings and character literals; every newline stays, so lines can be counted.
pub fn strip(source: &str) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let after_word = kept.chars().next_back().is_some_and(is_word);
        let length = comment(rest)
            .or_else(|| if after_word { quoted(rest) } else { literal(rest) })
            .unwrap_or(0);
        let (gone, left) = rest.split_at(if length == 0 { c.len_utf8() } else { length });
        if length == 0 {
            kept.push(c);
        } else {
            kept.push(' ');
            kept.extend(gone.chars().filter(|c| *c == '\n'));
        }
        rest = left;
    }
    kept
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Length of the comment that `text` starts with; block comments nest.
fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if !text.starts_with("/*") {
        return None;
    }
    let (mut at, mut depth) = (0, 0);
    while at < text.len() {
        let step = match &text.as_bytes()[at..] {
            [b'/', b'*', ..] => (2, 1),
            [b'*', b'/', ..] => (2, -1),
            _ => (1, 0),
        };
        (at, depth) = (at + step.0, depth + step.1);
        if depth == 0 {
            return Some(at);
        }
    }
    Some(text.len())
}

/// Length of the literal that `text` starts with, prefixes (`b`, `c`, `r#`) included.
fn literal(text: &str) -> Option<usize> {
    let prefix = text.find(|c| c != 'b' && c != 'c' && c != 'r').unwrap_or(text.len());
    let body = &text[prefix..];
    if prefix > 0 && text[..prefix].ends_with('r') {
        let hashes = body.len() - body.trim_start_matches('#').len();
        if prefix <= 2 && body[hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let found = body[hashes + 1..].find(&end);
            let length = found.map_or(body.len(), |i| hashes + 1 + i + end.len());
            return Some(prefix + length);
        }
        return None;
    }
    if prefix <= 1 { quoted(body).map(|length| prefix + length) } else { None }
}

/// Length of the string or character that `text` starts with; a lifetime is neither.
fn quoted(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut inside = text.char_indices().skip(1);
    if quote == '\'' {
        let (_, first) = inside.next()?;
        if first != '\\' {
            let (at, second) = inside.next()?;
            return (second == '\'').then_some(at + 1);
        }
        inside.next();
    }
    while let Some((at, c)) = inside.next() {
        if c == '\\' {
            inside.next();
        } else if c == quote {
            return Some(at + 1);
        }
    }
    Some(text.len())
}

/// A word, `::`, or any other single sign, with its line.
type Token<'a> = (&'a str, usize);

fn tokens(stripped: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    for (number, line) in stripped.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = if is_word(first) {
                rest.find(|c| !is_word(c)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            tokens.push((&rest[..length], number + 1));
            rest = rest[length..].trim_start();
        }
    }
    tokens
}

/// Every path of `source` that starts at a crate's root, `crate::…`, `std::…`, or that climbs there
/// by `super`. `module` is where the file stands below its crate's root: `["wire", "jws"]`.
pub fn paths(source: &str, module: &[&str]) -> Vec<Path> {
    let stripped = strip(source);
    let tokens = tokens(&stripped);
    let word = |i: usize| tokens.get(i).map_or("", |t| t.0);
    let mut here: Vec<&str> = module.to_vec();
    let mut blocks = Vec::new();
    let mut found = Vec::new();
    for (i, (text, line)) in tokens.iter().enumerate() {
        let starts = word(i + 1) == "::" && (i == 0 || word(i - 1) != "::");
        match *text {
            "{" => {
                let inline = i >= 2 && word(i - 2) == "mod";
                if inline {
                    here.push(word(i - 1));
                }
                blocks.push(inline);
            }
            "}" if blocks.pop() == Some(true) => {
                here.pop();
            }
            _ if starts && text.chars().all(is_word) => {
                let mut all = Vec::new();
                tree(&tokens, i, "", &mut all);
                found.extend(
                    all.iter().map(|path| Path { text: resolve(path, &here), line: *line }),
                );
            }
            // `use std as s;` and `use crate as c;` would hide what follows.
            "use" if matches!(word(i + 2), "as" | ";") => {
                found.push(Path { text: word(i + 1).to_owned(), line: *line });
            }
            _ => {}
        }
    }
    found
}

/// Expands the path or `use` tree at `at` behind `prefix`; gives the position after it.
fn tree(tokens: &[Token<'_>], mut at: usize, prefix: &str, found: &mut Vec<String>) -> usize {
    let word = |i: usize| tokens.get(i).map_or("", |t| t.0);
    let mut path = prefix.to_owned();
    loop {
        if word(at) == "{" {
            at += 1;
            while !matches!(word(at), "}" | "") {
                at = if word(at) == "," {
                    at + 1
                } else {
                    tree(tokens, at, &path, found).max(at + 1)
                };
            }
            return at + 1;
        }
        let part = word(at);
        if part != "*" && !part.chars().all(is_word) || part.is_empty() {
            found.push(path);
            return at;
        }
        let joint = if path.is_empty() { "" } else { "::" };
        path = format!("{path}{joint}{part}");
        at += 1;
        if word(at) != "::" {
            found.push(path);
            break;
        }
        at += 1;
    }
    // `a as b` in a group: the new name is not a path.
    if word(at) == "as" { at + 2 } else { at }
}

/// Turns leading `self` and `super` into where they lead, as a `crate::…` path.
fn resolve(path: &str, here: &[&str]) -> String {
    let mut base: Vec<&str> = here.to_vec();
    let mut parts: Vec<&str> = path.split("::").filter(|p| *p != "self").collect();
    if !path.starts_with("self::") && !path.starts_with("super::") {
        return parts.join("::");
    }
    while parts.first() == Some(&"super") {
        parts.remove(0);
        base.pop();
    }
    std::iter::once("crate").chain(base).chain(parts).collect::<Vec<_>>().join("::")
}
