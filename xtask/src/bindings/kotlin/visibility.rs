//! What of the generated Kotlin an app sees: records, enums, errors, and the ports that it implements.
//!
//! The generator makes everything public. What carries values across the boundary (converters, buffers,
//! handles) and the objects that the hand-written classes stand in front of (`Native…`, by `rename` in
//! uniffi.toml) become internal, and the companions that are empty go: nobody writes against them.

use super::replace_once;

/// The generator's own suppression, before the package.
const SUPPRESSED: &str = "@file:Suppress(\"NAME_SHADOWING\")\n";

/// One compilation holds generated and written sources, and what people write may have no warning. The
/// name is that of the class which Java calls top-level functions in.
const HEAD: &str = "@file:Suppress(\"warnings\")\n@file:JvmName(\"Essc\")\n";

/// How the names of declarations begin that carry values across, or that stand behind a written class.
const PLUMBING: [&str; 10] = [
    "Native",
    "Uniffi",
    "uniffi",
    "FfiConverter",
    "RustBuffer",
    "ForeignBytes",
    "IntegrityChecking",
    "NoHandle",
    "Disposable",
    // A port that `rename` can't be used for: the generator would call a function that isn't there.
    "SyncListener",
];

/// Ports of one call.
const LAMBDAS: [&str; 3] = ["HttpClient", "LogSink", "WalletObserver"];

/// The words before a declaration's name.
const MODIFIERS: [&str; 8] =
    ["public", "open", "abstract", "sealed", "data", "enum", "inline", "suspend"];
const KINDS: [&str; 5] = ["class", "interface", "object", "fun", "typealias"];

/// The source with what is plumbing internal.
///
/// # Errors
/// The generator wrote something else.
pub(super) fn without_plumbing(source: &str) -> Result<String, String> {
    let source = replace_once(source, SUPPRESSED, HEAD, "the head of the file")?;
    let mut kept = String::with_capacity(source.len());
    let mut lines = source.lines();
    let mut is_cleaner = false;
    while let Some(line) = lines.next() {
        is_cleaner = line.starts_with("interface UniffiCleaner") || is_cleaner && line != "}";
        match line.trim_start() {
            // The cleaner's is used.
            "companion object" if !is_cleaner => {}
            // Records hold ports of the app's, which are not ours to destroy.
            text if text.starts_with("@Suppress(\"UNNECESSARY_SAFE_CALL\")") => {
                if !lines.any(|line| line == "    }") {
                    return Err(
                        "the generator of Kotlin wrote a destructor without an end".to_owned()
                    );
                }
            }
            _ => {
                kept.push_str(&visible(line));
                kept.push('\n');
            }
        }
    }
    Ok(kept)
}

/// A line as it is to be compiled.
fn visible(line: &str) -> String {
    if line == "): Disposable{" {
        return "){".to_owned();
    }
    if let Some(rest) = line.strip_prefix("    companion object ErrorHandler") {
        return format!("    internal companion object ErrorHandler{rest}");
    }
    // A variant without fields: one that prints its name.
    if let Some(rest) = line.strip_prefix("    object ") {
        return format!("    data object {rest}");
    }
    // A port of one call: apps may give a lambda.
    if let Some(name) = line.strip_prefix("public interface ")
        && LAMBDAS.iter().any(|port| name == format!("{port} {{"))
    {
        return format!("public fun interface {name}");
    }
    if line.contains(" fun `native") {
        return line.replacen(" fun `native", " internal fun `native", 1);
    }
    match declared(line) {
        Some(name) if is_plumbing(name) => {
            format!("internal {}", line.strip_prefix("public ").unwrap_or(line))
        }
        _ => line.to_owned(),
    }
}

/// The name that a line declares at the top level without saying that it is not public.
fn declared(line: &str) -> Option<&str> {
    let mut rest = line;
    while let Some((word, after)) = rest.split_once(' ') {
        if KINDS.contains(&word) {
            // A function's type parameters, and the type that it extends, stand before its name.
            let name = after.trim_start_matches("<T : ");
            return name.split(|c: char| !c.is_alphanumeric() && c != '_').next();
        }
        if !MODIFIERS.contains(&word) {
            return None;
        }
        rest = after;
    }
    None
}

