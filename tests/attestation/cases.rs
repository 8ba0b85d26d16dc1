//! One fault each, and the refusal that it has.

use crate::scene::Scene;

/// A scene that is good but for one thing.
pub struct Case {
    /// What is wrong.
    pub what: &'static str,
    /// The word of the refusal.
    pub code: &'static str,
    pub scene: fn() -> Scene,
    pub change: fn(&mut Scene),
}

/// Judges the scene of each case without its fault, and with it.
pub fn assert_refused(cases: &[Case]) {
    for Case { what, code, scene, change } in cases {
        let untouched = scene().judge();
        assert!(untouched.is_ok(), "{what}: without the fault it is {untouched:?}");
        let mut scene = scene();
        change(&mut scene);
        let judged = scene.judge();
        assert_eq!(judged.map_err(|refusal| refusal.code()).err(), Some(*code), "{what}");
    }
}
