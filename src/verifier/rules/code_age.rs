//! The age of the code: a photograph is worth something for this long and no longer.

use crate::model::card::Card;
use crate::model::reason::Reason;
use crate::model::scene::Scene;
use crate::verifier::rules::Subject;

/// By how many seconds a phone's clock may be ahead of this verifier's.
pub(in crate::verifier) const AHEAD: u64 = 15;

/// How old a code may be, in seconds: the card's limit and the scene's, whichever is lower; the
/// card's alone without a known scene.
pub(in crate::verifier) fn limit(card: &Card, scene: Option<&Scene>) -> u64 {
    let card = u64::from(card.max_code_age);
    scene.map_or(card, |scene| card.min(u64::from(scene.max_code_age)))
}

/// `now − iat < limit` and `iat ≤ now + 15`.
pub(super) fn judge(subject: &Subject<'_>, reasons: &mut Vec<Reason>) {
    let issued_at = subject.code.issued_at();
    if subject.now >= issued_at.plus(limit(&subject.code.card.card, subject.scene)) {
        reasons.push(Reason::CodeExpired);
    }
    if issued_at > subject.now.plus(AHEAD) {
        reasons.push(Reason::CodeFromFuture);
    }
}