fn is_plumbing(name: &str) -> bool {
    PLUMBING.iter().any(|start| name.starts_with(start)) || name.ends_with("Impl")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(lines: &str) -> String {
        let source = format!("{SUPPRESSED}{lines}");
        let changed = without_plumbing(&source).expect("changed");
        changed.strip_prefix(HEAD).expect("its head").to_owned()
    }

    #[test]
    fn what_carries_values_across_is_internal() {
        for (generated, compiled) in [
            (
                "open class RustBuffer : Structure() {",
                "internal open class RustBuffer : Structure() {",
            ),
            ("public interface FfiConverter<K, F> {", "internal interface FfiConverter<K, F> {"),
            ("public object FfiConverterString: X {", "internal object FfiConverterString: X {"),
            (
                "public typealias FfiConverterTypePathBuf = X",
                "internal typealias FfiConverterTypePathBuf = X",
            ),
            (
                "open class ClockImpl: Disposable, Clock",
                "internal open class ClockImpl: Disposable, Clock",
            ),
            ("open class NativeWallet: Disposable", "internal open class NativeWallet: Disposable"),
            ("sealed class NativeException: X() {", "internal sealed class NativeException: X() {"),
            ("object NoHandle", "internal object NoHandle"),
            ("public interface SyncListener {", "internal interface SyncListener {"),
            ("public fun uniffiEnsureInitialized() {", "internal fun uniffiEnsureInitialized() {"),
            (
                "inline fun <T : Disposable?, R> T.use(block: (T) -> R) =",
                "internal inline fun <T : Disposable?, R> T.use(block: (T) -> R) =",
            ),
            (
                "    companion object ErrorHandler : X {",
                "    internal companion object ErrorHandler : X {",
            ),
        ] {
            assert_eq!(changed(generated), format!("{compiled}\n"));
        }
    }

    #[test]
    fn what_an_app_uses_stays_as_it_is() {
        for line in [
            "data class Code (",
            "enum class Answer {",
            "sealed class CardState {",
            "public interface KeyStore {",
            "public typealias SceneCode = Int",
            "class InternalException(message: String) : kotlin.Exception(message)",
            "internal object UniffiLib {",
            "private fun uniffiCheckContractApiVersion(lib: X) {",
            "// class UniffiComment",
        ] {
            assert_eq!(changed(line), format!("{line}\n"));
        }
    }

    #[test]
    fn an_empty_companion_goes_unless_it_is_the_cleaners() {
        assert_eq!(changed("enum class A {\n    companion object\n}\n"), "enum class A {\n}\n");
        let cleaner = "interface UniffiCleaner {\n    companion object\n}\n";
        assert_eq!(changed(cleaner), format!("internal {cleaner}"));
        assert_eq!(
            changed(&format!("{cleaner}    companion object\n")),
            format!("internal {cleaner}")
        );
    }

    #[test]
    fn a_record_of_ports_destroys_none_of_them() {
        let record = "\
data class Ports (
): Disposable{
    @Suppress(\"UNNECESSARY_SAFE_CALL\") // generated
    override fun destroy() {
    Disposable.destroy(
    )
    }
    companion object
}
";
        assert_eq!(changed(record), "data class Ports (\n){\n}\n");
        assert!(
            without_plumbing(&format!("{SUPPRESSED}    @Suppress(\"UNNECESSARY_SAFE_CALL\")\n"))
                .is_err()
        );
    }

    #[test]
    fn a_variant_without_fields_prints_its_name() {
        assert_eq!(
            changed("    object Active : CardState()"),
            "    data object Active : CardState()\n"
        );
    }

    #[test]
    fn a_port_of_one_call_may_be_a_lambda_and_a_native_function_is_internal() {
        for (generated, compiled) in [
            ("public interface LogSink {", "public fun interface LogSink {"),
            ("         */ fun `nativeDestroy`() {", "         */ internal fun `nativeDestroy`() {"),
            (
                "    @Throws(E::class) fun `readOffer`() {",
                "    @Throws(E::class) fun `readOffer`() {",
            ),
        ] {
            assert_eq!(changed(generated), format!("{compiled}\n"));
        }
    }

    #[test]
    fn another_generator_is_noticed() {
        assert!(without_plumbing("package org.essc\n").is_err());
    }
}
