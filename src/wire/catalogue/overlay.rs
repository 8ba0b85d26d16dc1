//! A city's overlay on its province's base: it only adds (protocol §7, art. 6(3) and 6(4)).
//!
//! "Inherits" means: a scene of the overlay must state at least what it inherits. One that states
//! less is refused, when it is published and when it is loaded; nothing is raised silently, so that
//! the signed text is what every reader judges by.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::base::time::UnixTime;
use crate::model::functions::{Function, KeyProtection};
use crate::model::profile::Profile;
use crate::model::region::Region;
use crate::model::scene::{Challenge, Delegated, Scene, SceneCode};
use crate::wire::catalogue::{Catalogue, VerifiedCatalogue};
use crate::wire::succession::Edition;

/// Why an overlay may not stand on this base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
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

/// Which of two catalogues a scene stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The province's.
    Base,
    /// The city's.
    Overlay,
}

/// What a venue judges by: a base, and the overlay of its city where there is one.
#[derive(Debug, Clone)]
pub struct EffectiveCatalogue {
    base: Arc<VerifiedCatalogue>,
    overlay: Option<Arc<VerifiedCatalogue>>,
    places: HashMap<SceneCode, (Source, usize)>,
}

impl EffectiveCatalogue {
    /// A base alone.
    ///
    /// # Errors
    /// [`OverlayError::NotABase`].
    pub fn of_base(base: Arc<VerifiedCatalogue>) -> Result<Self, OverlayError> {
        if !base.catalogue().is_base() {
            return Err(OverlayError::NotABase(base.catalogue().region));
        }
        let places = places(base.catalogue(), Source::Base).collect();
        Ok(Self { base, overlay: None, places })
    }

    /// A base with an overlay that only adds to it.
    ///
    /// # Errors
    /// [`OverlayError`], for the first scene of the overlay that breaks a rule.
    pub fn with_overlay(
        base: Arc<VerifiedCatalogue>,
        overlay: Arc<VerifiedCatalogue>,
    ) -> Result<Self, OverlayError> {
        Self::check(base.catalogue(), overlay.catalogue())?;
        let mut effective = Self::of_base(base)?;
        effective.places.extend(places(overlay.catalogue(), Source::Overlay));
        effective.overlay = Some(overlay);
        Ok(effective)
    }

    /// The rules by themselves, for a publisher that has not signed yet. Each catalogue has passed
    /// [`Catalogue::check`].
    ///
    /// # Errors
    /// [`OverlayError`].
    pub fn check(base: &Catalogue, overlay: &Catalogue) -> Result<(), OverlayError> {
        if !base.is_base() {
            return Err(OverlayError::NotABase(base.region));
        }
        if overlay.is_base() || overlay.region.province() != base.region {
            return Err(OverlayError::OtherProvince(overlay.region));
        }
        for (at, scene) in overlay.scenes.iter().enumerate() {
            let earlier = overlay.scenes.iter().take(at);
            check_scene(scene, &base.scenes, base.scenes.iter().chain(earlier))?;
        }
        Ok(())
    }

    /// The scene of this number, switched off or not.
    #[must_use]
    pub fn scene(&self, code: SceneCode) -> Option<&Scene> {
        let (source, at) = *self.places.get(&code)?;
        self.of(source)?.catalogue().scenes.get(at)
    }

    /// All scenes, the base's first.
    pub fn scenes(&self) -> impl Iterator<Item = &Scene> {
        let catalogues = std::iter::once(&self.base).chain(&self.overlay);
        catalogues.flat_map(|one| &one.catalogue().scenes)
    }

    /// Whether the catalogue that `code` stands in is past its end; for an unknown number, the base.
    #[must_use]
    pub fn is_expired(&self, code: SceneCode, now: UnixTime) -> bool {
        let source = self.places.get(&code).map_or(Source::Base, |(source, _)| *source);
        now >= self.of(source).unwrap_or(&self.base).catalogue().exp
    }

    /// Number and content of the base and of the overlay, as receipts name them.
    #[must_use]
    pub fn editions(&self) -> (Edition, Option<Edition>) {
        (self.base.edition(), self.overlay.as_ref().map(|overlay| overlay.edition()))
    }

