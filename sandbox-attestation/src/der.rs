//! DER of the few types that attestations are made of (ITU-T X.690). Writing only: what is written need
//! not be what a reader takes.

/// A value of a tag, which is one to three bytes.
#[must_use]
pub fn tagged(tag: &[u8], content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    let mut der = tag.to_vec();
    match significant {
        [] => der.push(0),
        [short] if *short < 0x80 => der.push(*short),
        long => {
            der.push(0x80 | long.len() as u8);
            der.extend(long);
        }
    }
    der.extend(content);
    der
}

/// The shortest two's complement of a number that is not negative.
fn shortest(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let significant = &bytes[bytes.iter().take(7).take_while(|byte| **byte == 0).count()..];
    let sign = significant.first().is_some_and(|first| *first >= 0x80);
    if sign { [&[0], significant].concat() } else { significant.to_vec() }
}

/// INTEGER.
#[must_use]
pub fn integer(number: u64) -> Vec<u8> {
    tagged(&[0x02], &shortest(number))
}

/// ENUMERATED.
#[must_use]
pub fn enumerated(number: u64) -> Vec<u8> {
    tagged(&[0x0a], &shortest(number))
}

/// BOOLEAN.
#[must_use]
pub fn boolean(is_true: bool) -> Vec<u8> {
    tagged(&[0x01], &[if is_true { 0xff } else { 0 }])
}

/// OCTET STRING.
#[must_use]
pub fn octets(content: &[u8]) -> Vec<u8> {
    tagged(&[0x04], content)
}

/// NULL.
#[must_use]
pub fn null() -> Vec<u8> {
    tagged(&[0x05], &[])
}

/// SEQUENCE of values.
#[must_use]
pub fn sequence(members: &[Vec<u8>]) -> Vec<u8> {
    tagged(&[0x30], &members.concat())
}

/// SET of values, in the order given.
#[must_use]
pub fn set(members: &[Vec<u8>]) -> Vec<u8> {
    tagged(&[0x31], &members.concat())
}

/// OBJECT IDENTIFIER, by the content of its DER.
#[must_use]
pub fn oid(content: &[u8]) -> Vec<u8> {
    tagged(&[0x06], content)
}

/// `[number] EXPLICIT`; numbers up to 16,383.
#[must_use]
pub fn explicit(number: u32, inner: &[u8]) -> Vec<u8> {
    let low = (number & 0x7f) as u8;
    match number {
        0..31 => tagged(&[0xa0 | low], inner),
        31..128 => tagged(&[0xbf, low], inner),
        _ => tagged(&[0xbf, 0x80 | (number >> 7) as u8, low], inner),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_numbers_and_tags_have_their_shortest_form() {
        assert_eq!(integer(0), [2, 1, 0]);
        assert_eq!(integer(128), [2, 2, 0, 128]);
        assert_eq!(integer(256), [2, 2, 1, 0]);
        assert_eq!(octets(&[0; 128])[..3], [4, 0x81, 128]);
        assert_eq!(octets(&[0; 256])[..4], [4, 0x82, 1, 0]);
        assert_eq!(explicit(10, &null()), [0xaa, 2, 5, 0]);
        assert_eq!(explicit(702, &null()), [0xbf, 0x85, 0x3e, 2, 5, 0]);
    }
}
