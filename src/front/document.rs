//! The published documents (trust lists, status lists, catalogues): what they say, and why one is refused.

pub use crate::base::json::JsonError;
pub use crate::base::text::TextError;
pub use crate::trust::catalogue::CatalogueError;
pub use crate::trust::overlay::OverlayError;
pub use crate::trust::status_list::StatusListError;
pub use crate::trust::succession::{Edition, Succession, SuccessionError};
pub use crate::trust::trust_floor::{KnownKey, StateWord, TrustFloor, TrustFloorError};
pub use crate::trust::trust_list::{SignerError, TrustListError};
pub use crate::trust::{ListName, Refusal};
pub use crate::wire::bundle::{Bundle, BundleError};
pub use crate::wire::catalogue::{Catalogue, SceneRule};
pub use crate::wire::in_place::InPlace;
pub use crate::wire::jws::JwsError;
pub use crate::wire::status_list::{EntriesError, StatusListUri, StatusListUriError};
pub use crate::wire::trust_list::{
    IssuerKey, IssuerLevel, KeyState, KeyUse, ListedJwk, TrustList, TrustListRule, TrustedIssuer,
};
