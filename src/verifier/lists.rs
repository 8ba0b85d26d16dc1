//! What codes are judged by, as one moment's unchanging view.

use std::sync::Arc;

use crate::base::time::UnixTime;
use crate::model::region::Region;
use crate::wire::catalogue::EffectiveCatalogue;
use crate::wire::status_list::StatusList;
use crate::wire::trust_list::VerifiedTrustList;

/// Verified lists. A verification asks one such view and no other, so that it never mixes lists of
/// two moments.
pub trait Lists {
    /// Grows with every change of the trust list.
    fn generation(&self) -> u64;

    /// The trust list.
    fn trust(&self) -> Option<&VerifiedTrustList>;

    /// A status list of an issuing region.
    fn status_list(&self, region: Region, number: u16) -> Option<&StatusList>;

    /// The catalogue in force for a venue: its province's base with its city's overlay.
    fn catalogue(&self, venue: Region, now: UnixTime) -> Option<Arc<EffectiveCatalogue>>;
}
