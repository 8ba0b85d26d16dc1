//! Seconds in which a key signed, or may have, as few ranges.

use serde::{Deserialize, Serialize};

/// Most ranges for one key: more than a day of codes.
pub(super) const MAX_RANGES: usize = 4096;

/// Ranges with both ends, ascending, apart from each other. Beyond the most there may be, the two
/// lowest are joined over the gap between them: a second is never forgotten, and some that were not
/// used, long ago, count as used.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Seconds(Vec<(u64, u64)>);

impl Seconds {
    /// Adds a range with both ends.
    pub(super) fn add(&mut self, first: u64, last: u64) {
        // Those in between overlap it or touch it.
        let from = self.0.partition_point(|(_, end)| end.saturating_add(1) < first);
        let to = self.0.partition_point(|(start, _)| *start <= last.saturating_add(1));
        let joined =
            self.0.iter().take(to).skip(from).fold((first, last), |joined, range| {
                (joined.0.min(range.0), joined.1.max(range.1))
            });
        self.0.splice(from..to.max(from), [joined]);
        if self.0.len() > MAX_RANGES
            && let [lowest, second, ..] = &mut self.0[..]
        {
            second.0 = lowest.0;
            self.0.remove(0);
        }
    }

    /// The ranges, ascending.
    pub(super) fn ranges(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.0.iter().copied()
    }

    /// The end of the range that a second is in.
    fn end_of(&self, second: u64) -> Option<u64> {
        let at = self.0.partition_point(|(_, end)| *end < second);
        self.0.get(at).filter(|(start, _)| *start <= second).map(|(_, end)| *end)
    }
}

/// The first second from `from` on that none of them has.
pub(super) fn first_free<'a>(
    all: impl IntoIterator<Item = Option<&'a Seconds>, IntoIter: Clone>,
    from: u64,
) -> u64 {
    let all = all.into_iter();
    let mut second = from;
    while let Some(end) = all.clone().flatten().find_map(|one| one.end_of(second)) {
        // The largest second is free by definition: no time of this SDK reaches it.
        let Some(next) = end.checked_add(1) else { return u64::MAX };
        second = next;
    }
    second
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ranges_hold_exactly_what_was_added_and_stay_apart(
            added in proptest::collection::vec((0u64..200, 0u64..12), 0..60)
        ) {
            let (mut seconds, mut all) = (Seconds::default(), BTreeSet::new());
            for (first, length) in added {
                seconds.add(first, first + length);
                all.extend(first..=first + length);
            }
            let held: BTreeSet<u64> = seconds.ranges().flat_map(|(a, b)| a..=b).collect();
            prop_assert_eq!(&held, &all);
            let ranges: Vec<_> = seconds.ranges().collect();
            prop_assert!(ranges.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0), "{:?}", ranges);
            for from in 0..230 {
                let free = (from..).find(|second| !all.contains(second));
                prop_assert_eq!(Some(first_free([Some(&seconds), None], from)), free);
            }
        }
    }

    #[test]
    fn at_the_bound_the_oldest_are_joined_and_none_is_forgotten() {
        let mut seconds = Seconds::default();
        let most = MAX_RANGES as u64;
        for n in 0..most + 100 {
            seconds.add(n * 10, n * 10);
        }
        assert_eq!(seconds.ranges().count(), MAX_RANGES);
        assert_eq!(seconds.ranges().next(), Some((0, 1000)));
        for n in 0..most + 100 {
            assert_ne!(first_free([Some(&seconds)], n * 10), n * 10);
        }
        assert_eq!(first_free([Some(&seconds)], 1001), 1001);
        seconds.add(0, u64::MAX);
        assert_eq!(first_free([Some(&seconds)], 5), u64::MAX);
    }
}
