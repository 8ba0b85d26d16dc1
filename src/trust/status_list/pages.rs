//! The entries of a list that is held: pages that are all alike are kept as what they are filled with.
//!
//! A list has room for a million cards. Of one that is hardly given out, or whose cards are all good,
//! little has to be kept, and a gate may hold thousands of lists.

use crate::model::card::STATUS_LIST_ENTRIES;
use crate::model::status::CardStatus;
use crate::wire::status_list::Entries;

/// Entries of one page.
const PAGE: u32 = 8192;

/// All entries of one list.
#[derive(Debug, Clone)]
pub(crate) struct Pages(Box<[Page]>);

#[derive(Debug, Clone)]
enum Page {
    /// Each entry is this one.
    Alike(CardStatus),
    /// Four entries a byte, least significant first.
    Mixed(Box<[u8]>),
}

impl Pages {
    pub(crate) fn of(entries: &Entries) -> Self {
        let page = |bytes: &[u8]| match bytes {
            // Four entries that are alike in one byte, and the byte in all of the page.
            [first @ (0 | 0x55 | 0xaa | 0xff), rest @ ..]
                if rest.iter().all(|one| one == first) =>
            {
                Page::Alike(CardStatus::from_bits(*first))
            }
            _ => Page::Mixed(bytes.into()),
        };
        Self(entries.bytes().chunks(PAGE as usize / 4).map(page).collect())
    }

    /// The entry of `index`; none for 2²⁰ and above.
    pub(crate) fn at(&self, index: u32) -> Option<CardStatus> {
        match self.0.get(usize::try_from(index / PAGE).ok()?)? {
            Page::Alike(status) => Some(*status),
            Page::Mixed(bytes) => {
                let byte = bytes.get(usize::try_from(index % PAGE / 4).ok()?)?;
                Some(CardStatus::from_bits(byte >> (index % 4 * 2)))
            }
        }
    }
}

const _: () = assert!(STATUS_LIST_ENTRIES.is_multiple_of(PAGE));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_the_one_of_the_list_whatever_its_page_holds() {
        let mut entries = Entries::none_given_out();
        // Pages of nobody, of good cards alone, of suspended ones alone, and mixed ones.
        for index in 0..PAGE * 5 {
            let status = match index / PAGE {
                0 => CardStatus::Valid,
                1 => CardStatus::Suspended,
                2 => CardStatus::Revoked,
                3 if index % 4 == 3 => CardStatus::Suspended,
                4 if index == PAGE * 5 - 1 => CardStatus::Revoked,
                _ => CardStatus::Valid,
            };
            assert!(entries.set(index, status));
        }
        entries.set(STATUS_LIST_ENTRIES - 1, CardStatus::Valid);
        let pages = Pages::of(&entries);
        for index in (0..PAGE * 6).chain(STATUS_LIST_ENTRIES - 9..STATUS_LIST_ENTRIES + 9) {
            assert_eq!(pages.at(index), entries.at(index), "{index}");
        }
        assert_eq!(pages.at(u32::MAX), None);
        let mixed = pages.0.iter().filter(|page| matches!(page, Page::Mixed(_))).count();
        assert_eq!((pages.0.len(), mixed), (128, 3));
    }
}
