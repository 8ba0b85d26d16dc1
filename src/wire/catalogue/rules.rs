//! What every scene and every catalogue must satisfy, base or overlay.

use std::collections::HashSet;

use crate::base::text::{self, TextError};
use crate::model::profile::Profile;
use crate::model::scene::{Challenge, Replay, Scene, SceneCode};
use crate::wire::catalogue::entry::Outline;
use crate::wire::catalogue::{Catalogue, MAX_SCENES};

/// Scenes that always need a request (domain table): settlement, hotel, payout, bills.
pub const REQUEST_IS_MANDATORY: [SceneCode; 4] =
    [SceneCode::new(302), SceneCode::new(602), SceneCode::new(702), SceneCode::new(1101)];

/// Most characters of a scene's name in one language, and of its department.
const MAX_NAME_CHARS: usize = 60;
/// Most bytes of an area's word.
const MAX_AREA_BYTES: usize = 32;
/// Highest issue level.
const MAX_LEVEL: u8 = 7;
/// Bounds of `rotate_after` and `max_code_age` (a byte in the carrier), in seconds.
const ROTATE_AFTER: std::ops::RangeInclusive<u32> = 5..=255;
const CODE_AGE: std::ops::RangeInclusive<u32> = 1..=255;
/// Least `max_status_age` and `max_card_age`: an hour.
const MIN_EVIDENCE_AGE: u32 = 3600;
/// Longest cool-down, a day, and longest keeping of receipts, ten years: bounds of what gates store.
const MAX_COOLDOWN: u32 = 86_400;
const MAX_RECEIPT_DAYS: u32 = 3660;
/// Most regions of one scene.
const MAX_REGIONS: usize = 512;

/// The rule that a scene breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum SceneRule {
    /// More scenes than the bound.
    #[error("more than 1024 scenes")]
    TooMany,
    /// Two scenes of one number.
    #[error("scene {0} stands twice")]
    DuplicateCode(SceneCode),
    /// The number is not the publisher's: a base has those under 10000, a city its 500.
    #[error("number {0} is not this publisher's")]
    Number(SceneCode),
    /// The area is not a lower-case word with underscores of at most 32 bytes.
    #[error("the area of {0} is not a lower-case word")]
    Area(SceneCode),
    /// A name or department that must not be shown.
    #[error("a name of {code} was refused: {reason}")]
    Name {
        /// The scene.
        code: SceneCode,
        /// What is wrong with it.
        reason: TextError,
    },
    /// No profile, or one twice.
    #[error("the profiles of {0} are none, or one stands twice")]
    Profiles(SceneCode),
    /// A function twice.
    #[error("a function of {0} stands twice")]
    Functions(SceneCode),
    /// Answers on a scene that does not take entitlement codes, one twice, or an entitlement scene
    /// without any.
    #[error("the answers of {0} do not fit its profiles, or one stands twice")]
    Answers(SceneCode),
    /// A level over 7.
    #[error("the level of {0} is over 7")]
    Level(SceneCode),
    /// `rotate_after` outside 5 to 255, or over `max_code_age`.
    #[error("rotate_after of {0} is outside 5 to 255 or over max_code_age")]
    RotateAfter(SceneCode),
    /// `max_code_age` outside 1 to 255.
    #[error("max_code_age of {0} is outside 1 to 255")]
    CodeAge(SceneCode),
    /// `max_status_age` or `max_card_age` under an hour.
    #[error("an age of evidence of {0} is under an hour")]
    EvidenceAge(SceneCode),
    /// A cool-down without `replay: card`, none with it, zero, or over a day.
    #[error("the cool-down of {0} does not fit its replay rule")]
    Cooldown(SceneCode),
    /// Receipts kept over ten years.
    #[error("receipt_days of {0} is over 3660")]
    ReceiptDays(SceneCode),
    /// An empty set of regions, one twice, or more than the bound.
    #[error("the regions of {0} are none, too many, or one stands twice")]
    Regions(SceneCode),
    /// 0302, 0602, 0702 or 1101 without a request.
    #[error("scene {0} always needs a request")]
    RequestMandatory(SceneCode),
    /// A cross-border scene that does not take validity codes, the only ones that go there.
    #[error("cross-border scene {0} does not take validity codes")]
    CrossBorder(SceneCode),
}

impl Catalogue {
    /// Checks every scene by itself, and that its number is this publisher's.
    ///
    /// # Errors
    /// The first [`SceneRule`] that is broken.
    pub fn check(&self) -> Result<(), SceneRule> {
        check_scenes(&self.scenes)?;
        self.scenes.iter().try_for_each(|scene| self.check_number(scene.code))
    }

    fn check_number(&self, code: SceneCode) -> Result<(), SceneRule> {
        let is_own = self.numbers().contains(&u32::from(code.number()));
        if is_own { Ok(()) } else { Err(SceneRule::Number(code)) }
    }

