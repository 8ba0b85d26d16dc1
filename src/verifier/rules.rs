//! The policy rules of protocol §6, one file each, in the order in which their reasons stand.
//!
//! Every rule runs; none looks at what another found.

mod card_age;
mod card_period;
mod catalogue;
mod challenge;
mod code_age;
mod delegation;
mod entitlement;
mod functions;
mod profile;
mod region;
pub(in crate::verifier) mod status;

use crate::base::time::UnixTime;
use crate::model::reason::Reason;
use crate::model::region::Region;
use crate::model::scene::{Scene, SceneCode};
use crate::trust::effective::EffectiveCatalogue;
use crate::trust::status_list::StatusList;
use crate::trust::trust_list::TrustedKey;
use crate::wire::code::SignedCode;

pub(in crate::verifier) use code_age::limit;

/// An authentic code, and what it is judged by.
pub(in crate::verifier) struct Subject<'a> {
    /// The code; both signatures fit.
    pub code: &'a SignedCode,
    /// The issuer's key.
    pub issuer_key: &'a TrustedKey,
    /// This verifier's time.
    pub now: UnixTime,
    /// Where the venue stands.
    pub venue: Region,
    /// The scene the venue judges for.
    pub scene_code: SceneCode,
    /// The catalogue of the venue.
    pub catalogue: Option<&'a EffectiveCatalogue>,
    /// The scene's entry; none when there is no catalogue, no such scene, or it is switched off.
    pub scene: Option<&'a Scene>,
    /// The status list that the card names.
    pub status_list: Option<&'a StatusList>,
}

/// One rule: appends the reasons it finds.
type Rule = fn(&Subject<'_>, &mut Vec<Reason>);

/// All rules, in the order of their reasons.
const RULES: [Rule; 11] = [
    card_period::judge,
    code_age::judge,
    status::judge,
    catalogue::judge,
    profile::judge,
    functions::judge,
    delegation::judge,
    entitlement::judge,
    region::judge,
    card_age::judge,
    challenge::judge,
];

/// Every reason against the code, in order; empty when there is none.
pub(in crate::verifier) fn judge(subject: &Subject<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for rule in RULES {
        rule(subject, &mut reasons);
    }
    debug_assert!(reasons.is_sorted());
    reasons
}
