//! A document in two languages says the same: what the two have to have in common, and where they
//! differ.
//!
//! Sentences are not compared. What is compared, section by section: level and number of headings,
//! rows and columns of tables, code spans and numbers (of each cell, and of the section as a whole),
//! fenced blocks, the count of list items and paragraphs, and the targets of links.

use crate::markdown::{Block, Section, Text, sections};

/// A document, with the file name that links to it use.
#[derive(Clone, Copy)]
pub struct Document<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

/// Where two languages of one document differ, each with its section; nothing where they agree.
pub fn differences(english: Document<'_>, chinese: Document<'_>) -> Vec<String> {
    let (ours, theirs) = (sections(english.text), sections(chinese.text));
    let heads = |sections: &[Section]| -> Vec<_> {
        sections.iter().map(|s| format!("{} {}", "#".repeat(s.level), s.number)).collect()
    };
    if heads(&ours) != heads(&theirs) {
        return vec![format!("headings: {:?}, {:?}", heads(&ours), heads(&theirs))];
    }
    let mut found = Vec::new();
    for (ours, theirs) in ours.iter().zip(&theirs) {
        let place = format!("{} {} {}", english.name, ours.number, ours.title);
        let mut differ = |what: String| found.push(format!("{place}: {what}"));
        if ours.items != theirs.items {
            differ(format!("list items {:?}, {:?}", ours.items, theirs.items));
        }
        if ours.paragraphs != theirs.paragraphs {
            differ(format!("paragraphs {}, {}", ours.paragraphs, theirs.paragraphs));
        }
        of_text(&ours.text, &theirs.text).into_iter().for_each(&mut differ);
        of_tables(&ours.tables, &theirs.tables).into_iter().for_each(&mut differ);
        of_blocks(&ours.blocks, &theirs.blocks).into_iter().for_each(&mut differ);
        let links = |text: &Text, name| text.links.iter().map(|l| target(name, l)).collect();
        let (ours, theirs) = (links(&ours.text, english.name), links(&theirs.text, chinese.name));
        differ_in("links", ours, theirs).into_iter().for_each(&mut differ);
    }
    found
}

/// Where a link leads, the same for both languages: a picture or document in one language stands for
/// the one in the other.
fn target(document: &str, link: &str) -> String {
    let link = if link.starts_with('#') { format!("{document}{link}") } else { link.to_owned() };
    link.replace(".zh-CN.", ".").replace("-zh-", "-en-")
}

fn of_text(ours: &Text, theirs: &Text) -> Vec<String> {
    let mut found = differ_in("code", ours.spans.clone(), theirs.spans.clone());
    found.extend(differ_in("numbers", ours.numbers.clone(), theirs.numbers.clone()));
    found
}

/// What only one of two lists has, whatever their order.
fn differ_in(what: &str, mut ours: Vec<String>, mut theirs: Vec<String>) -> Vec<String> {
    ours.retain(|word| match theirs.iter().position(|their| their == word) {
        Some(at) => {
            theirs.swap_remove(at);
            false
        }
        None => true,
    });
    let same = ours.is_empty() && theirs.is_empty();
    if same {
        vec![]
    } else {
        vec![format!("{what}: only in English {ours:?}, in Chinese {theirs:?}")]
    }
}

fn of_tables(ours: &[Vec<Vec<Text>>], theirs: &[Vec<Vec<Text>>]) -> Vec<String> {
    let shape = |tables: &[Vec<Vec<Text>>]| -> Vec<Vec<usize>> {
        tables.iter().map(|rows| rows.iter().map(Vec::len).collect()).collect()
    };
    if shape(ours) != shape(theirs) {
        return vec![format!("cells of tables' rows {:?}, {:?}", shape(ours), shape(theirs))];
    }
    let (ours, theirs) = (ours.iter().flatten().flatten(), theirs.iter().flatten().flatten());
    let mut found = Vec::new();
    for (ours, theirs) in ours.zip(theirs) {
        let mut what = of_text(ours, theirs);
        let wordless = !(ours.has_words && theirs.has_words);
        if what.is_empty() && wordless && bare(&ours.source) != bare(&theirs.source) {
            what.push("cells without words".to_owned());
        }
        found.extend(what.iter().map(|what| format!("{what}: {}, {}", ours.source, theirs.source)));
    }
    found
}

/// A cell without what the two languages punctuate differently.
fn bare(cell: &str) -> String {
    let brackets = cell.replace('（', "(").replace('）', ")");
    brackets.chars().filter(|c| !" ,;:、，；：".contains(*c)).collect()
}

