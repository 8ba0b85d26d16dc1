//! What cards, scenes, venues and verdicts consist of: plain data, checked when it is made.

pub use crate::base::time::TimeOutOfRange;
pub use crate::model::attributes::{
    Answer, Answers, Attributes, AttributesError, IdentityAttributes, MaskedAttributes,
};
pub use crate::model::card::{Card, StatusIndex};
pub use crate::model::functions::{CardFunction, Functions, FunctionsError, KeyProtection};
pub use crate::model::identifiers::{
    BirthDate, CardNumber, IdDocumentKind, IdNumber, IdentifierError,
};
pub use crate::model::key_id::KeyIdError;
pub use crate::model::localized::Localized;
pub use crate::model::person_name::NameError;
pub use crate::model::profile::{KeyRole, Profile};
pub use crate::model::reason::Stage;
pub use crate::model::region::RegionError;
pub use crate::model::scene::{Challenge, Delegated, Replay, Scene, SceneCodeError};
pub use crate::model::verdict::{
    Freshness, GuardScope, StatusEvidence, StatusSource, TrustEvidence,
};
pub use crate::wire::card::SignedCard;
pub use crate::wire::carrier::CarrierError;
pub use crate::wire::cbor::CborError;
pub use crate::wire::cose::Sign1;
pub use crate::wire::request::{Request, RequestError, SignedRequest};
pub use crate::wire::venue_card::{SignedVenueCard, VenueCard};
