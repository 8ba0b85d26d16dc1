//! The documents say what the code does: every reason in its order, every scene and limit as it is,
//! every path and test they point at, and JSON that is JSON. Those in two languages say the same.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use essc::model::reason::Reason;
use essc::verifier::replay::{MAX_CAPACITY, MAX_LIVE_CODES};
use essc::verifier::requests::MAX_REQUESTS;
use essc::wire;

use crate::twins::{Document, differences};

#[path = "documents/emphasis.rs"]
mod emphasis;
#[path = "documents/glossary.rs"]
mod glossary;
#[path = "documents/markdown.rs"]
mod markdown;
#[path = "documents/twins.rs"]
mod twins;

/// The documents that exist in Chinese too, with the first section that doesn't.
const PAIRS: &[(&str, &str, &str)] = &[
    ("../README.md", "../README.zh-CN.md", ""),
    ("attestation.md", "attestation.zh-CN.md", ""),
    ("integration.md", "integration.zh-CN.md", ""),
    ("protocol.md", "protocol.zh-CN.md", "\n## 7 "),
    ("regulation.md", "regulation.zh-CN.md", ""),
    ("security.md", "security.zh-CN.md", ""),
];

/// What `docs/protocol.md` shows worked out, in its order; `tests/protocol_examples.rs` makes it.
const EXAMPLES: [&str; 11] = [
    "keys",
    "card",
    "code",
    "carrier text",
    "trust list",
    "status list",
    "catalogue",
    "bundle",
    "offer",
    "venue card",
    "request",
];

fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// All Rust source of the core and its tests.
fn source() -> String {
    files(&["src", "tests"], &["rs"]).into_iter().map(|(_, text)| text).collect()
}

