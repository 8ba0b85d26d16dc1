//! What the secret store keeps of the signing log: which state was the last one a key signed by, and
//! how far the keys had come (protocol §3.1).
//!
//! It is written after the signing log and before the key signs. So a signing log that is older than
//! its anchor is an old copy, and a kill between the two leaves one that is newer.

use serde::{Deserialize, Serialize};

use crate::base::hex;

/// The name of a line of signing logs, of which each follows the last one.
pub(in crate::holder) type Line = [u8; 8];

/// First byte of an anchor.
const VERSION: u8 = 1;
/// Bytes of a time.
const TIME_BYTES: usize = 5;
/// The latest time of five bytes, beyond the last second of this SDK.
const MAX_TIME: u64 = (1 << (8 * TIME_BYTES)) - 1;

/// The seconds that keys signed, in two ranges: everything from 0 to `last`, and from the first to the
/// last that is ahead of the clock, as when the clock was ahead before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marks {
    last: u64,
    ahead: Option<(u64, u64)>,
}

impl Marks {
    /// The marks of the seconds in some ranges; `edge` is the last second that is not ahead.
    pub(super) fn of(ranges: impl IntoIterator<Item = (u64, u64)>, edge: u64) -> Self {
        ranges.into_iter().fold(Self::default(), |marks, (first, last)| {
            marks.with(first.min(MAX_TIME), last.min(MAX_TIME), edge.min(MAX_TIME))
        })
    }

    fn with(mut self, first: u64, last: u64, edge: u64) -> Self {
        if first <= edge {
            self.last = self.last.max(last.min(edge));
        }
        if last > edge {
            let (from, to) = self.ahead.unwrap_or((u64::MAX, 0));
            self.ahead = Some((from.min(first.max(edge + 1)), to.max(last)));
        }
        self
    }

    /// Everything up to a second: all that can be said where nothing was written down.
    pub(super) const fn up_to(last: u64) -> Self {
        Self { last, ahead: None }
    }

    /// Both of two histories.
    pub(super) fn joined(self, other: Self) -> Self {
        let ahead = match (self.ahead, other.ahead) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        };
        Self { last: self.last.max(other.last), ahead }
    }

    /// The ranges.
    pub(super) fn ranges(self) -> impl Iterator<Item = (u64, u64)> {
        std::iter::once((0, self.last)).chain(self.ahead)
    }

    /// The latest second up to `edge` that is in a range.
    pub(super) fn latest_by(self, edge: u64) -> u64 {
        let within = self.ranges().filter(|(first, _)| *first <= edge);
        within.map(|(_, last)| last.min(edge)).max().unwrap_or_default()
    }
}

/// Which state of which line of signing logs it is, and its marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(in crate::holder) struct Anchor {
    line: Line,
    number: u64,
    marks: Marks,
}

impl Anchor {
    /// The first of a new line.
    pub(super) const fn first(line: Line, marks: Marks) -> Self {
        Self { line, number: 1, marks }
    }

    pub(super) const fn next(&self, marks: Marks) -> Self {
        Self { line: self.line, number: self.number.saturating_add(1), marks }
    }

    /// Of which line it is.
    pub(in crate::holder) const fn line(&self) -> &Line {
        &self.line
    }

    pub(super) const fn marks(&self) -> Marks {
        self.marks
    }

    /// Whether a signing log that bears this anchor is no older than one that bears the other.
    pub(super) fn follows(&self, other: &Self) -> bool {
        self == other || (self.line == other.line && self.number > other.number)
    }

    /// As it is kept: version, 8 bytes of the line's name, 8 of the number, and three times of 5 bytes,
    /// big-endian: the last second, and the first and the last ahead (both 0 where there is none).
    pub(in crate::holder) fn to_bytes(self) -> Vec<u8> {
        let (from, to) = self.marks.ahead.unwrap_or_default();
        let times = [self.marks.last, from, to].map(u64::to_be_bytes);
        let times = times.iter().flat_map(|bytes| bytes.iter().skip(8 - TIME_BYTES));
        let head = [VERSION].into_iter().chain(self.line).chain(self.number.to_be_bytes());
        head.chain(times.copied()).collect()
    }

    /// Reads what was kept; none when it is no anchor of this version.
    pub(in crate::holder) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(&[VERSION])?;
        let (line, rest) = rest.split_first_chunk::<8>()?;
        let (number, rest) = rest.split_first_chunk::<8>()?;
        let rest: &[u8; 3 * TIME_BYTES] = rest.try_into().ok()?;
        let time = |bytes: &[u8]| bytes.iter().fold(0, |time, byte| time << 8 | u64::from(*byte));
        let mut times = rest.chunks_exact(TIME_BYTES).map(time);
        let (last, from, to) = (times.next()?, times.next()?, times.next()?);
        let ahead = (to > 0).then_some((from, to));
        let marks = Marks { last, ahead };
        let anchor = Self { line: *line, number: u64::from_be_bytes(*number), marks };
        ahead.is_none_or(|(from, to)| from <= to).then_some(anchor)
    }
}

impl From<Anchor> for String {
    fn from(anchor: Anchor) -> Self {
        hex::encode(&anchor.to_bytes())
    }
}

impl TryFrom<String> for Anchor {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = hex::decode(&text).map_err(|_| "no hexadecimal")?;
        Self::from_bytes(&bytes).ok_or("no anchor")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_anchor_has_thirty_two_bytes_and_is_read_as_it_was_written(
            line: [u8; 8], number: u64, last in 0..=MAX_TIME, a in 1..=MAX_TIME, b in 1..=MAX_TIME,
            is_ahead: bool,
        ) {
            let ahead = is_ahead.then_some((a.min(b), a.max(b)));
            let anchor = Anchor { line, number, marks: Marks { last, ahead } };
            let bytes = anchor.to_bytes();
            prop_assert_eq!(bytes.len(), 32);
            prop_assert_eq!(Anchor::from_bytes(&bytes), Some(anchor));
            prop_assert_eq!(Anchor::try_from(String::from(anchor)), Ok(anchor));
        }

        #[test]
        fn any_bytes_are_an_anchor_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            if let Some(anchor) = Anchor::from_bytes(&bytes) {
                prop_assert_eq!(anchor.to_bytes().len(), bytes.len());
            }
        }

        #[test]
        fn marks_hold_every_second_and_none_between_the_edge_and_the_first_ahead(
            ranges in proptest::collection::vec((0u64..100, 0u64..5), 0..10), edge in 0u64..110,
        ) {
            let marks = Marks::of(ranges.iter().map(|(at, length)| (*at, at + length)), edge);
            let holds = |second| marks.ranges().any(|(a, b)| (a..=b).contains(&second));
            let seconds = || ranges.iter().flat_map(|(at, length)| *at..=at + length);
            prop_assert!(seconds().all(holds));
            let first_ahead = seconds().filter(|second| *second > edge).min();
            prop_assert!((edge + 1..first_ahead.unwrap_or(120)).all(|second| !holds(second)));
        }
    }

    #[test]
    fn a_signing_log_follows_its_own_line_only() {
        let marks = Marks::up_to(100);
        let first = Anchor::first([1; 8], marks);
        let second = first.next(marks);
        assert!(second.follows(&first) && first.follows(&first) && !first.follows(&second));
        let other = Anchor::first([2; 8], marks).next(marks);
        assert!(!other.follows(&first) && !first.follows(&other));
        let forked = first.next(Marks::up_to(101));
        assert!(!forked.follows(&second), "of the same number, and another state");
    }
}
