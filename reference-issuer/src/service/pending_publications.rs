//! Which publications are pending: asked for, and not done since.
//!
//! Many changes at once need one publication: each asks for a ticket, and whoever publishes does it
//! for every ticket given before it began to look. What failed, or was cut off, stays pending.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use essc::model::region::Region;

/// The tickets of all regions.
#[derive(Debug, Default)]
pub struct PendingPublications {
    regions: Mutex<BTreeMap<Region, Tickets>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Tickets {
    asked: u64,
    done: u64,
}

impl PendingPublications {
    fn of<T>(&self, region: Region, change: impl FnOnce(&mut Tickets) -> T) -> T {
        let mut regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        change(regions.entry(region).or_default())
    }

    /// Asks for a publication of what has changed until now.
    pub fn ask(&self, region: Region) -> u64 {
        self.of(region, |tickets| {
            tickets.asked = tickets.asked.saturating_add(1);
            tickets.asked
        })
    }

    /// The last ticket given: all up to it are done by a publication that begins now. None when
    /// `ticket` was done by another.
    pub fn begin(&self, region: Region, ticket: u64) -> Option<u64> {
        self.of(region, |tickets| (tickets.done < ticket).then_some(tickets.asked))
    }

    /// Marks all tickets up to `last` as done.
    pub fn finish(&self, region: Region, last: u64) {
        self.of(region, |tickets| tickets.done = tickets.done.max(last));
    }

    /// Whether a publication is pending.
    pub fn is_pending(&self, region: Region) -> bool {
        self.of(region, |tickets| tickets.done < tickets.asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_publication_serves_all_who_asked_before_it_began() {
        let (pending, here) = (PendingPublications::default(), Region::GUANGZHOU);
        let (first, second) = (pending.ask(here), pending.ask(here));
        let last = pending.begin(here, first).expect("to be done");
        let third = pending.ask(here);
        pending.finish(here, last);
        assert_eq!(pending.begin(here, second), None, "done along");
        assert!(pending.is_pending(here) && !pending.is_pending(Region::SHENZHEN));
        let last = pending.begin(here, third).expect("asked after it began");
        pending.finish(here, last);
        assert!(!pending.is_pending(here));
    }

    #[test]
    fn what_was_begun_and_not_finished_stays_pending() {
        let (pending, here) = (PendingPublications::default(), Region::GUANGZHOU);
        let ticket = pending.ask(here);
        pending.begin(here, ticket).expect("to be done");
        assert!(pending.is_pending(here));
    }
}
