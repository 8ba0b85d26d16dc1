//! What all variants of a sealed class have, as members of the class.
//!
//! The generator writes a field that every variant has into each of them by itself, so that an app would
//! need a `when` over all of them to read it.

/// A sealed class, and what its variants share.
struct Shared {
    /// Its first line.
    class: &'static str,
    /// How a variant ends its fields.
    variant: &'static str,
    /// The fields of every variant, as the generator writes them, after `val `.
    fields: &'static [&'static str],
    /// The members, in place of the first line's end.
    members: &'static str,
}

const ERROR: Shared = Shared {
    class: "sealed class EsscException: kotlin.Exception() {\n",
    variant: ") : EsscException() {",
    fields: &["`code`: ErrorCode", "`reason`: kotlin.String"],
    members: "    /** What it was: stable, with a text for people. */
    abstract val code: ErrorCode

    /** For a log: English, without personal data. */
    abstract val reason: String

    /** What the app should do about it; each is one of the subclasses. */
    val action: ErrorAction
        get() = when (this) {
            is Retry -> ErrorAction.RETRY
            is Refresh -> ErrorAction.REFRESH
            is AskUser -> ErrorAction.ASK_USER
            is Authenticate -> ErrorAction.AUTHENTICATE
            is ReEnroll -> ErrorAction.RE_ENROLL
            is RejectInput -> ErrorAction.REJECT_INPUT
            is Report -> ErrorAction.REPORT
        }

    /** What it is and what to do next, for people. */
    fun text(language: Language): String = code.text(language)
",
};

const DISCLOSED: Shared = Shared {
    class: "sealed class Disclosed {\n",
    variant: ") : Disclosed()",
    fields: &["`region`: org.essc.Region"],
    members: "    /** Issuing region. */
    abstract val region: Region

    /** The profile that was shown; each is one of the subclasses. */
    val profile: Profile
        get() = when (this) {
            is Validity -> Profile.VALIDITY
            is Entitlement -> Profile.ENTITLEMENT
            is Masked -> Profile.MASKED
            is Identity -> Profile.IDENTITY
        }
",
};

const REFRESHED: Shared = Shared {
    class: "sealed class CardRefreshed {\n",
    variant: ") : CardRefreshed()",
    fields: &["`card`: org.essc.CardId"],
    members: "    /** The card. */
    abstract val card: CardId
",
};

/// The source with the members that variants share.
///
/// # Errors
/// The generator wrote something else.
pub(super) fn shared(source: &str) -> Result<String, String> {
    [ERROR, DISCLOSED, REFRESHED].iter().try_fold(source.to_owned(), |source, one| one.add(&source))
}

impl Shared {
    fn add(&self, source: &str) -> Result<String, String> {
        let unknown =
            || format!("the generator of Kotlin wrote no class as `{}`", self.class.trim());
        let (before, rest) = source.split_once(self.class).ok_or_else(unknown)?;
        let (body, after) = rest.split_once("\n}\n").ok_or_else(unknown)?;
        let variants = body.matches(self.variant).count();
        let mut body = body.to_owned();
        for field in self.fields {
            let own = format!(" val {field}");
            let found = body.matches(&own).count();
            if found != variants || variants == 0 {
                return Err(format!(
                    "{variants} variants and {found} times `{field}` in {}",
                    self.class
                ));
            }
            body = body.replace(&own, &format!(" override val {field}"));
        }
        let Self { class, members, .. } = self;
        Ok(format!("{before}{class}{members}{body}\n}}\n{after}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Shared = Shared {
        class: "sealed class Sum {\n",
        variant: ") : Sum()",
        fields: &["`card`: Id"],
        members: "    abstract val card: Id\n",
    };
    const VARIANT: &str = "    data class One(\n        val `card`: Id) : Sum()\n";

    #[test]
    fn what_every_variant_has_becomes_a_member_of_the_class() {
        let source =
            format!("{}{VARIANT}{VARIANT}\n}}\ndata class B (\n    val `card`: Id\n)\n", ONE.class);
        let changed = ONE.add(&source).expect("changed");
        assert!(
            changed.starts_with(
                "sealed class Sum {\n    abstract val card: Id\n    data class One(\n"
            )
        );
        assert_eq!(changed.matches("        override val `card`: Id) : Sum()").count(), 2);
        assert!(
            changed.ends_with("data class B (\n    val `card`: Id\n)\n"),
            "others stay as they are"
        );
    }

    #[test]
    fn a_variant_without_the_field_is_noticed() {
        let without = VARIANT.replace("`card`", "`kind`");
        assert!(ONE.add(&format!("{}{VARIANT}{without}\n}}\n", ONE.class)).is_err());
    }

    #[test]
    fn another_generator_is_noticed() {
        assert!(ONE.add("class Other\n").is_err());
        assert!(ONE.add(ONE.class).is_err());
        assert!(ONE.add(&format!("{}\n}}\n", ONE.class)).is_err());
    }
}
