//! DER as the tests write it: what is minted need not be what the reader takes.

/// A value with this tag.
pub fn tagged(tag: &[u8], content: &[u8]) -> Vec<u8> {
    let mut der = tag.to_vec();
    match content.len() {
        short @ 0..0x80 => der.push(short as u8),
        medium @ 0x80..0x100 => der.extend([0x81, medium as u8]),
        long => {
            der.push(0x82);
            der.extend((long as u16).to_be_bytes());
        }
    }
    der.extend(content);
    der
}

/// `[number] EXPLICIT`.
pub fn explicit(number: u32, value: &[u8]) -> Vec<u8> {
    match number {
        0..31 => tagged(&[0xa0 | number as u8], value),
        31..128 => tagged(&[0xbf, number as u8], value),
        _ => tagged(&[0xbf, 0x80 | (number >> 7) as u8, (number & 0x7f) as u8], value),
    }
}

fn shortest(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let from = bytes.iter().position(|byte| *byte != 0).unwrap_or(7);
    let sign = if bytes[from] < 0x80 { &[][..] } else { &[0] };
    [sign, &bytes[from..]].concat()
}

pub fn integer(number: u64) -> Vec<u8> {
    tagged(&[2], &shortest(number))
}

pub fn enumerated(number: u64) -> Vec<u8> {
    tagged(&[10], &shortest(number))
}

pub fn octets(content: &[u8]) -> Vec<u8> {
    tagged(&[4], content)
}

pub fn boolean(is_true: bool) -> Vec<u8> {
    tagged(&[1], &[if is_true { 0xff } else { 0 }])
}

pub fn null() -> Vec<u8> {
    vec![5, 0]
}

pub fn sequence(members: &[Vec<u8>]) -> Vec<u8> {
    tagged(&[0x30], &members.concat())
}

pub fn set(members: &[Vec<u8>]) -> Vec<u8> {
    tagged(&[0x31], &members.concat())
}

/// An OID by the content of its DER.
pub fn oid(content: &[u8]) -> Vec<u8> {
    tagged(&[6], content)
}
