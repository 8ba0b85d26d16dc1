//! Scenes where a plain code is not enough.

use crate::model::reason::Reason;
use crate::model::scene::Challenge;
use crate::verifier::rules::Subject;

/// A code that answers a request where the scene needs one. Which request it answers was settled
/// with its authenticity.
pub(super) fn judge(subject: &Subject<'_>, reasons: &mut Vec<Reason>) {
    let needed = subject.scene.is_some_and(|scene| scene.challenge == Challenge::Request);
    if needed && subject.code.statement.challenge.is_none() {
        reasons.push(Reason::ChallengeMissing);
    }
}
