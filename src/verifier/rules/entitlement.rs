//! Entitlement: one of the answers that the scene names is yes.

use crate::model::attributes::Attributes;
use crate::model::reason::Reason;
use crate::verifier::rules::Subject;

/// Judged on entitlement cards only: other profiles carry no answers.
pub(super) fn judge(subject: &Subject<'_>, reasons: &mut Vec<Reason>) {
    let Some(scene) = subject.scene.filter(|scene| !scene.answers.is_empty()) else { return };
    if let Attributes::Entitlement(answers) = subject.code.card.card.attributes
        && !scene.answers.iter().any(|answer| answers.has(*answer))
    {
        reasons.push(Reason::NotEntitled);
    }
}
