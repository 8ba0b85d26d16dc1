//! Trust list and catalogues on this phone: kept as signed, verified again whenever they are loaded.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::time::UnixTime;
use crate::crypto::PublicKey;
use crate::crypto::jwk::Jwk;
use crate::model::region::Region;
use crate::model::scene::{Scene, SceneCode};
use crate::wire::catalogue::{CatalogueError, EffectiveCatalogue, OverlayError, VerifiedCatalogue};
use crate::wire::status_list::StatusListError;
use crate::wire::succession::{Admission, MAX_JUMP, Succession, SuccessionError};
use crate::wire::trust_list::{
    TrustFloor, TrustFloorError, TrustList, TrustListError, VerifiedTrustList,
};

/// Scene numbers of one city.
const SCENES_OF_A_CITY: u16 = 500;

/// Why a document was refused; the one held stays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentFault {
    /// Not a good trust list.
    #[error(transparent)]
    Trust(#[from] TrustListError),
    /// A good trust list that may not follow the one held.
    #[error(transparent)]
    TrustFloor(#[from] TrustFloorError),
    /// A sandbox's trust list, and this wallet is not one.
    #[error("a sandbox's trust list")]
    Test,
    /// A trust list older than the app that pins its root.
    #[error("trust list {got} is older than this app, which needs {needed}")]
    OlderThanApp {
        /// Its number.
        got: u64,
        /// The least that the app takes.
        needed: u64,
    },
    /// Not a good catalogue.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// Not a good status list.
    #[error(transparent)]
    StatusList(#[from] StatusListError),
    /// A good catalogue or status list that may not follow the one held.
    #[error(transparent)]
    Succession(#[from] SuccessionError),
    /// An overlay that does not only add.
    #[error(transparent)]
    Overlay(#[from] OverlayError),
}

/// Why the wallet can't tell what a scene asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
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

/// What the app pins.
#[derive(Debug, Clone)]
pub(in crate::holder) struct Anchor {
    pub(in crate::holder) root: PublicKey,
    pub(in crate::holder) least_seq: u64,
    pub(in crate::holder) sandbox: bool,
}

/// What the vault holds of documents.
#[derive(Default, Clone, Serialize, Deserialize)]
pub(in crate::holder) struct StoredDocuments {
    trust: Option<StoredTrust>,
    /// What is known of the last accepted trust list even when the list itself is lost.
    floor: Option<TrustFloor>,
    catalogues: Vec<StoredCatalogue>,
}

#[derive(Clone, Serialize, Deserialize)]
struct StoredTrust {
    text: String,
    etag: Option<String>,
    /// The root that signed it: the pinned one, or one that came after it.
    root: Jwk,
}

#[derive(Clone, Serialize, Deserialize)]
struct StoredCatalogue {
    region: Region,
    text: String,
    etag: Option<String>,
}

/// The documents, verified.
pub(in crate::holder) struct Documents {
    anchor: Anchor,
    stored: StoredDocuments,
    trust: Option<Arc<VerifiedTrustList>>,
    catalogues: Vec<Arc<VerifiedCatalogue>>,
}

impl Documents {
    /// Verifies what was kept; what does not verify any more (a signer's key was compromised since)
    /// is dropped and fetched again.
    pub(in crate::holder) fn load(anchor: Anchor, stored: StoredDocuments, now: UnixTime) -> Self {
        let mut documents = Self { anchor, stored, trust: None, catalogues: vec![] };
        documents.verify_again(now);
        documents
    }

    pub(in crate::holder) const fn stored(&self) -> &StoredDocuments {
        &self.stored
    }

    pub(in crate::holder) fn trust(&self) -> Option<&Arc<VerifiedTrustList>> {
        self.trust.as_ref()
    }

    /// The tag of the trust list held.
    pub(in crate::holder) fn trust_etag(&self) -> Option<&str> {
        self.trust.as_ref()?;
        self.stored.trust.as_ref()?.etag.as_deref()
    }

    /// The tag of the newest catalogue of a region.
    pub(in crate::holder) fn catalogue_etag(&self, region: Region) -> Option<&str> {
        let newest = self.stored.catalogues.iter().rfind(|held| held.region == region)?;
        newest.etag.as_deref()
    }

    fn verify_again(&mut self, now: UnixTime) {
        self.trust = self.stored.trust.as_ref().and_then(|held| {
            let root = held.root.public_key().ok()?;
            // Held, not received: a phone clock that was set back loses no list.
            TrustList::verify_held(&held.text, &root).ok().map(Arc::new)
        });
        let Some(trust) = self.trust.clone() else {
            self.stored.trust = None;
            self.catalogues.clear();
            return;
        };
        let mut verified = Vec::new();
        self.stored.catalogues.retain(|held| {
            let read =
                VerifiedCatalogue::verify(&held.text, held.region, &trust, now, Admission::Held);
            verified.extend(read.as_ref().ok().cloned().map(Arc::new));
            read.is_ok()
        });
        self.catalogues = verified;
    }

    /// Takes a fetched trust list in, if it may follow the one held.
    pub(in crate::holder) fn accept_trust(
        &mut self,
        text: String,
        etag: Option<String>,
        now: UnixTime,
    ) -> Result<(), DocumentFault> {
        let root = self.trust.as_ref().map_or(self.anchor.root, |held| *held.root());
        let next = self.trust.as_ref().and_then(|held| held.next_root().copied());
        let verified = match (TrustList::verify(&text, &root, now), next) {
            (Err(TrustListError::OtherRoot), Some(next)) => TrustList::verify(&text, &next, now)?,
            (verified, _) => verified?,
        };
        if verified.is_test() && !self.anchor.sandbox {
            return Err(DocumentFault::Test);
        }
        if verified.seq() < self.anchor.least_seq {
            let (got, needed) = (verified.seq(), self.anchor.least_seq);
            return Err(DocumentFault::OlderThanApp { got, needed });
        }
        verified.accept_over(self.stored.floor.as_ref(), now)?;
        self.stored.floor = Some(verified.floor());
        let root = Jwk::from(verified.root());
        self.stored.trust = Some(StoredTrust { text, etag, root });
        self.verify_again(now);
        Ok(())
    }

    /// Takes a fetched catalogue in, if it may follow the one held and, as an overlay, only adds.
    pub(in crate::holder) fn accept_catalogue(
        &mut self,
        region: Region,
        text: String,
        etag: Option<String>,
        now: UnixTime,
    ) -> Result<(), DocumentFault> {
        let Some(trust) = self.trust.clone() else { return Ok(()) };
        let offered = VerifiedCatalogue::verify(&text, region, &trust, now, Admission::New)?;
        if let Some(held) = self.of_region(region).next_back() {
            let jump = Some(MAX_JUMP);
            if offered.edition().follow(held.edition(), jump)? == Succession::Same {
                return Ok(());
            }
        }
        if !region.is_province()
            && let Some(base) = self.current(region.province(), now)
        {
            offered.check_on(base)?;
        }
        self.stored.catalogues.push(StoredCatalogue { region, text, etag });
        // The one in force stays until its successor is; what lies between is never used.
        let in_force = self.current(region, now).map(|held| held.edition());
        let newest = offered.edition();
        let is_effective = offered.catalogue().effective <= now;
        let editions: Vec<_> = self.catalogues.iter().map(|held| held.edition()).collect();
        let mut editions = editions.into_iter();
        self.stored.catalogues.retain(|held| {
            let edition = editions.next().unwrap_or(newest);
            held.region != region
                || edition == newest
                || (!is_effective && Some(edition) == in_force)
        });
        self.verify_again(now);
        Ok(())
    }

    fn of_region(
        &self,
        region: Region,
    ) -> impl DoubleEndedIterator<Item = &Arc<VerifiedCatalogue>> {
        self.catalogues.iter().filter(move |held| held.catalogue().region == region)
    }

    /// The catalogue of a region that is in force.
    fn current(&self, region: Region, now: UnixTime) -> Option<&Arc<VerifiedCatalogue>> {
        self.of_region(region).rfind(|held| held.catalogue().effective <= now)
    }

    /// What a scene asks for, in the province that the card or the venue belongs to. Numbers from
    /// 10000 on say which city's they are.
    pub(in crate::holder) fn scene(
        &self,
        code: SceneCode,
        province: Region,
        now: UnixTime,
    ) -> Result<Scene, SceneFault> {
        let base = self.current(province, now).ok_or(SceneFault::CatalogueMissing)?;
        let effective = match code.number().checked_sub(SceneCode::FIRST_OF_CITIES) {
            None => EffectiveCatalogue::of_base(base.clone()),
            Some(offset) => {
                let city = u32::from(offset / SCENES_OF_A_CITY);
                let overlay = self.overlay(province, city, now).ok_or(SceneFault::Unknown(code))?;
                // The base may have changed since the overlay came.
                EffectiveCatalogue::with_overlay(base.clone(), overlay.clone())
            }
        };
        let effective = effective.map_err(|_| SceneFault::Unknown(code))?;
        if effective.is_expired(code, now) {
            return Err(SceneFault::CatalogueExpired);
        }
        let scene = effective.scene(code).filter(|scene| scene.enabled);
        scene.cloned().ok_or(SceneFault::Unknown(code))
    }

    /// Every scene that is in use in a province: its own, and those of its cities.
    pub(in crate::holder) fn scenes(
        &self,
        province: Region,
        now: UnixTime,
    ) -> Result<impl Iterator<Item = Scene>, SceneFault> {
        let base = self.current(province, now).ok_or(SceneFault::CatalogueMissing)?;
        if base.catalogue().exp <= now {
            return Err(SceneFault::CatalogueExpired);
        }
        let here =
            move |held: &&Arc<VerifiedCatalogue>| held.catalogue().region.province() == province;
        let codes = self.catalogues.iter().filter(here).flat_map(|held| &held.catalogue().scenes);
        Ok(codes.filter_map(move |scene| self.scene(scene.code, province, now).ok()))
    }

    /// The overlay in force of the city with these two digits.
    fn overlay(
        &self,
        province: Region,
        city: u32,
        now: UnixTime,
    ) -> Option<&Arc<VerifiedCatalogue>> {
        let is_city = |region: &Region| {
            region.province() == province
                && !region.is_province()
                && region.prefecture_digits() == city
        };
        let regions = self.catalogues.iter().map(|held| held.catalogue().region);
        regions.filter(is_city).find_map(|region| self.current(region, now))
    }
}

#[cfg(test)]
mod tests;
