//! What a card on this phone can do now, in the few words that an app shows.

use serde::Serialize;

use crate::base::time::UnixTime;
use crate::holder::card_face::CardFace;
use crate::holder::documents::Documents;
use crate::holder::enrollments::{CardId, Enrollment, ReEnrollReason};
use crate::model::card::Card;
use crate::model::functions::{CardFunction, KeyProtection};
use crate::model::profile::{KeyRole, Profile};
use crate::model::region::Region;
use crate::model::status::CardStatus;
use crate::trust::trust_list::VerifiedTrustList;
use crate::wire::trust_list::{KeyState, KeyUse};

/// State of a card on this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum CardState {
    /// It can be shown.
    Active,
    /// Its credentials are good, and a refresh is due as soon as there is a network: it is to be
    /// renewed, or the scenes it can be shown for aren't on this phone yet (`scenes` says so).
    RefreshDue,
    /// It ran out; renewing it brings it back.
    Expired,
    /// Its issuer suspended it (lost or locked); ask the office.
    Suspended,
    /// It has to be enrolled again.
    NeedsReEnrollment {
        /// Why.
        why: ReEnrollReason,
    },
}

/// A card on this phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct CardSummary {
    /// What this phone calls it; means nothing outside.
    pub id: CardId,
    /// The holder's masked name and number; none without a masked or an identity credential.
    pub face: Option<CardFace>,
    /// What its holder calls it.
    pub nickname: Option<String>,
    /// Issuing region.
    pub region: Region,
    /// What it can do now.
    #[serde(flatten)]
    pub state: CardState,
    /// What it can disclose.
    pub profiles: Vec<Profile>,
    /// Functions that are loaded.
    pub functions: Vec<CardFunction>,
    /// Issue level (签发等级), 0 to 7.
    pub level: i32,
    /// Whether it is a relative's (亲情服务).
    pub delegated: bool,
    /// How the everyday key is protected, as the issuer verified it. It is what the cards for that key state
    /// and what scenes go by, whatever the phone's key store says. None without such a card.
    pub everyday_protection: Option<KeyProtection>,
    /// The same of the identity key.
    pub identity_protection: Option<KeyProtection>,
    /// When it runs out.
    pub expires_at: UnixTime,
    /// From when on it is renewed.
    pub renew_at: UnixTime,
}

/// What the issuer's youngest word says of a card: its own signature, or a status list made since. A
/// list under a compromised key says nothing.
pub(crate) fn listed(
    enrollment: &Enrollment,
    card: &Card,
    trust: Option<&VerifiedTrustList>,
) -> CardStatus {
    let counts = |kid| {
        let key = trust.and_then(|list| list.key(kid, KeyUse::Status));
        key.is_none_or(|key| key.state != KeyState::Compromised)
    };
    match enrollment.fact(card.status).filter(|fact| counts(fact.kid)) {
        // Revoked is final; anything else only overrules an older card.
        Some(fact) if fact.status == CardStatus::Revoked => CardStatus::Revoked,
        Some(fact) if fact.as_of >= card.issued_at() => fact.status,
        _ => CardStatus::Valid,
    }
}

/// The state of a card.
pub(crate) fn state_of(
    enrollment: &Enrollment,
    trust: Option<&VerifiedTrustList>,
    now: UnixTime,
) -> CardState {
    if let Some(why) = enrollment.dead {
        return CardState::NeedsReEnrollment { why };
    }
    let cards = || enrollment.cards.iter().map(|signed| &signed.card);
    if cards().any(|card| listed(enrollment, card, trust) == CardStatus::Suspended) {
        return CardState::Suspended;
    }
    match cards().map(Card::expires).min() {
        Some(end) if now < end && now < enrollment.renew_at => CardState::Active,
        Some(end) if now < end => CardState::RefreshDue,
        _ if enrollment.access_lost => {
            CardState::NeedsReEnrollment { why: ReEnrollReason::AccessLost }
        }
        _ => CardState::Expired,
    }
}

/// What an app shows of a card.
pub(crate) fn summary_of(
    enrollment: &Enrollment,
    documents: &Documents,
    now: UnixTime,
) -> CardSummary {
    let trust = documents.trust().map(AsRef::as_ref);
    let state = match state_of(enrollment, trust, now) {
        CardState::Active if documents.scenes(enrollment.region.province(), now).is_err() => {
            CardState::RefreshDue
        }
        state => state,
    };
    let cards = || enrollment.cards.iter().map(|signed| &signed.card);
    let functions = cards().next().map(|card| card.functions);
    // The cards of one key state the same, since they are signed in one exchange.
    let protection = |role| {
        let of_role = cards().filter(|card| card.profile().key_role() == role);
        of_role.map(|card| card.functions.key_protection()).min()
    };
    CardSummary {
        id: enrollment.id.clone(),
        face: CardFace::of(enrollment),
        nickname: enrollment.nickname.clone(),
        region: enrollment.region,
        state,
        profiles: enrollment.profiles(),
        functions: functions.map(|f| f.loaded().collect()).unwrap_or_default(),
        level: functions.map_or(0, |f| f.level().into()),
        delegated: functions.is_some_and(|f| f.delegated()),
        everyday_protection: protection(KeyRole::Everyday),
        identity_protection: protection(KeyRole::Identity),
        expires_at: cards().map(Card::expires).min().unwrap_or_default(),
        renew_at: enrollment.renew_at,
    }
}
