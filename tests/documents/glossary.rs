//! The glossary is kept: its words are those of the code, the words that were given up are in no text
//! that people read, and names are spelled as it says.

use std::collections::HashSet;

use super::{document, files, rows};

#[test]
fn the_glossary_has_one_word_for_one_thing_and_names_what_is_in_the_code() {
    let terms = rows(&document("glossary.md"), "term");
    assert!(terms.len() >= 60, "{}", terms.len());
    let source: String = files(&["src", "cli/src", "reference-issuer/src"], &["rs"])
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let words: HashSet<&str> =
        source.split(|c: char| !(c.is_ascii_alphanumeric() || "_-".contains(c))).collect();
    let (mut english, mut chinese) = (HashSet::new(), HashSet::new());
    for row in &terms {
        let [term, name, word, origin] = row.as_slice() else { panic!("{row:?}") };
        assert!(words.contains(name.trim_matches('`')), "{name} is in no source");
        assert!(english.insert(term), "{term} stands twice");
        assert!(chinese.insert(word) && !word.is_ascii(), "{word} stands twice");
        assert!(!origin.is_empty(), "{term}");
    }
}

#[test]
fn words_that_the_glossary_gave_up_are_in_no_text_that_people_read() {
    let given_up = rows(&document("glossary.md"), "not");
    assert!(given_up.len() >= 5, "{given_up:?}");
    let folders =
        ["src", "cli/src", "reference-issuer/src", "android-demo", "ios-demo", "bindings", "docs"];
    let mut read = files(&folders, &["rs", "kt", "swift", "xml", "xcstrings", "md"]);
    read.extend(files(&["sandbox-page/src"], &["js", "html"]));
    for name in ["README.zh-CN.md", "README.md"] {
        read.push((name.into(), document(&format!("../{name}"))));
    }
    assert!(read.len() > 300, "{}", read.len());
    for (path, text) in read.iter().filter(|(path, _)| !path.ends_with("glossary.md")) {
        for row in &given_up {
            let at = text.lines().position(|line| line.contains(row[0].as_str()));
            assert_eq!(at, None, "{}: {} is {}", path.display(), row[0], row[1]);
        }
    }
}

/// British spellings, as parts of names; what follows one of the second column is American.
const BRITISH: [(&str, &str); 12] = [
    ("enrol", "l"),
    ("colour", ""),
    ("behaviour", ""),
    ("favour", ""),
    ("centred", ""),
    ("grey", ""),
    ("defence", ""),
    ("labelled", ""),
    ("authoris", ""),
    ("recognis", ""),
    ("serialis", ""),
    ("normalis", ""),
];

/// Words after which a name is declared, in the three languages.
const DECLARES: [&str; 16] = [
    "fn",
    "fun",
    "func",
    "struct",
    "class",
    "enum",
    "trait",
    "interface",
    "object",
    "mod",
    "let",
    "mut",
    "val",
    "var",
    "const",
    "case",
];

#[test]
fn names_are_spelled_as_rfcs_and_platforms_spell_theirs() {
    let folders = [
        "src",
        "cli",
        "reference-issuer",
        "examples",
        "tests",
        "benches",
        "xtask",
        "fuzz",
        "android-demo",
        "ios-demo",
        "bindings",
    ];
    let read = files(&folders, &["rs", "kt", "swift"]);
    let mut names = 0;
    for (path, text) in &read {
        let code = text.lines().filter(|line| !line.trim_start().starts_with(['/', '*']));
        for line in code {
            let words: Vec<&str> = line
                .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                .filter(|word| !word.is_empty())
                .collect();
            for pair in words.windows(2).filter(|pair| DECLARES.contains(&pair[0])) {
                names += 1;
                let name = pair[1].to_ascii_lowercase();
                for (british, american) in BRITISH {
                    let odd = name.match_indices(british).any(|(at, _)| {
                        american.is_empty() || !name[at + british.len()..].starts_with(american)
                    });
                    assert!(!odd, "{}: {} is spelled the British way", path.display(), pair[1]);
                }
            }
        }
    }
    assert!(names > 5_000, "only {names} names were read");
}
