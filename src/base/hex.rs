//! Lower-case hexadecimal: key identifiers, hashes, vectors.

/// The text is not lower-case hexadecimal of the wanted length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not lower-case hexadecimal of the wanted length")]
pub struct HexError;

/// Bytes as lower-case hexadecimal.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS[usize::from(nibble)] as char;
    bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

/// Lower-case hexadecimal as bytes.
///
/// # Errors
/// An odd length, upper case, or any other character.
pub fn decode(text: &str) -> Result<Vec<u8>, HexError> {
    let value = |c: u8| match c {
        b'0'..=b'9' => Ok(c - b'0'),
        b'a'..=b'f' => Ok(c - b'a' + 10),
        _ => Err(HexError),
    };
    if !text.len().is_multiple_of(2) {
        return Err(HexError);
    }
    text.as_bytes().chunks(2).map(|pair| Ok(value(pair[0])? << 4 | value(pair[1])?)).collect()
}

/// Lower-case hexadecimal as exactly `N` bytes.
///
/// # Errors
/// As [`decode`], and any other length.
pub fn decode_array<const N: usize>(text: &str) -> Result<[u8; N], HexError> {
    decode(text)?.try_into().map_err(|_| HexError)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upper_case_and_odd_lengths_are_refused() {
        assert_eq!(decode("06b724"), Ok(vec![0x06, 0xb7, 0x24]));
        assert_eq!(encode(&[0x06, 0xb7, 0x24]), "06b724");
        for bad in ["06B724", "06b72", "0g"] {
            assert_eq!(decode(bad), Err(HexError));
        }
    }
}
