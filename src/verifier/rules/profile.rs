//! The profile: a gate never takes more than its scene is allowed to see.

use crate::model::reason::Reason;
use crate::verifier::rules::Subject;

/// The scene takes the card's profile.
pub(super) fn judge(subject: &Subject<'_>, reasons: &mut Vec<Reason>) {
    let profile = subject.code.card.card.profile();
    if subject.scene.is_some_and(|scene| !scene.profiles.contains(&profile)) {
        reasons.push(Reason::ProfileMismatch);
    }
}
