//! A city's overlay on its province's base: it only adds (protocol §7, art. 6(3) and 6(4)).
//!
//! "Inherits" means: a scene of the overlay must state at least what it inherits. One that states
//! less is refused, when it is published and when it is loaded; nothing is raised silently, so that
//! the signed text is what every reader judges by.

use std::collections::{HashMap, HashSet};

use crate::model::functions::{CardFunction, KeyProtection};
use crate::model::profile::Profile;
use crate::model::region::Region;
use crate::model::scene::{Challenge, Delegated, Scene, SceneCode};
use crate::wire::catalogue::Catalogue;
use crate::wire::catalogue::Outline;

/// Why an overlay may not stand on this base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum OverlayError {
    /// A catalogue that is not a province's can't be a base.
    #[error("{0} is not a province")]
    NotABase(Region),
    /// A province's catalogue, or one of another province, can't be an overlay here.
    #[error("{0} is not a city of the base's province")]
    OtherProvince(Region),
    /// It has a number that the base has.
    #[error("scene {0} is the base's")]
    Touches(SceneCode),
    /// Area, department, profiles, functions and answers of a scene of the base, or of an earlier one
    /// of the overlay.
    #[error("scene {code} repeats {of}")]
    Repeats {
        /// The scene of the overlay.
        code: SceneCode,
        /// The scene it repeats.
        of: SceneCode,
    },
    /// The base has no enabled scene of its area.
    #[error("scene {0} opens an area that the base does not have enabled")]
    OpensArea(SceneCode),
    /// It takes a profile that discloses more than any enabled scene of the base in its area.
    #[error("scene {0} discloses more than the base does in its area")]
    DisclosesMore(SceneCode),
    /// A plain code is enough, and what it inherits needs a request.
    #[error("scene {0} must ask for a request")]
    Challenge(SceneCode),
    /// It takes delegated cards, and what it inherits refuses them.
    #[error("scene {0} must refuse delegated cards")]
    Delegated(SceneCode),
    /// Its least key protection is under what it inherits.
    #[error("scene {0} must ask for a better key protection")]
    MinKey(SceneCode),
    /// It goes across the border, where no overlay applies.
    #[error("scene {0} can't be cross-border: only a base goes across")]
    CrossBorder(SceneCode),
}

/// Checks every scene of an overlay against a base, of whose scenes those in `outlines` were not
/// understood. Returns the scenes that break no rule that can be judged, and lean on one of those: what
/// they may do can't be told.
///
/// # Errors
/// [`OverlayError`], for the first scene that breaks a rule whatever the outlines would say.
pub(super) fn check(
    base: &Catalogue,
    outlines: &[Outline],
    overlay: &Catalogue,
) -> Result<HashSet<SceneCode>, OverlayError> {
    if !base.is_base() {
        return Err(OverlayError::NotABase(base.region));
    }
    if !overlay.region.is_city() || overlay.region.province() != base.region {
        return Err(OverlayError::OtherProvince(overlay.region));
    }
    let ground = Ground::of(base, outlines);
    let mut purposes = ground.purposes.clone();
    let mut undecided = HashSet::new();
    for scene in &overlay.scenes {
        if !check_scene(scene, &ground, &purposes)? {
            undecided.insert(scene.code);
        }
        purposes.entry(purpose_of(scene)).or_default().push(scene);
    }
    Ok(undecided)
}

/// Area and department: scenes of one purpose have the same.
type Purpose<'a> = (&'a str, &'a str);

fn purpose_of(scene: &Scene) -> Purpose<'_> {
    (&scene.area, &scene.department)
}

/// A base, looked up in one step: an overlay has hundreds of scenes, and so has its base.
struct Ground<'a> {
    codes: HashSet<SceneCode>,
    purposes: HashMap<Purpose<'a>, Vec<&'a Scene>>,
    /// The scenes that are switched on, and those of each area.
    enabled: Vec<Model<'a>>,
    areas: HashMap<&'a str, Vec<Model<'a>>>,
}

impl<'a> Ground<'a> {
    fn of(base: &'a Catalogue, outlines: &'a [Outline]) -> Self {
        let mut purposes: HashMap<Purpose<'a>, Vec<&Scene>> = HashMap::new();
        for scene in &base.scenes {
            purposes.entry(purpose_of(scene)).or_default().push(scene);
        }
        let understood = base.scenes.iter();
        let understood =
            understood.map(|scene| Model { scene, is_understood: true, is_open: false });
        let others = outlines.iter().map(|one| Model {
            scene: one.scene(),
            is_understood: false,
            is_open: one.leaves_inheritance_open(),
        });
        let all: Vec<Model<'_>> = understood.chain(others).collect();
        let codes = all.iter().map(|model| model.scene.code).collect();
        let enabled: Vec<Model<'_>> = all.into_iter().filter(|model| model.scene.enabled).collect();
        let mut areas: HashMap<&str, Vec<Model<'_>>> = HashMap::new();
        for model in &enabled {
            areas.entry(&model.scene.area).or_default().push(*model);
        }
        Self { codes, purposes, enabled, areas }
    }
}

