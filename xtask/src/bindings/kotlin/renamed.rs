//! Constructors of renamed objects.
//!
//! `rename` in uniffi.toml gives an object another name everywhere but in what its constructors return:
//! there the generator keeps the old one, of the class that stands in front of it.

/// The objects that uniffi.toml renames, each to `Native` and its name.
const RENAMED: [&str; 7] = [
    "FileSecretStore",
    "Issuer",
    "SoftwareKeyStore",
    "Venue",
    "VenueRequest",
    "Verifier",
    "Wallet",
];

/// The source whose constructors return what they are constructors of.
pub(super) fn constructors(source: &str) -> String {
    RENAMED.iter().fold(source.to_owned(), |source, name| {
        source.replace(
            &format!("): {name} {{\n            return FfiConverterType{name}.lift("),
            &format!("): Native{name} {{\n            return FfiConverterTypeNative{name}.lift("),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constructor_returns_the_renamed_object() {
        let source = "fun `of`(): Venue {\n            return FfiConverterTypeVenue.lift(\nFfiConverterTypeVenueScene.lift(";
        let expected = "fun `of`(): NativeVenue {\n            return FfiConverterTypeNativeVenue.lift(\nFfiConverterTypeVenueScene.lift(";
        assert_eq!(constructors(source), expected);
    }

    #[test]
    fn the_objects_are_those_that_the_generator_renames() {
        let settings = include_str!("../../../../uniffi.toml");
        for name in RENAMED {
            let line = format!("\n{name} = \"Native{name}\"\n");
            assert_eq!(settings.matches(&line).count(), 1, "{name}");
        }
    }
}
