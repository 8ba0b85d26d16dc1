//! Regions: same-city treatment (art. 4(3)) and venues across the border (art. 4(2)).

use crate::model::profile::Profile;
use crate::model::reason::Reason;
use crate::verifier::rules::Subject;

/// The issuing region is among the scene's; across the border only cross-border scenes, and there
/// only validity codes.
pub(super) fn judge(subject: &Subject<'_>, reasons: &mut Vec<Reason>) {
    let Some(scene) = subject.scene else { return };
    let card = &subject.code.card.card;
    if !scene.takes_region(card.kid.region()) {
        reasons.push(Reason::RegionNotEligible);
    }
    let goes_across = scene.cross_border && card.profile() == Profile::Validity;
    if subject.venue.is_across_the_border() && !goes_across {
        reasons.push(Reason::CrossBorderNotAllowed);
    }
}