/// Whether the rules could be decided; that it breaks none of those which could. `purposes` are those
/// of the base and of the overlay's scenes before this one.
fn check_scene(
    scene: &Scene,
    ground: &Ground<'_>,
    purposes: &HashMap<Purpose<'_>, Vec<&Scene>>,
) -> Result<bool, OverlayError> {
    let code = scene.code;
    if ground.codes.contains(&code) {
        return Err(OverlayError::Touches(code));
    }
    let others = purposes.get(&purpose_of(scene)).into_iter().flatten();
    if let Some(other) = others.into_iter().find(|other| asks_the_same(scene, other)) {
        return Err(OverlayError::Repeats { code, of: other.code });
    }
    let area = ground.areas.get(scene.area.as_str()).map_or(&[][..], Vec::as_slice);
    // What is not understood opens no area and discloses nothing; it may do so to a later version.
    let understood = area.iter().filter(|model| model.is_understood);
    let most: Option<Profile> = understood.filter_map(|model| model.scene.most_disclosing()).max();
    let is_covered = most.is_some_and(|most| scene.most_disclosing().is_none_or(|own| own <= most));
    if !is_covered && area.iter().all(|model| model.is_understood) {
        return Err(match most {
            None => OverlayError::OpensArea(code),
            Some(_) => OverlayError::DisclosesMore(code),
        });
    }
    if scene.cross_border {
        return Err(OverlayError::CrossBorder(code));
    }
    let inherited = Strictness::inherited(scene, area, &ground.enabled);
    if scene.challenge < inherited.challenge {
        return Err(OverlayError::Challenge(code));
    }
    if inherited.refuses_delegated && scene.delegated == Delegated::Allowed {
        return Err(OverlayError::Delegated(code));
    }
    if scene.min_key < inherited.min_key {
        return Err(OverlayError::MinKey(code));
    }
    Ok(is_covered && !inherited.is_open)
}

/// Whether two scenes of one area and department ask the same of the same holder, in whatever order.
fn asks_the_same(a: &Scene, b: &Scene) -> bool {
    are_same_set(&a.profiles, &b.profiles)
        && are_same_set(&a.functions, &b.functions)
        && are_same_set(&a.answers, &b.answers)
}

fn are_same_set<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    a.iter().all(|word| b.contains(word)) && b.iter().all(|word| a.contains(word))
}

/// A scene of the base that is switched on, and whether one of its three rules is not known.
#[derive(Clone, Copy)]
struct Model<'a> {
    scene: &'a Scene,
    is_understood: bool,
    is_open: bool,
}

/// The three rules an overlay inherits.
struct Strictness {
    challenge: Challenge,
    refuses_delegated: bool,
    min_key: KeyProtection,
    /// More may be asked than this version can read.
    is_open: bool,
}

impl Strictness {
    /// For each function: the strictest of the area's enabled scenes with it; if the area has none,
    /// of all enabled scenes of the base with it. The strictest of these together. Functions that no
    /// enabled scene has, and a scene without functions, take the strictest of the whole area.
    fn inherited(scene: &Scene, area: &[Model<'_>], enabled: &[Model<'_>]) -> Self {
        let mut strictest = Self {
            challenge: Challenge::None,
            refuses_delegated: false,
            min_key: KeyProtection::Software,
            is_open: false,
        };
        if scene.functions.is_empty() {
            strictest.raise(area);
        }
        for function in &scene.functions {
            let of_area = with(area, *function);
            let of_base = with(enabled, *function);
            let models = [&of_area[..], &of_base, area];
            if let Some(models) = models.into_iter().find(|models| !models.is_empty()) {
                strictest.raise(models);
            }
        }
        strictest
    }

    fn raise(&mut self, models: &[Model<'_>]) {
        for Model { scene, is_open, .. } in models {
            self.challenge = self.challenge.max(scene.challenge);
            self.refuses_delegated |= scene.delegated == Delegated::Refused;
            self.min_key = self.min_key.max(scene.min_key);
            self.is_open |= is_open;
        }
    }
}

fn with<'a>(models: &[Model<'a>], function: CardFunction) -> Vec<Model<'a>> {
    models.iter().copied().filter(|model| model.scene.functions.contains(&function)).collect()
}
