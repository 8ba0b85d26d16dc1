//! The card's own period, and whether its issuer was allowed to make it that long.

use crate::model::reason::Reason;
use crate::verifier::rules::Subject;

/// `nbf ≤ now < exp`; not past the end of the issuer's key; not longer than the root allows.
pub(super) fn judge(subject: &Subject<'_>, reasons: &mut Vec<Reason>) {
    let card = &subject.code.card.card;
    if subject.now < card.starts() {
        reasons.push(Reason::CardNotYetValid);
    }
    if subject.now >= card.expires() {
        reasons.push(Reason::CardExpired);
    }
    let life = 60 * u64::from(card.lifetime_minutes);
    if card.expires() > subject.issuer_key.exp || life > subject.issuer_key.max_card_life {
        reasons.push(Reason::CardOverlong);
    }
}