fn of_blocks(ours: &[Block], theirs: &[Block]) -> Vec<String> {
    if ours.len() != theirs.len() {
        return vec![format!("{}, {} blocks of code", ours.len(), theirs.len())];
    }
    let mut found = Vec::new();
    for (ours, theirs) in ours.iter().zip(theirs) {
        if ours.info != theirs.info {
            found.push(format!("a block of {:?}, of {:?}", ours.info, theirs.info));
        } else if program(ours) != program(theirs) {
            found.push(format!("code:\n{}\n{}", ours.code, theirs.code));
        }
    }
    found
}

/// A block without what is written for people: a program's comments, and which language it asks for.
fn program(block: &Block) -> Vec<String> {
    let marker = match block.info.split(' ').next() {
        Some("rust" | "kotlin" | "swift" | "js") => "//",
        Some("sh") => "#",
        Some("cddl") => ";",
        _ => return vec![block.code.clone()],
    };
    let code = |line: &str| {
        let at = line.match_indices(marker).map(|(at, _)| at).find(|at| {
            let before = &line[..*at];
            (before.trim().is_empty() || before.ends_with(' '))
                && before.matches('"').count().is_multiple_of(2)
        });
        line[..at.unwrap_or(line.len())].trim_end().replace("Language.ZH", "Language.EN")
    };
    block.code.lines().map(code).filter(|line| !line.is_empty()).collect()
}

/// The differences of two small texts.
#[cfg(test)]
fn compare(english: &str, chinese: &str) -> Vec<String> {
    differences(
        Document { name: "guide.md", text: english },
        Document { name: "guide.zh-CN.md", text: chinese },
    )
}

#[test]
fn documents_that_say_the_same_do_not_differ() {
    for (english, chinese) in [
        ("# A\n## 1 One\nx 4,096 `y`", "# 甲\n## 1 一\n`y` 甲 4096"),
        (
            "[a](#b) [c](guide.zh-CN.md) ![d](x-en-light.png)",
            "[甲](guide.md#b) [乙](guide.md) ![丙](x-zh-light.png)",
        ),
        ("[§14](#14-x) [p](protocol.md#2)", "[§14](guide.md#14-x) [协议](protocol.zh-CN.md#2)"),
        (
            "| a | b |\n| --- | --- |\n| `x` (1), `y` | – |",
            "| 甲 | 乙 |\n|---|---|\n| `x`（1）、`y` | – |",
        ),
        ("```sh\n# why\nrun \"#1\" # x\n```", "```sh\n# 缘由，\n# 两行\nrun \"#1\"   # 甲\n```"),
        ("```kotlin\nf(Language.EN) // a\n```", "```kotlin\nf(Language.ZH) // 甲\n```"),
        ("```cddl\na = 1 ; one\n```", "```cddl\na = 1 ; 一\n```"),
    ] {
        assert_eq!(compare(english, chinese), Vec::<String>::new());
    }
}

#[test]
fn whatever_one_language_lacks_is_found() {
    let table = |row: &str| format!("| a | b |\n| --- | --- |\n{row}\n");
    for (english, chinese) in [
        // A heading, its level, its number.
        ("# A\n## 1 One", "# 甲"),
        ("# A\n## 1 One", "# 甲\n### 1 一"),
        ("# A\n## 1 One", "# 甲\n## 2 一"),
        // A paragraph, an item, or the kind of list.
        ("a\n\nb", "甲"),
        ("- a\n- b", "- 甲"),
        ("1. a", "- 甲"),
        // A code span, a number, a link.
        ("`x` and `x`", "`x`"),
        ("60 s", "61 s"),
        ("[a](a.md)", "[甲](b.md)"),
        ("[a](#b)", "[甲](#c)"),
        // A table, a row, a column, a cell.
        (&table("| x | y |"), "甲"),
        (&table("| x | y |"), "| 甲 | 乙 |\n| 甲 | 乙 |"),
        (&table("| x | y |\n| x | y |"), &table("| 甲 | 乙 |")),
        (&table("| x | y |"), &table("| 甲 | 乙 | 丙 |")),
        (&table("| `x` | `y` |"), &table("| `y` | `x` |")),
        (&table("| 1 | 2 |"), &table("| 2 | 1 |")),
        (&table("| – | x |"), &table("| 无 | 甲 |")),
        (&table("| `+` 1 | x |"), &table("| 1 `+` | 甲 |")),
        // A block, its language, a byte of it.
        ("```json\n{}\n```", "甲"),
        ("```json\n{}\n```", "```text\n{}\n```"),
        ("```text\n00 \n```", "```text\n00\n```"),
        ("```kotlin\nf(\"//a\")\n```", "```kotlin\nf(\"//甲\")\n```"),
        ("```cddl\na = 1 ; x\n```", "```cddl\na = 2 ; 甲\n```"),
    ] {
        assert_eq!(compare(english, chinese).len().min(1), 1, "{english}\n{chinese}");
        assert_eq!(compare(chinese, english).len().min(1), 1, "{chinese}\n{english}");
    }
}
