//! The 2²⁰ entries of one list: two bits each, least significant first, and their compressed form.

use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, compress_to_output, create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

use crate::base::base64url;
use crate::model::card::STATUS_LIST_ENTRIES;
use crate::model::status::CardStatus;
use crate::wire::status_list::PackedEntries;

/// Bytes of all entries, 262,144.
const BYTES: usize = STATUS_LIST_ENTRIES as usize / 4;
/// Bits of one entry.
const BITS: u8 = 2;
/// zlib level of the publisher; one level, so that equal entries give equal bytes.
const LEVEL: i32 = 10;
/// As many match probes as the compressor can make. A list is compressed once and fetched by every
/// gate: twice the time of the usual number, for 6 % fewer bytes.
const PROBES: u32 = 0xfff;

/// The entries of one list, 2²⁰ of them in 256 KiB.
#[derive(Clone, PartialEq, Eq)]
pub struct Entries(Box<[u8]>);

/// Why packed entries were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum EntriesError {
    /// Entries of another width than 2 bits.
    #[error("entries of {0} bits")]
    Bits(u8),
    /// Not canonical base64url.
    #[error("not base64url")]
    Base64,
    /// Not a whole zlib stream, or its checksum is wrong.
    #[error("not a zlib stream")]
    Zlib,
    /// More or fewer than 2²⁰ entries. More are never inflated.
    #[error("not exactly 1048576 entries")]
    Count,
    /// Bytes after the zlib stream.
    #[error("bytes after the zlib stream")]
    Tail,
}

impl Entries {
    /// A list of which no index was given out.
    #[must_use]
    pub fn none_given_out() -> Self {
        Self(vec![0xff; BYTES].into())
    }

    /// The entry of `index`; none for 2²⁰ and above.
    #[cfg(any(test, feature = "internals"))]
    #[must_use]
    pub fn at(&self, index: u32) -> Option<CardStatus> {
        let byte = self.0.get(usize::try_from(index / 4).ok()?)?;
        Some(CardStatus::from_bits(byte >> (index % 4 * 2)))
    }

    /// The bytes of all entries, four in each, least significant first.
    #[must_use]
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Sets the entry of `index`; false for 2²⁰ and above, which changes nothing.
    pub fn set(&mut self, index: u32, status: CardStatus) -> bool {
        let byte = usize::try_from(index / 4).ok().and_then(|at| self.0.get_mut(at));
        let Some(byte) = byte else { return false };
        let shift = index % 4 * 2;
        *byte = *byte & !(3 << shift) | status.bits() << shift;
        true
    }

    /// The form in which they travel; equal entries give equal bytes.
    #[must_use]
    pub fn pack(&self) -> PackedEntries {
        PackedEntries { bits: BITS, lst: base64url::encode(&compress(&self.0)) }
    }

    /// Reads packed entries. Never inflates more than 256 KiB.
    ///
    /// # Errors
    /// [`EntriesError`].
    pub fn unpack(packed: &PackedEntries) -> Result<Self, EntriesError> {
        if packed.bits != BITS {
            return Err(EntriesError::Bits(packed.bits));
        }
        let stream = base64url::decode(&packed.lst).map_err(|_| EntriesError::Base64)?;
        Ok(Self(inflate_exactly(&stream, BYTES)?.into()))
    }
}

/// Inflates a zlib stream into exactly `length` bytes, with nothing after it.
fn inflate_exactly(stream: &[u8], length: usize) -> Result<Vec<u8>, EntriesError> {
    let flags = inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER
        | inflate_flags::TINFL_FLAG_COMPUTE_ADLER32
        | inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut out = vec![0; length];
    let mut state = Box::<DecompressorOxide>::default();
    let (status, read, written) = decompress(&mut state, stream, &mut out, 0, flags);
    match status {
        TINFLStatus::Done if written != length => Err(EntriesError::Count),
        TINFLStatus::Done if read != stream.len() => Err(EntriesError::Tail),
        TINFLStatus::Done => Ok(out),
        TINFLStatus::HasMoreOutput => Err(EntriesError::Count),
        _ => Err(EntriesError::Zlib),
    }
}

impl std::fmt::Debug for Entries {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entries(2^20)")
    }
}