/// The files below some folders of the repository that end in one of these ways, without what tools
/// made there: their paths and texts.
fn files(folders: &[&str], endings: &[&str]) -> Vec<(PathBuf, String)> {
    let mut pending: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
    let mut found = Vec::new();
    while let Some(folder) = pending.pop() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(&folder);
        for entry in fs::read_dir(root).expect("folder") {
            let entry = entry.expect("entry");
            let name = entry.file_name();
            let path = folder.join(&name);
            let is_made =
                ["target", "generated", ".build", "node_modules"].iter().any(|n| name == *n);
            if entry.file_type().expect("type").is_dir() {
                pending.extend((!is_made).then_some(path));
            } else if path.extension().is_some_and(|e| endings.iter().any(|ending| e == *ending)) {
                found.push((path, fs::read_to_string(entry.path()).expect("a text")));
            }
        }
    }
    found
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn the_protocol_defines_every_reason_once_and_in_order() {
    let text = document("protocol.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let reasons: Vec<_> =
        rows.filter(|word| Reason::ALL.iter().any(|r| r.code() == *word)).collect();
    let expected: Vec<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    assert_eq!(reasons, expected);
}

#[test]
fn every_json_block_is_json_and_every_schema_has_its_own_name() {
    let text = document("protocol.md");
    let blocks: Vec<_> = text.split("```json\n").skip(1).collect();
    assert!(blocks.len() > 10);
    let mut names = HashSet::new();
    for block in blocks {
        let (json, _) = block.split_once("```").expect("end of block");
        let schema: serde_json::Value = serde_json::from_str(json).expect(json);
        let name = schema["$id"].as_str().expect("$id").to_owned();
        assert!(names.insert(name), "{json}");
    }
    for reference in text.split("\"$ref\": \"urn").skip(1) {
        let (target, _) = reference.split_once('#').expect("a definition");
        assert!(names.contains(&format!("urn{target}")), "{target}");
    }
}

#[test]
fn every_example_has_its_place() {
    let text = document("protocol.md");
    let mut places = text.split("<!-- example: ").skip(1);
    for name in EXAMPLES {
        let place = places.next().expect(name);
        let body = place.strip_prefix(name).and_then(|p| p.strip_prefix(" -->\n")).expect(name);
        let (body, _) = body.split_once("<!-- /example -->").expect(name);
        assert!(body.len() > 200 && body.matches("```").count() % 2 == 0, "{name}");
    }
    assert!(places.next().is_none(), "an example that is not listed here");
}

#[test]
fn the_limits_are_those_of_the_code() {
    let text = document("protocol.md");
    let limits = text.split("## 13 Limits").nth(1).expect("limits");
    let kib = |bytes: usize| format!("{} KiB", bytes / 1024);
    let mib = |bytes: usize| format!("{} MiB", bytes / 1024 / 1024);
    let days = |seconds: u64| seconds / 86_400;
    let capacity = format!("1,{:03},{:03}", MAX_CAPACITY / 1000 % 1000, MAX_CAPACITY % 1000);
    for row in [
        format!("| QR text | 4,{} bytes |", wire::framing::MAX_TEXT - 4000),
        format!("| carrier | {} bytes |", wire::carrier::MAX_BYTES),
        format!(
            "| card, code (COSE) | {}, {} bytes |",
            wire::card::MAX_BYTES,
            wire::code::MAX_BYTES
        ),
        format!(
            "| trust list, status list, catalogue (JWS text) | {}, {}, {} |",
            mib(wire::trust_list::MAX_BYTES),
            kib(wire::status_list::MAX_BYTES),
            mib(wire::catalogue::MAX_BYTES)
        ),
        format!("| bundle | {} |", mib(wire::bundle::MAX_BYTES)),
        format!(
            "| life of a trust list, status list, catalogue | {}, {}, {} days |",
            days(wire::trust_list::MAX_LIFE),
            days(wire::status_list::MAX_LIFE),
            days(wire::catalogue::MAX_LIFE)
        ),
        format!(
            "| certificates of an attestation; one of them | 5; 4,{:03} bytes |",
            wire::x509::MAX_BYTES - 4000
        ),
        format!(
            "| Android's list of revoked attestation certificates | {} |",
            mib(essc::issuance::attestation::revocations::MAX_STATUS_LIST_BYTES)
        ),
        format!(
            "| HarmonyOS's list of revoked attestation authorities; its entries | {}; 16,{:03} |",
            mib(wire::x509::revocation_list::MAX_BYTES),
            wire::x509::revocation_list::MAX_ENTRIES - 16_000
        ),
        format!("| life of a request | {} s |", wire::request::MAX_LIFE),
        format!("| outstanding requests of a gate | {MAX_REQUESTS} |"),
        format!("| live codes remembered of one card | {MAX_LIVE_CODES} |"),
        format!("| acceptances that a gate's own guard is set up for | {capacity} |"),
        format!("| trust lists followed from root to root | {} |", wire::bundle::MAX_ROOTS),
    ] {
        assert!(limits.contains(&row), "{row}");
    }
}

#[test]
fn the_regulation_points_at_files_and_tests_that_exist() {
    let text = document("regulation.md");
    let source = source();
    let mut tests = 0;
    for word in quoted(&text) {
        if word.contains('/') {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(word);
            assert!(path.exists(), "{word}");
        } else if word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            assert!(source.contains(&format!("fn {word}()")), "{word}");
            tests += 1;
        } else {
            assert!(Reason::ALL.iter().any(|reason| reason.code() == word), "{word}");
        }
    }
    assert!(tests > 10);
}

#[test]
fn the_regulation_cites_only_articles_that_were_read() {
    let read = [
        "2(1)", "2(2)", "3", "4(1)", "4(2)", "4(3)", "5(1)", "5(2)", "5(3)", "5(4)", "5(5)",
        "6(1)", "6(2)", "6(3)", "6(4)", "7(1)", "7(2)", "7(3)", "7(4)",
    ];
    let text = document("regulation.md");
    let rows = text.lines().filter(|row| row.starts_with('|'));
    let cells = rows.filter_map(|row| row.split('|').nth(1)).map(str::trim);
    let cited: Vec<_> = cells
        .filter(|cell| cell.starts_with(|c: char| c.is_ascii_digit()))
        .flat_map(|cell| cell.split(", "))
        .collect();
    assert_eq!(cited, read);
}

#[test]
fn every_threat_has_a_defense_and_says_what_remains() {
    let text = document("security.md");
    let table = text.split("## Threats").nth(1).and_then(|t| t.split("## ").next()).expect("table");
    let rows: Vec<_> = table.lines().filter(|line| line.starts_with('|')).skip(2).collect();
    assert!(rows.len() >= 35, "{}", rows.len());
    for row in rows {
        let cells: Vec<_> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        assert!(cells.len() == 3 && cells.iter().all(|cell| !cell.is_empty()), "{row}");
    }
}