    fn of(&self, source: Source) -> Option<&Arc<VerifiedCatalogue>> {
        match source {
            Source::Base => Some(&self.base),
            Source::Overlay => self.overlay.as_ref(),
        }
    }
}

fn places(
    catalogue: &Catalogue,
    source: Source,
) -> impl Iterator<Item = (SceneCode, (Source, usize))> {
    catalogue.scenes.iter().enumerate().map(move |(at, scene)| (scene.code, (source, at)))
}

fn check_scene<'a>(
    scene: &Scene,
    base: &[Scene],
    mut others: impl Iterator<Item = &'a Scene>,
) -> Result<(), OverlayError> {
    let code = scene.code;
    if base.iter().any(|s| s.code == code) {
        return Err(OverlayError::Touches(code));
    }
    if let Some(other) = others.find(|other| asks_the_same(scene, other)) {
        return Err(OverlayError::Repeats { code, of: other.code });
    }
    let enabled: Vec<&Scene> = base.iter().filter(|s| s.enabled).collect();
    let area: Vec<&Scene> = enabled.iter().copied().filter(|s| s.area == scene.area).collect();
    let most: Option<Profile> = area.iter().filter_map(|s| s.most_disclosing()).max();
    let Some(most) = most else { return Err(OverlayError::OpensArea(code)) };
    if scene.most_disclosing().is_some_and(|profile| profile > most) {
        return Err(OverlayError::DisclosesMore(code));
    }
    if scene.cross_border {
        return Err(OverlayError::CrossBorder(code));
    }
    let inherited = Strictness::inherited(&scene.functions, &area, &enabled);
    if scene.challenge < inherited.challenge {
        return Err(OverlayError::Challenge(code));
    }
    if inherited.refuses_delegated && scene.delegated == Delegated::Allowed {
        return Err(OverlayError::Delegated(code));
    }
    if scene.min_key < inherited.min_key {
        return Err(OverlayError::MinKey(code));
    }
    Ok(())
}

/// Whether two scenes ask the same of the same holder for the same department, in whatever order.
fn asks_the_same(a: &Scene, b: &Scene) -> bool {
    let set = |scene: &Scene| {
        let profiles: BTreeSet<_> = scene.profiles.iter().copied().collect();
        let functions: BTreeSet<_> = scene.functions.iter().copied().collect();
        (profiles, functions)
    };
    let answers = |x: &Scene, y: &Scene| x.answers.iter().all(|answer| y.answers.contains(answer));
    a.area == b.area
        && a.department == b.department
        && set(a) == set(b)
        && answers(a, b)
        && answers(b, a)
}

/// The three rules an overlay inherits.
struct Strictness {
    challenge: Challenge,
    refuses_delegated: bool,
    min_key: KeyProtection,
}

impl Strictness {
    /// For each function: the strictest of the area's enabled scenes with it; if the area has none,
    /// of all enabled scenes of the base with it. The strictest of these together. Functions that no
    /// enabled scene has, and a scene without functions, take the strictest of the whole area.
    fn inherited(functions: &[Function], area: &[&Scene], enabled: &[&Scene]) -> Self {
        let mut strictest = Self {
            challenge: Challenge::None,
            refuses_delegated: false,
            min_key: KeyProtection::Software,
        };
        if functions.is_empty() {
            strictest.raise(area);
        }
        for function in functions {
            let of_area: Vec<&Scene> =
                area.iter().copied().filter(|s| s.functions.contains(function)).collect();
            let of_base: Vec<&Scene> =
                enabled.iter().copied().filter(|s| s.functions.contains(function)).collect();
            let models = [of_area.as_slice(), of_base.as_slice(), area];
            if let Some(models) = models.into_iter().find(|models| !models.is_empty()) {
                strictest.raise(models);
            }
        }
        strictest
    }

    fn raise(&mut self, models: &[&Scene]) {
        for scene in models {
            self.challenge = self.challenge.max(scene.challenge);
            self.refuses_delegated |= scene.delegated == Delegated::Refused;
            self.min_key = self.min_key.max(scene.min_key);
        }
    }
}
