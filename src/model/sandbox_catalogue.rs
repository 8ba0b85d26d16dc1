//! The sandbox's catalogue: the province's base and one city's overlay, for demonstrations and tests.
//!
//! An example, not law: in use, a catalogue is what a province publishes and signs. The scenes stand
//! in `rows` as a table; here is what the table leaves to a rule.
//!
//! - Level 1 proves identity and answers queries; what moves money needs level 2.
//! - A scene keeps receipts when it moves money or sees a name; a gate that sees neither keeps none.
//! - Same-city treatment (art. 4(3)) is two questions, so 0601 asks both: was the card issued by a
//!   cooperating city (`regions`), and is the holder a resident there (`answers`)? The first alone is
//!   not enough, since people who only work or are insured in a city hold its card too (art. 5(1)).

use crate::model::localized::Localized;
use crate::model::region::Region;
use crate::model::scene::{Challenge, Delegated, Replay, Scene, SceneCode};

mod rows;

use rows::{Row, Where};

/// After how many seconds the wallet shows a new code.
const ROTATE_AFTER: u32 = 30;

/// How old a code may be, in seconds.
const MAX_CODE_AGE: u32 = 60;

/// The provincial base: every scene of the province, numbers below 10000.
#[must_use]
pub fn base() -> Vec<Scene> {
    rows::BASE.iter().map(scene).collect()
}

/// Guangzhou's overlay, numbers 10500 to 10999.
#[must_use]
pub fn guangzhou_overlay() -> Vec<Scene> {
    rows::GUANGZHOU.iter().map(scene).collect()
}

/// The nine mainland cities of the Greater Bay Area (art. 4(2)), which cooperate in the sandbox.
#[must_use]
pub fn cooperating_cities() -> Vec<Region> {
    let mainland = |r: &Region| r.in_greater_bay_area() && !r.is_across_the_border();
    Region::all_known().filter(mainland).collect()
}

fn scene(row: &Row) -> Scene {
    Scene {
        code: SceneCode::new(row.code),
        area: row.area.into(),
        name: Localized::new(row.zh, row.en),
        department: row.department.into(),
        profiles: vec![row.profile],
        answers: row.answers.to_vec(),
        functions: row.functions.to_vec(),
        level: row.level,
        min_key: row.min_key,
        delegated: if row.own_card_only { Delegated::Refused } else { Delegated::Allowed },
        rotate_after: ROTATE_AFTER,
        max_code_age: MAX_CODE_AGE,
        max_card_age: row.max_card_age,
        max_status_age: row.max_status_age,
        challenge: if row.on_request { Challenge::Request } else { Challenge::None },
        replay: if row.cooldown.is_some() { Replay::Card } else { Replay::Code },
        cooldown: row.cooldown,
        receipt_days: row.receipt_days,
        regions: (row.takes == Where::CooperatingCities).then(cooperating_cities),
        cross_border: row.takes == Where::AcrossTheBorder,
        enabled: row.enabled,
    }
}

#[cfg(test)]
mod tests;
