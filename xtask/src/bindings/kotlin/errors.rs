//! What every `EsscException` has, whichever of its kinds it is.
//!
//! The generator writes `code` and `reason` into each kind by itself, so that an app would need a `when`
//! over all of them to read either. Here they become members of the class that the kinds share, beside
//! the action that a kind stands for and the text of its code.

use super::replace_once;

const CLASS: &str = "sealed class EsscException: kotlin.Exception() {\n";
const CODE: &str = "        val `code`: ErrorCode";
const REASON: &str = "        val `reason`: kotlin.String";

const SHARED: &str = "sealed class EsscException: kotlin.Exception() {
    /** What it was: stable, with a text for people. */
    abstract val code: ErrorCode

    /** For a log: English, without personal data. */
    abstract val reason: String

    /** What the app should do about it; each is one of the subclasses. */
    val action: Action
        get() = when (this) {
            is Retry -> Action.RETRY
            is Refresh -> Action.REFRESH
            is AskUser -> Action.ASK_USER
            is Authenticate -> Action.AUTHENTICATE
            is ReEnrol -> Action.RE_ENROL
            is RejectInput -> Action.REJECT_INPUT
            is Report -> Action.REPORT
        }

    /** What it is and what to do next, for people. */
    fun text(language: Language): String = code.text(language)
";

/// The source with the members of `EsscException`.
///
/// # Errors
/// The generator wrote something else.
pub(super) fn with_members(source: &str) -> Result<String, String> {
    let Some((before, rest)) = source.split_once(CLASS) else {
        return Err("the generator of Kotlin wrote no EsscException".to_owned());
    };
    let Some((class, after)) = rest.split_once("\n}\n") else {
        return Err("the generator of Kotlin wrote an EsscException without an end".to_owned());
    };
    let kinds = class.matches(") : EsscException() {").count();
    for field in [CODE, REASON] {
        let found = class.matches(field).count();
        if found != kinds {
            return Err(format!("{kinds} kinds of EsscException, and {found} times `{field}`"));
        }
    }
    let class = class
        .replace(CODE, &CODE.replace("val", "override val"))
        .replace(REASON, &REASON.replace("val", "override val"));
    replace_once(
        &format!("{before}{CLASS}{class}\n}}\n{after}"),
        CLASS,
        SHARED,
        "the class of errors",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: &str = "    class Retry(
        val `code`: ErrorCode, 
        val `reason`: kotlin.String
        ) : EsscException() {
    }
";

    #[test]
    fn every_kind_of_error_has_the_members_that_all_share() {
        let source = format!("{CLASS}{KIND}\n}}\ndata class VenueScene (\n    val `code`: SceneCode\n)");
        let changed = with_members(&source).expect("changed");
        assert!(changed.starts_with(SHARED));
        assert!(changed.contains("        override val `code`: ErrorCode, \n"));
        assert!(changed.contains("        override val `reason`: kotlin.String\n"));
        assert!(changed.ends_with("data class VenueScene (\n    val `code`: SceneCode\n)"));
    }

    #[test]
    fn a_kind_without_a_code_and_a_source_without_errors_are_noticed() {
        let without = KIND.replace("`code`", "`kind`");
        assert!(with_members(&format!("{CLASS}{KIND}{without}\n}}\n")).is_err());
        assert!(with_members("class Other\n").is_err());
        assert!(with_members(CLASS).is_err());
    }
}
