//! How long ago the card was issued, where the scene cares.

use crate::model::reason::Reason;
use crate::verifier::rules::Subject;

/// `now − issue time ≤ max_card_age`.
pub(super) fn judge(subject: &Subject<'_>, reasons: &mut Vec<Reason>) {
    let age = subject.now.since(subject.code.card.card.issued_at());
    let most = subject.scene.and_then(|scene| scene.max_card_age);
    if most.is_some_and(|most| age > i64::from(most)) {
        reasons.push(Reason::CardNotFresh);
    }
}
