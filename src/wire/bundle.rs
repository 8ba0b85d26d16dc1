//! Bundles: all signed documents in one file, for verifiers that never have a network.

use serde::{Deserialize, Serialize};

use crate::base::json::{self, JsonError};
use crate::wire::in_place::InPlace;

/// Most bytes of a bundle, 64 MiB: a hundred status lists and all else.
pub const MAX_BYTES: usize = 64 << 20;
/// Most status lists of one bundle.
pub const MAX_STATUS_LISTS: usize = 4096;
/// Most catalogues of one bundle.
pub const MAX_CATALOGUES: usize = 1024;
/// Most trust lists that name next roots of one bundle.
pub const MAX_ROOTS: usize = 16;

/// Compact JWS texts, each verified on its own when it is taken in. The bundle proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// The trust list.
    pub trust: String,
    /// Trust lists that named the roots up to the one that signed `trust`, oldest first; for
    /// verifiers that slept through a roll-over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roots: Vec<String>,
    /// Status lists, in any order.
    pub status: Vec<String>,
    /// Catalogues, in any order.
    pub catalogues: Vec<String>,
}

/// Why a bundle was refused as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum BundleError {
    /// No JSON at all, but something that is easily told.
    #[error("bundle refused: {0}")]
    InPlace(InPlace),
    /// Not a bundle, or more than 64 MiB.
    #[error("bundle refused: {0}")]
    Json(#[from] JsonError),
    /// More documents of one kind than the bounds.
    #[error("the bundle has more than {limit} {what}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// The bound.
        limit: usize,
    },
}

impl Bundle {
    /// Reads a bundle; unknown members are ignored.
    ///
    /// # Errors
    /// [`BundleError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, BundleError> {
        if let Some(what) = InPlace::of_json(bytes) {
            return Err(BundleError::InPlace(what));
        }
        let bundle: Self = json::parse_large(bytes, MAX_BYTES)?;
        for (what, got, limit) in [
            ("roots", bundle.roots.len(), MAX_ROOTS),
            ("status lists", bundle.status.len(), MAX_STATUS_LISTS),
            ("catalogues", bundle.catalogues.len(), MAX_CATALOGUES),
        ] {
            if got > limit {
                return Err(BundleError::TooMany { what, limit });
            }
        }
        Ok(bundle)
    }

    /// The bundle as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Plain data with string keys: serialising it can't fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bundle() -> Bundle {
        Bundle {
            trust: "t".into(),
            roots: vec![],
            status: vec!["s".into()],
            catalogues: vec!["c".into(), "d".into()],
        }
    }

    #[test]
    fn a_bundle_reads_back_and_ignores_members_of_later_versions() {
        let text = bundle().to_json();
        assert_eq!(text, r#"{"trust":"t","status":["s"],"catalogues":["c","d"]}"#);
        assert_eq!(Bundle::parse(text.as_bytes()), Ok(bundle()));
        let later = text.replace("\"trust\"", "\"later\":[1],\"trust\"");
        assert_eq!(Bundle::parse(later.as_bytes()), Ok(bundle()));
    }

    #[test]
    fn members_twice_missing_or_of_another_type_are_refused() {
        for bad in [
            r#"{"trust":"t","trust":"t","status":[],"catalogues":[]}"#,
            r#"{"trust":"t","status":[]}"#,
            r#"{"trust":"t","status":[1],"catalogues":[]}"#,
            r#"{"trust":["t"],"status":[],"catalogues":[]}"#,
        ] {
            assert!(matches!(Bundle::parse(bad.as_bytes()), Err(BundleError::Json(_))), "{bad}");
        }
    }

    #[test]
    fn counts_are_bounded() {
        let too_many = |what| Err(BundleError::TooMany { what, limit: limit(what) });
        let read = |bundle: Bundle| Bundle::parse(bundle.to_json().as_bytes());
        let some = |n| vec![String::new(); n];
        let roots = Bundle { roots: some(MAX_ROOTS + 1), ..bundle() };
        assert_eq!(read(roots), too_many("roots"));
        let status = Bundle { status: some(MAX_STATUS_LISTS + 1), ..bundle() };
        assert_eq!(read(status), too_many("status lists"));
        let catalogues = Bundle { catalogues: some(MAX_CATALOGUES + 1), ..bundle() };
        assert_eq!(read(catalogues), too_many("catalogues"));
        assert!(read(Bundle { status: some(MAX_STATUS_LISTS), ..bundle() }).is_ok());
    }

    fn limit(what: &str) -> usize {
        match what {
            "roots" => MAX_ROOTS,
            "status lists" => MAX_STATUS_LISTS,
            _ => MAX_CATALOGUES,
        }
    }

    proptest! {
        #[test]
        fn random_bytes_never_panic_and_are_never_a_bundle(bytes: Vec<u8>) {
            prop_assert!(Bundle::parse(&bytes).is_err());
        }
    }
}
