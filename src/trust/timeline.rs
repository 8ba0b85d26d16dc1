//! Catalogues over time: which editions are held, and which is judged by when.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::base::time::UnixTime;
use crate::model::region::Region;
use crate::trust::catalogue::VerifiedCatalogue;
use crate::trust::effective::EffectiveCatalogue;
use crate::trust::overlay::OverlayError;

/// An overlay that does not stand on the base beside it. The base alone is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverlayFault {
    /// Whose overlay.
    pub region: Region,
    /// What is wrong with it.
    pub reason: OverlayError,
}

/// What a city's venues judge by, from instant to instant.
#[derive(Debug, Clone, Default)]
pub(crate) struct Timeline(Vec<(UnixTime, Arc<EffectiveCatalogue>)>);

/// The timelines of all regions that have a catalogue, and the overlays that don't stand.
#[derive(Debug, Clone, Default)]
pub(crate) struct Timelines {
    pub by_region: HashMap<Region, Timeline>,
    pub faults: Vec<OverlayFault>,
}

impl Timelines {
    /// Lays the overlays of the regions that changed on their base; where the base changed, those of
    /// all its cities.
    pub(crate) fn lay(
        &mut self,
        catalogues: &HashMap<Region, Vec<Arc<VerifiedCatalogue>>>,
        changed: &BTreeSet<Region>,
    ) {
        let is_old =
            |region: &Region| changed.contains(region) || changed.contains(&region.province());
        self.by_region.retain(|region, _| !is_old(region));
        self.faults.retain(|fault| !is_old(&fault.region));
        for (region, editions) in catalogues.iter().filter(|(region, _)| is_old(region)) {
            let base = catalogues.get(&region.province()).map_or(&[][..], Vec::as_slice);
            let overlay = if region.is_province() { &[][..] } else { editions.as_slice() };
            let (timeline, faults) = Timeline::of(base, overlay);
            self.by_region.insert(*region, timeline);
            self.faults.extend(faults);
        }
    }

    /// What a venue of this region judges by at `now`: its city's timeline, else its province's.
    pub(crate) fn at(&self, region: Region, now: UnixTime) -> Option<&Arc<EffectiveCatalogue>> {
        let of = |region| self.by_region.get(&region).and_then(|timeline| timeline.at(now));
        of(region).or_else(|| of(region.province()))
    }
}

impl Timeline {
    /// The timeline of a base with, or without, the overlay of one city.
    fn of(
        base: &[Arc<VerifiedCatalogue>],
        overlay: &[Arc<VerifiedCatalogue>],
    ) -> (Self, Vec<OverlayFault>) {
        let mut turns: Vec<UnixTime> = Vec::new();
        for edition in base.iter().chain(overlay) {
            let turn = edition.catalogue().effective;
            // Of the few that are held there are two at most on either side.
            if let Err(at) = turns.binary_search(&turn) {
                turns.insert(at, turn);
            }
        }
        let mut faults: Vec<OverlayFault> = Vec::new();
        let mut spans = Vec::new();
        for turn in turns {
            let Some(base) = in_force(base, turn) else { continue };
            let both = in_force(overlay, turn).and_then(|overlay| {
                let region = overlay.catalogue().region;
                EffectiveCatalogue::with_overlay(base.clone(), overlay)
                    .map_err(|reason| faults.push(OverlayFault { region, reason }))
                    .ok()
            });
            if let Some(one) = both.or_else(|| EffectiveCatalogue::of_base(base).ok()) {
                spans.push((turn, Arc::new(one)));
            }
        }
        faults.dedup();
        (Self(spans), faults)
    }

    /// What is judged by at `now`.
    pub(crate) fn at(&self, now: UnixTime) -> Option<&Arc<EffectiveCatalogue>> {
        self.0.iter().rev().find(|(from, _)| *from <= now).map(|(_, catalogue)| catalogue)
    }
}

/// Of the editions whose time has come, the one of the highest number.
pub(crate) fn in_force(
    editions: &[Arc<VerifiedCatalogue>],
    at: UnixTime,
) -> Option<Arc<VerifiedCatalogue>> {
    let begun = editions.iter().filter(|edition| edition.catalogue().effective <= at);
    begun.max_by_key(|edition| edition.edition().number).cloned()
}

/// The editions to hold once `added` joins those held: the one of the highest number, and while it
/// lies ahead the one in force now. Whatever has a lower number otherwise has been replaced.
pub(crate) fn join(
    held: &[Arc<VerifiedCatalogue>],
    added: Arc<VerifiedCatalogue>,
    now: UnixTime,
) -> Vec<Arc<VerifiedCatalogue>> {
    let edition = added.edition();
    let mut all: Vec<Arc<VerifiedCatalogue>> = Vec::new();
    for one in held.iter().filter(|one| one.edition() != edition).chain([&added]) {
        insert(&mut all, Arc::clone(one));
    }
    let newest = all.last().map(|one| one.edition());
    let current = in_force(&all, now).map(|one| one.edition());
    all.retain(|one| [newest, current].contains(&Some(one.edition())));
    all
}

/// Puts an edition in its place among others that stand in the order of their numbers.
pub(crate) fn insert(editions: &mut Vec<Arc<VerifiedCatalogue>>, one: Arc<VerifiedCatalogue>) {
    let number = one.edition().number;
    let at = editions.partition_point(|other| other.edition().number < number);
    editions.insert(at, one);
}
