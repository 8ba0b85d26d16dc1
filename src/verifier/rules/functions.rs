//! Functions, issue level and key protection of the card against what the scene needs.

use crate::model::reason::Reason;
use crate::verifier::rules::Subject;

/// All of the scene's functions are loaded (art. 7(4)); level and key protection are at least its.
pub(super) fn judge(subject: &Subject<'_>, reasons: &mut Vec<Reason>) {
    let Some(scene) = subject.scene else { return };
    let functions = subject.code.card.card.functions;
    if !scene.functions.iter().all(|function| functions.has(*function)) {
        reasons.push(Reason::FunctionNotLoaded);
    }
    if functions.level() < scene.level {
        reasons.push(Reason::LevelTooLow);
    }
    if functions.key_protection() < scene.min_key {
        reasons.push(Reason::KeyProtectionTooLow);
    }
}
