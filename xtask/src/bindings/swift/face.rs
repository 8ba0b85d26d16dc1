//! What of the generated Swift an app sees.
//!
//! UniFFI writes everything `public`, its own machinery included, and one class for each of the core's
//! objects. Here the machinery, the classes and the functions become the module's own, to be called by
//! the façade beside them (`bindings/swift/Sources/Essc`). Records, enums, errors and the protocols
//! that an app implements stay public, with the names, integers and cases that Swift would give them.

/// Names that Swift gives otherwise, as whole words of the code (not of its comments).
///
/// Some would hide a name of the standard library's or the system's (`Clock`, `Method`), some have
/// initials that Swift writes in one case, a truth is asked for as one (`isTest`), and the core's
/// objects leave their names to the façade.
const NAMES: [(&str, &str); 28] = [
    ("CardId", "CardID"),
    ("Clock", "DeviceClock"),
    ("FileSecretStore", "CoreFileSecretStore"),
    ("HttpClient", "HTTPClient"),
    ("HttpError", "HTTPError"),
    ("HttpRequest", "HTTPRequest"),
    ("HttpResponse", "HTTPResponse"),
    ("IdDocumentKind", "IDDocumentKind"),
    ("Method", "HTTPMethod"),
    ("PathBuf", "URL"),
    ("QrCode", "QRCode"),
    ("SoftwareKeyStore", "CoreSoftwareKeyStore"),
    ("UnixTime", "Date"),
    ("Venue", "CoreVenue"),
    ("VenueRequest", "CoreVenueRequest"),
    ("Verifier", "CoreVerifier"),
    ("Wallet", "CoreWallet"),
    ("WalletPorts", "CoreWalletPorts"),
    ("codeAgeS", "codeAgeSeconds"),
    ("delegated", "isDelegated"),
    ("keyId", "keyID"),
    ("noHttpClient", "noHTTPClient"),
    ("sandbox", "isSandbox"),
    ("skewS", "skewSeconds"),
    ("test", "isTest"),
    ("trustListUrl", "trustListURL"),
    ("txCodeLength", "transactionCodeLength"),
    ("venueId", "venueID"),
];

/// Types that only the façade has a use for, or nobody: the signing side is left out (uniffi.toml), but
/// not all that it counts in.
const INTERNAL: [&str; 10] = [
    "AppAttestClientData",
    "CardStatus",
    "Challenge",
    "CoreWalletPorts",
    "Delegated",
    "ListenerError",
    "LogSink",
    "StatusEntry",
    "SyncListener",
    "WalletObserver",
];

/// Methods whose names belong to a member of the façade.
const METHODS: [(&str, &str); 4] = [
    ("func action() -> ErrorAction", "func coreAction() -> ErrorAction"),
    ("func code() -> String", "func coreCode() -> String"),
    ("func png(scale: ", "func corePNG(scale: "),
    ("func svg(scale: ", "func coreSVG(scale: "),
];

/// The source as the module has it.
///
/// # Errors
/// The generator wrote something else than it did.
pub fn shown(source: &str) -> Result<String, String> {
    let joined = source.replace("\npublic \nenum ", "\npublic enum ");
    let mut shown = String::with_capacity(joined.len());
    for line in joined.lines() {
        let (comment, code) = apart(line);
        if let Some(code) = line_of_code(code) {
            shown.push_str(comment);
            shown.push_str(&code);
            shown.push('\n');
        }
    }
    for bits in [32, 64] {
        shown = with_plain_integers(&shown, bits)?;
    }
    Ok(shown)
}

/// A line's comment and its code. The generator begins and ends comments on lines of their own, except
/// that a parameter follows the end of its comment.
fn apart(line: &str) -> (&str, &str) {
    let text = line.trim_start();
    match line.find("*/") {
        Some(end) if text.starts_with('*') => line.split_at(end + 2),
        _ if text.starts_with('*') || text.starts_with("/*") || text.starts_with("//") => {
            (line, "")
        }
        _ => ("", line),
    }
}

/// The line with Swift's names, and `public` where an app sees it; none for an alias of its own name.
fn line_of_code(line: &str) -> Option<String> {
    let mut line = with_names(line);
    for (generated, own) in METHODS {
        line = line.replace(generated, own);
    }
    if let Some((name, meaning)) =
        line.strip_prefix("public typealias ").and_then(|alias| alias.split_once(" = "))
    {
        return (name != meaning).then_some(line);
    }
    let line = with_lower_case(&line);
    Some(if is_seen(&line) { line } else { hidden(&line).to_owned() })
}

