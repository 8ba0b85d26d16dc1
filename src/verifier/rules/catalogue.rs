//! The catalogue and the scene: is there one, is it current, and is the code made for it?

use crate::model::reason::Reason;
use crate::verifier::rules::Subject;

/// An expired catalogue is judged by all the same. The code's scene is compared with the verifier's
/// even when the catalogue knows neither.
pub(super) fn judge(subject: &Subject<'_>, reasons: &mut Vec<Reason>) {
    match subject.catalogue {
        None => reasons.push(Reason::CatalogueMissing),
        Some(catalogue) => {
            if catalogue.is_expired(subject.scene_code, subject.now) {
                reasons.push(Reason::CatalogueExpired);
            }
            if subject.scene.is_none() {
                reasons.push(Reason::SceneUnknown);
            }
        }
    }
    if subject.code.statement.scene != subject.scene_code {
        reasons.push(Reason::SceneMismatch);
    }
}
