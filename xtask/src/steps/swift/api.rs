//! The public API of the Swift library: what the compiler says of it, in short, against the record in
//! bindings/swift/api. A change is read before it is accepted.

use std::env;
use std::fs;

use crate::bindings::{Language, generated};
use crate::folder;
use crate::record::differences;
use crate::shell::{Outcome, root, target};
use crate::tools::Swift;

const RECORD: &str = "bindings/swift/api/essc.api";

/// Set to anything, the record is written in the place of being compared.
const WRITE: &str = "ESSC_API_WRITE";

/// Compares the library's public API with the record. What Apple's frameworks are needed for isn't in
/// it: it is the API on Linux.
///
/// # Errors
/// It changed, or the library doesn't compile.
pub fn check(swift: &Swift) -> Outcome {
    let module = target().join("swift-api");
    folder::empty(&module)?;
    let interface = module.join("Essc.swiftinterface");
    let map = generated(Language::Swift).join("EsscFFI/module.modulemap");
    let compile = swift
        .command("swiftc -emit-module -module-name Essc -swift-version 6 -parse-as-library")
        // Without this the compiler doesn't write an interface.
        .words("-enable-library-evolution -no-verify-emitted-module-interface -suppress-warnings")
        .words("-emit-module-path")
        .with(module.join("Essc.swiftmodule"))
        .words("-emit-module-interface-path")
        .with(&interface)
        .words("-Xcc")
        .with(format!("-fmodule-map-file={}", map.display()));
    // Those that were generated are linked from there.
    let sources = folder::files(&root().join("bindings/swift/Sources/Essc"), "swift")?;
    sources.iter().fold(compile, |compile, file| compile.with(file)).run()?;
    let written = fs::read_to_string(&interface).map_err(|e| format!("the interface: {e}"))?;
    compare(&in_short(&written))
}

fn compare(api: &str) -> Outcome {
    let record = root().join(RECORD);
    let failed = |e: std::io::Error| format!("{}: {e}", record.display());
    if env::var_os(WRITE).is_some() {
        return fs::write(&record, api).map_err(failed);
    }
    let reviewed = fs::read_to_string(&record).map_err(failed)?;
    if reviewed == api {
        return Ok(());
    }
    Err(format!(
        "the public API of the Swift library changed:\n{}\nWhen that is meant: run `{WRITE}=1 cargo \
         xtask test --only swift`, read the difference of {RECORD}, and commit it.",
        differences(&reviewed, api).join("\n")
    ))
}

/// The declarations of an interface, one a line, in an order that doesn't depend on which file each is
/// in. What the compiler makes for every type of a kind is left out.
fn in_short(interface: &str) -> String {
    let mut blocks: Vec<Vec<String>> = Vec::new();
    for line in declarations(interface) {
        let begins = !line.starts_with([' ', '}']);
        match blocks.last_mut() {
            Some(block) if !begins || block.last().is_some_and(|l| l.starts_with("@available")) => {
                block.push(line);
            }
            _ => blocks.push(vec![line]),
        }
    }
    let mut texts: Vec<String> = blocks.iter().map(|block| block.join("\n")).collect();
    texts.sort();
    texts.join("\n").replace(" {\n}", " {}") + "\n"
}

fn declarations(interface: &str) -> Vec<String> {
    const MODULES: [&str; 6] = [
        "FoundationEssentials.",
        "Foundation.",
        "_Concurrency.",
        "Observation.",
        "Swift.",
        "Essc.",
    ];
    const LEFT_OUT: [&str; 8] = [
        "// ",
        "import ",
        "#",
        "deinit",
        "public static func == (a: ",
        "public func hash(into ",
        "public var hashValue: ",
        "@_implements(",
    ];
    let mut lines: Vec<String> = Vec::new();
    let mut skipped: Option<usize> = None;
    for line in interface.lines() {
        let indent = line.len() - line.trim_start().len();
        if let Some(at) = skipped {
            if indent > at || line.trim() == "}" {
                skipped = (indent > at).then_some(at);
                continue;
            }
            skipped = None;
        }
        let text = line.trim();
        if LEFT_OUT.iter().any(|begin| text.starts_with(begin)) || text.contains(" __Async") {
            skipped = text.ends_with('{').then_some(indent);
            continue;
        }
        let named = MODULES.iter().fold(line.to_owned(), |line, module| line.replace(module, ""));
        match (text, lines.last_mut()) {
            // What can only be read, on one line.
            ("get" | "set", Some(last)) if last.contains('{') => {
                last.push(' ');
                last.push_str(text);
            }
            ("}", Some(last)) if last.ends_with("{ get") || last.ends_with(" set") => {
                last.push_str(" }");
            }
            _ => lines.push(named),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{RECORD, fs, in_short, root};

    const INTERFACE: &str = "\
// swift-compiler-version: Swift version 6.0.3
import Swift
public struct B : Swift.Hashable {
  #if compiler(>=5.3) && $TypedThrows
  public init(_ text: Swift.String) throws(Essc.E)
  #endif
  public var size: Swift.Int {
    get
  }
  public static func == (a: Essc.B, b: Essc.B) -> Swift.Bool
  public var hashValue: Swift.Int {
    get
  }
}
extension Essc.B : Swift.Sendable {
}
@available(iOS 17, *)
public enum A {
  case one
}
";

    #[test]
    fn nothing_of_the_machinery_between_the_languages_is_public() {
        let api = fs::read_to_string(root().join(RECORD)).expect("the record");
        assert!(api.contains("public class Wallet : Sendable {"));
        for word in
            ["Ffi", "Uniffi", "uniffi", "RustBuffer", "NoHandle", "Core", "Impl", "Int32", "UInt"]
        {
            assert!(!api.contains(word), "{word} is in {RECORD}");
        }
    }

    #[test]
    fn an_interface_is_told_in_short_and_in_one_order() {
        assert_eq!(
            in_short(INTERFACE),
            "@available(iOS 17, *)\npublic enum A {\n  case one\n}\nextension B : Sendable {}\n\
             public struct B : Hashable {\n  public init(_ text: String) throws(E)\n  \
             public var size: Int { get }\n}\n"
        );
    }
}
