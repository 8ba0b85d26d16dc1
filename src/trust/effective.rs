//! What a venue judges by: a base, and the overlay of its city where there is one.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::time::UnixTime;
use crate::model::scene::{Scene, SceneCode};
use crate::trust::catalogue::VerifiedCatalogue;
use crate::trust::overlay::{self, OverlayError};
use crate::trust::succession::Edition;
use crate::wire::catalogue::Catalogue;

/// A base, or a base and an overlay that only adds to it.
#[derive(Debug, Clone)]
pub struct EffectiveCatalogue {
    base: Arc<VerifiedCatalogue>,
    overlay: Option<Arc<VerifiedCatalogue>>,
    places: HashMap<SceneCode, Place>,
}

/// Where the scene of a number stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    source: Source,
    /// Which one it is there; none for a scene that no code is accepted for, because it, or what it
    /// would inherit, was not understood.
    at: Option<usize>,
}

/// Which of two catalogues a scene stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// The province's.
    Base,
    /// The city's.
    Overlay,
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
        let places = places(&base, Source::Base).collect();
        Ok(Self { base, overlay: None, places })
    }

    /// A base with an overlay that only adds to it. A scene of the overlay that leans on a scene of
    /// the base which is not understood is left out.
    ///
    /// # Errors
    /// [`OverlayError`], for the first scene of the overlay that breaks a rule.
    pub fn with_overlay(
        base: Arc<VerifiedCatalogue>,
        overlay: Arc<VerifiedCatalogue>,
    ) -> Result<Self, OverlayError> {
        let undecided = overlay.undecided_on(&base)?;
        let mut effective = Self::of_base(base)?;
        effective.places.extend(places(&overlay, Source::Overlay));
        let nowhere = Place { source: Source::Overlay, at: None };
        effective.places.extend(undecided.into_iter().map(|code| (code, nowhere)));
        effective.overlay = Some(overlay);
        Ok(effective)
    }

    /// The rules by themselves, for a publisher that has not signed yet. Each catalogue has passed
    /// [`Catalogue::check`]. Readers ask [`VerifiedCatalogue::check_on`].
    ///
    /// # Errors
    /// [`OverlayError`].
    pub fn check(base: &Catalogue, overlay: &Catalogue) -> Result<(), OverlayError> {
        overlay::check(base, &[], overlay).map(|_| ())
    }

    /// The scene of this number, switched off or not; none if it was not understood.
    #[must_use]
    pub fn scene(&self, code: SceneCode) -> Option<&Scene> {
        let Place { source, at } = *self.places.get(&code)?;
        self.of(source)?.catalogue().scenes.get(at?)
    }

    /// All scenes that were understood, the base's first.
    pub fn scenes(&self) -> impl Iterator<Item = &Scene> {
        let catalogues = std::iter::once(&self.base).chain(&self.overlay);
        let scenes = catalogues.flat_map(|one| &one.catalogue().scenes);
        scenes.filter(|scene| self.scene(scene.code).is_some())
    }

    /// Whether the catalogue that `code` stands in is past its end; for an unknown number, the base.
    #[must_use]
    pub fn is_expired(&self, code: SceneCode, now: UnixTime) -> bool {
        let source = self.places.get(&code).map_or(Source::Base, |place| place.source);
        now >= self.of(source).unwrap_or(&self.base).catalogue().exp
    }

    /// The base, and the overlay where there is one.
    pub fn catalogues(&self) -> impl Iterator<Item = &Catalogue> {
        std::iter::once(&self.base).chain(&self.overlay).map(|one| one.catalogue())
    }

    /// Number and content of the base and of the overlay, as receipts name them.
    #[cfg_attr(not(feature = "internals"), allow(dead_code, reason = "asked by tests and tools"))]
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
    verified: &VerifiedCatalogue,
    source: Source,
) -> impl Iterator<Item = (SceneCode, Place)> {
    let scenes = verified.catalogue().scenes.iter().enumerate();
    let understood = scenes.map(move |(at, scene)| (scene.code, Place { source, at: Some(at) }));
    let others = verified.not_understood().map(move |code| (code, Place { source, at: None }));
    understood.chain(others)
}
