//! The checked-in vectors, as a gate on the command line gets them.

use std::path::PathBuf;

use essc_testkit::vector::folder;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{Run, arg, essc, essc_reading};

/// The instant at which most vectors are judged.
pub const NOW: &str = "1800000000";

/// A vector by its path, without the ending.
pub fn vector(name: &str) -> Value {
    let text = std::fs::read_to_string(folder().join(format!("{name}.json"))).expect("vector");
    serde_json::from_str(&text).expect("json")
}

/// The text of a vector.
pub fn text(name: &str) -> String {
    vector(name)["text"].as_str().expect("text").to_owned()
}

/// A gate at a museum in Tianhe with the lists of the vectors.
pub struct Gate {
    directory: TempDir,
}

impl Gate {
    /// One that was set up and took the lists in.
    pub fn with_lists() -> Self {
        let gate = Self { directory: tempfile::tempdir().expect("directory") };
        let root = gate.file("root.jwk");
        let museum = vector("accept/validity-at-a-museum");
        std::fs::write(&root, museum["lists"]["root"].to_string()).expect("written");
        gate.run(&["init", "--region", "440106", "--root", arg(&root)]).ends_with(0);
        let bundle = gate.file("bundle.json");
        std::fs::write(&bundle, bundle_of(&museum["lists"]).to_string()).expect("written");
        gate.run(&["import", arg(&bundle), "--at", NOW]).ends_with(0);
        gate
    }

    /// A file beside the gate's own.
    pub fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Runs `essc gate` on the folder.
    pub fn run(&self, args: &[&str]) -> Run {
        self.run_reading(&[], args)
    }

    /// Runs `essc gate` on the folder with something to read.
    pub fn run_reading(&self, input: &[u8], args: &[&str]) -> Run {
        let data = self.file("gate");
        let all: Vec<&str> =
            ["--lang", "en", "gate", "--data", arg(&data)].iter().chain(args).copied().collect();
        if input.is_empty() { essc(&all) } else { essc_reading(input, &all) }
    }

    /// Judges a text at the museum's door, as of the vectors' time.
    pub fn judge(&self, text: &str) -> Run {
        self.run(&["verify", "--scene", "0501", "--at", NOW, "--json", text])
    }
}

/// The bundle of the lists that a vector names.
pub fn bundle_of(lists: &Value) -> Value {
    let read = |name: &Value| {
        let file = folder().join("lists").join(name.as_str().expect("name"));
        std::fs::read_to_string(file).expect("list")
    };
    let all = |names: &Value| -> Vec<String> {
        names.as_array().expect("names").iter().map(read).collect()
    };
    json!({
        "trust": read(&lists["trust"]),
        "status": all(&lists["status"]),
        "catalogues": all(&lists["catalogues"]),
    })
}