/// A zlib stream over `bytes`.
fn compress(bytes: &[u8]) -> Vec<u8> {
    let flags = create_comp_flags_from_zip_params(LEVEL, 1, 0) | PROBES;
    let mut stream = Vec::new();
    let keep = |part: &[u8]| {
        stream.extend_from_slice(part);
        true
    };
    compress_to_output(&mut CompressorOxide::new(flags), bytes, TDEFLFlush::Finish, keep);
    stream
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;
    use miniz_oxide::deflate::compress_to_vec_zlib;

    fn packed(bytes: &[u8]) -> PackedEntries {
        PackedEntries { bits: 2, lst: base64url::encode(&compress_to_vec_zlib(bytes, 9)) }
    }

    #[test]
    fn the_published_two_bit_vector_reads_entry_by_entry() {
        let text =
            include_str!("../../../tests/vectors/published/token-status-list/extracted_2bit.json");
        let vector: Value = serde_json::from_str(text).expect("json");
        let lst = vector["json_lst"].as_str().expect("lst").to_owned();
        let entries = Entries::unpack(&PackedEntries { bits: 2, lst }).expect("unpacks");
        let set = vector["set"].as_object().expect("set");
        assert!(set.len() > 5);
        let expected = |i: u32| set.get(&i.to_string()).and_then(Value::as_u64).unwrap_or(0);
        for index in 0..STATUS_LIST_ENTRIES {
            let entry = entries.at(index).expect("inside");
            assert_eq!(entry as u64, expected(index), "index {index}");
        }
        assert_eq!(entries.at(STATUS_LIST_ENTRIES), None);
    }

    #[test]
    fn the_published_one_bit_vector_is_of_another_width_and_length() {
        let text =
            include_str!("../../../tests/vectors/published/token-status-list/extracted_1bit.json");
        let vector: Value = serde_json::from_str(text).expect("json");
        let lst = vector["json_lst"].as_str().expect("lst").to_owned();
        let one = PackedEntries { bits: 1, lst };
        assert_eq!(Entries::unpack(&one), Err(EntriesError::Bits(1)));
        assert_eq!(Entries::unpack(&PackedEntries { bits: 2, ..one }), Err(EntriesError::Count));
    }

    #[test]
    fn a_zip_bomb_one_entry_too_many_and_one_too_few_are_refused() {
        let bomb = packed(&vec![0; 64 << 20]);
        assert!(bomb.lst.len() < 100_000, "64 MiB of zeros in {} characters", bomb.lst.len());
        assert_eq!(Entries::unpack(&bomb), Err(EntriesError::Count));
        assert_eq!(Entries::unpack(&packed(&vec![0; BYTES + 1])), Err(EntriesError::Count));
        assert_eq!(Entries::unpack(&packed(&vec![0; BYTES - 1])), Err(EntriesError::Count));
        assert!(Entries::unpack(&packed(&vec![0; BYTES])).is_ok());
    }

    #[test]
    fn tails_cut_streams_wrong_checksums_and_other_alphabets_are_refused() {
        let good = compress_to_vec_zlib(&vec![0xaa; BYTES], 9);
        let unpack = |bytes: &[u8]| {
            Entries::unpack(&PackedEntries { bits: 2, lst: base64url::encode(bytes) })
        };
        assert!(unpack(&good).is_ok());
        assert_eq!(unpack(&[good.as_slice(), &[0]].concat()), Err(EntriesError::Tail));
        assert_eq!(unpack(&good[..good.len() - 1]), Err(EntriesError::Zlib));
        let mut flipped = good.clone();
        *flipped.last_mut().expect("byte") ^= 1;
        assert_eq!(unpack(&flipped), Err(EntriesError::Zlib));
        assert_eq!(unpack(&[]), Err(EntriesError::Zlib));
        let padded = PackedEntries { bits: 2, lst: base64url::encode(&good) + "=" };
        assert_eq!(Entries::unpack(&padded), Err(EntriesError::Base64));
    }

    #[test]
    fn bytes_that_do_not_compress_still_fit_the_text_bound() {
        let mut seed = 1u32;
        let noise = (0..BYTES).map(|_| {
            seed ^= seed << 13;
            seed ^= seed >> 17;
            seed ^= seed << 5;
            seed as u8
        });
        let lst = packed(&noise.collect::<Vec<_>>()).lst;
        assert!(lst.len() > BYTES);
        assert!(lst.len() * 4 / 3 + 1024 < crate::wire::status_list::MAX_BYTES);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn entries_read_back_and_equal_entries_give_equal_bytes(
            set in proptest::collection::vec((0..STATUS_LIST_ENTRIES, 0u8..4), 0..40),
        ) {
            let mut entries = Entries::none_given_out();
            for (index, status) in &set {
                prop_assert!(entries.set(*index, CardStatus::from_bits(*status)));
                prop_assert_eq!(entries.at(*index), Some(CardStatus::from_bits(*status)));
            }
            let packed = entries.pack();
            prop_assert_eq!(&packed, &entries.clone().pack());
            prop_assert_eq!(Entries::unpack(&packed), Ok(entries));
        }

        #[test]
        fn random_streams_never_panic_and_are_never_taken(
            bytes in proptest::collection::vec(any::<u8>(), 0..2000),
        ) {
            let lst = base64url::encode(&bytes);
            let packed = PackedEntries { bits: 2, lst };
            prop_assert!(Entries::unpack(&packed).is_err());
        }
    }
}