/// Whether a declaration stays as visible as it was written. What is indented is a member, and as
/// visible as its type.
fn is_seen(line: &str) -> bool {
    let declared = |kinds: &[&str]| {
        let rest = line.strip_prefix("public ")?;
        let name = kinds.iter().find_map(|kind| rest.strip_prefix(kind))?;
        name.split(|c: char| !c.is_alphanumeric() && c != '_').next()
    };
    match declared(&["struct ", "enum ", "indirect enum ", "protocol "]) {
        Some(name) => {
            !name.starts_with("FfiConverter")
                && !name.ends_with("Protocol")
                && !INTERNAL.contains(&name)
        }
        None => false,
    }
}

fn hidden(line: &str) -> &str {
    let without = |access| line.strip_prefix(access);
    without("public ").or_else(|| without("open ")).unwrap_or(line)
}

/// Renames whole words.
fn with_names(line: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut named = String::with_capacity(line.len());
    let mut rest = line;
    while !rest.is_empty() {
        let begins_word = rest.starts_with(is_word);
        let end = rest.find(|c| is_word(c) != begins_word).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        let name = NAMES.iter().find(|(generated, _)| *generated == part);
        named.push_str(name.map_or(part, |(_, own)| own));
        rest = after;
    }
    named
}

/// An error's case begins with a small letter, as every other enum's does already.
fn with_lower_case(line: &str) -> String {
    const BEFORE: [&str; 4] = [" case ", " case .", " case let .", ": return ."];
    let mut lowered = line.to_owned();
    for before in BEFORE {
        let Some(at) = lowered.find(before).map(|at| at + before.len()) else { continue };
        let mut letters = lowered[at..].chars();
        // A name of capitals alone is one of the machinery's.
        let (first, second) = (letters.next(), letters.next());
        if let (Some(first), Some('a'..='z')) = (first, second) {
            lowered.replace_range(at..=at, &first.to_ascii_lowercase().to_string());
        }
    }
    lowered
}

/// Integers of a declaration as `Int`, which is what Swift counts in. One that the core has no room for
/// is the nearest that it has: the core judges what is too large.
fn with_plain_integers(source: &str, bits: u8) -> Result<String, String> {
    let fixed = format!("Int{bits}");
    let generated = format!(
        "fileprivate struct FfiConverter{fixed}: FfiConverterPrimitive {{
    typealias FfiType = {fixed}
    typealias SwiftType = {fixed}

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> {fixed} {{
        return try lift(readInt(&buf))
    }}

    public static func write(_ value: {fixed}, into buf: inout [UInt8]) {{
        writeInt(&buf, lower(value))
    }}
}}
"
    );
    let own = format!(
        "fileprivate struct FfiConverter{fixed}: FfiConverter {{
    static func lift(_ value: {fixed}) throws -> Int {{
        return Int(clamping: value)
    }}

    static func lower(_ value: Int) -> {fixed} {{
        return {fixed}(clamping: value)
    }}

    static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> Int {{
        return try lift(readInt(&buf))
    }}

    static func write(_ value: Int, into buf: inout [UInt8]) {{
        writeInt(&buf, lower(value))
    }}
}}
"
    );
    match source.matches(&generated).count() {
        // Nothing of this width crosses.
        0 if !source.contains(&format!("FfiConverter{fixed}")) => return Ok(source.to_owned()),
        1 => {}
        _ => return Err(changed(&format!("the converter of {fixed}"))),
    }
    let in_declarations = |line: &str| {
        let line =
            line.replace(&format!("{fixed}?"), "Int?").replace(&format!("[{fixed}]"), "[Int]");
        let machinery = ["private", "FfiType", "_ value: ", " lower(", "readInt(", "uniffi"];
        if machinery.iter().any(|word| line.contains(word)) {
            return line;
        }
        let mut line = line;
        for (before, after) in [(": ", ","), (": ", ")"), (": ", ""), (": ", " ="), ("-> ", "")] {
            let (written, own) = (format!("{before}{fixed}{after}"), format!("{before}Int{after}"));
            if after.is_empty() {
                line = match line.trim_end().strip_suffix(&written) {
                    Some(start) => format!("{start}{own}"),
                    None => line,
                };
            } else {
                line = line.replace(&written, &own);
            }
        }
        line
    };
    let (before, after) = source.split_once(&generated).unwrap_or((source, ""));
    let each = |part: &str| part.lines().map(|l| in_declarations(l) + "\n").collect::<String>();
    Ok(each(before) + &own + &each(after))
}