/// What stands in the fenced blocks of a language.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let opening = format!("```{language}\n");
    let mut rest = text;
    let mut blocks = Vec::new();
    while let Some((_, after)) = rest.split_once(&opening) {
        let (block, after) = after.split_once("```").expect("end of block");
        blocks.push(block);
        rest = after;
    }
    blocks
}

#[test]
fn both_readmes_show_one_program_and_the_verdict_it_prints() {
    let (english, chinese) = (document("../README.md"), document("../README.zh-CN.md"));
    assert_eq!(blocks(&english, "rust").len(), 1);
    assert_eq!(blocks(&english, "json"), blocks(&chinese, "json"));
    let without_comments = |text: &str| {
        let lines = blocks(text, "rust")[0].lines().map(str::to_owned);
        lines.filter(|line| !line.trim().starts_with("//")).collect::<Vec<_>>()
    };
    assert_eq!(without_comments(&english), without_comments(&chinese));
    // The program itself is run as a documentation test.
    let vector = document("../tests/vectors/accept/masked-at-a-library.json");
    let vector: serde_json::Value = serde_json::from_str(&vector).expect("a vector");
    assert_eq!(vector["text"], document("../tests/vectors/sample-code.txt"), "the sample");
    // The READMEs' program judges as of the vector's time, and its verdict says so.
    let mut as_of = vector["verdict"].clone();
    as_of["as_of"] = vector["now"].clone();
    as_of["guard"] = serde_json::Value::Null;
    for (text, verdict) in [(english, &as_of), (document("json.md"), &vector["verdict"])] {
        let shown: serde_json::Value =
            serde_json::from_str(blocks(&text, "json")[0]).expect("a verdict");
        assert_eq!(shown, *verdict);
    }
}

#[test]
fn a_document_says_the_same_in_chinese_and_in_english() {
    let mut found = Vec::new();
    for (english, chinese, from) in PAIRS {
        let (ours, theirs) = (document(english), document(chinese));
        let ours = if from.is_empty() { Some(&*ours) } else { ours.split(from).next() };
        found.extend(differences(
            Document { name: english, text: ours.expect("what is in both languages") },
            Document { name: chinese, text: &theirs },
        ));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn emphasis_in_chinese_begins_and_ends_where_markdown_sees_it() {
    for (_, chinese, _) in PAIRS {
        for section in markdown::sections(&document(chinese)) {
            let unseen = section.text.source.lines().find(|line| emphasis::is_unseen(line));
            assert_eq!(unseen, None, "{chinese}");
        }
    }
}

#[test]
fn every_link_finds_its_file_and_its_place_in_it() {
    let more = [
        "../ARCHITECTURE.md",
        "../CONTRIBUTING.md",
        "../SECURITY.md",
        "foreign-wallets.md",
        "glossary.md",
        "json.md",
    ];
    let pairs = PAIRS.iter().flat_map(|(english, chinese, _)| [*english, *chinese]);
    let (mut files, mut places) = (0, 0);
    for name in pairs.chain(more) {
        let folder = if name.starts_with("..") { "" } else { "docs" };
        for section in markdown::sections(&document(name)) {
            for link in section.text.links.iter().filter(|link| !link.contains("://")) {
                let (target, place) = link.split_once('#').unwrap_or((link, ""));
                let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(target);
                assert!(path.exists(), "{name}: {link}");
                files += usize::from(!target.is_empty());
                if !place.is_empty() {
                    let text = if target.is_empty() {
                        document(name)
                    } else {
                        fs::read_to_string(path).expect("a document")
                    };
                    assert!(markdown::places(&text).iter().any(|p| p == place), "{name}: {link}");
                    places += 1;
                }
            }
        }
    }
    assert!(files > 40 && places > 30, "{files}, {places}");
}

/// The rows of a document's tables whose head begins with `head`, as cells.
fn rows(text: &str, head: &str) -> Vec<Vec<String>> {
    let table = text.split(&format!("| {head} |")).nth(1).expect("a table");
    let lines = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells =
        |line: &str| line.trim_matches('|').split(" | ").map(|c| c.trim().to_owned()).collect();
    lines.map(cells).collect()
}
