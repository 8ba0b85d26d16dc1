//! What a gate holds: its documents with their age, and the scenes it can judge for.

use crate::base::time::UnixTime;
use crate::model::localized::Localized;
use crate::model::region::Region;
use crate::model::scene::{Challenge, SceneCode};
use crate::model::verdict::Freshness;
use crate::trust::ListName;
use crate::verifier::Verifier;

/// A document that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct ListState {
    /// Which.
    pub document: ListName,
    /// Its `iat`.
    pub as_of: UnixTime,
    /// Its `exp`.
    pub expires_at: UnixTime,
    /// `stale`: past the trust list's `soft_exp`, or past the time after which a status list asks to be
    /// fetched again (`ttl`).
    pub freshness: Freshness,
}

/// A scene that this gate can judge for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct VenueScene {
    /// Its number.
    pub code: SceneCode,
    /// Area, a lower-case word: `medical`, `transit`.
    pub area: String,
    /// Its name.
    pub name: Localized,
    /// Whether only answers to a request of this venue are taken.
    pub needs_request: bool,
}

impl Verifier {
    /// The documents held, in the order trust list, status lists, catalogues.
    #[must_use]
    pub fn held(&self) -> Vec<ListState> {
        let (snapshot, now) = (self.lists().snapshot(), self.now());
        let aged = |expires_at: UnixTime, stale_from: Option<UnixTime>| match stale_from {
            _ if now >= expires_at => Freshness::Expired,
            Some(from) if now >= from => Freshness::Stale,
            _ => Freshness::Fresh,
        };
        let trust = snapshot.trust().map(|trust| ListState {
            document: ListName::TrustList,
            as_of: trust.iat(),
            expires_at: trust.list().exp,
            freshness: trust.freshness(now),
        });
        let status = snapshot.status_lists().filter_map(|uri| {
            let list = snapshot.status_list(uri.region, uri.number)?;
            let freshness = aged(list.exp(), Some(list.iat().plus(list.ttl())));
            let document = ListName::Status(uri);
            Some(ListState { document, as_of: list.iat(), expires_at: list.exp(), freshness })
        });
        let catalogues = snapshot.catalogues(now).map(|catalogue| ListState {
            document: ListName::Catalogue(catalogue.region),
            as_of: catalogue.iat,
            expires_at: catalogue.exp,
            freshness: aged(catalogue.exp, None),
        });
        let mut held: Vec<ListState> = trust.into_iter().chain(status).chain(catalogues).collect();
        held.sort_by_key(|one| one.document);
        held.dedup_by_key(|one| one.document);
        held
    }

    /// The scenes that are switched on where this gate stands, by their numbers; none without a
    /// catalogue.
    #[must_use]
    pub fn scenes(&self) -> Vec<VenueScene> {
        self.scenes_in(self.config.venue_region)
    }

    /// The same of another place, whose catalogues this gate has.
    #[must_use]
    pub fn scenes_in(&self, venue: Region) -> Vec<VenueScene> {
        let (snapshot, now) = (self.lists().snapshot(), self.now());
        let Some(catalogue) = snapshot.catalogue(venue, now) else {
            return Vec::new();
        };
        let in_use = catalogue.scenes().filter(|scene| scene.enabled);
        let mut scenes: Vec<VenueScene> = in_use
            .filter_map(|scene| catalogue.scene(scene.code))
            .map(|scene| VenueScene {
                code: scene.code,
                area: scene.area.clone(),
                name: scene.name.clone(),
                needs_request: scene.challenge == Challenge::Request,
            })
            .collect();
        scenes.sort_by_key(|scene| scene.code);
        scenes.dedup_by_key(|scene| scene.code);
        scenes
    }
}
