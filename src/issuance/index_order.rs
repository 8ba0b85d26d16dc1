//! In which order status indexes are given out: each once, in an order that tells nothing.
//!
//! Indexes given in sequence would tell who enrolled before whom, and would put the two keys of one
//! device side by side. So within a list the n-th index is a keyed permutation of n: a Feistel
//! network of ten and ten bits over HMAC-SHA-256, four rounds (Luby and Rackoff). It needs no table,
//! and no index comes twice because a permutation has no collisions.

use crate::crypto::digest::hmac_sha256;
use crate::model::card::{STATUS_LIST_ENTRIES, StatusIndex};
use crate::model::region::Region;

const HALF_BITS: u32 = 10;
const HALF: u32 = (1 << HALF_BITS) - 1;
const ROUNDS: u8 = 4;

const _: () = assert!(STATUS_LIST_ENTRIES == 1 << (2 * HALF_BITS));

/// The place of the `count`-th key of a region, counted from 0; none after 2¹⁶ full lists.
///
/// The same `key` for the life of the region.
#[must_use]
pub fn nth(key: &[u8; 32], region: Region, count: u64) -> Option<StatusIndex> {
    let entries = u64::from(STATUS_LIST_ENTRIES);
    let list = u16::try_from(count / entries).ok()?;
    let within = u32::try_from(count % entries).ok()?;
    Some(StatusIndex { list, index: permute(key, region, list, within) })
}

fn permute(key: &[u8; 32], region: Region, list: u16, within: u32) -> u32 {
    let (mut left, mut right) = (within >> HALF_BITS, within & HALF);
    for round in 0..ROUNDS {
        let half = right.to_be_bytes();
        let tag = hmac_sha256(
            key,
            &[b"status index", &region.to_bytes(), &list.to_be_bytes(), &[round], &half],
        );
        let mixed = u32::from(u16::from_be_bytes([tag[0], tag[1]])) & HALF;
        (left, right) = (right, left ^ mixed);
    }
    left << HALF_BITS | right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_index_of_a_list_comes_twice() {
        let mut seen = vec![false; STATUS_LIST_ENTRIES as usize];
        for count in (0..u64::from(STATUS_LIST_ENTRIES)).step_by(13) {
            let place = nth(&[7; 32], Region::GUANGZHOU, count).expect("in range");
            assert_eq!(place.list, 0);
            assert!(!std::mem::replace(&mut seen[place.index as usize], true), "{count}");
        }
    }

    #[test]
    fn neighbours_in_time_are_no_neighbours_in_the_list_and_regions_differ() {
        let place = |region, count| nth(&[7; 32], region, count).expect("in range").index;
        let near = (0..1000).filter(|n| {
            place(Region::GUANGZHOU, *n).abs_diff(place(Region::GUANGZHOU, n + 1)) < 16
        });
        assert!(near.count() < 10, "of a thousand pairs a few may be near by chance");
        assert_ne!(place(Region::GUANGZHOU, 0), place(Region::SHENZHEN, 0));
    }

    #[test]
    fn a_full_list_is_followed_by_the_next_until_the_last() {
        let entries = u64::from(STATUS_LIST_ENTRIES);
        let list = |count| nth(&[7; 32], Region::GUANGZHOU, count).map(|place| place.list);
        assert_eq!(list(entries - 1), Some(0));
        assert_eq!(list(entries), Some(1));
        assert_eq!(list(entries << 16), None);
    }
}
