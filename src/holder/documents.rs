//! Trust list and catalogues on this phone: held and replaced by the rules of [`crate::trust`], kept in
//! one state of the vault, asked for scenes.

mod stored;

use std::sync::Arc;

use crate::base::time::UnixTime;
use crate::model::region::Region;
use crate::model::scene::{Scene, SceneCode};
use crate::trust::effective::EffectiveCatalogue;
use crate::trust::trust_list::VerifiedTrustList;
use crate::trust::{
    Change, ListName, Origin, Refusal, RollOver, TrustConfig, TrustSnapshot, TrustState, restore,
};

pub use stored::StoredDocuments;

/// Scene numbers of one city.
const SCENES_OF_A_CITY: u16 = 500;

/// Why the wallet can't tell what a scene asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum SceneFault {
    /// There is no catalogue: refresh first.
    #[error("there is no catalogue yet")]
    CatalogueMissing,
    /// The catalogue is past its end: refresh first.
    #[error("the catalogue is past its end")]
    CatalogueExpired,
    /// No catalogue has this scene, or it is switched off.
    #[error("scene {0} is not in use")]
    Unknown(SceneCode),
}

/// The documents, verified.
pub struct Documents {
    stored: StoredDocuments,
    state: TrustState,
    snapshot: TrustSnapshot,
}

impl Documents {
    /// Verifies what was kept; what does not verify any more (a signer's key was compromised since, an
    /// app pins other roots) is not used and fetched again.
    #[must_use]
    pub fn load(config: &Arc<TrustConfig>, mut stored: StoredDocuments, now: UnixTime) -> Self {
        let mut state = match restore(&stored, config, None, now) {
            Ok(restored) => {
                for fault in &restored.faults {
                    tracing::warn!(file = fault.file, reason = %fault.reason, "document not used");
                }
                // On the way to the vault with the next document: until then it is found again.
                stored.take(restored.unfinished);
                restored.state
            }
            // Reading a map in memory does not fail. If it did, everything would be fetched again.
            Err(_) => TrustState::empty(config.clone()),
        };
        let snapshot = state.snapshot();
        Self { stored, state, snapshot }
    }

    /// As they lie in the vault.
    #[must_use]
    pub const fn stored(&self) -> &StoredDocuments {
        &self.stored
    }

    /// The trust list, if there is one.
    #[must_use]
    pub fn trust(&self) -> Option<&Arc<VerifiedTrustList>> {
        self.state.trust()
    }

    /// The tag of the document held, if it came from this URL.
    pub(crate) fn etag(&self, document: ListName, url: &str) -> Option<&str> {
        let origin = self.state.origin(document).filter(|origin| origin.url == url)?;
        Some(&origin.etag)
    }

    /// Begins looking for the way to a root that is not known.
    pub(crate) fn roll_over(&self) -> RollOver {
        self.state.roll_over()
    }

    /// Takes a fetched trust list in; `naming` are lists that lead to the root that signed it.
    ///
    /// # Errors
    /// [`Refusal`]; what was held stays.
    pub fn accept_trust(
        &mut self,
        text: &str,
        naming: &[String],
        origin: Option<Origin>,
        now: UnixTime,
    ) -> Result<(), Refusal> {
        let change = self.state.accept_trust(text, naming, origin, now)?;
        self.take(change);
        Ok(())
    }

    /// Takes a fetched catalogue in, if it may follow the one held and, as an overlay, only adds.
    ///
    /// # Errors
    /// [`Refusal`]; what was held stays.
    pub fn accept_catalogue(
        &mut self,
        text: &str,
        region: Region,
        origin: Option<Origin>,
        now: UnixTime,
    ) -> Result<(), Refusal> {
        let change = self.state.accept_catalogue(text, region, origin, now)?;
        self.take(change);
        Ok(())
    }

    fn take(&mut self, change: Change) {
        let steps = self.state.steps(change);
        self.stored.take(steps);
        self.snapshot = self.state.snapshot();
    }

    /// What a scene asks for at a venue, or wherever else is judged by what is in force in `place`: the
    /// base of its province with the overlay of its city, as the gate there has them.
    pub(crate) fn scene_in(
        &self,
        place: Region,
        code: SceneCode,
        now: UnixTime,
    ) -> Result<Scene, SceneFault> {
        let catalogue = self.snapshot.catalogue(place, now).ok_or(SceneFault::CatalogueMissing)?;
        match of(catalogue, code, now) {
            Err(SceneFault::Unknown(_)) if self.lacks_overlay(catalogue, place.city(), code) => {
                Err(SceneFault::CatalogueMissing)
            }
            found => found.cloned(),
        }
    }

    /// Whether a number may be one of the overlay of its city, which is published and not here yet. One
    /// that is here and does not stand on its base judges nothing, at the gate either.
    fn lacks_overlay(&self, judging: &EffectiveCatalogue, city: Region, code: SceneCode) -> bool {
        let number = u32::from(code.number().saturating_sub(SceneCode::FIRST_OF_CITIES));
        let is_the_citys = code.number() >= SceneCode::FIRST_OF_CITIES
            && number / u32::from(SCENES_OF_A_CITY) == city.prefecture_digits();
        let issuer = self.trust().and_then(|trust| trust.issuer(city));
        let is_published = issuer.is_some_and(|issuer| issuer.catalogue.is_some());
        let is_here = judging.catalogues().any(|one| one.region == city)
            || self.snapshot.overlay_faults().iter().any(|fault| fault.region == city);
        is_the_citys && is_published && !is_here
    }

    /// What a scene asks for, in the province that the card belongs to: who will ask is not known.
    /// Numbers from 10000 on say which city's they are.
    ///
    /// # Errors
    /// [`SceneFault`].
    pub fn scene(
        &self,
        code: SceneCode,
        province: Region,
        now: UnixTime,
    ) -> Result<Scene, SceneFault> {
        let city = match code.number().checked_sub(SceneCode::FIRST_OF_CITIES) {
            Some(offset) => offset / SCENES_OF_A_CITY,
            None => 0,
        };
        let venue = Region::new(province.code() + 100 * u32::from(city));
        let venue = venue.filter(|venue| venue.province() == province);
        // Numbers beyond those of the last city are nobody's.
        self.scene_in(venue.ok_or(SceneFault::Unknown(code))?, code, now)
    }

    /// Every scene that is in use in a province: its own, and those of its cities.
    pub(crate) fn scenes(&self, province: Region, now: UnixTime) -> Result<Vec<Scene>, SceneFault> {
        let base = self.snapshot.catalogue(province, now).ok_or(SceneFault::CatalogueMissing)?;
        if base.catalogues().next().is_none_or(|base| base.exp <= now) {
            return Err(SceneFault::CatalogueExpired);
        }
        let cities = self.snapshot.cities(province, now);
        let all = std::iter::once(base).chain(cities).flat_map(|one| {
            let scenes = one.scenes().filter(|scene| scene.enabled);
            scenes.filter_map(move |scene| of(one, scene.code, now).ok())
        });
        let mut scenes: Vec<Scene> = all.cloned().collect();
        scenes.sort_by_key(|scene| scene.code);
        scenes.dedup_by_key(|scene| scene.code);
        Ok(scenes)
    }
}

fn of(
    catalogue: &EffectiveCatalogue,
    code: SceneCode,
    now: UnixTime,
) -> Result<&Scene, SceneFault> {
    if catalogue.is_expired(code, now) {
        return Err(SceneFault::CatalogueExpired);
    }
    let scene = catalogue.scene(code).filter(|scene| scene.enabled);
    scene.ok_or(SceneFault::Unknown(code))
}
