//! The policy rules of protocol §6.2: the table there, row by row.
//!
//! Every rule is judged, and none looks at what another found.

pub(crate) mod status;

use crate::base::time::UnixTime;
use crate::model::attributes::Attributes;
use crate::model::card::Card;
use crate::model::profile::Profile;
use crate::model::reason::Reason;
use crate::model::region::Region;
use crate::model::scene::{Challenge, Delegated, Scene, SceneCode};
use crate::trust::effective::EffectiveCatalogue;
use crate::trust::status_list::StatusList;
use crate::trust::trust_list::TrustedKey;
use crate::wire::code::SignedCode;

/// By how many seconds a phone's clock may be ahead of this verifier's.
pub(crate) const AHEAD: u64 = 15;

/// An authentic code, and what it is judged by.
pub(crate) struct Subject<'a> {
    /// The code; both signatures fit.
    pub code: &'a SignedCode,
    /// The issuer's key.
    pub issuer_key: &'a TrustedKey,
    /// This verifier's time.
    pub now: UnixTime,
    /// Where the venue stands.
    pub venue: Region,
    /// The scene the venue judges for.
    pub scene_code: SceneCode,
    /// The catalogue of the venue.
    pub catalogue: Option<&'a EffectiveCatalogue>,
    /// The scene's entry; none when there is no catalogue, no such scene, or it is switched off.
    pub scene: Option<&'a Scene>,
    /// The status list that the card names.
    pub status_list: Option<&'a StatusList>,
}

/// Every reason against the code, in order; empty when there is none.
pub(crate) fn judge(subject: &Subject<'_>) -> Vec<Reason> {
    use Reason as R;
    let Subject { code, issuer_key, now, scene_code, catalogue, scene, .. } = *subject;
    let card = &code.card.card;
    let functions = card.functions;
    let life = 60 * u64::from(card.lifetime_minutes);
    let card_age = now.since(card.issued_at());
    let status = status::judge(subject);
    // Rules that speak of the scene say nothing where there is none.
    let against = |rule: &dyn Fn(&Scene) -> bool| scene.is_some_and(rule);
    let rules = [
        (R::CardNotYetValid, now < card.starts()),
        (R::CardExpired, now >= card.expires()),
        (R::CardOverlong, card.expires() > issuer_key.exp || life > issuer_key.max_card_life),
        (R::CodeExpired, now >= code.issued_at().plus(limit(card, scene))),
        (R::CodeFromFuture, code.issued_at() > now.plus(AHEAD)),
        (R::StatusMissing, status.missing),
        (R::StatusStale, status.stale),
        (R::CardSuspended, status.suspended),
        (R::CardUnlisted, status.unlisted),
        (R::CardRevoked, status.revoked),
        (R::CatalogueMissing, catalogue.is_none()),
        // Judged by all the same.
        (R::CatalogueExpired, catalogue.is_some_and(|one| one.is_expired(scene_code, now))),
        (R::SceneUnknown, catalogue.is_some() && scene.is_none()),
        // Compared also where the catalogue knows neither.
        (R::SceneMismatch, code.statement.scene != scene_code),
        (R::ProfileMismatch, against(&|scene| !scene.profiles.contains(&card.profile()))),
        // Art. 7(4) of the regulation: all that the scene needs is loaded.
        (
            R::FunctionNotLoaded,
            against(&|scene| !scene.functions.iter().all(|one| functions.has(*one))),
        ),
        (R::LevelTooLow, against(&|scene| functions.level() < scene.level)),
        (R::KeyProtectionTooLow, against(&|scene| functions.key_protection() < scene.min_key)),
        // 亲情服务: a card that a relative carries.
        (
            R::DelegatedNotAllowed,
            against(&|scene| scene.delegated == Delegated::Refused && functions.delegated()),
        ),
        (R::NotEntitled, against(&|scene| is_not_entitled(card, scene))),
        // Art. 4(3), 同城待遇.
        (R::RegionNotEligible, against(&|scene| !scene.takes_region(card.kid.region()))),
        // Art. 4(2): validity alone goes across the border.
        (
            R::CrossBorderNotAllowed,
            against(&|scene| {
                let goes_across = scene.cross_border && card.profile() == Profile::Validity;
                subject.venue.is_across_the_border() && !goes_across
            }),
        ),
        (
            R::CardNotFresh,
            against(&|scene| scene.max_card_age.is_some_and(|most| card_age > i64::from(most))),
        ),
        // Which request the code answers was settled with its authenticity.
        (
            R::ChallengeMissing,
            against(&|scene| {
                scene.challenge == Challenge::Request && code.statement.challenge.is_none()
            }),
        ),
    ];
    debug_assert!(rules.is_sorted_by_key(|(reason, _)| *reason));
    rules.into_iter().filter_map(|(reason, is_against)| is_against.then_some(reason)).collect()
}

/// How old a code may be, in seconds: the card's limit and the scene's, whichever is lower; the
/// card's alone without a known scene. A photograph of the code is worth something for this long and
/// no longer.
pub(crate) fn limit(card: &Card, scene: Option<&Scene>) -> u64 {
    let card = u64::from(card.max_code_age);
    scene.map_or(card, |scene| card.min(u64::from(scene.max_code_age)))
}

/// Whether the scene asks for answers, and none of them is yes. Other profiles carry no answers.
fn is_not_entitled(card: &Card, scene: &Scene) -> bool {
    match card.attributes {
        Attributes::Entitlement(answers) => {
            !scene.answers.is_empty() && !scene.answers.iter().any(|one| answers.has(*one))
        }
        _ => false,
    }
}