    /// The numbers this publisher may use: a province those under 10000, a city 500 from 10000 + 500 ×
    /// its two prefecture digits.
    #[must_use]
    pub fn numbers(&self) -> std::ops::Range<u32> {
        let first_of_cities = u32::from(SceneCode::FIRST_OF_CITIES);
        if self.is_base() {
            return 0..first_of_cities;
        }
        let first = first_of_cities + 500 * self.region.prefecture_digits();
        first..first + 500
    }
}

/// Checks scenes one by one and that their numbers are unique.
///
/// # Errors
/// The first [`SceneRule`] that is broken, in the order of the scenes.
pub fn check_scenes(scenes: &[Scene]) -> Result<(), SceneRule> {
    if scenes.len() > MAX_SCENES {
        return Err(SceneRule::TooMany);
    }
    let mut codes = HashSet::new();
    for scene in scenes {
        if !codes.insert(scene.code) {
            return Err(SceneRule::DuplicateCode(scene.code));
        }
        check_scene(scene)?;
    }
    Ok(())
}

/// Checks the scenes that were not understood: their numbers, texts and ranges. What ties a word to
/// another member does not count for them.
pub(crate) fn check_outlines(
    understood: &Catalogue,
    outlines: &[Outline],
) -> Result<(), SceneRule> {
    if understood.scenes.len() + outlines.len() > MAX_SCENES {
        return Err(SceneRule::TooMany);
    }
    let mut codes: HashSet<_> = understood.scenes.iter().map(|scene| scene.code).collect();
    for outline in outlines {
        if !codes.insert(outline.code()) {
            return Err(SceneRule::DuplicateCode(outline.code()));
        }
        understood.check_number(outline.code())?;
        check_ranges(outline.scene())?;
    }
    Ok(())
}

fn check_scene(scene: &Scene) -> Result<(), SceneRule> {
    check_ranges(scene)?;
    check_words(scene)
}

/// `rule`, unless it holds.
fn keep(holds: bool, code: SceneCode, rule: fn(SceneCode) -> SceneRule) -> Result<(), SceneRule> {
    if holds { Ok(()) } else { Err(rule(code)) }
}

/// Texts, numbers and sets by themselves.
fn check_ranges(scene: &Scene) -> Result<(), SceneRule> {
    let code = scene.code;
    keep(is_area(&scene.area), code, SceneRule::Area)?;
    for name in [&scene.name.zh, &scene.name.en, &scene.department] {
        text::check(name, MAX_NAME_CHARS).map_err(|reason| SceneRule::Name { code, reason })?;
    }
    keep(are_distinct(&scene.profiles), code, SceneRule::Profiles)?;
    keep(are_distinct(&scene.functions), code, SceneRule::Functions)?;
    keep(are_distinct(&scene.answers), code, SceneRule::Answers)?;
    keep(scene.level <= MAX_LEVEL, code, SceneRule::Level)?;
    keep(CODE_AGE.contains(&scene.max_code_age), code, SceneRule::CodeAge)?;
    let rotates = ROTATE_AFTER.contains(&scene.rotate_after);
    keep(rotates && scene.rotate_after <= scene.max_code_age, code, SceneRule::RotateAfter)?;
    let ages = [Some(scene.max_status_age), scene.max_card_age];
    let long = ages.into_iter().flatten().all(|age| age >= MIN_EVIDENCE_AGE);
    keep(long, code, SceneRule::EvidenceAge)?;
    let cooldown = scene.cooldown.is_none_or(|seconds| (1..=MAX_COOLDOWN).contains(&seconds));
    keep(cooldown, code, SceneRule::Cooldown)?;
    keep(scene.receipt_days <= MAX_RECEIPT_DAYS, code, SceneRule::ReceiptDays)?;
    let regions = scene
        .regions
        .as_ref()
        .is_none_or(|set| (1..=MAX_REGIONS).contains(&set.len()) && are_distinct(set));
    keep(regions, code, SceneRule::Regions)
}

/// What ties words to each other and to other members.
fn check_words(scene: &Scene) -> Result<(), SceneRule> {
    let code = scene.code;
    keep(!scene.profiles.is_empty(), code, SceneRule::Profiles)?;
    let entitlement = scene.profiles.contains(&Profile::Entitlement);
    keep(entitlement != scene.answers.is_empty(), code, SceneRule::Answers)?;
    let cools_down = scene.replay == Replay::Card;
    keep(cools_down == scene.cooldown.is_some(), code, SceneRule::Cooldown)?;
    let requested = scene.challenge == Challenge::Request || !REQUEST_IS_MANDATORY.contains(&code);
    keep(requested, code, SceneRule::RequestMandatory)?;
    let crosses = !scene.cross_border || scene.profiles.contains(&Profile::Validity);
    keep(crosses, code, SceneRule::CrossBorder)
}

fn is_area(word: &str) -> bool {
    (1..=MAX_AREA_BYTES).contains(&word.len())
        && word.bytes().all(|c| c.is_ascii_lowercase() || c == b'_')
}

/// For sets that are small, or of so few words that one soon stands twice: it compares each with all.
fn are_distinct<T: PartialEq>(items: &[T]) -> bool {
    items.iter().enumerate().all(|(at, item)| !items.iter().take(at).any(|other| other == item))
}