fn changed(what: &str) -> String {
    format!(
        "the generator of Swift writes {what} otherwise than xtask/src/bindings/swift/face.rs knows it"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(code: &str) -> String {
        shown(&format!("{code}\n")).expect("understood").trim_end().to_owned()
    }

    #[test]
    fn records_enums_errors_and_the_protocols_of_an_app_stay_public() {
        for seen in [
            "public struct Verdict: Equatable, Hashable {",
            "public enum Outcome: Equatable, Hashable {",
            "public protocol KeyStore: AnyObject, Sendable {",
            "    public let text: String",
        ] {
            assert_eq!(line(seen), seen);
        }
        let error = "\npublic \nenum EsscError: Swift.Error {\n";
        assert_eq!(shown(error).expect("understood"), "\npublic enum EsscError: Swift.Error {\n");
    }

    #[test]
    fn objects_functions_and_machinery_are_the_modules_own() {
        for (generated, own) in [
            (
                "public struct FfiConverterTypeVerdict: FfiConverter {",
                "struct FfiConverterTypeVerdict: FfiConverter {",
            ),
            ("open class Wallet: WalletProtocol {", "class CoreWallet: WalletProtocol {"),
            ("public protocol WalletProtocol: AnyObject {", "protocol WalletProtocol: AnyObject {"),
            ("open func cards() -> [CardId]  {", "func cards() -> [CardID]  {"),
            ("public func uniffiEnsureEsscInitialized() {", "func uniffiEnsureEsscInitialized() {"),
            ("public protocol SyncListener: AnyObject {", "protocol SyncListener: AnyObject {"),
        ] {
            assert_eq!(line(generated), own);
        }
    }

    #[test]
    fn names_change_as_whole_words_of_the_code_alone() {
        assert_eq!(
            line("    case post(Clock, FfiConverterTypeClock)"),
            "    case post(DeviceClock, FfiConverterTypeClock)"
        );
        assert_eq!(line("     * The Clock."), "     * The Clock.");
        assert_eq!(line("         */clock: Clock?,"), "         */clock: DeviceClock?,");
        assert_eq!(line("public typealias UnixTime = Date"), "", "an alias of its own name");
    }

    #[test]
    fn the_cases_of_errors_begin_with_a_small_letter() {
        assert_eq!(line("    case ReEnroll("), "    case reEnroll(");
        assert_eq!(line("        case 1: return .Retry("), "        case 1: return .retry(");
        assert_eq!(line("        case let .Retry(code):"), "        case let .retry(code):");
        assert_eq!(line("        case .Timeout:"), "        case .timeout:");
    }

    fn converter(name: &str) -> String {
        format!(
            "fileprivate struct FfiConverter{name}: FfiConverterPrimitive {{
    typealias FfiType = {name}
    typealias SwiftType = {name}

    public static func read(from buf: inout (data: Data, offset: Data.Index)) throws -> {name} {{
        return try lift(readInt(&buf))
    }}

    public static func write(_ value: {name}, into buf: inout [UInt8]) {{
        writeInt(&buf, lower(value))
    }}
}}
"
        )
    }

    #[test]
    fn an_app_counts_in_plain_integers() {
        let source = converter("Int32")
            + "    public let level: Int32\n    public let seq: Int32?\n        let len: Int32 = try readInt(&buf)\n";
        let shown = shown(&source).expect("understood");
        assert!(shown.contains("    public let level: Int\n    public let seq: Int?\n"));
        assert!(shown.contains("let len: Int32 = "), "what the machinery reads keeps its width");
        assert!(shown.contains("static func lower(_ value: Int) -> Int32 {"));
    }

    #[test]
    fn another_generator_is_noticed() {
        assert!(shown("struct FfiConverterInt64: Another {}\n").is_err());
    }
}
