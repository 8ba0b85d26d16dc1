//! The sequences in `tests/vectors/sequences`: made again from their stories byte for byte, and gone
//! through from the files alone, by a gate in a folder of its own.
//!
//! `cargo xtask vectors --write` writes them anew.

use std::collections::BTreeMap;

use essc_testkit::sequence::{Sequence, folder};
use essc_testkit::sequences;

/// The files by their names, without `.json`.
fn files() -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder()).expect("folder");
    let file = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.expect("entry").path();
        let name = path.file_name().expect("name").to_string_lossy().into_owned();
        let name = name.strip_suffix(".json").expect("a file that is no sequence").to_owned();
        (name, std::fs::read_to_string(path).expect("file"))
    };
    entries.map(file).collect()
}

#[test]
fn the_files_are_those_of_the_stories() {
    let mut made = BTreeMap::new();
    for story in sequences::all() {
        let text = serde_json::to_string_pretty(&story.sequence).expect("json") + "\n";
        assert!(made.insert(story.name.to_owned(), text).is_none(), "two of {}", story.name);
    }
    if std::env::var_os("ESSC_WRITE_VECTORS").is_some() {
        let _ = std::fs::remove_dir_all(folder());
        std::fs::create_dir_all(folder()).expect("folder");
        for (name, text) in &made {
            std::fs::write(folder().join(format!("{name}.json")), text).expect("file");
        }
    }
    let files = files();
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&files), names(&made), "files without a story, or stories without a file");
    for (name, file) in &files {
        assert_eq!(*file, made[name], "{name}");
    }
}

#[test]
fn every_sequence_goes_as_its_file_says() {
    let files = files();
    assert!(!files.is_empty(), "no sequences");
    let mut different = Vec::new();
    for (name, text) in &files {
        let sequence: Sequence = serde_json::from_str(text).expect(name);
        different.extend(sequence.play().into_iter().map(|line| format!("{name}, {line}")));
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn a_file_with_a_member_that_the_runner_does_not_know_is_refused() {
    let (_, text) = files().pop_first().expect("a sequence");
    for opening in ["{\n  \"shows\"", "\"opened\"", "\"least_seq\"", "\"import\"", "\"scene\""] {
        assert!(text.contains(opening), "{opening}");
        let surprise = match opening.strip_prefix('{') {
            Some(rest) => format!("{{\"surprise\": 1,{rest}"),
            None => format!("\"surprise\": 1, {opening}"),
        };
        let text = text.replacen(opening, &surprise, 1);
        assert!(serde_json::from_str::<Sequence>(&text).is_err(), "{opening}");
    }
}
