//! Cards that a relative carries (亲情服务).

use crate::model::reason::Reason;
use crate::model::scene::Delegated;
use crate::verifier::rules::Subject;

/// A delegated card only where the scene takes those.
pub(super) fn judge(subject: &Subject<'_>, reasons: &mut Vec<Reason>) {
    let refused = subject.scene.is_some_and(|scene| scene.delegated == Delegated::Refused);
    if refused && subject.code.card.card.functions.delegated() {
        reasons.push(Reason::DelegatedNotAllowed);
    }
}
