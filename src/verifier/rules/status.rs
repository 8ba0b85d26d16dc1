//! The card's state: what the status list says, what the card's own issue says, and which is younger.

use crate::base::time::UnixTime;
use crate::model::status::CardStatus;
use crate::model::verdict::{Freshness, StatusEvidence, StatusSource};
use crate::trust::status_list::StatusList;
use crate::verifier::rules::Subject;

/// What §6.4 holds against a card: one member for each of its reasons.
pub(super) struct Against {
    pub missing: bool,
    pub stale: bool,
    pub suspended: bool,
    pub unlisted: bool,
    pub revoked: bool,
}

/// Freshness, and what the list says is bad.
///
/// A list at least as young as the card overrules it. A card younger than the list overrules all the
/// list says but `revoked`, which is final: the issuer looked at the state when it signed. A list past
/// its `exp` counts for what it says is bad, not for freshness.
pub(super) fn judge(subject: &Subject<'_>) -> Against {
    let too_old = match subject.scene {
        Some(scene) => age(subject) > i64::from(scene.max_status_age),
        None => subject.status_list.is_none(),
    };
    let card = &subject.code.card.card;
    let says = subject.status_list.map(|list| list.status(card.status.index));
    let counts = subject.status_list.is_some_and(|list| list.iat() >= card.issued_at());
    Against {
        missing: too_old && subject.status_list.is_none(),
        stale: too_old && subject.status_list.is_some(),
        suspended: counts && says == Some(CardStatus::Suspended),
        unlisted: counts && says == Some(CardStatus::NotGivenOut),
        revoked: says == Some(CardStatus::Revoked),
    }
}

/// The list, unless it is past its `exp` or older than the card.
fn list_that_speaks<'a>(subject: &Subject<'a>) -> Option<&'a StatusList> {
    let issued = subject.code.card.card.issued_at();
    subject.status_list.filter(|list| subject.now < list.exp() && list.iat() >= issued)
}

/// When the youngest statement that the card is good was made.
fn as_of(subject: &Subject<'_>) -> UnixTime {
    list_that_speaks(subject).map_or(subject.code.card.card.issued_at(), StatusList::iat)
}

/// Status age in seconds; negative when the statement lies ahead of this verifier's clock.
fn age(subject: &Subject<'_>) -> i64 {
    subject.now.since(as_of(subject))
}

/// The status evidence that a verdict names.
///
/// It is the youngest good statement. Only where that is too old and an expired list is younger than
/// the card, the list is named, as expired. Without a known scene there is no age to hold it against:
/// then a list that speaks is fresh and anything else stale.
pub(crate) fn evidence(subject: &Subject<'_>) -> StatusEvidence {
    let speaks = list_that_speaks(subject);
    let fresh = match subject.scene {
        Some(scene) => age(subject) <= i64::from(scene.max_status_age),
        None => speaks.is_some(),
    };
    let issued = subject.code.card.card.issued_at();
    let expired = subject.status_list.filter(|l| subject.now >= l.exp() && l.iat() >= issued);
    if let (false, Some(list)) = (fresh, expired) {
        let (freshness, source) = (Freshness::Expired, StatusSource::List);
        return StatusEvidence { freshness, as_of: list.iat(), source };
    }
    StatusEvidence {
        freshness: if fresh { Freshness::Fresh } else { Freshness::Stale },
        as_of: as_of(subject),
        source: if speaks.is_some() { StatusSource::List } else { StatusSource::Card },
    }
}
