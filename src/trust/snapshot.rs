//! What verification looks at: everything held at one moment, immutable, found in one step.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::time::UnixTime;
use crate::model::key_id::KeyId;
use crate::model::region::Region;
use crate::trust::effective::EffectiveCatalogue;
use crate::trust::status_list::StatusList;
use crate::trust::timeline::{OverlayFault, Timelines};
use crate::trust::trust_list::{TrustedKey, VerifiedTrustList};
use crate::wire::catalogue::Catalogue;
use crate::wire::status_list::StatusListUri;
use crate::wire::trust_list::KeyUse;

/// All documents held at one moment.
#[derive(Debug, Clone, Default)]
pub struct TrustSnapshot {
    pub(crate) trust: Option<Arc<VerifiedTrustList>>,
    pub(crate) status: HashMap<StatusListUri, Arc<StatusList>>,
    pub(crate) timelines: Arc<Timelines>,
    pub(crate) across_the_border: Option<Region>,
    pub(crate) generation: u64,
    pub(crate) newest_iat: UnixTime,
}

impl TrustSnapshot {
    /// The trust list, current or not.
    #[must_use]
    pub fn trust(&self) -> Option<&VerifiedTrustList> {
        self.trust.as_deref()
    }

    /// The key of this identifier and use.
    #[must_use]
    pub fn key(&self, kid: KeyId, key_use: KeyUse) -> Option<&TrustedKey> {
        self.trust.as_ref()?.key(kid, key_use)
    }

    /// The status list of this region and number, current or not.
    #[must_use]
    pub fn status_list(&self, region: Region, number: u16) -> Option<&StatusList> {
        self.status.get(&StatusListUri { region, number }).map(AsRef::as_ref)
    }

    /// What a venue of this region judges by at `now`: its province's base with its city's overlay;
    /// across the border, the base of the configured province.
    #[must_use]
    pub fn catalogue(
        &self,
        venue_region: Region,
        now: UnixTime,
    ) -> Option<&Arc<EffectiveCatalogue>> {
        let region = if venue_region.is_across_the_border() {
            self.across_the_border?
        } else {
            // A venue may name its district (440106); overlays are the city's (440100).
            Region::new(venue_region.code() / 100 * 100)?
        };
        self.timelines.at(region, now)
    }

    /// What venues of each city of a province judge by at `now`, where the city has an overlay.
    pub fn cities(
        &self,
        province: Region,
        now: UnixTime,
    ) -> impl Iterator<Item = &Arc<EffectiveCatalogue>> {
        let timelines = self.timelines.by_region.iter();
        let here = timelines
            .filter(move |(region, _)| region.province() == province && !region.is_province());
        here.filter_map(move |(_, timeline)| timeline.at(now))
    }

    /// Every catalogue in force at `now`; a base as often as something stands on it.
    pub fn catalogues(&self, now: UnixTime) -> impl Iterator<Item = &Catalogue> {
        let effective = self.timelines.by_region.values().filter_map(move |one| one.at(now));
        effective.flat_map(|one| one.catalogues())
    }

    /// Changes with every trust list: whatever was remembered of checked signatures counts no more.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// The newest `iat` of any document ever accepted: no honest clock stands before it.
    #[must_use]
    pub const fn newest_iat(&self) -> UnixTime {
        self.newest_iat
    }

    /// Overlays that are held and do not stand on their base.
    #[must_use]
    pub fn overlay_faults(&self) -> &[OverlayFault] {
        &self.timelines.faults
    }

    /// The names of all status lists held.
    pub fn status_lists(&self) -> impl Iterator<Item = StatusListUri> {
        self.status.keys().copied()
    }
}
