//! How the loadable segments of an ELF file are aligned: as much of the format as that takes.
//!
//! Written here because xtask has no dependencies, so that it builds in seconds on a fresh machine,
//! and because these few fields haven't changed since System V ABI, chapters 4 ("ELF header") and 5
//! ("program header").

/// What a loader looks at before it maps a library.
#[derive(Debug, PartialEq, Eq)]
pub struct Elf {
    /// Whether its addresses have 64 bits, otherwise 32.
    pub is_64_bit: bool,
    /// `p_align` of each `PT_LOAD`, in bytes, in file order.
    pub load_alignments: Vec<u64>,
}

const MAGIC: &[u8] = b"\x7fELF";
const CLASS_32: u8 = 1;
const CLASS_64: u8 = 2;
const LITTLE_ENDIAN: u8 = 1;
const PT_LOAD: u64 = 1;

/// Offset and width in bytes of the fields that are read; those of a program header count from its
/// start.
struct Layout {
    table_offset: (usize, usize),
    entry_size: (usize, usize),
    entries: (usize, usize),
    kind: (usize, usize),
    alignment: (usize, usize),
}

const LAYOUT_32: Layout = Layout {
    table_offset: (28, 4),
    entry_size: (42, 2),
    entries: (44, 2),
    kind: (0, 4),
    alignment: (28, 4),
};

const LAYOUT_64: Layout = Layout {
    table_offset: (32, 8),
    entry_size: (54, 2),
    entries: (56, 2),
    kind: (0, 4),
    alignment: (48, 8),
};

impl Elf {
    /// Reads the headers of a little-endian ELF file, the only kind that Android has.
    ///
    /// # Errors
    /// Not such a file, or one that ends before its headers do.
    pub fn read(file: &[u8]) -> Result<Self, &'static str> {
        let (magic, rest) = file.split_at_checked(4).ok_or("not an ELF file")?;
        let (layout, is_64_bit) = match (magic, rest) {
            (MAGIC, [CLASS_32, LITTLE_ENDIAN, ..]) => (&LAYOUT_32, false),
            (MAGIC, [CLASS_64, LITTLE_ENDIAN, ..]) => (&LAYOUT_64, true),
            (MAGIC, _) => return Err("an ELF file of an unknown class or byte order"),
            _ => return Err("not an ELF file"),
        };
        let table = size(number(file, 0, layout.table_offset)?)?;
        let entry_size = size(number(file, 0, layout.entry_size)?)?;
        let entries = size(number(file, 0, layout.entries)?)?;
        let mut load_alignments = Vec::new();
        for entry in 0..entries {
            let start = entry.checked_mul(entry_size).and_then(|offset| offset.checked_add(table));
            let start = start.ok_or(CUT_OFF)?;
            if number(file, start, layout.kind)? == PT_LOAD {
                load_alignments.push(number(file, start, layout.alignment)?);
            }
        }
        Ok(Self { is_64_bit, load_alignments })
    }
}

const CUT_OFF: &str = "an ELF file that ends before its headers do";

fn size(number: u64) -> Result<usize, &'static str> {
    usize::try_from(number).map_err(|_| CUT_OFF)
}

/// The little-endian number of a field in the header that starts at `start`.
fn number(file: &[u8], start: usize, (offset, width): (usize, usize)) -> Result<u64, &'static str> {
    let from = start.checked_add(offset).ok_or(CUT_OFF)?;
    let field = file.get(from..).and_then(|rest| rest.get(..width)).ok_or(CUT_OFF)?;
    Ok(field.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

#[cfg(test)]
pub mod tests {
    use super::Elf;

    /// Program headers of (`p_type`, `p_align`) behind a header, and nothing else.
    pub fn elf_64(segments: &[(u32, u64)]) -> Vec<u8> {
        let mut file = b"\x7fELF\x02\x01\x01".to_vec();
        file.resize(64, 0);
        file[32] = 64;
        file[54] = 56;
        file[56] = segments.len() as u8;
        for (kind, alignment) in segments {
            let start = file.len();
            file.resize(start + 56, 0);
            file[start..start + 4].copy_from_slice(&kind.to_le_bytes());
            file[start + 48..start + 56].copy_from_slice(&alignment.to_le_bytes());
        }
        file
    }

    /// As [`elf_64`], with 32-bit addresses.
    pub fn elf_32(segments: &[(u32, u32)]) -> Vec<u8> {
        let mut file = b"\x7fELF\x01\x01\x01".to_vec();
        file.resize(52, 0);
        file[28] = 52;
        file[42] = 32;
        file[44] = segments.len() as u8;
        for (kind, alignment) in segments {
            let start = file.len();
            file.resize(start + 32, 0);
            file[start..start + 4].copy_from_slice(&kind.to_le_bytes());
            file[start + 28..start + 32].copy_from_slice(&alignment.to_le_bytes());
        }
        file
    }

    #[test]
    fn alignments_of_loadable_segments_are_read() {
        let wide = Elf::read(&elf_64(&[(6, 8), (1, 0x4000), (1, 0x1_0000), (2, 8)]));
        assert_eq!(wide, Ok(Elf { is_64_bit: true, load_alignments: vec![0x4000, 0x1_0000] }));
        let narrow = Elf::read(&elf_32(&[(1, 0x1000), (0x6474_e551, 0)]));
        assert_eq!(narrow, Ok(Elf { is_64_bit: false, load_alignments: vec![0x1000] }));
    }

    #[test]
    fn what_is_not_a_whole_elf_file_is_refused() {
        let whole = elf_64(&[(1, 0x4000)]);
        for length in 0..whole.len() {
            assert!(Elf::read(&whole[..length]).is_err(), "cut to {length} bytes");
        }
        assert!(Elf::read(b"PK\x03\x04 an archive").is_err());
        let mut far = whole.clone();
        far[32..40].fill(0xff);
        assert!(Elf::read(&far).is_err(), "a table beyond the address space");
        let mut big_endian = whole;
        big_endian[5] = 2;
        assert!(Elf::read(&big_endian).is_err());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn this_very_program_can_be_read() {
        let program = std::fs::read("/proc/self/exe").expect("the test program");
        let elf = Elf::read(&program).expect("an ELF file");
        assert!(!elf.load_alignments.is_empty());
    }
}
