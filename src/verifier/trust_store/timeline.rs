//! Catalogues over time: which editions are held, and which is judged by when.

use std::sync::Arc;

use crate::base::time::UnixTime;
use crate::model::region::Region;
use crate::wire::catalogue::{EffectiveCatalogue, OverlayError, VerifiedCatalogue};

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
pub(in crate::verifier) struct Timeline(Vec<(UnixTime, Arc<EffectiveCatalogue>)>);

impl Timeline {
    /// The timeline of a base with, or without, the overlay of one city.
    pub(in crate::verifier) fn of(
        base: &[Arc<VerifiedCatalogue>],
        overlay: &[Arc<VerifiedCatalogue>],
    ) -> (Self, Vec<OverlayFault>) {
        let mut turns: Vec<UnixTime> =
            base.iter().chain(overlay).map(|edition| edition.catalogue().effective).collect();
        turns.sort_unstable();
        turns.dedup();
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
    pub(in crate::verifier) fn at(&self, now: UnixTime) -> Option<&Arc<EffectiveCatalogue>> {
        self.0.iter().rev().find(|(from, _)| *from <= now).map(|(_, catalogue)| catalogue)
    }
}

/// Of the editions whose time has come, the one of the highest number.
pub(in crate::verifier) fn in_force(
    editions: &[Arc<VerifiedCatalogue>],
    at: UnixTime,
) -> Option<Arc<VerifiedCatalogue>> {
    let begun = editions.iter().filter(|edition| edition.catalogue().effective <= at);
    begun.max_by_key(|edition| edition.edition().number).cloned()
}

/// The editions to hold once `newest` joins those held: itself, and while it lies ahead the one in
/// force now. Whatever has a lower number otherwise has been replaced.
pub(in crate::verifier) fn join(
    held: &[Arc<VerifiedCatalogue>],
    newest: Arc<VerifiedCatalogue>,
    now: UnixTime,
) -> Vec<Arc<VerifiedCatalogue>> {
    let ahead = newest.catalogue().effective > now;
    let current = in_force(held, now).filter(|_| ahead);
    current.into_iter().chain([newest]).collect()
}
